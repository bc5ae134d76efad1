"""Commands on approvals: ask for one, void it, decide it, require it; they run inside the step that needs them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.model import Approval, ApprovalDecision
from app.approvals.notices import settle_notices
from app.approvals.queries import ApprovalRow, approval, list_rules, may_decide
from app.approvals.rules import ANYBODY, KIND_TITLES, MARK, Steps, Verdict, rule_for, state_of, steps_refused
from app.core.errors import UserError
from app.core.journal import create, existing, seal
from app.core.texts import N_
from app.core.writing import writing_of
from app.people.model import Person

SCOPE = "approvals"
GONE = N_("This approval is no longer in the workspace.")
_CHANGED = N_("What was to be approved changed since you looked; look again, then decide.")


def request_approval(
    session: Session, *, kind: str, about_entity: str, about_id: str, title: str, params: Mapping[str, Any],
    content_sha256: str, amount_minor: int, region: str | None, today: int,
) -> str:  # fmt: skip
    """Ask for approval of a content that stands in the files store already; returns the id.

    ``title`` is a msgid with ``params``; ``region`` None is no region in particular; ``today`` is a stored day. What
    waited for the same record with other content is void. Raises UserError where nobody is said to work here, where
    the same content waits already, and where by the rule only the maker could approve.
    """
    if kind not in KIND_TITLES:
        raise ValueError(f"nothing of the kind {kind} is approved")
    maker = writing_of(session).actor
    if not maker:
        raise UserError("Approval is asked for by somebody: say who works here first (on the command line: --as NAME).")
    waiting = _waiting(session, about_id, kind)
    if any(one.content_sha256 == content_sha256 and one.state == "open" for one in waiting):
        raise UserError("Exactly this waits for approval already.")
    for old in waiting:
        _void(session, old)
    steps = _steps_for(session, kind=kind, region=region or "", amount_minor=amount_minor, maker=maker)
    one = create(
        session, Approval, scope=SCOPE, kind=kind, about_entity=about_entity, about_id=about_id, title=title,
        params=dict(params), content_sha256=content_sha256, amount_minor=amount_minor, region=region, state="open",
        steps=[list(step) for step in steps], made_by_id=maker, made_on=today,
    )  # fmt: skip
    session.flush()
    seal(session, one)
    settle_notices(session, today=today)
    return one.id


def _steps_for(session: Session, *, kind: str, region: str, amount_minor: int, maker: str) -> Steps:
    rule = rule_for(list_rules(session), kind, region, amount_minor)
    if rule is None:
        return ANYBODY
    known = set(session.scalars(select(Person.id).where(Person.removed.is_(False))))
    others = [[one for one in step if one != maker and one in known] for step in rule.steps]
    left = [step for step, named in zip(others, rule.steps, strict=True) if named]
    if any(not step for step in left) or (left and steps_refused(left, known)):
        raise UserError(
            "By rule {ref} nobody but the maker could approve a step; change the rule, or let somebody else ask for "
            "the approval.", ref=rule.ref,
        )  # fmt: skip
    return tuple(tuple(step) for step in others)


def _waiting(session: Session, about_id: str, kind: str) -> list[Approval]:
    return list(
        session.scalars(
            select(Approval).where(
                Approval.about_id == about_id, Approval.kind == kind, Approval.state.in_(("open", "approved")),
                Approval.removed.is_(False),
            )
        )
    )  # fmt: skip


def _void(session: Session, one: Approval) -> None:
    one.state = "void"
    seal(session, one)


def void_changed(session: Session, *, about_id: str, content_sha256: str, today: int) -> int:
    """Void what was asked or given for another content of a record; returns how many approvals are void now.

    Whoever changes what waits for approval, or takes it back (``content_sha256`` empty), calls this in the same
    transaction.
    """
    rows = session.scalars(
        select(Approval).where(
            Approval.about_id == about_id, Approval.state.in_(("open", "approved")), Approval.removed.is_(False),
            Approval.content_sha256 != content_sha256,
        )
    ).all()  # fmt: skip
    for one in rows:
        _void(session, one)
    if rows:
        session.flush()
        settle_notices(session, today=today)
    return len(rows)


def withdraw(session: Session, *, approval_id: str, today: int) -> None:
    """Take back what one asked for oneself; raises UserError for another person's and for what is decided."""
    one = existing(session, Approval, approval_id, GONE)
    if one.state != "open":
        raise UserError("This is decided already.")
    if writing_of(session).actor != one.made_by_id:
        raise UserError("Only who asked for an approval takes it back.")
    _void(session, one)
    session.flush()
    settle_notices(session, today=today)


def require_approved(session: Session, *, approval_id: str | None, content_sha256: str, about_id: str = "") -> None:
    """Raise UserError unless exactly this content was approved.

    Every step that needs approval calls this in its own transaction, so that no screen, command or other program goes
    past it. The decisions themselves are asked, not only the state.
    """
    if not approval_id:
        raise UserError("This needs an approval first.")
    found = approval(session, approval_id)
    if about_id and found.about_id != about_id:
        raise UserError("Approval {ref} is of something else.", ref=found.ref)
    if found.state == "void" or found.content_sha256 != content_sha256:
        raise UserError("What approval {ref} was asked for has changed since; ask for a new one.", ref=found.ref)
    if found.state == "refused":
        raise UserError("Approval {ref} was refused.", ref=found.ref)
    if not found.decided:
        raise UserError("Approval {ref} is not given yet.", ref=found.ref)


def require_decidable(session: Session, *, approval_id: str, person_id: str, seen_sha256: str) -> ApprovalRow:
    """An approval whose next step a person may decide now, of what he saw; raises UserError, a sentence, where not."""
    found = require_same(session, approval_id=approval_id, seen_sha256=seen_sha256)
    said = may_decide(session, found, person_id)
    if said is not None:
        raise UserError(said.msgid, **said.params)
    return found


def require_same(session: Session, *, approval_id: str, seen_sha256: str) -> ApprovalRow:
    """An open approval of exactly what was seen; raises UserError where it is void, decided or of something else."""
    found = approval(session, approval_id)
    if found.state == "void" or found.content_sha256 != seen_sha256:
        raise UserError(_CHANGED)
    if found.state != "open":
        raise UserError("This is decided already.")
    return found


def keep_decision(
    session: Session, *, approval_id: str, person_id: str, verdict: Verdict, seen_sha256: str, reason: str, today: int
) -> None:
    """Keep one person's decision of the next step; that it is he, ``service.decide`` has made sure of."""
    if verdict == "no" and not reason.strip():
        raise UserError("Say why you refuse; the maker reads it.")
    found = require_decidable(session, approval_id=approval_id, person_id=person_id, seen_sha256=seen_sha256)
    _decided(session, found, today, step=found.step, verdict=verdict, way="passphrase", person_id=person_id,
             reason=reason.strip() or None)  # fmt: skip


def keep_oa(
    session: Session, *, approval_id: str, printed: str, verdict: Verdict, number: str, approver: str,
    approved_on: int, scan_sha256: str, reason: str, today: int,
) -> None:  # fmt: skip
    """Keep what the company's own approval system decided of all steps; see ``service.record_oa``."""
    who = writing_of(session).actor
    if not who:
        raise UserError("Somebody records it: say who works here first (on the command line: --as NAME).")
    found = approval(session, approval_id)
    mark = "".join(printed.split()).lower()
    if len(mark) < MARK or not found.content_sha256.startswith(mark):
        raise UserError(
            "The sheet prints another hash than that of what waits here: it is not of this content. Type at least {n} "
            "characters as they stand on the scan.", n=MARK,
        )  # fmt: skip
    require_same(session, approval_id=approval_id, seen_sha256=found.content_sha256)
    words, name = " ".join(number.split()), " ".join(approver.split())
    if not words or not name:
        raise UserError("Name the number in the approval system and who approved there.")
    if name == found.made_by:
        raise UserError("Who made it does not approve it: somebody else has to.")
    if not found.made_on <= approved_on <= today:
        raise UserError("It was approved after it was asked for and not after today: look at the day again.")
    used = session.scalars(
        select(ApprovalDecision.approval_id).where(
            ApprovalDecision.oa_number == words, ApprovalDecision.approval_id != approval_id,
            ApprovalDecision.removed.is_(False),
        )
    ).first()  # fmt: skip
    if used is not None:
        raise UserError("Number {number} was recorded for another approval ({ref}).", number=words,
                        ref=approval(session, used).ref)  # fmt: skip
    _decided(session, found, today, step=found.step, verdict=verdict, way="oa", person_id=who,
             reason=reason.strip() or None, oa_number=words, oa_approver=name, oa_on=approved_on,
             scan_sha256=scan_sha256)  # fmt: skip


def _decided(session: Session, found: ApprovalRow, today: int, **said: Any) -> None:
    row = create(session, ApprovalDecision, scope=SCOPE, approval_id=found.id, content_sha256=found.content_sha256,
                 decided_on=today, **said)  # fmt: skip
    session.flush()
    one = existing(session, Approval, found.id, GONE)
    now = approval(session, found.id)
    one.state = state_of(now.steps, now.verdicts)
    seal(session, row)
    seal(session, one)
    session.flush()
    settle_notices(session, today=today)
