"""A board as a small file that is sent to a colleague: what it asks for, never a figure."""

import json
from pathlib import Path
from typing import Any, Final

from app.boards.choosing import filters_of
from app.boards.specs import plain_of, tiles_of
from app.boards.tile import BoardSpec
from app.core.errors import UserError
from app.core.whole import write_whole

SUFFIX: Final = ".board.json"
_KIND: Final = "channeldesk-board"
_VERSION: Final = 1
_MOST_BYTES: Final = 256 * 1024


def board_text(spec: BoardSpec) -> str:
    """The file's text; the same board gives the same bytes."""
    said = {
        "kind": _KIND, "version": _VERSION, "name": spec.name, "filters": spec.filters.plain(),
        "tiles": plain_of(spec.tiles),
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write_board(path: Path, spec: BoardSpec) -> None:
    """Write the file; raises UserError where that is not possible."""
    write_whole(path, board_text(spec).encode())


def read_board_file(path: Path) -> BoardSpec:
    """The board of a file; raises UserError, with what is wrong, for anything that is none."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= _MOST_BYTES else b""
    except OSError as error:
        raise UserError("“{path}” cannot be read: {error}", path=str(path), error=error.strerror) from error
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _no_board(path) from error
    return _spec(path, found)


def _spec(path: Path, found: Any) -> BoardSpec:
    if not isinstance(found, dict) or found.get("kind") != _KIND:
        raise _no_board(path)
    if found.get("version") != _VERSION:
        raise UserError("“{file}” was written by a newer program; update this one.", file=path.name)
    name, filters, tiles = found.get("name"), found.get("filters", {}), found.get("tiles", [])
    whole = isinstance(name, str) and isinstance(filters, dict) and isinstance(tiles, list)
    if not whole or not all(isinstance(one, dict) for one in tiles):
        raise _no_board(path)
    return BoardSpec(str(name), tiles_of(tiles), filters_of(filters))


def _no_board(path: Path) -> UserError:
    return UserError("“{file}” is not a board that was exported from ChannelDesk.", file=path.name)
