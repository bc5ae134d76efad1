"""Where score, money and satisfaction say different things of one dealer, and where they do not."""

from dataclasses import replace

import pytest

from app.core.texts import EN, texts
from app.health.contradictions import TITLES, all_contradictions, contradictions_of
from app.health.frozen import Frozen
from tests.app.health import samples

CALM = samples.CALM
WEAK = {**CALM, "days_of_supply": "118", "otif_rate": "0.7", "on_time_rate": "0.7", "return_rate": "0.07",
        "stock_out_share": "0.2", "sell_out_growth": "-0.2"}  # fmt: skip


def dealer(now: dict[str, str], then: dict[str, str] | None = None) -> Frozen:
    """A dealer's quarter."""
    return samples.frozen(now=now, then=then or CALM)


@pytest.mark.parametrize(
    ("rule", "now", "then", "said"),
    [
        ("high_money", {**CALM, "dso_days": "104"}, CALM, "Days sales outstanding (DSO) at 104.0 days"),
        ("high_sales", {**CALM, "target_attainment": "0.80"}, CALM, "Target attainment at 80.0% (target ≥ 100%)"),
        ("high_displeased", {**CALM, "csat_mean": "3"}, {**CALM, "csat_mean": "4"}, "alone would be grade E critical."),
        ("low_pleased", {**WEAK, "csat_mean": "5"}, CALM, "Grade D warning, yet Satisfaction (CSAT) at 5.00"),
        ("pleased_owing", {**CALM, "csat_mean": "5", "overdue_share": "0.24"}, CALM,
         "Satisfaction (CSAT) at 5.00, yet Overdue receivables at 24.0%"),
        ("bought_not_sold", {**CALM, "net_amount_growth": "0.2", "sell_out_growth": "-0.01"}, CALM,
         "Growth of net sales at 20.0%, yet Sell-out growth at −1.0%"),
        ("up_sell_out_down", {**CALM, "sell_out_growth": "-0.01"}, {**CALM, "return_rate": "0.06"},
         "yet Sell-out growth went from 2.0% to −1.0%."),
        ("up_overdue_up", {**CALM, "overdue_share": "0.08"}, {**CALM, "return_rate": "0.06"},
         "yet Overdue receivables went from 5.0% to 8.0%."),
        ("down_sales_up", {**WEAK, "net_amount_growth": "0.15"}, CALM, "Growth of net sales at 15.0% reaches"),
    ],
)  # fmt: skip
def test_each_rule_speaks_with_its_figures(rule: str, now: dict[str, str], then: dict[str, str], said: str) -> None:
    found = {one.rule: texts(EN).render(one.sentence) for one in contradictions_of(dealer(now, then), samples.INFOS)}
    assert said in found[rule]
    assert rule in TITLES


def test_who_is_well_has_none_and_a_step_less_than_the_limit_is_none() -> None:
    assert contradictions_of(dealer(CALM), samples.INFOS) == ()
    nearly = {**CALM, "sell_out_growth": "-0.009"}
    assert contradictions_of(dealer(nearly, {**CALM, "return_rate": "0.06"}), samples.INFOS) == ()


def test_without_a_grade_what_is_missing_comes_first() -> None:
    owing = dealer({**CALM, "data_coverage": "0.3", "dso_days": "104"})
    assert owing.verdict.grade is None
    assert contradictions_of(owing, samples.INFOS) == ()


def test_a_region_speaks_of_the_most_money_first_and_names_a_department() -> None:
    odd = dealer({**CALM, "dso_days": "104"})
    series = tuple(replace(one, values=(*one.values[:-1], one.values[-1] and one.values[-1] / 9)) for one in odd.series)
    small = replace(odd, dealer=replace(odd.dealer, id="p-2", code="D0001"), series=series)
    found = all_contradictions([small, odd], samples.INFOS)
    assert [one.dealer.id for one in found] == ["p-1", "p-2"]
    assert {one.owner for one in found} == {"Finance"}
