"""A full disk gives a sentence, loses nothing, and once there is room everything goes on."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.check import check
from app.core.db import Action
from app.core.errors import UserError
from app.core.restore import restore
from app.core.workspace import Workspace
from app.people.queries import people
from app.people.service import add_person

SENTENCE = "The disk is full. Nothing was written and nothing was lost"
DO = Action("Do")
LONG = "很长" * 5_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("a small disk cannot be mounted here (needs the right to mount a tmpfs)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def crowded(template: Path, small_disk: Path) -> Iterator[Workspace]:
    """A workspace on the small disk, written to until the disk is full."""
    path = Path(shutil.copy(template, small_disk / "work.cdesk"))
    with Workspace.open(path) as workspace:
        yield workspace


def fill(workspace: Workspace) -> int:
    """Add people with long titles until there is no room; returns how many were committed."""
    committed: list[str] = []

    def go_on() -> None:
        while True:
            added = workspace.db.write(DO, lambda session: add_person(session, name="李雷", title=LONG))
            committed.append(added.value)

    with pytest.raises(UserError, match=SENTENCE):
        go_on()
    return len(committed)


def test_a_write_is_refused_and_what_was_committed_is_there(crowded: Workspace) -> None:
    ballast = crowded.paths.main.with_name("ballast")
    ballast.write_bytes(bytes(1 << 20))
    committed = fill(crowded)
    assert committed > 3
    with crowded.db.read() as session:
        assert len(people(session)) == committed
    assert check(crowded.db) == []
    ballast.unlink()
    crowded.db.write(DO, lambda session: add_person(session, name="goes on"))
    crowded.close()
    with Workspace.open(crowded.paths.main) as again:
        assert check(again.db, again.files) == []
        with again.db.read() as session:
            assert len(people(session)) == committed + 1


def _back_up(workspace: Workspace) -> None:
    workspace.back_up()


def _keep_original(workspace: Workspace) -> None:
    workspace.files.put(bytes(4 << 20))


def _create(workspace: Workspace) -> None:
    Workspace.create(workspace.paths.main.with_name("second.cdesk"))


@pytest.mark.parametrize("step", [_back_up, _keep_original, _create])
def test_what_finds_no_room_says_so_and_leaves_nothing(crowded: Workspace, step: Callable[[Workspace], None]) -> None:
    committed = fill(crowded)
    before = crowded.files.names()
    with pytest.raises(UserError, match=SENTENCE):
        step(crowded)
    assert not list(crowded.paths.main.parent.glob("**/*.part*"))
    assert crowded.backups() == []
    assert crowded.files.names() == before
    with crowded.db.read() as session:
        assert len(people(session)) == committed


def test_a_restore_that_finds_no_room_changes_nothing(crowded: Workspace) -> None:
    first = crowded.back_up()
    assert first is not None
    committed = fill(crowded)
    crowded.close()
    with pytest.raises(UserError, match=SENTENCE):
        restore(crowded.paths.main, first.path)
    with Workspace.open(crowded.paths.main) as again:
        assert check(again.db, again.files) == []
        with again.db.read() as session:
            assert len(people(session)) == committed
