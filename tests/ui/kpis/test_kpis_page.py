"""The page of KPIs: everything is found and explained, own ones are written, tried, changed and taken out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import Desk
from tests.desks import mapped, sign, take_in, write_csv
from tests.ui.looks import check_every_face
from ui.core.look import Look
from ui.kpis.page import KpisPage

Rest = Callable[[], None]
VALUE = "net_amount / order_count"
LINES = mapped(
    "lines",
    "order_line",
    "order_no=order line_no=line party_code=dealer product_code=product ordered=ordered ordered_quantity=qty "
    "amount=amount",
    source="erp",
)
HEAD = ("order", "line", "dealer", "product", "ordered", "qty", "amount")
ROWS = (
    ("O1", 1, "D1", "P1", "2026-01-05", 10, "100"), ("O1", 2, "D1", "P2", "2026-01-05", 5, "50"),
    ("O2", 1, "D2", "P1", "2026-02-05", 8, "80"),
)  # fmt: skip


@pytest.fixture
def page(visit: Callable[[type[KpisPage]], KpisPage]) -> KpisPage:
    return visit(KpisPage)


@pytest.fixture
def filled(page: KpisPage, desk: Desk, tmp_path: Path, at_rest: Rest) -> KpisPage:
    sign(desk)
    take_in(desk, write_csv(tmp_path / "lines.csv", [HEAD, *ROWS]), LINES)
    at_rest()
    return page


def type_in(page: KpisPage, formula: str, at_rest: Rest, name: str = "Order value") -> None:
    page.editor.name.setText(name)
    page.editor.formula.line.setText(formula)
    page.editor.formula.tell()
    at_rest()


def add(page: KpisPage, at_rest: Rest) -> None:
    page.new_kpi()
    type_in(page, VALUE, at_rest)
    page.editor.save()
    at_rest()


def test_every_kpi_is_listed_and_opens_to_what_it_means(
    filled: KpisPage, desk: Desk, look: Look, at_rest: Rest
) -> None:
    assert set(filled.kpis) == set(desk.kpis)
    filled.open({"kpi": "otif_rate"})
    at_rest()
    assert filled.card.kpi.id == "otif_rate"
    assert check_every_face(filled, look, data=["D1", "D2"]) == []


def test_a_formula_shows_what_it_would_give_while_it_is_typed(filled: KpisPage, look: Look, at_rest: Rest) -> None:
    filled.new_kpi()
    type_in(filled, VALUE, at_rest)
    found = filled.editor.newest.found
    assert found is not None
    assert [str(row.amount) for _, row in found.months[-2:] if row is not None] == ["150", "80"]
    assert {row.keys["dealer"]: str(row.amount) for row in found.dealers} == {"D1": "150", "D2": "80"}
    assert filled.editor.unit.key() == "money"
    assert filled.editor.unit.count() == 1
    assert check_every_face(filled, look, data=["D1", "D2", "Order value"]) == []


def test_a_wrong_formula_says_so_under_it_and_is_not_kept(
    filled: KpisPage, desk: Desk, look: Look, at_rest: Rest
) -> None:
    filled.new_kpi()
    type_in(filled, VALUE, at_rest)
    assert not filled.editor.newest.isHidden()
    type_in(filled, "net_amount + line_count", at_rest)
    assert filled.editor.newest.isHidden(), "no figures of another formula"
    assert "把金额与个数放在一起" in filled.editor.formula.error.text()
    assert check_every_face(filled, look, data=["Order value"]) == []
    filled.editor.save()
    at_rest()
    assert "把金额与个数放在一起" in filled.editor.wrong.text()
    assert not any(one.own for one in desk.kpis.values())


def test_names_complete_themselves_without_brackets(filled: KpisPage, look: Look) -> None:
    filled.new_kpi()
    field = filled.editor.formula
    field.line.setText("net_amount / order_c")
    field.put("order_count")
    assert field.line.text() == VALUE
    assert {"net_amount", "net_amount_90d"} <= set(field.names)
    look.set_language("zh_CN")
    field.insert.click()
    assert field.completer.completionCount() == len(field.names)
    field.completer.setCompletionPrefix("· 订单数")
    field.completer.activated[str].emit(field.completer.currentCompletion())
    assert field.line.text().endswith("order_count"), "found by what it is called, written by its name"
    assert all("·" in one for one in field.offers.stringList()), "every name says what it means"


def test_an_own_kpi_is_kept_changed_and_taken_out(filled: KpisPage, desk: Desk, at_rest: Rest) -> None:
    add(filled, at_rest)
    assert filled.kpis["own_order_value"].formula == VALUE
    filled.show_kpi(filled.kpis["own_order_value"])
    at_rest()
    filled.card.changing.emit()
    type_in(filled, "quantity / order_count", at_rest)
    filled.editor.save()
    at_rest()
    assert (filled.kpis["own_order_value"].version, filled.kpis["own_order_value"].unit) == (2, "quantity")
    filled.show_kpi(filled.kpis["own_order_value"])
    filled.card.changing.emit()
    filled.editor.take_out()
    at_rest()
    assert "own_order_value" not in filled.kpis
    assert not desk.kpis["own_order_value"].listed


def test_a_built_in_one_is_the_beginning_of_another(filled: KpisPage, at_rest: Rest) -> None:
    filled.show_kpi(filled.kpis["complaint_rate"])
    at_rest()
    filled.card.copied.emit()
    draft = filled.editor.draft()
    assert (draft.formula, draft.unit, draft.name) == ("complaint_count * 1000 / delivered", "per_thousand", "")
    assert not filled.card.change_button.isVisible()
