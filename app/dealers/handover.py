"""The handover of territories to a successor in one step: what was one's until a day is the other one's from it on."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import day_of
from app.dealers.assignments import assign, belonging
from app.dealers.contract_rules import state_on
from app.dealers.holdings import Row, remove_row, rows_of, set_row
from app.dealers.model import Party
from app.dealers.organisation import FIELDS
from app.dealers.territories import terms_of

_SUFFIX: Final = "-H"
"""Ends the number of the draft that takes a contract's open targets over."""


@dataclass(frozen=True)
class Handed:
    """What went over."""

    territories: int
    targets: int
    person: bool
    contract_no: str
    """The successor's contract that names them; empty where none does."""


def hand_over(
    session: Session, *, party_id: str, successor_id: str, day: int, territory_ids: Collection[str] | None = None,
    with_person: bool = False, with_targets: bool = False, contract_no: str = "",
) -> Handed:  # fmt: skip
    """Give a dealer's territories of a day on to another dealer from that day; none named are all of them.

    With ``with_person`` the successor is looked after by whoever looked after the dealer. With ``with_targets`` targets
    of times that begin on the day or later go over too: to the successor's contract ``contract_no``, or to a new draft
    that copies the terms of the old one. Raises UserError where there is nothing to hand over.
    """
    if party_id == successor_id:
        raise UserError("A dealer cannot be its own successor.")
    rows = [one for one in rows_of(session, "territory", party_id) if _goes(one, day)]
    if territory_ids is not None:
        rows = [one for one in rows if one.id in territory_ids]
    targets = _targets(session, party_id, day) if with_targets else []
    if not rows and not targets:
        name = session.scalar(select(Party.name).where(Party.id == party_id))
        said = day_of(day).isoformat()
        raise UserError("{dealer} has no territory on {day} that could be handed over.", dealer=name or "", day=said)
    number = contract_no
    if number and all(one.values["number"] != number for one in rows_of(session, "contract", successor_id)):
        raise UserError("The successor has no contract {number}.", number=number)
    if targets and not number:
        number = _draft(session, party_id, successor_id, day, targets[0].values["number"])
    for one in targets:
        _move(session, "contract_target", one, successor_id, {**one.values, "number": number})
    for one in rows:
        begin = max(day, one.values["from_on"] or day)
        _end(session, one, day)
        wanted = {**one.values, "from_on": begin, "contract_no": number or None}
        set_row(session, kind="territory", party_id=successor_id, values=wanted)
    person = with_person and _person(session, party_id, successor_id, day)
    return Handed(len(rows), len(targets), person, number)


def _goes(row: Row, day: int) -> bool:
    """Whether a territory holds on the day or begins after it."""
    return row.values["to_on"] is None or row.values["to_on"] >= day


def _end(session: Session, row: Row, day: int) -> None:
    """A territory ends on the day before; one that had not begun by then never was."""
    if row.values["from_on"] is not None and row.values["from_on"] >= day:
        remove_row(session, kind="territory", row_id=row.id)
        return
    set_row(session, kind="territory", party_id=row.party_id, values={"to_on": day - 1}, row_id=row.id)


def _targets(session: Session, party_id: str, day: int) -> list[Row]:
    """Targets of times that begin on a day or later, of contracts that have not ended, the earliest first."""
    open_ = {
        one.values["number"]
        for one in rows_of(session, "contract", party_id)
        if state_on(terms_of(one), day) not in {"ended", "over"}
    }
    found = [
        one
        for one in rows_of(session, "contract_target", party_id)
        if one.values["from_on"] >= day and one.values["number"] in open_
    ]
    return sorted(found, key=lambda one: (one.values["number"], one.values["from_on"], one.id))


def _draft(session: Session, party_id: str, successor_id: str, day: int, number: str) -> str:
    """A draft for the successor with the terms of a contract of the dealer before, from the day on."""
    old = next(one for one in rows_of(session, "contract", party_id) if one.values["number"] == number)
    values: dict[str, Any] = {**old.values, "number": f"{number}{_SUFFIX}", "state": "draft", "from_on": day}
    if values["to_on"] is not None and values["to_on"] < day:
        values["to_on"] = None
    set_row(session, kind="contract", party_id=successor_id, values=values)
    return str(values["number"])


def _move(session: Session, kind: str, row: Row, successor_id: str, values: dict[str, Any]) -> None:
    remove_row(session, kind=kind, row_id=row.id)
    set_row(session, kind=kind, party_id=successor_id, values=values)


def _person(session: Session, party_id: str, successor_id: str, day: int) -> bool:
    """The successor is whose the dealer was on the day: by its dated rows, else by its record."""
    party = session.get(Party, party_id)
    said: dict[str, Any] = {}
    for name in FIELDS[:2]:  # person and office; entity and group are the successor's own
        rows = [one for one in belonging(session, party_id).rows if one.from_on <= day and getattr(one, name)]
        said[name] = getattr(rows[0], name) if rows else getattr(party, name)
    if not any(said.values()):
        return False
    assign(session, party_id=successor_id, from_on=day, values=said)
    return True
