"""The compliance register by clicks: reported, taken step by step, with files and evidence, until it limits a grade."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Desk
from app.compliance.cases.queries import caps_of_cases, case_card, list_cases, read_kinds
from app.compliance.cases.service import open_case
from app.core.db import Action
from app.core.period import day_number, quarter_of
from app.core.texts import Text
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.queries import find_party
from app.kpi.findings.evidence import frozen
from tests.app.kpi.findings.test_evidence import FOUND
from tests.desks import desk_of, sign
from tests.ui.looks import check_every_face
from tests.ui.small_region import DAY, NAMES
from ui.cases import card as cards
from ui.cases import kinds as kinds_dialog
from ui.cases.evidence import EvidenceCard, RowsDialog
from ui.cases.kinds import KindsDialog
from ui.cases.page import CasesPage
from ui.core.look import Look

Rest = Callable[[], None]
TODAY = day_number(DAY)


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    """One case that was made of a sign."""
    found = desk_of(small_workspace)
    sign(found)

    def work(session: Any) -> None:
        party = find_party(session, "D1").id
        open_case(session, party_id=party, kind="diversion", title="货到安吉", on=TODAY - 9, today=TODAY, finding="x",
                  evidence=frozen(FOUND, as_of=TODAY - 9))  # fmt: skip

    found.db.write(Action("Seed"), work)
    return found


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[CasesPage]], CasesPage]) -> CasesPage:
    return visit(CasesPage)


def opened(page: CasesPage, at_rest: Rest, number: int = 0) -> cards.CaseView:
    page.table.opened.emit(page.table.grid.row_at(number))
    at_rest()
    assert page.case is not None
    return page.case


def test_a_case_of_a_sign_is_called_like_the_sign_in_either_language_until_somebody_names_it(
    page: CasesPage, desk: Desk, at_rest: Rest, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = frozen(FOUND, as_of=TODAY)
    desk.db.write(Action("Sign"), lambda session: open_case(
        session, party_id=find_party(session, "D2").id, kind="diversion", on=TODAY, today=TODAY, finding="y",
        evidence=evidence,
    ))  # fmt: skip
    at_rest()
    assert page.view is not None
    (one,) = [case for case in page.view.cases if case.dealer == NAMES["D2"]]
    assert one.title == Text(evidence["title"])
    page.show_case(one.id)
    at_rest()
    for lang in ("zh_CN", "en"):
        look.set_language(lang)
        at_rest()
        assert page.drawer.title.full_text() == look.t(evidence["title"])
    assert page.case is not None
    monkeypatch.setattr(cards, "ask", lambda *_args, **_more: {
        "title": look.t(evidence["title"]), "kind": "false_flow", "owner_id": "",
    })  # fmt: skip
    page.case.edit()
    at_rest()
    assert page.case.case.row.kind == "false_flow"
    assert page.case.case.row.title == Text(evidence["title"]), "words that nobody changed still follow the language"
    monkeypatch.setattr(cards, "ask", lambda *_args, **_more: {"title": "义乌货", "kind": "diversion", "owner_id": ""})
    page.case.edit()
    at_rest()
    assert page.case.case.row.title == "义乌货"


def step(page: CasesPage, at_rest: Rest, monkeypatch: pytest.MonkeyPatch, stage: str, **values: object) -> None:
    assert page.case is not None
    monkeypatch.setattr(cards, "ask", lambda *_args, **_more: {"on": TODAY, "body": "查实"} | values)
    page.case.nexts[stage].click()
    at_rest()


def test_a_case_is_taken_to_its_closing_and_limits_the_grade(
    page: CasesPage, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch, look: Look, tmp_path: Path
) -> None:
    opened(page, at_rest)
    assert check_every_face(page, look, data=["货到安吉"]) == []
    look.set_language("zh_CN")
    step(page, at_rest, monkeypatch, "investigating")
    step(page, at_rest, monkeypatch, "decided", result="founded")
    assert page.case is not None
    assert list(page.case.nexts) == ["sanctioned", "closed"]
    step(page, at_rest, monkeypatch, "sanctioned", penalty_e4=50_000_000)
    photo = tmp_path / "票据.jpg"
    photo.write_bytes(b"jpg")
    page.case.add_files(page.case.case.steps[0].id, [photo])
    at_rest()
    step(page, at_rest, monkeypatch, "closed")
    with desk.db.read() as session:
        (one,) = list_cases(session)
        found = case_card(session, one.id)
        assert [cap.ref for cap in caps_of_cases(session, quarter_of(DAY))] == [one.ref]
    assert (one.stage, one.penalty_e4) == ("closed", 50_000_000)
    assert [file.name for file in found.steps[0].files] == ["票据.jpg"]
    assert page.table.grid.rowCount() == 0, "open ones are shown"
    page.open({"case": one.id})
    at_rest()
    assert check_every_face(page, look, data=["货到安吉", "查实", "票据.jpg"]) == []


def test_the_first_undo_takes_the_last_step_back(
    page: CasesPage, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(page, at_rest)
    step(page, at_rest, monkeypatch, "investigating")
    undo(desk.db, desk.undo_handlers)
    at_rest()
    assert page.case is not None
    assert list(page.case.nexts) == ["investigating"]


def test_the_rows_of_a_sign_are_opened_with_their_cells(
    page: CasesPage, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = opened(page, at_rest)
    card = view.findChild(EvidenceCard)
    assert card is not None
    feeds = list(card.links)
    assert feeds == [feed for feed, ids in view.case.evidence["rows"].items() if ids]
    seen: list[RowsDialog] = []
    monkeypatch.setattr(RowsDialog, "run", lambda dialog: seen.append(dialog) or False)
    monkeypatch.setattr(RowsDialog, "deleteLater", lambda _dialog: None)
    card.links[feeds[0]].click()
    at_rest()
    assert seen[0].traced.table.grid.rowCount() == len(view.case.evidence["rows"][feeds[0]])
    seen[0].close()


def test_a_case_is_reported_with_a_dealer_by_a_part_of_its_name(page: CasesPage, desk: Desk, at_rest: Rest) -> None:
    dialog = page.new_dialog()
    assert dialog is not None
    dialog.put("title", "流向作假")
    dialog.put("party_id", "医药")
    dialog.accept()
    assert dialog.values == {}, "three dealers are called so"
    dialog.put("party_id", "温州二号")
    dialog.put("kind", "false_flow")
    dialog.accept()
    page.keep(dialog.values)
    dialog.deleteLater()
    at_rest()
    with desk.db.read() as session:
        one = next(case for case in list_cases(session) if case.kind == "false_flow")
    assert (one.dealer, one.title, one.owner, one.opened_on) == (NAMES["D2"], "流向作假", "李经理", TODAY)
    assert page.case is not None, "the new case is open"


def test_a_kind_is_switched_on_to_limit_grades(
    page: CasesPage, desk: Desk, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page.view is not None
    dialog = KindsDialog(page.context, page, page.view.kinds)
    monkeypatch.setattr(kinds_dialog, "ask", lambda *_args, **_more: {"caps": True, "at_most": "D", "quarters": 2})
    dialog.ask(page.view.kinds["price"])
    at_rest()
    with desk.db.read() as session:
        kind = read_kinds(session)["price"]
    assert (kind.caps, kind.at_most, kind.quarters) == (True, "D", 2)
    dialog.deleteLater()
