"""The tiles of a board, by hand on a handful of facts; what another question tells too is held against it."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from app.boards.choosing import Filters, choice_of
from app.boards.reading import read_board, read_tile, read_tiles
from app.boards.shares import steps_of
from app.boards.tile import Cell, Tile, TileSpec
from app.core.period import month, quarter
from app.core.texts import Text
from app.kpi.board import Choice, read_cards, read_trend
from app.kpi.reference import parse_reference
from app.reports.boards.sums import laid
from app.reports.kit.workbook import Formula
from tests.app.kpi.facts import Store, fresh_store, line, row

TODAY = date(2026, 4, 10)
MARCH = Choice(month(2026, 3))


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        for code, area in (("D1", "330100"), ("D2", "330300"), ("D3", "330300"), ("D4", "330300")):
            found.dealer(code, area=area)
        found.product("P1", group="G1")
        found.load(
            order_line=[
                line("A", dealer="D1", shipped="2026-03-02", delivered="2026-03-04", promised_first="2026-03-04",
                     ordered="2026-03-01", amount=500, ordered_quantity=1, accepted_quantity=1),
                line("B", dealer="D2", shipped="2026-03-06", delivered="2026-03-09", promised_first="2026-03-08",
                     ordered="2026-03-05", amount=300, ordered_quantity=1, accepted_quantity=1),
                line("C", dealer="D3", ordered="2026-03-05", shipped="2026-03-07", amount=200),
                line("D", dealer="D4", ordered="2026-03-05", shipped="2026-03-07", amount=-50),
                line("E", dealer="D1", ordered="2026-02-05", shipped="2026-02-06", amount=80),
                line("F", dealer="D1", ordered="2025-03-05", shipped="2025-03-06", amount=400),
            ],
            sellout=[
                row(party_code="D1", product_code="P1", sold="2026-03-15", quantity=9, amount=120),
                row(party_code="D1", product_code="P1", sold="2025-03-15", quantity=9, amount=100),
                row(party_code="D2", product_code="P1", sold="2026-03-15", quantity=9, amount=900),
            ],
            stock=[row(party_code="D1", product_code="P1", place_code="W1", as_of="2026-03-31", quantity=90)],
        )  # fmt: skip
        yield found


def tile(store: Store, kind: str, kpi: str = "net_amount", choice: Choice = MARCH, **more: object) -> Tile:
    return read_tile(store.session, TileSpec(kind, kpi, **more), choice, TODAY)  # type: ignore[arg-type]


def column(found: Tile, number: int) -> list[Cell]:
    return [line[number] for line in found.grid.rows]


def test_a_card_is_the_standing_boards_card(store: Store) -> None:
    found = tile(store, "card")
    assert found.figure == read_cards(store.session, MARCH, TODAY, ["net_amount"])[0]
    assert found.grid.rows[0][1:] == (950, 80, 400, Fraction(950, 400) - 1)
    assert parse_reference(found.refs[0]).period == "2026-03"


def test_growth_of_sell_out_is_over_the_dealers_that_reported_in_both(store: Store) -> None:
    figure = tile(store, "card", "sell_out_amount").figure
    assert figure is not None
    assert figure.value == 1020, "all that was sold"
    assert (figure.year_now, figure.year_ago) == (120, 100), "of D2 nothing is known of last year"
    regions = tile(store, "ranking", "sell_out_amount", by="region")
    assert dict(zip(regions.grid.keys, column(regions, 3), strict=True)) == {
        "330100": Fraction(1, 5), "330300": None
    }  # fmt: skip


def test_a_trend_has_its_months_and_those_of_a_year_before(store: Store) -> None:
    found, board = tile(store, "trend", months=12), read_trend(store.session, MARCH, TODAY)
    assert tuple(column(found, 1)) == board.values
    assert found.grid.rows[-1] == ("2026-03", 950, 400)
    assert found.grid.rows[0] == ("2025-04", None, None), "a month without facts is unknown, not 0"


def test_a_ranking_has_shares_of_the_whole_and_growth(store: Store) -> None:
    found = tile(store, "ranking", top=2)
    assert column(found, 0) == ["Dealer D1", "Dealer D2"]
    assert column(found, 2) == [Fraction(500, 950), Fraction(300, 950)], "of all dealers, not of the two that are shown"
    assert column(found, 3) == [Fraction(1, 4), None]
    assert "D-" not in found.refs[0]
    assert all(parse_reference(one).kpi == "net_amount" for one in found.refs)


def test_a_ratio_ranks_who_fails_most_and_has_no_share(store: Store) -> None:
    found = tile(store, "ranking", "on_time_rate")
    assert column(found, 0) == ["Dealer D2", "Dealer D1"]
    assert len(found.grid.columns) == 2


def test_the_fields_of_a_heat_map_are_the_months_of_each_dealer(store: Store) -> None:
    found = tile(store, "heatmap", months=2, top=3)
    assert [str(one.title) for one in found.grid.columns[1:]] == ["2026-02", "2026-03"]
    assert found.grid.rows == (("Dealer D1", 80, 500), ("Dealer D2", None, 300), ("Dealer D3", None, 200))


def test_a_pareto_adds_up_to_the_whole_and_tells_what_it_leaves_out(store: Store) -> None:
    found = tile(store, "pareto", top=2)
    assert column(found, 2) == [Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)]
    assert column(found, 3) == [Fraction(1, 2), Fraction(4, 5), 1]
    assert found.grid.keys == ("D1", "D2", "")
    assert [(str(words), value) for words, _, value in found.marks] == [
        ("Make 80 % of it:", 2), ("Left out, not above zero:", 1)
    ]  # fmt: skip


def test_what_does_not_add_up_has_no_pareto(store: Store) -> None:
    found = tile(store, "pareto", "on_time_rate")
    assert found.empty is not None
    assert "adds up" in str(found.empty)


def test_a_distribution_counts_every_dealer_once_and_names_the_median(store: Store) -> None:
    found = tile(store, "distribution")
    assert sum(one for one in column(found, 2) if isinstance(one, int)) == 4
    assert found.marks[0][1:] == ("money", Fraction(250))


@pytest.mark.parametrize("values", [[5], [0, 0, 0], [-3, 7], [1, 2, 3, 10**9], [Fraction(1, 3)] * 2])
def test_steps_of_a_distribution_begin_below_the_least_and_are_round(values: list[Fraction]) -> None:
    edges = steps_of([Fraction(one) for one in values])
    assert edges[0] <= min(values)
    assert len({b - a for a, b in pairwise(edges)}) == 1, "all are as wide"
    assert 2 <= len(edges) <= 13


def test_stock_is_told_by_group(store: Store) -> None:
    found = tile(store, "stock", "")
    assert found.grid.keys == ("G1",)
    assert found.grid.rows[0][1] == 90


def test_a_filter_narrows_every_tile_and_what_cannot_follow_it_says_so(store: Store) -> None:
    choice = Choice(month(2026, 3), group="G1")
    sales, owed = read_tiles(
        store.session, [TileSpec("card", "net_amount"), TileSpec("card", "overdue_share")], choice, TODAY
    )
    assert sales.figure is not None
    assert sales.figure.value == 950
    assert owed.empty == Text("This KPI is not kept by product group.")


def test_the_same_tile_twice_is_read_once_and_keeps_its_width(store: Store) -> None:
    specs = [TileSpec("trend", "net_amount"), TileSpec("trend", "net_amount", width=4)]
    narrow, wide = read_tiles(store.session, specs, MARCH, TODAY)
    assert narrow.grid is wide.grid
    assert (narrow.spec.width, wide.spec.width) == (2, 4)


@pytest.mark.parametrize(
    ("span", "back", "name"),
    [
        ("newest", False, "2026-Q1"), ("month", False, "2026-04"), ("last-month", False, "2026-03"),
        ("last-quarter", False, "2026-Q1"), ("year", False, "2026"), ("jan-feb", False, "2026-01..2026-02"),
        ("rolling", False, "2025-04..2026-03"), ("month", True, "2025-04"), ("jan-feb", True, "2025-01..2025-02"),
        ("2025-Q2", False, "2025-Q2"), ("2025-01..2025-05", False, "2025-01..2025-05"),
    ],
)  # fmt: skip
def test_a_span_moves_with_the_days(store: Store, span: str, back: bool, name: str) -> None:  # noqa: FBT001
    assert choice_of(store.session, Filters(span, back=back), TODAY).period.name == name


def test_a_board_is_read_for_its_filters(store: Store) -> None:
    found = read_board(store.session, [TileSpec("card", "net_amount")], Filters("2026-Q1", region="330300"), TODAY)
    assert found.choice.period == quarter(2026, 1)
    figure = found.tiles[0].figure
    assert figure is not None
    assert figure.value == 450


def test_what_a_figure_shall_be_stands_beside_it(store: Store) -> None:
    for kpi, party, value in (
        ("net_amount", "party-D1", 4_000_000), ("net_amount", None, 10_000_000), ("on_time_rate", None, 9_000),
    ):  # fmt: skip
        store.goal(kpi, "2026-03-01", "2026-03-31", value, party=party)
    ranked = tile(store, "ranking")
    assert [row[4:] for row in ranked.grid.rows][:2] == [(400, Fraction(5, 4)), (None, None)], "D1 alone has a goal"
    assert tile(store, "trend").grid.rows[-1][3:] == (1000, Fraction(95, 100))
    assert tile(store, "card").grid.rows[0][5:] == (1000, Fraction(95, 100))
    shares = tile(store, "ranking", "on_time_rate")
    assert [(one[0], one[2], str(one[3])) for one in shares.grid.rows] == [
        ("Dealer D2", Fraction(9, 10), "missed"), ("Dealer D1", Fraction(9, 10), "met"),
    ]  # fmt: skip
    written = laid(ranked, 3)
    assert isinstance(written.rows[0][5], Formula)
    assert written.rows[0][5].words == "=B4/E4"
