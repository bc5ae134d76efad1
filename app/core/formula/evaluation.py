"""Exact evaluation over fractions; what is unknown stays unknown, and a division by zero is unknown, never zero."""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Final

from app.core.errors import UserError
from app.core.formula.tree import Binary, Call, Expression, Name, Negative, Node, Number, Quoted
from app.core.money import round_half_up

Value = Fraction | int | str | None
Lookup = Callable[[str], Value]
_Number = Fraction | int | None
_Numeric = Callable[[Lookup], _Number]
_Truth = Callable[[Lookup], bool | None]


def evaluate(expression: Expression, lookup: Lookup) -> Fraction | None:
    """The value of a formula, names taken from ``lookup``; None where an operand is unknown or a divisor is zero."""
    return evaluator(expression)(lookup)


def evaluator(expression: Expression) -> Callable[[Lookup], Fraction | None]:
    """``evaluate`` of one formula, for those who ask it of many keys."""
    compute = _compiled(expression.root)

    def exact(lookup: Lookup) -> Fraction | None:
        found = compute(lookup)
        return found if found is None or isinstance(found, Fraction) else Fraction(found)

    return exact


def holds(condition: Expression, lookup: Lookup) -> bool | None:
    """Whether a condition holds; None where something unknown decides it."""
    return _truth(condition.root)(lookup)


@lru_cache(maxsize=2_000)
def _compiled(node: Node) -> _Numeric:
    if isinstance(node, Number):
        constant = node.value
        return lambda _: constant
    if isinstance(node, Name):
        name = node.name
        return lambda lookup: _as_number(name, lookup(name))
    if isinstance(node, Negative):
        inner = _compiled(node.inner)
        return lambda lookup: None if (value := inner(lookup)) is None else -value
    if isinstance(node, Binary):
        return _arithmetic(node)
    assert isinstance(node, Call)  # noqa: S101 - the parser leaves a text only beside a name, in a comparison
    return _call(node)


def _as_number(name: str, value: Value) -> _Number:
    if isinstance(value, str):
        raise UserError("“{name}” is a text, but the formula calculates with it.", name=name)
    return value


def _divided(left: Fraction | int, right: Fraction | int) -> _Number:
    return Fraction(left) / right if right else None


_ARITHMETIC: Final[dict[str, Callable[[Fraction | int, Fraction | int], _Number]]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divided,
}
_COMPARED: Final[dict[str, Callable[[Fraction | int, Fraction | int], bool]]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _arithmetic(node: Binary) -> _Numeric:
    left, right, operate = _compiled(node.left), _compiled(node.right), _ARITHMETIC[node.operator]

    def compute(lookup: Lookup) -> _Number:
        first, second = left(lookup), right(lookup)
        return None if first is None or second is None else operate(first, second)

    return compute


def _call(node: Call) -> _Numeric:
    if node.function == "if":
        condition, then, other = _truth(node.arguments[0]), _compiled(node.arguments[1]), _compiled(node.arguments[2])

        def choose(lookup: Lookup) -> _Number:
            found = condition(lookup)
            return None if found is None else (then if found else other)(lookup)

        return choose
    parts = [_compiled(argument) for argument in node.arguments]
    if node.function == "coalesce":
        return lambda lookup: next((value for part in parts if (value := part(lookup)) is not None), None)
    combine = _COMBINED[node.function]

    def compute(lookup: Lookup) -> _Number:
        values = [part(lookup) for part in parts]
        known = [value for value in values if value is not None]
        return combine(known) if len(known) == len(values) else None

    return compute


def _rounded(values: list[Fraction | int]) -> Fraction | int:
    """Halves away from zero (commercial rounding)."""
    scale = 10 ** int(values[1]) if len(values) == 2 else 1
    return Fraction(round_half_up(Fraction(values[0]) * scale), scale)


_COMBINED: Final[dict[str, Callable[[list[Fraction | int]], Fraction | int]]] = {
    "min": min,
    "max": max,
    "abs": lambda values: max(values[0], -values[0]),
    "round": _rounded,
}


@lru_cache(maxsize=2_000)
def _truth(node: Node) -> _Truth:
    if isinstance(node, Binary):
        return _text_equality(node) if isinstance(node.right, Quoted) else _comparison(node)
    assert isinstance(node, Call)  # noqa: S101 - the parser admits nothing else as a condition
    if node.function == "known":
        only = node.arguments[0]
        if isinstance(only, Name):  # a text is known as well as a number
            return lambda lookup: lookup(only.name) not in {None, ""}
        inner = _compiled(only)
        return lambda lookup: inner(lookup) is not None
    parts = [_truth(argument) for argument in node.arguments]
    if node.function == "not":
        return lambda lookup: None if (found := parts[0](lookup)) is None else not found
    decisive = node.function == "or"

    def compute(lookup: Lookup) -> bool | None:
        """Kleene's logic: one decisive part settles it, otherwise an unknown part leaves it unknown."""
        values = [part(lookup) for part in parts]
        if decisive in values:
            return decisive
        return None if None in values else not decisive

    return compute


def _comparison(node: Binary) -> _Truth:
    left, right, compare = _compiled(node.left), _compiled(node.right), _COMPARED[node.operator]

    def compute(lookup: Lookup) -> bool | None:
        first, second = left(lookup), right(lookup)
        return None if first is None or second is None else compare(first, second)

    return compute


def _text_equality(node: Binary) -> _Truth:
    """The parser put the name on the left and the text on the right."""
    assert isinstance(node.left, Name)  # noqa: S101
    assert isinstance(node.right, Quoted)  # noqa: S101
    name, text, equal = node.left.name, node.right.text, node.operator == "="

    def compute(lookup: Lookup) -> bool | None:
        value = lookup(name)
        return None if value is None else (str(value) == text) == equal

    return compute
