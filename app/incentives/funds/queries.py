"""What is read of funds: requests as they stand now, and what is left of each budget."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.model import Approval
from app.core.attachments import AttachmentRow, attachments_of
from app.core.errors import UserError
from app.core.texts import N_
from app.dealers.model import Party
from app.incentives.funds.rules import Held, State, held_minor, state_now
from app.incentives.model import FundRequest, IncentivePosting
from app.incentives.policies.queries import PolicyRow, VersionRow, list_policies

ENTITY = "fund_request"
GONE = N_("This request is no longer in the workspace.")


@dataclass(frozen=True)
class RequestRow:
    """One request as it stands now; days are stored days, amounts minor units of its currency."""

    id: str
    ref: str
    policy_id: str
    policy: str
    party_id: str
    dealer: str
    title: str
    state: State
    from_on: int
    to_on: int
    requested_minor: int
    approved_minor: int | None
    claimed_minor: int | None
    paid_minor: int | None
    approval_id: str
    approval_ref: str
    posting_ref: str
    note: str
    currency: str
    proofs: tuple[AttachmentRow, ...] = ()

    @property
    def held(self) -> Held:
        """What it holds of its budget."""
        return Held(self.id, self.state, self.requested_minor, self.approved_minor, self.claimed_minor, self.paid_minor)


@dataclass(frozen=True)
class FundRow:
    """One fund on a day: its budget, what is held of it and what is left; amounts are minor units."""

    policy_id: str
    code: str
    name: str
    name_en: str
    version: VersionRow
    budget_minor: int | None
    held_minor: int
    paid_minor: int
    requests: int

    @property
    def left_minor(self) -> int | None:
        """What may still be approved; None where there is no budget."""
        return None if self.budget_minor is None else self.budget_minor - self.held_minor


def list_requests(session: Session) -> list[RequestRow]:
    """Every request, the newest first."""
    asked = select(FundRequest).where(FundRequest.removed.is_(False)).order_by(FundRequest.id.desc())
    return _rows(session, list(session.scalars(asked)))


def request(session: Session, request_id: str) -> RequestRow:
    """One request; raises UserError where there is none."""
    found = session.get(FundRequest, request_id)
    if found is None or found.removed:
        raise UserError(GONE)
    return _rows(session, [found])[0]


def find_request(session: Session, wanted: str) -> RequestRow:
    """A request by its id or reference; raises UserError where there is none."""
    for one in list_requests(session):
        if wanted.strip().upper() == one.ref or wanted == one.id:
            return one
    raise UserError("There is no request “{ref}”.", ref=wanted)


def list_funds(session: Session, day_on: int) -> list[FundRow]:
    """The funds that count on a day."""
    requests = list_requests(session)
    found = []
    for policy in list_policies(session):
        at = policy.on(day_on) if policy.kind == "fund" else None
        if at is not None:
            own = [one for one in requests if one.policy_id == policy.id and _within(one.from_on, at)]
            held = held_minor(one.held for one in own)
            paid = sum(one.paid_minor or 0 for one in own if one.state == "paid")
            found.append(FundRow(policy.id, policy.code, policy.name, policy.name_en, at, at.policy.budget, held, paid,
                                 len(own)))  # fmt: skip
    return found


def held_beside(session: Session, policy_id: str, version: VersionRow) -> list[Held]:
    """What the requests whose activity begins within a version hold of its budget."""
    return [
        one.held for one in list_requests(session) if one.policy_id == policy_id and _within(one.from_on, version)
    ]  # fmt: skip


def fund_on(session: Session, policy_id: str, day_on: int) -> VersionRow:
    """The version of a fund that counts on a day; raises UserError where none does."""
    found = _policies(session).get(policy_id)
    if found is None or found.kind != "fund":
        raise UserError("Money is asked of a fund; this policy is none.")
    at = found.on(day_on)
    if at is None:
        raise UserError("The fund {name} does not count on the first day of the activity.", name=found.name)
    return at


def _within(day_on: int, version: VersionRow) -> bool:
    return version.from_on <= day_on <= version.to_on


def _policies(session: Session) -> Mapping[str, PolicyRow]:
    return {one.id: one for one in list_policies(session)}


def _rows(session: Session, found: list[FundRequest]) -> list[RequestRow]:
    policies = _policies(session)
    dealers = {row.id: row.name for row in session.execute(select(Party.id, Party.name))}
    given = {row.id: (row.ref, row.state) for row in session.execute(select(Approval.id, Approval.ref, Approval.state))}
    asked = select(IncentivePosting.id, IncentivePosting.ref, IncentivePosting.reverses_id)
    postings = {row.id: row for row in session.execute(asked)}
    taken_back = {row.reverses_id for row in postings.values() if row.reverses_id}
    proofs = attachments_of(session, ENTITY, *(one.id for one in found)) if found else {}
    rows = []
    for one in found:
        policy = policies.get(one.policy_id)
        approval_ref, approval = given.get(one.approval_id or "", ("", ""))
        state = state_now(cast("State", one.state), approval)
        back = one.posting_id in taken_back
        rows.append(
            RequestRow(
                one.id, one.ref, one.policy_id, policy.name if policy else "", one.party_id,
                dealers.get(one.party_id, ""), one.title, "claimed" if state == "paid" and back else state,
                one.from_on, one.to_on, one.requested_minor,
                one.requested_minor if state == "approved" and one.approved_minor is None else one.approved_minor,
                one.claimed_minor, None if back else one.paid_minor, one.approval_id or "", approval_ref,
                postings[one.posting_id].ref if one.posting_id in postings and not back else "", one.note or "",
                policy.newest.policy.payout.currency if policy else "CNY", tuple(proofs.get(one.id, ())),
            )
        )  # fmt: skip
    return rows
