"""Rules as they are kept: the same after they were stored, and refused with a sentence where they ask nothing."""

from fractions import Fraction
from typing import Any

import pytest

from app.alerts.conditions import Absolute, Baseline, Level, Relative, Sample
from app.alerts.spec import part_of, plain_of, tuned, watch_of
from app.alerts.templates import TEMPLATES
from app.core.errors import UserError

PARTS = (Relative(Fraction(1, 5), "below"), Absolute(Fraction(10)), Level(Fraction(9, 10), "below"), Sample(30),
         Baseline("above"))  # fmt: skip


def test_conditions_come_back_as_they_were_stored() -> None:
    assert tuple(part_of(plain_of(one)) for one in PARTS) == PARTS
    assert plain_of(PARTS[0]) == {"part": "relative", "least": "0.2", "side": "below"}


@pytest.mark.parametrize(
    ("kpi", "parts", "more", "said"),
    [
        ("net_amount", [], {}, "at least one condition"),
        ("net_amount", [{"part": "relative", "least": "0.3"}], {}, "percentage alone"),
        ("net_amount", [{"part": "level", "limit": "x", "side": "above"}], {}, "no number"),
        ("net_amount", [{"part": "level", "limit": "1", "side": "either"}], {}, "above or below"),
        ("net_amount", [{"part": "guess"}], {}, "no condition"),
        ("net_amount", [{"part": "absolute", "least": "0"}], {}, "above zero"),
        ("nothing", [{"part": "baseline"}], {}, "no KPI"),
        ("overdue_share", [{"part": "baseline"}], {"over": "product-group"}, "product group"),
        ("net_amount", [{"part": "baseline"}], {"over": "galaxy"}, "none of"),
        ("net_amount", [{"part": "baseline"}], {"months": 99}, "1 to 12 months"),
    ],
)
def test_what_cannot_be_watched_is_refused(kpi: str, parts: list[Any], more: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        watch_of(kpi, parts, **more)


def test_a_step_widens_changes_and_moves_levels_away() -> None:
    rule = watch_of("otif_rate", [plain_of(one) for one in PARTS]).rule
    wider = tuned(rule, Fraction(5, 4))
    assert wider.parts == (Relative(Fraction(1, 4), "below"), Absolute(Fraction(25, 2)),
                           Level(Fraction(27, 40), "below"), Sample(30), Baseline("above"))  # fmt: skip
    assert tuned(rule, Fraction(1)) is rule


def test_there_are_ready_made_rules_for_each_kind_of_condition() -> None:
    asked = {type(part) for one in TEMPLATES.values() for part in one.watch.rule.parts}
    assert len(TEMPLATES) >= 4
    assert {Absolute, Level, Sample, Baseline} <= asked
