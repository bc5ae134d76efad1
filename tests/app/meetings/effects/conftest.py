"""A decision to be measured, built once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.workspace import Workspace
from tests.app.meetings.effects.decided import Decided, build
from tests.once import Once


@pytest.fixture(scope="session")
def decided(once: Once) -> Path:
    """The folder of the workspace that all tests copy."""
    return once("decided effects", build)


@pytest.fixture
def at(decided: Path, tmp_path: Path) -> Iterator[Decided]:
    """A copy of it."""
    for name in ("decided.cdesk", "decided.files"):
        shutil.copy(decided / name, tmp_path / name)
    with Workspace.open(tmp_path / "decided.cdesk") as workspace:
        yield Decided(workspace)
