"""A change in words and as a waterfall: what is written adds up, and both write the same."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest

from app.core.period import month
from app.core.texts import EN, texts
from app.kpi.board import Choice
from app.kpi.drivers.queries import PRICE, Split, read_split
from app.kpi.drivers.showing import MOST, Scale, sentence, waterfall
from tests.app.kpi.facts import Store, fresh_store, line

WHOLE = Scale(Fraction(1), lambda value: f"{int(value):+}")
DEALERS = 12


@pytest.fixture
def store() -> Iterator[Store]:
    """Twelve dealers, each a bit over whole units more than the one before."""
    with fresh_store() as found:
        for number in range(1, DEALERS + 1):
            found.dealer(f"D{number:02d}")
        found.product("P1", group="G1")
        found.load(order_line=[
            line(f"{at}{number}", f"D{number:02d}", shipped=f"2026-0{at}-05", shipped_quantity=1, amount=amount,
                 promised_first=f"2026-0{at}-06", delivered=f"2026-0{at}-{9 if at == 3 and number == 1 else 5:02d}")
            for number in range(1, DEALERS + 1)
            for at, amount in ((2, Fraction(100)), (3, 100 + number + Fraction(37, 100)))
        ])  # fmt: skip
        yield found


def ask(store: Store, kpi: str = "net_amount", by: str = "dealer") -> Split:
    return read_split(store.session, kpi, Choice(month(2026, 3)), date(2026, 4, 10), by=by, against="previous")


def said(split: Split, scale: Scale = WHOLE) -> str:
    return texts(EN).render(sentence(split, scale, lambda one: one.name, lambda share: f"{float(share):+.1%}"))


def test_the_sentence_names_the_largest_as_the_waterfall_writes_them(store: Store) -> None:
    split = ask(store)
    chart = waterfall(texts(EN), split, WHOLE, ("then", "now"), form="money")
    first, *steps, last = (int(value or 0) for value in chart.series[0].values)
    assert (first, last) == (1200, 1282)
    assert sum(steps) == 82
    assert len(steps) == MOST
    assert chart.categories[1:4] == ("Dealer D12", "Dealer D11", "Dealer D10")
    named = ", ".join(f"{name} {value:+}" for name, value in zip(chart.categories[1:4], steps[:3], strict=True))
    assert said(split) == (
        f"Net sales, 2026-03 against 2026-02: +6.9% (+82). {named}, Others: 9 {82 - sum(steps[:3]):+}."
    )


def test_a_bar_names_the_line_that_it_opens(store: Store) -> None:
    split = ask(store)
    chart = waterfall(texts(EN), split, WHOLE, ("then", "now"), form="money")
    assert [split.lines[int(key)].name for key in chart.keys if key] == list(chart.categories[1:MOST])
    assert chart.keys[0] == chart.keys[-1] == chart.keys[MOST] == "", "totals and all others open nothing"


def test_prices_are_told_beside_dealers(store: Store) -> None:
    split = ask(store, by=PRICE)
    assert said(split).endswith(". By cause: Price +82.")
    chart = waterfall(texts(EN), split, WHOLE, ("then", "now"), form="money")
    assert "Price" in chart.categories


def test_where_less_is_better_a_rise_is_no_good_step(store: Store) -> None:
    split = ask(store, "late_lines")
    chart = waterfall(texts(EN), split, WHOLE, ("then", "now"), form="number")
    assert chart.series[0].tones == ("series1", "bad", "series1")
    assert not waterfall(texts(EN), ask(store), WHOLE, ("then", "now"), form="money").series[0].tones


def test_a_change_too_small_to_be_written_says_so(store: Store) -> None:
    coarse = Scale(Fraction(10_000), lambda value: f"{int(value):+}")
    assert said(ask(store), coarse).endswith("(+0). No part changed by as much.")
