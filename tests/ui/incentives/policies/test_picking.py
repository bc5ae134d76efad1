"""Dealers, goods and baskets of a policy are ticked in a searched list, or typed as before."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.texts import Text
from app.incentives.policies.templates import begun
from app.incentives.policy import RATE_SCALE, Basket, Goods
from tests.counting import take_in_stock
from tests.ui.looks import check_every_face
from ui.core.look import Look
from ui.core.pick import PickDialog, PickField
from ui.incentives.policies.facts import Facts, read_facts
from ui.incentives.policies.step_conditions import ConditionsStep
from ui.incentives.policies.step_who import GoodsStep, WhoStep

POLICY = begun("stepped", code="R", name="r", from_on=0, to_on=89)


@pytest.fixture
def facts(desk: Desk, tmp_path: Path) -> Facts:
    """Two dealers and three products."""
    take_in_stock(desk, tmp_path)
    return read_facts(desk, "zh_CN")


def ticking(monkeypatch: pytest.MonkeyPatch, change: Callable[[PickDialog], None]) -> list[list[str]]:
    """Tick as somebody would and take it; returns what was ticked when each list opened."""
    before: list[list[str]] = []

    def run(dialog: PickDialog) -> bool:
        before.append(dialog.chosen())
        change(dialog)
        return True

    monkeypatch.setattr(PickDialog, "run", run)
    return before


def test_dealers_are_ticked_in_a_list_that_is_searched(
    look: Look, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code that was typed is ticked when the list opens; words that mean nobody stay as they are, and are said."""
    step = WhoStep(look, facts)
    step.fill(POLICY)
    step.dealers.setText("D2, 没有的人")

    def add_first(dialog: PickDialog) -> None:
        dialog.look_for("d1")
        assert [one.isHidden() for one in dialog.items()].count(False) == 1
        dialog.tick_shown(on=True)
        dialog.look_for("")

    assert ticking(monkeypatch, add_first) == []
    step.dealers.button.click()
    assert step.dealers.text() == "乙商贸 (D2), =甲商贸 (D1), 没有的人"
    with pytest.raises(UserError):
        step.taken(POLICY)
    step.dealers.setText(step.dealers.text().removesuffix(", 没有的人"))
    assert len(step.taken(POLICY).parties.dealers) == 2


def test_a_basket_is_made_of_products_too(look: Look, facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it leaves out stays; an empty list of ticks empties the line."""
    out = facts.product_ids("P3")
    step, goods = ConditionsStep(look, facts), Goods(excluded=out)
    policy = step.build(POLICY)
    step.baskets.fill([Basket("主推", goods, RATE_SCALE // 2)])
    field = step.baskets.lines[0][1]
    assert isinstance(field, PickField)
    ticking(monkeypatch, lambda dialog: dialog.tick_shown(on=True))
    field.button.click()
    (basket,) = step.build(replace(policy, baskets=(Basket("主推", goods, RATE_SCALE // 2),))).baskets
    assert basket.goods == Goods(products=facts.product_ids("P1, P2, P3"), excluded=out)
    ticking(monkeypatch, lambda dialog: dialog.tick_shown(on=False))
    field.button.click()
    assert not field.text()


def test_the_list_looks_right_in_every_face(look: Look, facts: Facts) -> None:
    step = GoodsStep(look, facts)
    dialog = PickDialog(look, None, Text("Products"), facts.product_options(), ["P1"])
    dialog.show()
    assert dialog.chosen() == ["P1"]
    assert check_every_face(dialog, look) == []
    dialog.deleteLater()
    step.deleteLater()
