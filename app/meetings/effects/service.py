"""Commands on the expected effect of decisions, and their measurement."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.files import FileStore
from app.core.progress import Progress
from app.meetings.effects.rows import Measured, Months


def set_aim(
    session: Session, *, outcome_id: str, kpi: str, change: Fraction, months: Months, check_on: int,
    relative: bool = False, treated: Sequence[str] | None = None, control: Sequence[str] | str = "like",
) -> str:  # fmt: skip
    """Say what a decision shall change; returns the aim's id. Again for the same KPI it replaces what waits.

    ``treated`` are ids of dealers, None all of them; ``control`` ids, ``like`` (of the same tiers and kinds, left
    alone) or ``none``. Raises UserError for what is no decision, an unknown KPI, no change, months in no order.
    """
    raise NotImplementedError


def withdraw_aim(session: Session, *, aim_id: str) -> None:
    """Expect nothing any more of a decision."""
    raise NotImplementedError


def measure(db: Database, files: FileStore, *, aim_id: str, today: date | None = None) -> Measured:
    """Measure one aim now and keep the result with its figures."""
    raise NotImplementedError


def measure_due(
    db: Database, files: FileStore, *, today: date | None = None, progress: Progress | None = None
) -> list[str]:
    """Measure each aim whose day has come; returns the ids of those of which something new is known."""
    raise NotImplementedError
