"""A copy of what was known is made whole or not at all: while it is killed, on a full disk, by two programs at once."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from app.bootstrap import FEEDS, Desk, desk_at, known_desk, open_known_desk
from app.core.check import check
from app.core.db import Action
from app.core.errors import UserError
from app.core.settings import MachineSettings
from app.core.workspace import Workspace
from app.core.workspace_settings import set_setting
from app.jobs.known_at import FOLDER, KEPT, open_known
from tests.desks import desk_of, take_in, write_csv
from tests.torture.kills import ROOT, TIMEOUT_S, killed_at, moments, start
from tests.torture.scenarios import NAME, acknowledge
from tests.torture.test_import_kills import FIRST, LINES, SECOND, state

SCENARIO = "tests.torture.test_known_kills:go_back"
SMALL = 256 * 1024


def home(folder: Path) -> MachineSettings:
    """The account's folder of a test's own, in which copies lie."""
    return MachineSettings(folder / "home")


@contextmanager
def at_desk(folder: Path) -> Iterator[Desk]:
    with Workspace.open(folder / NAME, machine=home(folder)) as workspace:
        yield desk_of(workspace)


def go_back(folder: Path, tx: str) -> None:
    """In the child: open what was known at a transaction."""
    with at_desk(folder) as desk:
        open_known_desk(desk, int(tx)).close()
        acknowledge("opened")


def go_back_small(folder: Path, tx: str) -> None:
    """In the child, which may write no file as large as the copy."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))
    try:
        go_back(folder, tx)
    except UserError as error:
        acknowledge(str(error))


@pytest.fixture
def ready(template: Path, tmp_path: Path) -> tuple[Path, int, list[list[object]]]:
    """A workspace to which more came since a transaction, which one that is, and what was known then."""
    folder = tmp_path / "ready"
    folder.mkdir()
    shutil.copy(template, folder / NAME)
    for name, rows in (("first", FIRST), ("second", SECOND)):
        write_csv(folder / f"{name}.csv", rows)
    with at_desk(folder) as desk:
        take_in(desk, folder / "first.csv", LINES)
        tx, then = desk.db.last_tx(), state(desk)
        take_in(desk, folder / "second.csv", LINES)
        assert state(desk) != then
    return folder, tx, then


def left(folder: Path) -> list[str]:
    """What lies among the copies."""
    return sorted(path.name for path in (folder / "home" / FOLDER).glob("*/*") if not path.name.startswith("open-"))


def whole(folder: Path, tx: int, then: list[list[object]]) -> None:
    """The next program goes back as if nothing had been, and nothing but the copy is there."""
    with at_desk(folder) as desk:
        assert check(desk.db, desk.workspace.files) == []
        copy = open_known_desk(desk, tx)
        try:
            assert state(copy) == then
            assert check(copy.db, copy.workspace.files) == []
        finally:
            copy.close()
    assert left(folder) == [NAME]


def test_killed_while_a_copy_is_made(ready: tuple[Path, int, list[list[object]]], tmp_path: Path) -> None:
    folder, tx, then = ready
    count = Path(shutil.copytree(folder, tmp_path / "count"))
    for at in moments(SCENARIO, count, tx):
        here = Path(shutil.copytree(folder, tmp_path / f"at {at}"))
        killed_at(SCENARIO, here, tx, at=at)
        whole(here, tx, then)


def test_what_a_killed_making_left_goes_with_the_next(ready: tuple[Path, int, list[list[object]]]) -> None:
    folder, tx, then = ready
    place = folder / "home" / FOLDER / "some-1-place"
    place.mkdir(parents=True)
    (place / f"{NAME}.120000000000.part").write_bytes(b"half")
    whole(folder, tx, then)
    assert not place.exists()


def test_two_programs_that_want_the_same_copy_make_one(ready: tuple[Path, int, list[list[object]]]) -> None:
    folder, tx, then = ready
    both = [start(SCENARIO, folder, tx) for _ in range(2)]
    for child in both:
        said, complaint = child.communicate(timeout=TIMEOUT_S)
        assert (said.split(), child.returncode) == (["opened"], 0), complaint
    whole(folder, tx, then)


def test_a_copy_that_a_program_has_open_is_not_tidied_away(ready: tuple[Path, int, list[list[object]]]) -> None:
    folder, tx, then = ready
    with at_desk(folder) as desk:
        last = desk.db.last_tx()
        first = open_known_desk(desk, tx)
        for one in range(KEPT + 1):
            desk.db.write(Action("Name"), partial(set_setting, key="name", value=f"{one}"))
            open_known_desk(desk, last + 1 + one).close()
        assert first.db.path.exists()
        assert state(first) == then
        first.close()
        open_known_desk(desk, last).close()
        open_known_desk(desk, last + 1).close()
        assert not first.db.path.exists(), "the one that was not opened for the longest time goes when it is free"
        assert len(left(folder)) == KEPT


def test_a_file_that_may_not_grow_gives_a_sentence_and_leaves_nothing(
    ready: tuple[Path, int, list[list[object]]],
) -> None:
    folder, tx, then = ready
    assert (folder / NAME).stat().st_size > SMALL
    command = [sys.executable, "-m", "tests.torture.kills", "tests.torture.test_known_kills:go_back_small"]
    environment = os.environ | {"CHANNELDESK_KILL_AT": "0", "CHANNELDESK_KILL_LIST": ""}
    said = subprocess.run(
        [*command, str(folder), str(tx)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        timeout=TIMEOUT_S,
    )  # fmt: skip
    assert "cannot be written" in said.stdout, said.stderr
    assert left(folder) == []
    whole(folder, tx, then)


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Mounts a small disk, or a folder once more so that it can only be read."""
    there: list[Path] = []

    def mount(name: str, *words: str) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        done = subprocess.run(["mount", *words, str(folder)], capture_output=True, check=False)
        if done.returncode != 0:
            pytest.skip("nothing can be mounted here")
        there.append(folder)
        return folder

    yield mount
    for one in reversed(there):
        subprocess.run(["umount", str(one)], check=True)


def test_a_full_disk_gives_a_sentence_and_leaves_nothing(
    ready: tuple[Path, int, list[list[object]]], mounted: Callable[..., Path]
) -> None:
    folder, tx, then = ready
    (folder / "home").mkdir(exist_ok=True)
    disk = mounted("ready/home/known", "-t", "tmpfs", "-o", "size=8m", "tmpfs")
    for room in (0, 100_000, (folder / NAME).stat().st_size - 100_000):
        ballast = disk / "ballast"
        ballast.write_bytes(bytes((8 << 20) - 64_000 - room))
        with at_desk(folder) as desk, pytest.raises(UserError, match="The disk is full"):
            open_known_desk(desk, tx)
        assert left(folder) == []
        ballast.unlink()
    whole(folder, tx, then)


def test_a_workspace_that_can_only_be_read_goes_back_too(
    ready: tuple[Path, int, list[list[object]]], mounted: Callable[..., Path], tmp_path: Path
) -> None:
    folder, tx, then = ready
    closed = mounted("closed", "-o", "bind", str(folder))
    subprocess.run(["mount", "-o", "remount,ro,bind", str(closed)], check=True)
    with Workspace.open(closed / NAME, machine=home(tmp_path)) as workspace:
        assert workspace.db.read_only
        with open_known(workspace, FEEDS, tx) as copy:
            assert state(desk_of(copy)) == then
    with (
        Workspace.open(folder / NAME, machine=MachineSettings(closed / "home")) as workspace,
        pytest.raises(UserError, match="cannot be written"),
    ):
        open_known(workspace, FEEDS, tx)


def test_a_copy_of_a_copy_is_that_of_the_workspace(ready: tuple[Path, int, list[list[object]]], tmp_path: Path) -> None:
    folder, tx, then = ready
    with at_desk(folder) as desk:
        last = desk.db.last_tx()
        desk.db.write(Action("Name"), partial(set_setting, key="name", value="later"))
        newer = open_known_desk(desk, last)
        older = open_known(newer.workspace, FEEDS, tx)
        try:
            assert state(desk_of(older)) == then
            assert older.known is not None
            assert (older.known.tx, older.known.of) == (tx, (folder / NAME).resolve())
            assert older.files.names() == desk.workspace.files.names()
            with pytest.raises(UserError, match="no transaction"), desk_at(newer, last + 1):
                """A copy knows nothing of what came later."""
            present = known_desk(newer, str(last + 1))
            assert present.db.last_tx() == last + 1, "asked of a copy, the workspace that it was made of answers"
            present.close()
        finally:
            older.close()
            newer.close()
