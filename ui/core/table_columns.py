"""The columns of a table: what a cell holds, how it is written, sorted, copied and exported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

from app.core.charts import Spark
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_of
from app.core.texts import Text
from ui.core.words import SHAPES, Tone, Words

if TYPE_CHECKING:
    from ui.core.look import Look

Kind = Literal["text", "number", "quantity", "money", "percent", "days", "score", "date", "pill", "spark"]
RIGHT: Final = frozenset({"number", "quantity", "money", "percent", "days", "score"})
_WIDTHS: Final = {"text": 160, "pill": 110, "spark": 96, "date": 104, "money": 120}


class State(NamedTuple):
    """The value of a ``pill`` cell: a word and its tone."""

    words: Words
    tone: Tone


@dataclass(frozen=True)
class Column:
    """One column; ``key`` is the row's attribute (or key, or position in a tuple), ``get`` reads otherwise.

    Values by kind: text str or Text; number any number; quantity thousandths; money 1/10,000 units, shown in 万 or
    thousands with the exact amount as tooltip, with ``places`` in whole units to so many decimals (``unit_title``);
    percent a ratio; days a number; date a stored day number or a date; pill a State; spark a Spark. None is unknown:
    a dash, sorted last.
    """

    key: str
    title: Words
    kind: Kind = "text"
    width: int = 0
    places: int | None = None
    stretch: bool = False
    hidden: bool = False
    """Not shown until the user asks for it in the column chooser."""
    tip: Words = ""
    get: Callable[[Any], Any] | None = None
    order: Callable[[Any], Any] | None = None
    """The sort key of a value, where it is not the value itself (grades, states)."""
    tone: Callable[[Any], Tone | None] | None = None
    """A status colour for the value's text, from the row."""
    bar: Callable[[Any], float] | None = None
    """How long a bar is before the value, from the row: 0 for none, 1 for the longest of the table."""
    figures: bool = False
    """A text that is a figure with its unit: it stands at the right as figures do."""
    sortable: bool = True
    signed: bool = False
    """Whether a figure above zero is written with its +, as a change is."""
    marks: Callable[[Any], Sequence[tuple[int, int]]] | None = None
    """What is marked of a text, from the row: the first sign of each mark and the one after its last."""

    @property
    def exact_title(self) -> Words:
        """The title where amounts stand to the last decimal: without the unit that ``money_title`` adds."""
        if self.kind == "money" and isinstance(self.title, Text) and isinstance(self.title.params.get("name"), Text):
            return cast("Text", self.title.params["name"])
        return self.title

    @property
    def right(self) -> bool:
        """Whether figures stand at the right."""
        return self.figures or self.kind in RIGHT

    @property
    def first_width(self) -> int:
        """The width before the user changed it."""
        return self.width or _WIDTHS.get(self.kind, 96)


def value_of(column: Column, row: Any) -> Any:
    """The raw value of a cell."""
    if column.get is not None:
        return column.get(row)
    if isinstance(row, dict):
        return row.get(column.key)
    return getattr(row, column.key)


def shown(look: "Look", column: Column, value: Any) -> str:
    """A cell's text."""
    found, formats = "", look.formats
    match column.kind:
        case "text":
            found = look.say(value) if isinstance(value, Text) else "" if value is None else str(value)
        case "number":
            found = formats.number(value, column.places or 0, signed=column.signed)
        case "quantity":
            found = formats.quantity(value)
        case "money":
            found = formats.money_in(value) if column.places is None else _units(look, column, column.places, value)
        case "percent":
            found = formats.percent(value, 1 if column.places is None else column.places, signed=column.signed)
        case "days" | "score":
            found = formats.number(value, 1 if column.places is None else column.places, signed=column.signed)
        case "date":
            found = formats.day(value)
        case "pill":
            found = "" if value is None else f"{SHAPES[value.tone]} {_said(look, value.words)}"
        case "spark":
            found = ""
    return found


def _units(look: "Look", column: Column, places: int, amount_e4: int | None) -> str:
    value = None if amount_e4 is None else Fraction(amount_e4, AMOUNT_SCALE)
    return look.formats.number(value, places, signed=column.signed)


def tip_of(look: "Look", column: Column, value: Any) -> str:
    """What a tooltip adds to a cell: the exact amount."""
    return look.formats.exact_money(value) if column.kind == "money" and isinstance(value, int) else ""


def plain(look: "Look", column: Column, value: Any) -> str | int | float | Decimal | date | None:
    """A cell as other programs want it: exact numbers and dates, words as text, unknown as None."""
    found: str | int | float | Decimal | date | None
    match column.kind:
        case _ if value is None:
            found = None
        case "money":
            found = Decimal(value) / AMOUNT_SCALE
        case "quantity":
            found = Decimal(value) / QUANTITY_SCALE
        case "date":
            found = day_of(value) if isinstance(value, int) else value
        case "pill":
            found = _said(look, value.words)
        case "spark":
            found = None
        case "text":
            found = look.say(value) if isinstance(value, Text) else str(value)
        case _:
            found = float(value) if isinstance(value, Fraction) else value
    return found


def sort_key(look: "Look", column: Column, value: Any) -> tuple[int, Any]:
    """Where a value sorts: unknown last in either direction is the caller's business; Text by its words."""
    if column.order is not None:
        return (0, column.order(value))
    if isinstance(value, State):
        return (0, _said(look, value.words))
    if isinstance(value, Spark):
        return (0, next((point for point in reversed(value.values) if point is not None), 0.0))
    if isinstance(value, Text):
        return (0, look.say(value))
    return (0, value.casefold() if isinstance(value, str) else value)


def sorted_rows(look: "Look", rows: Sequence[Any], column: Column, *, descending: bool) -> list[int]:
    """The positions of the rows in the order of a column, equal ones in their given order, unknown ones last."""
    values = [value_of(column, row) for row in rows]
    known = [index for index, value in enumerate(values) if value is not None and value != ""]
    missing = [index for index, value in enumerate(values) if value is None or value == ""]
    known.sort(key=lambda index: sort_key(look, column, values[index]), reverse=descending)
    return known + missing


def _said(look: "Look", words: Words) -> str:
    return look.say(words) if isinstance(words, Text) else words
