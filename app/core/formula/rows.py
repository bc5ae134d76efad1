"""Computed columns of an import: one formula for a million rows, in scaled integers wherever the result is exact.

``+ - *`` over integers of known decimal places are integers of known decimal places again (price 6 + quantity 3 +
discount 4 = 13 places), so that the inner loop is plain integer arithmetic; anything else goes through fractions.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from operator import itemgetter
from typing import Any, Final

from app.core.errors import UserError
from app.core.formula.evaluation import Value, evaluate
from app.core.formula.tree import Binary, Expression, Name, Negative, Node, Number, names, text_names
from app.core.money import round_half_up

Cell = int | str | None
RowFunction = Callable[[Sequence[Cell]], int | None]
_Compute = Callable[[Sequence[Any]], int]
_LARGEST: Final = 2**63 - 1


def compile_rows(
    expression: Expression, columns: Sequence[str], places: Mapping[str, int], result_places: int
) -> RowFunction:
    """A function from one row, in the order of ``columns``, to the result as an integer of 10**-result_places.

    ``places`` says how many decimal places the integers of a number column have; text columns are not in it. The result
    is rounded half away from zero; None where the formula has no value or the value does not fit a stored integer.
    Raises UserError for a name that is no column, and for a text column that the formula calculates with.
    """
    position = {column: index for index, column in enumerate(columns)}
    _check(expression, position, places)
    found = None if text_names(expression) else _exact(expression.root, position, places)
    if found is None:
        return _general(expression, position, places, result_places)
    compute, digits = found
    return _fast(compute, digits - result_places)


def _check(expression: Expression, position: Mapping[str, int], places: Mapping[str, int]) -> None:
    texts = text_names(expression)
    for name in sorted(names(expression)):
        if name not in position:
            raise UserError("The formula needs a column “{name}”, which the file does not have.", name=name)
        if name not in texts and name not in places:
            raise UserError("“{name}” is a text, but the formula calculates with it.", name=name)


def _fast(compute: _Compute, shift: int) -> RowFunction:
    unit, up = 10 ** max(shift, 0), 10 ** max(-shift, 0)
    half = unit // 2

    def run(row: Sequence[Cell]) -> int | None:
        try:
            value = compute(row) * up
        except TypeError:  # a missing cell; asking every cell beforehand would cost more than the arithmetic
            return None
        found = (value + half) // unit if value >= 0 else -((half - value) // unit)
        return found if -_LARGEST <= found <= _LARGEST else None

    return run


def _general(
    expression: Expression, position: Mapping[str, int], places: Mapping[str, int], result_places: int
) -> RowFunction:
    scales = {name: 10**digits for name, digits in places.items()}
    result_scale = 10**result_places

    def run(row: Sequence[Cell]) -> int | None:
        def lookup(name: str) -> Value:
            cell = row[position[name]]
            return Fraction(cell, scales[name]) if isinstance(cell, int) and name in scales else cell

        value = evaluate(expression, lookup)
        if value is None:
            return None
        found = round_half_up(value * result_scale)
        return found if -_LARGEST <= found <= _LARGEST else None

    return run


def _exact(node: Node, position: Mapping[str, int], places: Mapping[str, int]) -> tuple[_Compute, int] | None:
    """The node as integer arithmetic and the decimal places of its result; None where it needs fractions."""
    if isinstance(node, Number):
        return _constant(node.value)
    if isinstance(node, Name):
        return itemgetter(position[node.name]), places[node.name]
    if isinstance(node, Negative):
        inner = _exact(node.inner, position, places)
        return None if inner is None else _combined("-", _constant(Fraction(0)), inner)
    if isinstance(node, Binary):
        left, right = _exact(node.left, position, places), _exact(node.right, position, places)
        return None if left is None or right is None else _combined(node.operator, left, right)
    return None


def _constant(value: Fraction) -> tuple[_Compute, int]:
    digits = 0
    while (value * 10**digits).denominator != 1:  # a written number ends in base ten
        digits += 1
    constant = int(value * 10**digits)
    return (lambda _: constant), digits


def _combined(operator: str, left: tuple[_Compute, int], right: tuple[_Compute, int]) -> tuple[_Compute, int] | None:
    first, second = left[0], right[0]
    if operator == "*":
        return (lambda row: first(row) * second(row)), left[1] + right[1]
    if operator not in {"+", "-"}:
        return None
    digits = max(left[1], right[1])
    first, second = _aligned(first, digits - left[1]), _aligned(second, digits - right[1])
    if operator == "+":
        return (lambda row: first(row) + second(row)), digits
    return (lambda row: first(row) - second(row)), digits


def _aligned(compute: _Compute, digits: int) -> _Compute:
    if digits == 0:
        return compute
    factor = 10**digits
    return lambda row: compute(row) * factor
