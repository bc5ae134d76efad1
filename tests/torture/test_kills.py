"""The program dies at any moment, and the workspace is sound: all or nothing, and nothing committed is lost."""

import shutil
import signal
from pathlib import Path

import pytest

from app.core import migrate
from app.core.backup import list_backups, verify_file
from app.core.check import check
from app.core.workspace import Workspace
from app.people.queries import people
from tests.torture.kills import killed_at, moments, seeded, spread, start
from tests.torture.scenarios import DO, NAME

HERE = "tests.torture.scenarios"
NEWEST = migrate.revisions()[-1]
AFTER = f"{int(NEWEST) + 1:04d}"
NEXT = f"""
import sqlalchemy as sa
from alembic import op

revision = "{AFTER}"
down_revision = "{NEWEST}"


def upgrade() -> None:
    for number in range(4):
        op.create_table(f"future_{{number}}", sa.Column("id", sa.Integer(), primary_key=True))
        op.execute(f"INSERT INTO future_{{number}} VALUES (1)")
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("nickname", sa.Text()))
"""


def place(folder: Path, template: Path) -> Path:
    """A folder with a fresh workspace."""
    folder.mkdir()
    shutil.copy(template, folder / NAME)
    return folder


def names(workspace: Workspace) -> list[str]:
    with workspace.db.read() as session:
        return [one.name for one in people(session)]


def sound(path: Path) -> list[str]:
    """Open after the kill as the next program does; the names there, once nothing is wrong."""
    with Workspace.open(path, window=True) as workspace:
        assert [str(one) for one in check(workspace.db, workspace.files)] == []
        workspace.db.write(DO, lambda _: None)
        return names(workspace)


def test_moments_are_spread_over_the_whole_and_over_the_kinds() -> None:
    kinds = ["statement"] * 50 + ["commit"] + ["statement"] * 48 + ["before rename"]
    found = spread(kinds, seeded(1), 10)
    assert {kinds[one - 1] for one in found} == set(kinds)
    assert spread(kinds, seeded(1), 10) == found
    assert spread(["statement"], seeded(1), 5) == [1]


def test_the_child_really_dies_at_the_moment_asked_for(template: Path, tmp_path: Path) -> None:
    folder = place(tmp_path / "x", template)
    child = start(f"{HERE}:write_people", folder, at=150)
    said, _ = child.communicate()
    assert child.returncode == -signal.SIGKILL
    assert 0 < len(said.split()) < 12


def test_killed_while_writing(template: Path, tmp_path: Path) -> None:
    scenario = f"{HERE}:write_people"
    for at in moments(scenario, place(tmp_path / "count", template)):
        folder = place(tmp_path / f"at {at}", template)
        committed = killed_at(scenario, folder, at=at).split()
        there = sound(folder / NAME)
        assert set(committed) <= set(there)
        assert len(there) <= len(committed) + 1


def test_killed_while_a_workspace_is_made(tmp_path: Path) -> None:
    scenario = f"{HERE}:create_workspace"
    count = tmp_path / "count"
    count.mkdir()
    for at in moments(scenario, count):
        folder = tmp_path / f"at {at}"
        folder.mkdir()
        killed_at(scenario, folder, at=at)
        path = folder / "new.cdesk"
        if not path.exists():
            Workspace.create(path, name="江北").close()
        assert sound(path) == []


def test_killed_while_backing_up(template: Path, tmp_path: Path) -> None:
    scenario = f"{HERE}:back_up"
    for at in moments(scenario, place(tmp_path / "count", template)):
        folder = place(tmp_path / f"at {at}", template)
        killed_at(scenario, folder, at=at)
        sound(folder / NAME)
        for backup in list_backups(folder / "work.backups"):
            verify_file(backup.path)
        with Workspace.open(folder / NAME) as workspace:
            workspace.back_up()
            newest = workspace.backups()[0]
            before = names(workspace)
        assert list((folder / "work.backups").glob("*.part*")) == []
        shutil.copy(newest.path, folder / "copy.cdesk")
        assert sound(folder / "copy.cdesk") == before


def test_killed_while_restoring(template: Path, tmp_path: Path) -> None:
    scenario = f"{HERE}:restore_oldest"
    ready = place(tmp_path / "ready", template)
    killed_at(f"{HERE}:back_up", ready, at=0)
    for at in moments(scenario, Path(shutil.copytree(ready, tmp_path / "count"))):
        folder = Path(shutil.copytree(ready, tmp_path / f"at {at}"))
        killed_at(scenario, folder, at=at)
        there = sound(folder / NAME)
        assert there in ([], ["between"])
        if not there:  # restored: what was there before is kept
            kept = [backup.path for backup in list_backups(folder / "work.backups")]
            assert len(kept) == 2
            assert sound(Path(shutil.copy(kept[0], folder / "kept.cdesk"))) == ["between"]


def test_killed_while_migrating(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = f"{HERE}:upgrade"
    ready = place(tmp_path / "ready", template)
    killed_at(f"{HERE}:write_people", ready, "p", 3, at=0)
    shutil.copytree(migrate.MIGRATIONS, ready / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (ready / "migrations" / "versions" / f"{AFTER}_future.py").write_text(NEXT, encoding="utf-8")
    chosen = moments(scenario, Path(shutil.copytree(ready, tmp_path / "count")))
    monkeypatch.setattr(migrate, "MIGRATIONS", ready / "migrations")
    migrate.revisions.cache_clear()
    try:
        for at in chosen:
            folder = Path(shutil.copytree(ready, tmp_path / f"at {at}"))
            killed_at(scenario, folder, at=at)
            left = migrate.revision_of(folder / NAME)
            assert left in {NEWEST, AFTER}
            assert sound(folder / NAME) == ["p0", "p1", "p2"]
            assert migrate.revision_of(folder / NAME) == AFTER
            backups = list_backups(folder / "work.backups")
            assert [migrate.revision_of(one.path) for one in backups] == [NEWEST]
    finally:
        monkeypatch.undo()
        migrate.revisions.cache_clear()
