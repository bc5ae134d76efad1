"""The tabs of a dealer's card: rows come and go, conflicts and credit stand there, files drop in."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.undo import undo
from app.dealers.holdings import set_row
from app.dealers.queries import party_history
from tests.app.dealers.carding import CONTRACTS, TERRITORIES, on, party, put, rows, take, taken, write
from tests.ui.looks import check_every_face
from ui.core.card import Banner
from ui.core.controls import Button
from ui.core.look import Look
from ui.core.words import Label
from ui.dealers import card_agreed
from ui.dealers.card_agreed import AgreedPanel
from ui.dealers.card_files import DocumentsPanel
from ui.dealers.card_handover import HandoverDialog, hand_over_to
from ui.dealers.card_history import HistoryPanel
from ui.dealers.card_ledger import LedgerPanel
from ui.dealers.card_licences import LicencesPanel
from ui.dealers.card_overview import OverviewPanel
from ui.dealers.card_parents import ParentDialog
from ui.dealers.card_people import PeoplePanel
from ui.dealers.card_rows import RowsCard
from ui.dealers.card_tabs import TABS
from ui.dealers.card_terms import TermsPanel
from ui.dealers.page import DealersPage

Rest = Callable[[], None]


@pytest.fixture
def page(desk: Desk, visit: Callable[..., DealersPage], tmp_path: Path, at_rest: Rest) -> DealersPage:
    """The card of D1, which has 杭州 for itself."""
    taken(desk, tmp_path)
    take(desk, tmp_path, "contracts", CONTRACTS, ("D1", "HT1", "生效", "2020-01-01", "", "不续", ""))
    take(desk, tmp_path, "territories", TERRITORIES, ("D1", "330100", "", "", "是", "2020-01-01", "", "HT1"))
    found = visit(DealersPage)
    found.show_dealer(party(desk, "D1"))
    at_rest()
    return found


def panel(page: DealersPage, key: str, kind: type[Any], at_rest: Rest) -> Any:
    """The panel of a tab, in sight."""
    page.card.open_tab(key)
    at_rest()
    found = page.card.panel(key)
    assert isinstance(found, kind)
    return found


def add(card: RowsCard, at_rest: Rest, row: Any = None, **typed: str) -> None:
    """Type values into the dialog and save them."""
    dialog = card.dialog(row)
    for name, words in typed.items():
        editor = dialog.fields[name]
        if hasattr(editor, "setText"):
            editor.setText(words)
        else:
            editor.choose(words)
    dialog.accept()
    assert dialog.values, [one.full_text() for one in dialog.findChildren(Label)]
    card.save(row, dialog.values)
    dialog.deleteLater()
    at_rest()


def said(widget: Any) -> list[str]:
    return [one.full_text() for one in widget.findChildren(Label) if one.isVisible()]


def test_every_tab_has_a_face_with_nothing_in_it(page: DealersPage, look: Look, at_rest: Rest) -> None:
    def opened(key: str) -> None:
        page.card.open_tab(key)
        at_rest()

    assert check_every_face(page, look, views={tab.key: partial(opened, tab.key) for tab in TABS}) == []


def test_the_keyboard_turns_tabs_and_the_next_card_opens_at_the_same_one(
    page: DealersPage, desk: Desk, at_rest: Rest
) -> None:
    page.card.open_tab("people")
    page.card._turn(-1)
    before = page.card.tab
    assert before != "people"
    page.card._turn(1)
    page.show_dealer(party(desk, "D3"))
    at_rest()
    assert page.card.tab == "people"
    assert page.card.panel("people").party.name == "余杭三号"


def test_a_contact_is_added_changed_and_taken_out_and_undo_brings_it_back(
    page: DealersPage, desk: Desk, at_rest: Rest
) -> None:
    people = panel(page, "people", PeoplePanel, at_rest)
    add(people.contacts, at_rest, name="王芳", mobile="13800010001", main="1")
    assert "138****0001" in said(people)
    people.contacts.eye_button.click()
    at_rest()
    assert "13800010001" in said(people)
    add(people.contacts, at_rest, people.contacts.rows[0], position="采购经理")
    assert rows(desk, "contact", "D1")[0].values["position"] == "采购经理"
    people.contacts.remove(people.contacts.rows[0])
    at_rest()
    assert people.contacts.rows == []
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert "采购经理" in said(people)


def test_a_dialog_says_under_the_field_what_is_wrong(page: DealersPage, at_rest: Rest) -> None:
    agreed = panel(page, "agreed", AgreedPanel, at_rest)
    dialog = agreed.territories.dialog(None)
    dialog.fields["from"].setText("tomorrow")
    dialog.accept()
    assert dialog.values == {}
    texts = [one.full_text() for one in dialog.findChildren(Label)]
    assert any("tomorrow" in one for one in texts)
    assert any("未填写" in one for one in texts)
    dialog.fields["area_code"].setText("余杭区 (330110)")
    dialog.fields["from"].setText("2026/5/1")
    dialog.accept()
    assert dialog.values["area_code"] == "330110"
    dialog.deleteLater()


def test_a_conflict_stands_on_both_cards_while_the_contract_is_a_draft(
    page: DealersPage, desk: Desk, look: Look, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(desk, "contract", "D3", number="HT3", state="draft")
    put(desk, "territory", "D3", area_code="330110", contract_no="HT3")
    for code, other in (("D1", "余杭三号"), ("D3", "杭州一号")):
        page.show_dealer(party(desk, code))
        agreed = panel(page, "agreed", AgreedPanel, at_rest)
        (banner,) = [one for one in agreed.findChildren(Banner) if one.isVisible()]
        assert other in banner.words.full_text()
        assert any("冲突" in one for one in said(agreed.territories))
    monkeypatch.setattr(card_agreed, "_MOST_CLASHES", 0)
    agreed.show_card(agreed.data, again=True)
    at_rest()
    assert agreed.more is not None
    assert agreed.more.words.full_text().endswith("1"), "it says how many more there are"
    agreed.more.findChild(Button).click()
    at_rest()
    (banner,) = [one for one in agreed.findChildren(Banner) if one.isVisible()]
    assert "杭州一号" in banner.words.full_text()
    assert check_every_face(page, look) == []


def test_territories_are_handed_over_from_the_card_in_one_step(page: DealersPage, desk: Desk, at_rest: Rest) -> None:
    agreed = panel(page, "agreed", AgreedPanel, at_rest)
    dialog = HandoverDialog(agreed, agreed.agreed.rows["territory"], agreed.where)
    dialog.accept()
    assert dialog.successor == "", "nobody was named"
    at_rest()
    offered = dialog.to_field.completer().model()
    assert "余杭二号 (D2)" in [offered.index(row, 0).data() for row in range(offered.rowCount())]
    dialog.to_field.setText("余杭九号")
    dialog.day_field.setText("2026-07-01")
    dialog.accept()
    assert dialog.day == 0
    assert any("余杭二号 (D2)" in one.full_text() for one in dialog.findChildren(Label)), "it says who is near"
    dialog.to_field.setText("余杭二号 (D2)")
    dialog.day_field.setText("2026-07-01")
    dialog.accept()
    hand_over_to(agreed, dialog)
    dialog.deleteLater()
    at_rest()
    assert [one.values["from_on"] for one in rows(desk, "territory", "D2")] == [dialog.day]
    undo(desk.db, desk.undo_handlers)
    assert rows(desk, "territory", "D2") == []


def test_credit_part_by_part_and_its_terms(page: DealersPage, desk: Desk, look: Look, at_rest: Rest) -> None:
    put(desk, "ledger_entry", "D1", kind="permanent", way="out", at_on=1, amount_e4=5_000_0000, document_no="P1")
    terms = panel(page, "terms", TermsPanel, at_rest)
    texts = said(terms)
    assert "5,000.00" in " ".join(texts)
    assert any("没有" in one or "未设额度" in one for one in texts)
    add(terms.buckets, at_rest, bucket="permanent", limit="3000", included="1")
    assert any("超出" in one for one in said(terms))
    assert check_every_face(page, look) == []
    look.set_language("en")
    at_rest()  # the change has reached every panel
    at_rest()  # and each has read again
    assert "5,000.00 CNY" in said(terms)
    look.set_language("zh_CN")
    at_rest()  # the change has reached every panel
    at_rest()  # and each has read again
    assert "5,000.00 元" in said(terms), "amounts are written in the language of the moment"


def test_a_parent_is_said_by_day_and_a_circle_is_refused(page: DealersPage, desk: Desk, at_rest: Rest) -> None:
    page.show_dealer(party(desk, "D3"))
    overview = panel(page, "overview", OverviewPanel, at_rest)
    dialog = ParentDialog(overview, None)
    dialog.accept()
    assert dialog.days == []
    dialog.parent_field.setText("D1")
    dialog.from_field.setText("2026-01-01")
    dialog.accept()
    overview.parents.save(None, dialog.wanted, *dialog.days)
    dialog.deleteLater()
    at_rest()
    assert [(one.parent, one.by_hand) for one in overview.parents.rows] == [("杭州一号", True)]
    overview.parents.remove(overview.parents.rows[0])
    at_rest()
    assert overview.parents.rows == ()


def test_files_are_dropped_on_a_card_and_scans_hang_on_a_licence(
    page: DealersPage, desk: Desk, look: Look, tmp_path: Path, at_rest: Rest
) -> None:
    paper = tmp_path / "营业执照.txt"
    paper.write_text("scan", encoding="utf-8")
    documents = panel(page, "documents", DocumentsPanel, at_rest)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(paper))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    documents.dropEvent(event)
    at_rest()
    assert [one.name for one in documents.files.files] == ["营业执照.txt"]
    assert desk.workspace.files.get(documents.files.files[0].sha256) == b"scan"
    assert check_every_face(page, look) == []
    documents.files.take_off(documents.files.files[0])
    at_rest()
    assert documents.files.files == []
    put(desk, "licence", "D1", licence_type="药品经营许可证", number="浙AA1", review_months=12, from_on=20_000)
    licences = panel(page, "licences", LicencesPanel, at_rest)
    licences.licences.attach(licences.licences.rows[0].id, [paper])
    at_rest()
    assert [one.kind for one in licences.licences.files.files] == ["scan"]


def test_the_exit_settlement_is_saved_as_one_page(
    page: DealersPage, desk: Desk, tmp_path: Path, at_rest: Rest, qtbot: QtBot
) -> None:
    del qtbot
    ledger = panel(page, "ledger", LedgerPanel, at_rest)
    add(ledger.entries, at_rest, kind="deposit", way="in", at="2026-01-05", amount="20万", document_no="B1")
    assert any("200,000" in one for one in said(ledger.left))
    out = tmp_path / "exit.pdf"
    ledger.write_settlement(out)
    at_rest()
    assert out.read_bytes().startswith(b"%PDF")


def test_the_card_of_another_day_says_what_held_then(page: DealersPage, desk: Desk, look: Look, at_rest: Rest) -> None:
    put(desk, "territory", "D1", area_code="330110", from_on=on("2027-03-01"), exclusive=False)
    put(desk, "credit_override", "D1", limit_e4=1, from_on=on("2025-01-01"), to_on=on("2025-01-31"),
        allowed_by="章海波", reason="旺季")  # fmt: skip
    agreed = panel(page, "agreed", AgreedPanel, at_rest)
    assert [one for one in page.card.findChildren(Banner) if one.isVisible() and "2025" in one.words.full_text()] == []
    assert any("未生效" in one for one in said(agreed.territories))
    terms = panel(page, "terms", TermsPanel, at_rest)
    assert any("已过期" in one for one in said(terms.overrides))
    page.day.choose(date(2025, 1, 31))
    at_rest()
    (then,) = [one for one in page.card.findChildren(Banner) if one.isVisible()]
    assert "2025" in then.words.full_text()
    assert not any("已过期" in one for one in said(terms.overrides)), "its last day counts"
    assert check_every_face(page, look) == []
    page.card.today_wanted.emit()
    at_rest()
    assert any("已过期" in one for one in said(terms.overrides))
    page.day.choose(date(2025, 1, 31))
    page.show_list()
    assert page.day.day == desk.clock.today(), "the next card is today's"


def test_a_scan_is_dropped_on_its_contract_and_tells_of_it_in_the_history(
    page: DealersPage, desk: Desk, tmp_path: Path, at_rest: Rest
) -> None:
    put(desk, "contract", "D1", number="HT2", from_on=on("2027-01-01"), state="draft")
    paper = tmp_path / "HT2.pdf"
    paper.write_bytes(b"%PDF scan")
    agreed = panel(page, "agreed", AgreedPanel, at_rest)
    numbers = [one.values["number"] for one in agreed.contracts.rows]
    box = agreed.contracts.grid.cellRect(numbers.index("HT2") + 1, 0)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(paper))])
    for y in (1.0, float(box.center().y())):
        agreed.contracts.dropEvent(
            QDropEvent(
                QPointF(20, y), Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )  # fmt: skip
        at_rest()
    assert [one.name for one in agreed.contracts.files.files] == ["HT2.pdf"], "above the rows it belongs to none"
    assert "HT2" in said(agreed.contracts.files)
    with desk.db.read() as session:
        assert any(one.entity == "attachment" for one in party_history(session, party(desk, "D1")))


def test_account_numbers_show_their_ends_until_asked_for(page: DealersPage, desk: Desk, at_rest: Rest) -> None:
    put(desk, "bank_account", "D1", account_no="6222020200112233445", bank="工商银行")
    people = panel(page, "people", PeoplePanel, at_rest)
    assert "622****3445" in said(people)
    people.accounts.copy()
    assert "622****3445" in QGuiApplication.clipboard().text()
    people.accounts.eye_button.click()
    at_rest()
    assert "6222020200112233445" in said(people)
    history = panel(page, "history", HistoryPanel, at_rest)
    assert "6222020200112233445" not in " ".join(said(history))
    assert any("622****3445" in one for one in said(history))
    history.history.eye_button.click()
    at_rest()
    assert any("6222020200112233445" in one for one in said(history))


def test_a_dealer_with_300_territories_shows_them_bit_by_bit_and_hands_over_those_that_are_ticked(
    page: DealersPage, desk: Desk, at_rest: Rest
) -> None:
    own = party(desk, "D1")

    def command(session: Any) -> None:
        for n in range(300):
            set_row(session, kind="territory", party_id=own, values={
                "area_code": f"{330200 + n}", "from_on": on("2026-01-01"), "exclusive": False})  # fmt: skip

    write(desk, command)
    agreed = panel(page, "agreed", AgreedPanel, at_rest)
    assert len(agreed.territories._lines) == 60
    agreed.territories.show_more()
    assert len(agreed.territories._lines) == 120
    dialog = HandoverDialog(agreed, agreed.agreed.rows["territory"], agreed.where)
    assert len(dialog.boxes) == 301
    dialog.to_field.setText("D2")
    dialog.all.setChecked(False)
    dialog.accept()
    assert dialog.day == 0, "nothing goes over"
    dialog.boxes[250][1].setChecked(True)
    dialog.accept()
    assert dialog.chosen == (dialog.boxes[250][0],)
    dialog.deleteLater()


def test_the_keyboard_takes_a_row_out_from_any_of_its_buttons(page: DealersPage, desk: Desk, at_rest: Rest) -> None:
    put(desk, "contact", "D1", name="王芳")
    people = panel(page, "people", PeoplePanel, at_rest)
    bin_ = people.contacts._lines[0][-1]
    bin_.setFocus()
    QTest.keyClick(bin_, Qt.Key.Key_Delete)
    at_rest()
    assert people.contacts.rows == []
