"""What is read of approvals: what waits and for whom, how it was decided, the rules, who has a passphrase."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.model import Approval, ApprovalDecision, ApprovalRule, Passphrase
from app.approvals.rules import (
    AMOUNT_OF,
    AMOUNT_TITLES,
    Rule,
    State,
    Steps,
    Verdict,
    Verdicts,
    kept_from_deciding,
    state_of,
    step_of,
)
from app.core.errors import UserError
from app.core.texts import N_, Text, unpacked
from app.people.model import Person
from app.people.queries import names


@dataclass(frozen=True)
class DecisionRow:
    """One decision; ``person`` approved or, with ``oa``, recorded it. Days are stored days."""

    id: str
    ref: str
    step: int
    verdict: Verdict
    way: str
    person_id: str
    person: str
    content_sha256: str
    decided_on: int
    reason: str
    oa_number: str
    oa_approver: str
    oa_on: int | None
    scan_sha256: str


@dataclass(frozen=True)
class ApprovalRow:
    """Something that waits for approval or was decided, with everything that was decided of it."""

    id: str
    ref: str
    kind: str
    about_entity: str
    about_id: str
    title: Text
    content_sha256: str
    amount_minor: int
    region: str
    state: State
    steps: Steps
    decisions: tuple[DecisionRow, ...]
    made_by_id: str
    made_by: str
    made_on: int

    @property
    def amount_title(self) -> str:
        """What its amount is, as a msgid."""
        said = self.title.params.get(AMOUNT_OF)
        return AMOUNT_TITLES.get(str(said or self.kind), N_("Amount"))

    @property
    def verdicts(self) -> Verdicts:
        """What was decided so far, as the rules take it."""
        own = [one for one in self.decisions if one.way != "oa"]
        return Verdicts(
            tuple((one.step, one.person_id, one.verdict) for one in own),
            next((one.verdict for one in self.decisions if one.way == "oa"), ""),
        )

    @property
    def step(self) -> int:
        """The step that is decided next, from 0; the number of steps where none is left."""
        return step_of(self.steps, self.verdicts)

    @property
    def decided(self) -> bool:
        """Whether the decisions themselves say that exactly this content is approved, whatever the state says."""
        same = all(one.content_sha256 == self.content_sha256 for one in self.decisions)
        return same and self.state == "approved" and state_of(self.steps, self.verdicts) == "approved"


@dataclass(frozen=True)
class Enrolled:
    """Who has a passphrase; days are stored days."""

    person_id: str
    name: str
    set_on: int
    witness_id: str
    witness: str
    wrong: int


def approval(session: Session, approval_id: str) -> ApprovalRow:
    """One approval; raises UserError where there is none."""
    found = session.get(Approval, approval_id)
    if found is None or found.removed:
        raise UserError("This approval is no longer in the workspace.")
    return _rows(session, [found])[0]


def approval_called(session: Session, ref: str) -> ApprovalRow:
    """The approval of a reference; raises UserError where there is none."""
    found = session.scalars(
        select(Approval).where(Approval.ref == ref.strip().upper(), Approval.removed.is_(False))
    ).first()
    if found is None:
        raise UserError("There is no approval {ref} in this workspace.", ref=ref)
    return _rows(session, [found])[0]


def approvals(session: Session, *, open_only: bool = False) -> list[ApprovalRow]:
    """Every approval, the newest first; with ``open_only`` those that wait."""
    asked = select(Approval).where(Approval.removed.is_(False)).order_by(Approval.made_on.desc(), Approval.id.desc())
    if open_only:
        asked = asked.where(Approval.state == "open")
    return _rows(session, session.scalars(asked).all())


def approvals_about(session: Session, about_id: str) -> list[ApprovalRow]:
    """Every approval of one record, the newest first."""
    asked = (
        select(Approval)
        .where(Approval.about_id == about_id, Approval.removed.is_(False))
        .order_by(Approval.made_on.desc(), Approval.id.desc())
    )
    return _rows(session, session.scalars(asked).all())


def open_for(session: Session, person_id: str) -> list[ApprovalRow]:
    """What waits for exactly this person's decision now, the newest first."""
    return [one for one in approvals(session, open_only=True) if may_decide(session, one, person_id) is None]


def may_decide(session: Session, one: ApprovalRow, person_id: str) -> Text | None:
    """Why a person may not decide an approval's next step; None where he may."""
    if one.state != "open":
        return kept_from_deciding((), Verdicts(), maker="", person=person_id)
    said = kept_from_deciding(one.steps, one.verdicts, maker=one.made_by_id, person=person_id)
    return said or vouched_by_maker(session, one, person_id)


def vouched_by_maker(session: Session, one: ApprovalRow, person_id: str) -> Text | None:
    """Why a passphrase for which the maker himself vouched does not count for what he made; None where another did."""
    kept = passphrase_of(session, person_id)
    if kept is None or kept.witness_id is None or kept.witness_id != one.made_by_id:
        return None
    return Text(
        "{maker} vouched for your passphrase and made this too: for it you need one for which somebody else vouches.",
        {"maker": one.made_by},
    )


def passphrase_of(session: Session, person_id: str) -> Passphrase | None:
    """What is kept of a person's passphrase that counts now; None where there is none."""
    return session.scalars(
        select(Passphrase)
        .join(Person, Person.id == Passphrase.person_id)
        .where(Passphrase.person_id == person_id, Passphrase.removed.is_(False), Person.removed.is_(False))
        .order_by(Passphrase.id.desc())
        .limit(1)
    ).first()


def ever_enrolled(session: Session) -> bool:
    """Whether anybody ever had a passphrase in this workspace."""
    return session.scalars(select(Passphrase.id).limit(1)).first() is not None


def enrolled(session: Session) -> list[Enrolled]:
    """Who has a passphrase, by name."""
    known = names(session)
    rows = session.execute(
        select(
            Passphrase.person_id, Person.name, Passphrase.set_on, Passphrase.witness_id, Passphrase.wrong
        )
        .join(Person, Person.id == Passphrase.person_id)
        .where(Passphrase.removed.is_(False), Person.removed.is_(False))
        .order_by(Person.name, Passphrase.id)
    )  # fmt: skip
    return [
        Enrolled(
            row.person_id, row.name, row.set_on, row.witness_id or "", known.get(row.witness_id or "", ""), row.wrong
        )
        for row in rows
    ]


def list_rules(session: Session) -> list[Rule]:
    """The rules, those of every kind and the lowest amount first."""
    rows = session.scalars(
        select(ApprovalRule)
        .where(ApprovalRule.removed.is_(False))
        .order_by(ApprovalRule.kind, ApprovalRule.region, ApprovalRule.from_minor, ApprovalRule.id)
    )
    return [
        Rule(one.id, one.ref, one.kind, one.region or "", one.from_minor, _steps(one.steps), one.note or "")
        for one in rows
    ]


def _steps(kept: Sequence[Sequence[str]]) -> Steps:
    return tuple(tuple(step) for step in kept)


def _rows(session: Session, found: Sequence[Approval]) -> list[ApprovalRow]:
    known = names(session)
    asked = select(ApprovalDecision).where(ApprovalDecision.removed.is_(False)).order_by(ApprovalDecision.id)
    if len(found) == 1:
        asked = asked.where(ApprovalDecision.approval_id == found[0].id)
    given: dict[str, list[DecisionRow]] = {}
    for row in session.scalars(asked) if found else ():
        given.setdefault(row.approval_id, []).append(_decision(row, known.get(row.person_id or "", "")))
    return [
        ApprovalRow(
            one.id, one.ref, one.kind, one.about_entity, one.about_id, unpacked(one.title, one.params),
            one.content_sha256, one.amount_minor, one.region or "", cast("State", one.state), _steps(one.steps),
            tuple(given.get(one.id, ())), one.made_by_id or "", known.get(one.made_by_id or "", ""), one.made_on,
        )
        for one in found
    ]  # fmt: skip


def _decision(row: ApprovalDecision, person: str) -> DecisionRow:
    return DecisionRow(
        row.id, row.ref, row.step, cast("Verdict", row.verdict), row.way, row.person_id or "", person,
        row.content_sha256, row.decided_on, row.reason or "", row.oa_number or "", row.oa_approver or "", row.oa_on,
        row.scan_sha256 or "",
    )  # fmt: skip
