"""Sums may be written to the cells in parts, as they grow: what stands there is the same."""

import pytest
from sqlalchemy import text

from app.kpi import summing
from tests.app.kpi.facts import Store, day, fresh_store

KEPT = ("cell", "cell_bin", "cell_bin_day")


def fill(store: Store) -> None:
    """Two batches, of which one goes again: sums come, are added to, and are taken away."""
    for code in ("D1", "D2"):
        store.dealer(code)
    for code, group in (("P1", "G1"), ("P2", "G2")):
        store.product(code, group=group)
    lines = [
        {"order_no": f"SO{n // 2}", "party_code": f"D{n % 2 + 1}", "product_code": f"P{n % 2 + 1}", "amount_e4": n,
         "ordered_on": day("2026-01-05") + n % 40, "delivered_on": day("2026-01-09") + n % 40,
         "promised_first_on": day("2026-01-08") + n % 41, "ordered_quantity_e3": 1_000 * n, "needs_head": 0,
         "estimated": 0}
        for n in range(60)
    ]  # fmt: skip
    sold = [
        {"party_code": "D1", "product_code": "P1", "sold_on": day("2026-02-01") + n, "amount_e4": n} for n in range(9)
    ]
    store.load(order_line=lines, sellout=sold)
    second = store.load(order_line=[line | {"order_no": f"X{line['order_no']}"} for line in lines[:5]])
    store.load(sellout=sold[:4])
    store.withdraw(second)


def kept(store: Store) -> list[list[tuple[int, ...]]]:
    """The cells and the histograms, of months and of days."""
    connection = store.session.connection()
    return [[tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))] for name in KEPT]


def test_sums_written_in_many_parts_are_those_written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with fresh_store() as store:
        fill(store)
        at_once = kept(store)
    monkeypatch.setattr(summing, "_HELD", 3)
    monkeypatch.setattr(summing, "_WRITTEN", 2)
    with fresh_store() as store:
        fill(store)
        assert kept(store) == at_once
        assert store.wrong() == {}
    assert min(map(len, at_once)) > 10
