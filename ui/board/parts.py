"""The parts of a KPI as a table: what each adds to numerator and denominator, and its own value."""

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.calendars import NATURAL, Calendar, calendar_of
from app.core.charts import Chart, Series
from app.core.money import AMOUNT_SCALE
from app.core.texts import N_, Text
from app.kpi.organisation import TITLES
from app.kpi.wording import basis_text, listed
from ui.board.faces import posted_words
from ui.board.structure import told
from ui.core.card import row
from ui.core.chart import ChartView
from ui.core.controls import Segments
from ui.core.structure import name_of
from ui.core.table import Table
from ui.core.table_columns import Column, Kind
from ui.core.words import Label

if TYPE_CHECKING:
    from app.kpi.board import Choice
    from app.kpi.inside import Inner
    from app.kpi.parts import Part
    from app.kpi.queries import KpiRow
    from ui.core.context import Context

SPLITS: Final = (
    ("region", N_("Regions")), ("dealer", N_("Dealers")), ("manager", N_("Persons")), ("office", N_("Offices")),
    ("owner-group", N_("Groups")), ("product-group", N_("Product groups")), ("product", N_("Products")),
    ("order", N_("Single orders")), ("month", N_("Months")),
)  # fmt: skip
_LOWER: Final = ("product", "order")
"""Offered where the way down has led there."""
_PLACES: Final = ("manager", "office", "owner-group")
"""Not offered there: of one dealer they say nothing more."""
_KINDS: Final[dict[str, Kind]] = {"money": "money", "ratio": "percent", "days": "days"}


class PartsView(QWidget):
    """A row opens what is inside of it."""

    opened = Signal(object)
    split_picked = Signal(str)

    def __init__(self, context: "Context", kpi: str, currency: str) -> None:
        """Empty until ``show_parts``."""
        super().__init__()
        self.context, self.look, self._kpi = context, context.look, context.desk.kpis[kpi]
        self._by = "region"
        self._calendar: Calendar = NATURAL
        self._parts: tuple[Part | Inner, ...] = ()
        self._currency = currency
        splits = [(key, Text(words)) for key, words in SPLITS if key != "product-group" or self._kpi.by_group]
        self.split = Segments(self.look, splits)
        self._split_by = Label(self.look, Text(N_("Split by")), "dim")
        self.split.picked.connect(lambda key: self.split_picked.emit(str(key)))
        self.chart = ChartView(self.look, height=170)
        self.chart.setFixedHeight(190)
        self.chart.clicked.connect(self._clicked)
        self.table = Table(
            context, self._columns(), name=f"board.parts.{kpi}", title=Text(self._kpi.name), row_px=30,
            empty=Text(N_("No figures for this choice.")),
        )  # fmt: skip
        self.table.opened.connect(self.opened)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(row(self._split_by, self.split, None))
        outer.addWidget(self.chart)
        outer.addWidget(self.table, 1)

    def _columns(self) -> list[Column]:
        unit = self._kpi.unit
        money = unit == "money"
        name = Text(self._kpi.name)
        title = self.look.formats.money_title(name, self._currency) if money else name
        kind = _KINDS.get(unit, "number")
        places = None if unit in {"money", "ratio", "days"} else 0 if unit in {"count", "quantity"} else 2
        quotient = "/" in self._kpi.formula
        return [
            Column("name", Text(N_("Name")), stretch=True, width=150, get=self._name),
            Column("region", Text(N_("Region")), width=76),
            Column("day", Text(N_("Day")), "date", 96, get=lambda one: getattr(one, "day", None)),
            Column("value", title, kind, 116, places=places, get=self._value),
            Column("numerator", Text(N_("Numerator")), "number", 100, hidden=not quotient,
                   get=lambda one: one.numerator),
            Column("denominator", Text(N_("Denominator")), "number", 100, hidden=not quotient,
                   get=lambda one: one.denominator),
            Column("n", Text(N_("Facts")), "number", 78),
        ]  # fmt: skip

    def _unit(self) -> str:
        return self.look.formats.money_unit(self._currency or "CNY")

    def _value(self, one: "Part | Inner") -> Fraction | int | None:
        if one.value is not None and self._kpi.unit == "money":
            return int(one.value * AMOUNT_SCALE)
        return one.value

    def _name(self, one: "Part | Inner") -> str:
        if self._by == "month":
            return self.look.formats.period(self._calendar.parse(one.key), self.context.desk.clock.today())
        if self._by in TITLES:
            return name_of(self.look, self._by, one.key)
        return one.name or self.look.t("Without a group" if self._by == "product-group" else "Without a region")

    def show_parts(
        self, parts: "tuple[Part | Inner, ...]", by: str, choice: "Choice", whole: "KpiRow | None", *,
        inside: bool = False,
    ) -> None:  # fmt: skip
        """Show a level; ``choice`` says by which organisation, ``whole`` is the figure that they make up.

        What is ``inside`` a product is split by order alone.
        """
        said = {"table": Text(self._kpi.name), "structure": told(choice.structure)}
        self.table.say_title(Text(N_("{table}, {structure}"), said))
        self.table.note = self._note(whole) if whole is not None and parts else ""
        self._by, self._calendar = by, calendar_of(choice.period)
        for level in _LOWER:
            self.split.offer(level, by == level)
        for place in _PLACES:
            self.split.offer(place, by not in _LOWER)
        self.split.choose(by)
        self.split.setVisible(not inside)
        self._split_by.setVisible(not inside)
        self.table.view.setColumnHidden(1, by != "dealer")
        self.table.view.setColumnHidden(2, by != "order")
        self._parts = parts
        self.table.set_rows(parts)
        kind = {"money": "money", "ratio": "percent", "days": "days"}.get(self._kpi.unit, "number")
        shown = parts if by == "month" else parts[:8]
        self.chart.setVisible(len(shown) > 1 and (by != "order" or any(one.value for one in shown)))
        self.chart.show_chart(
            Chart(
                self.look.t(self._kpi.name), tuple(self._name(one) for one in shown),
                (Series("", tuple(None if one.value is None else float(one.value) for one in shown)),),
                kind="columns" if by == "month" else "bars", format=kind,  # type: ignore[arg-type] # one of its formats
                unit=self._unit() if kind == "money" else "", keys=tuple(one.key for one in shown),
            )
        )  # fmt: skip

    def _note(self, whole: "KpiRow") -> Text:
        """What the figures count, and what they contain of closed months."""
        late = posted_words(self.look, self._kpi, whole, self._currency)
        return listed([basis_text(whole), late]) if late else basis_text(whole)

    def _clicked(self, key: str) -> None:
        found = next((one for one in self._parts if one.key == key), None)
        if found is not None:
            self.opened.emit(found)
