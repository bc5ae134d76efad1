"""A month of visits by clicks: planned from proposals, dragged to another day, done with promises, copied forward."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QImage

from app.actions.queries import all_actions
from app.bootstrap import Desk
from app.core.attachments import attachments_of
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number, day_of, parse_period
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.life.service import enter_state
from app.dealers.queries import find_party
from app.visits.queries import visits_in
from app.visits.service import plan_visit
from tests.desks import desk_of, sign
from tests.ui.looks import check_every_face
from tests.ui.small_region import DAY, NAMES
from ui.core.look import Look
from ui.core.words import Label
from ui.visits import card as cards
from ui.visits.month import MIME
from ui.visits.page import VisitsPage

Rest = Callable[[], None]
TODAY = day_number(DAY)
APRIL, MAY = parse_period("2026-04"), parse_period("2026-05")


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    """One visit is planned; one dealer is under watch."""
    found = desk_of(small_workspace)
    sign(found)

    def work(session: Any) -> None:
        plan_visit(session, party_id=find_party(session, "D1").id, on=TODAY, purpose="谈续约")
        enter_state(session, party_id=find_party(session, "D2").id, to="watch", on=TODAY, today=TODAY, reason="下滑")

    found.db.write(Action("Seed"), work)
    return found


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[VisitsPage]], VisitsPage]) -> VisitsPage:
    return visit(VisitsPage)


def planned(desk: Desk, month: Any = APRIL) -> dict[str, tuple[int, str]]:
    with desk.db.read() as session:
        return {one.dealer: (one.planned_on, one.state) for one in visits_in(session, month)}


def test_proposals_are_planned_with_one_click_and_undone_with_one(page: VisitsPage, desk: Desk, at_rest: Rest) -> None:
    assert page.proposals.shown is not None
    assert page.proposals.shown[0].dealer == NAMES["D2"]
    page.proposals.adders[page.proposals.shown[0].party_id].click()
    at_rest()
    assert set(planned(desk)) == {NAMES["D1"], NAMES["D2"]}
    page.proposals.all_button.click()
    at_rest()
    assert set(planned(desk)) == set(NAMES.values())
    assert page.proposals.shown == []
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert set(planned(desk)) == {NAMES["D1"], NAMES["D2"]}


def test_a_visit_is_dropped_on_another_day(page: VisitsPage, desk: Desk, at_rest: Rest) -> None:
    (chip,) = page.grid.chips.values()
    data = QMimeData()
    data.setData(MIME, chip.visit.id.encode())
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.grid.days[TODAY + 4].dropEvent(event)
    at_rest()
    assert planned(desk)[NAMES["D1"]] == (TODAY + 4, "planned")


def test_what_came_of_a_visit_is_kept_with_promises_and_photos(
    page: VisitsPage, desk: Desk, at_rest: Rest, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (chip,) = page.grid.chips.values()
    page.grid.opened.emit(chip.visit)
    at_rest()
    assert page.card is not None
    assert page.card.report is not None
    assert page.card.report.pdf is not None
    assert len(page.card.report.pages) == 1, "the sheet before the door"
    asked = {one.name: one for one in page.card.asked_after()}
    assert asked["due1"].read is not None
    assert asked["due1"].read("") is None
    with pytest.raises(UserError, match="before the visit"):
        asked["due1"].read(day_of(TODAY - 1).isoformat())
    values = {name.name: name.value for name in page.card.asked_after()}
    values |= {"notes": "答应签约", "promise1": "四月底签约", "due1": TODAY + 20}
    monkeypatch.setattr(cards, "ask", lambda *_args, **_more: values)
    page.card.done_button.click()
    at_rest()
    assert planned(desk)[NAMES["D1"]] == (TODAY, "done")
    said = {label.text() for label in page.card.findChildren(Label)}
    assert "四月底签约" in said, "what was promised stands with the visit"
    assert any(look.formats.day(TODAY + 20) in words for words in said), "with its day"
    photo, broken = tmp_path / "门头.jpg", tmp_path / "坏.jpg"
    assert QImage(640, 480, QImage.Format.Format_RGB32).save(str(photo))
    broken.write_bytes(b"jpg")
    page.card.add_photos([photo, broken])
    at_rest()
    shown = page.card.photos
    sizes = {one.name: shown.pictures[one.id].pixmap().width() for one in shown.files}
    assert sizes == {"门头.jpg": 104, "坏.jpg": 24}, "small; what is no picture has a sign in its place"
    shown.take_off(next(one for one in shown.files if one.name == "坏.jpg"))
    at_rest()
    with desk.db.read() as session:
        visit = visits_in(session, APRIL)[0].id
        assert [(one.name, one.kind) for one in attachments_of(session, "visit", visit)[visit]] == [
            ("门头.jpg", "photo")
        ]
        assert [one.title for one in all_actions(session) if one.kind == "promise"] == ["四月底签约"]
    assert check_every_face(page, look, data=["答应签约", "谈续约", "门头.jpg"]) == []


def test_a_day_with_many_visits_is_folded_until_somebody_asks(page: VisitsPage, desk: Desk) -> None:
    with desk.db.read() as session:
        (one,) = visits_in(session, APRIL)
    many = [replace(one, id=f"v{number}") for number in range(20)]
    page.grid.show_month(APRIL, many, TODAY)
    assert len(page.grid.chips) == 5
    page.grid.mores[TODAY].click()
    assert len(page.grid.chips) == 20
    page.grid.show_month(APRIL, many[:6], TODAY)
    assert len(page.grid.chips) == 6


def test_it_looks_right_with_a_visit_ahead(page: VisitsPage, look: Look) -> None:
    assert check_every_face(page, look, data=["李经理"]) == []


def test_a_month_is_copied_forward_and_shown(page: VisitsPage, desk: Desk, at_rest: Rest) -> None:
    page.copy_button.click()
    at_rest()
    assert page.month == MAY
    assert list(planned(desk, MAY)) == [NAMES["D1"]]
    assert len(page.grid.chips) == 1
    page.before.click()
    at_rest()
    assert page.month == APRIL
