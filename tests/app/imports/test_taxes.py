"""What a file says of tax: rates as people write them, amounts with tax, and the amount that it lacks."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.columns import Column, column_of
from app.core.money import net_of_tax, with_tax
from app.imports.taxes import settled
from tests.app.imports.test_staging import Tell, tell

__all__ = ["tell"]
LINES = """[[feed]]
feed = "order_line"
[feed.columns]
order_no = "no"
product_code = "sku"
"""


def _amounts(tell: Tell, columns: str, *rows: Sequence[object]) -> list[tuple[int | None, int | None]]:
    found = tell(LINES + columns, *rows)
    return list(zip(found.column("amount_e4"), found.column("gross_amount_e4"), strict=True))


@pytest.mark.parametrize(
    ("written", "rate_e4"), [("13%", 1300), ("13", 1300), ("0.13", 1300), ("１３％", 1300), ("3.5", 350), ("0", 0)]
)
def test_a_rate_is_the_same_however_it_is_written(tell: Tell, written: str, rate_e4: int) -> None:
    found = tell(LINES + 'tax_rate = "rate"\n', ("no", "sku", "rate"), ("SO1", "P1", written))
    assert found.column("tax_rate_e4") == [rate_e4]


def test_a_rate_above_all_of_it_is_put_aside(tell: Tell) -> None:
    found = tell(LINES + 'tax_rate = "rate"\n', ("no", "sku", "rate"), ("SO1", "P1", "130"), ("SO2", "P1", "-3"))
    assert [reasons[0][1] for _, reasons, _ in found.bad()] == ["not_a_rate", "not_a_rate"]


def test_a_file_that_is_with_tax_gets_its_amounts_without(tell: Tell) -> None:
    how = 'amount = "money"\ntax_rate = { value = "13" }\ntax_basis = { value = "gross" }\n'
    assert _amounts(tell, how, ("no", "sku", "money"), ("SO1", "P1", "113"), ("SO2", "P1", "100")) == [
        (1_000_000, 1_130_000),
        (884_956, 1_000_000),
    ]


def test_each_row_may_say_itself_whether_it_is_with_tax(tell: Tell) -> None:
    how = 'amount = "money"\ntax_rate = "rate"\ntax_basis = "basis"\n'
    rows = [("no", "sku", "money", "rate", "basis"), ("A", "P", "113", "13", "含税"), ("B", "P", "100", "3", "不含税")]
    assert _amounts(tell, how, *rows) == [(1_000_000, 1_130_000), (1_000_000, 1_030_000)]


def test_both_amounts_of_a_file_are_left_as_they_are(tell: Tell) -> None:
    how = 'amount = "net"\ngross_amount = "gross"\ntax_rate = "rate"\n'
    rows = [("no", "sku", "net", "gross", "rate"), ("A", "P", "100", "112.99", "13%")]
    assert _amounts(tell, how, *rows) == [(1_000_000, 1_129_900)]


def test_without_a_rate_the_other_amount_stays_unknown(tell: Tell) -> None:
    how = 'amount = "money"\ntax_basis = { value = "gross" }\n'
    assert _amounts(tell, how, ("no", "sku", "money"), ("A", "P", "113")) == [(None, 1_130_000)]


amounts = st.none() | st.integers(-(10**17), 10**17)
told = st.tuples(amounts, amounts, st.none() | st.integers(0, 10_000), st.sampled_from(("net", "gross", None)))


@given(st.lists(told, min_size=1, max_size=20))
def test_whole_columns_are_settled_as_one_row_after_the_other_would_be(
    rows: list[tuple[int | None, int | None, int | None, str | None]],
) -> None:
    names = ("amount_e4", "gross_amount_e4", "tax_rate_e4", "tax_basis")
    columns: dict[str, Column] = {
        name: column_of(list(values)) for name, values in zip(names, zip(*rows, strict=True), strict=True)
    }
    found = settled(columns, len(rows))
    listed = [
        [getattr(one, "value", None)] * len(rows) if not hasattr(one, "listed") else one.listed()
        for one in (found["amount_e4"], found["gross_amount_e4"])
    ]
    expected = []
    for net, gross, rate, basis in rows:
        if basis == "gross" and net is not None and gross is None:
            net, gross = None, net  # noqa: PLW2901 - as a person would move it
        if rate is not None and net is None and gross is not None:
            net = net_of_tax(gross, rate)  # noqa: PLW2901
        elif rate is not None and gross is None and net is not None:
            gross = with_tax(net, rate)  # noqa: PLW2901
        expected.append((net, gross))
    assert list(zip(*listed, strict=True)) == expected
