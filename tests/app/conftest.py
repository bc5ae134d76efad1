"""The practice region for the tests of this folder: written and taken in once for all workers, copies for each test."""

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.drive import Drive
from app.core.settings import MachineSettings
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


def _copy(taken: Path, folder: Path) -> Path:
    for name in ("region.cdesk", "region.files"):
        shutil.copy(taken / name, folder / name)
    return folder / "region.cdesk"


@pytest.fixture(scope="session")
def region(taken: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The region to look at: nothing can be written in it, so all tests of a worker share what it worked out."""
    path = _copy(taken, tmp_path_factory.mktemp("region"))
    machine = MachineSettings(path.parent / "home")
    with Workspace.open(path, machine=machine, drive=Drive(writable=False)) as workspace:
        yield desk_of(workspace)


@pytest.fixture
def own_region(taken: Path, tmp_path: Path) -> Iterator[Desk]:
    """A copy of the region for a test that changes it."""
    with Workspace.open(_copy(taken, tmp_path)) as workspace:
        yield desk_of(workspace)
