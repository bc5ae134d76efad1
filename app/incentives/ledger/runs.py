"""Settlement runs: what a policy's period owes each dealer, seen before it is posted, and posted as it was seen.

An accrual books the change of what is set aside (forecast tier x figure to date); a partial settlement pays what is
earned so far, the final one less what is paid, a true-up what facts that came later change. What was settled too much
is taken back where the policy says so, else it is carried into the next settlement: it then stands as owed below zero.
"""

from collections.abc import Callable, Iterator
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import Period
from app.core.texts import N_
from app.incentives.assembly import settle_all
from app.incentives.canonical import policy_from_json
from app.incentives.ledger.before import carried_into, finals_of
from app.incentives.ledger.dealer_rows import Book, closing, gone, line_of
from app.incentives.ledger.holding import held_of
from app.incentives.ledger.kept import Kept, kept_sha256, ordered
from app.incentives.ledger.periods import period_called, policy_periods
from app.incentives.ledger.posting import ledger_head, require_currency
from app.incentives.ledger.queries import accrued_before, paid_before
from app.incentives.ledger.refusing import newest_at_end, require_budget, require_counts, require_order
from app.incentives.ledger.run import NEED_APPROVAL, Asked, Run, through_of
from app.incentives.model import PolicyVersion
from app.incentives.policies.queries import active_between
from app.incentives.policy import Policy

_SETTLES: Final = ("signed", "active", "closing", "settled")
_GONE: Final = N_("This version of a policy is no longer in the workspace.")


def preview_run(session: Session, asked: Asked) -> Run:
    """Compute a run without posting anything; raises UserError, a sentence, where it may not be made."""
    version = session.get(PolicyVersion, asked.version_id)
    if version is None or version.removed:
        raise UserError(_GONE)
    if version.state not in _SETTLES:
        raise UserError("Only a signed version is settled; this one is not signed yet.")
    policy = policy_from_json(version.content)
    period = period_called(policy, asked.period)
    require_order(session, asked, policy, period)
    require_counts(session, version, period)
    require_currency(session, policy.payout.currency)
    run = _computed(session, asked, version, policy, period)
    require_budget(session, version.policy_id, run)
    return run


def preview_change(session: Session, version_id: str) -> list[Run]:
    """The true-ups that a version makes of periods that are settled for good, whether it is signed yet or not.

    They are those that ``preview_run`` makes once it is signed; nothing is refused here, for nothing is posted.
    """
    done = finals_of(session, version_id)
    return list(_runs(session, version_id, "true_up", lambda period: period.name in done))


def preview_finals(session: Session, version_id: str) -> Iterator[Run]:
    """The final settlements that a version still has to make, whenever they are due, one after another."""
    done = finals_of(session, version_id)
    return _runs(session, version_id, "final", lambda period: period.name not in done)


def _runs(session: Session, version_id: str, kind: str, asked: Callable[[Period], bool]) -> Iterator[Run]:
    version = session.get(PolicyVersion, version_id)
    if version is None or version.removed:
        raise UserError(_GONE)
    policy = policy_from_json(version.content)
    for period in policy_periods(policy) if policy.kind != "fund" else ():
        if asked(period) and newest_at_end(session, version, period) is None:
            yield _computed(session, Asked(version_id, period.name, kind, period.last_day), version, policy, period)


def _computed(session: Session, asked: Asked, version: PolicyVersion, policy: Policy, period: Period) -> Run:
    paid, accrued = paid_before(session, version.id, period), accrued_before(session, version.id, period)
    carried = carried_into(session, version.policy_id, policy, period.first_day)
    start = period.first_day
    found = settle_all(
        session, policy, [period], through=through_of(asked),
        paid={(party, start): minor for party, minor in paid.items()},
        carried={(party, start): minor for party, minor in carried.items()},
        earlier=earlier_policies(session, version, policy, period),
    )  # fmt: skip
    book = Book(asked, version, policy, period)
    there = {figures.party_id for figures, _ in found}
    found += [gone(period, party, policy, paid) for party in sorted((set(paid) | set(accrued)) - there)]
    held = {} if asked.kind not in NEED_APPROVAL else held_of(
        session, policy, period, {figures.party_id: (figures, outcome.payable_minor) for figures, outcome in found},
        day_on=asked.day_on, through=through_of(asked),
    )  # fmt: skip
    lines = tuple(
        line_of(
            book, figures, outcome, accrued.get(figures.party_id, 0), paid.get(figures.party_id, 0),
            held.get(figures.party_id, ()),
        )
        for figures, outcome in found
    )  # fmt: skip
    if asked.kind == "final" and not any(line.rows for line in lines):
        lines = closing(book, lines)
    rows = ordered([row for line in lines for row in line.rows])
    kept = Kept(asked.kind, period.name, policy.payout.currency, rows)
    tx = int(session.execute(text("SELECT coalesce(max(tx), 0) FROM tx")).scalar_one())
    return Run(
        asked, policy, version.ref, version.number, period, lines, kept, kept_sha256(kept), tx, ledger_head(session)
    )  # fmt: skip


def earlier_policies(session: Session, version: PolicyVersion, policy: Policy, period: Period) -> tuple[Policy, ...]:
    """The policies before this one in the stack, where its base is what they leave."""
    if policy.stacking.base != "reduced":
        return ()
    rows = sorted(active_between(session, period.first_day, period.last_day), key=lambda pair: pair[1].last_on)
    settling = {row.policy_id: row.policy for row, _ in rows}  # of each policy the version that counts last
    others = [one for policy_id, one in settling.items() if policy_id != version.policy_id]
    mine = (policy.stacking.order, policy.code)
    before = [one for one in others if one.kind == "rebate" and (one.stacking.order, one.code) < mine]
    return tuple(sorted(before, key=lambda one: (one.stacking.order, one.code)))
