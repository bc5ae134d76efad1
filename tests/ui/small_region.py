"""Three dealers with six quarters of orders, stock, sell-out and receivables, taken in by the real import."""

import shutil
from datetime import date
from pathlib import Path

from app.bootstrap import Desk
from app.core.settings import MachineSettings
from app.core.workspace import Workspace
from tests.desks import desk_of, profile, take_in, write_csv

DAY = date(2026, 4, 10)
NAMES = {"D1": "杭州一号医药有限公司", "D2": "温州二号医药有限公司", "D3": "宁波三号医药有限公司"}
MONTHS = [(2024, number) for number in (10, 11, 12)]
MONTHS += [(2025, number) for number in range(1, 13)] + [(2026, number) for number in range(1, 4)]

PARTIES = """
id = "dealers"
version = 1
source = "erp"
title = "Dealers"
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
area_name = "city"
tier = "tier"
role = { value = "dealer" }
"""
PRODUCTS = """
id = "products"
version = 1
source = "erp"
title = "Products"
[[feed]]
feed = "product_row"
[feed.columns]
product_code = "code"
name = "name"
group_code = "group"
group_name = "group_name"
"""
ORDERS = """
id = "orders"
version = 1
source = "erp"
title = "Orders"
[[feed]]
feed = "order_line"
key = ["order", "line"]
[feed.columns]
order_no = "order"
line_no = "line"
party_code = "dealer"
product_code = "product"
ordered = "ordered"
promised_first = "promised"
shipped = "shipped"
delivered = "delivered"
ordered_quantity = "qty"
shipped_quantity = "sent"
amount = "amount"
currency = { value = "CNY" }
"""
STOCK = """
id = "stock"
version = 1
source = "erp"
title = "Stock"
[[feed]]
feed = "stock"
[feed.columns]
as_of = "day"
party_code = "dealer"
place_code = "dealer"
product_code = "product"
quantity = "qty"
amount = "amount"
"""
SELLOUT = """
id = "sellout"
version = 1
source = "erp"
title = "Sell-out"
[[feed]]
feed = "sellout"
[feed.columns]
party_code = "dealer"
product_code = "product"
sold = "day"
quantity = "qty"
amount = "amount"
"""
MONEY = """
id = "money"
version = 1
source = "erp"
title = "Receivables"
[[feed]]
feed = "receivable"
[feed.columns]
as_of = "day"
party_code = "dealer"
document_no = "document"
due = "due"
amount = "amount"
"""


def _orders() -> list[tuple[object, ...]]:
    head = (
        "order",
        "line",
        "dealer",
        "product",
        "ordered",
        "promised",
        "shipped",
        "delivered",
        "qty",
        "sent",
        "amount",
    )
    rows: list[tuple[object, ...]] = [head]
    for number, (year, month) in enumerate(MONTHS):
        for at, dealer in enumerate(NAMES, 1):
            arrived = 12 if dealer == "D2" and year == 2026 else 7
            day = f"{year}-{month:02d}"
            rows.append((
                f"SO{year}{month:02d}{at}", 1, dealer, "P2" if at == 3 else "P1", f"{day}-03", f"{day}-08", f"{day}-05",
                f"{day}-{arrived:02d}", 100, 100, max(number - 2, 1) * 10_000 * at,
            ))  # fmt: skip
    rows.append(("SO-OPEN", 1, "D3", "P2", "2026-03-20", "2026-03-25", "", "", 10, "", 5_000))
    return rows


def _snapshots() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], list[tuple[object, ...]]]:
    stock: list[tuple[object, ...]] = [("day", "dealer", "product", "qty", "amount")]
    sold: list[tuple[object, ...]] = [("day", "dealer", "product", "qty", "amount")]
    money: list[tuple[object, ...]] = [("day", "dealer", "document", "due", "amount")]
    for year, month in MONTHS:
        day = f"{year}-{month:02d}"
        for at, dealer in enumerate(NAMES, 1):
            product = "P2" if at == 3 else "P1"
            stock.append((f"{day}-28", dealer, product, 120 * at, 6_000 * at))
            sold.append((f"{day}-27", dealer, product, 90, 4_500))
            money.append((f"{day}-28", dealer, f"RE{day}{at}", f"{day}-{20 if dealer == 'D2' else 30 - 2:02d}", 50_000))
    return stock, sold, money


def fill(desk: Desk, folder: Path) -> None:
    """Take every file in."""
    stock, sold, money = _snapshots()
    cities = {"D1": "杭州市", "D2": "温州市", "D3": "宁波市"}
    parties = [("code", "name", "city", "tier"), *((code, NAMES[code], cities[code], "city") for code in NAMES)]
    products = [("code", "name", "group", "group_name"), ("P1", "阿托伐他汀钙片", "CF", "处方慢病"),
                ("P2", "益生菌冲剂", "JK", "健康食品")]  # fmt: skip
    files = (
        (PARTIES, "dealers", parties), (PRODUCTS, "products", products), (ORDERS, "orders", _orders()),
        (STOCK, "stock", stock), (SELLOUT, "sellout", sold), (MONEY, "money", money),
    )  # fmt: skip
    for how, name, rows in files:
        take_in(desk, write_csv(folder / f"{name}.csv", rows), profile(how))


def make(folder: Path) -> Path:
    """A closed workspace that holds it; its business day stands still."""
    path = folder / "small.cdesk"
    with Workspace.create(path, name="浙江省区", day=DAY, machine=MachineSettings(folder / "home")) as made:
        fill(desk_of(made), folder)
        return made.paths.main


def copied(made: Path, folder: Path) -> Path:
    """A copy of a closed workspace with all that stands beside it."""
    for found in made.parent.glob(f"{made.stem}.*"):
        if found.is_file():
            shutil.copy(found, folder / found.name)
    return folder / made.name
