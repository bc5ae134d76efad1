"""A KPI's last twelve months as a chart, and five dealers beside each other."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.charts import Chart, Format, Series
from app.core.texts import N_, Text
from ui.core.card import clear, row
from ui.core.chart import ChartView
from ui.core.kpi_words import absent_words, value_text
from ui.core.words import Label, Live

if TYPE_CHECKING:
    from app.kpi.own.preview import Preview
    from app.kpi.rows import KpiRow
    from ui.core.look import Look

_FORMATS: dict[str, Format] = {"money": "money", "ratio": "percent", "days": "days", "score": "score"}


class NewestView(Live, QWidget):
    """Empty until ``show_figures``."""

    def __init__(self, look: "Look") -> None:
        """Made once, filled with every formula that is right."""
        super().__init__()
        self.setObjectName("clear")
        self.look = look
        self.found: Preview | None = None
        self._chart_title = Label(look, Text(N_("Last 12 months")), "section")
        self.chart = ChartView(look, height=170)
        self.chart.setFixedHeight(190)
        self._title = Label(look, Text(N_("Five dealers with the most facts, all 12 months")), "section")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.setSpacing(6)
        for part in (self._chart_title, self.chart, self._title):
            outer.addWidget(part)
        outer.addLayout(self._lines)
        self.hide()

    def show_figures(self, found: "Preview") -> None:
        """Show what was read."""
        self.found = found
        currency = next((row.currency for _, row in found.months if row is not None and row.currency), "")
        kind = _FORMATS.get(found.kpi.unit, "number")
        values = tuple(None if one is None or one.amount is None else float(one.amount) for _, one in found.months)
        names = tuple(period.name for period, _ in found.months)
        unit = self.look.formats.money_unit(currency or "CNY") if kind == "money" else ""
        self.chart.show_chart(Chart("", names, (Series(self.look.t(found.kpi.name), values),), format=kind, unit=unit))
        clear(self._lines)
        for one in found.dealers:
            name = Label(self.look, one.labels.get("dealer", one.keys["dealer"]), elide=True)
            line = row(name, Label(self.look, self._value(one, found.kpi.unit, currency)))
            line.setStretch(0, 1)
            self._lines.addLayout(line)
        if not found.dealers:
            self._lines.addWidget(Label(self.look, Text(N_("No dealer has facts for it in these months.")), "dim"))
        self.show()

    def _value(self, one: "KpiRow", unit: str, currency: str) -> str:
        if one.amount is None:
            return absent_words(self.look, one)
        return value_text(self.look, unit, one.amount, currency)

    def retranslate(self) -> None:
        """Figures in the other language."""
        if self.found is not None and self.isVisible():
            self.show_figures(self.found)
