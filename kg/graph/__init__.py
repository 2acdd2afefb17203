"""The graph: extractions and links as RDF statements.

`stream` walks the papers; `papers`, `evidence` and `entities` state what there is to say of each;
`literals`, `values` and `web_iris` make the objects; `shapes` checks what came out.
"""

from kg.graph.stream import statements

__all__ = ["statements"]
