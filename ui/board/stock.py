"""How far the orders are, and how long the stock lasts."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from app.core.charts import Chart, Series
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.texts import N_, Text
from app.health.lights import light_of
from app.health.wording import target_text
from app.kpi.counting import USUAL
from app.reports.kit.words import LIGHTS
from ui.core.card import Card
from ui.core.chart import ChartView
from ui.core.controls import Button
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label, Pill, Words

if TYPE_CHECKING:
    from app.health.scheme import Indicator
    from app.kpi.board import Stocked
    from ui.board.reading import BoardView
    from ui.core.context import Context
    from ui.core.look import Look

ROW: Final = 30


class ProgressCard(Card):
    """Ordered, shipped, delivered in the period; what is open at its end. The open counts open their lines."""

    opened = Signal(str)
    """The KPI whose lines are asked for."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_view``."""
        super().__init__(look, Text(N_("Order progress")), subtitle=" ")
        self.chart = ChartView(look, height=128)
        self.chart.setFixedHeight(128)
        self.chart.clicked.connect(self.opened)
        self.body.addWidget(self.chart)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(6)
        self.grid.setColumnStretch(0, 1)
        self.body.addLayout(self.grid)
        self.body.addStretch(1)

    def show_view(self, view: "BoardView") -> None:
        """Show the counts."""
        look, formats, now = self.look, self.look.formats, view.progress
        usual = view.choice.counting == USUAL
        said = N_("order lines, each step by its own date")
        self.say_subtitle(Text(said if usual else N_("as usual, whatever else counts: each step by its own date")))
        self.chart.show_chart(
            Chart(
                look.t("Order progress"),
                tuple(look.t(name) for name in (N_("Ordered"), N_("Shipped"), N_("Delivered"))),
                (Series("", (float(now.ordered), float(now.shipped), float(now.delivered))),),
                kind="bars", keys=("order_count", "net_amount", "on_time_rate"), unit=look.t("lines"),
            )
        )  # fmt: skip
        self._clear()
        currency = view.currency or "CNY"
        amounts = [
            (N_("Ordered amount"), now.ordered_amount, ""), (N_("Shipped amount"), now.shipped_amount, "net_amount"),
        ]  # fmt: skip
        for title, amount, kpi in amounts:
            said = formats.money(None if amount is None else amount * AMOUNT_SCALE, currency)
            self._add(Text(title), Label(look, said, "strong"), kpi)
        counts = (
            (N_("Not shipped at the end"), now.unshipped, "dim"),
            (N_("On the way at the end"), now.on_the_way, "dim"),
        )
        for title, count, _ in counts:
            self._add(Text(title), Label(look, self._lines(count), "strong"), "")
        overdue = Pill(look, self._lines(now.overdue), "bad" if now.overdue else "good", shape=True)
        self._add(Text(N_("Open past the promised date")), overdue, "overdue_lines" if now.overdue else "")

    def _lines(self, count: int | None) -> Words:
        n = self.look.formats.number(count)
        return n if count is None else Text(N_("Order lines: {n}"), {"n": n})

    def _add(self, title: Words, value: Any, kpi: str) -> None:
        at = self.grid.rowCount()
        self.grid.addWidget(Label(self.look, title, "dim"), at, 0)
        self.grid.addWidget(value, at, 1)
        if kpi:
            opener = Button(self.look, Text(N_("Detail rows")), lambda: self.opened.emit(kpi), kind="link")
            self.grid.addWidget(opener, at, 2)

    def _clear(self) -> None:
        while (item := self.grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class StockCard(Card):
    """Each product group's stock: quantity, how long it lasts, how much of it expires soon."""

    opened = Signal(object)
    """The Stocked that was opened."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_view``."""
        super().__init__(context.look, Text(N_("Dealers' stock by product group")), subtitle=" ")
        self._rules: dict[str, Indicator] = {}
        columns = [
            Column("name", Text(N_("Product group")), stretch=True, width=130, get=self._name),
            Column("quantity", Text(N_("Quantity")), "quantity", 104, get=_quantity),
            Column("days", Text(N_("Days of supply")), "days", 96),
            Column("state", Text(N_("State")), "pill", 104, get=self._state),
            Column("near_expiry", Text(N_("Near expiry")), "percent", 96),
        ]
        self.table = Table(
            context, columns, name="board.stock", tools=False, row_px=ROW,
            empty=Text(N_("No stock list for this period.")),
            empty_text=Text(N_("Lists at most 35 days old at the period's end count.")),
        )  # fmt: skip
        self.table.opened.connect(self.opened)
        self.body.addWidget(self.table, 1)

    def show_view(self, view: "BoardView") -> None:
        """Show the stock at the period's end."""
        self._rules = dict(view.rules)
        rule = self._rules.get("days_of_supply")
        target = target_text(_days(), rule) if rule is not None else ""
        said = {"day": self.look.formats.day(min(view.choice.period.last, view.today)), "target": target}
        self.say_subtitle(Text(N_("at {day}; target {target}"), said))
        self.table.set_rows(view.stock)
        self.table.setMinimumHeight(36 + ROW * max(len(view.stock), 4) + 14)

    def _name(self, row: "Stocked") -> Words:
        return row.name or Text(N_("Without a group"))

    def _state(self, row: "Stocked") -> State | None:
        rule = self._rules.get("days_of_supply")
        if row.days is None or rule is None:
            return None
        light = light_of(rule, _days(), row.days, None)
        if light == "good":
            return State(Text(LIGHTS["good"]), "good")
        high = rule.upper is not None and row.days > rule.upper
        return State(Text(N_("too high")) if high else Text(N_("too low")), "warn" if light == "warn" else "bad")


def _quantity(row: "Stocked") -> int | None:
    return None if row.quantity is None else int(Fraction(row.quantity) * QUANTITY_SCALE)


def _days() -> Any:
    from app.health.kpis import kpi_infos

    return kpi_infos()["days_of_supply"]
