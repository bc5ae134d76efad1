"""Boards are made, arranged, shared, sent as a file and brought in; every step is undone by one."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.boards.choosing import Filters, filters_of
from app.boards.queries import BoardRow, find_board, list_boards
from app.boards.service import (
    arrange_board,
    copy_board,
    create_board,
    keep_filters,
    remove_board,
    rename_board,
    share_board,
)
from app.boards.sharing import board_text, read_board_file, write_board
from app.boards.templates import TEMPLATES
from app.boards.tile import BoardSpec, TileSpec
from app.bootstrap import Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.undo import undo
from app.core.workspace import Workspace
from app.people.service import find_or_add_person
from tests.desks import desk_of, sign

SALES = TEMPLATES["sales"].tiles
CARD = TileSpec("card", "net_amount", width=1)


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    found = desk_of(workspace)
    sign(found)
    return found


def write(desk: Desk, command: Any, **more: Any) -> Any:
    return desk.db.write(Action("Test"), lambda session: command(session, **more)).value


def boards(desk: Desk) -> list[BoardRow]:
    with desk.db.read() as session:
        return list(list_boards(session, desk.workspace.person))


def as_another(desk: Desk, name: str) -> None:
    desk.workspace.set_person(write(desk, find_or_add_person, name=name))


def test_every_ready_made_board_can_be_taken_over(desk: Desk) -> None:
    for word, one in TEMPLATES.items():
        write(desk, create_board, name=word, tiles=one.tiles)
    assert [one.name for one in boards(desk)] == list(TEMPLATES)
    assert boards(desk)[0].tiles == SALES


def test_each_step_is_undone_by_one(desk: Desk) -> None:
    board = write(desk, create_board, name="销售", tiles=SALES)
    steps = [
        (rename_board, {"name": "月会"}), (arrange_board, {"tiles": [CARD]}), (share_board, {"shared": True}),
        (keep_filters, {"filters": Filters("rolling", region="3301")}), (remove_board, {}),
    ]  # fmt: skip
    states = [boards(desk)]
    for command, more in steps:
        write(desk, command, board_id=board, **more)
        states.append(boards(desk))
    assert states[-1] == []
    assert (states[-2][0].name, states[-2][0].tiles, states[-2][0].shared) == ("月会", (CARD,), True)
    assert states[-2][0].filters == Filters("rolling", region="3301")
    for state in reversed(states[:-1]):
        undo(desk.db, desk.undo_handlers)
        assert boards(desk) == state


def test_another_persons_board_is_seen_when_it_is_shared_and_changed_in_a_copy(desk: Desk) -> None:
    mine = write(desk, create_board, name="我的", tiles=[CARD])
    as_another(desk, "同事")
    assert boards(desk) == []
    write(desk, create_board, name="我的")  # what one does not see is no obstacle
    as_another(desk, "第三人")
    with pytest.raises(UserError, match="another person"):
        write(desk, share_board, board_id=mine, shared=True)
    with pytest.raises(UserError, match="another person"):
        write(desk, remove_board, board_id=mine)
    copy = write(desk, copy_board, board_id=mine, name="副本")
    write(desk, arrange_board, board_id=copy, tiles=[CARD, CARD])
    assert [len(one.tiles) for one in boards(desk)] == [2]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_board_needs_a_name(desk: Desk, name: str) -> None:
    with pytest.raises(UserError, match="at most 60"):
        write(desk, create_board, name=name)


def test_two_boards_that_one_sees_are_not_called_the_same(desk: Desk) -> None:
    board = write(desk, create_board, name="Sales")
    with pytest.raises(UserError, match="already"):
        write(desk, create_board, name=" sales ")
    write(desk, rename_board, board_id=board, name="sales")  # its own name in other letters
    assert find_in(desk, "SALES").id == board


def find_in(desk: Desk, name: str) -> BoardRow:
    with desk.db.read() as session:
        return find_board(session, name, desk.workspace.person)


def test_a_board_that_is_not_there_is_answered_with_those_that_are(desk: Desk) -> None:
    write(desk, create_board, name="月会")
    with pytest.raises(UserError, match="月会"):
        find_in(desk, "周会")


@pytest.mark.parametrize(
    "spec",
    [
        TileSpec("clock", "net_amount"), TileSpec("card", "no_such_kpi"), TileSpec("card", "net_amount", width=5),  # type: ignore[arg-type]
        TileSpec("trend", "net_amount", months=99), TileSpec("ranking", "net_amount", by="weather"),
        TileSpec("pareto", "otif_rate"), TileSpec("ranking", "overdue_share", by="product-group"),
    ],
)  # fmt: skip
def test_what_no_tile_can_show_is_refused_and_nothing_changes(desk: Desk, spec: TileSpec) -> None:
    board = write(desk, create_board, name="A", tiles=[CARD])
    with pytest.raises(UserError):
        write(desk, arrange_board, board_id=board, tiles=[CARD, spec])
    assert boards(desk)[0].tiles == (CARD,)


def test_a_board_that_another_version_wrote_says_why_it_is_not_shown(desk: Desk) -> None:
    board = write(desk, create_board, name="A", tiles=[CARD])

    def later(session: Any) -> None:
        from app.boards.model import Board

        session.get(Board, board).tiles = [{"kind": "globe", "kpi": "net_amount"}]

    write(desk, later)
    assert "globe" in str(boards(desk)[0].refused)


def test_what_was_sent_arrives_as_it_was(tmp_path: Path) -> None:
    for word, one in TEMPLATES.items():
        filters = Filters(
            "jan-feb", back=True, region="3301", align="lunar", only=(("manager", "林巧珍"),), tax="gross"
        )
        spec = BoardSpec(word, one.tiles, filters)
        write_board(tmp_path / f"{word}.board.json", spec)
        assert read_board_file(tmp_path / f"{word}.board.json") == spec


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said | {"kind": "other"}, lambda said: said | {"version": 2}, lambda said: said | {"name": 5},
        lambda said: said | {"tiles": "x"}, lambda said: said | {"tiles": ["x"]}, lambda said: said | {"filters": []},
        lambda said: said | {"tiles": [{"kind": "card"}]}, lambda said: said | {"tiles": said["tiles"] * 41},
        lambda said: said | {"tiles": [{"kind": "card", "kpi": "net_amount", "top": True}]},
        lambda said: said | {"tiles": [{"kind": "card", "kpi": "net_amount", "code": "x"}]},
        lambda said: said | {"filters": {"sql": "x"}}, lambda said: said | {"filters": {"align": "moon"}},
        lambda said: said | {"filters": {"span": 5}}, lambda said: said | {"filters": {"only": [["a", "b"]]}},
        lambda said: [said],
    ],
)  # fmt: skip
def test_a_file_that_is_no_board_is_refused_with_a_sentence(tmp_path: Path, change: Any) -> None:
    said = json.loads(board_text(BoardSpec("A", (CARD,), Filters())))
    path = tmp_path / "x.board.json"
    path.write_text(json.dumps(change(said)), encoding="utf-8")
    with pytest.raises(UserError):
        read_board_file(path)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[" * 100_000, b"{", b" " * 300_000])
def test_rubbish_is_refused_with_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.board.json"
    path.write_bytes(data)
    with pytest.raises(UserError, match="not a board"):
        read_board_file(path)


def test_filters_are_stored_without_what_is_usual() -> None:
    assert Filters().plain() == {}
    assert filters_of(Filters("rolling", only=(("tier", "city"),)).plain()).only == (("tier", "city"),)
