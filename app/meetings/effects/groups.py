"""Whom a decision touches, and whom they are compared with."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dealers.model import Party
from app.dealers.queries import DealerRow, list_parties
from app.meetings.model import DecisionAim

_LEFT = frozenset({"left", "frozen"})


def treated_of(session: Session, aim: DecisionAim) -> list[str]:
    """The ids of the dealers that a decision touches, in order."""
    if aim.treated.get("all"):
        return sorted(one.id for one in list_parties(session))
    return _living(session, aim.treated.get("dealers", ()))


def control_of(session: Session, aim: DecisionAim, treated: Sequence[str]) -> list[str]:
    """The ids of the dealers that are compared; none of them is touched by this or another decision on the same KPI.

    ``like``: of the same tier and kind of company as one of the treated.
    """
    if aim.treated.get("all") or aim.control.get("none"):
        return []
    touched = set(treated) | _touched(session, aim)
    if named := aim.control.get("dealers"):
        return [one for one in _living(session, named) if one not in touched]
    rows = list_parties(session)
    own = {_kind(one) for one in rows if one.id in set(treated)}
    return sorted(one.id for one in rows if _kind(one) in own and one.id not in touched and one.status not in _LEFT)


def _kind(one: DealerRow) -> tuple[str, str]:
    return one.tier, one.party_type


def _touched(session: Session, aim: DecisionAim) -> set[str]:
    """Whom other decisions on the KPI touch in the months that are compared."""
    found: set[str] = set()
    others = select(DecisionAim).where(
        DecisionAim.kpi == aim.kpi, DecisionAim.id != aim.id, DecisionAim.outcome_id != aim.outcome_id,
        DecisionAim.removed.is_(False), DecisionAim.state != "withdrawn",
        DecisionAim.after_from <= aim.after_to, DecisionAim.after_to >= aim.before_from,
    )  # fmt: skip
    for one in session.scalars(others):
        found |= set(_living(session, one.treated.get("dealers", ())))
    return found


def _living(session: Session, ids: Sequence[str]) -> list[str]:
    """The dealers of these ids, those that were merged under who they turned out to be."""
    found: set[str] = set()
    for each in ids:
        party = session.get(Party, each)
        seen: set[str] = set()
        while party is not None and party.merged_into_id and party.id not in seen:
            seen.add(party.id)
            party = session.get(Party, party.merged_into_id)
        if party is not None and not party.removed:
            found.add(party.id)
    return sorted(found)
