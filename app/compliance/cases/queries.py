"""What screens, health and commands read about the compliance register."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.compliance.cases.model import CaseKind, CaseStep, ComplianceCase
from app.compliance.cases.rules import KINDS, Kind, capped_quarters
from app.core.attachments import AttachmentRow, attachments_of
from app.core.errors import UserError
from app.core.period import Period
from app.core.texts import Text
from app.dealers.model import Party
from app.people.model import Person


@dataclass(frozen=True)
class CaseRow:
    """A case in a list; days are stored days."""

    id: str
    ref: str
    party_id: str
    dealer: str
    kind: str
    title: str | Text
    """A person's words, or what the sign is called that it was made of."""
    stage: str
    result: str
    opened_on: int
    stepped_on: int
    """When the last step was done."""
    closed_on: int | None
    owner_id: str
    owner: str
    sanction: str
    penalty_e4: int | None


@dataclass(frozen=True)
class StepRow:
    """One step of a case with its files."""

    id: str
    stage: str
    at_on: int
    person: str
    body: str
    result: str
    files: tuple[AttachmentRow, ...]


@dataclass(frozen=True)
class CaseCard:
    """Everything about one case."""

    row: CaseRow
    steps: tuple[StepRow, ...]
    evidence: Mapping[str, Any]
    """A frozen finding (``app/kpi/findings/evidence.py``); empty where somebody reported the case."""


@dataclass(frozen=True)
class CaseCap:
    """A closed, founded case that limits the grade of a dealer in a quarter."""

    party_id: str
    case_id: str
    ref: str
    kind: Kind
    first: Period
    last: Period

    @property
    def at_most(self) -> str:
        """The best grade that is left."""
        return self.kind.at_most


def read_kinds(session: Session) -> dict[str, Kind]:
    """The kinds of cases by code: the program's own as somebody has changed them, then others by name."""
    rows = {one.code: one for one in session.scalars(select(CaseKind).where(CaseKind.removed.is_(False)))}
    own = {one.code: one for one in KINDS}
    found = {
        code: _kind(rows.pop(code), kind.title) if code in rows else kind for code, kind in own.items()
    }  # fmt: skip
    return found | {one.code: _kind(one, "") for one in sorted(rows.values(), key=lambda one: (one.title, one.id))}


def _kind(row: CaseKind, own: str) -> Kind:
    return Kind(row.code, row.title or own, row.caps, row.at_most, row.quarters)


def list_cases(session: Session, *, party_id: str = "", open_only: bool = False) -> list[CaseRow]:
    """The cases of the workspace or of one dealer: open ones first, by their last step."""
    asked = _asked()
    if party_id:
        asked = asked.where(ComplianceCase.party_id == party_id)
    if open_only:
        asked = asked.where(ComplianceCase.stage != "closed")
    return [_row(*one) for one in session.execute(asked).all()]


def _asked() -> Select[Any]:
    days = (
        select(CaseStep.case_id, func.min(CaseStep.at_on).label("first"), func.max(CaseStep.at_on).label("last"))
        .where(CaseStep.removed.is_(False))
        .group_by(CaseStep.case_id)
        .subquery()
    )
    return (
        select(ComplianceCase, Party.name, Person.name, days.c.first, days.c.last)
        .join(Party, Party.id == ComplianceCase.party_id)
        .join(Person, Person.id == ComplianceCase.owner_id, isouter=True)
        .join(days, days.c.case_id == ComplianceCase.id)
        .where(ComplianceCase.removed.is_(False))
        .order_by(ComplianceCase.stage == "closed", days.c.last, ComplianceCase.id)
    )


def _row(one: ComplianceCase, dealer: str, owner: str | None, first: int, last: int) -> CaseRow:
    title = one.title or Text(one.evidence["title"])
    return CaseRow(
        one.id, one.ref, one.party_id, dealer, one.kind, title, one.stage, one.result or "", first, last,
        one.closed_on, one.owner_id or "", owner or "", one.sanction or "", one.penalty_e4,
    )  # fmt: skip


def case_card(session: Session, case_id: str) -> CaseCard:
    """One case with its steps; raises UserError where it is not in the workspace."""
    found = session.execute(_asked().where(ComplianceCase.id == case_id)).first()
    if found is None:
        raise UserError("This case is no longer in the workspace.")
    rows = session.execute(
        select(CaseStep, Person.name)
        .join(Person, Person.id == CaseStep.person_id, isouter=True)
        .where(CaseStep.case_id == case_id, CaseStep.removed.is_(False))
        .order_by(CaseStep.at_on, CaseStep.id)
    ).all()
    files = attachments_of(session, "case_step", *(one.id for one, _ in rows))
    steps = tuple(
        StepRow(one.id, one.stage, one.at_on, who or "", one.body, one.result or "", tuple(files[one.id]))
        for one, who in rows
    )
    return CaseCard(_row(*found), steps, found[0].evidence)


def caps_of_cases(session: Session, quarter: Period) -> list[CaseCap]:
    """What limits grades in a quarter: closed, founded cases of kinds that do so, by dealer and reference.

    An open case limits nothing, nor does one that was opened again.
    """
    kinds = read_kinds(session)
    rows = session.scalars(
        select(ComplianceCase).where(
            ComplianceCase.removed.is_(False), ComplianceCase.stage == "closed", ComplianceCase.result == "founded"
        )
    )
    found = []
    for one in rows:
        kind = kinds.get(one.kind)
        if kind is None or not kind.caps or one.closed_on is None:
            continue
        first, last = capped_quarters(one.closed_on, kind.quarters)
        if first.first <= quarter.first <= last.first:
            found.append(CaseCap(one.party_id, one.id, one.ref, kind, first, last))
    return sorted(found, key=lambda one: (one.party_id, one.ref))
