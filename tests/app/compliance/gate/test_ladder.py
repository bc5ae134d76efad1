"""On which rung of its ladder a paper stands on a day."""

import pytest

from app.compliance.gate.ladder import DEFAULT, ENDED, LADDERS, ladder_for, ladder_of, rung_of
from app.core.errors import UserError


def test_a_drug_licence_is_warned_of_half_a_year_ahead_and_others_three_months() -> None:
    assert ladder_for("药品经营许可证", {}) == (180, 90, 60, 30, 7)
    assert ladder_for("食品经营许可证", {}) == DEFAULT == (90, 60, 30, 7)
    assert ladder_for("食品经营许可证", {"食品经营许可证": (20,)}) == (20,)


@pytest.mark.parametrize(
    ("left", "rung"), [(181, None), (180, 180), (91, 180), (90, 90), (8, 30), (7, 7), (0, 7), (-1, ENDED)]
)
def test_the_last_day_stands_on_the_lowest_rung_and_the_next_has_ended(left: int, rung: int | None) -> None:
    assert rung_of(LADDERS["药品经营许可证"], 1000 + left, 1000) == rung


def test_a_ladder_is_typed_in_any_order_and_refused_with_a_sentence() -> None:
    assert ladder_of("7/30、 90，60") == (90, 60, 30, 7)
    for wrong in ("", "a", "0", "30//7", "-5", "99999"):
        with pytest.raises(UserError, match="between slashes"):
            ladder_of(wrong)
