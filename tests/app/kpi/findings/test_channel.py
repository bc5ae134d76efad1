"""Findings of the channel on a handful of rows: filled warehouses, lists that stopped, a tier that is out, credit."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from app.kpi.findings.credit import CREDIT
from app.kpi.findings.dry import DRY
from app.kpi.findings.model import Finding, Kind
from app.kpi.findings.silent import SILENT
from app.kpi.findings.stuffing import STUFFED
from tests.app.kpi.facts import Store, fresh_store, line, row

TODAY = date(2026, 4, 10)


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        for number in range(1, 9):
            found.dealer(f"D{number}", tier="city" if number < 3 else "county", credit_limit_e4=2_000_000)
        found.product("P1", group="G")
        yield found


def found_by(store: Store, kind: Kind) -> list[Finding]:
    store.session.info.clear()
    return sorted(kind.read(store.session, TODAY), key=lambda one: one.dealer.code if one.dealer else "")


def told(one: Finding, *names: str) -> tuple[Any, ...]:
    return tuple(one.figures[name].plain() for name in names)


def bought(dealer: str, day: str, amount: int) -> dict[str, Any]:
    return line(f"SO-{dealer}-{day}", dealer, line_key="1", shipped=day, shipped_quantity=amount, amount=amount)


def sold(dealer: str, day: str, quantity: int) -> dict[str, Any]:
    return row(party_code=dealer, product_code="P1", sold=day, quantity=quantity, amount=quantity)


def held(dealer: str, day: str, quantity: int, product: str = "P1") -> dict[str, Any]:
    return row(party_code=dealer, product_code=product, place_code=dealer, as_of=day, quantity=quantity)


def filled(dealer: str, late: int, out: int) -> dict[str, list[dict[str, Any]]]:
    months = ("2025-11", "2025-12", "2026-01", "2026-02", "2026-03")
    return {
        "order_line": [bought(dealer, "2026-03-10", 312 - late), bought(dealer, "2026-03-30", late)],
        "sellout": [sold(dealer, f"{month}-08", out) for month in months],
        "stock": [held(dealer, "2026-02-28", 150), held(dealer, "2026-03-31", 330)],
    }


def test_what_was_bought_late_and_did_not_go_out_fills_the_warehouse(store: Store) -> None:
    rows, steady = filled("D1", 214, 120), filled("D2", 50, 120)
    back = row(party_code="D1", product_code="P1", return_no="R1", returned="2026-04-02", quantity=21, amount=21)
    store.load(**{feed: [*rows[feed], *steady[feed]] for feed in rows}, goods_return=[back])
    (one,) = found_by(store, STUFFED)
    assert one.dealer is not None
    assert (one.dealer.code, *told(one, "month", "bought", "rush", "out", "back")) == (
        "D1", "2026-03", "312", "214", "120", "21",
    )  # fmt: skip
    assert (len(one.rows["order_line"]), len(one.rows["goods_return"])) == (2, 1)


def test_a_tender_that_is_sold_on_fills_nothing(store: Store) -> None:
    rows, steady = filled("D1", 214, 250), filled("D2", 50, 120)
    store.load(**{feed: [*rows[feed], *steady[feed]] for feed in rows})
    assert found_by(store, STUFFED) == []


def test_who_sells_on_and_tells_nobody_is_told_of_with_what_it_bought_since(store: Store) -> None:
    reports = [sold("D1", "2026-01-31", 10), sold("D2", "2026-01-31", 10)]
    later = [sold("D2", "2026-02-28", 10), sold("D2", "2026-03-31", 10)]
    store._insert("import_batch", {
        "id": "B1", "n": 1, "source": "erp", "profile_id": "x", "profile_version": 1, "profile_sha256": "", "file_name":
        "x", "file_sha256": "", "extracted_at": "2026-02-03T00:00:00.000+00:00", "loaded_at": "2026-02-03", "state":
        "live", "summary": "{}",
    })  # fmt: skip
    store.load(sellout=[*reports, *later], order_line=[bought("D1", "2026-02-02", 12), bought("D1", "2026-03-05", 96)])
    (one,) = found_by(store, SILENT)
    assert one.dealer is not None
    assert (one.dealer.code, *told(one, "seen", "day", "came", "owed", "bought")) == (
        "D1", "2026-02-03", "2026-01-31", 1, 3, "96",
    )  # fmt: skip


LISTS = ("2025-11-05", "2025-11-10", "2025-11-15", "2025-11-19")


def lists_of(dealer: str, *, dry: bool) -> list[dict[str, Any]]:
    return [held(dealer, day, 0 if dry and day in LISTS[1:3] else 40) for day in LISTS]


@pytest.mark.parametrize("dry", [5, 4])
def test_five_of_six_dealers_without_a_product_are_a_matter_of_their_tier(store: Store, dry: int) -> None:
    store.must_stock("P1")
    store.load(
        stock=[one for number in range(3, 9) for one in lists_of(f"D{number}", dry=number < 3 + dry)],
    )
    found = found_by(store, DRY)
    assert len(found) == (dry == 5)
    if found:
        (one,) = found
        assert told(one, "group", "dry", "dealers", "days") == ("G", 5, 6, 9)
        assert one.count == 10


def owed(dealer: str, amount: int, due: date) -> dict[str, Any]:
    return row(party_code=dealer, as_of="2026-03-31", document_no=f"F{due}", amount=amount, due=due.isoformat())


def test_a_limit_that_old_items_fill_is_told_of_with_the_notes_that_are_no_money_yet(store: Store) -> None:
    last = date(2026, 3, 31)
    items = [owed("D1", 58, last - timedelta(90)), owed("D1", 185, last), owed("D2", 300, last)]
    note = row(
        party_code="D1", receipt_no="R1", received="2026-03-10", form="bank_note", matures="2026-09-10", amount=83
    )
    store.load(receivable=items, receipt=[note])
    (one,) = found_by(store, CREDIT)
    assert one.dealer is not None
    assert (one.dealer.code, *told(one, "limit", "used", "old", "oldest", "notes", "matures")) == (
        "D1", "200", "243", "58", 90, "83", "2026-09-10",
    )  # fmt: skip
    assert (len(one.rows["receivable"]), len(one.rows["receipt"])) == (2, 1)


def test_money_paid_in_advance_brings_a_dealer_back_below_its_limit_as_on_its_card(store: Store) -> None:
    last = date(2026, 3, 31)
    ahead = row(party_code="D1", as_of="2026-03-31", document_no="A1", amount=-60)
    store.load(receivable=[owed("D1", 58, last - timedelta(90)), owed("D1", 185, last), ahead])
    assert not found_by(store, CREDIT)
