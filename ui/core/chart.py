"""The widget of a chart specification: a legend that names every series, the plot, a menu to copy or save it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QPixmap,
    QRegion,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.core.charts import Chart
from app.core.errors import UserError
from app.core.texts import N_, Text
from ui.core.card import EmptyState, clear
from ui.core.legend import Legend
from ui.core.theme import mixed
from ui.core.words import Live, Words

if TYPE_CHECKING:
    from ui.core.chart_heat import HeatPlot
    from ui.core.chart_plot import Plot
    from ui.core.look import Look


class ChartView(Live, QWidget):
    """Draws a Chart with pyqtgraph, which is loaded with the first chart that comes into sight."""

    clicked = Signal(str)
    """The key of the category that was clicked."""
    field_clicked = Signal(str, int)
    """Of a heat map the key of the row, and the column."""

    def __init__(self, look: "Look", chart: Chart | None = None, *, height: int = 220) -> None:
        """``height`` is what it asks for; it may grow."""
        super().__init__()
        self.look = look
        self.chart: Chart | None = None
        self.plot: Plot | None = None
        self.heat: HeatPlot | None = None
        self._entries: tuple[list[tuple[QColor, str, Words]], Words] = [], ""
        self._height = height
        self._empty: EmptyState | None = None
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._build)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(4)
        self._legend = QVBoxLayout()
        self._legend.setSpacing(2)
        outer.addLayout(self._legend)
        self._place = QVBoxLayout()
        outer.addLayout(self._place, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(min(height, 160))
        if chart is not None:
            self.show_chart(chart)

    def sizeHint(self) -> QSize:
        """The asked height."""
        return QSize(360, self._height)

    def show_chart(self, chart: Chart) -> None:
        """Draw another chart; the same one again costs nothing."""
        if chart == self.chart and (self.plot is not None or self.heat is not None):
            return
        self.chart = chart
        self._later.start()

    def show_empty(self, title: Words, text: Words = "") -> None:
        """Words instead of a chart."""
        self.chart = None
        self._later.stop()
        self._sweep()
        self._empty = EmptyState(self.look, title, text, icon="chart-column")
        self._place.addWidget(self._empty, 1)

    def draw_now(self) -> None:
        """Draw without waiting for the event loop (pictures, tests)."""
        self._later.stop()
        self._build()

    def restyle(self) -> None:
        """Colours live in the plot's items: make it again."""
        self._again()

    def retranslate(self) -> None:
        """Figures are written by language: make it again."""
        self._again()

    def _again(self) -> None:
        if self.chart is not None:
            self.plot = self.heat = None
            self._later.start()

    def _sweep(self) -> None:
        clear(self._legend)
        clear(self._place)
        self.plot = self.heat = None
        self._entries = [], ""

    def _build(self) -> None:
        """Draw in the widget that is there, or make the one that the chart needs."""
        chart = self.chart
        if chart is None:
            return
        if not any(value is not None for series in chart.series for value in series.values):
            self._sweep()
            words = Text(N_("No figures for this choice."))
            self._place.addWidget(EmptyState(self.look, words, icon="chart-column"), 1)
        elif chart.kind == "heatmap":
            self._build_heat(chart)
        else:
            self._build_plot(chart)

    def _build_plot(self, chart: Chart) -> None:
        if self.plot is None:
            from ui.core.chart_plot import Plot

            self._sweep()
            self.plot = Plot(self.look)
            self.plot.picked.connect(self._picked)
            self.plot.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            self._place.addWidget(self.plot, 1)
        self._write_legend(chart)
        self.plot.show_chart(chart)
        self.plot.setAccessibleName(chart.title)

    def _build_heat(self, chart: Chart) -> None:
        if self.heat is None:
            from ui.core.chart_heat import HeatPlot

            self._sweep()
            self.heat = HeatPlot(self.look)
            self.heat.picked.connect(self._field_picked)
            self._place.addWidget(self.heat, 0, Qt.AlignmentFlag.AlignTop)
        self.heat.show_chart(chart)
        self.heat.setAccessibleName(chart.title)

    def _field_picked(self, row: int, column: int) -> None:
        if self.chart is not None and row < len(self.chart.keys):
            self.field_clicked.emit(self.chart.keys[row], column)

    def _write_legend(self, chart: Chart) -> None:
        """One entry for every series and one for the target; a single nameless series needs none."""
        over = any(series.shape == "line" for series in chart.series)
        bars = sum(series.shape == "bar" for series in chart.series)
        entries: list[tuple[QColor, str, Words]] = []
        for series in chart.series:
            color = self.look.color(series.tone) if series.shape == "line" else self.look.tokens.bar(series.tone)
            if series.shape == "bar" and over and bars == 1:
                color = mixed(color, self.look.color("panel"), 0.38)
            if series.name and not series.tones:
                entries.append((color, series.shape, series.name))
        if chart.target is not None:
            said = self.look.formats.chart(chart.format, chart.target, short=False)
            entries.append((self.look.color("dim"), "target", Text(N_("Target {value}"), {"value": said})))
        unit: Words = Text(N_("Unit: {unit}"), {"unit": chart.unit}) if chart.unit and chart.format != "percent" else ""
        if (entries, unit) != self._entries:
            clear(self._legend)
            self._entries = entries, unit
            if entries:
                self._legend.addWidget(Legend(self.look, entries, unit))

    def _picked(self, category: int) -> None:
        if self.chart is not None and category < len(self.chart.keys):
            self.clicked.emit(self.chart.keys[category])

    def picture(self, ratio: float = 2.0) -> QPixmap:
        """The chart with its legend on the panel's colour, at ``ratio`` times its size on screen."""
        found = QPixmap(self.size() * ratio)
        found.setDevicePixelRatio(ratio)
        found.fill(self.look.color("panel"))
        self.render(found, QPoint(0, 0), QRegion(), QWidget.RenderFlag.DrawChildren)
        return found

    def copy(self) -> None:
        """The picture to the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.picture())

    def save_png(self, path: Path) -> None:
        """The picture as a PNG; raises UserError where it cannot be written."""
        if not self.picture().save(str(path), "PNG"):
            raise UserError("{file} could not be written. Choose another place.", file=path.name)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy or save."""
        if self.chart is None:
            return
        menu = QMenu(self)
        menu.addAction(self.look.icon("copy"), self.look.t("Copy picture"), self.copy)
        menu.addAction(self.look.icon("image"), self.look.t("Save picture…"), self._ask_and_save)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def _ask_and_save(self) -> None:
        title = self.chart.title if self.chart is not None else ""
        chosen, _ = QFileDialog.getSaveFileName(self, self.look.t("Save picture…"), f"{title}.png", "PNG (*.png)")
        if chosen:
            self.save_png(Path(chosen))
