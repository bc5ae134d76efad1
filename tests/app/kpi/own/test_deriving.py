"""What follows from a formula over measures, and the sentences that refuse one."""

from collections import Counter

import pytest

from app.core.errors import UserError
from app.kpi.definitions import KPIS
from app.kpi.kpi import EACH_BASIS, Kpi
from app.kpi.own.deriving import derive, measure_names, named

NONLINEAR = {"target_gap"}
"""A product of measures, which the program's list calls additive and which no sum of parts gives."""


@pytest.mark.parametrize("kpi", KPIS.values(), ids=list(KPIS))
def test_of_the_programs_own_formulas_follows_what_its_list_says(kpi: Kpi) -> None:
    found = derive(kpi.formula)
    assert kpi.unit in found.units
    assert found.by_group == kpi.by_group
    assert found.bases == kpi.bases
    assert found.kind == ("distinct" if kpi.id in NONLINEAR else kpi.kind)
    assert set(kpi.grains) & set(found.grains) or not set(found.grains) & set(kpi.grains) & {"order"}


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("net_amount + line_count", "Position 12 puts money and a count together"),
        ("net_amount + quantity", "Position 12 puts money and a quantity together"),
        ("net_amout / 2", "“net_amout” is no measure; near it are net_amount"),
        ("profit", "“profit” is no measure"),
        ("otif / line_count", "“otif” counts orders and “line_count” counts order lines"),
        ("line_count / order_count", "“order_count” counts orders and “line_count” counts order lines"),
        ("fill_shipped / order_count", "by different dates"),
        ("net_amount * quantity", "no unit of a KPI"),
        ("receivable_90d", "“receivable_90d” is no measure"),
        ("target_amount_90d", "“target_amount_90d” is no measure"),
        ("quantity_reported", "“quantity_reported” is no measure"),
        ("own_receivable", "“own_receivable” is no measure"),
        ("100", "at least one measure"),
        ('if(net_amount = "a", 1, 0)', "numbers, not texts"),
        ("net_amount /", "ends too early"),
        ("net_amount > 1", "A comparison is no number"),
        ("1 + " * 200 + "quantity", "at most 500 characters"),
        ("__import__('os')", "There is no function"),
        ("net_amount; DROP TABLE cell", "does not belong"),
    ],
)
def test_what_cannot_be_a_kpi_is_refused_in_a_sentence(formula: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        derive(formula)
    assert said in str(refused.value)


def test_an_order_s_value_is_told_by_the_only_date_that_both_have() -> None:
    found = derive("net_amount / order_count")
    assert (found.units[0], found.grains, found.bases) == ("money", ("order",), ("ordered",))
    assert (found.kind, found.counted, found.denominator) == ("additive", "order_count", "order_count")


def test_a_day_s_sales_are_counted_by_their_lines() -> None:
    found = derive("net_amount / working_days")
    assert (found.units[0], found.counted, found.bases, found.taxes) == ("money", "line_count", EACH_BASIS,
                                                                         ("net", "gross"))  # fmt: skip


def test_what_is_no_sum_of_its_parts_says_so() -> None:
    assert derive("max(0, target_amount - net_amount)").kind == "distinct"
    assert derive("net_amount / buying_dealers").kind == "distinct"
    assert derive("net_amount - 2 * return_amount").kind == "additive"
    assert derive("receivable - prepaid").kind == "snapshot"


def test_every_name_that_is_offered_means_something_and_stands_there_once() -> None:
    names = measure_names()
    assert not [one for one, count in Counter(names).items() if count > 1]
    for name in names:
        assert named(name).name == name
        assert derive(name).counted
    assert {"net_amount", "net_amount_90d", "own_stock_quantity", "cycle_p90", "working_days"} <= set(names)
