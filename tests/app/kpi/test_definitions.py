"""Every KPI is whole: its formula reads measures, its unit fits, its words exist in both languages."""

import pytest

from app.core.errors import UserError
from app.core.formula import COUNT, DAYS, MONEY, QUANTITY, RATIO, Dimension, dimension, parse
from app.core.texts import EN, ZH, texts
from app.kpi.atoms import atoms
from app.kpi.definitions import KPIS, Kpi
from app.kpi.measures import PACKS
from app.kpi.model import SLOTS

ASKED = """
    order_count line_count quantity net_amount on_time_rate late_lines overdue_lines otif_rate in_full_rate
    perfect_order_rate cycle_days_mean cycle_days_p90 review_in_time_rate ship_days_mean fill_rate return_rate
    complaint_rate csat_mean csat_top2 nps stock_quantity days_of_supply stock_out_share near_expiry_share
    sell_out_growth net_amount_growth active_dealers overdue_share dso_days error_rate data_coverage
"""
UNITS: dict[str, tuple[Dimension, ...]] = {
    "money": (MONEY,), "quantity": (QUANTITY,), "count": (COUNT, MONEY), "ratio": (RATIO,), "points": (RATIO,),
    "per_thousand": (RATIO,), "days": (DAYS, DAYS / COUNT, RATIO), "score": (RATIO / COUNT,),
}  # fmt: skip


def formula_dimension(formula: str, grain: str = "line") -> Dimension:
    """The unit of a formula's result."""
    expression = parse(formula)
    return dimension(expression, {one.name: one.dimension for one in atoms(expression, grain, "shipped")}) or RATIO


def test_every_promised_kpi_is_there() -> None:
    assert set(ASKED.split()) <= KPIS.keys()


@pytest.mark.parametrize("kpi", KPIS.values(), ids=list(KPIS))
def test_a_kpi_computes_what_its_unit_says(kpi: Kpi) -> None:
    assert formula_dimension(kpi.formula, kpi.grains[0]) in UNITS[kpi.unit]
    for grain in kpi.grains:
        packs = {one.measure.pack.grain for one in atoms(parse(kpi.formula), grain, "shipped")}
        if len(kpi.grains) > 1:
            assert packs == {grain}


@pytest.mark.parametrize("kpi", KPIS.values(), ids=list(KPIS))
def test_a_kpi_speaks_both_languages(kpi: Kpi) -> None:
    for word in (kpi.name, kpi.sentence, kpi.owner, kpi.denominator):
        assert texts(EN)(word) == word
        assert texts(ZH)(word) != word


def test_packs_are_numbered_once_and_fit_their_row() -> None:
    assert len({pack.n for pack in PACKS}) == len(PACKS)
    assert max(len(pack.slots) for pack in PACKS) <= SLOTS


def test_a_name_that_is_no_measure_is_refused() -> None:
    with pytest.raises(UserError, match="profit"):
        formula_dimension("net_amount - profit")
    with pytest.raises(UserError, match="Position 12"):
        formula_dimension("net_amount + line_count")
    with pytest.raises(UserError, match="own_net_amount"):
        formula_dimension("own_net_amount")
