"""The biggest by net sales, with a bar before each amount; a row narrows the board to it."""

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal

from app.core.money import AMOUNT_SCALE
from app.core.texts import N_, Text
from app.kpi.definitions import KPIS
from app.kpi.organisation import TITLES
from ui.board.structure import counted, told
from ui.core.card import Card
from ui.core.controls import Segments
from ui.core.kpi_words import aim_state
from ui.core.structure import name_of
from ui.core.table import Table
from ui.core.table_columns import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.kpi.board import Rank
    from ui.board.reading import BoardView
    from ui.core.context import Context
    from ui.core.look import Look
    from ui.core.words import Tone

ROW: Final = 32
SPLITS: Final = {
    "dealer": N_("Dealers"), "region": N_("Regions"), "manager": N_("Persons"), "office": N_("Offices"),
    "owner-group": N_("Groups"), "product-group": N_("Product groups"),
}  # fmt: skip


def _other(kpi: str) -> Any:
    return lambda row: row.others.get(kpi)


def _tone(row: Any) -> "Tone | None":
    growth = row.growth
    return None if growth is None or abs(growth) < Fraction(1, 1000) else "good" if growth > 0 else "bad"


def _held_tip(name: str) -> Text:
    return Text(N_("{name}; green where its goal is met, red where it is missed"), {"name": Text(name)})


def columns_of(
    look: "Look",
    currency: str,
    longest: "Callable[[Any], float]",
    held: "Callable[[str], Callable[[Any], Tone | None]]",
) -> list[Column]:  # fmt: skip
    """Columns of the table; ``longest`` is how long a row's bar is, ``held`` how a KPI does against its goals."""
    return [
        Column("place", Text(N_("Rank")), "number", 56, hidden=True),
        Column("name", Text(N_("Name")), stretch=True, width=124),
        Column("region", Text(N_("Region")), width=66),
        Column("amount", look.formats.money_title(Text(N_("Net sales")), currency), "money", 224,
               get=lambda row: int(row.amount * AMOUNT_SCALE), bar=longest),
        Column("share", Text(N_("Share")), "percent", 66, hidden=True),
        Column("growth", Text(N_("YoY")), "percent", 74, signed=True, tone=_tone,
               tip=Text(N_("Against the same period a year before"))),
        Column("attainment", Text(N_("Attainment")), "percent", 78, get=_other("target_attainment")),
        Column("otif", "OTIF", "percent", 68, get=_other("otif_rate"), tone=held("otif_rate"),
               tip=_held_tip(N_("On time in full (OTIF)"))),
        Column("days", Text(N_("Days of supply")), "days", 92, get=_other("days_of_supply"),
               tone=held("days_of_supply")),
        Column("overdue", Text(N_("Overdue")), "percent", 78, get=_other("overdue_share"), tone=held("overdue_share"),
               tip=_held_tip(N_("Overdue receivables"))),
    ]  # fmt: skip


class RankingCard(Card):
    """The table in its card, with a choice of what is ranked."""

    split_picked = Signal(str)
    opened = Signal(object)
    """The Rank that was opened."""

    def __init__(self, context: "Context", currency: str) -> None:
        """Empty until ``show_view``."""
        super().__init__(context.look, Text(N_("Ranking by net sales")), subtitle=" ")
        self.split = Segments(context.look, [(key, Text(words)) for key, words in SPLITS.items()])
        self.split.picked.connect(lambda key: self.split_picked.emit(str(key)))
        self.buttons.addWidget(self.split)
        self._most = Fraction(0)
        self._view: BoardView | None = None
        self.table = Table(
            context, columns_of(context.look, currency, self._part, self._held), name="board.ranking",
            title=Text(N_("Ranking by net sales")), empty=Text(N_("No sales in this period.")), tools=False,
            row_px=ROW,
        )  # fmt: skip
        self.table.opened.connect(self.opened)
        self.body.addWidget(self.table, 1)

    def _part(self, row: "Rank") -> float:
        return float(row.amount / self._most) if self._most > 0 else 0.0

    def _held(self, kpi: str) -> "Callable[[Any], Tone | None]":
        def tone(row: "Rank") -> "Tone | None":
            view = self._view
            aim = None if view is None else view.ranked.get(kpi, {}).get(row.key)
            state = aim_state(KPIS[kpi], aim, row.others.get(kpi))
            return None if state is None else state[1]

        return tone

    def show_view(self, view: "BoardView") -> None:
        """Show the ranking that was asked for."""
        self._view = view
        self.split.choose(view.asked.ranking)
        by = view.asked.ranking
        rows = tuple(
            replace(one, name=name_of(self.look, by, one.key)) if by in TITLES else one for one in view.ranking
        )
        self.table.note = counted(view)
        self.table.say_title(
            Text(
                N_("{table}, {structure}"),
                {
                    "table": Text(N_("Ranking by net sales")),
                    "structure": told(view.choice.structure),
                },
            )
        )
        shown = sum((one.share or Fraction(0) for one in rows), Fraction(0))
        said = {"n": len(rows), "share": self.look.formats.percent(shown)}
        self.say_subtitle(Text(N_("top {n}, {share} of net sales; open a row to narrow the board to it"), said))
        self._most = max((one.amount for one in rows), default=Fraction(0))
        self.table.set_rows(rows)
        self.table.setFixedHeight(36 + ROW * max(len(rows), 3) + 14)
