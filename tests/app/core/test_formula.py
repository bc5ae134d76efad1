"""The formula language as a user meets it: what it computes, what it refuses, and in which words."""

from fractions import Fraction

import pytest

from app.core.errors import UserError
from app.core.formula import (
    COUNT,
    DAYS,
    MONEY,
    RATIO,
    Dimension,
    compile_rows,
    dimension,
    evaluate,
    names,
    parse,
    text_names,
    to_text,
)
from app.core.texts import ZH, texts

FIGURES = {
    "net_amount": Fraction(1_265_793),
    "orders": 830,
    "nothing": 0,
    "missing": None,
    "状态": "已关闭",
    "late": 37,
}


def value(text: str) -> Fraction | None:
    return evaluate(parse(text), FIGURES.__getitem__)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 - 3 - 4", -5),
        ("12 / 3 / 2", 2),
        ("-2 * -3", 6),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("late / 809", Fraction(37, 809)),
        ("min(3, 1, 2) + max(3, 1, 2)", 4),
        ("abs(-5)", 5),
        ("round(2.5)", 3),
        ("round(-2.345, 2)", Fraction(-235, 100)),
        ("if(late > 30, 1, 0)", 1),
        ('if(状态 = "已关闭", orders, 0)', 830),
        ("if(状态 <> '已关闭', orders, 0)", 0),
        ("if(and(late > 30, not(orders < 800)), 1, 2)", 1),
        ("if(known(missing), 1, 2) + if(known(orders), 10, 20)", 12),
        ("coalesce(missing, orders / nothing, 7)", 7),
        ("（1＋2）×3÷２", Fraction(9, 2)),
    ],
)
def test_a_formula_gives_the_exact_number(text: str, expected: Fraction) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("text", ["orders / nothing", "missing + 1", "min(1, missing)", "if(missing > 1, 1, 2)"])
def test_what_is_unknown_stays_unknown_and_zero_divides_nothing(text: str) -> None:
    assert value(text) is None


def test_an_unknown_part_of_a_condition_matters_only_where_it_decides() -> None:
    assert value("if(or(missing > 1, orders > 1), 1, 2)") == 1
    assert value("if(and(missing > 1, orders < 1), 1, 2)") == 2
    assert value("if(and(missing > 1, orders > 1), 1, 2)") is None


def test_names_with_spaces_stand_in_brackets() -> None:
    formula = parse("[Unit price] * [min] - 数量_2")
    assert names(formula) == {"Unit price", "min", "数量_2"}
    assert to_text(formula) == "[Unit price] * [min] - 数量_2"


def test_a_name_compared_with_a_text_is_a_text() -> None:
    formula = parse('if([单据 类型] = "退货", -数量, 数量)')
    assert text_names(formula) == {"单据 类型"}


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("1 +", 4),
        ("1 2", 3),
        ("(1 + 2", 1),
        ("1 + ; 2", 5),
        ("open('x')", 1),
        ("a.b", 2),
        ("__import__('os')", 1),
        ("a > b", 3),
        ("1 + (a > b)", 8),
        ("if(a, 1, 2)", 4),
        ("1 + known(a)", 5),
        ("if(known(a > b), 1, 2)", 12),
        ("min()", 5),
        ("round(1, a)", 10),
        ("round(1, 13)", 10),
        ("abs(1, 2)", 1),
        ('"a" + 1', 1),
        ('if(a > "b", 1, 2)', 6),
        ('if(a = "b", a, 2)', 13),
        ("9" * 32, 1),
    ],
)
def test_a_refusal_points_at_the_place(text: str, position: int) -> None:
    with pytest.raises(UserError) as refused:
        parse(text)
    assert refused.value.text.params["at"] == position
    assert str(position) in texts(ZH).render(refused.value.text)


@pytest.mark.parametrize("text", ["(" * 150 + "1" + ")" * 150, "-" * 150 + "1", "1" + "+1" * 150, "1" * 2_001])
def test_what_is_too_deep_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        parse(text)


def test_a_text_where_a_number_is_needed_is_a_sentence() -> None:
    with pytest.raises(UserError, match="状态"):
        value("状态 + 1")


def test_units_multiply_and_divide_but_never_add_up_unlike_things() -> None:
    known = {"net_amount": MONEY, "order_count": COUNT, "days": DAYS, "share": RATIO}
    assert dimension(parse("net_amount / order_count"), known) == MONEY / COUNT
    assert dimension(parse("net_amount * (1 - share)"), known) == MONEY
    assert dimension(parse("if(days > 0, net_amount / days, 0)"), known) == Dimension(money=1, days=-1)
    with pytest.raises(UserError) as refused:
        dimension(parse("net_amount + days"), known)
    assert texts(ZH).render(refused.value.text) == "位置 12 把金额与天数放在一起；它们可以相乘或相除，不能相加或比较。"
    with pytest.raises(UserError, match=r"“profit” at position 14"):
        dimension(parse("net_amount - profit"), known)


def test_a_computed_column_is_exact_in_scaled_integers() -> None:
    """Northwind's order 10250: 42.4 x 35 x (1 - 0.15) = 1,261.40."""
    columns, places = ["discount", "price", "quantity"], {"price": 6, "quantity": 3, "discount": 2}
    amount = compile_rows(parse("price * quantity * (1 - discount)"), columns, places, 4)
    assert amount((15, 42_400_000, 35_000)) == 12_614_000
    assert amount((15, -42_400_000, 35_000)) == -12_614_000
    assert amount((15, None, 35_000)) is None
    assert amount((0, 2**62, 2**62)) is None, "what does not fit a stored integer is unknown, never wrapped around"


def test_a_computed_column_with_a_division_or_a_text_goes_through_fractions() -> None:
    columns, places = ["kind", "amount", "rate"], {"amount": 4, "rate": 2}
    net = compile_rows(parse('if(kind = "含税", amount / (1 + rate), amount)'), columns, places, 4)
    assert net(("含税", 1_130_000, 13)) == 1_000_000
    assert net(("不含税", 1_130_000, 13)) == 1_130_000
    assert net((None, 1_130_000, 13)) is None


def test_a_computed_column_names_what_the_file_lacks() -> None:
    with pytest.raises(UserError, match="discount"):
        compile_rows(parse("price * discount"), ["price"], {"price": 6}, 4)
    with pytest.raises(UserError, match="text"):
        compile_rows(parse("price * note"), ["price", "note"], {"price": 6}, 4)
