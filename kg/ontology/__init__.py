"""The ontology and the shapes, as files beside this module.

`paperatlas.ttl` declares the classes and properties of `pa:`; `shapes.ttl` says what a sound graph is;
`components/` has, for each SHACL constraint component that the shapes use, the query that finds its breaks.
"""

from pathlib import Path

DIRECTORY = Path(__file__).resolve().parent
ONTOLOGY = DIRECTORY / "paperatlas.ttl"
SHAPES = DIRECTORY / "shapes.ttl"
COMPONENTS = DIRECTORY / "components"
