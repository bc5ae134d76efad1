"""The schema: the newest revision equals the models, and an older file comes up to date on a backup."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from app.core import migrate
from app.core.backup import list_backups
from app.core.check import check
from app.core.errors import UserError
from app.core.lock import FileLock
from app.core.workspace import Workspace
from migrations.models import is_mapped, metadata

ROOT = Path(__file__).parents[3]
NEWEST = migrate.revisions()[-1]
AFTER = f"{int(NEWEST) + 1:04d}"
NEXT = '''"""A table of the future."""
import sqlalchemy as sa
from alembic import op

revision = "{after}"
down_revision = "{newest}"


def upgrade() -> None:
    op.create_table("future", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO future VALUES (1)")
    {more}
'''


def _next(more: str) -> str:
    return NEXT.format(more=more, newest=NEWEST, after=AFTER)


def with_next(folder: Path, more: str = "pass") -> Path:
    """A copy of the revisions with one more."""
    shutil.copytree(migrate.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{AFTER}_future.py").write_text(
        NEXT.format(more=more, newest=NEWEST, after=AFTER), encoding="utf-8"
    )
    return folder


@pytest.fixture
def future(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program that knows one revision more."""
    monkeypatch.setattr(migrate, "MIGRATIONS", with_next(tmp_path / "migrations"))
    migrate.revisions.cache_clear()
    yield tmp_path / "migrations"
    migrate.revisions.cache_clear()


def test_the_newest_revision_equals_the_models(workspace: Workspace) -> None:
    engine = create_engine(f"sqlite:///{workspace.paths.main}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_mapped})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_revisions_are_one_line_and_their_numbers_are_their_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(one.revision for one in reversed(list(scripts.walk_revisions()))) == migrate.revisions()
    assert scripts.get_current_head() == migrate.head()


def test_an_older_file_is_backed_up_and_brought_up_to_date(workspace: Workspace, future: Path) -> None:
    workspace.close()
    with Workspace.open(workspace.paths.main) as opened:
        assert [one.reason for one in opened.backups()] == ["migration"]
        assert check(opened.db, opened.files) == []
        with opened.db.raw_read() as raw:
            assert raw.execute("SELECT id FROM future").fetchall() == [(1,)]
    assert migrate.revision_of(workspace.paths.main) == AFTER
    assert migrate.revision_of(list_backups(workspace.paths.backups)[0].path) == NEWEST


def test_a_file_that_an_older_window_has_open_is_not_changed_under_it(workspace: Workspace, future: Path) -> None:
    workspace.close()
    window = FileLock(workspace.paths.lock)
    assert window.acquire()
    with pytest.raises(UserError, match=r"is open in a window of an older version"):
        Workspace.open(workspace.paths.main)
    assert migrate.revision_of(workspace.paths.main) == NEWEST
    window.release()
    Workspace.open(workspace.paths.main).close()
    assert migrate.revision_of(workspace.paths.main) == AFTER
    assert window.acquire(), "the upgrade let go of the lock"
    window.release()


@pytest.mark.parametrize("more", ["raise RuntimeError('half way')", "op.execute('DELETE FROM alembic_version, x')"])
def test_a_migration_that_fails_leaves_the_file_as_it_was(workspace: Workspace, future: Path, more: str) -> None:
    (future / "versions" / f"{AFTER}_future.py").write_text(
        NEXT.format(more=more, newest=NEWEST, after=AFTER), encoding="utf-8"
    )
    workspace.close()
    before = workspace.paths.main.read_bytes()
    with pytest.raises(Exception, match=r"half way|syntax error"):
        Workspace.open(workspace.paths.main)
    assert migrate.revision_of(workspace.paths.main) == NEWEST
    assert workspace.paths.main.read_bytes() == before


def test_a_file_of_the_future_is_refused_afterwards(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.close()
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "MIGRATIONS", with_next(tmp_path / "migrations"))
        migrate.revisions.cache_clear()
        Workspace.open(workspace.paths.main).close()
    migrate.revisions.cache_clear()
    with pytest.raises(UserError, match="newer version"):
        Workspace.open(workspace.paths.main)
