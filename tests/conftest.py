"""Fixtures that every test may ask for."""

import gc
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import migrations.models  # noqa: F401 - every table is known before the first mapper is asked
from app.core import migrate
from app.core.clock import FixedClock
from app.core.connect import create_file
from app.core.db import Database
from app.core.keys import key_id_of
from app.core.settings import HOME_VARIABLE, MachineSettings
from app.core.workspace import Workspace
from tests.once import Once

ROOT = Path(__file__).parents[1]
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # no test is timed: the machine may be busy


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the collector need not walk over it during every test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An account's folder of its own for every test."""
    folder = tmp_path / "home"
    monkeypatch.setenv(HOME_VARIABLE, str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")  # never that of who runs the tests
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)  # the tests speak English wherever they run
    return folder


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Once:
    """Builds for all workers of this run."""
    base = tmp_path_factory.getbasetemp()
    return Once(base if worker_id == "master" else base.parent)


@pytest.fixture(scope="session")
def template(once: Once) -> Path:
    """A new workspace, made once; tests work on copies."""

    def build(folder: Path) -> None:
        Workspace.create(folder / "template.cdesk", name="Test", machine=MachineSettings(folder / "home")).close()

    return once("template", build) / "template.cdesk"


@pytest.fixture(scope="session")
def schema(once: Once) -> Path:
    """An empty file at the newest schema."""

    def build(folder: Path) -> None:
        create_file(folder / "empty.cdesk")
        migrate.upgrade(folder / "empty.cdesk")

    return once("schema", build) / "empty.cdesk"


@pytest.fixture
def ready_schema(schema: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New workspaces get a copy of the migrated file, for tests that make one and are about something else."""
    really = migrate.upgrade

    def upgrade(path: Path, *, wal: bool = True) -> None:
        if key_id_of(path) is not None or migrate.revision_of(path) or not wal:
            really(path, wal=wal)
        else:
            shutil.copyfile(schema, path)

    monkeypatch.setattr(migrate, "upgrade", upgrade)


@pytest.fixture
def workspace(template: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A fresh workspace at the newest schema, open as the command line has it."""
    path = tmp_path / "work.cdesk"
    shutil.copy(template, path)
    with Workspace.open(path) as opened:
        yield opened


@pytest.fixture
def db(workspace: Workspace) -> Database:
    """The database of the fresh workspace."""
    return workspace.db


@pytest.fixture
def clock() -> FixedClock:
    """A day and an instant that stand still."""
    return FixedClock(date(2026, 3, 10), instant=datetime(2026, 3, 10, 1, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data beside the repository; without it the test is skipped by name."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared data are not beside this repository (../shared)")
    return folder
