"""Why a figure changed: a sentence, a waterfall from the earlier value to the later one, and every part of it."""

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.charts import Format
from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE, round_half_up
from app.core.period import shift
from app.core.progress import Progress
from app.core.texts import N_, ZH, Text
from app.kpi.drivers.products import has_prices
from app.kpi.drivers.queries import PREVIOUS, PRICE, YEAR, Kind, Line, Split, read_split
from app.kpi.drivers.rules import Effect
from app.kpi.drivers.showing import (
    EFFECT_TITLES,
    WAY_TITLES,
    Scale,
    name_text,
    sentence,
    state_text,
    waterfall,
)
from app.kpi.wording import basis_text, listed
from ui.core.card import row
from ui.core.chart import ChartView
from ui.core.controls import Choice as Dropdown
from ui.core.controls import Segments
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.table_columns import Kind as Shown
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.kpi.board import Choice
    from ui.core.context import Context
    from ui.core.look import Look

    Get = Callable[[Line], Fraction | None]

_EARLIER: Final = 12
"""Periods of the same kind that are offered before the asked one."""
_FORMATS: Final[dict[str, Format]] = {"money": "money", "ratio": "percent", "days": "days"}
_PLACES: Final = {"ratio": 1, "days": 1, "count": 0, "quantity": 0}
_OWN: Final[dict[Kind, tuple[Effect, ...]]] = {
    "sum": (), "quotient": ("rate", "mix"), "price": ("volume", "mix", "dealer_mix", "price"),
}  # fmt: skip
"""Effects with a column of their own; the others are no more than one in a line and stand in one column."""


class DriversView(QWidget):
    """A line opens the figure that it is made of."""

    opened = Signal(object)
    """A ``Line`` of ``split``."""
    told = Signal(object)
    """The change in words."""

    def __init__(self, context: "Context", kpi: str, currency: str) -> None:
        """Empty until ``ask``."""
        super().__init__()
        self.context, self.look, self._kpi, self._currency = context, context.look, context.desk.kpis[kpi], currency
        self.split: Split | None = None
        self._choice: Choice | None = None
        self.against = Dropdown(self.look, name=Text(N_("Against")))
        self.against.picked.connect(lambda _key: self._read())
        ways = [
            (way, Text(words))
            for way, words in WAY_TITLES.items()
            if (way != "product-group" or self._kpi.by_group) and (way != PRICE or has_prices(self._kpi))
        ]
        self.by = Segments(self.look, ways)
        self.by.picked.connect(lambda _key: self._read())
        self.said = Label(self.look, "", wrap=True)
        self.chart = ChartView(self.look, height=210)
        self.chart.setFixedHeight(250)
        self.chart.clicked.connect(lambda at: self._open(self.split.lines[int(at)]) if at and self.split else None)
        self.tables: dict[str, Table] = {}
        self.stack = QStackedWidget()
        room = self.stack.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # a refusal stands where the chart was
        self.stack.setSizePolicy(room)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(row(Label(self.look, Text(N_("Against")), "dim"), self.against, 8, self.by, None))
        outer.addWidget(self.said)
        outer.addWidget(self.chart)
        outer.addWidget(self.stack, 1)

    # -- reading ------------------------------------------------------------------------------------------------------

    def ask(self, choice: "Choice") -> None:
        """The change of a choice's figure; a single dealer is split by product group where that can be."""
        if self._choice is None or (choice.dealer, choice.group) != (self._choice.dealer, self._choice.group):
            self.by.choose("product-group" if choice.dealer and choice.group is None else "dealer")
        self._choice = choice
        self.against.set_options(self._offered(choice))
        self._read()

    def _offered(self, choice: "Choice") -> list[tuple[str, Words]]:
        """The period before, the year before, and earlier periods of the same kind by name."""
        found: list[tuple[str, Words]] = [(PREVIOUS, Text(N_("Period before"))), (YEAR, Text(N_("A year before")))]
        if ".." in choice.period.name:
            return found
        earlier = (shift(choice.period, -count) for count in range(2, _EARLIER + 1))
        return [*found, *((one.name, self._called(one)) for one in earlier)]

    def _called(self, period: Any) -> str:
        return self.look.formats.period(period, self.context.desk.clock.today())

    def _read(self) -> None:
        desk, choice, kpi = self.context.desk, self._choice, self._kpi.id
        by, against, today = str(self.by.key()), str(self.against.key()), desk.clock.today()
        if choice is None:
            return

        def work(_progress: Progress) -> Split:
            with desk.db.read() as session:
                return read_split(session, kpi, choice, today, by=by, against=against)

        title = Text(N_("Reading: {page}"), {"page": Text(self._kpi.name)})
        self.context.tasks.run(title, work, self._show, owner=self, key="read", failed=self._refused)

    def _refused(self, error: UserError) -> None:
        self.split = None
        self.said.say("")
        self.chart.show_empty(error.text)
        self.stack.hide()

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show(self, split: Split) -> None:
        self.split = split
        scale, unit = scale_of(self.look, self._kpi.unit, self._currency), self._kpi.unit
        found = sentence(split, scale, self._called, lambda share: self.look.formats.percent(share, signed=True))
        self.said.say(found)
        labels = self._called(split.then), self._called(split.choice.period)
        against = Text(N_("{now} against {then}"), {"now": labels[1], "then": labels[0]})
        self.told.emit(against)
        money = self.look.formats.money_unit(self._currency or "CNY") if unit == "money" else ""
        form = _FORMATS.get(unit, "number")
        self.chart.show_chart(waterfall(self.look.t, split, scale, labels, form=form, unit=money))
        table = self._table(split.kind, split.by)
        table.say_title(Text(N_("{name}, {period}"), {"name": Text(self._kpi.name), "period": against}))
        table.note = listed([found, basis_text(split.after)])
        table.set_rows(split.lines)
        self.stack.setCurrentWidget(table)
        self.stack.show()

    def _table(self, kind: Kind, by: str) -> Table:
        key = kind if by in {"dealer", PRICE} else f"{kind}.place"
        if key not in self.tables:
            made = Table(
                self.context, self._columns(kind, by), name=f"board.drivers.{key}.{self._kpi.unit}", row_px=30,
                empty=Text(N_("Nothing changed.")),
            )  # fmt: skip
            made.opened.connect(self._open)
            self.tables[key] = made
            self.stack.addWidget(made)
        return self.tables[key]

    def _open(self, line: Line) -> None:
        if line.choice is not None or line.product:
            self.opened.emit(line)

    def _columns(self, kind: Kind, by: str) -> list[Column]:
        own = _OWN[kind]
        return [
            Column("name", Text(N_("Product") if kind == PRICE else N_("Name")), stretch=True, width=120,
                   get=self._name),
            Column("region", Text(N_("Product group") if kind == PRICE else N_("Region")), width=96,
                   hidden=by not in {"dealer", PRICE}),
            Column("state", Text(N_("State")), width=130, hidden=kind == PRICE, get=self._state),
            self._value("before", N_("Earlier period"), lambda one: one.driver.values[0]),
            self._value("after", N_("Later period"), lambda one: one.driver.values[1]),
            self._change("total", N_("Change"), lambda one: one.driver.total),
            *self._beside(kind),
            *(self._change(name, EFFECT_TITLES[name], partial(_effect, name))
              for name in own),
            *([self._change("other", N_("Other parts"), lambda one: _other(one, own))] if own else []),
        ]  # fmt: skip

    def _beside(self, kind: Kind) -> list[Column]:
        """Shares of the denominator, or mean prices; to be asked for."""
        if kind == "sum":
            return []
        words = (N_("Share then"), N_("Share now")) if kind == "quotient" else (N_("Price then"), N_("Price now"))
        shown: tuple[Shown, int] = ("percent", 1) if kind == "quotient" else ("number", 2)
        return [
            Column(f"beside{at}", Text(title), shown[0], 84, shown[1], hidden=True,
                   get=partial(_beside, at))
            for at, title in enumerate(words)
        ]  # fmt: skip

    def _value(self, key: str, words: str, get: "Get") -> Column:
        """A value of the figure itself."""
        title, unit = Text(words), self._kpi.unit
        if unit == "money":
            title = self.look.formats.money_title(title, self._currency)
            return Column(key, title, "money", 100, get=lambda one: _stored(get(one)))
        kind: Shown = "percent" if unit == "ratio" else "days" if unit == "days" else "number"
        return Column(key, title, kind, 90, _PLACES.get(unit, 1), get=get)

    def _change(self, key: str, words: str, get: "Get") -> Column:
        """A part of its change: of shares in percentage points."""
        title, unit = Text(words), self._kpi.unit
        if unit == "money":
            whole = key == "total"  # beside it, and in the same unit, stand its parts
            return Column(key, self.look.formats.money_title(title, self._currency) if whole else title, "money",
                          100 if whole else 80, get=lambda one: _stored(get(one)))  # fmt: skip
        if unit == "ratio":
            return Column(key, Text(N_("{name}, pp"), {"name": title}), "number", 90, 2, signed=True,
                          get=lambda one: _hundred(get(one)))  # fmt: skip
        return Column(key, title, "number", 84, 0 if unit == "count" else 2, signed=True, get=get)

    def _name(self, one: Line) -> str:
        assert self.split is not None  # noqa: S101 - there is no line without it
        found = name_text(self.split, one)
        return found if isinstance(found, str) else self.look.say(found)

    def _state(self, one: Line) -> Text | str:
        assert self.split is not None  # noqa: S101 - there is no line without it
        return state_text(self.split, one) or ""


def _effect(name: Effect, one: Line) -> Fraction | None:
    return one.driver.effects.get(name)


def _beside(at: int, one: Line) -> Fraction | None:
    return one.driver.beside[at]


def _other(one: Line, own: tuple[Effect, ...]) -> Fraction | None:
    found = [value for name, value in one.driver.effects.items() if name not in own]
    return sum(found, Fraction(0)) if found else None


def _stored(value: Fraction | None) -> int | None:
    """An amount as it is stored."""
    return None if value is None else round_half_up(value * AMOUNT_SCALE)


def _hundred(value: Fraction | None) -> Fraction | None:
    return None if value is None else value * 100


def scale_of(look: "Look", unit: str, currency: str) -> Scale:
    """Changes as the board writes them: amounts in the unit of its tables, shares in percentage points."""
    formats = look.formats
    if unit == "money":
        said = formats.money_unit(currency or "CNY")
        step = Fraction(1_000 if look.lang == ZH else 100)  # a tenth of that unit
        return Scale(step, lambda value: f"{'+' if value > 0 else ''}{formats.money_in(value * AMOUNT_SCALE)} {said}")
    if unit == "ratio":
        return Scale(Fraction(1, 1_000), formats.points)
    if unit == "days":
        return Scale(Fraction(1, 10), lambda value: formats.days(value, 1, signed=True))
    places = 0 if unit in {"count", "quantity"} else 1
    return Scale(Fraction(1, 10**places), lambda value: formats.number(value, places, signed=True))
