"""Own boards by clicks and keys: taken over, arranged, filtered, opened, sent, another person's copied first."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.boards.choosing import Filters
from app.boards.queries import BoardRow, list_boards
from app.boards.service import create_board
from app.boards.sharing import write_board
from app.boards.templates import TEMPLATES
from app.boards.tile import KINDS, BoardSpec, Tile, TileSpec
from app.bootstrap import Desk
from app.core.db import Action
from app.core.undo import undo
from app.core.workspace import Workspace
from app.kpi.organisation import Structure
from app.kpi.reference import parse_reference
from app.people.service import find_or_add_person
from tests.desks import desk_of, sign
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from tests.ui.small_region import NAMES
from ui.boards.grid import places_of
from ui.boards.page import BoardsPage
from ui.boards.settings import TileDialog
from ui.boards.tiles import MIME, TileCard
from ui.core.filters import Filters as Chosen
from ui.core.look import Look

Rest = Callable[[], None]


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    found = desk_of(small_workspace)
    sign(found)
    return found


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[BoardsPage]], BoardsPage]) -> BoardsPage:
    return visit(BoardsPage)


def boards(desk: Desk) -> list[BoardRow]:
    with desk.db.read() as session:
        return list(list_boards(session, desk.workspace.person))


def tile(page: BoardsPage, kind: str) -> TileCard:
    return next(one for one in page.grid.cards if one.spec.kind == kind)


def read(card: TileCard) -> Tile:
    assert card.tile is not None
    return card.tile


def test_tiles_flow_into_four_columns() -> None:
    assert places_of([1, 1, 1, 1, 2, 2, 4, 3, 2, 1]) == [
        (0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 2), (2, 0), (3, 0), (4, 0), (4, 2),
    ]  # fmt: skip


def test_the_first_look_is_a_ready_made_board_with_figures(page: BoardsPage) -> None:
    assert page.key == "template:sales"
    assert [one.spec for one in page.grid.cards] == list(TEMPLATES["sales"].tiles)
    assert tile(page, "card").card is not None
    assert read(tile(page, "ranking")).grid.rows[0][0] in NAMES.values()


def test_a_ready_made_board_that_is_arranged_becomes_ones_own(page: BoardsPage, desk: Desk, at_rest: Rest) -> None:
    page.turn_arranging()
    page.grid.take_off(0)
    at_rest()
    (own,) = boards(desk)
    assert own.tiles == TEMPLATES["sales"].tiles[1:]
    assert page.key == own.id
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert boards(desk) == []
    assert page.key == "template:sales"


@pytest.fixture
def own(desk: Desk) -> str:
    """A board with one tile of each kind."""
    tiles = tuple(TileSpec(kind, "" if kind in {"pipeline", "stock"} else "net_amount") for kind in KINDS)
    return desk.db.write(Action("Seed"), lambda session: create_board(session, name="各种图块", tiles=tiles)).value


def test_keys_move_size_and_take_off(own: str, page: BoardsPage, desk: Desk, at_rest: Rest, qtbot: QtBot) -> None:
    page.turn_arranging()
    control = Qt.KeyboardModifier.ControlModifier
    page.grid.cards[0].setFocus()
    qtbot.keyClick(page.grid.cards[0], Qt.Key.Key_Right, control)
    at_rest()
    assert [one.kind for one in boards(desk)[0].tiles[:2]] == ["trend", "card"]
    assert page.grid.cards[1].hasFocus(), "the keyboard goes on with the tile that it moved"
    qtbot.keyClick(page.grid.cards[1], Qt.Key.Key_Plus, control)
    at_rest()
    assert boards(desk)[0].tiles[1].width == 3
    qtbot.keyClick(page.grid.cards[1], Qt.Key.Key_Delete)
    at_rest()
    assert [one.kind for one in boards(desk)[0].tiles] == [one for one in KINDS if one != "card"]
    for _ in range(3):
        undo(desk.db, desk.undo_handlers)
    at_rest()
    assert [one.spec.kind for one in page.grid.cards] == list(KINDS)


def test_a_tile_is_dropped_in_the_place_of_another(own: str, page: BoardsPage, desk: Desk, at_rest: Rest) -> None:
    page.turn_arranging()
    at_rest()
    data = QMimeData()
    data.setData(MIME, b"0")
    target = page.grid.cards[3].geometry().center()
    page.grid.dropEvent(
        QDropEvent(QPointF(target), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton,
                   Qt.KeyboardModifier.NoModifier)
    )  # fmt: skip
    at_rest()
    assert [one.kind for one in boards(desk)[0].tiles[:4]] == ["trend", "ranking", "distribution", "card"]
    assert page.grid.place_at(QPoint(-50, -50)) == len(KINDS) - 1


def test_a_tile_is_added_and_its_settings_changed(
    own: str, page: BoardsPage, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: TileDialog) -> bool:
        dialog.put("kpi", "otif_rate")
        dialog.accept()
        if dialog.spec.kind == "pareto":
            assert not dialog.result(), "what does not add up is refused, and the dialog stays"
            dialog.put("kpi", "quantity")
            dialog.accept()
        return bool(dialog.result())

    monkeypatch.setattr(TileDialog, "run", fill)
    page._add(TileSpec("pareto", "net_amount"))
    at_rest()
    assert boards(desk)[0].tiles[-1] == TileSpec("pareto", "quantity")
    page._edit(1)
    at_rest()
    assert boards(desk)[0].tiles[1] == TileSpec("trend", "otif_rate")


def test_filters_hold_for_every_tile_until_they_are_kept(own: str, page: BoardsPage, desk: Desk, at_rest: Rest) -> None:
    assert page.view is not None
    whole = read(tile(page, "card")).figure
    dealer = next(key for key, name in page.view.dealers if name == NAMES["D1"])
    page._filtered(Chosen(page.view.choice.period, dealer=dealer))
    at_rest()
    mine = read(tile(page, "card")).figure
    assert whole is not None
    assert mine is not None
    assert whole.value is not None
    assert mine.value is not None
    assert 0 < mine.value < whole.value
    assert [row[0] for row in read(tile(page, "ranking")).grid.rows] == [NAMES["D1"]]
    shown = tile(page, "card").card
    page._span_picked("rolling")
    page.counting._pick({"tax": "gross"})
    at_rest()
    assert page.view.filters == Filters("rolling", dealer=dealer, tax="gross"), "nothing is lost on the way"
    assert tile(page, "card").card is shown, "figures change, not widgets"
    page._reorganised(Structure(historical=True))
    at_rest()
    assert page.view.filters == Filters("rolling", dealer=dealer, tax="gross", historical=True)
    assert page.counting.usual.isVisibleTo(page)
    page._reorganised(Structure())
    at_rest()
    page.counting.usual.click()
    at_rest()
    assert page.view.filters == Filters("rolling", dealer=dealer)
    assert boards(desk)[0].filters == Filters()
    page.keep.click()
    at_rest()
    assert boards(desk)[0].filters == Filters("rolling", dealer=dealer)
    assert not page.keep.isVisible()


@pytest.mark.parametrize("kind", ["card", "trend", "ranking", "heatmap", "pareto", "stock"])
def test_every_figure_opens_what_it_is_made_of(
    own: str, page: BoardsPage, at_rest: Rest, heard: Heard, kind: str
) -> None:
    card = tile(page, kind)
    key = read(card).grid.keys[-1 if kind == "trend" else 0]
    card.opened.emit(card.tile, key, 11 if kind == "heatmap" else 0)
    at_rest()
    where, target = heard.gone[-1]
    ref = parse_reference(str(target["ref"]))
    assert where == "board"
    assert ref.kpi == ("days_of_supply" if kind == "stock" else "net_amount")
    assert ref.period == ("2026-03" if kind in {"trend", "heatmap"} else "2026-Q1")
    assert bool(ref.dealer) == (kind in {"ranking", "heatmap", "pareto"})


def test_a_step_of_the_pipeline_opens_its_orders(own: str, page: BoardsPage, at_rest: Rest) -> None:
    card = tile(page, "pipeline")
    assert read(card).empty is not None or read(card).grid.rows
    card.opened.emit(card.tile, "ship", 0)
    at_rest()
    assert page.drawer.isVisible()


def test_another_persons_board_is_copied_before_it_is_changed(page: BoardsPage, desk: Desk, at_rest: Rest) -> None:
    me = desk.workspace.person
    assert me is not None
    desk.workspace.set_person(
        desk.db.write(Action("Seed"), lambda session: find_or_add_person(session, name="同事")).value
    )
    tiles = [TileSpec("card", "net_amount")]
    theirs = desk.db.write(
        Action("Seed"), lambda session: create_board(session, name="团队看板", tiles=tiles, shared=True)
    ).value
    desk.workspace.set_person(me)
    at_rest()
    page.show_board(theirs)
    at_rest()
    page.turn_arranging()
    page.grid.size_by(0, 1)
    at_rest()
    mine = next(one for one in boards(desk) if one.id != theirs)
    assert (mine.name, mine.tiles[0].width, page.key) == ("团队看板 2", 3, mine.id)
    assert next(one for one in boards(desk) if one.id == theirs).tiles[0].width == 2


def test_a_board_goes_out_and_comes_in_as_a_file(
    own: str, page: BoardsPage, desk: Desk, at_rest: Rest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.board.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    page.keeper.send()
    assert json.loads(path.read_text(encoding="utf-8"))["name"] == "各种图块"
    page.keeper.bring_in()
    at_rest()
    assert [one.name for one in boards(desk)] == ["各种图块", "各种图块 2"]
    assert boards(desk)[0].tiles == boards(desk)[1].tiles
    write_board(path, BoardSpec("另一个", (), Filters("year")))
    page.keeper.bring_in_file(path)
    at_rest()
    assert page.view is not None
    assert page.view.shown.name == "另一个"


def test_every_kind_of_tile_stands_in_every_face(own: str, page: BoardsPage, look: Look) -> None:
    views = {"looked at": lambda: page.arranging and page.turn_arranging(), "arranged": page.turn_arranging}
    assert check_every_face(page, look, data=(*NAMES.values(), "各种图块"), views=views) == []


def test_without_data_the_page_says_what_to_do(
    workspace: Workspace, look: Look, memory: Any, tasks: Any, shown: Any, at_rest: Rest
) -> None:
    from ui.core.page import Context

    gone: list[str] = []
    context = Context(look, tasks, memory, desk_of(workspace), go=lambda key, _target: gone.append(key),
                      notify=lambda _kind, _words: None)  # fmt: skip
    found = BoardsPage(context)
    shown(found)
    found.shown()
    at_rest()
    assert found._state.button is not None
    found._state.button.click()
    assert gone == ["imports"]
    found.turn_arranging()  # nothing to arrange


def test_width_stays_what_a_grid_can_hold(own: str, page: BoardsPage, desk: Desk, at_rest: Rest) -> None:
    page.grid.size_by(0, 9)
    at_rest()
    page.grid.size_by(0, 1)
    at_rest()
    assert boards(desk)[0].tiles[0] == replace(TileSpec("card", "net_amount"), width=4)
