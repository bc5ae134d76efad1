"""The practice region for the tests of this folder: taken in once for all workers, a copy of it for each test."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.lock import FileLock
from app.core.workspace import Workspace
from tests.app.taken import build
from tests.desks import desk_of


@pytest.fixture(scope="session")
def taken(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The region's folder, filled once for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "practice region"
    folder.mkdir(exist_ok=True)
    lock = FileLock(folder / "lock")
    while not lock.acquire():
        time.sleep(0.2)
    try:
        if not (folder / "done").exists():
            build(folder)
            (folder / "done").touch()
    finally:
        lock.release()
    return folder


@pytest.fixture
def region(taken: Path, tmp_path: Path) -> Iterator[Desk]:
    for name in ("region.cdesk", "region.files"):
        shutil.copy(taken / name, tmp_path / name)
    with Workspace.open(tmp_path / "region.cdesk") as workspace:
        yield desk_of(workspace)
