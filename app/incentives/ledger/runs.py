"""Settlement runs: what a policy's period owes each dealer, seen before it is posted, and posted as it was seen.

An accrual books the change of what is set aside (forecast tier x figure to date); a partial settlement pays what is
earned so far, the final one less what is paid, a true-up what facts that came later change. What was settled too much
is taken back where the policy says so, else it is carried into the next settlement: it then stands as owed below zero.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.money import round_half_up
from app.core.period import Period, day_of, month_of, shift
from app.core.texts import N_
from app.incentives.accrual import accrue
from app.incentives.assembly import settle_all
from app.incentives.base.spans import periods_of
from app.incentives.canonical import policy_from_json
from app.incentives.engine import Figures, Outcome, figures_json
from app.incentives.ledger.before import carried_into, finals_of, spent_of
from app.incentives.ledger.holding import held_of
from app.incentives.ledger.kept import Kept, kept_sha256, ordered
from app.incentives.ledger.posting import ledger_head
from app.incentives.ledger.queries import accrued_before, paid_before
from app.incentives.ledger.rules import Row
from app.incentives.locks import Held
from app.incentives.model import PolicyVersion
from app.incentives.policies.queries import active_between, active_on
from app.incentives.policy import Policy
from app.incentives.rounding import minor_text

RUN_KINDS: Final = ("accrual", "partial", "final", "true_up")
"""The kinds of postings that a run makes."""
NEED_APPROVAL: Final = frozenset({"partial", "final", "true_up"})
"""What moves money is approved before; an accrual is an estimate."""
APPROVED_BACK: Final = NEED_APPROVAL | {"dispute", "fund", "release"}
"""What is taken back with an approval only."""
_SETTLES: Final = ("signed", "active", "closing", "settled")
_GONE: Final = N_("This version of a policy is no longer in the workspace.")


@dataclass(frozen=True)
class Asked:
    """Which run is wanted. Days are stored days."""

    version_id: str
    period: str
    """A period's name of the policy's span: 2026-03, 2026-Q1, 2026-H1 or 2026."""
    kind: str
    """One of ``RUN_KINDS``."""
    day_on: int
    """The day that the rows count on."""
    through: int | None = None
    """The last day whose documents count; None: the period and its grace days."""
    locked: frozenset[str] = frozenset()
    """Dealers whose payout is settled but kept back until it is released."""


@dataclass(frozen=True)
class Line:
    """What a run does for one dealer."""

    party_id: str
    figures: Figures
    outcome: Outcome
    accrued_before: int
    paid_before: int
    rows: tuple[Row, ...]
    held: tuple[Held, ...] = ()
    """Of what is posted, what is locked because a licence for its goods has ended."""

    @property
    def held_minor(self) -> int:
        """What is locked by the gate."""
        return sum(one.amount_minor for one in self.held)

    @property
    def posted(self) -> int:
        """What moves: of an accrual the change, else what is credited, paid, locked or taken back."""
        kinds = {row.kind for row in self.rows}
        settled = [row.amount_minor for row in self.rows if row.kind != "accrue"]
        return sum(settled) if settled or kinds != {"accrue"} else 0

    @property
    def accrued(self) -> int:
        """By how much what is set aside changes."""
        return sum(row.amount_minor for row in self.rows if row.kind == "accrue")

    @property
    def carries(self) -> int:
        """What is carried into the next settlement, at or below zero."""
        return min(self.outcome.payable_minor - self.posted, 0)


@dataclass(frozen=True)
class Run:
    """A run as it would be posted."""

    asked: Asked
    policy: Policy
    version_ref: str
    number: int
    period: Period
    lines: tuple[Line, ...]
    kept: Kept
    sha256: str
    """Of the rows: what is approved and posted."""
    tx: int
    """The transaction whose facts it was computed from."""
    seen: int

    @property
    def settled_minor(self) -> int:
        """What moves in all, accruals aside."""
        return sum(line.posted for line in self.lines)

    @property
    def accrued_minor(self) -> int:
        """By how much what is set aside changes in all."""
        return sum(line.accrued for line in self.lines)

    @property
    def needs_approval(self) -> bool:
        """Whether somebody else has to approve it first."""
        return self.asked.kind in NEED_APPROVAL and any(row.kind != "accrue" for row in self.kept.rows)


def preview_run(session: Session, asked: Asked) -> Run:
    """Compute a run without posting anything; raises UserError, a sentence, where it may not be made."""
    version = session.get(PolicyVersion, asked.version_id)
    if version is None or version.removed:
        raise UserError(_GONE)
    if version.state not in _SETTLES:
        raise UserError("Only a signed version is settled; this one is not signed yet.")
    policy = policy_from_json(version.content)
    period = period_called(policy, asked.period)
    _require_order(session, asked, policy, period)
    _require_counts(session, version, period)
    run = _computed(session, asked, version, policy, period)
    _require_budget(session, version.policy_id, run)
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
        if asked(period) and _newest_at_end(session, version, period) is None:
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
    book = _Book(asked, version, policy, period)
    there = {figures.party_id for figures, _ in found}
    found += [_gone(period, party, policy, paid) for party in sorted((set(paid) | set(accrued)) - there)]
    held = {} if asked.kind not in NEED_APPROVAL else held_of(
        session, policy, period, {figures.party_id: (figures, outcome.payable_minor) for figures, outcome in found},
        day_on=asked.day_on, through=through_of(asked),
    )  # fmt: skip
    lines = tuple(
        _line(
            book, figures, outcome, accrued.get(figures.party_id, 0), paid.get(figures.party_id, 0),
            held.get(figures.party_id, ()),
        )
        for figures, outcome in found
    )  # fmt: skip
    rows = ordered([row for line in lines for row in line.rows])
    kept = Kept(asked.kind, period.name, policy.payout.currency, rows)
    tx = int(session.execute(text("SELECT coalesce(max(tx), 0) FROM tx")).scalar_one())
    return Run(
        asked, policy, version.ref, version.number, period, lines, kept, kept_sha256(kept), tx, ledger_head(session)
    )  # fmt: skip


def period_called(policy: Policy, name: str) -> Period:
    """The period of a policy's span by its name; raises UserError where the policy has none of that name."""
    for period in policy_periods(policy):
        if period.name == name.strip().upper():
            return period
    raise UserError("This policy has no period {period}.", period=name)


def policy_periods(policy: Policy) -> list[Period]:
    """The periods that a version's days touch, in order."""
    return periods_of(policy.span, day_of(policy.from_on), day_of(policy.to_on))


def due_from(policy: Policy, period: Period) -> int:
    """The day from which a period is settled for good: after its grace days, and not before its day of payment."""
    return period.last_day + max(policy.grace_days + 1, policy.pays_on_day)


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


# ------------------------------------------------------------------------------------------------- one dealer


@dataclass(frozen=True)
class _Book:
    """What all rows of a run have in common."""

    asked: Asked
    version: PolicyVersion
    policy: Policy
    period: Period

    def row(
        self, kind: str, party: str, minor: int, figures: Figures | None = None, document: str | None = None
    ) -> Row:
        """A row of this run; figures stand in the row that they decide."""
        policy, day = self.policy, self.asked.day_on
        months = policy.payout.expires_months
        return Row(
            kind=kind, party_id=party, amount_minor=minor, day_on=day, period=self.period.name,
            policy_id=self.version.policy_id, version_id=self.version.id, first_on=self.period.first_day,
            last_on=self.period.last_day, form=policy.payout.form,
            expires_on=months_later(day, months) if kind == "credit" and months is not None else None,
            document=document, keys_sha256=figures.keys_sha256 if figures else None,
            figures=figures_json(figures) if figures else None,
        )  # fmt: skip


def credit_ends(session: Session, version_id: str | None, day_on: int) -> int | None:
    """The last day on which what is credited on a day may be used by its version; None: for ever."""
    version = None if version_id is None else session.get(PolicyVersion, version_id)
    months = None if version is None else policy_from_json(version.content).payout.expires_months
    return None if months is None else months_later(day_on, months)


def months_later(day: int, months: int) -> int:
    """The same day some months later, or that month's last."""
    at = day_of(day)
    there = shift(month_of(at), months)
    return min(there.first_day + at.day - 1, there.last_day)


def _line(
    book: _Book, figures: Figures, outcome: Outcome, accrued: int, paid: int, held: tuple[Held, ...] = ()
) -> Line:
    party, kind = figures.party_id, book.asked.kind
    if kind == "accrual":
        change = accrue(
            book.policy, figures, whole_period(figures, through_of(book.asked)), booked_minor=accrued
        ).booked_minor
        rows = (book.row("accrue", party, change, figures),) if change else ()
        return Line(party, figures, outcome, accrued, paid, rows)
    settled = _settled(book, party, outcome.payable_minor)
    change = outcome.entitled_minor - accrued
    if kind == "partial":
        change = max(change, 0)  # what is set aside for the whole period stays
    parts: list[tuple[str, int, str | None]] = []
    if settled:
        parts.append((settled, outcome.payable_minor - sum(one.amount_minor for one in held), None))
    parts += [("lock", one.amount_minor, one.lock.document) for one in held]
    found: list[Row] = []
    for row_kind, minor, document in parts:
        if minor:  # the figures stand once, in the first of a payout's rows
            found.append(book.row(row_kind, party, minor, None if found else figures, document))
    if change:
        found.append(book.row("accrue", party, change, None if found else figures))
    return Line(party, figures, outcome, accrued, paid, tuple(found), held)


def _settled(book: _Book, party: str, payable: int) -> str:
    """The kind of the row that settles it; empty where none does."""
    if payable > 0:
        if party in book.asked.locked:
            return "lock"
        return "pay" if book.policy.payout.form == "cash" else "credit"
    takes_back = payable < 0 and book.asked.kind != "partial" and book.policy.basis.below_zero == "invoice"
    return "clawback" if takes_back else ""


def whole_period(figures: Figures, through: int | None) -> Figures:
    """The whole period as it would be if it went on like the days so far."""
    if through is None or through >= figures.last_on or through < figures.first_on:
        return figures
    times = Fraction(figures.last_on - figures.first_on + 1, through - figures.first_on + 1)

    def grown(value: int) -> int:
        return round_half_up(value * times)

    return replace(
        figures, amount_e4=grown(figures.amount_e4), quantity_e3=grown(figures.quantity_e3),
        reduced_e4=grown(figures.reduced_e4), baskets={name: grown(part) for name, part in figures.baskets.items()},
    )  # fmt: skip


def _gone(period: Period, party: str, policy: Policy, paid: Mapping[str, int]) -> tuple[Figures, Outcome]:
    """Somebody to whom something was posted and who takes part no more: nothing is earned."""
    days = period.last_day - period.first_day + 1
    figures = Figures(party, period.first_day, period.last_day, days=days, paid_minor=paid.get(party, 0))
    return figures, Outcome(0, -figures.paid_minor, None, policy, figures)


# ------------------------------------------------------------------------------------------------- what is refused


def through_of(asked: Asked) -> int | None:
    """The last day whose documents count; None: the period and its grace days. What is not final counts to its day."""
    if asked.kind in {"accrual", "partial"}:
        return asked.day_on if asked.through is None else min(asked.through, asked.day_on)
    return asked.through


def _require_order(session: Session, asked: Asked, policy: Policy, period: Period) -> None:
    if asked.kind not in RUN_KINDS:
        raise ValueError(f"a run is never of the kind {asked.kind}")
    if policy.kind == "fund":
        raise UserError("Money of a fund is paid by its requests, not by a settlement run.")
    if asked.day_on < period.first_day:
        raise UserError("{period} has not begun on that day.", period=period.name)
    done = period.name in finals_of(session, asked.version_id)
    if asked.kind in {"partial", "final", "accrual"} and done:
        raise UserError("{period} is settled for good; what came later is a true-up.", period=period.name)
    if asked.kind == "true_up" and not done:
        raise UserError("{period} has no final settlement yet; a true-up comes after it.", period=period.name)
    due = due_from(policy, period)
    if asked.kind == "final" and asked.day_on < due:
        raise UserError("{period} is settled for good from {day} on.", period=period.name, day=day_of(due).isoformat())


def _require_counts(session: Session, version: PolicyVersion, period: Period) -> None:
    """One version settles a period: that which counts at its end. What an earlier one paid is taken off."""
    number = _newest_at_end(session, version, period)
    if number is not None:
        raise UserError("{period} is settled by version {n} of this policy.", period=period.name, n=number)


def _newest_at_end(session: Session, version: PolicyVersion, period: Period) -> int | None:
    """The number of the newer version that counts where this one ends in a period; None: this one settles it."""
    last = min(period.last_day, version.to_on)
    for other in active_on(session, last):
        if other.policy_id == version.policy_id and other.number > version.number:
            return other.number
    return None


def _require_budget(session: Session, policy_id: str, run: Run) -> None:
    most = run.policy.budget
    if most is None or run.asked.kind == "accrual":
        return
    after = spent_of(session, policy_id) + run.settled_minor
    if run.settled_minor > 0 and after > most:
        raise UserError(
            "With this run the policy would cost {after}, its budget is {most}.",
            after=minor_text(after, run.policy.payout.currency), most=minor_text(most, run.policy.payout.currency),
        )  # fmt: skip
