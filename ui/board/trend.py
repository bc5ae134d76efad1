"""Net sales by month: this year against the last, or by region."""

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from app.core.charts import Chart, Series, Tone
from app.core.money import AMOUNT_SCALE
from app.core.texts import N_, Text
from app.kpi.wording import counting_words, listed
from ui.core.card import Card
from ui.core.chart import ChartView
from ui.core.controls import Button, Segments

if TYPE_CHECKING:
    from ui.board.reading import BoardView
    from ui.core.look import Look

_TONES: Final[tuple[Tone, ...]] = ("series1", "series2", "series3", "series4")
REST: Final = N_("Others")


class TrendCard(Card):
    """A click on a month asks for that month, the button why the period differs; the segments ask for another split."""

    month_picked = Signal(str)
    split_picked = Signal(str)
    why_asked = Signal()

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_view``."""
        super().__init__(look, Text(N_("Net sales, last 24 months")), subtitle=" ")
        self.split = Segments(look, [("year", Text(N_("Against last year"))), ("region", Text(N_("By region")))])
        self.split.picked.connect(lambda key: self.split_picked.emit(str(key)))
        self.why = Button(look, Text(N_("Why it changed")), self.why_asked.emit, icon="chart-column", kind="quiet")
        for part in (self.why, self.split):
            self.buttons.addWidget(part)
        self.chart = ChartView(look, height=236)
        self.chart.clicked.connect(self.month_picked)
        self.body.addWidget(self.chart, 1)
        self.setMinimumHeight(330)

    def show_view(self, view: "BoardView") -> None:
        """Draw the trend that was asked for."""
        self.split.choose(view.asked.trend)
        by_region = view.asked.trend == "region"
        self.chart.show_chart(region_chart(self.look, view) if by_region else year_chart(self.look, view))
        basis = listed(counting_words(view.choice.counting)[:2])
        said = {"basis": basis, "day": self.look.formats.day(view.today)}
        running = view.trend.months[-1].last > view.today
        words = N_("{basis}; * up to {day}") if running else N_("{basis}; click a month to see it")
        self.say_subtitle(Text(words, said))


def _labels(look: "Look", view: "BoardView") -> tuple[str, ...]:
    """The months; one that is not over has a star."""
    months = view.trend.months
    return tuple(look.formats.month_called(one, short=True) + ("*" if one.last > view.today else "") for one in months)


def year_chart(look: "Look", view: "BoardView") -> Chart:
    """Twelve months as columns, the same months a year before as a line."""
    trend, formats = view.trend, look.formats
    return Chart(
        look.t("Net sales, last 24 months"),
        _labels(look, view),
        (
            Series(look.t("This year"), _floats(trend.values)),
            Series(look.t("A year before"), _floats(trend.before), tone="series3", shape="line"),
        ),
        format="money", unit=formats.money_unit(view.currency or "CNY"), keys=tuple(one.name for one in trend.months),
    )  # fmt: skip


def region_chart(look: "Look", view: "BoardView") -> Chart:
    """24 months stacked by the four biggest regions and the rest."""
    months = view.trend.months
    lines = list(view.regions_trend.items())
    shown, rest = (lines, []) if len(lines) <= len(_TONES) else (lines[:4], lines[4:])
    series = [
        Series(name or look.t("Without a region"), _units(values), tone=tone)
        for (name, values), tone in zip(shown, _TONES, strict=False)
    ]
    if rest:
        sums = tuple(sum(each[n] or 0 for _, each in rest) for n in range(len(months)))
        series.append(Series(look.t(REST), _units(sums), tone="dim"))
    return Chart(
        look.t("Net sales, last 24 months"),
        _labels(look, view),
        tuple(series),
        kind="stacked", format="money", unit=look.formats.money_unit(view.currency or "CNY"),
        keys=tuple(one.name for one in months),
    )  # fmt: skip


def _units(values: tuple[int | None, ...]) -> tuple[float | None, ...]:
    return tuple(None if one is None else one / AMOUNT_SCALE for one in values)


def _floats(values: tuple[Fraction | None, ...]) -> tuple[float | None, ...]:
    return tuple(None if one is None else float(one) for one in values)
