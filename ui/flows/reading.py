"""What the page of flows shows, read in a worker."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.period import Period
from app.flows.balance import Line, read_balance, tolerance
from app.flows.queue import Decided, Open, read_decisions, read_queue
from app.flows.rates import Rate, read_rates
from app.flows.rules import Tolerance
from app.flows.withheld import WithheldRow, list_withheld
from app.kpi.people import read_dealers

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.core.progress import Progress


@dataclass(frozen=True)
class RateLine:
    """A dealer's matching rate of a month, in words."""

    dealer: str
    dealer_id: str
    rate: Rate


@dataclass(frozen=True)
class FlowsView:
    """Everything of one choice of months."""

    period: Period
    waiting: tuple[Open, ...]
    decided: tuple[Decided, ...]
    rates: tuple[RateLine, ...]
    lines: tuple[Line, ...] | None
    """The balances; None where nobody looks at them."""
    withheld: tuple[WithheldRow, ...]
    tolerance: Tolerance

    def by_amount(self, dealer: str = "") -> Fraction | None:
        """The matching rate by amount of a dealer (an id) or of all; None for 0/0."""
        rates = [one.rate for one in self.rates if not dealer or one.dealer_id == dealer]
        whole = sum(one.amount_e4 for one in rates)
        return Fraction(sum(one.matched_e4 for one in rates), whole) if whole else None

    @property
    def dealers(self) -> list[tuple[str, str]]:
        """Ids and names of the dealers that anything is shown of, by name."""
        found = {one.dealer_id: one.dealer for one in self.lines or ()}
        found |= {one.dealer_id: one.dealer for one in self.rates if one.dealer_id}
        return sorted(found.items(), key=lambda pair: pair[1])


def read_flows(desk: "Desk", period: Period, progress: "Progress | None" = None, *, balance: bool = True) -> FlowsView:
    """The queue, the rates of a period, its balances if they are asked for, and what is withheld."""
    with desk.db.read() as session:
        dealers = read_dealers(session)
        months = list(period.months)
        rates = [
            RateLine(*((known.name, known.id) if (known := dealers.get(one.dealer)) is not None else ("", "")), one)
            for one in read_rates(session, months[0], months[-1])
        ]
        rates.sort(key=lambda line: (line.rate.by_amount is None, line.rate.by_amount or 0, line.dealer))
        lines = tuple(read_balance(session, months, progress=progress)) if balance else None
        return FlowsView(
            period, tuple(read_queue(session)), tuple(read_decisions(session)), tuple(rates), lines,
            tuple(list_withheld(session, released=True)), tolerance(session),
        )  # fmt: skip
