"""Which boards a person sees."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.boards.choosing import Filters, filters_of
from app.boards.model import Board
from app.boards.specs import tiles_of
from app.boards.tile import TileSpec
from app.core.errors import UserError
from app.core.texts import Text
from app.people.model import Person


@dataclass(frozen=True)
class BoardRow:
    """One board as it is kept."""

    id: str
    ref: str
    name: str
    owner_id: str | None
    owner: str
    shared: bool
    filters: Filters
    tiles: tuple[TileSpec, ...]
    refused: Text | None = None
    """Why its tiles are not shown: another version of the program wrote them."""


def list_boards(session: Session, person: str | None) -> tuple[BoardRow, ...]:
    """The boards that a person sees: own ones, shared ones, and those of nobody; in their order."""
    people = {one.id: one.name for one in session.scalars(select(Person))}
    asked = select(Board).where(Board.removed.is_(False)).order_by(Board.place, Board.id)
    return tuple(
        _row(one, people) for one in session.scalars(asked) if one.shared or one.owner_id in {None, person or None}
    )


def find_board(session: Session, name: str, person: str | None) -> BoardRow:
    """A board by its name or reference; raises UserError where this person sees none."""
    boards = list_boards(session, person)
    for one in boards:
        if name.casefold() in {one.name.casefold(), one.ref.casefold(), one.id}:
            return one
    raise UserError(
        "There is no board “{name}”; there are: {known}.", name=name,
        known=", ".join(one.name for one in boards) or "—",
    )  # fmt: skip


def _row(board: Board, people: dict[str, str]) -> BoardRow:
    filters, refused = Filters(), None
    tiles: tuple[TileSpec, ...] = ()
    try:
        filters, tiles = filters_of(board.filters), tiles_of(board.tiles)
    except UserError as error:
        refused = error.text
    return BoardRow(
        board.id, board.ref, board.name, board.owner_id, people.get(board.owner_id or "", ""), board.shared, filters,
        tiles, refused,
    )  # fmt: skip
