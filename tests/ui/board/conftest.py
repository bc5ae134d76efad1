"""A small region to look at, made once; tests work on copies."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.workspace import Workspace
from tests.ui import small_region


@pytest.fixture(scope="session")
def region_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The region's closed workspace."""
    return small_region.make(tmp_path_factory.mktemp("region"))


@pytest.fixture
def workspace(region_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The region instead of the empty workspace."""
    for found in region_file.parent.glob("small.*"):
        if found.is_file():
            shutil.copy(found, tmp_path / found.name)
    with Workspace.open(tmp_path / "small.cdesk") as opened:
        yield opened
