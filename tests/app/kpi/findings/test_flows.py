"""Goods that leave their way: outside of the own area, by a permit or without, and as a third invoice to hospitals."""

from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.kpi.findings.model import Finding
from app.kpi.findings.reading import read_findings
from tests.desks import desk_of, mapped, take_in, write_csv

HEAD = 'source = "erp"\n[[feed]]\n'
PARTIES = mapped(
    "parties",
    "party_row",
    "party_code=code name role tier parent_code=parent area_code=area party_class=class",
)
PRODUCTS = mapped("products", "product_row", "product_code=code name base_unit=unit pack_factor=pack list_price=price")
SOLD = mapped(
    "sold",
    "sellout",
    "party_code=dealer counterparty_code=buyer counterparty_kind=kind product_code=product lot sold=day "
    "quantity unit amount",
)
BOUGHT = mapped(
    "bought",
    "order_line",
    "order_no=order party_code=dealer product_code=product shipped=day shipped_quantity=quantity amount "
    "seller_code=seller",
)
PERMITS = mapped(
    "permits",
    "permit_row",
    "number party_code=dealer counterparty_code=buyer area_code=area product_code=product quantity from=since to=until",
)
PARTY = ("code", "name", "role", "tier", "parent", "area", "class")
EVERYBODY = (
    ("P", "省商", "dealer", "province", "", "330100", ""), ("M", "金华市商", "dealer", "city", "", "330700", ""),
    ("N", "湖州市商", "dealer", "city", "", "330500", ""), ("C", "安吉县商", "dealer", "county", "N", "330523", ""),
    ("T1", "义乌药店", "terminal", "", "", "330782", "B"), ("T2", "安吉药店", "terminal", "", "", "330523", "C"),
    ("H", "安吉人民医院", "terminal", "", "", "330523", "二级"), ("T3", "外省药店", "terminal", "", "", "320500", "B"),
)  # fmt: skip
SALE = ("dealer", "buyer", "kind", "product", "lot", "day", "quantity", "unit", "amount")
ORDER = ("order", "dealer", "product", "day", "quantity", "amount", "seller")
PERMIT = ("number", "dealer", "buyer", "area", "product", "quantity", "since", "until")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """A province of four dealers, three shops and a hospital; one product at 20 a box, 10 boxes a case."""
    found = desk_of(workspace)
    take_in(found, write_csv(tmp_path / "parties.csv", [PARTY, *EVERYBODY]), PARTIES)
    goods = [("code", "name", "unit", "pack", "price"), ("G", "tablets", "盒", 10, 20)]
    take_in(found, write_csv(tmp_path / "products.csv", goods), PRODUCTS)
    return found


def sold(desk: Desk, folder: Path, *rows: tuple[object, ...]) -> None:
    take_in(desk, write_csv(folder / "sold.csv", [SALE, *rows]), SOLD)


def bought(desk: Desk, folder: Path, *rows: tuple[object, ...]) -> None:
    take_in(desk, write_csv(folder / "bought.csv", [ORDER, *rows]), BOUGHT)


def found(desk: Desk, kind: str) -> list[Finding]:
    with desk.db.read() as session:
        return [one for one in read_findings(session, date(2026, 4, 10)) if one.kind == kind]


def plain(one: Finding, *names: str) -> tuple[object, ...]:
    return tuple(one.figures[name].plain() for name in names)


def test_a_sale_into_another_city_is_told_with_its_price_and_what_it_did(desk: Desk, tmp_path: Path) -> None:
    shop = ("M", "T1", "terminal", "G", "A")
    there = ("N", "C", "dealer", "G", "A")
    sold(
        desk, tmp_path,
        (*shop, "2025-02-10", 100, "盒", 2_000), (*shop, "2026-02-10", 9, "件", 1_800),
        ("M", "T2", "terminal", "G", "A", "2026-02-11", 30, "盒", 480),
        ("M", "T2", "terminal", "G", "B", "2026-02-12", 3, "件", 480),
        (*there, "2025-02-01", 200, "盒", 4_000), (*there, "2026-02-01", 150, "盒", 3_000),
    )  # fmt: skip
    bought(
        desk, tmp_path, ("O1", "M", "G", "2025-02-01", 100, 2_000, ""), ("O2", "M", "G", "2026-02-01", 150, 3_000, "")
    )
    (one,) = found(desk, "sold_outside")
    assert one.dealer is not None
    assert one.dealer.code == "M"
    assert plain(one, "lots", "quantity", "buyers", "price", "works") == ("A、B", "60", 1, "16", "20")
    assert plain(one, "below", "own", "bought", "there") == ("-0.2", "-0.1", "0.5", "-0.25"), "cases are ten boxes each"
    assert len(one.rows["sellout"]) == 2


def test_a_provincial_dealer_sells_in_its_province_and_not_beyond(desk: Desk, tmp_path: Path) -> None:
    sold(
        desk, tmp_path,
        ("P", "T2", "terminal", "G", "A", "2026-02-11", 30, "盒", 600),
        ("P", "C", "dealer", "G", "A", "2026-02-11", 5, "盒", 100),
        ("P", "T3", "terminal", "G", "A", "2026-02-12", 7, "盒", 140),
    )  # fmt: skip
    (one,) = found(desk, "sold_outside")
    assert plain(one, "quantity", "area", "own") == ("7", "320500", None), "nothing to compare with is unknown, never 0"


def test_a_permit_covers_its_quantity_and_comes_and_goes_with_its_file(desk: Desk, tmp_path: Path) -> None:
    move = ("P", "M", "dealer", "G", "A")
    sold(desk, tmp_path, (*move, "2025-12-09", 600, "盒", 12_000), (*move, "2025-12-20", 100, "盒", 2_000))
    assert plain(found(desk, "sold_outside")[0], "quantity") == ("700",)
    permit = ("DB1", "P", "M", "", "G", 600, "2025-12-03", "2025-12-31")
    batch = take_in(desk, write_csv(tmp_path / "permits.csv", [PERMIT, permit]), PERMITS)
    assert plain(found(desk, "sold_outside")[0], "quantity") == ("100",)
    area = ("DB2", "P", "", "330700", "", "", "2025-12-01", "")
    take_in(desk, write_csv(tmp_path / "more.csv", [PERMIT, area]), PERMITS)
    assert found(desk, "sold_outside") == []
    desk.pipeline.withdraw(batch.batch_id, progress=Progress())
    assert found(desk, "sold_outside") == [], "the second one allows the whole city"


def test_hospital_lines_of_goods_bought_beside_the_own_supplier_are_a_hint(desk: Desk, tmp_path: Path) -> None:
    bought(
        desk, tmp_path,
        ("O1", "P", "G", "2026-01-01", 500, 9_000, ""), ("O2", "C", "G", "2026-01-05", 100, 2_000, "P"),
        ("O3", "C", "G", "2026-02-05", 100, 2_000, "N"),
    )  # fmt: skip
    sold(
        desk, tmp_path,
        ("C", "H", "terminal", "G", "A", "2026-01-20", 6, "件", 1_440),
        ("C", "T2", "terminal", "G", "A", "2026-01-21", 10, "盒", 230),
        ("C", "H", "terminal", "G", "A", "2026-02-20", 60, "盒", 1_440),
    )  # fmt: skip
    (one,) = found(desk, "third_invoice")
    assert one.dealer is not None
    assert one.dealer.code == "C"
    assert plain(one, "lines", "quantity", "amount", "seller") == (1, "60", "1440", "省商")
    assert {feed: len(ids) for feed, ids in one.rows.items()} == {"sellout": 1, "order_line": 1}
    assert found(desk, "sold_outside") == []


def test_the_usual_supplier_makes_no_third_invoice(desk: Desk, tmp_path: Path) -> None:
    bought(desk, tmp_path, ("O0", "N", "G", "2026-01-01", 9, 9, ""), ("O1", "C", "G", "2026-01-05", 100, 2_000, "N"))
    sold(desk, tmp_path, ("C", "H", "terminal", "G", "A", "2026-01-20", 60, "盒", 1_440))
    assert found(desk, "third_invoice") == []
