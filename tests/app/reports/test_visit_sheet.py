"""The sheet before the door is one page, whatever there is to say, in both languages; what does not fit is counted."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from app.actions.service import create_action
from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import day_number
from app.core.texts import EN, ZH, Text
from app.core.workspace import Workspace
from app.dealers.life.service import add_note, enter_state
from app.dealers.queries import find_party
from app.health.kpis import kpi_infos
from app.reports.visit_sheet import visit_report
from app.visits.service import do_visit, plan_visit
from app.visits.sheet import Change, FigureLine, VisitSheet, visit_sheet
from tests.desks import desk_of, profile, sign, take_in, write_csv

PARTIES = """id = "dealers"
source = "erp"
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
"""
TODAY = date(2026, 4, 10)
DAY = day_number(TODAY)


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """One dealer with a visit behind and one ahead, a promise, a note, and a state that somebody chose."""
    found = desk_of(workspace)
    sign(found)
    take_in(found, write_csv(tmp_path / "d.csv", [("code", "name"), ("D1", "台州恒信医药有限公司")]), profile(PARTIES))
    with found.db.read() as session:
        party = find_party(session, "D1").id

    def do(command: Any, **values: Any) -> Any:
        return found.db.write(Action("Visit"), lambda session: command(session, **values)).value

    visit = do(plan_visit, party_id=party, on=DAY - 40)
    do(do_visit, visit_id=visit, on=DAY - 40, today=DAY, notes="答应补证")
    do(create_action, title="补交许可证", kind="promise", about=("party", party), due_on=DAY - 5)
    do(enter_state, party_id=party, to="watch", on=DAY - 30, today=DAY, reason="连续三月下滑")
    do(add_note, party_id=party, body="换了采购经理", on=DAY - 2)
    why = [
        {"code": "overdue", "params": {"amount": 235_000_000}},
        {"code": "state", "params": {"state": "watch"}},
    ]
    do(plan_visit, party_id=party, on=DAY + 3, purpose="谈二季度计划", reasons=why)
    return found


def read(desk: Desk) -> VisitSheet:
    with desk.db.read() as session:
        return visit_sheet(session, party_id=find_party(session, "D1").id, today=TODAY)


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def test_the_sheet_knows_the_last_visit_what_was_promised_and_what_to_ask(desk: Desk) -> None:
    sheet = read(desk)
    assert sheet.visit is not None
    assert sheet.last is not None
    assert (sheet.visit.planned_on, sheet.last.notes, sheet.state_since) == (DAY + 3, "答应补证", DAY - 30)
    assert str(sheet.promises[0].title) == "补交许可证"
    assert [str(one) for one in sheet.questions] == ["谈二季度计划", "What became of: 补交许可证?"]
    assert [str(one.said) for one in sheet.changes] == ["换了采购经理", "Under watch (连续三月下滑)"]
    assert sheet.overdue_amount is None, "nobody has told what is open"


@pytest.mark.parametrize("lang", [ZH, EN])
def test_the_same_sheet_gives_the_same_page(desk: Desk, lang: str) -> None:
    sheet = read(desk)
    pdf = visit_report(sheet, lang)
    (page,) = pages(pdf)
    assert pdf == visit_report(sheet, lang)
    for words in ("台州恒信医药有限公司", "补交许可证", "谈二季度计划", "2.4 万" if lang == ZH else "24k"):
        assert words in page, page


@pytest.mark.parametrize("lang", [ZH, EN])
@pytest.mark.parametrize("words", ["很长的一句话，" * 30, "a very long sentence without any end " * 20])
def test_however_much_there_is_to_say_it_is_one_page(desk: Desk, lang: str, words: str) -> None:
    sheet = read(desk)
    info = kpi_infos()
    action = replace(sheet.promises[0], title=words)
    full = replace(
        sheet, contact=words, questions=(words,) * 30, promises=(action,) * 40,
        changes=tuple(Change(DAY, Text("{words}", {"words": words})) for _ in range(40)),
        figures=tuple(FigureLine(info[name], Fraction(1), Fraction(2), Fraction(3)) for name in list(info)[:10]),
        overdue_parts=tuple((info["overdue_1_30_amount"], Fraction(n)) for n in range(1, 7)),
        dealer=sheet.dealer._replace(name=words, parent=words), last=replace(sheet.last, notes=words),  # type: ignore[type-var]
    )  # fmt: skip
    found = pages(visit_report(full, lang))
    assert len(found) == 1
    assert ("其余" if lang == ZH else "and more") in found[0]
