"""What stands beside a base, from files taken in: last year's figure, the average before, agreed bases and targets."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.period import day_number, parse_period
from app.core.workspace import Workspace
from app.dealers.queries import find_party
from app.incentives.assembly import settle_all
from app.incentives.beside import Beside, read_beside
from app.incentives.policy import Baseline, Basis, Condition, Policy, Scale, Stacking, Tier
from tests.desks import desk_of, mapped, take_in, write_csv

QUARTER = parse_period("2026-Q1")
ORDERS = [
    ("A1", "2025-01-05", 400), ("A2", "2025-03-31", 600), ("A3", "2025-04-01", 50),
    ("B1", "2025-10-09", 300), ("B2", "2025-12-31", 200), ("C1", "2026-02-02", 1_500),
]  # fmt: skip
"""The quarter has 1,500, a year before 1,000, the three months before 500, the six months before 500."""
POLICY = Policy(
    "R1", "增长返利", from_on=QUARTER.first_day, to_on=day_number(parse_period("2026-Q4").last),
    basis=Basis(event="ordered"), scale=Scale(tiers=(Tier(0, None, 10_000),), earns="growth"),
)  # fmt: skip


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """A dealer with orders of two years, and one without any."""
    found = desk_of(workspace)
    dealers = [("party_code", "name", "role"), ("D1", "甲商贸", "dealer"), ("D2", "乙商贸", "dealer")]
    take_in(found, write_csv(tmp_path / "d.csv", dealers), mapped("d", "party_row", "party_code name role"))
    products = [("product_code", "name"), ("P1", "感冒片")]
    take_in(found, write_csv(tmp_path / "p.csv", products), mapped("p", "product_row", "product_code name"))
    header = ("order_no", "line_no", "party_code", "product_code", "ordered", "ordered_quantity", "amount")
    rows = [(no, 1, "D1", "P1", day, 1, amount) for no, day, amount in ORDERS]
    take_in(found, write_csv(tmp_path / "o.csv", [header, *rows]), mapped("o", "order_line", " ".join(header)))
    return found


def beside(desk: Desk, policy: Policy) -> tuple[Beside, str, str]:
    """What is read for both dealers, and their ids."""
    with desk.db.read() as session:
        one, other = find_party(session, "D1").id, find_party(session, "D2").id
        return read_beside(session, policy, QUARTER, [one, other]), one, other


@pytest.mark.parametrize(
    ("baseline", "figure", "paid"),
    [
        (Baseline("last_year"), 10_000_000, 500),
        (Baseline("rolling", 3), 5_000_000, 1_000),
        (Baseline("rolling", 6), 2_500_000, 1_250),
        (Baseline("rolling", 12), 3_875_000, 1_113),
    ],
)
def test_growth_is_paid_over_what_was_before(desk: Desk, baseline: Baseline, figure: int, paid: int) -> None:
    """One percent of what lies above; over twelve months 1,550 / 12 x 3 = 387.50, so 11.125 and halves up 11.13."""
    policy = replace(POLICY, baseline=baseline)
    found, one, _other = beside(desk, policy)
    assert found.baselines == {one: figure}, "who has no row before has no baseline"
    with desk.db.read() as session:
        ((_figures, outcome),) = settle_all(session, policy, [QUARTER], parties=[one])
    assert outcome.entitled_minor == paid


def test_an_agreed_baseline_holds_for_whom_it_was_agreed(desk: Desk) -> None:
    with desk.db.read() as session:
        party = find_party(session, "D1").id
    found, one, _other = beside(desk, replace(POLICY, baseline=Baseline("adjusted", adjusted={party: 8_000_000})))
    assert found.baselines == {one: 8_000_000}


def test_targets_of_the_months_are_summed_and_the_adjusted_one_holds(desk: Desk, tmp_path: Path) -> None:
    """400 + 500 + 600 adjusted to 350 in March: 1,250, of which 1,500 are 120 percent: two percent, 30.00."""
    header = ("dealer", "month", "kpi", "amount", "version")
    rows = [
        ("D1", f"2026-0{month}", "net_amount", amount, "original") for month, amount in ((1, 400), (2, 500), (3, 600))
    ]
    how = mapped("targets", "target", "party_code=dealer month kpi amount version")
    take_in(desk, write_csv(tmp_path / "t.csv", [header, *rows, ("D1", "2026-03", "net_amount", 350, "adjusted")]), how)
    scale = Scale(tiers=(Tier(0, 1_000_000, 10_000), Tier(1_000_000, None, 20_000)), reach="target")
    policy = replace(POLICY, scale=scale)

    found, one, _other = beside(desk, policy)
    assert found.targets == {one: 12_500_000}
    with desk.db.read() as session:
        ((_figures, outcome),) = settle_all(session, policy, [QUARTER], parties=[one])
    assert (outcome.reached, outcome.entitled_minor) == (1, 3_000)


@pytest.mark.parametrize(("least", "paid"), [(1, 1_500), (2, 0)])
def test_a_condition_is_held_against_the_dealers_own_figure(desk: Desk, least: int, paid: int) -> None:
    """One order in the quarter, none of the other dealer: his figure is missing, which never holds."""
    condition = Condition("order_count", at_least=True, value=least * 1_000_000)
    policy = replace(POLICY, scale=Scale(tiers=(Tier(0, None, 10_000),)), conditions=(condition,))
    found, one, other = beside(desk, policy)
    assert (found.kpis[one], found.kpis[other]) == ({"order_count": "1"}, {"order_count": None})
    with desk.db.read() as session:
        outcomes = {
            figures.party_id: outcome.entitled_minor for figures, outcome in settle_all(session, policy, [QUARTER])
        }
    assert outcomes == {one: paid, other: 0}


def test_a_policy_on_what_an_earlier_one_leaves_is_paid_on_that(desk: Desk) -> None:
    """One percent of 1,500 is 15.00; ten percent of the 1,485 that are left are 148.50."""
    first = replace(POLICY, scale=Scale(tiers=(Tier(0, None, 10_000),)))
    second = replace(
        POLICY, code="R2", scale=Scale(tiers=(Tier(0, None, 100_000),)), stacking=Stacking(2, base="reduced")
    )
    with desk.db.read() as session:
        one = find_party(session, "D1").id
        ((figures, outcome),) = settle_all(session, second, [QUARTER], parties=[one], earlier=(first,))
    assert (figures.reduced_e4, outcome.entitled_minor) == (150_000, 14_850)
