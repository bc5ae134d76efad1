"""What is read of the effect of decisions."""

from sqlalchemy.orm import Session

from app.core.files import FileStore
from app.meetings.effects.rows import AimRow, DecisionRow, EffectDue, HitRate


def aims(session: Session, files: FileStore | None = None, *, outcome_id: str = "") -> list[AimRow]:
    """The aims of decisions, the newest meeting first; with ``files`` each with its measurement."""
    raise NotImplementedError


def decisions(session: Session, files: FileStore | None = None) -> list[DecisionRow]:
    """Every decision with its aims and what it opened, the newest meeting first."""
    raise NotImplementedError


def hit_rate(session: Session, year: int) -> HitRate:
    """What became of the decisions of a year."""
    raise NotImplementedError


def due_effects(session: Session, on: int, *, files: FileStore | None = None, meeting_id: str = "") -> list[EffectDue]:
    """What is to be discussed on a day: measured aims that no meeting has discussed so, and those that are too early.

    ``meeting_id`` is the meeting that asks: what stands on its own agenda is still to be discussed.
    """
    raise NotImplementedError
