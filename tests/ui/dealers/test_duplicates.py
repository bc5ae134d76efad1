"""Possible duplicates on the Dealers page: looked at side by side, merged, kept apart, undone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.undo import undo
from app.dealers.queries import find_party, list_parties
from app.jobs.duplicates import merge_dealers
from tests.desks import mapped, take_in, write_csv
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from ui.core.card import Banner
from ui.core.controls import Button
from ui.core.form import Field
from ui.core.look import Look
from ui.core.words import Label
from ui.dealers.duplicates import DuplicatesView
from ui.dealers.fields import EditLine
from ui.dealers.near import NewNameDialog
from ui.dealers.page import DealersPage

Rest = Callable[[], None]
CODE = "91330700MA0010168P"
OTHER = "91330100MA0008033J"
DEALERS = mapped("dealers", "party_row", "party_code=code name role uscc office")
ROWS = [
    ("code", "name", "role", "uscc", "office"),
    ("D1", "杭州康源医药有限公司", "dealer", CODE, ""),
    ("D2", "杭州市康源医药有限公司", "dealer", CODE, "杭州办"),
    ("D3", "金华婺康医药有限公司", "dealer", OTHER, ""),
    ("S1", "金华婺康药业有限公司", "supplier", OTHER, ""),
    ("D4", "宁波海岳医药有限公司", "dealer", "", ""),
]


@pytest.fixture
def page(visit: Callable[[type[DealersPage]], DealersPage], desk: Desk, tmp_path: Path) -> DealersPage:
    take_in(desk, write_csv(tmp_path / "dealers_1.csv", ROWS), DEALERS)
    return visit(DealersPage)


@pytest.fixture
def view(page: DealersPage, at_rest: Rest) -> DuplicatesView:
    page.show_view("duplicates")
    at_rest()
    found = page.view
    assert isinstance(found, DuplicatesView)
    return found


def names(view: DuplicatesView) -> list[set[str]]:
    rows = [view.table.grid.row_at(n) for n in range(view.table.grid.rowCount())]
    return [{one.one.codes, one.other.codes} for one in rows]


def words(widget: object) -> str:
    return "\n".join(label.text() for label in widget.findChildren(Label))  # type: ignore[attr-defined]


def test_pairs_stand_in_a_list_the_double_before_the_two_names(view: DuplicatesView) -> None:
    assert names(view) == [{"D1", "D2"}, {"D3", "S1"}]
    assert CODE in words(view.pair)
    view.table.view.select(1)
    assert view.pair.pair is not None
    assert view.pair.pair.two_names


def test_a_merge_takes_the_fields_that_are_ticked_and_can_be_undone(
    view: DuplicatesView, desk: Desk, at_rest: Rest, heard: Heard
) -> None:
    if view.pair.survivor.codes == "D2":
        view.pair.swap_button.click()
    assert {name for name, check in view.pair.checks.items() if check.isChecked()} == {"office"}
    view.pair.checks["name"].setChecked(True)
    view.pair.merge_button.click()
    at_rest()
    with desk.db.read() as session:
        one = find_party(session, "D2")
    assert (one.code, one.name, one.office) == ("D1, D2", "杭州市康源医药有限公司", "杭州办")
    assert names(view) == [{"D3", "S1"}]
    assert heard.said
    undo(desk.db, desk.undo_handlers)
    view.reload()
    at_rest()
    assert {"D1", "D2"} in names(view)


def test_kept_apart_a_pair_does_not_come_back_and_none_left_says_so(view: DuplicatesView, at_rest: Rest) -> None:
    for _ in range(2):
        view.pair.apart_button.click()
        at_rest()
    assert names(view) == []
    assert view._message.isVisibleTo(view)


def test_a_refusal_stands_beside_the_pair(view: DuplicatesView, desk: Desk, at_rest: Rest) -> None:
    from app.core.db import Action
    from app.dealers.assignments import assign

    with desk.db.read() as session:
        ids = {one.code: one.id for one in list_parties(session, role="")}
    values = {"predecessor_id": ids["D1"], "office": "x"}
    desk.db.write(Action("a"), lambda session: assign(session, party_id=ids["D2"], from_on=20_500, values=values))
    view.pair.merge_button.click()
    at_rest()
    assert "D1" in words(view.pair) or "康源" in words(view.pair)
    assert {"D1", "D2"} in names(view)


def test_it_is_looked_at_in_both_languages_and_themes(page: DealersPage, view: DuplicatesView, look: Look) -> None:
    page.resize(1120, 700)
    assert page.view is view
    assert check_every_face(page, look, data=[cell for row in ROWS[1:] for cell in row]) == []


def test_while_a_new_name_is_typed_it_says_who_is_near(page: DealersPage, at_rest: Rest) -> None:
    dialog = NewNameDialog(page.context, page, "New", "", accept="Enter")
    at_rest()
    dialog.field.insert("宁波海岳医药")
    assert "宁波海岳医药有限公司" in dialog.note.text()
    dialog.field.insert("有限公司")
    assert "已有同名" in dialog.note.text()
    dialog.field.setText("宁波海月医药有限公司")
    assert dialog.note.text() == ""
    dialog.deleteLater()


def test_while_a_dealer_is_renamed_it_says_who_is_near_but_not_himself(
    page: DealersPage, desk: Desk, at_rest: Rest
) -> None:
    with desk.db.read() as session:
        party = find_party(session, "D4")
    page.show_dealer(party.id)
    at_rest()
    line = next(line for line in page.findChildren(EditLine) if line.name == "name")
    line.edit()
    at_rest()
    assert isinstance(line.editor, Field)
    line.editor.selectAll()
    line.editor.insert("宁波海岳医药有限公司")
    assert not line.note.text()
    line.editor.setText("杭州 康源医药 有限公司")
    assert "杭州康源医药有限公司" in line.note.text()
    line.stop()


def test_the_card_of_a_merged_dealer_leads_to_the_one_that_stays(page: DealersPage, desk: Desk, at_rest: Rest) -> None:
    with desk.db.read() as session:
        one, other = find_party(session, "D1"), find_party(session, "D2")
    merge_dealers(desk.db, survivor_id=one.id, other_id=other.id)
    page.show_dealer(other.id)
    at_rest()
    banner = next(found for found in page.card.findChildren(Banner) if one.name in found.words.text())
    banner.findChildren(Button)[0].click()
    at_rest()
    assert page.card.data is not None
    assert page.card.data.card.row.id == one.id
