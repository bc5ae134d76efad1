"""Laws of the formula language: 2,000 valid formulas equal exact fractions, 8,000 mutated ones never do harm."""

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.formula import compile_rows, dimension, evaluate, parse, to_text
from app.core.formula.parser import Expression

FIGURES: dict[str, Fraction | None] = {
    "a": Fraction(7),
    "b": Fraction(-5, 2),
    "净额": Fraction(123_456_789, 10_000),
    "line count": Fraction(0),
    "missing": None,
}
Drawn = tuple[str, Fraction | None]
Operation = Callable[[Fraction, Fraction], Fraction | None]
OPERATIONS: dict[str, Operation] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right if right else None,
}
COMPARED: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda left, right: left < right,
    ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}


def numbers() -> st.SearchStrategy[Drawn]:
    whole = st.integers(0, 10**9).map(lambda number: (str(number), Fraction(number)))
    parts = st.tuples(st.integers(0, 999), st.integers(0, 999)).map(lambda two: f"{two[0]}.{two[1]:03d}")
    return whole | parts.map(lambda text: (text, Fraction(text)))


def drawn_names() -> st.SearchStrategy[Drawn]:
    return st.sampled_from(sorted(FIGURES)).map(
        lambda name: (f"[{name}]" if " " in name else name, FIGURES[name]),
    )


def both(left: Fraction | None, right: Fraction | None, operate: Operation) -> Fraction | None:
    return None if left is None or right is None else operate(left, right)


def binary(parts: tuple[Drawn, str, Drawn]) -> Drawn:
    (left, first), operator, (right, second) = parts
    return f"({left} {operator} {right})", both(first, second, OPERATIONS[operator])


def choice(parts: tuple[Drawn, str, Drawn, Drawn, Drawn]) -> Drawn:
    (left, first), operator, (right, second), (then, yes), (other, no) = parts
    known = None if first is None or second is None else COMPARED[operator](first, second)
    return f"if({left} {operator} {right}, {then}, {other})", None if known is None else (yes if known else no)


def several(parts: tuple[str, list[Drawn]]) -> Drawn:
    function, drawn = parts
    text = f"{function}({', '.join(part for part, _ in drawn)})"
    values = [value for _, value in drawn]
    known = [value for value in values if value is not None]
    if function == "coalesce":
        return text, known[0] if known else None
    combine = min if function == "min" else max
    return text, combine(known) if len(known) == len(values) else None


def deeper(inner: st.SearchStrategy[Drawn]) -> st.SearchStrategy[Drawn]:
    return (
        st.tuples(inner, st.sampled_from(sorted(OPERATIONS)), inner).map(binary)
        | st.tuples(inner, st.sampled_from(sorted(COMPARED)), inner, inner, inner).map(choice)
        | st.tuples(st.sampled_from(["min", "max", "coalesce"]), st.lists(inner, min_size=1, max_size=4)).map(several)
        | inner.map(lambda drawn: (f"-{drawn[0]}", None if drawn[1] is None else -drawn[1]))
        | inner.map(lambda drawn: (f"abs({drawn[0]})", None if drawn[1] is None else abs(drawn[1])))
    )


FORMULAS = st.recursive(numbers() | drawn_names(), deeper, max_leaves=12)
MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(["drop", "put", "twice", "swap"]),
        st.integers(0, 400),
        st.sampled_from(
            [*"()[],.+-*/=<>!'\"“”（9 e_;:@#%\\{}~^&|$?\n\0", "__import__('os')", "'; DROP TABLE x", "𝔘", "9" * 40]
        ),
    ),
    min_size=1,
    max_size=6,
)


def mutated(text: str, mutations: list[tuple[str, int, str]]) -> str:
    for kind, place, what in mutations:
        at = place % (len(text) + 1)
        if kind == "drop":
            text = text[:at] + text[at + 1 :]
        elif kind == "put":
            text = text[:at] + what + text[at:]
        elif kind == "twice":
            text = text[:at] + text[at : at + 5] + text[at:]
        else:
            text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    return text


def compute(expression: Expression) -> Fraction | None:
    return evaluate(expression, FIGURES.__getitem__)


@settings(max_examples=2_000, deadline=None)
@given(FORMULAS)
def test_a_valid_formula_equals_the_exact_fraction(drawn: Drawn) -> None:
    text, expected = drawn
    expression = parse(text)
    assert compute(expression) == expected
    assert parse(to_text(expression)) == expression


@settings(max_examples=8_000, deadline=None)
@given(FORMULAS, MUTATIONS)
def test_a_mutated_formula_is_refused_in_words_or_computes(drawn: Drawn, mutations: list[tuple[str, int, str]]) -> None:
    text = mutated(drawn[0], mutations)
    with suppress(UserError):
        expression = parse(text)
        evaluate(expression, FIGURES.get)
        dimension(expression, {})


@settings(max_examples=300, deadline=None)
@given(
    FORMULAS,
    st.lists(st.none() | st.integers(-(10**12), 10**12), min_size=3, max_size=3),
    st.integers(0, 6),
)
def test_a_computed_column_equals_the_evaluated_formula(
    drawn: Drawn, row: list[int | None], result_places: int
) -> None:
    expression = parse(drawn[0])
    columns, places = (
        ["a", "b", "净额", "line count", "missing"],
        {"a": 3, "b": 6, "净额": 4, "line count": 0, "missing": 2},
    )
    cells = [*row, 0, None]
    figures = {
        name: None if cell is None else Fraction(cell, 10 ** places[name])
        for name, cell in zip(columns, cells, strict=True)
    }
    exact = evaluate(expression, figures.__getitem__)
    found = compile_rows(expression, columns, places, result_places)(cells)
    if exact is None:
        assert found is None
    elif found is None:
        assert abs(exact * 10**result_places) > 2**63 - 2
    else:
        assert abs(found - exact * 10**result_places) <= Fraction(1, 2)
