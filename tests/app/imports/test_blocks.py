"""Large files are read in blocks; whatever stands in them, the rows are those that reading line by line gives."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.bootstrap import FEEDS
from app.core.errors import UserError
from app.core.progress import Progress
from app.imports import layout
from app.imports.readers import blocks
from app.imports.staged import StageJob
from app.imports.staging import stage
from tests.desks import profile
from tests.examples import examples

HOW = profile(
    """
    id = "lines"
    source = "erp"
    [file]
    missing = ["-"]
    dates = "dmy"
    header_row = 1
    [[feed]]
    feed = "order_line"
    [feed.columns]
    order_no = "单号"
    line_no = "行"
    party_code = "客户"
    product_code = "产品"
    ordered = "下单"
    delivered = "送达"
    ordered_quantity = "数量"
    amount = "金额"
    """
)
HEADER = ["单号", "行", "客户", "产品", "下单", "送达", "数量", "金额"]
DAYS = st.sampled_from(
    ["2026-03-05", "2026/03/05", "2026-02-30", "2026-3-5", "2026-03-05 08:30", "05-03-2026", "", "-", "1969-12-31",
     "2100-12-31", "2101-01-01", "２０２６-03-05", "2026-03/05", "soon"]
)  # fmt: skip
NUMBERS = st.one_of(
    st.decimals(-(10**6), 10**6, places=2).map(str),
    st.integers(-(10**14), 10**14).map(str),
    st.sampled_from(["", "-", "1.", ".5", "-0.5", "1,5", "1e3", "12.34567", "1234567890123", "５", "1 2", "(3)", "x"]),
)
CODES = st.one_of(st.sampled_from(["D1", "D2", "0012", "6.90E+12", "3-5", "甲", ""]), st.text("AB1é甲 \t'", max_size=6))
ORDERS = st.sampled_from(
    ["SO1", "SO2", "SO3", "SO4S", "合计", "小计", "总计", "Total", "单号", "", '"SO9"', '"a\nb"', '"', "1"]
)
ROWS = st.tuples(ORDERS, st.integers(1, 40).map(str), CODES, CODES, DAYS, DAYS, NUMBERS, NUMBERS).map(list)
ODD = st.sampled_from([[], [""] * 8, ["SO5", "1"], ["SO6", *"2345678", "9"]])


def staged(folder: Path, path: Path) -> dict[str, list[tuple[Any, ...]]]:
    out = folder / "staging.sqlite"
    out.unlink(missing_ok=True)
    try:
        told = stage(StageJob(str(path), str(out), HOW, (FEEDS["order_line"],)), Progress())
    except UserError as error:
        return {"refused": [(str(error),)]}
    connection = sqlite3.connect(out)
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}
    finally:
        connection.close()
    return found | {"told": [(told.rows, told.header)]}


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.one_of(ROWS, ROWS, ROWS, ODD), min_size=1, max_size=60),
    repeat=st.integers(1, 4),
    newline=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    size=st.sampled_from([48, 256, 4096]),
)
@example(
    rows=[["SO1", "1", "D1", "P1", "2026-03-05", "", "2", "10.50"]], repeat=4, newline="\n", encoding="utf-8", size=48
)
def test_rows_read_in_blocks_are_those_of_the_csv_module(
    tmp_path: Path, rows: list[list[str]], repeat: int, newline: str, encoding: str, size: int
) -> None:
    text = newline.join(",".join(row) for row in [HEADER, *rows * repeat]) + newline
    path = tmp_path / "lines.csv"
    path.write_bytes(text.encode(encoding, "replace"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "_TAIL", 4)
        patch.setattr(blocks, "_SMALL", 0)
        patch.setattr(blocks, "_HEAD", size)
        patch.setattr(blocks, "_BLOCK", size)
        in_blocks = staged(tmp_path, path)
        patch.setattr(blocks, "_SMALL", 10**9)
        assert in_blocks == staged(tmp_path, path)


def test_a_long_plain_file_is_read_in_blocks_with_its_rows_numbered_as_they_stand(tmp_path: Path) -> None:
    lines = [f"SO{n},{n},D{n % 7},P{n % 5},2026-03-{n % 28 + 1:02d},,{n},{n}.25" for n in range(1, 120_001)]
    path = tmp_path / "lines.csv"
    path.write_text("\n".join([",".join(HEADER), *lines]) + "\n", encoding="utf-8")
    found = staged(tmp_path, path)
    rows = {row[1]: row for row in found["good_0"]}
    assert len(rows) == 120_000
    assert "SO120000" in rows[120_001]
    assert found["bad"] == []
    assert (rows[77_778][1], "SO77777" in rows[77_778], 777772500 in rows[77_778]) == (77_778, True, True)
