"""The ledger on a dealer's sheet, and the contradictions above the ranking."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.health.ledger import equation_of, ledger_of
from app.health.sheet_lines import Contradiction
from ui.core.controls import Button
from ui.core.words import Label
from ui.health.ranking import RankingCard
from ui.health.reading import read_health
from ui.health.sheet import SheetView

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.bootstrap import Desk
    from tests.ui.conftest import Heard
    from ui.core.context import Context
    from ui.health.reading import HealthView


@pytest.fixture
def assessed(desk: "Desk") -> "HealthView":
    """The newest assessed quarter."""
    return read_health(desk)


def test_a_line_of_the_ledger_opens_its_documents_and_contradictions_are_picked_out(
    assessed: "HealthView", context: "Context", heard: "Heard", shown: "Callable[..., QWidget]"
) -> None:
    rows = assessed.ranking
    sheet = min((one.sheet for one in rows if one.sheet.score is not None), key=lambda one: one.score or 0)
    view = shown(SheetView(context, sheet))
    said = {label.full_text() for label in view.findChildren(Label)}
    equation = equation_of(sheet)
    assert equation is not None
    assert context.look.say(equation) in said
    lines = ledger_of(sheet)
    assert lines
    assert {context.look.say(line.sentence) for line in lines} <= said
    links = [one for one in view.findChildren(Button) if one.text() == "看单据"]
    above = len(sheet.signs) + len(sheet.contradictions) + (sheet.course is not None)
    links[above].click()
    assert heard.gone[-1] == ("board", {"ref": lines[0].reference, "part": "rows"})

    odd = Contradiction("high_money", sheet.dealer, lines[0].sentence, "Finance", ("overdue_share",))
    bare = [replace(one, sheet=replace(one.sheet, contradictions=())) for one in rows]
    ranking = shown(RankingCard(context, "CNY"))
    ranking.show_rows(bare)
    assert not ranking.which.isVisibleTo(ranking), "nothing contradicts itself"
    dealer = sheet.dealer.id
    ranking.show_rows([
        replace(one, sheet=replace(one.sheet, contradictions=(odd,))) if one.line.dealer.id == dealer else one
        for one in bare
    ])  # fmt: skip
    ranking.which.choose("odd")
    ranking.which.picked.emit("odd")
    grid = ranking.table.grid
    assert [grid.row_at(n).line.dealer.id for n in range(grid.rowCount())] == [dealer]
