"""What a profile says of a file, and what comes out of it: typed rows, rows put aside, marks and warnings."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.bootstrap import FEEDS
from app.core.errors import UserError
from app.core.period import day_of
from app.core.progress import Progress
from app.imports.staged import Staged, StageJob
from app.imports.staging import stage
from tests.desks import profile, write_csv

Row = dict[str, Any]


class Told:
    """A file staged with a profile, and what is in the staging file."""

    def __init__(self, path: Path, toml: str, **asked: str) -> None:
        how = profile(f'id = "p"\nsource = "erp"\n{toml}')
        out = path.with_name(path.name + ".staging")
        out.unlink(missing_ok=True)
        job = StageJob(str(path), str(out), how, tuple(FEEDS[one.feed] for one in how.entries), **asked)
        self.staged: Staged = stage(job, Progress())
        self._connection = sqlite3.connect(out)
        self._connection.row_factory = sqlite3.Row

    def rows(self, place: int = 0) -> list[Row]:
        return [dict(row) for row in self._connection.execute(f"SELECT * FROM good_{place} ORDER BY row_no, rowid")]

    def column(self, name: str, place: int = 0) -> list[Any]:
        return [row[name] for row in self.rows(place)]

    def bad(self) -> list[tuple[int, list[list[str]], dict[str, str]]]:
        found = self._connection.execute("SELECT row_no, reasons, cells FROM bad ORDER BY row_no, rowid")
        return [(row[0], json.loads(row[1]), json.loads(row[2])) for row in found]

    def counts(self) -> tuple[int, int]:
        """Rows seen and rows left out."""
        return tuple(self._connection.execute("SELECT rows, skipped FROM entry").fetchone())

    def warnings(self) -> dict[str, int]:
        return dict(self._connection.execute("SELECT code, rows FROM reason WHERE level = 'warn'").fetchall())


Tell = Callable[..., Told]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """Stages rows written as a CSV file."""

    def told(toml: str, *rows: Sequence[object], name: str = "x.csv", **asked: str) -> Told:
        return Told(write_csv(tmp_path / name, rows), toml, **asked)

    return told


LINES = """
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "order"
line_no = "line"
product_code = "product"
ordered_quantity = "qty"
"""
HEAD = ("order", "line", "product", "qty")
SALES = """
[[feed]]
feed = "sellout"
[feed.columns]
party_code = "dealer"
product_code = "product"
sold = "day"
quantity = "qty"
"""
SALES_HEAD = ("dealer", "product", "day", "qty")


def test_a_bad_row_goes_aside_with_all_its_reasons_and_its_cells(tell: Tell) -> None:
    told = tell(LINES, HEAD, ("S1", 1, "P1", 5), ("S2", 1, "", "five"), ("S3", 1, "P1", 7))
    assert told.column("order_no") == ["S1", "S3"]
    ((row_no, reasons, cells),) = told.bad()
    assert row_no == 3
    assert sorted(reasons) == [["ordered_quantity", "not_a_number", "five"], ["product_code", "required", ""]]
    assert cells == {"order": "S2", "line": "1", "product": "", "qty": "five"}
    assert told.counts() == (3, 0)


def test_equal_keys_with_other_values_are_all_put_aside_naming_each_other(tell: Tell) -> None:
    told = tell(LINES, HEAD, ("S1", 1, "P1", 5), ("S2", 1, "P1", 1), ("S1", 1, "P1", 6), ("S1", 1, "P1", 7))
    assert told.column("order_no") == ["S2"]
    assert [(row, reasons[0]) for row, reasons, _ in told.bad()] == [
        (2, ["", "repeated_key", "4,5"]),
        (4, ["", "repeated_key", "2,5"]),
        (5, ["", "repeated_key", "2,4"]),
    ]


def test_a_row_put_aside_when_all_are_read_keeps_the_cells_of_the_file(tell: Tell) -> None:
    where = '[file]\nwhere = "qty > 0"\n'
    told = tell(where + LINES, HEAD, ("S0", 1, "P1", 0), ("S1", 1, "P1", "5.0"), ("S2", 1, "", 1), ("S1", 1, "P2", 6))
    assert [(row, cells) for row, _, cells in told.bad()] == [
        (3, {"order": "S1", "line": "1", "product": "P1", "qty": "5.0"}),
        (4, {"order": "S2", "line": "1", "product": "", "qty": "1"}),
        (5, {"order": "S1", "line": "1", "product": "P2", "qty": "6"}),
    ]


def test_equal_rows_of_one_key_count_once(tell: Tell) -> None:
    told = tell(LINES, HEAD, ("S1", 1, "P1", 5), ("S1", 1, "P1", "5.0"))
    assert told.column("row_no") == [2]
    assert told.bad() == []
    assert told.counts() == (2, 1)


def test_of_a_master_list_repeated_on_every_line_the_last_counts(tell: Tell) -> None:
    toml = """
[[feed]]
feed = "product_row"
repeat = "last"
[feed.columns]
product_code = "product"
name = "name"
"""
    told = tell(toml, ("product", "name"), ("P1", "old"), ("P2", "other"), ("P1", "new"))
    assert {(row["product_code"], row["name"]) for row in told.rows()} == {("P1", "new"), ("P2", "other")}
    assert told.bad() == []


def test_rows_without_a_key_are_told_apart_by_their_content_and_their_occurrence(tell: Tell) -> None:
    sale = ("D1", "P1", "2026-03-01", 100)
    told = tell(SALES, SALES_HEAD, sale, ("D2", "P1", "2026-03-01", 100), sale, sale)
    first, other, second, third = told.column("key")
    assert len({first, other}) == 2
    assert (second, third) == (f"{first}#2", f"{first}#3")
    again = tell(SALES, SALES_HEAD, sale, sale, name="y.csv")
    assert again.column("key") == [first, second], "the same content has the same keys in another file"


def test_a_date_that_is_missing_takes_its_stand_in_and_is_marked(tell: Tell) -> None:
    toml = LINES + 'ordered = { column = "sent", else = "planned", missing = ["Not Captured"] }\n'
    told = tell(
        toml, (*HEAD, "sent", "planned"),
        ("S1", 1, "P1", 1, "2026-03-01", "2026-03-09"),
        ("S2", 1, "P1", 1, "", "2026-03-09"),
        ("S3", 1, "P1", 1, "not captured", "2026-03-10"),
        ("S4", 1, "P1", 1, "see PO", "2026-03-11"),
        ("S5", 1, "P1", 1, "", ""),
    )  # fmt: skip
    days = [None if one is None else day_of(one).day for one in told.column("ordered_on")]
    assert days == [1, 9, 10, 11, None]
    bit = 1 << [one.name for one in FEEDS["order_line"].fields].index("ordered")
    assert told.column("estimated")[:4] == [0, bit, bit, bit]


def test_months_across_become_rows_and_blank_months_none(tell: Tell) -> None:
    toml = """
[file]
missing = ["-"]
[file.unpivot]
columns = '^(\\d{4}-\\d\\d)$'
name = "month"
value = "target"
[[feed]]
feed = "target"
[feed.columns]
party_code = "dealer"
month = "month"
amount = { column = "target", factor = "10000" }
"""
    told = tell(
        toml, ("dealer", "name", "2026-01", "2026-02", "2026-03"), ("D1", "甲", "1.5", "", 2), ("D2", "乙", "-", 0, 4)
    )
    found = [(row["party_code"], day_of(row["month_on"]).month, row["amount_e4"] // 10_000) for row in told.rows()]
    assert found == [("D1", 1, 15_000), ("D1", 3, 20_000), ("D2", 2, 0), ("D2", 3, 40_000)]


def test_blanks_below_a_merged_dealer_repeat_it(tell: Tell) -> None:
    toml = '[file]\nfill_down = ["dealer"]\n' + SALES
    rows = [("D1", "P1", "2026-03-01", 1), ("", "P1", "2026-03-02", 2), ("D2", "P1", "2026-03-03", 3)]
    told = tell(toml, SALES_HEAD, *rows)
    assert told.column("party_code") == ["D1", "D1", "D2"]


def test_words_of_a_system_are_mapped_and_units_are_multiplied_exactly(tell: Tell) -> None:
    toml = (
        LINES.replace('ordered_quantity = "qty"', 'ordered_quantity = { column = "qty", factor = "0.1" }')
        + 'status = { column = "state", map = { "4" = "closed", "1" = "open" } }\n'
    )
    told = tell(toml, (*HEAD, "state"), ("S1", 1, "P1", 3, 4), ("S2", 1, "P1", 7, "已发货"), ("S3", 1, "P1", 7, "9"))
    assert told.column("status") == ["closed", "shipped"]
    assert told.column("ordered_quantity_e3") == [300, 700]
    assert told.bad()[0][1] == [["status", "unknown_word", "9"]]


def test_only_rows_that_the_condition_wants_are_taken_and_the_others_counted(tell: Tell) -> None:
    lines = LINES.replace('"order_line"', '"order_line"\nwhere = "[qty] <> 0"')
    told = tell(
        """[file]\nwhere = "[kind] = 'sale'"\n""" + lines, (*HEAD, "kind"),
        ("S1", 1, "P1", 5, "sale"), ("S2", 1, "P1", 0, "sale"), ("S3", 1, "P1", 5, "gift"),
        ("S4", 1, "P1", "x", "gift"),
    )  # fmt: skip
    assert told.column("order_no") == ["S1"]
    assert told.bad() == []
    assert sum(told.counts()) == 4


def test_a_year_and_a_month_in_two_columns_are_one_month(tell: Tell) -> None:
    toml = """
[[feed]]
feed = "target"
[feed.columns]
party_code = "dealer"
month = { join = ["year", "month"] }
amount = "target"
"""
    told = tell(toml, ("dealer", "year", "month", "target"), ("D1", 2026, 3, 5), ("D1", 2025, "12", 6))
    assert [day_of(one).isoformat() for one in told.column("month_on")] == ["2026-03-01", "2025-12-01"]


def test_computed_columns_are_exact(tell: Tell) -> None:
    toml = LINES + 'amount = { formula = "[price] * [qty] * (1 - [discount])" }\n'
    told = tell(toml, (*HEAD, "price", "discount"), ("S1", 1, "P1", 3, "14.4", "0.15"), ("S2", 1, "P1", 3, "x", "0.15"))
    assert told.column("amount_e4") == [367_200]
    assert told.bad()[0][1] == [["amount", "not_a_number", "x"]]


def test_the_first_file_settles_the_currency_and_rows_of_another_wait_aside(tell: Tell) -> None:
    toml = LINES + 'amount = "amount"\ncurrency = "cur"\n'
    head = (*HEAD, "amount", "cur")
    rows = [("S1", 1, "P1", 1, 10, "CNY"), ("S2", 1, "P1", 1, 10, "USD"), ("S3", 1, "P1", 1, 10, "CNY")]
    told = tell(toml, head, *rows)
    assert told.staged.currency == "CNY"
    assert told.column("order_no") == ["S1", "S3"]
    assert told.bad()[0][1] == [["currency", "other_currency", "USD"]]
    told = tell(toml, head, *rows, currency="USD")
    assert told.column("order_no") == ["S2"]


def test_a_row_with_more_cells_than_the_header_goes_aside(tell: Tell) -> None:
    told = tell(LINES, HEAD, ("S1", 1, "P1", 5), ("S2", 1, "P,1", 5, "extra"), ("S3", 1, "P1", 5, "", ""))
    assert told.column("order_no") == ["S1", "S3"]
    assert told.bad()[0][1] == [["", "too_many_cells", ""]]


def test_spans_that_run_backwards_and_zero_values_are_warnings(tell: Tell) -> None:
    toml = LINES + 'ordered = "ordered"\ndelivered = "delivered"\n'
    told = tell(
        toml, (*HEAD, "ordered", "delivered"),
        ("S1", 1, "P1", 5, "2026-03-05", "2026-03-01"), ("S2", 1, "P1", 0, "2026-03-05", "2026-03-06"),
        ("S3", 1, "P1", 5, "2026-03-05", ""),
    )  # fmt: skip
    assert told.column("order_no") == ["S1", "S2", "S3"]
    assert told.warnings() == {"span:ordered_on:delivered_on": 1, "zero:ordered_quantity": 1}


def test_chinese_headers_in_gb18030_with_title_and_totals_rows(tmp_path: Path) -> None:
    path = tmp_path / "销售订单_20260331.csv"
    path.write_bytes(
        "江禾医药 销售订单明细\n期间：2026年3月\n订单号,行号,存货编码,数量,不含税金额\n"
        'XS1,1,一〇一,1 200,"12,000.50"\nXS2,1,㐀药,3,9\n合计,,,1203,12009.50\n'.encode("gb18030")
    )
    toml = """
[file]
extracted_at = 'name:(\\d{8})'
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "订单号"
line_no = "行号"
product_code = "存货编码"
ordered_quantity = "数量"
amount = "不含税金额"
"""
    told = Told(path, toml)
    assert told.staged.encoding == "gb18030"
    assert told.staged.extracted_at == "2026-03-31T00:00:00.000+00:00"
    assert [(row["row_no"], row["product_code"], row["amount_e4"]) for row in told.rows()] == [
        (4, "一〇一", 120_005_000),
        (5, "㐀药", 90_000),
    ]
    assert told.bad() == []
    assert told.counts() == (2, 1), "the total is left out and counted"


def test_a_workbook_with_a_title_merged_dealers_and_a_total(tmp_path: Path) -> None:
    path = tmp_path / "stock.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("库存")
        sheet.merge_range(0, 0, 0, 3, "经销商库存表")
        sheet.write_row(1, 0, ["截止", "2026-03-31"])
        sheet.write_row(2, 0, ["经销商", "产品编码", "库存日期", "数量"])
        sheet.merge_range(3, 0, 4, 0, "D1")
        sheet.write_row(3, 1, ["P1", "2026-03-31", 10])
        sheet.write_row(4, 1, ["P2", "2026-03-31", "1,200"])
        sheet.write_row(5, 0, ["D2", "P1", "2026-03-31", 7.5])
        sheet.write_row(6, 0, ["合计", "", "", 1217.5])
    toml = """
[file]
extracted_at = "cell:B2"
[[feed]]
feed = "stock"
mode = "complete"
[feed.columns]
as_of = "库存日期"
place_code = "经销商"
party_code = "经销商"
product_code = "产品编码"
quantity = "数量"
"""
    told = Told(path, toml)
    assert told.staged.sheet == "库存"
    assert told.staged.extracted_at.startswith("2026-03-31")
    found = [(row["party_code"], row["product_code"], row["quantity_e3"]) for row in told.rows()]
    assert found == [("D1", "P1", 10_000), ("D1", "P2", 1_200_000), ("D2", "P1", 7_500)]


def test_dates_that_mean_two_things_need_an_answer(tell: Tell) -> None:
    toml = LINES + 'ordered = "day"\n'
    rows = ((*HEAD, "day"), ("S1", 1, "P1", 1, "03/04/2026"), ("S2", 1, "P1", 1, "05/06/2026"))
    with pytest.raises(UserError, match="can be read in two ways"):
        tell(toml, *rows)
    assert [day_of(one).month for one in tell(toml, *rows, dates="dmy").column("ordered_on")] == [4, 6]
    assert [day_of(one).month for one in tell(toml, *rows, dates="mdy").column("ordered_on")] == [3, 5]
    assert tell('[file]\ndates = "dmy"\n' + toml, *rows).column("ordered_on") == tell(toml, *rows, dates="dmy").column(
        "ordered_on"
    )
    clear = (*rows, ("S3", 1, "P1", 1, "25/06/2026"))
    assert [day_of(one).month for one in tell(toml, *clear).column("ordered_on")] == [4, 6, 6]


def test_a_file_without_a_header_row_takes_the_names_of_the_profile(tell: Tell) -> None:
    toml = '[file]\nheader = ["order", "line", "product", "qty"]\n' + LINES
    told = tell(toml, ("S1", 1, "P1", 5), ("S2", 1, "P1", 6))
    assert told.column("ordered_quantity_e3") == [5_000, 6_000]


def test_a_cell_that_is_no_cell_is_refused_in_a_sentence(tmp_path: Path) -> None:
    from app.bootstrap import FEEDS
    from app.core.errors import UserError
    from app.imports.sheet import open_sheet
    from tests.desks import profile, write_csv

    how = profile(
        'id = "p"\nsource = "s"\n[file]\nextracted_at = "cell:here"\n[[feed]]\nfeed = "area_row"\n'
        '[feed.columns]\narea_code = "code"\nname = "name"\n'
    )
    path = write_csv(tmp_path / "areas.csv", [("code", "name"), ("330106", "西湖区")])
    with pytest.raises(UserError, match="names no cell"):
        open_sheet(path, how, dates="", feeds=[FEEDS["area_row"]])


def test_product_codes_that_lost_their_zeros_wait_with_that_reason(tell: Tell) -> None:
    codes = [f"{330_100 + number}" for number in range(30)]
    lines = [(f"A{number}", code, "5") for number, code in enumerate([*codes, "12345"])]
    told = tell(
        """[[feed]]
        feed = "order_line"
        columns = { order_no = "订单号", product_code = "存货编码", ordered_quantity = "数量" }""",
        ("订单号", "存货编码", "数量"), *lines,
    )  # fmt: skip
    assert len(told.rows()) == 30
    assert [(row, reasons) for row, reasons, _ in told.bad()] == [(32, [["product_code", "lost_zeros", "12345"]])]


def test_amounts_count_in_what_the_title_says_unless_their_header_or_cell_says_otherwise(tell: Tell) -> None:
    rows = [("D1", "P1", "2026-03-01", 5, 2), ("D1", "P1", "2026-03-02", 5, "3万元")]
    for header, wanted in (("金额", [20_000, 30_000]), ("金额（元）", [2, 30_000]), ("金额（千元）", [2_000, 30_000])):
        told = tell(f'{SALES}amount = "{header}"\n', ("出货明细", "金额单位：万元"), (*SALES_HEAD, header), *rows)
        assert told.column("amount_e4") == [one * 10_000 for one in wanted]
        assert told.column("quantity_e3") == [5_000, 5_000]


def test_what_is_given_or_taken_off_is_below_zero_without_being_odd(tell: Tell) -> None:
    toml = f'{LINES}amount = "amount"\nline_type = "type"\n'
    rows = [("S1", n, "P1", qty, amount, kind) for n, (qty, amount, kind) in enumerate([
        (5, 0, "赠品"), (5, 0, "货补"), (None, -300, "票折"), (-5, -100, "退货红冲"), (-5, 0, "销售"), (5, 0, None),
    ])]  # fmt: skip
    told = tell(toml, (*HEAD, "amount", "type"), *rows)
    assert told.counts() == (6, 0)
    assert told.warnings() == {"zero:ordered_quantity": 1, "zero:amount": 2}
