"""The program dies while it upgrades a workspace of the first version: nothing is lost, the next start ends it.

``make torture`` tries twenty moments, ``make test`` two.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import migrate
from app.core.backup import list_backups, verify_file
from app.core.check import check
from app.core.drive import Drive
from app.core.errors import UserError
from app.core.workspace import Paths, Workspace, bring_up_to_date
from tests.torture.kills import killed_at, kills, moments
from tests.torture.scenarios import NAME
from tests.upgrading import FIXTURES, lost, rows_of, unpack

SCENARIO = "tests.torture.scenarios:upgrade_released"
MOST = 20
FULL = "The disk is full. Nothing was written and nothing was lost"


def test_killed_while_a_released_workspace_is_upgraded(tmp_path: Path) -> None:
    old = unpack(FIXTURES[0], tmp_path / "old.cdesk")
    before, first = rows_of(old), migrate.revision_of(old)
    count = tmp_path / "count"
    count.mkdir()
    shutil.copy(old, count / NAME)
    seen = set()
    for at in moments(SCENARIO, count, count=min(kills(2), MOST), seed=9):
        folder = tmp_path / f"at {at}"
        folder.mkdir()
        path = Path(shutil.copy(old, folder / NAME))
        killed_at(SCENARIO, folder, at=at)
        found = migrate.revision_of(path)
        seen.add(found)
        assert found in {first, migrate.head()}, "all of it or nothing"
        gone = [one for one in lost(before, rows_of(path)) if "'key': 'device'" not in one]  # opened, it is another one
        assert gone == [], f"killed at {at}"
        for backup in list_backups(Paths(path).backups):
            verify_file(backup.path)
            assert lost(before, rows_of(backup.path)) == []
        with Workspace.open(path, window=True) as workspace:
            assert [str(one) for one in check(workspace.db, workspace.files)] == []
            assert workspace.backups()[-1].reason == "migration"
        assert migrate.revision_of(path) == migrate.head()
        assert not list(folder.glob("**/*.part*"))
        shutil.rmtree(folder)
    assert first in seen, "some kills came before the end"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk on which a workspace and its backup fit, and no second one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("a small disk cannot be mounted here (needs the right to mount a tmpfs)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("left", [40, 300, 1_600], ids=["no backup", "half a backup", "half an upgrade"])
def test_an_upgrade_that_finds_no_room_leaves_the_file_as_it_was(small_disk: Path, left: int) -> None:
    path = unpack(FIXTURES[0], small_disk / NAME)
    before = rows_of(path)
    ballast = small_disk / "ballast"
    with ballast.open("wb") as file:
        file.truncate(0)
        room = shutil.disk_usage(small_disk).free - left * 1_000
        file.write(bytes(max(room, 0)))
    with pytest.raises(UserError, match=FULL):
        bring_up_to_date(Paths(path), Drive())
    assert migrate.revision_of(path) == FIXTURES[0].name[:4]
    assert lost(before, rows_of(path)) == []
    assert not list(small_disk.glob("**/*.part*"))
    ballast.unlink()
    bring_up_to_date(Paths(path), Drive())
    assert migrate.revision_of(path) == migrate.head()
    assert lost(before, rows_of(path)) == []


def test_a_workspace_of_a_newer_version_is_refused_and_untouched(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(template, tmp_path / NAME))
    bytes_before = path.read_bytes()
    older = migrate.revisions()[:-1]
    monkeypatch.setattr(migrate, "revisions", lambda: older)
    with pytest.raises(UserError, match=r"was written by a newer version of ChannelDesk\. Install that version\."):
        Workspace.open(path)
    assert path.read_bytes() == bytes_before
    assert not Paths(path).backups.exists()
