"""Commands on boards; each can be undone."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.boards.choosing import Filters
from app.boards.model import Board
from app.boards.specs import MOST_TILES, check_spec, plain_of
from app.boards.tile import TileSpec
from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.texts import N_
from app.core.writing import writing_of
from app.kpi.own.known import known_kpis

LONGEST_NAME = 60
_GONE = N_("This board is no longer in the workspace.")


def create_board(
    session: Session, *, name: str, tiles: Sequence[TileSpec] = (), filters: Filters | None = None, shared: bool = False
) -> str:
    """A new board behind the others; returns its id. Raises UserError for a name that there is, or none."""
    last = session.scalar(select(func.max(Board.place)).where(Board.removed.is_(False)))
    kpis = known_kpis(session)
    checked = [check_spec(one, kpis) for one in tiles]
    board = create(
        session, Board, name=_name(session, name), owner_id=writing_of(session).actor or None, shared=shared,
        filters=(filters or Filters()).plain(), tiles=plain_of(checked), place=0 if last is None else last + 1,
    )  # fmt: skip
    return board.id


def rename_board(session: Session, *, board_id: str, name: str) -> None:
    """Another name."""
    board = _board(session, board_id)
    board.name = _name(session, name, board)


def copy_board(session: Session, *, board_id: str, name: str) -> str:
    """The same tiles and filters under another name; the copy is the person's own. Returns its id."""
    board = existing(session, Board, board_id, _GONE)
    last = session.scalar(select(func.max(Board.place)).where(Board.removed.is_(False)))
    copy = create(
        session, Board, name=_name(session, name), owner_id=writing_of(session).actor or None, shared=False,
        filters=dict(board.filters), tiles=list(board.tiles), place=(last or 0) + 1,
    )  # fmt: skip
    return copy.id


def share_board(session: Session, *, board_id: str, shared: bool) -> None:
    """Whether everybody in the workspace sees it, or only its owner."""
    _board(session, board_id).shared = shared


def arrange_board(session: Session, *, board_id: str, tiles: Sequence[TileSpec]) -> None:
    """The tiles in this order; raises UserError for one that nothing can show."""
    if len(tiles) > MOST_TILES:
        raise UserError("A board has at most {n} tiles.", n=MOST_TILES)
    kpis = known_kpis(session)
    _board(session, board_id).tiles = plain_of([check_spec(one, kpis) for one in tiles])


def keep_filters(session: Session, *, board_id: str, filters: Filters) -> None:
    """What the board opens with."""
    _board(session, board_id).filters = filters.plain()


def remove_board(session: Session, *, board_id: str) -> None:
    """Take it away; undo brings it back."""
    _board(session, board_id).removed = True


def _board(session: Session, board_id: str) -> Board:
    """A board that this person may change: an own one, or one that is nobody's."""
    board = existing(session, Board, board_id, _GONE)
    if board.owner_id is not None and board.owner_id != (writing_of(session).actor or None):
        raise UserError("This board is another person's; make a copy and change that.")
    return board


def _name(session: Session, name: str, own: Board | None = None) -> str:
    """A name on one line that no other board has that this person sees."""
    found = " ".join(name.split())
    if not found or len(found) > LONGEST_NAME:
        raise UserError("A board has a name of at most {n} characters.", n=LONGEST_NAME)
    actor = writing_of(session).actor or None
    others = session.scalars(select(Board).where(Board.removed.is_(False)))
    seen = (one for one in others if one is not own and (one.shared or one.owner_id in {None, actor}))
    if any(one.name.casefold() == found.casefold() for one in seen):
        raise UserError("There is a board “{name}” already.", name=found)
    return found
