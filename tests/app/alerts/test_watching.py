"""When a rule fires: one warning an event, the same month by month as over all months, wider where it was of no use."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.alerts.calibration import FAMILIES, months_until
from app.alerts.conditions import Answer, Month
from app.alerts.spec import Watch, watch_of
from app.alerts.watching import Firing, Line, Table, watch
from app.core.period import day_of
from tests.examples import examples

LEVEL = {"part": "level", "limit": "10", "side": "above"}
MONTHS = months_until(day_of(20_500), 30)


def table(*lines: list[int | None], ratio: bool = False, count: int | None = None) -> Table:
    """Lines named a, b ... of months up to the same one."""
    named = [Line("abc"[at], "abc"[at], tuple(Month(value, count=count, ratio=ratio) for value in line))
             for at, line in enumerate(lines)]  # fmt: skip
    return Table(MONTHS[-len(lines[0]) :], tuple(named), FAMILIES["plain"], MONTHS[-1])


def spans(found: Table, asked: Watch, **more: object) -> list[tuple[str, int, int, bool]]:
    fired = watch(found, asked, **more).firings  # type: ignore[arg-type]
    return [(found.lines[one.line].key, one.first, one.last, one.lasting) for one in fired]


def test_an_event_lasts_until_a_month_is_known_to_be_fine() -> None:
    found = table([9, 11, None, 12, 9, 11])
    assert spans(found, watch_of("order_count", [LEVEL])) == [("a", 1, 3, False), ("a", 5, 5, True)]


def test_what_is_unknown_is_no_breach_and_is_said() -> None:
    said = watch(table([None, None], [9, None]), watch_of("order_count", [LEVEL]))
    assert not said.firings
    assert [said.unknown(place) for place in range(2)] == [1, 2]
    assert said.answers == ((Answer.UNKNOWN, Answer.UNKNOWN), (Answer.NO, Answer.UNKNOWN))


def test_so_many_months_in_a_row() -> None:
    assert spans(table([11, 9, 11, 11, 11]), watch_of("order_count", [LEVEL], months=3)) == [("a", 4, 4, True)]


def test_a_share_of_three_facts_never_alarms_however_large_it_looks() -> None:
    worst = {"part": "level", "limit": "0.9", "side": "below"}
    low = watch_of("otif_rate", [worst])
    assert not watch(table([0, 0, 0], ratio=True, count=3), low).firings
    assert spans(table([0, 0, 0], ratio=True, count=60), low) == [("a", 0, 2, True)]


def test_whom_an_alert_was_of_no_use_for_has_wider_thresholds_and_others_not() -> None:
    found, asked = table([12, 13], [12, 13]), watch_of("order_count", [LEVEL])
    assert spans(found, asked, factors={"a": Fraction(5, 4)}) == [("b", 0, 1, True), ("a", 1, 1, True)]


def test_the_other_side_of_its_own_past_is_another_event() -> None:
    usual = [100 + at * at * 17 % 11 for at in range(26)]
    found = table([*usual, 400, -200, 105])
    fired = watch(found, watch_of("order_count", [{"part": "baseline"}])).firings
    assert [(one.first, one.side) for one in fired] == [(26, 1), (27, -1)]
    first = fired[0]
    assert first.range is not None
    low, expected, high = first.range
    assert low < 105 < high < 400
    assert low < expected < high


@settings(max_examples=examples(25))
@given(
    st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=16, max_size=28),
    st.sampled_from([[LEVEL], [{"part": "baseline"}], [{"part": "baseline", "side": "above"}, LEVEL]]),
    st.integers(1, 2),
)
def test_run_month_by_month_it_finds_what_the_back_test_finds(
    values: list[int | None], parts: list[dict[str, str]], months: int
) -> None:
    asked, whole = watch_of("order_count", parts, months=months), table(values)
    seen: dict[tuple[int, int], Firing] = {}
    for end in range(1, len(values) + 1):
        then = replace(whole, months=whole.months[:end], lines=tuple(
            replace(line, months=line.months[:end]) for line in whole.lines
        ))  # fmt: skip
        for one in watch(then, asked).firings:
            seen.setdefault((one.first, one.side), one)
    tested = {(one.first, one.side) for one in watch(whole, asked).firings}
    assert seen.keys() == tested
