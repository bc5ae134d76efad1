"""What a figure of a tile is made of: on the standing board by its reference, of waiting orders in the drawer."""

from typing import TYPE_CHECKING, Final

from app.boards.pipeline import STAGES, WaitingOrder, read_waiting
from app.core.money import AMOUNT_SCALE
from app.core.texts import N_, Text
from ui.boards.reading import BoardsView, write_reference
from ui.core.table import Table
from ui.core.table_columns import Column

if TYPE_CHECKING:
    from app.boards.tile import Tile
    from ui.boards.page import BoardsPage


_FIRST: Final = {"heatmap": "rows", "trend": "drivers"}
"""What of a figure is looked at first: of a field its rows, of a month why it changed; the others are a click away."""


def open_figure(page: "BoardsPage", tile: "Tile", key: str, column: int, *, part: str = "") -> None:
    """Open what a row, or a field of a heat map, is made of; ``part`` names a part of what is told of a figure."""
    view, desk = page.view, page.context.desk
    if view is None:
        return
    if tile.spec.kind == "pipeline":
        show_waiting(page, view, key)
        return
    wanted = part or _FIRST.get(tile.spec.kind, "parts")

    def work(_progress: object) -> str:
        with desk.db.read() as session:
            return write_reference(session, tile, view, key, column)

    def opened(ref: str) -> None:
        page.context.go("board", {"ref": ref, "part": wanted})

    page.tasks.run(Text(N_("Looking for the figure")), work, opened, owner=page, key="reference")


def show_waiting(page: "BoardsPage", view: BoardsView, name: str) -> None:
    """The orders that wait at a step, those that have waited longest first."""
    desk, look = page.context.desk, page.look

    def work(_progress: object) -> tuple[WaitingOrder, ...]:
        with desk.db.read() as session:
            return read_waiting(session, view.choice, view.today, name)

    def show(found: tuple[WaitingOrder, ...]) -> None:
        title, who = (Text(words) for words in STAGES[name])  # type: ignore[index] # one of its names
        amount = look.formats.money_title(Text(N_("Amount")), view.currency)
        table = Table(
            page.context,
            [
                Column("order_no", Text(N_("Order")), width=130),
                Column("dealer", Text(N_("Dealer")), stretch=True, width=180),
                Column("days", Text(N_("Days waited")), "days", places=0),
                Column("lines", Text(N_("Order lines")), "number", 76),
                Column("late", Text(N_("Lines past their promise")), "number", 110),
                Column("amount", amount, "money", 110, get=lambda one: int(one.amount * AMOUNT_SCALE)),
            ],
            name="boards.waiting", title=title,
        )  # fmt: skip
        table.set_rows(found)
        page.drawer.show_widget(title, table, who)

    page.tasks.run(Text(N_("Reading the orders that wait")), work, show, owner=page, key="waiting")
