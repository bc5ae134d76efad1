"""What a workspace needs without being asked: a backup a day if anything changed, and no orphaned files."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.backup import Backup
from app.core.clock import SystemClock
from app.core.model import RECORD_CLASSES
from app.core.progress import Progress
from app.core.workspace import Workspace

EVERY: Final = timedelta(hours=20)
"""So that a laptop opened a little earlier each morning still gets its backup a day."""
_NAMES_A_FILE: Final = "_sha256"


def look_after(workspace: Workspace, progress: Progress) -> Backup | None:
    """Back up where the newest backup is old and something changed since; drop files that no record names any more."""
    if workspace.db.read_only:
        return None
    newest = next(iter(workspace.backups()), None)
    made = None
    if newest is None or SystemClock().now() - newest.at >= EVERY:
        made = workspace.back_up(progress=progress)
    progress.step(1, 2)
    with workspace.db.read() as session:
        kept = named_files(session)
    workspace.files.sweep(kept)
    return made


def named_files(session: Session) -> set[str]:
    """The content addresses that any record names, removed ones too: every column called ``..._sha256``."""
    found: set[str] = set()
    for cls in RECORD_CLASSES.values():
        for column in cls.__table__.columns:
            if column.name.endswith(_NAMES_A_FILE):
                found |= set(session.execute(select(column).distinct()).scalars())
    return found
