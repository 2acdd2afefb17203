"""The Flask service over a paperatlas graph."""
