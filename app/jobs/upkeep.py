"""What a workspace needs without being asked: a backup a day if anything changed, and no orphaned files."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.backup import Backup
from app.core.clock import SystemClock
from app.core.db import Action
from app.core.errors import UserError
from app.core.model import RECORD_CLASSES
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.core.workspace import Workspace
from app.incentives.policies.service import let_take_effect
from app.jobs.delivery import queue
from app.jobs.runs import DONE, FAILED, NOTHING, Run, write_down

EVERY: Final = timedelta(hours=20)
"""So that a laptop opened a little earlier each morning still gets its backup a day."""
_NAMES_A_FILE: Final = "_sha256"


def look_after(workspace: Workspace, progress: Progress) -> Backup | None:
    """Back up where the newest backup is old and something changed since; drop files that no record names any more.

    Policies that were signed take effect on their first day, and close after their last one.
    """
    if workspace.db.read_only:
        return None
    newest = next(iter(workspace.backups()), None)
    made = None
    if newest is None or SystemClock().now() - newest.at >= EVERY:
        made = workspace.back_up(progress=progress)
    let_take_effect(workspace.db)
    progress.step(1, 2)
    with workspace.db.read() as session:
        kept = named_files(session)
    workspace.files.sweep(kept)
    return made


def run_upkeep(workspace: Workspace, run: Run, progress: Progress) -> None:
    """The same as a job that is due once a day; raises UserError where it failed, which is written down too."""
    try:
        made = look_after(workspace, progress)
    except UserError as error:
        _settle(workspace, run, FAILED, error.text)
        raise
    _settle(workspace, run, DONE if made else NOTHING)


def _settle(workspace: Workspace, run: Run, outcome: str, error: Text | None = None) -> None:
    if not workspace.db.read_only:
        write_down(workspace.db, run, Action(N_("Looked after the workspace")), outcome, error=error)


def named_files(session: Session) -> set[str]:
    """The content addresses that any record names, removed ones too: every column called ``..._sha256``.

    And those of files that go along with messages.
    """
    found = queue.named_files(session)
    for cls in RECORD_CLASSES.values():
        for column in cls.__table__.columns:
            if column.name.endswith(_NAMES_A_FILE):
                found |= set(session.execute(select(column).distinct()).scalars())
    return found
