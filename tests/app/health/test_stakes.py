"""What is red on the executive's page has money, an owner and a day."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from app.core.texts import ZH, texts
from app.health.stakes import with_stakes
from tests.app.health import samples


def test_every_figure_off_target_says_how_much_money_who_and_until_when() -> None:
    region, _ = samples.region()
    red = {each.info.id: each.stake for each in region.figures if each.light == "bad"}
    assert set(red) == {"overdue_share", "near_expiry_share", "otif_rate"}
    assert all(each.stake is None for each in region.figures if each.light != "bad")
    said = {kpi: texts(ZH).render(one.said) for kpi, one in red.items() if one is not None}
    assert said == {
        "overdue_share": "逾期 612.0 万", "near_expiry_share": "34.4 万将过期",
        "otif_rate": "约 649.4 万销售未准时足量",
    }  # fmt: skip
    assert {(kpi, one.owner, one.due) for kpi, one in red.items() if one is not None} == {
        ("overdue_share", "Finance", date(2026, 6, 30)), ("near_expiry_share", "Logistics", date(2026, 6, 30)),
        ("otif_rate", "Logistics", date(2026, 6, 30)),
    }  # fmt: skip


def test_stock_off_its_range_is_worth_its_days_of_sales_and_what_is_unknown_is_not_made_up() -> None:
    figures = samples.region_figures()
    supply = next(each for each in samples.region()[0].figures if each.info.id == "days_of_supply")
    high = replace(supply, value=Fraction(54), light="bad", ends=(Fraction(25), Fraction(45)))
    (found,) = with_stakes([high], figures.series, figures.signs, "2026-Q1")
    assert found.stake is not None
    assert found.stake.amount == 9 * Fraction(64300000, 90)
    (bare,) = with_stakes([high], (), None, "2026-Q1")
    assert bare.stake is None
