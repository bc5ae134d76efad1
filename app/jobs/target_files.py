"""A plan of targets out as XLSX, and a changed one back in with a look at what would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.progress import Progress
from app.core.tables import write_book
from app.core.texts import N_, Text
from app.imports.sandbox import run_child
from app.jobs.target_goals import GoalChanges, goal_changes_of, goals_sheet, said_goal_changes, take_goals
from app.kpi.kpi import Kpi
from app.planning.targets.queries import PlanView, read_plan
from app.planning.targets.service import draft_of, set_lines
from app.planning.targets.sheets import Changes, Said, changes_of, plan_sheet, said_changes

MEMORY_MB: Final = 1_024
SECONDS: Final = 600


@dataclass(frozen=True)
class PlanChanges:
    """What a changed file would change of a plan."""

    lines: Changes
    goals: GoalChanges

    @property
    def any(self) -> bool:
        """Whether anything would change."""
        return bool(self.lines.lines or self.goals.goals)

    @property
    def refused(self) -> tuple[tuple[Text, Text], ...]:
        """The rows that cannot be taken, with the reason."""
        return self.lines.refused + self.goals.refused


def write_plan(db: Database, plan_id: str, kpis: Mapping[str, Kpi], out: Path, *, lang: str, progress: Progress) -> int:
    """Write a plan, its targets and its goals as two sheets; returns the rows. The file appears whole or not."""
    with db.read(progress) as session:
        view = read_plan(session, plan_id)
    return write_book(out, [plan_sheet(view, lang), goals_sheet(view, kpis, lang)], progress=progress)


def changes_of_file(
    db: Database, plan_id: str, kpis: Mapping[str, Kpi], path: Path, *, progress: Progress
) -> PlanChanges:
    """What a changed file would change of a draft; nothing is written. Raises UserError where the file is none."""
    lines, goals = run_child(
        "app.planning.targets.reading:read_lines", (path,), memory_mb=MEMORY_MB, seconds=SECONDS, progress=progress
    )
    with db.read(progress) as session:
        draft_of(session, plan_id)
        view = read_plan(session, plan_id)
    return PlanChanges(changes_of(view, lines), goal_changes_of(view, kpis, goals))


def said_plan_changes(view: PlanView, changes: PlanChanges, kpis: Mapping[str, Kpi], lang: str) -> list[Said]:
    """What would change in words: targets by month, then goals."""
    return [*said_changes(view, changes.lines, lang), *said_goal_changes(view, changes.goals, kpis, lang)]


def take_changes(db: Database, plan_id: str, changes: PlanChanges) -> int:
    """Change a draft in one step that one undo takes back; returns the lines and goals that differ now."""

    def command(session: Session) -> int:
        lines = set_lines(session, plan_id=plan_id, lines=[one.after for one in changes.lines.lines])
        return lines + take_goals(session, plan_id, changes.goals)

    count = len(changes.lines.lines) + len(changes.goals.goals)
    return db.write(Action(N_("Took in targets: {n} lines"), {"n": count}), command).value
