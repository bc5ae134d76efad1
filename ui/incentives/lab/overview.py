"""Candidates side by side: a line of figures for each, and four charts."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.texts import N_, Text
from app.incentives.lab import charts
from app.incentives.lab.notes import notes
from app.incentives.rounding import e4_of_minor
from ui.core.card import Card, Scroller
from ui.core.chart import ChartView
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label

if TYPE_CHECKING:
    from app.incentives.lab.result import Run, Simulation
    from ui.core.context import Context

_HEAD_PX = 40
_ROW_PX = 34
_CHART_PX = 190
_CARD_PX = 272
_TITLES = (
    N_("Cost by period"),
    N_("Cost as a share of sales"),
    N_("Likely bill of the coming year"),
    N_("Payout by sales, a dealer in the middle"),
)
_TIPS = (
    N_("What each candidate would have cost, by the engine that settles"),
    N_("Of the value of everything that counted, also of dealers who got nothing"),
    N_("Drawn from history with a fixed seed: of ten futures one lies below P10 and one above P90"),
    N_("A jump is where the last unit before a tier earns the difference on everything"),
)


class Overview(Scroller):
    """The first view of a simulation."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_result``."""
        super().__init__()
        self.context = context
        self.found: Simulation | None = None
        look = context.look
        self.table = Table(
            context,
            self._columns(),
            name="incentives.lab",
            title=Text(N_("Simulation")),
            tools=False,
            row_px=_ROW_PX,
            empty=Text(N_("Not simulated yet")),
            empty_text=Text(N_("Choose policies above and press Simulate: what they would have cost, and whom.")),
        )
        self.table.setFixedHeight(_HEAD_PX + 3 * _ROW_PX)
        self.charts = tuple(ChartView(look, height=_CHART_PX) for _ in _TITLES)
        self.cards = QWidget()
        self.cards.setObjectName("clear")
        self.cards.hide()
        grid = QGridLayout(self.cards)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        for n, (title, tip, chart) in enumerate(zip(_TITLES, _TIPS, self.charts, strict=True)):
            card = Card(look, Text(title), subtitle=Text(tip), pad=12)
            card.setMinimumHeight(_CARD_PX)
            card.body.addWidget(chart, 1)
            grid.addWidget(card, n // 2, n % 2)
            grid.setRowStretch(n // 2, 1)
            grid.setColumnStretch(n % 2, 1)
        self.body.setSpacing(12)
        self.notes = Label(look, "", "dim", wrap=True)
        self.notes.hide()
        self.body.addWidget(self.table)
        self.body.addWidget(self.notes)
        self.body.addWidget(self.cards, 1)
        self.body.addStretch(0)
        self.finish()
        look.language_changed.connect(self._draw)

    def _columns(self) -> tuple[Column, ...]:
        def money(minor: int | None, run: "Run") -> int | None:
            return None if minor is None else e4_of_minor(minor, run.currency)

        def drawn(name: str) -> "Column":
            return Column(
                name, Text(name.upper()), "money", 72,
                get=lambda run: money(getattr(run.estimate, name), run) if run.estimate else None,
                tip=Text(N_("Likely bill of the coming year")),
            )  # fmt: skip

        return (
            Column("name", Text(N_("Candidate")), width=172, stretch=True,
                   get=lambda run: run.candidate.label(self.context.look.lang)),
            Column("cost", Text(N_("Cost")), "money", 72, get=lambda run: money(run.cost_minor, run)),
            Column("share", Text(N_("Of sales")), "percent", 64, places=2, get=lambda run: run.share),
            Column("change", Text(N_("Against the first")), "money", 108, signed=True, get=self._change),
            Column("won", Text(N_("Winners")), "number", 68, get=lambda run: self._moved(run, up=True)),
            Column("lost", Text(N_("Losers")), "number", 64, get=lambda run: self._moved(run, up=False)),
            drawn("p10"), drawn("p50"), drawn("p90"),
            Column("over", Text(N_("Over budget")), "percent", 88, places=0, get=_over,
                   tip=Text(N_("In how many of the drawn futures the bill exceeds the policy's budget"))),
            Column("anyway", Text(N_("Anyway")), "money", 72, get=lambda run: money(run.anyway_minor, run),
                   tip=Text(N_("An estimate: what went to dealers for tiers that the swing of their own figures "
                               "reaches without any programme"))),
            Column("rushed", Text(N_("Bought ahead")), "money", 96, get=lambda run: money(run.rushed_minor, run),
                   tip=Text(N_("Earned by purchases of the last ten days beyond the pace of the period, where the tier "
                               "was not reached without them"))),
        )  # fmt: skip

    def _change(self, run: "Run") -> int | None:
        if self.found is None or run is self.found.runs[0]:
            return None
        return e4_of_minor(run.cost_minor - self.found.runs[0].cost_minor, run.currency)

    def _moved(self, run: "Run", *, up: bool) -> int | None:
        if self.found is None or run is self.found.runs[0]:
            return None
        return sum(one.change > 0 if up else one.change < 0 for one in self.found.changes(run))

    def show_result(self, found: "Simulation") -> None:
        """Another simulation."""
        self.found = found
        self.cards.show()
        self.table.setFixedHeight(_HEAD_PX + len(found.runs) * _ROW_PX)
        self.table.set_rows(list(found.runs))
        over = next(n for n, column in enumerate(self._columns()) if column.key == "over")
        self.table.view.setColumnHidden(over, all(_over(run) is None for run in found.runs))
        self._draw()

    def _draw(self) -> None:
        if self.found is None:
            return
        t = self.context.look.t
        said = notes(self.found, t.lang)
        self.notes.say("\n".join(t.render(one) for one in said))
        self.notes.setVisible(bool(said))
        made = (charts.cost_chart, charts.share_chart, charts.budget_chart, charts.shape_chart)
        for view, make in zip(self.charts, made, strict=True):
            chart = make(t, self.found)
            if chart.categories:
                view.show_chart(chart)
            else:
                view.show_empty(Text(N_("There is no likely bill; the reason stands above the charts.")))


def _over(run: "Run") -> float | None:
    one = run.estimate
    return None if one is None or one.over_budget is None else one.over_budget / one.draws
