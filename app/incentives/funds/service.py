"""The steps of a request: asked for, approved by another person, proven, claimed, paid; never beyond the budget.

Every step that binds money asks for the budget in its own transaction, so that two programs do not bind it twice.
"""

import json
from typing import Any, Final

from sqlalchemy.orm import Session

from app.approvals.service import approval, request_approval, require_approved, void_changed
from app.core.attachments import attach, require_attachable
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.journal import create, existing, seal
from app.core.model import canonical_json
from app.core.money import decimal_text
from app.core.period import day_number, day_of, month_of
from app.core.texts import N_
from app.incentives.base.who import participants
from app.incentives.funds.queries import ENTITY, GONE, RequestRow, fund_on, held_beside, request
from app.incentives.funds.rules import Act, exceeds, refusal
from app.incentives.ledger.periods import months_later
from app.incentives.ledger.posting import post
from app.incentives.ledger.rules import Row
from app.incentives.model import FundRequest
from app.incentives.rounding import minor_per_unit

SCOPE: Final = "region"
KIND: Final = "fund"
_BINDING: Final = ("request", "party", "title", "from", "to", "requested_minor", "currency")
"""What of an approved request may not be another one when it is paid."""


def ask_money(
    db: Database, *, policy_id: str, party_id: str, title: str, from_on: int, to_on: int, requested_minor: int,
    note: str = "",
) -> str:  # fmt: skip
    """Ask for money of a fund for an activity; returns the request's id.

    Raises UserError where the fund does not count then, the dealer takes no part in it or it has not so much left.
    """
    fields = _checked(db, policy_id, party_id, title, from_on, to_on, requested_minor, note)

    def command(session: Session) -> str:
        _require_budget(session, policy_id, from_on, requested_minor)
        one = create(session, FundRequest, scope=SCOPE, policy_id=policy_id, party_id=party_id, state="requested",
                     **fields)  # fmt: skip
        return one.id

    return db.write(Action(N_("Asked for money of a fund")), command).value


def change_request(
    db: Database, *, request_id: str, title: str, from_on: int, to_on: int, requested_minor: int, note: str = ""
) -> None:
    """Change a request before it is approved; what waited for approval is void by it."""
    with db.read() as session:
        row = request(session, request_id)
    fields = _checked(db, row.policy_id, row.party_id, title, from_on, to_on, requested_minor, note)
    today = day_number(db.clock.today())

    def command(session: Session) -> None:
        one, _ = _open(session, request_id, "change")
        _require_budget(session, one.policy_id, from_on, requested_minor, but=one.id)
        for name, value in fields.items():
            setattr(one, name, value)
        one.state, one.approval_id = "requested", None
        void_changed(session, about_id=one.id, content_sha256="", today=today)

    db.write(Action(N_("Changed a request of market money")), command)


def submit_request(db: Database, files: FileStore, *, request_id: str) -> str:
    """Ask for approval of a request; it holds its money of the budget from now on. Returns the approval's id."""
    today = day_number(db.clock.today())
    with db.read() as session:
        content = content_of(session, request_id)
    sha256 = files.put(content)

    def command(session: Session) -> str:
        one, row = _open(session, request_id, "submit")
        if content_of(session, request_id) != content:
            raise UserError("The request changed meanwhile; look at it again.")
        _require_budget(session, one.policy_id, one.from_on, one.requested_minor, but=one.id)
        one.state = "approving"
        one.approval_id = request_approval(
            session, kind=KIND, about_entity=ENTITY, about_id=one.id, title=N_("Market money: {title}, {dealer}"),
            params={"title": row.title, "dealer": row.dealer}, content_sha256=sha256,
            amount_minor=one.requested_minor, region=None, today=today,
        )  # fmt: skip
        return one.approval_id

    return db.write(Action(N_("Asked for approval of market money")), command).value


def prove(db: Database, files: FileStore, *, request_id: str, name: str, data: bytes) -> None:
    """Hand in a proof that the activity took place: photographs, contract, list; it may be more than one file.

    Raises UserError before the approval, before the activity began, and after the claim.
    """
    require_attachable(len(data))
    today = day_number(db.clock.today())
    sha256 = files.put(data)

    def command(session: Session) -> None:
        row = request(session, request_id)
        if row.state != "proven":
            one, row = _open(session, request_id, "prove")
            one.state, one.approved_minor = "proven", row.requested_minor
        if today < row.from_on:
            raise UserError("The activity has not begun yet; there is nothing to prove.")
        attach(session, entity=ENTITY, entity_id=request_id, name=name, sha256=sha256, size=len(data), taken_on=today)

    db.write(Action(N_("Handed in the proof of an activity")), command)


def claim(db: Database, *, request_id: str, claimed_minor: int) -> None:
    """Claim what the activity came to; raises UserError without proof and beyond what was approved."""

    def command(session: Session) -> None:
        one, row = _open(session, request_id, "claim")
        if not row.proofs:
            raise UserError("Hand in the proof first.")
        if claimed_minor <= 0:
            raise UserError("The amount is more than zero.")
        if claimed_minor > (row.approved_minor or 0):
            raise UserError("More is claimed than was approved; ask for the rest by another request.")
        one.state, one.claimed_minor, one.posting_id, one.paid_minor = "claimed", claimed_minor, None, None

    db.write(Action(N_("Claimed market money")), command)


def pay(db: Database, files: FileStore, *, request_id: str) -> str:
    """Pay what was claimed into the dealer's account, or in cash, as the fund says; returns the posting's id.

    In the same transaction: the approval is of exactly this request, the proof is there, the budget holds it.
    """
    today = day_number(db.clock.today())
    with db.read() as session:
        row = request(session, request_id)
        _refuse(row, "pay")
        version = fund_on(session, row.policy_id, row.from_on)
    amount, payout = row.claimed_minor or 0, version.policy.payout
    kind, months = "pay" if payout.form == "cash" else "credit", payout.expires_months
    entry = Row(
        kind=kind, party_id=row.party_id, amount_minor=amount, day_on=today, policy_id=row.policy_id,
        version_id=version.id, form=payout.form, document=row.ref,
        expires_on=months_later(today, months) if kind == "credit" and months is not None else None,
    )  # fmt: skip

    def also(session: Session, posting_id: str) -> None:
        one, now = _open(session, request_id, "pay")
        if (now.claimed_minor, now.approval_id) != (row.claimed_minor, row.approval_id) or not now.proofs:
            raise UserError("The request changed meanwhile; look at it again.")
        sha256 = _require_bound(session, files, now)
        require_approved(session, approval_id=now.approval_id, content_sha256=sha256, about_id=one.id)
        if amount > (now.approved_minor or 0):
            raise UserError("More is claimed than was approved; ask for the rest by another request.")
        _require_budget(session, one.policy_id, one.from_on, amount, but=one.id)
        one.state, one.paid_minor, one.posting_id = "paid", amount, posting_id
        seal(session, one)

    return post(db, files, kind=KIND, period="", entries=[entry], currency=payout.currency, reason=row.ref,
                approval_id=row.approval_id or None, also=also)  # fmt: skip


def drop_request(db: Database, *, request_id: str, reason: str) -> None:
    """Give a request up with a reason; its money is free again."""
    if not reason.strip():
        raise UserError("Say why the request is dropped.")
    today = day_number(db.clock.today())

    def command(session: Session) -> None:
        one, _ = _open(session, request_id, "drop")
        one.state, one.note = "dropped", reason.strip()
        void_changed(session, about_id=one.id, content_sha256="", today=today)

    db.write(Action(N_("Dropped a request of market money"), reason=reason.strip()), command)


# ------------------------------------------------------------------------------------------------- what is approved


def content_of(session: Session, request_id: str) -> bytes:
    """What is approved of a request, as canonical JSON: whose, what for, how much, by which version of the fund."""
    row = request(session, request_id)
    version = fund_on(session, row.policy_id, row.from_on)
    said = {
        "request": row.ref, "dealer": row.dealer, "party": row.party_id, "fund": row.policy, "version": version.ref,
        "version_sha256": version.content_sha256, "title": row.title, "from": day_of(row.from_on).isoformat(),
        "to": day_of(row.to_on).isoformat(), "requested_minor": row.requested_minor, "currency": row.currency,
        "budget_minor": version.policy.budget, "note": row.note,
    }  # fmt: skip
    return canonical_json(said).encode("utf-8")


def _require_bound(session: Session, files: FileStore, row: RequestRow) -> str:
    """The hash under which exactly this request was approved; raises UserError where it is another one by now.

    Names of dealers and newer versions of the fund may say something else meanwhile; what binds money may not.
    """
    sha256 = approval(session, row.approval_id).content_sha256
    was, now = json.loads(files.get(sha256)), json.loads(content_of(session, row.id))
    if any(was.get(name) != now[name] for name in _BINDING):
        raise UserError("The request changed meanwhile; look at it again.")
    return sha256


def _checked(
    db: Database, policy_id: str, party_id: str, title: str, from_on: int, to_on: int, requested_minor: int, note: str
) -> dict[str, Any]:
    if not title.strip():
        raise UserError("Say what the money is for.")
    if requested_minor <= 0:
        raise UserError("The amount is more than zero.")
    if to_on < from_on:
        raise UserError("The activity ends before it begins.")
    with db.read() as session:
        version = fund_on(session, policy_id, from_on)
        if to_on > version.to_on:
            raise UserError("The activity ends after the fund does, on {day}.", day=day_of(version.to_on).isoformat())
        if not participants(session, version.policy, month_of(day_of(from_on)), among=[party_id]):
            raise UserError("This dealer takes no part in the fund.")
    return {"title": title.strip(), "from_on": from_on, "to_on": to_on, "requested_minor": requested_minor,
            "note": note.strip() or None}  # fmt: skip


def _open(session: Session, request_id: str, act: Act) -> tuple[FundRequest, RequestRow]:
    row = request(session, request_id)
    _refuse(row, act)
    return existing(session, FundRequest, request_id, GONE), row


def _refuse(row: RequestRow, act: Act) -> None:
    said = refusal(act, row.state)
    if said is not None:
        raise UserError(said.msgid, **said.params)


def _require_budget(session: Session, policy_id: str, from_on: int, wanted: int, *, but: str = "") -> None:
    version = fund_on(session, policy_id, from_on)
    held = held_beside(session, policy_id, version)
    if exceeds(version.policy.budget, held, wanted=wanted, but=but) is not None:
        left = (version.policy.budget or 0) - sum(one.minor for one in held if one.id != but)
        currency = version.policy.payout.currency
        raise UserError("The fund has {left} {currency} left; this is more.",
                        left=decimal_text(left, minor_per_unit(currency)) or "0", currency=currency)  # fmt: skip
