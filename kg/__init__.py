"""paperatlas: a knowledge graph of machine-learning papers, built from their abstracts."""

__version__ = "0.1.0"
