"""Imports every slice's tables, so that the metadata is whole."""

from importlib import import_module
from pathlib import Path

from app.core.model import Base

_APP = Path(__file__).parents[1] / "app"

for _path in sorted([*_APP.glob("*/model.py"), *_APP.glob("*/feed.py"), *_APP.glob("*/cells.py")]):
    import_module(f"app.{_path.parent.name}.{_path.stem}")

metadata = Base.metadata
