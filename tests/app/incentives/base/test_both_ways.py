"""The law of the fast way: kept sums and the rows themselves give the same bases, to the last key."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.period import month, quarter
from app.incentives.base import read_rows
from app.incentives.base.bases import bases_for
from app.incentives.base.cells import is_fast
from app.incentives.base.reading import bases_by_rows, sieve_of
from app.incentives.base.who import participants
from app.incentives.policy import Basis, Basket, Goods, Policy
from tests.app.kpi.facts import SOURCE, Store, fresh_store
from tests.examples import examples
from tests.laws.test_cells import DAYS, ROWS, STORED

FEEDS = ("order_line", "red_line", "order_head", "goods_return", "return_note", "invoice")
FACTS = st.fixed_dictionaries(
    {feed: st.lists(ROWS[feed], min_size=0 if feed == "invoice" else 2, max_size=12) for feed in FEEDS}
)
POLICIES = st.builds(
    lambda event, measure, tax, returns, goods, basket: Policy(
        "P", "P", basis=Basis(measure, event, tax, returns), goods=goods, baskets=basket, to_on=0
    ),
    st.sampled_from(["ordered", "delivered", "invoiced"]),
    st.sampled_from(["value", "quantity"]),
    st.sampled_from(["net", "gross"]),
    st.sampled_from(["deduct", "ignore"]),
    st.sampled_from([Goods(), Goods(groups=("G1",)), Goods(excluded_groups=("G1",))]),
    st.sampled_from([(), (Basket("mix", Goods(groups=("G2",)), 0),)]),
)
PERIODS = (quarter(2025, 1), month(2025, 1), month(2025, 2))


def stocked(facts: dict[str, list[dict[str, Any]]], marked: list[int], recoded: int | None, store: Store) -> None:
    """A store of these facts, with some order lines withheld and perhaps a code that changed hands."""
    for code in ("D1", "D2", "D3"):
        store.dealer(code)
    for code, group in (("P1", "G1"), ("P2", "G2"), ("P3", None)):
        store.product(code, group=group)
    if recoded is not None:
        store._run("UPDATE party_code SET to_on = :day WHERE code = 'D1'", day=recoded)
        store.dealer("D1", party="D2", from_on=recoded)
    feeds: dict[str, list[dict[str, Any]]] = {}
    for feed, rows in facts.items():
        feeds.setdefault(STORED.get(feed, feed), []).extend(rows)
    store.load(**{feed: rows for feed, rows in feeds.items() if rows})
    lines = store._run("SELECT order_no || char(31) || line_key FROM order_line ORDER BY id").scalars().all()
    for number in marked:
        if number < len(lines):
            store._insert("withheld", {"id": f"w{number}", "source_n": SOURCE, "feed": "order_line",
                                       "key": lines[number], "reason": "copied"})  # fmt: skip


@settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(FACTS, POLICIES, st.sets(st.integers(0, 9), max_size=3), st.none() | DAYS)
def test_kept_sums_and_rows_tell_the_same(
    facts: dict[str, list[dict[str, Any]]], policy: Policy, marked: set[int], recoded: int | None
) -> None:
    with fresh_store() as store:
        stocked(facts, sorted(marked), recoded, store)
        session = store.session
        for period in PERIODS:
            who = participants(session, policy, period)
            by_rows = bases_by_rows(session, policy, period, who, through=None, keys=True)
            alone = {one.id: read_rows(session, policy, one.id, period).base for one in who}
            assert alone == by_rows, "one dealer's rows on demand give what all rows give"
            fast = bases_for(session, policy, [(period, who)], few=0)
            assert {party: base for (party, _), base in fast.items()} == by_rows
            unhashed = bases_for(session, policy, [(period, who)], few=0, keys=False)
            assert [one._replace(keys_sha256="") for one in by_rows.values()] == list(unhashed.values())


def test_the_fast_way_is_taken_where_whole_months_and_groups_are_asked_for() -> None:
    with fresh_store() as store:
        stocked({"order_line": []}, [], None, store)
        plain = Policy("P", "P", basis=Basis(event="ordered"))
        for policy, through, fast in (
            (plain, None, True),
            (replace(plain, goods=Goods(groups=("G1",))), None, True),
            (replace(plain, goods=Goods(products=("product-P1",))), None, False),
            (replace(plain, grace_days=5), None, False),
            (replace(plain, from_on=PERIODS[0].first_day + 3, to_on=PERIODS[0].last_day), None, False),
            (plain, PERIODS[0].last_day - 1, False),
            (replace(plain, basis=Basis(event="sell_out")), None, False),
        ):
            sieve = sieve_of(store.session, policy, PERIODS[0], through)
            assert is_fast(store.session, policy, sieve) is fast, policy
