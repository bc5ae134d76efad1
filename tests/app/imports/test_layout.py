"""The table of a sheet is found between titles, group headings, totals and notes."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.imports.layout import body, find_table, is_total

KINGDEE: list[list[Any]] = [
    ["销售出库明细表", None, None, None, None],
    ["公司：杭州某某医药", None, None, "截止日期", "2026-03-31"],
    [],
    ["单据编号", "客户名称", "日期", "数量", "金额"],
    ["XS001", "杭州医药", "2026-03-02", 12, 1200.5],
    ["XS002", "宁波仁和", "2026-03-05", 3, 88],
    ["小计", None, None, 15, 1288.5],
    ["XS003", "温州一院", "2026-03-09", 40, 3999.99],
    ["合计", None, None, 55, 5288.49],
    [],
    ["制表人：张三", None, None, "审核：李四", None],
]


def rows_of(rows: list[list[Any]], size: int = 1000, **options: Any) -> tuple[list[int], list[list[Any]]]:
    merges = options.get("merges", ())
    layout = find_table(rows, **options)
    chunks = [rows[at : at + size] for at in range(0, len(rows), size)]
    numbers, cells = [], []
    for found, part in body(chunks, layout, merges=merges):
        numbers += found
        cells += part
    return numbers, [list(row) for row in cells]


def test_title_totals_and_signature_rows_are_left_out() -> None:
    layout = find_table(KINGDEE)
    assert (layout.header_row, layout.header_rows, layout.first_row, layout.last_row) == (4, 1, 5, 8)
    assert layout.columns == ("单据编号", "客户名称", "日期", "数量", "金额")
    assert rows_of(KINGDEE)[0] == [5, 6, 8]


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_a_stream_whose_end_is_unknown_leaves_out_the_same_rows(size: int) -> None:
    filler = [[f"XS{number}", "客户", "2026-03-09", 1, 2] for number in range(200)]
    rows = [*KINGDEE[:8], *filler, *KINGDEE[8:]]
    numbers, cells = rows_of(rows, size, complete=False)
    assert numbers == [5, 6, *range(8, 209)]
    assert cells[-1] == filler[-1]


def test_headers_of_two_rows_are_joined_and_months_across_kept_apart() -> None:
    rows = [
        ["2026年一季度库存表", None, None, None, None, None],
        ["经销商", "产品", "1月", None, "2月", None],
        [None, None, "数量", "金额", "数量", "金额"],
        ["杭州医药", "A", 1, 2.5, 3, 4.5],
        [None, "B", 5, 6.5, 7, 8.5],
        ["宁波仁和", "A", 9, 1.5, 2, 3.5],
    ]
    names = ("经销商", "产品", "1月/数量", "1月/金额", "2月/数量", "2月/金额")
    merges = [(0, 0, 0, 5), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5), (3, 0, 4, 0)]
    for known in ((), merges):
        layout = find_table(rows, merges=known)
        assert (layout.header_row, layout.header_rows, layout.first_row) == (2, 2, 4)
        assert layout.columns == names
    assert [row[0] for row in rows_of(rows, merges=merges)[1]] == ["杭州医药", "杭州医药", "宁波仁和"]


@pytest.mark.parametrize("size", [1, 2, 100])
def test_merged_words_fill_down_and_merged_numbers_do_not(size: int) -> None:
    rows = [
        ["订单号", "客户", "日期", "订单金额", "行数量"],
        ["A1", "杭州", date(2026, 3, 1), 500, 1],
        [None, None, None, None, 2],
        [None, None, None, None, 3],
        ["A2", "宁波", date(2026, 3, 2), 90, 4],
    ]
    merges = [(1, column, 3, column) for column in range(4)]
    cells = rows_of(rows, size, merges=merges)[1]
    assert [row[:4] for row in cells[:3]] == [
        ["A1", "杭州", date(2026, 3, 1), 500],
        ["A1", "杭州", date(2026, 3, 1), None],
        ["A1", "杭州", date(2026, 3, 1), None],
    ]


def test_a_header_repeated_on_every_page_is_no_row() -> None:
    header = ["Beleg", "Kunde", "Betrag", "Betrag"]
    rows = [header, ["1", "A", "1,00", "2"], ["Beleg ", "Kunde", "Betrag", "Betrag"], header, ["2", "B", "3,00-", "4"]]
    assert rows_of(rows)[0] == [2, 3, 5]
    assert rows_of([header, ["Beleg", "Kunde", "3,00", "1"]])[0] == [2]


def test_a_row_of_units_belongs_to_the_header() -> None:
    rows = [["客户", "数量", "金额"], [None, "箱", "万元"], ["杭州", 1, 2.5], ["宁波", 3, 4.5]]
    assert find_table(rows).columns == ("客户", "数量/箱", "金额/万元")


def test_titles_say_what_the_amounts_count_in() -> None:
    table = [["客户", "数量", "金额"], ["杭州", 1, 2.5], ["宁波", 3, 4.5]]
    assert find_table([["库存表"], ["金额单位：万元", "2026年"], *table]).money == "10000"
    assert find_table([["年度目标（千元）"], *table]).money == "1000"
    assert find_table([["销售满万元的客户"], *table]).money == "1"
    assert find_table([*table, ["注", "单位：万元", None]]).money == "1", "below the table nothing is its title"


def test_years_across_are_a_header_though_they_are_numbers() -> None:
    rows = [["产品", 2023, 2024, 2025], ["A", 10, 20, 30], ["B", 11, 22, 33]]
    layout = find_table(rows)
    assert (layout.columns, layout.first_row) == (("产品", "2023", "2024", "2025"), 2)


def test_repeated_and_missing_names_become_names_and_blank_columns_go() -> None:
    rows = [["编号", "金额", None, "金额", None, "金额"], ["1", "2", "", "3", "x", "4"], ["2", "5", "", "6", "y", "7"]]
    layout = find_table(rows)
    assert layout.columns == ("编号", "金额", "金额.2", "#5", "金额.3")
    assert layout.positions == (0, 1, 3, 4, 5)


def test_a_table_without_a_header_keeps_all_its_columns() -> None:
    rows = [["1", "", "2022-04-16", "9.5"], ["2", "", "2022-04-17", "3.5"]]
    layout = find_table(rows)
    assert (layout.header_row, layout.header_rows, layout.first_row) == (0, 0, 1)
    assert layout.columns == ("#1", "#2", "#3", "#4")
    assert find_table([["a", "b"], ["c", "d"]], header_rows=-1).first_row == 1


def test_a_table_of_words_alone_has_its_header_where_the_rows_become_full() -> None:
    rows = [["经销商名单"], ["编号", "名称", "地区"], ["A", "杭州医药", "浙江"], ["B", "宁波仁和", "浙江"]]
    assert find_table(rows).columns == ("编号", "名称", "地区")


def test_a_profile_that_names_the_header_row_outranks_what_is_seen() -> None:
    rows = [["a", "b"], ["x", "y"], ["名称", "数量"], ["杭州", 1]]
    layout = find_table(rows, header_row=3)
    assert (layout.columns, layout.first_row) == (("名称", "数量"), 4)
    assert find_table(rows, header_row=2, header_rows=2).columns == ("x/名称", "y/数量")


def test_words_inside_value_columns_do_not_end_the_table() -> None:
    rows = [
        ["ID", "Delivered", "Freight"],
        ["1", "2-Jun-06", "780.34"],
        ["2", "Date Not Captured", "Freight Included in Commodity Cost"],
        ["3", "4-Jun-06", "See ASN-93 (ID#:1281)"],
    ]
    layout = find_table(rows)
    assert (layout.first_row, layout.last_row) == (2, 4)


@pytest.mark.parametrize(
    "row",
    [
        ["合计", 1],
        ["合 计：", 1],
        [None, "总计", 5],
        ["小计", 2],
        ["浙江区 小计", 2],
        ["Total", 1],
        ["Grand Total", 1],
        [1, "本页小计", 2],
        ["杭州医药 合计", 1],
        ["North Total", 4],
    ],
)
def test_rows_that_sum_others_up_are_known(row: list[Any]) -> None:
    assert is_total(row)


@pytest.mark.parametrize(
    "row",
    [["合计医药有限公司", 1], ["道达尔 Total Energies", 1], ["A1", 5, "合计"], ["Totally Fine Ltd", 3], [1, 2], []],
)
def test_rows_that_only_look_like_sums_are_kept(row: list[Any]) -> None:
    assert not is_total(row)


def test_a_sheet_without_a_filled_cell_holds_no_table() -> None:
    with pytest.raises(UserError, match="No table was found"):
        find_table([[None, ""], []])


def test_a_header_alone_is_a_table_without_rows() -> None:
    layout = find_table([["编号", "名称"]])
    assert (layout.first_row, layout.last_row) == (2, 1)
    assert rows_of([["编号", "名称"]])[0] == []


TITLES = st.sampled_from(
    [["销售明细表"], [], ["单位：元", None, None, "2026年3月"], [None, "截止 2026-03-31"], ["公司：某某医药"]]
)
WORDS = st.text("杭州宁波温州医药公司ABC", min_size=1, max_size=6)
LINES = st.tuples(
    st.from_regex(r"SO\d{4}", fullmatch=True),
    WORDS,
    st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    st.one_of(st.integers(-99, 999), st.none()),
    st.floats(0, 1e6, allow_nan=False),
)
TAILS = st.sampled_from(
    [[], [["合计", None, None, 5, 9.5]], [[], ["制表人：张三"]], [["总计", None, None, 1, 2.5], ["备注：含税"]]]
)


@given(
    st.lists(TITLES, max_size=4),
    st.lists(LINES, min_size=2, max_size=80),
    TAILS,
    st.integers(1, 90),
    st.sampled_from([1, 0]),
)
def test_whatever_stands_around_a_table_its_rows_are_the_rows_between(
    titles: list[list[Any]], lines: list[tuple[Any, ...]], tail: list[list[Any]], size: int, whole: int
) -> None:
    header = ["单据编号", "客户名称", "日期", "数量", "金额"]
    rows = [*titles, header, *[list(line) for line in lines], *tail]
    numbers, cells = rows_of(rows, size, complete=bool(whole))
    assert cells == [list(line) for line in lines]
    assert numbers == list(range(len(titles) + 2, len(titles) + 2 + len(lines)))


def test_days_across_under_one_heading_are_a_header_of_two_rows_and_merged_dealers_are_filled_down() -> None:
    rows: list[list[Any]] = [
        ["月末库存汇总表", None, None, None, None],
        ["客户", "存货编码", "月末库存", None, None],
        [None, None, "2024-01-31", "2024-02-29", "2024-03-31"],
        ["杭州医药", "10030101", 12, 15, 9],
        [None, "10030102", 7, 8, 8],
        ["宁波仁和", "10030101", 5, 4, 3],
    ]
    merges = [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 4), (3, 0, 4, 0)]
    layout = find_table(rows, merges=merges)
    assert (layout.header_row, layout.header_rows, layout.first_row) == (2, 2, 4)
    assert layout.columns[:3] == ("客户", "存货编码", "月末库存/2024-01-31")
    _, cells = rows_of(rows, merges=merges)
    assert [row[0] for row in cells] == ["杭州医药", "杭州医药", "宁波仁和"]


def test_a_first_row_of_rising_days_is_data_where_nothing_is_merged() -> None:
    rows: list[list[Any]] = [
        ["订单号", "下单", "发货", "到货"],
        ["A1", "2026-01-02", "2026-01-03", "2026-01-05"],
        ["A2", "2026-01-04", "2026-01-04", "2026-01-05"],
        ["A3", "2026-01-06", "2026-01-08", "2026-01-09"],
    ]
    assert find_table(rows).first_row == 2


def test_what_a_report_says_of_itself_right_above_its_table_is_no_heading_of_it() -> None:
    head = ["订单号", "行号", "客户编码", "下单日期", "数量", "不含税金额"]
    body = [[f"SO{n}", 1, "D1", "2026-04-03", 10 + n, 100.5 + n] for n in range(6)]
    for said in (["制表：王五", None, "日期：2026-04-01"], ["Region: East", None, None, "Printed: Li, 1 April"]):
        found = find_table([["浙江省区 3月 销售明细"], [], said, head, *body])
        assert (found.header_row, found.header_rows, found.columns) == (4, 1, tuple(head))
    grouped = find_table([["订单", None, "其中：计划", None, "其中：实际", None], head, *body])
    assert grouped.header_rows == 2, "a heading over several columns goes on being one"
