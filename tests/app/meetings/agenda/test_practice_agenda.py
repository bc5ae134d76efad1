"""The April meeting of the practice region: its agenda names what was planted there, and who owns it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import day_number
from app.core.settings import MachineSettings
from app.core.texts import EN, ZH, Text, texts
from app.core.workspace import Workspace
from app.inbox.queries import list_notices
from app.inbox.service import mark_done
from app.kpi.queries import people_once
from app.meetings import commands
from app.meetings.agenda.proposal import Proposal
from app.meetings.agenda.service import propose_agenda, write_agenda
from app.meetings.evidence import frozen_figures, read_evidence
from app.meetings.queries import meeting_view
from app.meetings.rows import ItemRow
from app.people.service import add_departments
from tests.desks import desk_of

HELD = date(2026, 4, 15)
PLANTED = (
    (1, "销售部", ("温州瑞康", "68.6%", "82 天")),
    (2, "物流部", ("捷运", "杭州→丽水、杭州→衢州", "71.8%", "93.5%")),
    (3, "质量部", ("台州恒信", "2026-03-31", "3 笔", "18.4 万")),
    (4, "信息部", ("嘉兴同济", "2026-02-03", "96.0 万")),
    (6, "稽查部", ("金华义利", "4,320 盒", "湖州", "−15.3%")),
    (7, "信息部", ("衢州信澜", "6,450.00", "21.50")),
    (10, "商务部", ("宁波甬禾", "1,374 支", "34.4 万")),
    (11, "财务部", ("丽水瓯源", "43.0 万", "58.0 万")),
    (12, "销售部", ("湖州苕禾", "2.6 万", "5.1 万")),
    (16, "稽查部", ("2025-11", "2025-10", "95.8%")),
    (17, "财务部", ("48 小时", "81.0%", "97.0%")),
    (18, "供应链部", ("县级", "44 家里 14 家", "9 天")),
    (19, "市场部", ("嘉善", "11.8%", "4.2%", "17 家")),
    (20, "质量部", ("缙云", "31.2 万")),
)
"""The story's number, its department, and what the item says of it."""
GOALS = (
    ("物流部", "准时足量率（OTIF） 88.6%"), ("财务部", "逾期率 8.4%"), ("商务部", "订单审核及时率 80.3%"),
    ("销售部", "完成 89.7%，欠 310.0 万"),
)  # fmt: skip
DECOYS = ("D0416", "D0418", "D0409")


@dataclass(frozen=True)
class April:
    desk: Desk
    meeting: str
    series: str
    made: list[str]

    @property
    def items(self) -> list[ItemRow]:
        with self.desk.db.read() as session:
            return list(meeting_view(session, self.meeting).items)


@pytest.fixture(scope="module")
def april(taken: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[April]:
    """A workspace with the region in which the agenda of the April meeting was written."""
    folder = tmp_path_factory.mktemp("agenda")
    for name in ("region.cdesk", "region.files"):
        shutil.copy(taken / name, folder / name)
    with Workspace.open(folder / "region.cdesk", machine=MachineSettings(folder / "home")) as workspace:
        desk = desk_of(workspace)

        def plan(session: Session) -> tuple[str, str]:
            add_departments(session)
            series = commands.add_series(session, name="月度经营分析会", minutes=135)
            held = day_number(HELD)
            return series, commands.plan_meeting(session, series_id=series, period="2026-03", held_on=held)

        series, meeting = desk.db.write(Action("Plan"), plan).value
        yield April(desk, meeting, series, write_agenda(desk.db, workspace.files, meeting_id=meeting))


def words(item: ItemRow, lang: str = ZH) -> str:
    return texts(lang).render(item.title) if isinstance(item.title, Text) else item.title


@pytest.mark.parametrize(("number", "department", "told"), PLANTED, ids=[str(one[0]) for one in PLANTED])
def test_a_planted_problem_is_named_with_its_owner(
    april: April, number: int, department: str, told: tuple[str, ...]
) -> None:
    found = [one for one in april.items if all(each in words(one) for each in told)]
    assert len(found) == 1, (number, [words(one) for one in april.items])
    assert texts(ZH)(found[0].department) == department
    link = read_evidence(found[0].evidence)[0]
    assert link.page == "board"
    assert link.figures


@pytest.mark.parametrize(("department", "told"), GOALS)
def test_what_is_off_its_goal_is_named_with_its_owner(april: April, department: str, told: str) -> None:
    (found,) = [one for one in april.items if told in words(one)]
    assert texts(ZH)(found.department) == department


def test_the_agenda_fits_and_is_silent_about_decoys_in_both_languages(april: April) -> None:
    assert len(april.items) == len(april.made)
    assert sum(one.minutes for one in april.items) <= 130
    assert all(words(one) and words(one, EN) and one.minutes for one in april.items)
    with april.desk.db.read() as session:
        quiet = {one.id for one in people_once(session)[0].values() if one.code in DECOYS}
    assert not quiet & {one.dealer_id for one in april.items}


def test_figures_are_frozen_with_their_charts(april: April) -> None:
    with april.desk.db.read() as session:
        meeting = meeting_view(session, april.meeting).meeting
    figures = frozen_figures(april.desk.workspace.files, meeting.figures_sha256)
    assert (figures.period, figures.as_of) == ("2026-03", "2026-04-10")
    assert figures.known_tx == meeting.known_tx
    otif = figures.items["kpi:otif_rate"]
    assert (otif.value, otif.goal, otif.department) == ("88.6%", "≥ 95%", "logistics")
    (chart,) = otif.charts
    assert (len(chart.categories), chart.categories[-1], chart.target) == (12, "2026-03", "0.95")
    for one in april.items:
        links = read_evidence(one.evidence)
        assert links, words(one)
        assert {link.figures for link in links if link.figures} <= set(figures.items), words(one)


def test_written_again_it_adds_nothing_and_keeps_what_people_changed(april: April) -> None:
    db, files = april.desk.db, april.desk.workspace.files
    item = next(one for one in april.items if "丽水瓯源" in words(one))
    changes = {"title": "瓯源：停货还是补保证金", "minutes": 12}
    db.write(Action("Edit"), lambda session: commands.edit_item(session, item_id=item.id, changes=changes))
    assert write_agenda(db, files, meeting_id=april.meeting) == []
    (again,) = [one for one in april.items if one.id == item.id]
    assert (again.title, again.minutes) == ("瓯源：停货还是补保证金", 12)
    assert again.evidence == item.evidence


def test_what_is_struck_off_does_not_come_back_unchanged(april: April) -> None:
    db, files = april.desk.db, april.desk.workspace.files
    item = next(one for one in april.items if "湖州苕禾" in words(one))
    db.write(Action("Strike"), lambda session: commands.reject_item(session, item_id=item.id, reason="已定"))
    assert item.cause not in {one.cause for one in propose_agenda(db, files, meeting_id=april.meeting)}
    later = db.write(
        Action("Plan"),
        lambda session: commands.plan_meeting(
            session, series_id=april.series, period="2026-03", held_on=day_number(HELD) + 1
        ),
    ).value
    found = {one.cause for one in propose_agenda(db, files, meeting_id=later)}
    assert item.cause not in found, "nor at the next meeting"
    assert next(one.cause for one in april.items if "温州瑞康" in words(one)) in found


def planned(april: April, period: str, held: date, kind: str = "monthly") -> list[Proposal]:
    """What is proposed to a meeting of another series."""

    def plan(session: Session) -> str:
        series = commands.add_series(session, name=f"{kind} {period}", kind=kind, minutes=180)
        return commands.plan_meeting(session, series_id=series, period=period, held_on=day_number(held))

    db = april.desk.db
    return propose_agenda(db, april.desk.workspace.files, meeting_id=db.write(Action("Plan"), plan).value)


def test_a_month_that_runs_is_held_against_its_days_and_one_to_come_against_nothing(april: April) -> None:
    found = planned(april, "2026-04", HELD)
    (gap, _) = [texts(ZH).render(one.title) for one in found if one.section == "plan"]
    assert gap == "2026-04 至今销售净额 588.6 万，目标 2,180.0 万，完成 27.0%，时间进度 33.3%，欠进度 138.1 万"
    kpis = {key for one in found for key in one.figures}
    assert "kpi:overdue_share" in kpis
    assert not kpis & {"kpi:data_coverage", "kpi:collection_amount"}, "known when the month is over"
    assert not {one.section for one in planned(april, "2026-06", HELD)} & {"plan", "kpis"}


def test_what_somebody_dealt_with_in_the_inbox_is_no_contradiction_any_more(april: April) -> None:
    item = next(one for one in april.items if "浙江禾泰" in words(one))
    db = april.desk.db
    with db.read() as session:
        (notice,) = [
            one.newest for one in list_notices(session, kind="agenda") if one.newest.dealer_id == item.dealer_id
        ]
    db.write(Action("Done"), lambda session: mark_done(session, notice_id=notice.id, on=day_number(HELD)))
    found = {one.cause for one in planned(april, "2026-03", HELD)}
    assert item.cause not in found
    assert any(one.startswith("odd:") for one in found)


def test_a_quarterly_review_walks_the_newest_assessment(april: April) -> None:
    found = [one for one in planned(april, "2026-Q1", HELD, "quarterly") if one.section == "review"]
    said = [texts(ZH).render(one.title) for one in found]
    assert "销售 6,430.0 万元，完成 93.2%" in said[0]
    assert said[1].startswith("2026-Q1 得分变化的原因")
    assert [(one.department, "温州瑞康" in told) for one, told in zip(found[2:5], said[2:5], strict=True)] == [
        ("sales", True), ("finance", False), ("sales", False),
    ]  # fmt: skip
    assert said[5] == "未交齐清单的经销商：5 家"
    (grades,) = found[0].figures["review:head"].charts
    assert grades.series[0].values == ("10", "31", "15", "5", "0")
