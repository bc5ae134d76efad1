"""The recalls page: entered with its lots, answered by dealers, closed, undone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.undo import undo
from tests.app.compliance.recalls.test_recalls import SHIPMENTS
from tests.desks import take_in, write_csv
from tests.ui.looks import check_every_face
from ui.core.look import Look
from ui.recalls.page import RecallsPage

Rest = Callable[[], None]


@pytest.fixture
def page(visit: Callable[[type[RecallsPage]], RecallsPage], desk: Desk, tmp_path: Path, at_rest: Rest) -> RecallsPage:
    found = visit(RecallsPage)
    sent = [
        ("no", "dealer", "product", "lot", "day", "quantity"), ("S1", "D1", "P1", "L1", "2026-01-05", 100),
        ("S2", "D2", "P1", "L1", "2026-01-06", 60),
    ]  # fmt: skip
    take_in(desk, write_csv(tmp_path / "shipments_1.csv", sent), SHIPMENTS)
    at_rest()
    return found


def test_a_recall_goes_from_its_entry_to_its_closing_and_undo_opens_it_again(
    page: RecallsPage, desk: Desk, look: Look, at_rest: Rest
) -> None:
    assert check_every_face(page, look, data=["D1", "D2", "P1"]) == []
    dialog = page.dialog(None)
    assert dialog is not None
    dialog.fields["number"].setText("ZH-7")  # type: ignore[attr-defined]
    dialog.fields["reason"].setText("可见异物")  # type: ignore[attr-defined]
    dialog.fields["product_id"].setText("nobody")  # type: ignore[attr-defined]
    dialog.accept_button.click()
    assert not dialog.values, "a product that is not there is said under its field"
    dialog.fields["product_id"].setText("P1")  # type: ignore[attr-defined]
    dialog.fields["lots"].setText("L1、L9")  # type: ignore[attr-defined]
    dialog.accept_button.click()
    page.keep(dialog.values)
    at_rest()
    assert page.recall is not None
    assert [one.dealer for one in page.recall.card.touched] == ["D1", "D2"]
    assert check_every_face(page, look, data=["D1", "D2", "P1", "ZH-7", "可见异物"]) == []
    first = page.recall.card.touched[0]
    today = page.recall._today
    page.recall.keep_answer(party_id=first.party_id, on=today, held_e3=5_000, returned_e3=0, note=None or "")
    at_rest()
    assert page.recall.card.touched[-1].held_e3 == 5_000
    page.recall.keep_closed(on=today, outcome="已处理")
    at_rest()
    assert page.recall.card.row.state == "closed"
    assert page.view is not None
    assert page.view.recalls[0].outcome == "已处理"
    undo(desk.db, {})
    at_rest()
    assert page.recall.card.row.state == "open"
