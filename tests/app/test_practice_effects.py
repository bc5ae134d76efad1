"""Effects measured on the practice region equal a regression over the same months, computed apart from the program."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from app.bootstrap import Desk
from app.core.money import AMOUNT_SCALE
from app.core.period import parse_period
from app.dealers.queries import list_parties
from app.kpi.queries import kpi_rows
from app.meetings.effects.measuring import measure_aim
from app.meetings.effects.rows import Measured
from app.meetings.effects.targets import standing_lines
from app.meetings.model import DecisionAim

TODAY = date(2026, 4, 10)
FIRST, BEFORE, AFTER, LAST = "2025-07", "2025-09", "2026-01", "2026-03"


def _measured(desk: Desk, **of_aim: Any) -> Measured:
    """The effect of a decision that nobody wrote down: between autumn and the first quarter of 2026."""
    aim = DecisionAim(
        relative=False, control={"like": True}, before_from=FIRST, before_to=BEFORE, after_from=AFTER, after_to=LAST,
        **of_aim,
    )  # fmt: skip
    with desk.db.read() as session:
        return measure_aim(session, aim, today=TODAY)


def _dealers(desk: Desk, name: str) -> dict[str, Any]:
    with desk.db.read() as session:
        return {"dealers": [one.id for one in list_parties(session) if name in one.name]}


def _regressed(desk: Desk, found: Measured, kpi: str) -> float:
    """The interaction's coefficient over the dealers' own rows, read another way than the measurement reads them."""
    with desk.db.read() as session:
        codes = {one.id: one.code for one in list_parties(session)}
    groups = {codes[one.id]: float(side) for side, group in ((1, found.treated), (0, found.control))
              for one in group if one.counts}  # fmt: skip
    lines, values = [], []
    for later, ends in ((0.0, (FIRST, BEFORE)), (1.0, (AFTER, LAST))):
        first, last = map(parse_period, ends)
        for row in kpi_rows(desk.db, only=[kpi], first=first, last=last, by=("dealer", "month"), today=TODAY):
            touched = groups.get(row.keys["dealer"])
            if touched is not None and row.value is not None:
                lines.append((1.0, touched, later, touched * later))
                values.append(float(row.value))
    solved, *_ = np.linalg.lstsq(np.array(lines), np.array(values), rcond=None)
    return float(solved[3])


@pytest.mark.parametrize(
    ("kpi", "dealer", "change", "verdict"),
    [
        ("overdue_share", "越泰", "-0.2", "reached"),
        ("overdue_share", "越泰", "-0.6", "missed"),
        ("net_amount", "越泰", "100000", "not_proven"),
    ],
)
def test_the_effect_equals_a_regression_over_the_same_months(
    region: Desk, kpi: str, dealer: str, change: str, verdict: str
) -> None:
    found = _measured(region, kpi=kpi, change=change, treated=_dealers(region, dealer))
    assert found.effect is not None
    assert float(found.effect.effect) == pytest.approx(_regressed(region, found, kpi), rel=1e-9)
    assert found.verdict == verdict


def test_the_planted_recovery_was_under_way_before_and_that_is_told(region: Desk) -> None:
    found = _measured(region, kpi="overdue_share", change="-0.2", treated=_dealers(region, "越泰"))
    assert found.drift is not None
    assert found.drift.is_proven
    assert found.drift.effect < 0


def test_of_a_month_that_is_not_over_it_is_too_early(region: Desk) -> None:
    aim = DecisionAim(
        kpi="net_amount", change="1", relative=False, treated=_dealers(region, "越泰"), control={"like": True},
        before_from="2026-01", before_to="2026-02", after_from="2026-03", after_to="2026-04",
    )  # fmt: skip
    with region.db.read() as session:
        assert measure_aim(session, aim, today=TODAY).verdict == "too_early"


def test_what_touches_everybody_has_no_control_group(region: Desk) -> None:
    found = _measured(region, kpi="net_amount", change="1", treated={"all": True})
    assert (found.verdict, found.effect) == ("no_control", None)
    assert found.alone is not None


def test_a_draft_of_targets_that_a_decision_begins_holds_every_target_that_stands(region: Desk) -> None:
    with region.db.read() as session:
        lines = standing_lines(session, year=2026, kpi="net_amount")
    year = parse_period("2026")
    (row,) = kpi_rows(region.db, only=["target_attainment"], first=year, last=year, today=date(2026, 12, 31))
    assert row.bottom is not None
    assert sum(one or 0 for line in lines for one in line.months) == row.bottom * AMOUNT_SCALE
    assert len({line.place for line in lines}) == 22
