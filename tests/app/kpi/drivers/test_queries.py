"""Why figures changed, on a handful of facts that can be checked by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.period import Period, month, quarter
from app.kpi.board import Choice
from app.kpi.counting import Counting
from app.kpi.drivers.products import read_product_ids
from app.kpi.drivers.queries import PREVIOUS, PRICE, YEAR, Split, periods_of, read_split
from app.kpi.organisation import Structure
from tests.app.kpi.facts import Store, fresh_store, line, row
from tests.examples import examples

TODAY = date(2026, 4, 10)
MARCH = Choice(month(2026, 3))
KPI = "net_amount"


def sale(order: str, dealer: str, product: str, shipped: str, quantity: int, amount: int) -> dict[str, object]:
    return line(order, dealer, product, shipped=shipped, shipped_quantity=quantity, amount=amount)


@pytest.fixture
def store() -> Iterator[Store]:
    """D1 stays, D2 comes back in March, D3 is new in March, D4 is lost after February."""
    with fresh_store() as found:
        for code in ("D1", "D2", "D3", "D4"):
            found.dealer(code, area="330300" if code == "D2" else "330100")
        found.product("P1", group="G1")
        found.product("P2", group="G2")
        found.product("P3", group="G2")
        found.load(
            order_line=[
                sale("A", "D1", "P1", "2026-02-03", 10, 100),
                sale("B", "D1", "P2", "2026-02-03", 5, 100),
                sale("C", "D4", "P1", "2026-02-10", 10, 90),
                sale("D", "D2", "P1", "2026-01-05", 10, 100),
                sale("E", "D1", "P1", "2026-03-03", 20, 240),
                sale("F", "D2", "P3", "2026-03-04", 1, 50),
                sale("G", "D3", "P1", "2026-03-05", 10, 95),
                sale("H", "D1", "P1", "2025-03-05", 10, 80),
            ]
        )
        yield found


def ask(store: Store, kpi: str = KPI, by: str = "dealer", against: str = PREVIOUS, choice: Choice = MARCH) -> Split:
    found = read_split(store.session, kpi, choice, TODAY, by=by, against=against)
    assert sum((one.driver.total for one in found.lines), Fraction(0)) == found.change
    return found


def told(split: Split) -> dict[str, tuple[str, Fraction]]:
    return {one.key: (one.driver.state, one.driver.total) for one in split.lines}


def test_dealers_are_new_back_lost_or_changed(store: Store) -> None:
    found = ask(store)
    assert (found.before.amount, found.after.amount) == (290, 385)
    assert told(found) == {"D3": ("new", 95), "D4": ("gone", -90), "D2": ("returned", 50), "D1": ("both", 40)}
    assert [one.name for one in found.lines][:2] == ["Dealer D3", "Dealer D4"], "what weighs most comes first"


def test_each_line_leads_to_its_own_figure(store: Store) -> None:
    found = ask(store)
    for one in found.lines:
        assert one.choice is not None
        own = (
            read_split(store.session, KPI, one.choice, TODAY, by="product-group", against=PREVIOUS)
            if (one.driver.state == "both")
            else None
        )
        assert one.choice.dealer == one.key
        assert own is None or own.change == one.driver.total
    groups = ask(store, by="product-group")
    assert told(groups) == {"G1": ("both", 145), "G2": ("both", -50)}
    assert [one.choice and one.choice.group for one in groups.lines] == ["G1", "G2"]


def test_volume_mix_dealer_mix_and_price_of_products(store: Store) -> None:
    """P1: 20 for 190 then, 30 for 335 now; D1 paid 10 and pays 12. P2 is gone, P3 is new."""
    found = ask(store, by=PRICE)
    one = next(line for line in found.lines if line.name == "P1")
    assert one.driver.effects == {"volume": 95, "mix": 0, "dealer_mix": 10, "price": 40}
    assert found.effects == {"volume": 95, "mix": 0, "dealer_mix": 10, "price": 40, "appeared": 50, "disappeared": -100}
    assert one.driver.beside == (Fraction(19, 2), Fraction(67, 6))
    assert told(found)["P3"] == ("new", 50)
    assert sum((line.driver.total for line in found.dealers), Fraction(0)) == found.change


def test_a_discount_changes_the_price_and_an_unknown_quantity_tells_none(store: Store) -> None:
    store.load(order_line=[
        line("E", "D1", "P1", shipped="2026-03-03", amount=-24, line_type="discount"),
    ])  # fmt: skip
    found = ask(store, by=PRICE)
    assert found.effects["price"] == 16, "216 for 20 against 10 each"
    store.load(order_line=[line("K", "D1", "P1", shipped="2026-03-06", amount=10)])
    one = next(line for line in ask(store, by=PRICE).lines if line.name == "P1")
    assert (one.driver.state, one.driver.effects) == ("aside", {"aside": 335 - 24 + 10 - 190})


def test_the_rows_behind_a_product_are_those_of_both_periods(store: Store) -> None:
    found = ask(store, by=PRICE)
    one = next(line for line in found.lines if line.name == "P1")
    facts = read_product_ids(store.session, KPI, found.choice, (found.then, found.choice.period), TODAY, one.product)
    assert facts.feed == "order_line"
    assert sorted(facts.ids) == [1, 3, 5, 7]


def test_what_the_choice_asks_for_counts_here_too(store: Store) -> None:
    assert told(ask(store, choice=replace(MARCH, region="330100"))).keys() == {"D1", "D3", "D4"}
    assert told(ask(store, choice=replace(MARCH, group="G1"))) == {
        "D3": ("new", 95), "D1": ("both", 140), "D4": ("gone", -90)
    }  # fmt: skip
    one = ask(store, by=PRICE, choice=replace(MARCH, dealer="D1"))
    assert told(one).keys() == {"P1", "P2"}
    assert one.change == 40
    store.load(order_line=[line("Z", "D1", "P1", ordered="2026-03-09", ordered_quantity=3, amount=30)])
    ordered = replace(MARCH, counting=Counting(basis="ordered"))
    assert list(told(ask(store, by=PRICE, choice=ordered)).values()) == [("new", 30)]


def test_who_had_a_dealer_then_is_who_is_asked(store: Store) -> None:
    store.assign("D1", "2026-01-01", manager="Li")
    store.assign("D1", "2026-03-01", manager="Wu")
    store.assign("D3", "2026-01-01", manager="Wu")
    store.assign("D4", "2026-01-01", manager="Li")
    store.follow_masters()
    then = ask(store, by="manager", choice=replace(MARCH, structure=Structure(historical=True)))
    assert told(then) == {"Wu": ("new", 335), "Li": ("gone", -290), "": ("new", 50)}
    now = ask(store, by="manager")
    assert told(now)["Wu"] == ("both", 135)
    own = replace(MARCH, structure=Structure(historical=True, only=(("manager", "Wu"),)))
    assert ask(store, by=PRICE, choice=own).effects == {"appeared": 335}, "in February nobody of D1 and D3 was Wu's"
    one = ask(store, by=PRICE, choice=replace(MARCH, structure=Structure(only=(("manager", "Wu"),))))
    assert one.change == 135
    assert "rest" not in one.effects


def test_a_successor_has_what_it_took_over(store: Store) -> None:
    store.assign("D3", "2026-03-01", after="D4")
    store.follow_masters()
    found = ask(store, choice=replace(MARCH, structure=Structure(successors="follow")))
    assert told(found)["D3"] == ("both", 5)
    one = next(
        line
        for line in ask(store, by=PRICE, choice=replace(MARCH, structure=Structure(successors="follow"))).lines
        if line.name == "P1"
    )
    assert one.driver.effects["price"] == 45, "9.5 instead of the 9 that its predecessor paid"


def test_rates_and_weights_of_a_quotient(store: Store) -> None:
    good = {"promised_first": "2026-03-31", "delivered": "2026-03-20"}
    late = {"promised_first": "2026-03-01", "delivered": "2026-03-20"}
    store.load(order_line=[
        *[line(f"N{n}", "D1", **good) for n in range(3)], line("N4", "D1", **late), line("N5", "D2", **good),
        line("M1", "D1", promised_first="2026-02-10", delivered="2026-02-20"),
        line("M2", "D1", promised_first="2026-02-28", delivered="2026-02-20"),
    ])  # fmt: skip
    found = ask(store, "on_time_rate")
    assert (found.before.amount, found.after.amount) == (Fraction(1, 2), Fraction(4, 5))
    lines = {one.key: one.driver for one in found.lines}
    assert lines["D1"].effects["rate"] == Fraction(9, 10) * Fraction(1, 4)
    assert (lines["D2"].state, lines["D2"].values) == ("new", (None, 1))
    assert lines["D2"].beside == (0, Fraction(1, 5))


def test_an_order_of_two_groups_is_in_none_alone(store: Store) -> None:
    store.load(order_line=[
        line("X", "D1", "P1", ordered="2026-03-02"), line("X", "D1", "P2", ordered="2026-03-02"),
        line("Y", "D1", "P1", ordered="2026-02-02"),
    ])  # fmt: skip
    found = ask(store, "order_count", by="product-group")
    assert told(found) == {"G2": ("new", 1), "": ("rest", -1)}
    assert found.change == 0


def test_a_dealer_that_did_not_report_is_not_lost(store: Store) -> None:
    store.load(sellout=[
        row(party_code="D1", product_code="P1", sold="2026-02-05", quantity=5, amount=50),
        row(party_code="D4", product_code="P1", sold="2026-02-05", quantity=5, amount=50),
        row(party_code="D1", product_code="P1", sold="2026-03-05", quantity=5, amount=60),
    ])  # fmt: skip
    found = ask(store, "sell_out_amount")
    assert told(found) == {"D4": ("silent", -50), "D1": ("both", 10)}


def test_what_is_no_sum_is_refused_with_a_sentence(store: Store) -> None:
    with pytest.raises(UserError, match="neither a sum nor a quotient"):
        ask(store, "cycle_days_p90")
    with pytest.raises(UserError, match="amounts of order lines only"):
        ask(store, "line_count", by=PRICE)
    with pytest.raises(UserError, match="no value"):
        ask(store, "otif_rate")
    with pytest.raises(UserError, match="split by"):
        ask(store, by="weekday")
    with pytest.raises(UserError, match="There is no KPI"):
        ask(store, "sales")


LINES = st.lists(
    st.builds(
        lambda dealer, product, number, quantity, amount, kind, late: line(
            f"SO{number}{dealer}", dealer, product, shipped=f"2026-0{number}-05", shipped_quantity=quantity,
            amount=Fraction(amount, 100), line_type=kind, promised_first=f"2026-0{number}-07",
            delivered=f"2026-0{number}-{9 if late else 6:02d}",
        ),
        st.sampled_from(["D1", "D2", "D3"]), st.sampled_from(["P1", "P2", "P3", "P4"]), st.integers(1, 3),
        st.integers(0, 500), st.integers(-10**6, 10**8), st.sampled_from(["sale", "sale", "discount"]), st.booleans(),
    ),
    min_size=1, max_size=30,
)  # fmt: skip


@settings(max_examples=examples(30))
@given(LINES)
def test_over_random_facts_the_parts_are_the_whole_change(lines: list[dict[str, object]]) -> None:
    """Nothing is left for a rest, by whichever way; quotients of a month without deliveries are refused."""
    with fresh_store() as store:
        for code in ("D1", "D2", "D3"):
            store.dealer(code)
        for number in range(1, 5):
            store.product(f"P{number}", group=f"G{number % 2}")
        store.load(order_line=lines)
        for by in ("dealer", "product-group", "region", PRICE):
            assert "rest" not in ask(store, by=by, against="2026-02").effects
        delivered = {str(one["order_no"])[2] for one in lines if one["line_type"] == "sale"}
        if delivered >= {"1", "3"}:
            assert "rest" not in ask(store, "on_time_rate", against="2026-01").effects
        else:
            with pytest.raises(UserError, match="no value"):
                ask(store, "on_time_rate", against="2026-01")


@pytest.mark.parametrize(
    ("period", "against", "then", "now"),
    [
        (month(2026, 3), PREVIOUS, "2026-02", "2026-03"),
        (quarter(2026, 1), PREVIOUS, "2025-Q4", "2026-Q1"),
        (month(2026, 3), YEAR, "2025-03", "2026-03"),
        (month(2026, 2), YEAR, "2025-01..2025-02", "2026-01..2026-02"),
        (month(2026, 3), "2025-11", "2025-11", "2026-03"),
        (month(2026, 4), PREVIOUS, "2026-03-01..2026-03-10", "2026-04"),
    ],
)
def test_which_periods_are_compared(period: Period, against: str, then: str, now: str) -> None:
    """January and February together, and of a running month as many working days of the other one."""
    found = periods_of(Choice(period), TODAY, against)
    assert (found[0].name, found[1].name) == (then, now)


def test_before_the_first_working_day_there_is_nothing_to_compare() -> None:
    with pytest.raises(UserError, match="nothing to compare"):
        periods_of(Choice(month(2026, 5)), date(2026, 5, 1), PREVIOUS)
