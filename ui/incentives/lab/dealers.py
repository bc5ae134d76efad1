"""Winners and losers of a candidate, and how far each dealer is from the next tier."""

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.incentives.lab.charts import winners_chart
from app.incentives.lab.result import Change, share_of_sales
from app.incentives.rounding import e4_of_minor
from ui.core.card import Card, row
from ui.core.chart import ChartView
from ui.core.controls import Choice
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.incentives.lab.result import DealerCost, Run, Simulation
    from ui.core.context import Context

_CHART_PX = 320


class DealersView(QWidget):
    """A table of all dealers beside the biggest changes."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_result``."""
        super().__init__()
        self.setObjectName("clear")
        self.context = context
        self.found: Simulation | None = None
        self.run: Run | None = None
        self.costs: Mapping[str, DealerCost] = {}
        look = context.look
        self.choice = Choice(look, name=Text(N_("Candidate")))
        self.choice.picked.connect(lambda _key: self._draw())
        self.said = Label(look, "", "dim", elide=True)
        self.table = Table(
            context, self._columns(), name="incentives.lab.dealers", title=Text(N_("Winners and losers"))
        )
        self.table.tools.addWidget(self.choice)
        self.table.opened.connect(self._open)
        self.chart = ChartView(look, height=320)
        self.chart.clicked.connect(lambda dealer: context.go("dealers", {"dealer": dealer}))
        card = Card(look, Text(N_("Winners and losers")), pad=12)
        card.body.addWidget(self.chart, 1)
        card.setFixedWidth(_CHART_PX)
        parts = QHBoxLayout()
        parts.setSpacing(12)
        parts.addWidget(self.table, 1)
        parts.addWidget(card)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addLayout(row(self.said))
        outer.addLayout(parts, 1)
        look.language_changed.connect(self._name)

    def _columns(self) -> tuple[Column, ...]:
        def money(minor: int) -> int:
            return e4_of_minor(minor, self.run.currency if self.run else "CNY")

        return (
            Column("name", Text(N_("Dealer")), width=150, stretch=True, get=lambda one: self._label(one.party_id)),
            Column("sales_e4", Text(N_("Value of sales")), "money", 84),
            Column("before", Text(N_("Before")), "money", 76, get=lambda one: money(one.before_minor)),
            Column("after", Text(N_("After")), "money", 76, get=lambda one: money(one.after_minor)),
            Column("change", Text(N_("Change")), "money", 76, signed=True, get=lambda one: money(one.change),
                   tone=lambda one: "good" if one.change > 0 else "bad" if one.change < 0 else None),
            Column("state", Text(N_("Result")), "pill", 84, get=_state, order=lambda _state: 0, hidden=True),
            Column("share", Text(N_("Of sales")), "percent", 72, places=2, hidden=True, get=self._share),
            Column("gap", Text(N_("To the next tier")), "money", 88, get=self._gap,
                   tip=Text(N_("In the last period; of policies on quantity it is empty"))),
            Column("gain", Text(N_("What it would add")), "money", 92, get=self._gain),
            Column("rate", Text(N_("On the missing")), "percent", 88, places=0, get=self._rate, hidden=True,
                   tip=Text(N_("What the missing sales would earn: far above the tier's rate is a cliff"))),
            Column("anyway", Text(N_("Anyway")), "money", 92, hidden=True, get=self._anyway),
        )  # fmt: skip

    def _label(self, dealer: str) -> str:
        return self.found.label(dealer, self.context.look.lang) if self.found else ""

    def _cost(self, one: Change) -> "DealerCost | None":
        return self.costs.get(one.party_id)

    def _share(self, one: Change) -> Fraction | None:
        return share_of_sales(one.after_minor, one.sales_e4, self.run.currency if self.run else "CNY")

    def _gap(self, one: Change) -> int | None:
        cost = self._cost(one)
        return cost.gap if cost and self.run and self.run.measure == "value" else None

    def _gain(self, one: Change) -> int | None:
        cost = self._cost(one)
        return e4_of_minor(cost.gap_gain_minor, self.run.currency) if cost and cost.gap and self.run else None

    def _rate(self, one: Change) -> Fraction | None:
        gap, gain = self._gap(one), self._gain(one)
        return Fraction(gain, gap) if gap and gain is not None else None

    def _anyway(self, one: Change) -> int | None:
        cost = self._cost(one)
        return e4_of_minor(cost.anyway_minor, self.run.currency) if cost and self.run else None

    def show_result(self, found: "Simulation") -> None:
        """Another simulation; the last candidate first, for the first one is what it is held against."""
        self.found = found
        self._name()
        self.choice.choose(len(found.runs) - 1)
        self._draw()

    def _name(self) -> None:
        if self.found is None:
            return
        lang = self.context.look.lang
        self.choice.set_options([(n, run.candidate.label(lang)) for n, run in enumerate(self.found.runs)])
        self._draw()

    def _draw(self) -> None:
        found = self.found
        if found is None:
            return
        at = self.choice.key()
        run = found.runs[at if isinstance(at, int) else -1]
        self.run, self.costs = run, run.by_dealer()
        changes = found.changes(run)
        lang = self.context.look.lang
        about = {
            "won": sum(one.change > 0 for one in changes), "lost": sum(one.change < 0 for one in changes),
            "same": sum(one.change == 0 for one in changes), "name": run.candidate.label(lang),
            "first": found.runs[0].candidate.label(lang),
        }  # fmt: skip
        self.said.say(Text(N_("{name} against {first}: {won} win, {lost} lose, {same} stay as they are"), about))
        self.table.set_rows(sorted(changes, key=_rank))
        if any(one.change for one in changes):
            self.chart.show_chart(winners_chart(self.context.look.t, found, run))
        else:
            self.chart.show_empty(Text(N_("Nobody wins or loses: choose a second candidate.")))

    def _open(self, one: object) -> None:
        if isinstance(one, Change):
            self.context.go("dealers", {"dealer": one.party_id})


def _rank(one: Change) -> tuple[int, int, int]:
    """Winners, then losers, the most first; who stays as he is comes last, the biggest buyer first."""
    return (one.change <= 0) + (one.change == 0), -abs(one.change), -one.sales_e4


def _state(one: Change) -> State:
    if one.change > 0:
        return State(Text(N_("wins")), "good")
    return State(Text(N_("loses")), "bad") if one.change < 0 else State(Text(N_("as before")), "dim")
