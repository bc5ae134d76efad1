"""From a figure to the cell, and a figure that was printed before a withdrawal."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.bootstrap import FEEDS, Desk, desk_at
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import parse_period
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.core.workspace_settings import PRACTICE_DAY, set_setting
from app.health.queries import region_sheets
from app.health.service import assess
from app.kpi.board import Choice
from app.kpi.definitions import KPIS
from app.kpi.kept import figures_unchanged
from app.kpi.reference import FigureRef, References, is_reference, parse_reference
from app.lineage.original import read_originals, telling_fields
from app.lineage.trace import Trace, trace, traced_rows
from app.reports.region_pack import region_pack
from tests.desks import correct, desk_of, in_process, mapped, profile, sign, take_in, write_csv

QUARTER = Choice(parse_period("2026-Q1"))
LINES = mapped(
    "lines",
    "order_line",
    "order_no=order line_no=line party_code=dealer product_code=product shipped=day shipped_quantity=qty amount",
)
HEADS = mapped("heads", "order_head", "order_no=order party_code=dealer promised_first=promised delivered=came")
HEAD = ("order", "line", "dealer", "product", "day", "qty", "amount")
ROWS = [
    ("O1", 1, "D1", "P1", "2026-01-05", 10, "100.50"), ("O1", 2, "D1", "P2", "2026-01-05", 5, " 50 "),
    ("O2", 1, "D2", "P1", "2026-02-03", 8, "80.25"), ("O3", 1, "D2", "P1", "2026-05-03", 4, "40.00"),
]  # fmt: skip


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Iterator[Desk]:
    """Two dealers with a few lines, on a day after the quarter."""
    workspace.db.write(Action("Day"), lambda session: set_setting(session, key=PRACTICE_DAY, value="2026-04-10"))
    path = workspace.paths.main
    workspace.close()
    found = desk_of(Workspace.open(path))
    take_in(found, write_csv(tmp_path / "lines.csv", [HEAD, *ROWS]), LINES)
    yield found
    found.close()


def reference(desk: Desk, kpi: str = "net_amount", choice: Choice = QUARTER) -> FigureRef:
    with desk.db.read() as session:
        return References(session, desk.clock.today()).of(kpi, choice)


def traced(desk: Desk, ref: FigureRef) -> Trace:
    with desk.db.read() as session:
        return trace(session, ref)


def test_the_rows_of_a_figure_add_up_to_it(desk: Desk) -> None:
    found = traced(desk, reference(desk, choice=Choice(QUARTER.period, dealer="D1")))
    assert found.row is not None
    assert [(one.name, one.total) for one in found.explained] == [("net_amount", found.row.amount)]
    assert found.row.value == "150.5"
    (source,) = found.sources
    assert (source.feed, len(source.ids)) == ("order_line", 2)
    assert found.names == ("D1",)


def test_each_row_names_its_batch_its_file_and_the_very_cell(desk: Desk, tmp_path: Path) -> None:
    ref = reference(desk)
    (source,) = traced(desk, ref).sources
    with (tmp_path / "lines.csv").open(encoding="utf-8") as file:
        written = list(csv.reader(file))
    with desk.db.read() as session:
        rows = traced_rows(session, source.feed, source.ids)
        cells = read_originals(session, desk.workspace.files, FEEDS, rows, child=in_process)
    assert telling_fields(KPIS[ref.kpi], FEEDS["order_line"]) == ("shipped", "amount")
    assert {one.origin.file for one in rows} == {"lines.csv"}
    for one in rows:
        (cell,) = [each for each in cells["order_line", one.fact.id].cells if each.field == "amount"]
        assert (cell.column, cell.row) == ("G", one.origin.row_no)
        assert cell.text == written[cell.row - 1][6].strip()


def test_a_line_leads_to_its_head_too_where_that_completes_it(desk: Desk, tmp_path: Path) -> None:
    lines = profile(
        LINES.text.replace('id = "lines"', 'id = "open"')
        .replace('party_code = "dealer"\n', "")
        .replace('feed = "order_line"', 'feed = "order_line"\nhead = true')
    )
    take_in(desk, write_csv(tmp_path / "open.csv", [HEAD, ("O9", 1, "", "P1", "2026-03-05", 1, "9")]), lines)
    heads = [("order", "dealer", "promised", "came"), ("O9", "D1", "2026-03-08", "2026-03-07")]
    take_in(desk, write_csv(tmp_path / "heads.csv", heads), HEADS)
    (source,) = traced(desk, reference(desk, "on_time_rate")).sources
    with desk.db.read() as session:
        (row,) = traced_rows(session, source.feed, source.ids)
        cells = read_originals(session, desk.workspace.files, FEEDS, [row], child=in_process)
    assert row.head is not None
    assert (row.origin.file, row.head.origin.file) == ("open.csv", "heads.csv")
    assert [one.text for one in cells["order_head", row.head.fact.id].cells if one.field == "delivered"] == [
        "2026-03-07"
    ]


def test_a_corrected_row_shows_what_stood_there_and_what_a_person_put(desk: Desk, tmp_path: Path) -> None:
    table = [HEAD, ("O8", 1, "D1", "P1", "2026-03-05", 1, "l8.00")]
    batch = take_in(desk, write_csv(tmp_path / "wrong.csv", table), LINES).batch_id
    sign(desk)
    correct(desk, batch, {2: {"amount": "18.00"}})
    (source,) = traced(desk, reference(desk, choice=Choice(parse_period("2026-03")))).sources
    with desk.db.read() as session:
        (row,) = traced_rows(session, source.feed, source.ids)
        original = read_originals(session, desk.workspace.files, FEEDS, [row], child=in_process)[
            "order_line", row.fact.id
        ]
    assert [one.text for one in original.cells if one.field == "amount"] == ["l8.00"]
    assert original.corrected["amount"] == "18.00"


def test_a_figure_printed_before_a_withdrawal_still_opens_the_rows_that_made_it(desk: Desk) -> None:
    ref = reference(desk)
    before = traced(desk, ref)
    with desk.db.read() as session:
        (batch,) = {one.origin.batch for one in traced_rows(session, "order_line", before.sources[0].ids)}
    desk.pipeline.withdraw(batch, progress=Progress())
    assert traced(desk, ref).row != before.row, "now it is another figure"
    with desk_at(desk, ref.tx) as then, then.db.read() as session:
        found = trace(session, ref)
        rows = traced_rows(session, "order_line", found.sources[0].ids)
        cells = read_originals(session, then.workspace.files, FEEDS, rows, child=in_process)
    assert (found.row, found.explained, found.sources) == (before.row, before.explained, before.sources)
    assert {one.origin.state for one in rows} == {"live"}
    assert len(cells) == len(rows) == 3


def test_what_no_figure_hangs_on_needs_no_copy(desk: Desk) -> None:
    ref = reference(desk)
    assess(desk.db, desk.workspace.files, desk.figures, period="2026-Q1")
    with desk_at(desk, ref.tx) as then:
        assert then is desk
    desk.db.write(Action("Name"), lambda session: set_setting(session, key="name", value="新"))

    def unchanged(session: Session) -> bool:
        return figures_unchanged(session, ref.tx)

    with desk.db.read() as session:
        assert not unchanged(session), "a setting may change figures"
    with pytest.raises(UserError, match="There is no transaction 999"), desk_at(desk, 999):
        pass


def test_every_reference_printed_in_a_report_leads_to_the_printed_figure(desk: Desk) -> None:
    assess(desk.db, desk.workspace.files, desk.figures, period="2026-Q1")
    whole, sheets = region_sheets(desk.db, desk.workspace.files, desk.infos, period="2026-Q1")
    pages = PdfReader(io.BytesIO(region_pack(whole, sheets, "en"))).pages
    printed = {
        word for page in pages for word in page.extract_text().split() if is_reference(word)
    }  # fmt: skip
    figures = {whole.provenance.references[one.info.id]: one.value for one in whole.figures}
    for sheet in sheets:
        for one in sheet.indicators:
            figures[sheet.provenance.references[one.info.id]] = one.value
    assert len(printed) > 10
    with desk.db.read() as session:
        for ref in printed & figures.keys():
            found = trace(session, parse_reference(ref)).row
            assert (None if found is None else found.amount) == figures[ref], ref
    assert set(map(parse_reference, printed)), "each can be read"
