"""Persons, offices and groups: history restated by who has a dealer now, or as it was; growth follows successors."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.period import Period, month, quarter, year
from app.kpi.board import Choice, read_cards, read_ranking
from app.kpi.drill import read_fact_ids
from app.kpi.organisation import FOLLOWED, PRESENT, Structure
from app.kpi.queries import KpiRow, read_rows, read_sums
from tests.app.kpi.facts import Store, fresh_store, line, row
from tests.examples import examples

HISTORICAL = Structure(historical=True)
TODAY = date(2026, 4, 10)
FIRST_QUARTER = quarter(2026, 1)


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        for code, area in (("D1", "331000"), ("D2", "330300"), ("D419", "330900"), ("D463", "330900")):
            found.dealer(code, area=area)
        found.product("P1", group="G1")
        found.product("P2", group="G2")
        yield found


def rows_of(store: Store, kpi: str, period: Period, *, often: bool = True, **asked: object) -> list[KpiRow]:
    return read_rows(store.session, only=[kpi], first=period, last=period, today=TODAY, often=often, **asked)  # type: ignore[arg-type]


def by(store: Store, kpi: str, dimension: str, period: Period, **asked: object) -> dict[str, str | None]:
    """The values of a KPI in a dimension; read from memory and from the file they are the same."""
    found, again = (rows_of(store, kpi, period, by=dimension, often=often, **asked) for often in (True, False))
    assert found == again
    return {one.keys[dimension]: one.value for one in found}


def sales(store: Store, *lines: tuple[str, str, int]) -> None:
    store.load(order_line=[line(dealer=dealer, shipped=day, amount=amount) for dealer, day, amount in lines])


def moved(store: Store) -> None:
    """D1 (台州) went from 浙东办 to 浙南办, where D2 always was."""
    store.assign("D1", "2024-01-01", office="浙东办", manager="王强")
    store.assign("D1", "2026-01-01", office="浙南办", manager="周敏")
    store.assign("D2", "2024-01-01", office="浙南办", manager="周敏")


def test_an_office_that_got_a_city_grew_only_by_the_structure_of_the_time(store: Store) -> None:
    moved(store)
    sales(store, ("D1", "2025-02-10", 500), ("D1", "2026-02-10", 520), ("D2", "2025-02-10", 1000),
          ("D2", "2026-02-10", 1060))  # fmt: skip
    naive = by(store, "net_amount_growth", "office", FIRST_QUARTER, structure=HISTORICAL)
    assert naive["浙南办"] == "0.58"  # 1,580 against 1,000
    assert by(store, "net_amount_growth", "office", FIRST_QUARTER) == {"浙南办": "0.053333333333"}  # 1,580 / 1,500
    assert by(store, "net_amount", "office", year(2025)) == {"浙南办": "1500"}
    assert by(store, "net_amount", "office", year(2025), structure=HISTORICAL) == {"浙东办": "500", "浙南办": "1000"}
    (whole,) = rows_of(store, "net_amount", year(2025), structure=HISTORICAL.narrowed("office", "浙南办"))
    assert (whole.value, whole.structure) == ("1000", "historical")
    assert by(store, "net_amount", "manager", year(2025)) == {"周敏": "1500"}


def test_a_change_inside_a_month_splits_it_by_days_but_by_product_group_the_last_day_has_it(store: Store) -> None:
    store.assign("D1", "2024-01-01", office="浙东办")
    store.assign("D1", "2026-03-11", office="浙南办")
    sales(store, ("D1", "2026-03-10", 10), ("D1", "2026-03-11", 5), ("D1", "2026-02-01", 1))
    assert by(store, "net_amount", "office", month(2026, 3), structure=HISTORICAL) == {"浙东办": "10", "浙南办": "5"}
    assert by(store, "net_amount", "office", FIRST_QUARTER, structure=HISTORICAL) == {"浙东办": "11", "浙南办": "5"}
    (row_,) = rows_of(store, "net_amount", month(2026, 3), by=("office", "product-group"), structure=HISTORICAL)
    assert (row_.keys, row_.value) == ({"office": "浙南办", "product-group": "G1"}, "15")
    february = rows_of(store, "net_amount", month(2026, 2), by=("office", "product-group"), structure=HISTORICAL)
    assert [one.keys["office"] for one in february] == ["浙东办"]
    monthly = rows_of(store, "net_amount", FIRST_QUARTER, by=("dealer", "office", "month"), structure=HISTORICAL)
    offices = {one.keys["month"]: one.keys["office"] for one in monthly}
    assert offices == {"2026-02": "浙东办", "2026-03": "浙南办"}


def test_a_renamed_dealer_did_not_vanish(store: Store) -> None:
    store.assign("D463", "2025-07-01", after="D419")
    sales(store, ("D419", "2025-02-10", 500), ("D463", "2026-02-10", 532), ("D2", "2025-02-10", 100),
          ("D2", "2026-02-10", 100))  # fmt: skip
    followed = by(store, "net_amount_growth", "dealer", FIRST_QUARTER)
    assert followed == {"D2": "0", "D463": "0.064"}
    assert by(store, "net_amount_growth", "dealer", FIRST_QUARTER, structure=HISTORICAL) == followed
    (asked,) = rows_of(store, "net_amount_growth", FIRST_QUARTER, dealer="D419")
    assert (asked.value, asked.successors, asked.n) == ("0.064", "follow", 2 - 1)
    naive = by(store, "net_amount_growth", "dealer", FIRST_QUARTER, structure=Structure(successors="own"))
    assert naive == {"D2": "0", "D419": "-1", "D463": None}
    assert by(store, "net_amount", "dealer", year(2025)) == {"D419": "500", "D2": "100"}
    follow = Structure(successors="follow")
    assert by(store, "net_amount", "dealer", year(2025), structure=follow) == {"D463": "500", "D2": "100"}
    (whole,) = rows_of(store, "net_amount", year(2025), dealer="D463", structure=follow)
    assert whole.value == "500"


def test_of_two_codes_of_one_business_one_buys(store: Store) -> None:
    store.assign("D463", "2025-07-01", after="D419")
    sales(store, ("D419", "2025-06-10", 5), ("D463", "2025-07-10", 5))
    (own,) = rows_of(store, "active_dealers", year(2025))
    (follow,) = rows_of(store, "active_dealers", year(2025), structure=Structure(successors="follow"))
    assert (own.value, follow.value) == ("2", "1")


def test_the_group_of_a_dealer_and_what_nobody_assigned(store: Store) -> None:
    store._run("UPDATE party SET owner_group = '瑞康集团', entity = '江禾医药' WHERE id IN ('party-D1', 'party-D2')")
    sales(store, ("D1", "2026-02-10", 3), ("D2", "2026-02-10", 4), ("D419", "2026-02-10", 5))
    assert by(store, "net_amount", "owner-group", FIRST_QUARTER) == {"瑞康集团": "7", "": "5"}
    assert by(store, "net_amount", "entity", FIRST_QUARTER, structure=HISTORICAL) == {"江禾医药": "7", "": "5"}
    assert by(store, "net_amount", "tier", FIRST_QUARTER) == {"city": "12"}
    both = rows_of(store, "net_amount", FIRST_QUARTER, by=("region", "owner-group"))
    assert {(one.keys["region"], one.keys["owner-group"]): one.value for one in both} == {
        ("331000", "瑞康集团"): "3", ("330300", "瑞康集团"): "4", ("330900", ""): "5",
    }  # fmt: skip
    with pytest.raises(UserError, match="there is no “乌有办”"):
        rows_of(store, "net_amount", FIRST_QUARTER, structure=PRESENT.narrowed("office", "乌有办"))


def test_stock_belongs_to_who_has_the_dealer_at_the_end(store: Store) -> None:
    moved(store)
    store.load(stock=[row(party_code="D1", product_code="P1", as_of="2025-12-31", place_code="W1", quantity=7)])
    assert by(store, "stock_quantity", "office", year(2025), structure=HISTORICAL) == {"浙东办": "7"}
    assert by(store, "stock_quantity", "office", year(2025)) == {"浙南办": "7"}


def test_percentiles_of_an_office_are_those_of_its_lines(store: Store) -> None:
    moved(store)
    store.load(order_line=[
        line("A", dealer="D1", ordered="2025-12-01", delivered="2025-12-04"),
        line("B", dealer="D1", ordered="2026-01-01", delivered="2026-01-10"),
        line("C", dealer="D2", ordered="2025-12-01", delivered="2025-12-02"),
    ])  # fmt: skip
    span = Period(date(2025, 12, 1), date(2026, 1, 31), "2025-12..2026-01")
    then = by(store, "cycle_days_p90", "office", span, structure=HISTORICAL)
    assert then == {"浙东办": "3", "浙南办": "9"}
    assert by(store, "cycle_days_p90", "office", span) == {"浙南办": "9"}


def test_nothing_is_asked_of_the_file_where_nothing_is_dated(store: Store) -> None:
    sales(store, ("D1", "2026-02-10", 3))
    seen: list[str] = []
    store.session.connection().connection.driver_connection.set_trace_callback(seen.append)  # type: ignore[union-attr]
    rows_of(store, "net_amount_growth", FIRST_QUARTER)
    assert seen
    assert not [one for one in seen if "predecessor_code" in one]


_DEALERS = ("D1", "D2", "D419", "D463")
_DAYS = st.dates(date(2025, 1, 1), date(2026, 3, 31))
_OFFICES = st.sampled_from(["浙东办", "浙南办", "浙北办"])


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.tuples(st.sampled_from(_DEALERS), _DAYS),
                    st.tuples(_OFFICES, st.sampled_from([None, *_DEALERS])), max_size=6),
    st.lists(st.tuples(st.sampled_from(_DEALERS), _DAYS, st.integers(1, 99)), min_size=1, max_size=8),
    st.sampled_from(["", "follow", "own"]),
)  # fmt: skip
def test_restated_and_historical_agree_over_the_whole(
    assigned: dict[tuple[str, date], tuple[str, str | None]], sold: list[tuple[str, date, int]], successors: str
) -> None:
    with fresh_store() as store:
        for code in _DEALERS:
            store.dealer(code)
        store.product("P1", group="G1")
        for (code, since), (office, after) in assigned.items():
            store.assign(code, since.isoformat(), office=office, after=None if after == code else after)
        sales(store, *((code, day.isoformat(), amount) for code, day, amount in sold))
        total = sum(amount for _, _, amount in sold)
        for historical in (False, True):
            how = Structure(historical, successors)  # type: ignore[arg-type]
            for split in ("office", "office,month", "office,product-group", "dealer,office"):
                rows = read_rows(
                    store.session, only=["net_amount"], first=year(2025), last=year(2026), by=split, structure=how
                )
                assert sum((one.amount or Fraction(0) for one in rows), Fraction(0)) == total
            sums = read_sums(store.session, "net_amount", first=year(2025), last=year(2026), by="office", structure=how)
            assert sum(sums.values.values()) == total * sums.scale
        whole = [
            read_rows(store.session, only=["net_amount_growth"], first=quarter(2026, 1), last=quarter(2026, 1),
                      structure=Structure(historical, successors))  # type: ignore[arg-type]
            for historical in (False, True)
        ]  # fmt: skip
        assert whole[0][0].amount == whole[1][0].amount


def test_the_rows_behind_an_office_are_those_of_its_time(store: Store) -> None:
    store.assign("D1", "2024-01-01", office="浙东办")
    store.assign("D1", "2026-03-11", office="浙南办")
    sales(store, ("D1", "2026-03-10", 10), ("D1", "2026-03-11", 5), ("D2", "2026-03-10", 1))
    march = month(2026, 3)

    def rows(structure: Structure) -> int:
        found = read_fact_ids(store.session, "net_amount", first=march, last=march, structure=structure, today=TODAY)
        return len(found.ids)

    assert [rows(HISTORICAL.narrowed("office", name)) for name in ("浙东办", "浙南办", "")] == [1, 1, 1]
    assert [rows(PRESENT.narrowed("office", name)) for name in ("浙南办", "")] == [2, 1]


def test_the_board_never_shows_a_renamed_dealer_as_lost(store: Store) -> None:
    store.assign("D463", "2025-07-01", after="D419")
    sales(store, ("D419", "2025-02-10", 500), ("D463", "2026-02-10", 532))
    for code in ("D419", "D463"):
        (card,) = read_cards(store.session, Choice(FIRST_QUARTER, dealer=code), TODAY, ["net_amount"])
        assert (card.value, card.year_ago) == (532, 500)
    (rank,) = read_ranking(store.session, Choice(FIRST_QUARTER), TODAY, "dealer")
    assert (rank.key, rank.growth) == ("D463", Fraction(532, 500) - 1)
    (then,) = read_ranking(store.session, Choice(year(2025)), TODAY, "dealer")
    assert (then.key, then.amount) == ("D463", 500)


def test_a_change_that_lies_ahead_changes_nothing_yet(store: Store) -> None:
    store.assign("D1", "2024-01-01", office="浙东办")
    store.assign("D1", "2026-05-01", office="浙南办")
    store.assign("D463", "2026-05-01", after="D419")
    sales(store, ("D1", "2026-02-10", 3), ("D419", "2026-02-10", 5))
    assert by(store, "net_amount", "office", FIRST_QUARTER) == {"浙东办": "3", "": "5"}
    assert by(store, "net_amount", "dealer", FIRST_QUARTER, structure=FOLLOWED) == {"D1": "3", "D419": "5"}
