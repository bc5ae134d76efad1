"""What a run posts for one dealer: the rows of an accrual, a settlement, a true-up, and what it locks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy.orm import Session

from app.core.money import round_half_up
from app.core.period import Period
from app.incentives.accrual import accrue
from app.incentives.canonical import policy_from_json
from app.incentives.engine import Figures, Outcome, figures_json
from app.incentives.ledger.periods import months_later
from app.incentives.ledger.rules import Row
from app.incentives.ledger.run import Asked, Line, through_of
from app.incentives.locks import Held
from app.incentives.model import PolicyVersion
from app.incentives.policy import Policy


@dataclass(frozen=True)
class Book:
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


def line_of(
    book: Book, figures: Figures, outcome: Outcome, accrued: int, paid: int, held: tuple[Held, ...] = ()
) -> Line:
    """What a run does for one dealer whose outcome is known."""
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


def closing(book: Book, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a final settlement in which nobody earned anything: rows of nothing, each with its figures.

    They move no balance; they close the period, and say to the cent why nobody is owed anything.
    """
    return tuple(
        replace(line, rows=(book.row("accrue", line.party_id, 0, line.figures),)) for line in lines
    )  # fmt: skip


def _settled(book: Book, party: str, payable: int) -> str:
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

    return figures._replace(
        amount_e4=grown(figures.amount_e4), quantity_e3=grown(figures.quantity_e3),
        reduced_e4=grown(figures.reduced_e4), baskets={name: grown(part) for name, part in figures.baskets.items()},
    )  # fmt: skip


def gone(period: Period, party: str, policy: Policy, paid: Mapping[str, int]) -> tuple[Figures, Outcome]:
    """Somebody to whom something was posted and who takes part no more: nothing is earned."""
    days = period.last_day - period.first_day + 1
    figures = Figures(party, period.first_day, period.last_day, days=days, paid_minor=paid.get(party, 0))
    return figures, Outcome(0, -figures.paid_minor, None, policy, figures)
