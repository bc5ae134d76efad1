"""The tree of dealers: whom they buy from, circles and all, and what a filter leaves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.dealers.queries import DealerRow, list_parties
from tests.desks import take_in, write_csv
from tests.ui.dealers.filled import DEALERS, choose, rows_of
from tests.ui.looks import check_every_face
from ui.core.look import Look
from ui.dealers.page import DealersPage
from ui.dealers.tree import Node, TreeView, by_supply, by_word, matching

Rest = Callable[[], None]


@pytest.fixture
def some(desk: Desk, tmp_path: Path) -> list[DealerRow]:
    """Six dealers: one, and five that buy from it."""
    take_in(desk, write_csv(tmp_path / "dealers_1.csv", rows_of(6)), DEALERS)
    with desk.db.read() as session:
        return list_parties(session)


def told(nodes: list[Node]) -> list[object]:
    """Codes, those below in a list behind each."""
    found: list[object] = []
    for one in nodes:
        found.append(one.party.code if one.party else one.title)
        if one.children:
            found.append(told(one.children))
    return found


def with_parents(rows: list[DealerRow], above: dict[str, str]) -> list[DealerRow]:
    ids = {one.code: one.id for one in rows}
    ordered = sorted(rows, key=lambda one: one.code)
    return [one._replace(parent_id=ids.get(above.get(one.code, ""), "")) for one in ordered]


def test_everybody_stands_once_under_whom_they_buy_from(some: list[DealerRow]) -> None:
    rows = with_parents(some, {"D0001": "D0000", "D0002": "D0001", "D0003": "D0000"})
    assert told(by_supply(rows)) == ["D0000", ["D0001", ["D0002"], "D0003"], "D0004", "D0005"]
    assert [one.size for one in by_supply(rows)] == [3, 0, 0]


def test_who_buys_in_a_circle_is_shown_all_the_same(some: list[DealerRow]) -> None:
    rows = with_parents(some, {"D0001": "D0002", "D0002": "D0003", "D0003": "D0001", "D0004": "D0001"})
    tops = by_supply(rows)
    found = [one for top in tops for one in ([top] if not top.children else _all(top))]
    assert sorted(one.party.code for one in found if one.party) == [f"D000{n}" for n in range(6)]


def _all(one: Node) -> list[Node]:
    return [one, *(node for child in one.children for node in _all(child))]


def test_a_filter_leaves_what_matches_with_what_stands_above_it(some: list[DealerRow]) -> None:
    rows = with_parents(some, {"D0001": "D0000", "D0002": "D0001", "D0003": "D0000"})
    tops = by_supply(rows)
    assert told(matching(tops, ["d0002"])) == ["D0000", ["D0001", ["D0002"]]]
    assert told(matching(tops, ["d0001"])) == ["D0000", ["D0001", ["D0002"]]], "what is below one that matches stays"
    assert matching(tops, ["nobody"]) == []
    regions = by_word(rows, lambda one: one.region if one.code != "D0005" else "", "unknown")
    assert [one.title for one in regions][-1] == "unknown"
    assert told(matching(regions, ["宁波"])) == ["宁波市", ["D0001", "D0004"]], "the word of a group finds all of it"


def test_the_page_shows_the_tree_and_opens_a_dealer_from_it(
    qtbot: QtBot, visit: Callable[[type[DealersPage]], DealersPage], desk: Desk, tmp_path: Path, look: Look,
    at_rest: Rest,
) -> None:  # fmt: skip
    page = visit(DealersPage)
    take_in(desk, write_csv(tmp_path / "dealers_1.csv", rows_of(12)), DEALERS)
    at_rest()
    page.show_view("tree")
    view = page.built["tree"]
    assert isinstance(view, TreeView)
    assert check_every_face(page, look) == []
    assert told(view.model.tops)[0] == "D0000"
    assert len(view.model.nodes()) == 12
    choose(page.tier, "county")
    assert len(view.model.nodes()) == 3, "the filters of the page hold for the tree too"
    page.clear_filters()
    QTest.keyClicks(view.search, "D0007")
    qtbot.waitUntil(lambda: len(view.model.nodes()) == 2)
    leaf = view.model.nodes()[-1]
    view.tree.activated.emit(view.model.index_of(leaf))
    at_rest()
    assert page.card.data is not None
    assert page.card.data.card.row.code == "D0007"
    page.show_list()
    assert page.stack.currentWidget() is view
    view.search.clear()
    choose(view.group, "region")
    qtbot.waitUntil(lambda: len(view.model.tops) == 3)
    assert check_every_face(page, look) == []
