"""Fixtures that every test may ask for."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import migrations.models  # noqa: F401 - every table is known before the first mapper is asked
from app.core.clock import FixedClock
from app.core.db import Database
from app.core.settings import HOME_VARIABLE, MachineSettings
from app.core.workspace import Workspace

ROOT = Path(__file__).parents[1]
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # no test is timed: the machine may be busy


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
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workspace, made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("template")
    with Workspace.create(folder / "template.cdesk", name="Test", machine=MachineSettings(folder / "home")) as made:
        return made.paths.main


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
