"""Minutes as PDF, Word file and slides: everything said is in each, and the same minutes give the same bytes."""

import subprocess
from dataclasses import replace
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
from app.meetings.minutes import Earlier, MinutesContent, minutes_from_json, minutes_json
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
    wanted = SAID if kind != "pptx" else SAID[:4]
    assert [one for one in wanted if "".join(one.split()) not in shown] == []
    heads = {ZH: "决议", EN: "Meetingdecision"}
    assert heads[lang] in shown


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_it_names_the_versions_before_and_why_each_was_reopened(content: MinutesContent, kind: str) -> None:
    again = replace(content, version=2, earlier=(Earlier(1, "2026-05-08", "王芳", "0" * 64, "漏记承运商"),))
    assert "漏记承运商" not in words_of(kind, MAKERS[kind](content, ZH))
    assert "漏记承运商" in words_of(kind, MAKERS[kind](again, ZH))


def test_slides_have_native_charts_of_what_was_discussed(content: MinutesContent) -> None:
    shapes = [one for slide in Presentation(BytesIO(minutes_pptx(content, ZH))).slides for one in slide.shapes]
    (chart,) = [one.chart for one in shapes if one.has_chart]
    assert [list(one.values) for one in chart.plots[0].series] == [[0.9, 0.886]]


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
