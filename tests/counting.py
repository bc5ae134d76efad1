"""Dealers whose stock of a price cut's day is to be counted, and the policy that protects its price."""

from datetime import date
from pathlib import Path

from app.bootstrap import Desk
from app.catalog.queries import find_product
from app.core.period import day_number, parse_period
from app.dealers.queries import find_party
from app.incentives.policy import Basis, Parties, Policy, Protection
from tests.desks import mapped, take_in, write_csv

MARCH = parse_period("2026-03")
DAY = day_number(date(2026, 3, 15))
ORDERS = "order_no line_no party_code product_code ordered delivered ordered_quantity amount"
STOCK = "as_of place_code party_code product_code lot quantity"


def take_in_stock(desk: Desk, folder: Path) -> None:
    """Two dealers who bought enough; one has a list of the day by lots, the other one an older list."""
    for feed, columns, rows in (
        ("party_row", "party_code name role", [("D1", "=甲商贸", "dealer"), ("D2", "乙商贸", "dealer")]),
        ("product_row", "product_code name", [("P1", "感冒片"), ("P2", "维生素"), ("P3", "口罩")]),
        ("order_line", ORDERS, [
            (f"XS{n}", 1, dealer, product, "2026-02-03", "2026-02-05", 100, 800)
            for n, (dealer, product) in enumerate((d, p) for d in ("D1", "D2") for p in ("P1", "P2"))
        ]),
        ("stock", STOCK, [
            ("2026-03-15", "W1", "D1", "P1", "A", 12), ("2026-03-15", "W1", "D1", "P1", "B", 3),
            ("2026-03-15", "W1", "D1", "P3", "", 70),
            ("2026-02-28", "W2", "D2", "P1", "A", 5), ("2026-02-28", "W2", "D2", "P1", "B", 6),
        ]),
    ):  # fmt: skip
        path = write_csv(folder / f"{feed}.csv", [tuple(columns.split()), *rows])
        take_in(desk, path, mapped(feed.replace("_", ""), feed, columns))


def protection(desk: Desk, *dealers: str) -> Policy:
    """A cut of 1.50 for P1 and of 2.00 for P2 on the day."""
    with desk.db.read() as session:
        cuts = {find_product(session, "P1").id: 1_500_000, find_product(session, "P2").id: 2_000_000}
        who = tuple(find_party(session, one).id for one in dealers)
    return Policy(
        "J1", "价保", kind="price_protection", from_on=MARCH.first_day, to_on=MARCH.last_day, span="month",
        parties=Parties(dealers=who), basis=Basis("quantity", "stock"), protection=Protection(DAY, 3, cuts),
    )  # fmt: skip
