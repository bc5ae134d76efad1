"""Imports every slice's tables, so that the metadata is whole."""

from importlib import import_module
from pathlib import Path
from typing import Final

from app.core.model import Base

_APP: Final = Path(__file__).parents[1] / "app"
_HOLD_TABLES: Final = ("model.py", "model_*.py", "feed.py", "cells.py", "attachments.py")

for _path in sorted(path for pattern in _HOLD_TABLES for path in _APP.rglob(pattern)):
    import_module(".".join(("app", *_path.relative_to(_APP).with_suffix("").parts)))

metadata = Base.metadata


def is_mapped(name: str | None, kind: str, _parent: object = None) -> bool:
    """Whether a table is one of the models': not one of SQLite's full-text search, which revisions make by hand."""
    return kind != "table" or name is None or not name.startswith("meeting_words")
