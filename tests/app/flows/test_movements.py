"""Stock movements in the balance: counted differences, damage, transfers, what came free and what went back."""

from pathlib import Path

import pytest

from app.bootstrap import FEEDS, Desk
from app.core.period import month
from app.core.workspace import Workspace
from app.flows.balance import Line, part_rows, read_balance
from app.flows.queue import read_queue
from app.imports.propose import propose
from app.kpi.people import read_dealers
from tests.app.flows.goods import LINE_HEAD, LINES, STOCK, masters, move, sell
from tests.desks import desk_of, mapped, sign, take_in, write_csv

MARCH = month(2026, 3)
RETURNS = mapped("returns", "goods_return", "return_no=no party_code=dealer product_code=product returned=day quantity")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Both dealers have lists of February's and March's end; D2 hands in no movements."""
    found = desk_of(workspace)
    sign(found)
    masters(found, tmp_path)
    take_in(found, write_csv(tmp_path / "stock.csv", [
        ("day", "dealer", "product", "quantity"), ("2026-02-28", "D1", "P1", 100), ("2026-02-28", "D2", "P1", 50),
        ("2026-03-31", "D1", "P1", 95), ("2026-03-31", "D2", "P1", 50),
    ]), STOCK)  # fmt: skip
    sell(found, tmp_path, ("D1", "1", 1, "T1", "", "P1", "2026-03-09", 5, "盒", 100),
         ("D2", "2", 1, "T1", "", "P1", "2026-03-09", 5, "盒", 100))  # fmt: skip
    return found


def lines(desk: Desk) -> dict[str, Line]:
    with desk.db.read() as session:
        return {one.dealer_code: one for one in read_balance(session, [MARCH])}


def test_each_kind_is_a_part_of_the_balance_with_its_rows(desk: Desk, tmp_path: Path) -> None:
    move(
        desk, tmp_path,
        ("2026-03-05", "D1", "1", "盘盈", "P1", 7, "盒"), ("2026-03-05", "D1", "2", "盘亏", "P1", 3, "盒"),
        ("2026-03-06", "D1", "3", "报损", "P1", -2, "盒"), ("2026-03-07", "D1", "4", "盘点差异", "P1", -1, "盒"),
        ("2026-03-07", "D1", "5", "调拨入库", "P1", 1, "件"), ("2026-03-08", "D1", "6", "调出", "P1", 8, "盒"),
        ("2026-03-09", "D1", "7", "货补入库", "P1", 4, "盒"), ("2026-03-10", "D1", "8", "退厂出库", "P1", 6, "盒"),
        ("2026-03-11", "D1", "9", "客户退回", "P1", 2, "盒"), ("2026-03-12", "D1", "10", "销售出库", "P1", 5, "盒"),
        ("2026-03-12", "D1", "11", "采购入库", "P1", 9, "盒"),
    )  # fmt: skip
    own = lines(desk)["D1"].balance
    assert own.parts == {
        "found": 7_000, "lost": 6_000, "moved_in": 10_000, "moved_out": 8_000, "free": 4_000, "sent_back": 6_000,
        "came_back": 2_000, "sold": 5_000,
    }  # fmt: skip
    assert own.calculated_e3 == 100_000 + 7_000 - 6_000 + 10_000 - 8_000 + 4_000 - 6_000 + 2_000 - 5_000
    assert own.gap_e3 == -3_000
    with desk.db.read() as session:
        counts = {part: len(part_rows(session, own, part)["stock_move"]) for part in ("found", "lost", "free")}
    assert counts == {"found": 1, "lost": 3, "free": 1}


def test_what_was_moved_to_a_dealer_that_tells_nothing_came_in_there(desk: Desk, tmp_path: Path) -> None:
    move(desk, tmp_path, ("2026-03-05", "D1", "1", "调出", "P1", 5, "盒", "D2"))
    own = lines(desk)
    assert own["D1"].balance.parts == {"sold": 5_000, "moved_out": 5_000}
    assert own["D2"].balance.parts == {"sold": 5_000, "moved_in": 5_000}
    assert own["D2"].balance.gap_e3 == 0
    with desk.db.read() as session:
        number = own["D2"].balance.dealer
        assert [one.balance for one in read_balance(session, [MARCH], {number})] == [own["D2"].balance]
        assert part_rows(session, own["D2"].balance, "moved_in").keys() == {"stock_move"}
    move(desk, tmp_path, ("2026-03-07", "D2", "1", "调入", "P1", 4, "盒", "D1"), name="its own")
    assert lines(desk)["D2"].balance.parts == {"sold": 5_000, "moved_in": 4_000}


def test_moving_goods_within_ones_own_stock_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    move(desk, tmp_path, ("2026-03-05", "D1", "1", "调出", "P1", 5, "盒", "D1"),
         ("2026-03-05", "D1", "2", "调入", "P1", 5, "盒", "D1"))  # fmt: skip
    assert lines(desk)["D1"].balance.parts == {"sold": 5_000}


def test_what_other_lists_tell_counts_once(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write_csv(tmp_path / "back.csv", [
        ("no", "dealer", "product", "day", "quantity"), ("TH1", "D1", "P1", "2026-03-20", 30),
        ("TH2", "D1", "P1", "2026-04-02", 11),
    ]), RETURNS)  # fmt: skip
    take_in(desk, write_csv(tmp_path / "lines.csv", [
        LINE_HEAD, ("O1", 1, "D1", "P1", "2026-03-03", "2026-03-06", 1, "件", 0, "赠品", "已签收"),
    ]), LINES)  # fmt: skip
    sell(desk, tmp_path, ("D1", "7", 1, "D2", "", "P1", "2026-03-10", 1, "件", 250), name="below")
    move(
        desk, tmp_path, ("2026-03-18", "D1", "1", "退厂", "P1", 3, "件"),
        ("2026-03-30", "D1", "2", "退厂", "P1", 10, "盒", "", "", "TH2"),
        ("2026-03-06", "D1", "3", "赠品", "P1", 10, "盒"), ("2026-03-10", "D1", "4", "调出", "P1", 10, "盒", "D2"),
        ("2026-03-11", "D1", "5", "退厂", "P1", 2, "盒"),
    )  # fmt: skip
    own = lines(desk)
    assert own["D1"].balance.parts == {"free": 10_000, "sold": 5_000, "resold": 10_000, "sent_back": 32_000}
    assert own["D2"].balance.parts == {"bought": 10_000, "sold": 5_000}


def test_who_goods_were_moved_to_and_what_was_moved_waits_to_be_matched(desk: Desk, tmp_path: Path) -> None:
    move(desk, tmp_path, ("2026-03-05", "D1", "1", "调出", "P9", 5, "盒", "", "桐庐禾安医药"))
    with desk.db.read() as session:
        waiting = {one.word: one for one in read_queue(session)}
        below = next(one.id for one in read_dealers(session).values() if one.code == "D2")
    assert set(waiting) == {"P9", "桐庐禾安医药"}
    assert waiting["桐庐禾安医药"].suggestions[0].id == below
    assert waiting["桐庐禾安医药"].feeds == ("stock_move",)


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ("异动日期 经销商编码 异动单号 异动类型 产品编码 批号 异动数量 单位 对方单位", "库存异动"),
        ("单据日期 客户编码 单据号 出入库类型 商品编码 批号 数量 计量单位 往来单位", "出入库单"),
        ("posting_date dealer_code document_no movement_type material lot qty unit counterparty", "stock movements"),
    ],
)  # fmt: skip
def test_the_wizard_knows_each_column(headers: str, name: str) -> None:
    heads = [one.replace("_", " ") for one in headers.split()]
    row = ("2026-03-05", "D1", "YD1", "盘盈", "P1", "250908", "7", "盒", "桐庐禾安医药")
    found = propose(heads, [row] * 3, FEEDS, name=f"{name}_202603.xlsx")[0]
    fields = "moved party_code document_no kind product_code lot quantity unit counterparty_name"
    assert found.feed == "stock_move"
    assert dict(found.columns) == dict(zip(fields.split(), heads, strict=True))
