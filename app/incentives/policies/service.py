"""Commands on policies: draft, new version, each step from simulation to archive.

The text that is approved is kept by its hash before the record names it, so that what was signed can be read for ever.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.rules import AMOUNT_OF
from app.approvals.service import approval, request_approval, require_approved, void_changed
from app.core.errors import UserError
from app.core.journal import create, existing, seal
from app.core.period import day_number, day_of
from app.core.texts import N_
from app.core.writing import Action, writing_of
from app.incentives.canonical import policy_json, policy_sha256
from app.incentives.checks import check_policy
from app.incentives.ledger.changing import changes_of, unsettled
from app.incentives.ledger.posting import require_currency
from app.incentives.model import IncentivePolicy, PolicyVersion
from app.incentives.policies.cost import simulated_cost
from app.incentives.policies.document import policy_document
from app.incentives.policies.queries import GONE, GONE_VERSION, VersionRow, list_policies, version, versions_of
from app.incentives.policies.rules import MAKING, NOT_SIMULATED, Act, cut_period, refusal, state_on
from app.incentives.policy import STATES, Policy

if TYPE_CHECKING:
    from app.core.db import Database
    from app.core.files import FileStore

SCOPE: Final = "region"
ENTITY: Final = "policy_version"
"""What an approval of kind ``policy`` is about."""


def save_draft(session: Session, *, policy: Policy, version_id: str = "", reason: str = "") -> str:
    """Keep a policy as the first draft of a new one, or in the place of the draft ``version_id``; returns its id.

    Raises UserError for what could not be settled (``checks.check_policy``), a code that is taken, and a version whose
    content is fixed. A simulation of other content counts no more.
    """
    check_policy(policy)
    if version_id:
        return _change(session, version_id, policy, reason)
    _require_free(session, policy.code)
    head = create(
        session, IncentivePolicy, scope=SCOPE, code=policy.code.strip(), name=policy.name.strip(), kind=policy.kind,
        owner_id=writing_of(session).actor or None,
    )  # fmt: skip
    session.flush()
    return _new(session, head.id, 1, policy, reason, None)


def _change(session: Session, version_id: str, policy: Policy, reason: str) -> str:
    row = _open(session, version_id, "change")
    head = existing(session, IncentivePolicy, row.policy_id, GONE)
    _require_free(session, policy.code, head.id)
    _require_whole_periods(policy, (one for one in versions_of(session, head.id) if one.id != row.id))
    content = policy_json(policy)
    if content != row.content:
        row.content, row.content_sha256 = content, policy_sha256(policy)
        row.from_on, row.to_on = policy.from_on, policy.to_on
        row.state, row.simulation_sha256, row.simulated_on = "draft", None, None
    row.reason = reason.strip() or row.reason
    if row.number == 1:
        head.code, head.name, head.kind = policy.code.strip(), policy.name.strip(), policy.kind
    return row.id


def new_version(
    session: Session, *, policy_id: str, policy: Policy, reason: str, dossier_id: str | None = None
) -> str:  # fmt: skip
    """Keep a changed policy as the draft of its next version; returns the version's id.

    Raises UserError without a reason, where another version is in the making, and where code or kind are others: what
    is settled must stay findable under them.
    """
    check_policy(policy)
    head = existing(session, IncentivePolicy, policy_id, GONE)
    rows = versions_of(session, policy_id)
    making = next((one for one in rows if one.state in MAKING), None)
    if making is not None:
        raise _refused("renew", making)
    if not reason.strip():
        raise UserError("Say why there is a new version; the reason stands in its history.")
    if policy.code.strip() != head.code or policy.kind != head.kind:
        raise UserError("Code and kind of a policy stay the same in every version.")
    _require_whole_periods(policy, rows)
    return _new(session, head.id, max(one.number for one in rows) + 1, policy, reason, dossier_id)


def _new(
    session: Session, policy_id: str, number: int, policy: Policy, reason: str, dossier_id: str | None
) -> str:  # fmt: skip
    return create(
        session, PolicyVersion, scope=SCOPE, policy_id=policy_id, number=number, state="draft",
        content=policy_json(policy), content_sha256=policy_sha256(policy), from_on=policy.from_on, to_on=policy.to_on,
        reason=reason.strip() or None, made_by_id=writing_of(session).actor or None, dossier_id=dossier_id,
    ).id  # fmt: skip


def remove_draft(session: Session, *, version_id: str) -> None:
    """Take a draft out; with its only version the policy goes too."""
    row = _open(session, version_id, "remove")
    row.removed = True
    if len(versions_of(session, row.policy_id)) == 1:
        existing(session, IncentivePolicy, row.policy_id, GONE).removed = True


def mark_simulated(session: Session, *, version_id: str, simulation_sha256: str, today: int) -> None:
    """A draft was simulated: the result stands in the files store under this hash. ``today`` is a stored day."""
    row = _open(session, version_id, "simulate")
    row.simulation_sha256, row.simulated_on, row.state = simulation_sha256, today, "simulated"


def submit(
    db: "Database", files: "FileStore", *, version_id: str, amount_minor: int | None = None, region: str | None = None
) -> str:
    """Send a simulated version to approval with its text in both languages; returns the approval's id.

    ``amount_minor`` is what it may cost, by which the rules choose who approves; None is the largest one of what was
    simulated, the policy's budget, and what is trued up of settled periods. Raises UserError without a simulation of
    exactly this content, and for another currency than that of the rebate accounts.
    """
    today = day_number(db.clock.today())
    with db.read() as session:
        found = version(session, version_id)
        _require(found, "submit")
        require_currency(session, found.policy.payout.currency)
        text = policy_document(session, found)
        trued_up = sum(abs(one.change_minor) for one in changes_of(session, version_id))
    cost = simulated_cost(files, found)
    sizes = {"cost": cost or 0, "budget": found.policy.budget or 0, "true_up": trued_up}
    most = max(sizes, key=lambda one: sizes[one])
    asked, what = (sizes[most], most) if amount_minor is None else (amount_minor, "")
    kept = files.put(text.encode())

    def command(session: Session) -> str:
        return request(session, version_id=version_id, text_sha256=kept, amount_minor=asked, region=region,
                       today=today, amount_of=what)  # fmt: skip

    action = Action(N_("Sent version {number} of {name} to approval"),
                    {"number": found.number, "name": found.policy.name})  # fmt: skip
    return db.write(action, command).value


def request(
    session: Session, *, version_id: str, text_sha256: str, amount_minor: int | None, region: str | None, today: int,
    kind: str = "policy", amount_of: str = "",
) -> str:  # fmt: skip
    """Ask for approval of a version whose text the files store holds already; returns the approval's id.

    ``amount_of`` says what the amount is (a key of ``AMOUNT_TITLES``); empty is what its kind says.
    """
    row = _open(session, version_id, "submit")
    if not row.simulation_sha256:
        raise UserError(NOT_SIMULATED)
    found = version(session, version_id)
    require_currency(session, found.policy.payout.currency)
    amount = found.policy.budget or 0 if amount_minor is None else amount_minor
    row.approval_id = request_approval(
        session, kind=kind, about_entity=ENTITY, about_id=version_id, title=N_("Policy {name}, version {number}"),
        params={"name": found.policy.name, "number": found.number} | ({AMOUNT_OF: amount_of} if amount_of else {}),
        content_sha256=text_sha256, amount_minor=amount,
        region=region, today=today,
    )  # fmt: skip
    row.text_sha256, row.state = text_sha256, "approving"
    seal(session, row)
    return row.approval_id


def return_version(session: Session, *, version_id: str, today: int) -> None:
    """Take a version back from approval, to be changed: one that was refused, or whose approval is not wanted now."""
    row = _open(session, version_id, "return")
    void_changed(session, about_id=version_id, content_sha256="", today=today)
    row.state, row.approval_id, row.text_sha256 = "simulated", None, None
    seal(session, row)


def sign_version(session: Session, *, version_id: str, approval_id: str | None, today: int) -> None:
    """Sign a version whose text was approved exactly as it is; raises UserError where it was not."""
    row = _open(session, version_id, "sign")
    if not row.text_sha256:
        raise UserError(NOT_SIMULATED)
    require_approved(session, approval_id=approval_id, content_sha256=row.text_sha256, about_id=version_id)
    if approval_id != row.approval_id:
        raise UserError("Approval {ref} is of something else.", ref=approval(session, str(approval_id)).ref)
    row.signed_on, row.state = today, "signed"
    seal(session, row)


def activate_due(session: Session, *, today: int) -> int:
    """Let signed versions take effect on their first day, and those whose days are over close; returns how many did."""
    rows = session.scalars(
        select(PolicyVersion)
        .where(PolicyVersion.removed.is_(False), PolicyVersion.state.in_(("signed", "active")))
        .order_by(PolicyVersion.policy_id, PolicyVersion.number, PolicyVersion.id)
    ).all()
    changed = 0
    for row in rows:
        beside = versions_of(session, row.policy_id)
        while (state := state_on(row, beside, today)) is not None:
            row.state, changed = state, changed + 1
    return changed


def let_take_effect(db: "Database") -> int:
    """``activate_due`` as a step of its own, written only where something is due; returns how many changed."""
    today = day_number(db.clock.today())
    with db.read() as session:
        due = any(state_on(one, row.versions, today) for row in list_policies(session) for one in row.versions)
    if not due:
        return 0
    action = Action(N_("Let signed policies take effect"))
    return db.write(action, lambda session: activate_due(session, today=today), origin="job").value


def begin_closing(session: Session, *, version_id: str) -> None:
    """End what a version in effect collects: only its settlement is left."""
    _open(session, version_id, "close").state = "closing"


def mark_settled(session: Session, *, version_id: str) -> None:
    """Every period of a closing version was settled finally; raises UserError where one was not."""
    row = _open(session, version_id, "settle")
    left = unsettled(session, version_id)
    if left is not None:
        raise UserError("{period} has no final settlement yet; settle it first.", period=left)
    row.state = "settled"
    seal(session, row)


def archive(session: Session, *, version_id: str) -> None:
    """Put a settled version out of the way; what it settled stays."""
    _open(session, version_id, "archive").state = "archived"


def _open(session: Session, version_id: str, act: Act) -> PolicyVersion:
    row = existing(session, PolicyVersion, version_id, GONE_VERSION)
    _require(row, act)
    return row


def _require(row: PolicyVersion | VersionRow, act: Act) -> None:
    said = refusal(act, row.state, STATES[row.state], row.number)
    if said is not None:
        raise UserError(said.msgid, **said.params)


def _refused(act: Act, row: VersionRow) -> UserError:
    said = refusal(act, row.state, STATES[row.state], row.number)
    return UserError(said.msgid, **said.params) if said is not None else UserError(GONE_VERSION)


def _require_whole_periods(policy: Policy, others: Iterable[VersionRow]) -> None:
    found = cut_period(policy, others)
    if found is not None:
        before, after = map(day_of, found.instead)
        said = (
            N_("One version settles a period: it cannot begin within {period}. Let it begin on {before} or {after}.")
            if found.begins
            else N_("One version settles a period: it cannot end within {period}. Let it end on {before} or {after}.")
        )
        raise UserError(said, period=found.period.name, before=before, after=after)


def _require_free(session: Session, code: str, but: str = "") -> None:
    rows = session.scalars(select(IncentivePolicy).where(IncentivePolicy.removed.is_(False)))
    if any(one.code.casefold() == code.strip().casefold() and one.id != but for one in rows):
        raise UserError("There is a policy with the code {code} already.", code=code.strip())
