"""A plan of targets out as XLSX, and a changed one back in with a look at what would change."""

from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.progress import Progress
from app.core.tables import write_book
from app.core.texts import N_
from app.imports.sandbox import run_child
from app.planning.targets.queries import read_plan
from app.planning.targets.service import draft_of, set_lines
from app.planning.targets.sheets import Changes, changes_of, plan_sheet

MEMORY_MB: Final = 1_024
SECONDS: Final = 600


def write_plan(db: Database, plan_id: str, out: Path, *, lang: str, progress: Progress) -> int:
    """Write a plan; returns its lines. The file appears whole or not."""
    with db.read(progress) as session:
        view = read_plan(session, plan_id)
    return write_book(out, [plan_sheet(view, lang)], progress=progress)


def changes_of_file(db: Database, plan_id: str, path: Path, *, progress: Progress) -> Changes:
    """What a changed sheet would change of a draft; nothing is written. Raises UserError where the file is none."""
    rows = run_child(
        "app.planning.targets.reading:read_lines", (path,), memory_mb=MEMORY_MB, seconds=SECONDS, progress=progress
    )
    with db.read(progress) as session:
        draft_of(session, plan_id)
        return changes_of(read_plan(session, plan_id), rows)


def take_changes(db: Database, plan_id: str, changes: Changes) -> int:
    """Change a draft in one step that one undo takes back; returns the lines that differ now."""

    def command(session: Session) -> int:
        return set_lines(session, plan_id=plan_id, lines=[one.after for one in changes.lines])

    return db.write(Action(N_("Took in targets: {n} lines"), {"n": len(changes.lines)}), command).value
