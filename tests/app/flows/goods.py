"""A small channel for the tests of flows: two dealers, a shop, two products, lists of two months."""

from pathlib import Path

from app.bootstrap import Desk
from tests.desks import mapped, take_in, write_csv

PARTIES = mapped("parties", "party_row", "party_code=code name role tier parent_code=parent area_code=area")
PRODUCTS = mapped("products", "product_row", "product_code=code name base_unit=unit pack_factor=pack")
SOLD = mapped(
    "sold",
    "sellout",
    "party_code=dealer document_no=no line_no=line counterparty_code=buyer_code counterparty_name=buyer "
    "product_code=product sold=day quantity unit amount",
)
STOCK = mapped(
    "stock",
    "stock",
    "as_of=day place_code=dealer party_code=dealer product_code=product quantity",
    mode="complete",
    scope="date",
    by="party",
)
LINES = mapped(
    "lines",
    "order_line",
    "order_no=order line_no=line party_code=dealer product_code=product ordered=shipped shipped "
    "delivered=arrived shipped_quantity=quantity unit amount line_type=kind status",
)
MOVES = mapped(
    "moves",
    "stock_move",
    "moved=异动日期 party_code=经销商编码 document_no=异动单号 kind=异动类型 product_code=产品编码 "
    "quantity=异动数量 unit=单位 counterparty_code=对方编码 counterparty_name=对方单位 ref_no=关联单号",
)
MOVE_HEAD = (
    "异动日期", "经销商编码", "异动单号", "异动类型", "产品编码", "异动数量", "单位", "对方编码", "对方单位",
    "关联单号",
)  # fmt: skip
PARTY_HEAD = ("code", "name", "role", "tier", "parent", "area")
SOLD_HEAD = ("dealer", "no", "line", "buyer_code", "buyer", "product", "day", "quantity", "unit", "amount")
LINE_HEAD = ("order", "line", "dealer", "product", "shipped", "arrived", "quantity", "unit", "amount", "kind", "status")


def masters(desk: Desk, folder: Path) -> None:
    """A city dealer, one below it, a pharmacy; tablets of 10 to the case, syrup."""
    take_in(desk, write_csv(folder / "parties.csv", [
        PARTY_HEAD, ("D1", "杭州江禾医药有限公司", "dealer", "city", "", "330100"),
        ("D2", "桐庐县禾安医药有限公司", "dealer", "county", "D1", "330122"),
        ("T1", "桐庐县惠民大药房有限公司", "terminal", "", "", "330122"),
    ]), PARTIES)  # fmt: skip
    take_in(desk, write_csv(folder / "products.csv", [
        ("code", "name", "unit", "pack"), ("P1", "复方氨酚烷胺片", "盒", 10), ("P2", "蜂蜜柚子饮", "瓶", ""),
    ]), PRODUCTS)  # fmt: skip


def sell(desk: Desk, folder: Path, *rows: tuple[object, ...], name: str = "sold", extracted_at: str = "") -> str:
    """Take sell-out rows in; returns the batch's id."""
    path = write_csv(folder / f"{name}.csv", [SOLD_HEAD, *rows])
    return take_in(desk, path, SOLD, extracted_at=extracted_at).batch_id


def move(desk: Desk, folder: Path, *rows: tuple[object, ...], name: str = "moves") -> None:
    """Take stock movements in; what a row leaves out at its end is empty."""
    padded = [(*row, *("",) * (len(MOVE_HEAD) - len(row))) for row in rows]
    take_in(desk, write_csv(folder / f"{name}.csv", [MOVE_HEAD, *padded]), MOVES)
