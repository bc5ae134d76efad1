"""What the base does while it is killed; each runs in a child process on a folder of its own."""

import sys
from pathlib import Path

from app.core import migrate
from app.core.db import Action
from app.core.restore import restore
from app.core.undo import redo, undo
from app.core.workspace import Workspace
from app.people.service import add_person, edit_person

NAME = "work.cdesk"
DO = Action("Do")


def acknowledge(word: str) -> None:
    """Say what is committed, at once."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def write_people(folder: Path, prefix: str = "p", count: str = "12") -> None:
    """Add people one by one, undo and redo now and then; each is acknowledged when it is committed."""
    with Workspace.open(folder / NAME) as workspace:
        workspace.db.actor = prefix  # a person of its own: undo and redo are a person's
        for number in range(int(count)):
            name = f"{prefix}{number}"
            person = workspace.db.write(DO, lambda session, name=name: add_person(session, name=name)).value
            acknowledge(name)
            if number % 4 == 3:
                workspace.db.write(DO, lambda session, person=person: edit_person(session, person_id=person, title="x"))
                undo(workspace.db, {})
                redo(workspace.db, {})


def create_workspace(folder: Path) -> None:
    """Make a new workspace."""
    Workspace.create(folder / "new.cdesk", name="江北").close()


def back_up(folder: Path) -> None:
    """Back up twice with a change and an original between."""
    with Workspace.open(folder / NAME) as workspace:
        workspace.back_up()
        workspace.files.put(b"original" * 1000)
        workspace.db.write(DO, lambda session: add_person(session, name="between"))
        workspace.back_up()


def restore_oldest(folder: Path) -> None:
    """Bring back the oldest backup."""
    backups = sorted((folder / "work.backups").glob("*.cdesk"))
    restore(folder / NAME, backups[0])


def upgrade(folder: Path) -> None:
    """Open with a program that knows one revision more."""
    migrate.MIGRATIONS = folder / "migrations"  # type: ignore[misc]
    migrate.revisions.cache_clear()
    Workspace.open(folder / NAME).close()


def upgrade_released(folder: Path) -> None:
    """Open a workspace of an earlier version."""
    Workspace.open(folder / NAME).close()
