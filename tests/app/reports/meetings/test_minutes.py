"""Minutes as PDF, Word file and slides: everything said is in each, and the same minutes give the same bytes."""

import subprocess
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from pathlib import Path
from shutil import which

import pytest
from docx import Document
from pptx import Presentation
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.core.texts import EN, ZH, Text
from app.core.workspace import Workspace
from app.meetings import commands
from app.meetings.closing import close_meeting, minutes_content
from app.meetings.commands import Verdict
from app.meetings.evidence import (
    Evidence,
    Figures,
    FrozenChart,
    FrozenFigure,
    FrozenSeries,
    evidence_json,
    figures_json,
)
from app.meetings.minutes import (
    Aim,
    Earlier,
    MinutesContent,
    Quorum,
    Report,
    Titled,
    minutes_from_json,
    minutes_json,
)
from app.meetings.model import Meeting, Outcome
from app.reports.meetings.minutes import minutes_pdf
from app.reports.meetings.minutes_docx import minutes_docx
from app.reports.meetings.minutes_pptx import minutes_pptx
from tests.app.meetings.rooms import FIRST, a_meeting, a_room, an_action, do

MAKERS = {"pdf": minutes_pdf, "docx": minutes_docx, "pptx": minutes_pptx}
FIGURES = Figures(
    "2026-04", 7, "2026-05-07",
    {"kpi:otif": FrozenFigure(
        Text("On time in full"), "88.6%", "95%",
        charts=(FrozenChart(Text("On time in full"), ("2026-02", "2026-03"), (
            FrozenSeries(Text("On time in full"), ("0.9", "0.886"), shape="line"),), format="percent", target="0.95"),),
    )},
)  # fmt: skip
SAID = ("=1+1 换承运商", "<b>浙西线</b> & 捷运", "谈判备用承运商", "春节后压货", "等承运商答复", "补签合同")
"""What people said: whatever it looks like, it is words."""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory, template: Path) -> MinutesContent:
    """Closed minutes of a second meeting: an item with a chart, a decision, an action, a risk, a carried action."""
    folder = tmp_path_factory.mktemp("minutes")
    (folder / "region.cdesk").write_bytes(template.read_bytes())
    with Workspace.open(folder / "region.cdesk") as workspace:
        db, files = workspace.db, workspace.files
        room = a_room(db)
        first = a_meeting(db, room)
        outcome, _ = an_action(db, room, first)
        close_meeting(db, files, meeting_id=first)
        second = a_meeting(db, room, 2)
        sha256 = files.put(figures_json(FIGURES).encode())
        evidence = evidence_json([Evidence(Text("{n} days", {"n": 82}), "kpis", {"kpi": "otif"}, "kpi:otif")])
        item = do(db, commands.add_item, meeting_id=second, title="<b>浙西线</b> & 捷运", evidence=evidence,
                  notes="捷运同意赔付", department_id=room.departments["logistics"])  # fmt: skip
        do(db, _freeze, meeting_id=second, sha256=sha256)
        do(db, commands.begin_item, item_id=item)
        do(db, commands.add_outcome, item_id=item, kind="decision", text="=1+1 换承运商")
        do(db, commands.add_outcome, item_id=item, kind="action", text="谈判备用承运商", owner_id=room.finance,
           due_on=FIRST + 60)  # fmt: skip
        do(db, commands.add_outcome, item_id=item, kind="risk", text="春节后压货\x0b")
        do(db, commands.end_item, item_id=item, seconds=300)
        with db.read() as session:
            carried = session.get_one(Outcome, outcome).action_id
        assert carried is not None
        verdict = Verdict(carried, "carried", due_on=FIRST + 70, reason="等承运商答复")
        do(db, commands.carry_actions, meeting_id=second, verdicts=[verdict])
        do(db, commands.write_report, meeting_id=second, department_id=room.departments["finance"], done="对账完成",
           ready=True)  # fmt: skip
        close_meeting(db, files, meeting_id=second)
        with db.read() as session:
            return minutes_content(session, files, second)


def _freeze(session: Session, *, meeting_id: str, sha256: str) -> None:
    meeting = session.get_one(Meeting, meeting_id)
    meeting.figures_sha256, meeting.known_tx = sha256, 7


def words_of(kind: str, data: bytes) -> str:
    """Everything that a reader of the file sees, without spaces."""
    if kind == "pdf":
        found = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    elif kind == "docx":
        paper = Document(BytesIO(data))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        found = "".join([*(one.text for one in paper.paragraphs), *cells])
    else:
        shapes = [shape for slide in Presentation(BytesIO(data)).slides for shape in slide.shapes]
        tables = [cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
        found = "".join([*(shape.text_frame.text for shape in shapes if shape.has_text_frame), *tables])
    return "".join(found.split())


@pytest.mark.parametrize("lang", [ZH, EN])
@pytest.mark.parametrize("kind", list(MAKERS))
def test_everything_that_was_said_is_in_it_and_the_same_minutes_give_the_same_bytes(
    content: MinutesContent, kind: str, lang: str
) -> None:
    data = MAKERS[kind](content, lang)
    again = minutes_from_json(minutes_json(content))
    assert MAKERS[kind](again, lang) == data
    shown = words_of(kind, data)
    assert [one for one in SAID if "".join(one.split()) not in shown] == []
    heads = {ZH: "决议", EN: "Meetingdecision"}
    assert heads[lang] in shown


@pytest.mark.parametrize("kind", list(MAKERS))
def test_it_names_the_versions_before_and_why_each_was_reopened(content: MinutesContent, kind: str) -> None:
    again = replace(content, version=2, earlier=(Earlier(1, "2026-05-08", "王芳", "0" * 64, "漏记承运商"),))
    assert "漏记承运商" not in words_of(kind, MAKERS[kind](content, ZH))
    assert "漏记承运商" in words_of(kind, MAKERS[kind](again, ZH))


@pytest.mark.parametrize("kind", list(MAKERS))
def test_whatever_minutes_hold_is_said_in_every_format(content: MinutesContent, kind: str) -> None:
    told = everything(content)
    shown = words_of(kind, MAKERS[kind](told, ZH))
    lacking = {words for words in marks_of(told) if words not in shown}
    assert lacking == set()
    assert "5/87分钟" in shown, "minutes spent of those planned"
    assert [one for one in ("2026年5月29日", "2026年6月7日", "2026年9月9日", "AC-结转") if one not in shown] == []


def everything(content: MinutesContent) -> MinutesContent:
    """The minutes with a word of its own in each field that a person or the program fills with words."""
    aim = Aim("到货及时", "12.5", relative=False, check_on="2026-09-09", after_from="2026-06", after_to="2026-08")
    risk = replace(content.outcomes("risk")[0][1], text="风险独有")
    told = replace(risk, kind="information", text="通报独有")
    action = replace(content.outcomes("action")[0][1], text="行动独有", dealer="经销甲", kpi="指标甲",
                     department="部门甲", owner="责任甲", action_ref="AC-独有", due_on="2026-05-29")  # fmt: skip
    decision = replace(content.outcomes("decision")[0][1], text="决议独有", aims=(aim,), opened=("DS-独有",))
    one = next(each for each in content.items if each.outcomes)
    item = replace(one, department="部门乙", owner="责任乙", dealer="经销乙", kpi="指标乙", notes="记录独有",
                   minutes=87, outcomes=(decision, action, risk, told))  # fmt: skip
    parked = replace(
        one,
        n=0,
        department="部门己",
        words=Titled("暂缓独有", {}),
        state="parked",
        reason="暂缓原因",
        outcomes=(),
        notes="",
    )
    carried = replace(content.carried[0], words=Titled("结转独有", {}), owner="责任丙", department="部门丙",
                      reason="结转原因", ref="AC-结转", into_ref="AC-并入",
                      due_before="2026-05-29", due_after="2026-06-07")  # fmt: skip
    absent = replace(
        content.attendees[0], name="到会甲", title="职务甲", department="部门丁", proxy="代理甲", note="到会备注"
    )
    return replace(
        content, items=(item, parked), carried=(carried,), attendees=(absent,),
        head=replace(content.head, title="会议独有", series="例会独有", series_en="", place="地点独有",
                     chair="主持独有", secretary="书记独有", sponsor="发起独有", workspace="区域独有"),
        quorum=Quorum(4, 1, 2, ("缺席部门",), is_met=False, reason="法定原因"), closed_by="关闭独有",
        reports=(Report("部门戊", "报告人甲", "已完成甲", "下一步甲", "请求甲"),),
        earlier=(Earlier(1, "2026-05-08", "前关闭人", "0" * 64, "重开原因"),),
    )  # fmt: skip


def marks_of(told: object) -> set[str]:
    """The words of ``everything`` that a reader must find: all but ids, codes and what only machines read."""
    silent = {"person_id", "email", "id", "said_by", "owner_id", "source", "section", "state", "role", "kind",
              "period", "series_ref", "ref", "after_from", "after_to", "content_sha256", "held_on", "closed_on",
              "check_on", "due_on",
              "due_before", "due_after", "verdict", "format", "figures", "evidence", "params", "series_en"}  # fmt: skip
    if isinstance(told, str):
        return {"".join(told.split())} - {""}
    if isinstance(told, tuple):
        return set[str]().union(*map(marks_of, told))
    if not is_dataclass(told):
        return set()
    return set[str]().union(*(marks_of(getattr(told, one.name)) for one in fields(told) if one.name not in silent))


def test_slides_have_native_charts_of_what_was_discussed(content: MinutesContent) -> None:
    shapes = [one for slide in Presentation(BytesIO(minutes_pptx(content, ZH))).slides for one in slide.shapes]
    (chart,) = [one.chart for one in shapes if one.has_chart]
    assert [list(one.values) for one in chart.plots[0].series] == [[0.9, 0.886], [0.95, 0.95]]
    assert [one.name for one in chart.plots[0].series][1:] == ["目标 95%"], "the target is a line of its own"


def test_a_preview_says_that_it_is_one(workspace: Workspace) -> None:
    room = a_room(workspace.db)
    meeting = a_meeting(workspace.db, room)
    with workspace.db.read() as session:
        open_one = minutes_content(session, workspace.files, meeting)
    assert "预览" in words_of("pdf", minutes_pdf(open_one, ZH))
    assert "Preview" in words_of("docx", minutes_docx(open_one, EN))


@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed; make test installs it")
def test_the_word_file_opens_in_another_program(content: MinutesContent, tmp_path: Path) -> None:
    paper = tmp_path / "minutes.docx"
    paper.write_bytes(minutes_docx(content, ZH))
    command = [which("soffice") or "", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
               "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), str(paper)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shown = "".join((tmp_path / "minutes.txt").read_text(encoding="utf-8-sig").split())
    assert [one for one in SAID if "".join(one.split()) not in shown] == []
