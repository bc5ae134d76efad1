"""Writes proposals on an agenda: new ones are added, what people changed stays, what is no longer so is marked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.texts import N_, Text, packed
from app.meetings.agenda.proposal import Proposal
from app.meetings.agenda.signs import FALLBACKS
from app.meetings.evidence import Evidence, evidence_json, read_evidence
from app.meetings.held import BEFORE, meeting_in
from app.meetings.items import add_item, take_topic
from app.meetings.model import AgendaItem, Meeting
from app.meetings.queries import attendance, items_of
from app.people.queries import departments, people

WROTE: Final = ("month", "squad", "department", "carried")
"""The sources of items that the program wrote."""
_OVER: Final = N_("No longer so on {day}")
OVER: Final = "over"
"""In the target of the evidence that marks an item as no longer so: the day. It opens nothing."""


@dataclass(frozen=True)
class Frozen:
    """What an agenda was written from."""

    figures_sha256: str
    known_tx: int
    journal_head: str
    as_of: str


def write_items(
    session: Session, *, meeting_id: str, agenda: Sequence[Proposal], there: Sequence[Proposal], frozen: Frozen
) -> list[str]:
    """Put proposals on a meeting's agenda and freeze its figures; returns the ids of the new items."""
    meeting = meeting_in(session, meeting_id, BEFORE)
    _refresh(session, meeting, {one.cause: one for one in there}, frozen.as_of)
    who = _Who(session, meeting)
    first = not items_of(session, meeting.id)
    made = []
    for n, one in enumerate(agenda, 1):
        if one.topic_id:
            made.append(_take(session, meeting, one, who))
            continue
        title, params = packed(one.title)
        department = who.department(one)
        made.append(
            add_item(
                session, meeting_id=meeting.id, title=title, params=params, section=one.section, source=one.source,
                cause=one.cause, fingerprint=one.fingerprint, department_id=department,
                owner_id=one.owner_id or who.speaker(department), dealer_id=one.dealer_id, kpi=one.kpi,
                minutes=one.minutes, evidence=evidence_json(one.evidence), at=n if first else None,
            )
        )  # fmt: skip
    meeting.figures_sha256, meeting.known_tx = frozen.figures_sha256, frozen.known_tx
    meeting.journal_head = frozen.journal_head
    return made


def is_over(evidence: Iterable[Evidence]) -> bool:
    """Whether an item was marked as no longer so."""
    return any(OVER in one.target for one in evidence)


def _take(session: Session, meeting: Meeting, one: Proposal, who: "_Who") -> str:
    """A topic of the backlog; where the month speaks of its cause it says what the month says."""
    item_id = take_topic(session, topic_id=one.topic_id, meeting_id=meeting.id)
    if one.source != "backlog":
        item = session.get_one(AgendaItem, item_id)
        item.title, item.params = packed(one.title)
        item.fingerprint, item.evidence = one.fingerprint, evidence_json(one.evidence)
        item.department_id = item.department_id or who.department(one)
    return item_id


def _refresh(session: Session, meeting: Meeting, found: Mapping[str, Proposal], as_of: str) -> None:
    """Bring what the program wrote to what it says now; words that a person wrote stay."""
    asked = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.removed.is_(False), AgendaItem.source.in_(WROTE),
        AgendaItem.cause != "", AgendaItem.state == "planned",
    )  # fmt: skip
    for item in session.scalars(asked).all():
        one = found.get(item.cause)
        if one is None:
            _mark(item, as_of)
            continue
        evidence = evidence_json(one.evidence)
        title, params = packed(one.title)
        if item.params and (item.title, item.params) != (title, params):
            item.title, item.params = title, params
        if item.fingerprint != one.fingerprint:
            item.fingerprint = one.fingerprint
        if _said(item.evidence) != _said(evidence):
            item.evidence = evidence


def _said(evidence: Iterable[Mapping[str, Any]]) -> list[Any]:
    """What evidence says, whatever transaction its references name."""
    return [[one["words"], one["figures"]] for one in evidence]


def _mark(item: AgendaItem, as_of: str) -> None:
    if not is_over(read_evidence(item.evidence)):
        over = Evidence(Text(_OVER, {"day": as_of}), target={OVER: as_of})
        item.evidence = [*evidence_json([over]), *item.evidence]


class _Who:
    """Which department owns a proposal, and who of those invited speaks for it."""

    def __init__(self, session: Session, meeting: Meeting) -> None:
        """Reads departments and who is invited."""
        self._ids = {one.code: one.id for one in departments(session)}
        homes = {one.id: one.department_id for one in people(session)}
        self._speakers: dict[str, str] = {}
        for one in attendance(session, meeting.id):
            home = one.department_id or homes.get(one.person_id)
            if home and one.role in {"member", "chair"}:
                self._speakers.setdefault(home, one.person_id)

    def department(self, one: Proposal) -> str | None:
        """The record of a proposal's department, else of one that stands in for it."""
        if one.department_id:
            return one.department_id
        codes = (one.department, *FALLBACKS.get(one.department, ()))
        return next((self._ids[code] for code in codes if code in self._ids), None)

    def speaker(self, department_id: str | None) -> str | None:
        """Who of those invited speaks for a department."""
        return self._speakers.get(department_id or "")
