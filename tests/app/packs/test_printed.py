"""Reports say by which pack their definitions are, and what was frozen before a pack never says a later one."""

from io import BytesIO

from openpyxl import load_workbook
from pypdf import PdfReader

from app.bootstrap import Desk
from app.core.locks import pack_at
from app.core.progress import Progress
from app.core.texts import texts
from app.core.undo import undo
from app.core.workspace import Workspace
from app.health.sheets import Provenance
from app.meetings.content import Closing, content_of
from app.meetings.minutes import minutes_from_json, minutes_json
from app.packs.service import install_pack
from app.reports.boards.book import workbook
from app.reports.boards.pack import board_pack
from app.reports.kit.closing import draw_provenance, footer_text
from app.reports.kit.flow import Flow
from app.reports.meetings.parts import origin_lines
from tests.app.boards.handmade import handout
from tests.app.meetings.rooms import a_meeting, a_room
from tests.app.packs.samples import PARTS, pack_of
from tests.desks import desk_of, sign

LABEL = "集团配置 1 (group, 0123abcd)"


def installed(desk: Desk, version: str) -> int:
    kpi = {
        "kpi": "own_order_value", "name": f"订单均值 {version}", "formula": "net_amount / order_count", "sentence": "x",
        "unit": "money", "direction": "higher", "owner": "sales", "grain": "",
    }  # fmt: skip
    install_pack(desk.db, PARTS, pack_of({"kpis": [kpi]}, version))
    return desk.db.last_tx()


def test_the_pack_of_a_transaction_is_the_one_that_was_in_force_then(workspace: Workspace) -> None:
    desk = desk_of(workspace)
    sign(desk)
    before = desk.db.last_tx()
    first, second = installed(desk, "1"), installed(desk, "2")
    undo(desk.db, desk.undo_handlers)
    third = desk.db.last_tx()
    with desk.db.read() as session:
        found = {tx: pack_at(session, tx) for tx in (before, first, second, third)}
    assert found[before] is None
    assert [one.version for tx in (first, second, third) if (one := found[tx])] == ["1", "2", "1"]


def test_footer_and_last_page_name_the_pack() -> None:
    origin = Provenance("Neutral default", 2, None, None, None, pack=LABEL)
    assert footer_text(texts("zh_CN"), origin).startswith(f"口径：{LABEL}")
    assert LABEL not in footer_text(texts("zh_CN"), Provenance("Neutral default", 2, None, None, None))
    flow = Flow("zh_CN", title="甲", subject="甲", running="甲", footer="")
    draw_provenance(flow, origin)
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(flow.finish())).pages)
    assert "集团配置 1 (group, 0123abcd)" in said


def test_minutes_that_were_closed_before_there_were_packs_keep_their_hash(workspace: Workspace) -> None:
    meeting = a_meeting(workspace.db, a_room(workspace.db))
    with workspace.db.read() as session:
        old = content_of(session, workspace.files, meeting, Closing())
    assert b'"pack"' not in minutes_json(old)
    assert minutes_from_json(minutes_json(old)) == old
    installed(desk_of(workspace), "1")
    with workspace.db.read() as session:
        new = content_of(session, workspace.files, meeting, Closing())
    assert new.pack.startswith("集团配置 1 (group, ")
    assert minutes_from_json(minutes_json(new)) == new
    assert any("口径依据配置包 集团配置 1" in one for one in origin_lines(texts("zh_CN"), new))


def test_what_is_handed_out_of_a_board_names_the_pack() -> None:
    from dataclasses import replace

    handed = replace(handout(), pack=LABEL)
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(board_pack(handed, "en", Progress()))).pages)
    assert f"definitions by {LABEL}" in said
    book = load_workbook(BytesIO(workbook(handed, "en", Progress())))
    assert book.properties.description == LABEL
    assert book.worksheets[0]["A3"].value == f"definitions by {LABEL}"
