"""Order lines read as columns tell what the rows themselves tell, however many read them."""

import shutil
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.core.workspace import Workspace
from app.incentives.base import lines
from app.incentives.base.hashed import hashed_of, rows_of
from app.incentives.base.reading import Fact, fact_rows
from app.incentives.base.sources import Asked, selects
from app.incentives.policy import Basis, Event, Policy
from app.kpi.kept import kept_of
from tests.app.kpi.facts import Store, fresh_store
from tests.desks import desk_of
from tests.once import Once
from tests.ui import small_region

LONG = "一张号码很长的订单-2025-000001"


@pytest.fixture(scope="module")
def desk(once: Once, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three dealers with six quarters, to look at."""
    made, folder = once("small region", small_region.make), tmp_path_factory.mktemp("lines")
    for path in made.glob("small.*"):
        shutil.copy(path, folder / path.name)
    with Workspace.open(folder / "small.cdesk") as workspace:
        yield desk_of(workspace)


def bought(order: str, line: str, dealer: str, product: str, day: int, **more: Any) -> dict[str, Any]:
    """An order line with an amount."""
    return {"order_no": order, "line_key": line, "party_code": dealer, "product_code": product, "ordered_on": day,
            "ordered_quantity_e3": 1_000, "amount_e4": 50_000, **more}  # fmt: skip


def stocked(product: str, day: int, quantity: int) -> dict[str, Any]:
    """A row of a stock list of one dealer."""
    return {"as_of_on": day, "party_code": "D1", "place_code": "W1", "product_code": product,
            "quantity_e3": quantity * 1_000}  # fmt: skip


@pytest.fixture
def store() -> Iterator[Store]:
    """Codes and numbers as unlike as files have them: short, long, Chinese, empty, negative days, unknown codes."""
    with fresh_store() as made:
        for code in ("D1", "经销商", "D1000000", "D10000000"):
            made.dealer(code)
        for code, group in (("P1", "G1"), ("产品-2", "G2"), ("P1 ", None)):
            made.product(code, group=group)
        made.load(
            order_line=[
                bought("SO1", "1", "D1", "P1", 20_100),
                bought("SO1", "10", "D1", "P1", 20_100),
                bought("SO1", "2", "D1", "产品-2", 20_100),
                bought(LONG, "1", "经销商", "P1", 20_131),
                bought(LONG, "", "经销商", "P1 ", 20_131),
                bought("SO2", "1", "D1000000", "P1", 9),
                bought("SO3", "1", "D10000000", "P1", -9),
                bought("SO4", "1", "D100000000", "P1", 20_100),
                bought("SO5", "1", "D1", "P9", 20_100),
                bought("SO6", "1", "D1", "P1", 20_101, status="cancelled"),
                bought("SO7", "1", "D1", "P1", 20_101, line_type="gift"),
            ]
        )
        yield made


def told(columns: lines.Columns | None) -> list[tuple[int, int, int, int, bytes]]:
    """The lines in an order that does not hang on how they were read."""
    assert columns is not None
    dealers, months, groups, sources, records = columns
    numbers = zip(dealers.tolist(), months.tolist(), groups.tolist(), sources.tolist(), strict=True)
    return sorted((*row, bytes(record)) for row, record in zip(numbers, records, strict=True))


@pytest.mark.parametrize("stretch", [1, 3, 100_000])
def test_columns_tell_what_the_rows_tell(store: Store, stretch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "STRETCH", stretch)
    found = told(lines.Lines(store.session, "ordered", []).columns())
    assert found == told(rows_of(store.session, Policy("P", "P", basis=Basis(event="ordered"))))
    assert len(found) == 7, "unknown codes, what is cancelled and gifts do not count"


def test_a_value_with_the_sign_that_parts_values_is_read_by_rows(store: Store) -> None:
    store.load(order_line=[bought("SO\x1e8", "1", "D1", "P1", 20_100)])
    assert lines.Lines(store.session, "ordered", []).columns() is None


def test_the_same_code_means_another_dealer_in_another_source() -> None:
    known = lines.Known([(1, "D1", 7), (2, "D1", 8), (1, "D12345678", 9)])
    codes = lines.Joined.of(b"D1\x1eD1\x1eD12345678\x1eD123456789\x1e", 5)
    assert codes is not None
    assert known.numbers(codes, np.array([1, 2, 1, 1, 1])).tolist() == [7, 8, 9, -1, -1]


def test_two_readers_tell_what_one_tells(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "STRETCH", 5)
    with desk.db.read() as session:
        both = told(lines.Lines(session, "ordered", []).columns())
        del session.info["database"]
        assert told(lines.Lines(session, "ordered", []).columns()) == both
        assert len(both) > 30, "several stretches, or there would be no second reader"


def test_a_reader_that_fails_stops_the_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class BrokenError(Exception):
        pass

    def fail(*_: object) -> None:
        raise BrokenError

    monkeypatch.setattr(lines, "STRETCH", 5)
    monkeypatch.setattr(lines.Lines, "_split", fail)
    with desk.db.read() as session, pytest.raises(BrokenError):
        lines.Lines(session, "ordered", []).columns()


@pytest.mark.parametrize("event", ["ordered", "delivered"])
def test_hashes_are_the_same_whether_a_policy_is_asked_alone_or_after_others(desk: Desk, event: Event) -> None:
    def none() -> tuple[list[Fact], list[Fact]]:
        return [], []

    def hashes(session: Session, groups: frozenset[int], *, deduct: bool) -> list[dict[int, str]]:
        whole = hashed_of(session, Policy("P", "P", basis=Basis(event=event)), none)
        part = whole.of(groups, deduct=deduct)
        return [part.of_months(month, month + 2) for month in range(int(part.months.min()), 3 + int(part.months.max()))]

    with desk.db.read() as session:
        every = frozenset(hashed_of(session, Policy("P", "P", basis=Basis(event=event)), none).groups.tolist())
        asked = [(every, True), (frozenset({min(every)}), True), (every, False)]
        shared = [hashes(session, groups, deduct=deduct) for groups, deduct in asked]
        for (groups, deduct), before in zip(asked, shared, strict=True):
            kept_of(session)._once.clear()
            assert hashes(session, groups, deduct=deduct) == before


def test_a_withheld_line_is_not_made_up_for_by_a_cancelled_one(store: Store) -> None:
    """One of the sums is taken off and one that is in no sum is there: as many lines, and yet not the same ones."""
    store.start()
    store.flip("order_line", "order_no = 'SO7'")
    store.follow()
    off = store.session.execute(text("SELECT id FROM order_line WHERE order_no = 'SO3'")).scalars().all()
    every = told(lines.Lines(store.session, "ordered", []).columns())
    kept = told(lines.Lines(store.session, "ordered", off).columns())
    assert len(kept) == len(every) - 1
    assert set(kept) < set(every)


def test_the_stock_of_a_product_that_was_given_another_code_counts_once(store: Store) -> None:
    """Lists that add rows name it by its old code first and by its new one later: the newest is what there is."""
    store._insert("product_code", {"id": "pcode-new", "source_n": 900, "code": "N1", "product_id": "product-P1"})
    store.load(stock=[stocked("P1", 20_100, 11), stocked("产品-2", 20_100, 5)])
    store.load(stock=[stocked("N1", 20_110, 4)])
    (sql,) = selects(store.session.connection(), Asked("stock", "net"))
    found = [one.quantity or 0 for one in fact_rows(store.session, sql, {"first": 20_090, "last": 20_120})]
    assert sorted(found) == [4_000, 5_000]
