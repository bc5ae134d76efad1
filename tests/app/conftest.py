"""The practice region for the tests of this folder: written and taken in once for all workers, copies for each test."""

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.workspace import Workspace
from app.practice.service import RegionFiles, write_region
from tests.app.taken import build
from tests.desks import desk_of
from tests.once import Once


@pytest.fixture(scope="session")
def region_files(once: Once) -> RegionFiles:
    """The region's files as they are written by default; they are only read."""

    def write(folder: Path) -> None:
        (folder / "written.pickle").write_bytes(pickle.dumps(write_region(folder / "files")))

    written: RegionFiles = pickle.loads((once("practice files", write) / "written.pickle").read_bytes())  # noqa: S301 - ours
    return written


@pytest.fixture(scope="session")
def taken(once: Once, region_files: RegionFiles) -> Path:
    """The region's folder, filled once for all workers."""
    return once("practice region", lambda folder: build(folder, region_files))


@pytest.fixture
def region(taken: Path, tmp_path: Path) -> Iterator[Desk]:
    for name in ("region.cdesk", "region.files"):
        shutil.copy(taken / name, tmp_path / name)
    with Workspace.open(tmp_path / "region.cdesk") as workspace:
        yield desk_of(workspace)
