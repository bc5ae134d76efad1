"""单位可疑: rows whose price cannot be that of the unit they name, found in orders and in sell-out lists."""

from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Desk
from app.core.period import day_number, parse_period
from app.core.progress import Progress
from app.core.texts import ZH, texts
from app.core.workspace import Workspace
from app.imports.reasons import warning
from app.kpi.suspects import SuspectRow, Suspects, read_suspect_rows, read_suspects
from tests.desks import desk_of, mapped, take_in, write_csv

UNTIL = day_number(parse_period("2025-12").last)
HEAD = 'source = "erp"\n[[feed]]\n'
PRODUCTS = mapped("products", "product_row", "product_code=code name base_unit=unit pack_factor=pack")
SOLD = mapped(
    "sold",
    "sellout",
    "party_code=dealer product_code=product counterparty_name=buyer sold=day quantity unit amount",
)
SENT = mapped(
    "sent",
    "order_line",
    "order_no=order party_code=dealer product_code=product ordered=day ordered_quantity=quantity unit amount "
    "line_type=type",
)


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """A desk that knows tablets in boxes, 300 to a case."""
    found = desk_of(workspace)
    rows = [("code", "name", "unit", "pack"), ("P1", "tablets", "盒", 300), ("P2", "drink", "瓶", 24)]
    take_in(found, write_csv(tmp_path / "products.csv", rows), PRODUCTS)
    return found


def sold(desk: Desk, folder: Path, *rows: tuple[object, ...]) -> None:
    head = ("dealer", "product", "buyer", "day", "quantity", "unit", "amount")
    take_in(desk, write_csv(folder / "sold.csv", [head, *rows]), SOLD)


def sent(desk: Desk, folder: Path, *rows: tuple[object, ...]) -> None:
    head = ("order", "dealer", "product", "day", "quantity", "unit", "amount", "type")
    take_in(desk, write_csv(folder / "sent.csv", [head, *rows]), SENT)


def looked(desk: Desk, until: int = UNTIL) -> tuple[Suspects, list[SuspectRow]]:
    with desk.db.read() as session:
        found = read_suspects(session, until)
        return found, read_suspect_rows(session, found)


HONEST = tuple(("D1", "P1", f"shop {n}", f"2025-0{n}-10", 100, "盒", 2_150 + n) for n in range(1, 10))


def test_41_boxes_at_the_price_of_cases_are_found_with_the_unit_that_explains_them(desk: Desk, tmp_path: Path) -> None:
    sold(desk, tmp_path, *HONEST, ("D2", "P1", "hospital", "2025-10-08", 41, "盒", 264_450))
    found, rows = looked(desk)
    assert found.count == 1
    only = rows[0]
    assert (only.dealer_code, only.product, only.quantity_e3, only.unit) == ("D2", "tablets", 41_000, "盒")
    assert (only.price, float(only.median), only.likely) == (6_450, 21.555, "件")
    assert (only.file_name, only.row_no) == ("sold.csv", 11)


def test_cases_that_are_called_cases_are_nothing_to_wonder_at(desk: Desk, tmp_path: Path) -> None:
    sold(desk, tmp_path, *HONEST, ("D2", "P1", "hospital", "2025-10-08", 41, "件", 264_450))
    assert looked(desk)[0].count == 0


def test_gifts_and_rebates_in_goods_have_no_price(desk: Desk, tmp_path: Path) -> None:
    honest = [(f"O{n}", "D1", "P1", f"2025-0{n}-10", 100, "盒", 2_150, "") for n in range(1, 8)]
    odd: list[Any] = [
        (f"G{n}", "D1", "P1", "2025-09-01", 100, "盒", 1, kind) for n, kind in enumerate(("赠品", "货补", "票折"))
    ]
    sent(desk, tmp_path, *honest, *odd, ("S1", "D1", "P1", "2025-09-01", 100, "盒", 1, "销售"))
    found, rows = looked(desk)
    assert [one.price for one in rows] == [rows[0].price]
    assert (found.count, rows[0].feed, rows[0].amount_e4) == (1, "order_line", 10_000)


def test_fewer_than_five_prices_are_no_median(desk: Desk, tmp_path: Path) -> None:
    sold(desk, tmp_path, *HONEST[:3], ("D2", "P1", "hospital", "2025-10-08", 41, "盒", 264_450))
    assert looked(desk)[0].count == 0


def test_prices_of_more_than_twelve_months_ago_are_forgotten(desk: Desk, tmp_path: Path) -> None:
    sold(desk, tmp_path, *HONEST, ("D2", "P1", "hospital", "2025-10-08", 41, "盒", 264_450))
    later = day_number(parse_period("2026-09").last)
    assert looked(desk, later)[0].count == 0


def test_rows_in_a_unit_that_nothing_explains_are_counted_and_named(desk: Desk, tmp_path: Path) -> None:
    sold(desk, tmp_path, ("D1", "P1", "a", "2025-01-10", 1, "托", 9), ("D1", "P1", "b", "2025-01-11", 1, "托", 9))
    found, _ = looked(desk)
    assert (found.unknown_rows, [(one.product, one.unit) for one in found.unknown]) == (2, [("tablets", "托")])


def test_what_was_found_is_found_anew_once_something_came(desk: Desk, tmp_path: Path) -> None:
    sold(desk, tmp_path, *HONEST)
    assert looked(desk)[0].count == 0
    sent(desk, tmp_path, ("O1", "D1", "P1", "2025-01-10", 1, "托", 9, ""))
    assert looked(desk)[0].unknown_rows == 1


def test_the_preview_says_how_many_rows_will_be_suspicious_before_anything_is_written(
    desk: Desk, tmp_path: Path
) -> None:
    head = ("dealer", "product", "buyer", "day", "quantity", "unit", "amount")
    usual = [("D1", "P1", "shop", f"2025-{n:02d}-10", 40, "盒", 40 * 21.5) for n in range(1, 13)]
    take_in(desk, write_csv(tmp_path / "usual.csv", [head, *usual]), SOLD)
    later = [
        ("D1", "P1", "shop", "2025-12-20", 41, "盒", 41 * 6_450), ("D1", "P1", "shop", "2025-12-21", 2, "件", 12_900)
    ]  # fmt: skip
    path = write_csv(tmp_path / "later.csv", [head, *later])
    with desk.pipeline.staged(path, SOLD, progress=Progress()) as ready:
        (counts,) = desk.pipeline.preview(ready).feeds
    assert counts.warnings == {"unit": 1}, "41 boxes at the price of cases; two cases are right"
    assert "单位可疑" in texts(ZH).render(warning("unit", desk.feeds["sellout"]))
    with desk.db.read() as session:
        assert read_suspects(session, UNTIL).count == 0, "nothing was written"
    take_in(desk, path, SOLD)
    with desk.db.read() as session:
        assert read_suspects(session, UNTIL).count == 1, "as many as were told"
