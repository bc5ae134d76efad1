"""Laws of the formula language: 2,000 valid formulas equal exact fractions, 8,000 mutated ones never do harm."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.formula import COUNT, MONEY, QUANTITY, compile_rows, dimension, evaluate, names, parse, to_text
from app.core.formula.parser import Expression
from tests.examples import examples

FIGURES: dict[str, Fraction | None] = {
    "a": Fraction(7),
    "b": Fraction(-5, 2),
    "净额": Fraction(123_456_789, 10_000),
    "line count": Fraction(0),
    "missing": None,
}
DIMENSIONS = {"a": MONEY, "b": MONEY, "净额": MONEY, "line count": COUNT, "missing": QUANTITY}
OUTSIDE = (
    "open", "import", "compile", "exec", "sqlite3.", "os.", "subprocess.", "socket.", "shutil.", "ctypes.", "pickle.",
)  # fmt: skip
"""Python's own audit events of reaching files, modules, code, databases, processes and networks."""
_watched: list[list[str]] = []


def _audit(event: str, _arguments: object) -> None:
    if _watched and event.startswith(OUTSIDE):
        _watched[-1].append(event)


sys.addaudithook(_audit)


@contextmanager
def untouched() -> Iterator[None]:
    """Nothing outside of the formula is reached meanwhile."""
    seen: list[str] = []
    _watched.append(seen)
    try:
        yield
    finally:
        _watched.pop()
    assert not seen


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
PIECES = (
    *"()[],.+-*/=<>!'\"“”（9 e_;:@#%\\{}~^&|$?\n\0", "__import__('os')", "'; DROP TABLE x", "𝔘", "9" * 40,
)  # fmt: skip
SEED = 20261123


def written(draw: Random, leaves: int) -> str:
    """A formula of the grammar, only its text: thousands of them cost less than a strategy's."""
    if leaves < 2:
        return draw.choice([*(f"[{name}]" for name in FIGURES), "a", "净额", "7", "0.125", "12"])
    half = draw.randint(1, leaves - 1)
    left, right = written(draw, half), written(draw, leaves - half)
    return draw.choice(
        [
            f"({left} {draw.choice('+-*/')} {right})", f"-{left} - {right}", f"abs({left}) * {right}",
            f"if({left} {draw.choice(['<', '>=', '=', '!='])} {right}, {left}, {right})",
            f"{draw.choice(['min', 'max', 'coalesce'])}({left}, {right})", f"round({left} / {right}, 2)",
            f"if(and(known({left}), not({right} > 1)), {left}, 0)",
        ]
    )  # fmt: skip


def mutations_of(draw: Random) -> list[tuple[str, int, str]]:
    return [
        (draw.choice(["drop", "put", "twice", "swap"]), draw.randint(0, 400), draw.choice(PIECES))
        for _ in range(draw.randint(1, 6))
    ]


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


@settings(max_examples=examples(2_000), deadline=None)
@given(FORMULAS)
def test_a_valid_formula_equals_the_exact_fraction(drawn: Drawn) -> None:
    text, expected = drawn
    expression = parse(text)
    assert compute(expression) == expected
    assert parse(to_text(expression)) == expression


def test_of_8_000_mutated_formulas_each_is_refused_in_words_or_computes() -> None:
    draw = Random(SEED)
    refused = sum(outcome(mutated(written(draw, draw.randint(1, 8)), mutations_of(draw))) for _ in range(8_000))
    assert 4_000 < refused < 8_000  # both ends are met often


def outcome(text: str) -> bool:
    """Whether a text is refused by a sentence; the law itself."""
    asked: set[str] = set()

    def lookup(name: str) -> Fraction | None:
        asked.add(name)
        return FIGURES.get(name)

    refused: UserError | None = None
    found: Fraction | None = None
    with untouched():
        try:
            expression = parse(text)
            found = evaluate(expression, lookup)
            dimension(expression, DIMENSIONS)
        except UserError as refusal:
            refused = refusal
        else:
            assert asked <= names(expression)
    assert refused is None or str(refused)
    assert found is None or isinstance(found, Fraction)
    return refused is not None


MANY = "9" * 30


@pytest.mark.parametrize(
    "text",
    [
        "(" * 999, "-" * 1_990 + "1", "if(" * 600, "+".join(["a"] * 999), "not(" * 400, "9" * 1_999, '"' * 1_999,
        "*".join([MANY] * 64), "/".join([MANY] * 64), "round(" * 90 + "a" + ",12)" * 90, "min(" * 99 + "a" + ")" * 99,
        "coalesce(" * 60 + "a / 0" + ")" * 60, "if(a > b, " * 70 + "1" + ", 2)" * 70, "a" * 100_000,
        "1 / " * 60 + "[line count]", "(" + ")*(".join(["a*a*a*a"] * 90) + ")",
    ],
)  # fmt: skip
def test_what_is_deep_long_or_huge_is_refused_or_computed_in_few_steps(text: str) -> None:
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    refused: UserError | None = None
    found: Fraction | None = None
    with untouched():
        sys.setprofile(count)
        try:
            found = evaluate(parse(text), FIGURES.__getitem__)
        except UserError as refusal:
            refused = refusal
        finally:
            sys.setprofile(None)
    assert len(str(refused or found)) < 4_000
    assert steps < 1_000_000


@settings(max_examples=examples(300), deadline=None)
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
