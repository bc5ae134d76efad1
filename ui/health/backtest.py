"""Does the score predict? The answer in a sentence, the lift as a chart, and what each indicator would deserve."""

from typing import TYPE_CHECKING

from app.core.texts import N_, Text
from app.health.assembly import info_of
from app.health.backtest.rules import Suggested, Tested
from app.health.backtest.wording import area_text, lift_chart, lift_text, span_text, title_of, verdict_text
from ui.core.card import Scroller
from ui.core.chart import ChartView
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label

if TYPE_CHECKING:
    from app.health.backtest.reading import BackTest
    from ui.core.context import Context

ROW = 30
_AUC = N_(
    "Of two dealers, one with whom it went wrong and one with whom it did not, in how many pairs the first had the "
    "lower score, with its 95% interval; 50% is chance"
)


class BackTestView(Scroller):
    """Everything that one back-test says, in one column to scroll."""

    def __init__(self, context: "Context", test: "BackTest") -> None:
        """Made anew for each test, language and theme."""
        super().__init__()
        self.context, self.look, self.test = context, context.look, test
        self.verdict = Label(self.look, verdict_text(test), wrap=True)
        self.body.addWidget(self.verdict)
        if test.whole.cases:
            self.body.addWidget(Label(self.look, span_text(test), "dim", wrap=True))
            self._lift()
            self._outcomes()
            self._points()
        self.finish()

    def _title(self, words: str) -> None:
        self.body.addSpacing(4)
        self.body.addWidget(Label(self.look, Text(words), "strong"))

    def _lift(self) -> None:
        chart = lift_chart(self.look.t, self.test.whole)
        if chart is None:
            return
        self._title(N_("Went wrong in the year after, by fifths of the score"))
        self.chart = ChartView(self.look, chart, height=180)
        self.chart.setFixedHeight(190)
        self.body.addWidget(self.chart)

    def _outcomes(self) -> None:
        self._title(N_("What became of dealers"))
        columns = [
            Column("outcome", Text(N_("What became of dealers")), stretch=True, width=150, get=title_of),
            Column("cases", Text(N_("Cases")), "number", 70),
            Column("wrong", Text(N_("Went wrong")), "number", 88),
            Column("lift", Text(N_("Lift of the worst fifth")), width=120, figures=True, get=lift_text),
            Column("area", Text(N_("AUC (95%)")), width=130, figures=True, get=_area, order=_first, tip=Text(_AUC)),
        ]
        self.outcomes = Table(self.context, columns, name="health.backtest", tools=False, row_px=ROW)
        rows = (*self.test.by_outcome, self.test.whole)
        self.outcomes.set_rows(rows)
        self.outcomes.setFixedHeight(36 + ROW * len(rows) + 16)
        self.body.addWidget(self.outcomes)

    def _points(self) -> None:
        self._title(N_("What each indicator told, and the points that it would deserve"))
        infos = self.context.desk.infos
        columns = [
            Column("kpi", Text(N_("Indicator")), stretch=True, width=150,
                   get=lambda one: Text(info_of(infos, one.kpi).title)),
            Column("area", Text(N_("AUC (95%)")), width=130, figures=True, get=_area, order=_first, tip=Text(_AUC)),
            Column("points", Text(N_("Points now")), "score", 90),
            Column("proposed", Text(N_("Points proposed")), "score", 110),
        ]  # fmt: skip
        self.points = Table(self.context, columns, name="health.backtest.points", title=Text(N_("Points proposed")),
                            row_px=ROW)  # fmt: skip
        self.points.set_rows(self.test.points)
        self.points.setFixedHeight(36 + ROW * len(self.test.points) + 66)
        self.body.addWidget(self.points)
        said = N_("Advice, not a change: what told this year need not tell the next. The points of the model stay.")
        self.body.addWidget(Label(self.look, Text(said), "dim", wrap=True))


def _area(one: Tested | Suggested) -> str:
    return area_text(one.area)


def _first(value: str) -> float:
    number = value.partition("%")[0]
    return float(number) if number.replace(".", "").isdigit() else -1.0
