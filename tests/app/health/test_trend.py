"""The last quarters side by side, each as it was frozen."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from app.health.frozen import Frozen, FrozenRegion, Series
from app.health.scheme import Grade
from app.health.trend import Quarter, TrendSheet, quarter_of, trend_of
from tests.app.health import samples

PERIODS = ("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")


def book(count: int = 4) -> TrendSheet:
    """A region over its last quarters: it rotates, so that every dealer's figures go to the next one."""
    frozens = samples.region_frozens()
    quarters = [_quarter(period, _turned(frozens, place)) for place, period in enumerate(PERIODS[-count:])]
    return trend_of(quarters, samples.INFOS, region="浙江省区", reader="总经理", currency="CNY",
                    provenance=samples.provenance())  # fmt: skip


def _turned(frozens: list[Frozen], by: int) -> list[Frozen]:
    return [replace(frozens[(n + by) % len(frozens)], dealer=each.dealer) for n, each in enumerate(frozens)]


def _quarter(period: str, dealers: list[Frozen], decided: Mapping[str, Grade] | None = None) -> Quarter:
    sales = Series("net_amount", samples.QUARTERS, tuple(Fraction(n * 1_000_000) for n in range(1, 9)))
    region = FrozenRegion("浙江省区", period, "CNY", samples.SCHEME, (sales,), {"net_amount": Fraction(9_000_000)}, {})
    return quarter_of(region, dealers, model=1, decided=decided)


def test_every_dealer_is_counted_once_in_each_quarter_and_in_each_step() -> None:
    sheet = book()
    assert [sum(counts.values()) for counts in sheet.grades] == [12] * 4
    assert [sum(moves.values()) for moves in sheet.moves] == [12] * 3
    for place, moves in enumerate(sheet.moves):
        for grade in {old for old, _ in moves}:
            assert sum(n for (old, _), n in moves.items() if old == grade) == sheet.grades[place][grade]
        for grade in {new for _, new in moves}:
            assert sum(n for (_, new), n in moves.items() if new == grade) == sheet.grades[place + 1][grade]
    assert sheet.kpis[0].values == tuple(Fraction(n * 1_000_000) for n in (5, 6, 7, 8)), "each quarter's own figure"
    assert not sheet.notes


def test_risers_and_fallers_are_told_by_the_printed_change() -> None:
    sheet = book()
    for one in sheet.lines:
        first = next((each.score for each in one.standings[:-1] if each and each.score is not None), None)
        last = one.standings[-1].score if one.standings[-1] else None
        assert (one.change_tenths is None) == (first is None or last is None)
    risen = [one.change_tenths or 0 for one in sheet.risers]
    assert risen == sorted(risen, reverse=True)
    assert risen[0] == max(one.change_tenths or 0 for one in sheet.lines)
    assert all((one.change_tenths or 0) < 0 for one in sheet.fallers)


def test_who_came_later_has_a_gap_and_moved_from_nowhere() -> None:
    frozens = samples.region_frozens()
    quarters = [_quarter("2025-Q4", frozens[:-1]), _quarter("2026-Q1", frozens)]
    sheet = trend_of(quarters, samples.INFOS, region="", reader="", currency="", provenance=samples.provenance())
    line = next(one for one in sheet.lines if one.dealer == frozens[-1].dealer)
    assert line.standings[0] is None
    assert line.change_tenths is None
    assert sum(sheet.moves[0].values()) == 11
    assert [note.params["n"] for note in sheet.notes] == [2], "fewer quarters than four are said"


def test_a_grade_that_a_signed_review_decided_counts_and_is_said() -> None:
    frozens = samples.region_frozens()
    who = frozens[0].dealer.id
    quarters = [_quarter("2026-Q1", frozens, decided={who: "A"})]
    sheet = trend_of(quarters, samples.INFOS, region="", reader="", currency="", provenance=samples.provenance())
    (own,) = (one.standings[0] for one in sheet.lines if one.dealer.id == who)
    assert own is not None
    assert own.grade == "A"
    assert {note.params["n"] for note in sheet.notes} == {1}
