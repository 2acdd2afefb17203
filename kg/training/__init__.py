"""How the data that paperatlas ships is made from annotated papers."""
