"""The gate on the screen: who may receive what on any day and why, papers that run out, and the rules."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.actions.queries import all_actions
from app.bootstrap import Desk
from app.compliance.gate.rulebook import read_rulebook
from app.core.clock import FixedClock
from app.core.progress import Progress
from app.core.texts import EN
from app.core.undo import undo
from app.core.workspace import Workspace
from app.imports.queries import list_batches
from tests.app.compliance.gate.test_renewal import DEALERS, FILED, GOODS, HEAD, LICENCES, OLD, words_of
from tests.desks import desk_of, profile, take_in, write_csv
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from ui.core.controls import Button
from ui.core.look import Look
from ui.gate.letter import write_letter
from ui.gate.page import GatePage
from ui.gate.rules import NeedDialog

Rest = Callable[[], None]
TODAY = date(2026, 4, 10)
NAME = "台州恒信医药有限公司"
DATA = (NAME, "宁波好药有限公司", "药品经营许可证", "仅销售预包装食品备案", "食品经营许可证", "食品")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Two dealers; the drug licence of one ends in 20 days, the other has none."""
    workspace.db.clock = FixedClock(TODAY)
    found = desk_of(workspace)
    rows = [("code", "name"), ("D1", NAME), ("D2", "宁波好药有限公司")]
    take_in(found, write_csv(tmp_path / "d.csv", rows), profile(DEALERS))
    goods = [("code", "name", "group", "class"), ("P1", "感冒片", "G1", "化学药制剂"), ("P2", "酸奶", "G2", "食品"),
             ("P3", "棉签", "G3", ""), ("P4", "样品", "", "食品")]  # fmt: skip
    take_in(found, write_csv(tmp_path / "p.csv", goods), profile(GOODS))
    take_in(found, write_csv(tmp_path / "l.csv", [HEAD, OLD, FILED]), profile(LICENCES))
    return found


@pytest.fixture
def page(visit: Callable[[type[GatePage]], GatePage], desk: Desk) -> GatePage:
    return visit(GatePage)


def cells(page: GatePage, dealer: str) -> list[str]:
    """A dealer's cells in words."""
    assert page.table is not None
    grid = page.table.grid
    row = next(n for n in range(grid.rowCount()) if grid.row_at(n).code == dealer)
    return [grid.text_at(row, column) for column in range(3, 6)]


def test_the_map_answers_for_any_day(page: GatePage, look: Look, at_rest: Rest) -> None:
    look.set_language(EN)
    assert cells(page, "D1") == ["▲ Until 04-30", "● Allowed", "○ Not required"]
    assert cells(page, "D2") == ["■ Blocked", "■ Blocked", "○ Not required"]
    assert page.table is not None
    assert page.table.grid.row_at(0).code == "D2", "what is blocked stands first"
    page.day.choose(date(2026, 5, 1))
    at_rest()
    assert cells(page, "D1") == ["■ Blocked", "● Allowed", "○ Not required"]
    page.day.choose(TODAY)
    at_rest()
    assert cells(page, "D1")[0] == "▲ Until 04-30"


def test_a_filter_narrows_to_what_is_blocked(page: GatePage) -> None:
    page.narrowed.choose("blocked")
    page.narrowed.picked.emit("blocked")
    assert page.table is not None
    assert [page.table.grid.row_at(n).code for n in range(page.table.grid.rowCount())] == ["D2"]


def test_a_cell_opens_every_document_and_leads_on(page: GatePage, look: Look, at_rest: Rest, heard: Heard) -> None:
    look.set_language(EN)
    table = page.table
    assert table is not None
    row = next(n for n in range(table.grid.rowCount()) if table.grid.row_at(n).code == "D1")
    index = table.grid.index(row, 3)
    place = table.view.visualRect(index).center()
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    at_rest()
    assert page.why is not None
    ((_, (told,)),) = page.why.why.groups
    assert (told.answer.state, told.answer.deciding.params["number"]) == ("yes", "A1")
    said = [label.text() for label in page.why.findChildren(type(page.drawer.title))]
    assert "药品经营许可证 A1 covers 化学药制剂 and is valid until 2026-04-30." in said
    assert any(text.startswith("Changes on 2026-05-01: Blocked.") for text in said)
    shown = [button for button in page.why.findChildren(Button) if button.text() == "Show it"]
    shown[0].click()
    assert heard.gone[-1] == ("dealers", {"dealer": page.why.why.dealer.id, "tab": "licences"}), "the document itself"
    page.drawer.shut()
    page.open({"dealer": heard.gone[-1][1]["dealer"]})
    at_rest()
    assert page.why is not None
    assert [group.code for group, _ in page.why.why.groups] == ["G1", "G2", "G3", ""], "all of them, not the nameless"
    page.show_why(page.why.why.dealer.id, "")
    at_rest()
    assert [group.code for group, _ in page.why.why.groups] == [""]


def test_each_tab_says_what_it_counts(page: GatePage, look: Look) -> None:
    look.set_language(EN)
    assert page.subtitle.text() == "2026-04-10: dealers 2, with something blocked 1, changing within 90 days 1"
    page.open({"tab": "papers"})
    assert page.subtitle.text() == "Papers: 1, ended 0, without a scan 1"
    page.open({"tab": "rules"})
    assert page.subtitle.text() == "Every change is in the history and can be undone."
    assert not page.rules.change.isEnabled()
    page.rules.ladders.view.select(0)
    assert page.rules.change.isEnabled()


def test_a_scan_is_attached_and_the_letter_written_with_tasks(
    page: GatePage, desk: Desk, at_rest: Rest, tmp_path: Path, heard: Heard
) -> None:
    page.open({"tab": "papers"})
    table = page.papers.table
    assert [table.grid.row_at(n).number for n in range(table.grid.rowCount())] == ["A1"]
    table.view.select(0)
    write_letter(page.context, page, table.current.dealer_id, tmp_path / "letter.pdf")
    at_rest()
    assert "A1" in words_of(tmp_path / "letter.pdf")
    with desk.db.read() as session:
        assert len(all_actions(session, open_only=True)) == 2
    (tmp_path / "scan.pdf").write_bytes(b"%PDF scan")
    page.papers.attach(tmp_path / "scan.pdf")
    at_rest()
    assert table.grid.row_at(0).scanned, "the list is read again"
    assert [kind for kind, _ in heard.said] == ["good", "good"]


def test_rules_are_added_removed_and_undone_and_the_map_follows(
    page: GatePage, look: Look, desk: Desk, at_rest: Rest
) -> None:
    look.set_language(EN)
    assert page.rules.rules is not None
    dialog = NeedDialog(look, page.rules.rules)
    dialog.goods.choose("食品")
    dialog.kinds.setCurrentText("食品经营许可证/仅销售预包装食品备案")
    dialog.required.choose("no")
    dialog.first.setText("2026-13-01")
    dialog.accept()
    assert not dialog.wrong.isHidden(), "no such day"
    dialog.first.setText("")
    page.rules.add_need(dialog)
    dialog.deleteLater()
    at_rest()
    assert cells(page, "D2")[1] == "○ Not required"
    page.rules.needs.view.select(0)
    assert page.rules.remove.isEnabled()
    page.rules._remove_need()
    at_rest()
    assert cells(page, "D2")[1] == "■ Blocked"
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert cells(page, "D2")[1] == "○ Not required"


def test_a_ladder_is_changed_and_taken_back(page: GatePage, desk: Desk, at_rest: Rest) -> None:
    page.rules.set_ladder("药品经营许可证", "20/5")
    at_rest()
    assert [one.rung for one in (page.beside.expiring if page.beside else ())] == [20]
    page.rules.ladders.view.select(
        next(n for n in range(page.rules.ladders.grid.rowCount()) if page.rules.ladders.grid.row_at(n).id)
    )
    page.rules._drop()
    at_rest()
    with desk.db.read() as session:
        assert not any(one.id for one in read_rulebook(session).ladders)


def test_it_fits_in_both_languages_and_themes(page: GatePage, look: Look, at_rest: Rest) -> None:
    for tab in ("map", "papers", "rules"):
        page.open({"tab": tab})
        at_rest()
        assert check_every_face(page, look, data=DATA) == []
    page.open({"tab": "map"})
    assert page.table is not None
    page.show_why(page.table.grid.row_at(0).id, "G1")
    at_rest()
    assert check_every_face(page, look, data=DATA) == []


def test_without_data_it_says_what_it_needs(
    visit: Callable[[type[GatePage]], GatePage], desk: Desk, at_rest: Rest, look: Look
) -> None:
    with desk.db.read() as session:
        batches = [one.id for one in list_batches(session)]
    for batch in batches:
        desk.pipeline.withdraw(batch, progress=Progress())
    found = visit(GatePage)
    assert found.table is None
    assert check_every_face(found, look) == []
