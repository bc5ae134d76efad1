"""What the page of own boards shows, read in a worker."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from app.boards.choosing import Filters
from app.boards.queries import BoardRow, list_boards
from app.boards.reading import BoardTiles, read_board
from app.boards.templates import TEMPLATES
from app.boards.tile import Tile, TileSpec
from app.core.calendars import Calendar
from app.core.period import Period
from app.core.texts import Text
from app.core.workspace_settings import CURRENCY, NAME, setting
from app.dealers.queries import list_places
from app.kpi.board import Choice
from app.kpi.kept import kept_of
from app.kpi.queries import people_once
from app.kpi.reference import References, narrowed
from app.kpi.span import data_span

if TYPE_CHECKING:
    from app.bootstrap import Desk

READY: Final = "template:"
"""What the key of a ready-made board begins with."""
LATER: Final = frozenset({"pipeline"})
"""Kinds of tiles that are read from orders: the others do not wait for them."""
_NOTHING: Final = Period(date.min, date.min, "")


@dataclass(frozen=True)
class Shown:
    """The board that is asked for: a kept one, or a ready-made one that nobody has taken over yet."""

    key: str
    """A record's id, or ``template:`` and a word."""
    name: str | Text
    tiles: tuple[TileSpec, ...]
    filters: Filters
    row: BoardRow | None = None
    own: bool = True
    """Whether this person may change it."""


@dataclass(frozen=True)
class BoardsView:
    """Everything that the page draws, in no language yet."""

    shown: Shown
    filters: Filters
    choice: Choice
    today: date
    workspace: str
    currency: str
    calendar: Calendar
    first: date
    last: date
    boards: tuple[BoardRow, ...]
    dealers: tuple[tuple[str, str], ...]
    regions: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]
    organised: bool
    """Whether dated rows say who has a dealer, so that history may be told in two ways."""
    tiles: tuple[Tile | None, ...] = field(default=())
    """None for those that are still being read."""


def shown_of(key: str, boards: Sequence[BoardRow], person: str | None) -> Shown:
    """The board of a key; one that is gone gives way to the first, and where there is none to a ready-made one."""
    for one in boards:
        if key in {one.id, one.ref, one.name}:
            return _kept(one, person)
    word = key.removeprefix(READY)
    if word not in TEMPLATES:
        if boards:
            return _kept(boards[0], person)
        word = next(iter(TEMPLATES))
    ready = TEMPLATES[word]
    return Shown(READY + word, Text(ready.title), ready.tiles, Filters())


def _kept(one: BoardRow, person: str | None) -> Shown:
    return Shown(one.id, one.name, one.tiles, one.filters, one, own=one.owner_id in {None, person or None})


def read_boards(desk: "Desk", key: str, filters: Filters | None) -> BoardsView | None:
    """A board without the tiles that take longer; None where nothing was imported yet."""
    today = desk.clock.today()
    with desk.db.read() as session:
        first, last = data_span(session, default=_NOTHING)
        if not first.name:
            return None
        boards = list_boards(session, desk.workspace.person)
        shown = shown_of(key, boards, desk.workspace.person)
        chosen = shown.filters if filters is None else filters
        now = [one for one in shown.tiles if one.kind not in LATER]
        found: BoardTiles = read_board(session, now, chosen, today)
        ready = iter(found.tiles)
        people = list_places(session, role="dealer")
        groups = sorted((one.code, one.name) for one in people_once(session)[1].values())
        return BoardsView(
            shown, chosen, found.choice, today, str(setting(session, NAME, "")),
            str(setting(session, CURRENCY, "")) or "CNY", kept_of(session).calendar(session), first.first,
            min(last.last, today), boards, tuple((one.id, one.name) for one in people),
            tuple((one, one) for one in sorted({one.region for one in people if one.region})), tuple(groups),
            bool(kept_of(session).organisation(session).dated),
            tuple(None if one.kind in LATER else next(ready) for one in shown.tiles),
        )  # fmt: skip


def read_ahead(desk: "Desk", key: str, filters: Filters | None) -> None:
    """What the tiles that take longer stand on, read beside the others: it stays in memory for ``read_later``."""
    with desk.db.read() as session:
        if data_span(session, default=_NOTHING)[0].name:
            shown = shown_of(key, list_boards(session, desk.workspace.person), desk.workspace.person)
            wanted = [one for one in shown.tiles if one.kind in LATER]
            read_board(session, wanted, shown.filters if filters is None else filters, desk.clock.today())


def read_later(desk: "Desk", view: BoardsView) -> tuple[Tile, ...]:
    """The tiles that take longer, in their order."""
    wanted = [one for one in view.shown.tiles if one.kind in LATER]
    with desk.db.read() as session:
        return read_board(session, wanted, view.filters, view.today).tiles


def write_reference(session: object, tile: Tile, view: BoardsView, key: str, column: int) -> str:
    """The reference of the figure that a row, or a field of a heat map, shows."""
    keys = {}
    spec = tile.spec
    if spec.kind == "trend":
        keys = {"month": key}
    elif spec.kind == "stock":
        keys = {"product-group": key}
    elif spec.kind in {"ranking", "heatmap", "pareto"}:
        keys = {spec.by: key}
    if spec.kind == "heatmap":
        keys["month"] = str(tile.grid.columns[column + 1].title.params["month"])
    named = {name: one for name, one in keys.items() if one}
    kpi = spec.kpi or "days_of_supply"
    return str(References(session, view.today).of(kpi, narrowed(view.choice, named)))  # type: ignore[arg-type] # a session
