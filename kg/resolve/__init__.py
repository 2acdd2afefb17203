"""Resolution: which names, in all papers, mean the same thing.

`reading` collects what a paper itself says of a name; `knowledge_base` finds names in the lexicon;
`spellings` knows which short form the papers spell out as what; `linker` decides; `entities` describes
what was decided on.
"""

from kg.resolve.linker import resolve

__all__ = ["resolve"]
