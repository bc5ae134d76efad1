"""Quantities of real files in base units: whatever unit a row names, whatever way its figures were computed."""

from fractions import Fraction
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.catalog.queries import find_product
from app.core.db import Action
from app.core.period import parse_period
from app.core.progress import Progress
from app.core.undo import redo, undo
from app.core.workspace import Workspace
from app.imports.batches import Loaded
from app.jobs.products import edit_product_units, remove_factor, set_factor
from app.kpi.cells import difference
from app.kpi.queries import kpi_rows
from tests.desks import desk_of, mapped, sign, take_in, write_csv

HEAD = 'source = "erp"\n[[feed]]\n'
PRODUCTS = mapped(
    "products",
    "product_row",
    "product_code=code name group_code=group base_unit=unit pack_factor=pack report_unit=report",
)
UNITS = mapped("units", "unit_row", "product_code=code unit factor from")
LINES = mapped(
    "lines",
    "order_line",
    "order_no=order line_no=line party_code=dealer product_code=product ordered=day shipped=day "
    "ordered_quantity=quantity shipped_quantity=quantity unit amount",
)
LINE_HEAD = ("order", "line", "dealer", "product", "day", "quantity", "unit", "amount")
TABLETS = ("P1", "tablets", "OT", "盒", 300, "")
DRINK = ("P2", "drink", "JK", "瓶", 24, "箱")


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    """A desk with two products: tablets in boxes, 360 and later 300 to a case, and a drink in bottles."""
    found = desk_of(workspace)
    sign(found)
    return found


def masters(desk: Desk, folder: Path, *products: tuple[object, ...]) -> None:
    head = ("code", "name", "group", "unit", "pack", "report")
    take_in(desk, write_csv(folder / "products.csv", [head, *(products or (TABLETS, DRINK))]), PRODUCTS)
    rows = [("P1", "件", 360, "2024-01-01"), ("P1", "件", 300, "2025-03-01")]
    take_in(desk, write_csv(folder / "units.csv", [("code", "unit", "factor", "from"), *rows]), UNITS)


def lines(desk: Desk, folder: Path, *rows: tuple[object, ...], name: str = "lines") -> Loaded:
    return take_in(desk, write_csv(folder / f"{name}.csv", [LINE_HEAD, *rows]), LINES)


def quantity(desk: Desk, month: str, **asked: str) -> str | None:
    period = parse_period(month)
    return kpi_rows(desk.db, only=["quantity"], first=period, last=period, **asked)[0].value


def differing(desk: Desk) -> int:
    return sum(desk.db.write(Action("Compare"), difference, origin="system").value.values())


MIXED = (
    ("O1", 1, "D1", "P1", "2025-02-10", 2, "件", 15_000),
    ("O1", 2, "D1", "P1", "2025-02-10", 5, "盒", 100),
    ("O2", 1, "D1", "P1", "2025-03-10", 2, "件", 12_900),
    ("O3", 1, "D1", "P1", "2025-03-11", 7, "", 150),
)


def test_cases_count_as_many_boxes_as_they_held_on_their_day(desk: Desk, tmp_path: Path) -> None:
    masters(desk, tmp_path)
    lines(desk, tmp_path, *MIXED)
    assert (quantity(desk, "2025-02"), quantity(desk, "2025-03")) == ("725", "607")
    assert differing(desk) == 0, "columns that came with the file say what statements over the facts say"


def test_a_table_of_units_that_comes_later_is_followed(desk: Desk, tmp_path: Path) -> None:
    lines(desk, tmp_path, *MIXED)
    assert quantity(desk, "2025-02") == "0", "nothing says what the units hold"
    masters(desk, tmp_path)
    assert (quantity(desk, "2025-02"), quantity(desk, "2025-03")) == ("725", "607")
    assert differing(desk) == 0


def test_a_unit_that_nothing_explains_is_no_base_unit(desk: Desk, tmp_path: Path) -> None:
    masters(desk, tmp_path)
    lines(
        desk, tmp_path, ("O1", 1, "D1", "P1", "2025-03-10", 3, "托", 9), ("O1", 2, "D1", "P1", "2025-03-10", 4, "盒", 9)
    )
    assert quantity(desk, "2025-03") == "4"


def test_a_factor_set_by_hand_is_followed_and_undone(desk: Desk, tmp_path: Path) -> None:
    masters(desk, tmp_path)
    lines(desk, tmp_path, ("O1", 1, "D1", "P1", "2025-03-10", 1, "托", 9))
    with desk.db.read() as session:
        product = find_product(session, "P1")
    set_factor(desk.db, product_id=product.id, name=product.name, unit="托", factor_e3=6_000_000, from_on=None)
    assert quantity(desk, "2025-03") == "6000"
    undo(desk.db, desk.undo_handlers)
    assert quantity(desk, "2025-03") == "0"
    redo(desk.db, desk.undo_handlers)
    assert quantity(desk, "2025-03") == "6000"
    with desk.db.read() as session:
        made = next(one for one in find_product(session, "P1").factors if one.made)
    remove_factor(desk.db, name=product.name, unit_id=made.id)
    assert quantity(desk, "2025-03") == "0"
    assert differing(desk) == 0


def test_what_a_person_set_stays_when_the_file_comes_again(desk: Desk, tmp_path: Path) -> None:
    masters(desk, tmp_path)
    lines(desk, tmp_path, ("O1", 1, "D1", "P1", "2025-04-10", 1, "件", 9))
    with desk.db.read() as session:
        product = find_product(session, "P1")
    newest = product.factors[-1]
    set_factor(desk.db, product_id=product.id, name="", unit="件", factor_e3=240_000, from_on=newest.from_on)
    edit_product_units(desk.db, product_id=product.id, name="", changes={"base_unit": "板"})
    masters(desk, tmp_path)
    with desk.db.read() as session:
        product = find_product(session, "P1")
    assert (product.base_unit, product.factors[-1].factor_e3, product.by_hand) == ("板", 240_000, ("base_unit",))
    assert quantity(desk, "2025-04") == "240"


STOCK = mapped("stock", "stock", "as_of=day place_code=dealer party_code=dealer product_code=product quantity unit")
SOLD = mapped(
    "sold",
    "sellout",
    "party_code=dealer product_code=product counterparty_name=buyer sold=day quantity unit",
)
PRICED = mapped(
    "priced",
    "product_row",
    "product_code=code name group_code=group base_unit=unit pack_factor=pack report_unit=report list_price=price",
)
PRICES = mapped("prices", "price_row", "product_code=code list_price=price from")


def asked(desk: Desk, kpi: str, month: str, **more: str) -> list[tuple[str | None, str, str | None]]:
    period = parse_period(month)
    rows = kpi_rows(desk.db, only=[kpi], first=period, last=period, **more)
    return [(one.value, one.state, one.unit_name) for one in rows]


BOTH = (("O1", 1, "D1", "P1", "2025-03-10", 600, "盒", 9), ("O2", 1, "D2", "P2", "2025-03-10", 48, "瓶", 9))


def test_boxes_and_bottles_are_no_sum_but_each_group_is_one(desk: Desk, tmp_path: Path) -> None:
    masters(desk, tmp_path)
    lines(desk, tmp_path, *BOTH)
    assert asked(desk, "quantity", "2025-03") == [(None, "mixed_units", None)]
    assert asked(desk, "quantity", "2025-03", by="product-group") == [("600", "present", "盒"), ("48", "present", "瓶")]
    assert asked(desk, "quantity", "2025-03", by="dealer") == [("600", "present", "盒"), ("48", "present", "瓶")]
    assert asked(desk, "line_count", "2025-03") == [("2", "present", None)], "what is no quantity is added up as ever"


def test_a_reporting_unit_of_all_of_them_adds_them_up_and_is_named(desk: Desk, tmp_path: Path) -> None:
    masters(desk, tmp_path, ("P1", "tablets", "OT", "盒", 300, "件"), ("P2", "drink", "JK", "瓶", 24, "件"))
    lines(desk, tmp_path, *BOTH)
    assert asked(desk, "quantity", "2025-03") == [("4", "reported", "件")]
    assert asked(desk, "fill_rate", "2025-03") == [("1", "reported", None)]
    assert differing(desk) == 0


def test_indoor_and_outdoor_machines_add_up_to_sets(desk: Desk, tmp_path: Path) -> None:
    parts = ("P8", "indoor", "AC", "内机", 2, "套"), ("P9", "outdoor", "AC", "外机", 2, "套")
    masters(desk, tmp_path, *parts)
    rows = [("P8", "套", 2, ""), ("P9", "套", 2, "")]
    take_in(desk, write_csv(tmp_path / "sets.csv", [("code", "unit", "factor", "from"), *rows]), UNITS)
    lines(desk, tmp_path, *((f"O{n}", 1, "D1", code, "2025-03-10", 7, "", 9) for n, code in enumerate(("P8", "P9"))))
    assert asked(desk, "quantity", "2025-03") == [("7", "reported", "套")]


def test_how_long_unlike_stock_lasts_is_told_at_list_prices(desk: Desk, tmp_path: Path) -> None:
    head = ("code", "name", "group", "unit", "pack", "report", "price")
    rows = (*TABLETS, 20), (*DRINK, 5)
    take_in(desk, write_csv(tmp_path / "priced.csv", [head, *rows]), PRICED)
    held = [("day", "dealer", "product", "quantity", "unit"), ("2025-06-30", "D1", "P1", 1, "箱"),
            ("2025-06-30", "D1", "P2", 10, "箱")]  # fmt: skip
    take_in(desk, write_csv(tmp_path / "stock.csv", held), STOCK)
    out = [("dealer", "product", "buyer", "day", "quantity", "unit"), ("D1", "P1", "a", "2025-06-01", 90, "盒"),
           ("D1", "P2", "b", "2025-06-02", 720, "瓶")]  # fmt: skip
    take_in(desk, write_csv(tmp_path / "sold.csv", out), SOLD)
    # (300 x 20 + 240 x 5) / ((90 x 20 + 720 x 5) / 90)
    assert asked(desk, "days_of_supply", "2025-06") == [("120", "list_price", None)]
    asked_by_group = asked(desk, "days_of_supply", "2025-06", by="product-group")
    assert asked_by_group == [("300", "present", None), ("30", "present", None)]
    take_in(desk, write_csv(tmp_path / "priced.csv", [head, rows[0], (*DRINK, "")]), PRICED)
    assert asked(desk, "days_of_supply", "2025-06") == [(None, "mixed_units", None)], "one product has no price"
    assert differing(desk) == 0


def test_stock_and_outflow_before_a_price_cut_are_worth_the_older_price(desk: Desk, tmp_path: Path) -> None:
    head = ("code", "name", "group", "unit", "pack", "report", "price")
    take_in(desk, write_csv(tmp_path / "priced.csv", [head, (*TABLETS, 20), (*DRINK, 5)]), PRICED)
    held = [("day", "dealer", "product", "quantity", "unit")]
    held += [(day, "D1", code, 10, "箱") for day in ("2025-10-31", "2025-11-30") for code in ("P1", "P2")]
    take_in(desk, write_csv(tmp_path / "stock.csv", held), STOCK)
    out = [("dealer", "product", "buyer", "day", "quantity", "unit"), ("D1", "P1", "a", "2025-09-01", 450, "盒"),
           ("D1", "P1", "a", "2025-11-02", 450, "盒"), ("D1", "P2", "b", "2025-10-02", 900, "瓶")]  # fmt: skip
    take_in(desk, write_csv(tmp_path / "sold.csv", out), SOLD)
    plain = _lasts(20)
    assert days(desk) == [plain, plain]

    prices = [("code", "price", "from"), ("P1", 25, "2024-01-01"), ("P1", 20, "2025-11-01")]
    loaded = take_in(desk, write_csv(tmp_path / "prices.csv", prices), PRICES)
    assert days(desk) == [_lasts(25), plain], "October as it was then"
    assert differing(desk) == 0
    take_in(desk, write_csv(tmp_path / "priced.csv", [head, (*TABLETS, 99), (*DRINK, 5)]), PRICED)
    assert days(desk) == [_lasts(25), plain], "the list goes before the product"
    desk.pipeline.withdraw(loaded.batch_ref, progress=Progress())
    assert days(desk) == [_lasts(99), _lasts(99)]
    assert differing(desk) == 0


def _lasts(tablets: int) -> Fraction:
    """3,000 boxes of tablets and 240 bottles at 5, while 450 and 900 go in 90 days."""
    return Fraction((3000 * tablets + 240 * 5) * 90, 450 * tablets + 900 * 5)


def days(desk: Desk) -> list[Fraction | None]:
    """Days of supply at the end of October and November."""
    months = [parse_period(month) for month in ("2025-10", "2025-11")]
    return [kpi_rows(desk.db, only=["days_of_supply"], first=one, last=one)[0].amount for one in months]
