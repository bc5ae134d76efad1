"""The grid of targets: what is typed into a cell is set, of a quarter or the year spread by the season."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE, round_half_up
from app.core.texts import N_, Text
from app.planning.targets.rules import Span, rolled
from ui.core.table_columns import Column, Kind, value_of
from ui.core.typed_cells import TypedGrid
from ui.targets.rows import Row, spans

if TYPE_CHECKING:
    from app.jobs.targets import Setting
    from ui.core.look import Look

_YEAR, _FIRST = 1, 5
"""The columns of the year and of the first month."""
_WAN = 10_000
_THOUSAND = 1_000
_SIGNS = str.maketrans("", "", ",， ¥￥\u00a0")
"""What Excel writes into a number to be read."""


class TargetGrid(TypedGrid):
    """Cells that can be typed into where the plan is a draft; ``app.jobs.targets.set_block`` takes what is typed."""

    def __init__(self, look: "Look", *, span: Span, quantity: bool, editable: bool) -> None:
        """``span`` month or quarter; the year stands behind them."""
        self.made_for = (span, quantity, editable)
        self.spans = (*spans()[span], "year")
        self._kind: Kind = "quantity" if quantity else "money"
        self._editable = editable
        super().__init__(look, self._columns(span))

    def _columns(self, span: Span) -> list[Column]:
        found = [
            Column("title", Text(N_("Target of")), width=196, tone=lambda row: None if row.key else "dim"),
            Column("year", Text(N_("Year")), self._kind, 96, tone=lambda row: _tone(row, row.year)),
            Column("gap", Text(N_("Gap")), self._kind, 84, tone=_gap_tone,
                   tip=Text(N_("What is set from above less what the dealers below are set"))),
            Column("other", Text(N_("Compared")), self._kind, 100),
            Column("growth", Text(N_("Growth")), "percent", 84, signed=True),
        ]  # fmt: skip
        width = 80 if span == "month" else 96
        months = [
            Column(name, name, self._kind, width, get=_at(span, place), tone=_toned(span, place))
            for place, name in enumerate(self.spans[:-1])
        ]
        return [*found, *months]

    def span_at(self, column: int) -> str:
        """What a column is the target of, as ``app.jobs.targets.SPANS`` calls it; empty for one that only tells."""
        return {_YEAR: "year", **dict(enumerate(self.spans[:-1], _FIRST))}.get(column, "")

    def able(self, row: int, column: int) -> bool:
        """Whether a cell can be typed into: months, quarters and the year of a line."""
        return self._editable and bool(self.span_at(column)) and self.row_at(row).key is not None

    def exact(self, row: int, column: int) -> str:
        """The exact value in the unit of the column."""
        raw = value_of(self.columns[column], self.row_at(row))
        return "" if raw is None else f"{Decimal(raw) / self._unit:f}"

    @property
    def _unit(self) -> int:
        if self._kind == "quantity":
            return QUANTITY_SCALE
        return AMOUNT_SCALE * (_WAN if self.look.lang.startswith("zh") else _THOUSAND)

    def _read(self, text: str) -> int | None:
        """What was typed or pasted in the KPI's scale, nothing for nothing; raises UserError where it is no number."""
        words = text.translate(_SIGNS)
        try:
            return round_half_up(Fraction(Decimal(words)) * self._unit) if words else None
        except (InvalidOperation, ValueError, OverflowError) as error:
            raise UserError("“{text}” is no number.", text=text) from error

    def setting(self, row: int, column: int, text: str) -> "Setting":
        """The line, the span and the value that typing asks for."""
        return self.row_at(row).key, self.span_at(column), self._read(text)

    def copied(self, row: int, column: int) -> str:
        """Of figures the exact ones, whether they can be typed or not."""
        told = self.columns[column].kind != self._kind
        return self.text_at(row, column).strip() if told else self.exact(row, column)

    def only_tells(self) -> Text:
        """Which cells set something."""
        return Text(N_("These cells only tell; choose months, quarters or the year of a draft."))


def _at(span: Span, place: int) -> Any:
    return lambda row: rolled(row.months, span)[place]


def _gap_tone(row: Row) -> Any:
    return None if row.gap is None else "bad" if row.gap else "good"


def _toned(span: Span, place: int) -> Any:
    return lambda row: _tone(row, rolled(row.months, span)[place])


def _tone(row: Row, value: int | None) -> Any:
    if row.kind == "gap":
        return "bad" if value else "good"
    return "dim" if row.kind == "below" else None
