"""Cliffs of the tiers, and ends of periods that look bought ahead."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.incentives.lab.charts import rush_chart, shape_chart
from app.incentives.rounding import e4_of_minor
from ui.core.card import Card, row
from ui.core.chart import ChartView
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label

if TYPE_CHECKING:
    from app.incentives.lab.result import Cliff, EndRush, Run, Simulation
    from ui.core.context import Context

_CHART_PX = 190


class CliffLine(NamedTuple):
    """A bound of a candidate."""

    run: "Run"
    cliff: "Cliff"


class RushLine(NamedTuple):
    """An end of a period under a candidate."""

    run: "Run"
    rush: "EndRush"


class CliffsView(QWidget):
    """What the last unit before each bound earns, and how many dealers stood on either side."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_result``."""
        super().__init__()
        self.setObjectName("clear")
        self.context = context
        self.found: Simulation | None = None
        look = context.look
        self.chart = ChartView(look, height=_CHART_PX)
        card = Card(look, Text(N_("Payout by sales, a dealer in the middle")), pad=12)
        card.body.addWidget(self.chart, 1)
        self.table = Table(context, self._columns(), name="incentives.lab.cliffs", title=Text(N_("Cliffs")),
                           empty=Text(N_("No tier above nothing")))  # fmt: skip
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addWidget(card)
        outer.addWidget(self.table, 1)
        look.language_changed.connect(self._draw)

    def _columns(self) -> tuple[Column, ...]:
        def of_value(line: CliffLine) -> bool:
            return line.run.measure == "value"

        return (
            Column("name", Text(N_("Candidate")), width=160, stretch=True,
                   get=lambda one: one.run.candidate.label(self.context.look.lang)),
            Column("tier", Text(N_("Rebate tier")), "number", 76, get=lambda one: one.cliff.tier + 1),
            Column("bound", Text(N_("From")), "money", 110,
                   get=lambda one: one.cliff.bound if of_value(one) else None),
            Column("pieces", Text(N_("From (quantity)")), "quantity", 110, hidden=True,
                   get=lambda one: None if of_value(one) else one.cliff.bound),
            Column("before", Text(N_("One unit below")), "money", 112,
                   get=lambda one: e4_of_minor(one.cliff.before_minor, one.run.currency)),
            Column("at", Text(N_("At the bound")), "money", 112,
                   get=lambda one: e4_of_minor(one.cliff.at_minor, one.run.currency)),
            Column("last", Text(N_("The last unit earns")), "money", 132,
                   get=lambda one: e4_of_minor(one.cliff.at_minor - one.cliff.before_minor, one.run.currency),
                   tip=Text(N_("One currency unit of sales, or one base unit of goods"))),
            Column("below", Text(N_("Just below")), "number", 92, get=lambda one: one.cliff.below,
                   tip=Text(N_("Dealers' periods that ended at most 5% below the bound"))),
            Column("above", Text(N_("Just above")), "number", 92, get=lambda one: one.cliff.above,
                   tip=Text(N_("At most 5% above it; far more above than below says that dealers buy up to it"))),
        )  # fmt: skip

    def show_result(self, found: "Simulation") -> None:
        """Another simulation."""
        self.found = found
        self.table.set_rows([CliffLine(run, one) for run in found.runs for one in run.cliffs])
        self._draw()

    def _draw(self) -> None:
        if self.found is not None:
            self.chart.show_chart(shape_chart(self.context.look.t, self.found))


class EndsView(QWidget):
    """Where the last days of a period brought a tier."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_result``."""
        super().__init__()
        self.setObjectName("clear")
        self.context = context
        self.found: Simulation | None = None
        look = context.look
        self.said = Label(look, Text(N_(
            "The last ten days brought at least half as much again as the pace of the rest, and without it the tier "
            "was not reached. Where the ten days after were slower, it was moved rather than sold. It proves nothing: "
            "it is where to look.")), "dim", wrap=True)  # fmt: skip
        self.chart = ChartView(look, height=_CHART_PX)
        card = Card(look, Text(N_("Earned by what looks bought ahead")), pad=12)
        card.body.addWidget(self.chart, 1)
        self.table = Table(context, self._columns(), name="incentives.lab.ends", title=Text(N_("Ends of periods")),
                           empty=Text(N_("No end of a period looks bought ahead")))  # fmt: skip
        self.table.opened.connect(lambda line: context.go("dealers", {"dealer": line.rush.party_id}))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addLayout(row(self.said))
        outer.addWidget(card, 1)
        outer.addWidget(self.table, 1)
        look.language_changed.connect(self._draw)

    def _columns(self) -> tuple[Column, ...]:
        look = self.context.look

        def figure(name: str) -> "Column":
            titles = {"figure": N_("Period"), "last_days": N_("Last ten days"), "rush": N_("Beyond the pace"),
                      "after": N_("Ten days after")}  # fmt: skip
            return Column(name, Text(titles[name]), "money", 104,
                          get=lambda one: getattr(one.rush, name) if one.run.measure == "value" else None)  # fmt: skip

        return (
            Column("dealer", Text(N_("Dealer")), width=150, stretch=True,
                   get=lambda one: self.found.label(one.rush.party_id, look.lang) if self.found else ""),
            Column("period", Text(N_("When")), width=84, get=lambda one: one.rush.period),
            Column("name", Text(N_("Candidate")), width=140, get=lambda one: one.run.candidate.label(look.lang)),
            figure("figure"), figure("last_days"), figure("rush"), figure("after"),
            Column("gained", Text(N_("Earned by it")), "money", 104,
                   get=lambda one: e4_of_minor(one.rush.gained_minor, one.run.currency)),
            Column("slower", Text(N_("Afterwards")), "pill", 96, get=_afterwards, order=str),
        )  # fmt: skip

    def show_result(self, found: "Simulation") -> None:
        """Another simulation."""
        self.found = found
        lines = [RushLine(run, one) for run in found.runs for one in run.rushes]
        self.table.set_rows(sorted(lines, key=lambda line: -line.rush.gained_minor))
        self._draw()

    def _draw(self) -> None:
        if self.found is None:
            return
        if any(run.rushes for run in self.found.runs):
            self.chart.show_chart(rush_chart(self.context.look.t, self.found))
        else:
            self.chart.show_empty(Text(N_("No end of a period looks bought ahead")))


def _afterwards(line: RushLine) -> State | None:
    if line.rush.after is None:
        return None
    return State(Text(N_("slower")), "warn") if line.rush.slower else State(Text(N_("as ever")), "dim")
