"""Where the files lie that paperatlas ships beside its code."""

from pathlib import Path


def directory(name: str) -> Path:
    """Return the folder of shipped files `name` ("queries" or "seeds").

    In a checkout it is the folder at the top level; in an installed wheel it lies below this package,
    since a top-level name in site-packages would be anybody's.

    Raises FileNotFoundError where neither is there: the installation is broken.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "shipped" / name, here.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"this installation of paperatlas has no {name}/ folder")
