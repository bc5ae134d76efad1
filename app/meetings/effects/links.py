"""From a decision to what it changes: dossier, target or task, opened filled in; each cites the other."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from sqlalchemy.orm import Session

from app.meetings.effects.rows import Citation, Link


def open_dossier(session: Session, *, outcome_id: str, period: str, policy_id: str, dealer_id: str, factor: int) -> str:
    """Propose a factor for a dealer of a policy, for the decision's words as reason; returns the dossier's id."""
    raise NotImplementedError


def open_target(
    session: Session, *, outcome_id: str, year: int, kpi: str, dealer_id: str, months: Mapping[int, Fraction],
) -> str:  # fmt: skip
    """Begin a draft of targets with a dealer's months set; returns the plan's id."""
    raise NotImplementedError


def open_task(session: Session, *, outcome_id: str, title: str, owner_id: str, due_on: int) -> str:
    """Make a task out of a decision; returns its id."""
    raise NotImplementedError


def links_of(session: Session, outcome_id: str) -> list[Link]:
    """What a decision opened."""
    raise NotImplementedError


def cited_by(session: Session, entity: str, entity_id: str) -> Citation | None:
    """The decision that opened a record; None where none did."""
    raise NotImplementedError


def citations(session: Session, entity: str, ids: Sequence[str] = ()) -> Mapping[str, Citation]:
    """The same of many records of a kind (all of them without ids), by id."""
    raise NotImplementedError
