"""The Flask service over a paperatlas graph."""

from api.app import create_app
from api.config import Config

__all__ = ["Config", "create_app"]
