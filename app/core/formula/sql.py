"""A condition as SQL over columns of scaled integers: for rules that are held against millions of rows at once.

Each number is a fraction of integers, so that nothing is rounded; what is unknown is NULL, and so is a division by
zero. SQLite's logic of NULL is that of ``holds``. Beyond 2**63 SQLite compares by floating point.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from app.core.errors import UserError
from app.core.formula.tree import Binary, Call, Expression, Name, Negative, Node, Number, Quoted


@dataclass(frozen=True)
class SqlColumn:
    """What stands for a name: an SQL expression, and the decimal places of its integers; None is a text."""

    sql: str
    places: int | None


@dataclass(frozen=True)
class _Ratio:
    """top / (bottom * 10**places); ``bottom`` is above zero or NULL."""

    top: str
    bottom: str
    places: int


Columns = Mapping[str, SqlColumn]


def condition_sql(condition: Expression, columns: Columns) -> str:
    """The condition as SQL that is 1, 0 or NULL; raises UserError with the position of a name that is not known."""
    return _truth(condition.root, columns)


def _truth(node: Node, columns: Columns) -> str:
    if isinstance(node, Binary):
        if isinstance(node.right, Quoted):
            return _text_equality(node, columns)
        return _compared(node.operator, _number(node.left, columns), _number(node.right, columns))
    assert isinstance(node, Call)  # noqa: S101 - the parser admits nothing else as a condition
    if node.function == "known":
        only = node.arguments[0]
        if isinstance(only, Name):
            return f"({_column(only, columns).sql} IS NOT NULL)"
        found = _number(only, columns)
        return f"({found.top} IS NOT NULL AND {found.bottom} IS NOT NULL)"
    parts = [_truth(one, columns) for one in node.arguments]
    return f"(NOT {parts[0]})" if node.function == "not" else f"({f' {node.function.upper()} '.join(parts)})"


def _column(name: Name, columns: Columns) -> SqlColumn:
    if name.name not in columns:
        raise UserError("“{name}” at position {at} is not known here.", name=name.name, at=name.at)
    return columns[name.name]


def _text_equality(node: Binary, columns: Columns) -> str:
    assert isinstance(node.left, Name)  # noqa: S101 - the parser put the name on the left
    assert isinstance(node.right, Quoted)  # noqa: S101
    quoted = node.right.text.replace("'", "''")
    return f"(CAST({_column(node.left, columns).sql} AS TEXT) {node.operator} '{quoted}')"


def _compared(operator: str, left: _Ratio, right: _Ratio) -> str:
    first, second = _raised(left.top, right.places), _raised(right.top, left.places)
    return f"({_times(first, right.bottom)} {operator} {_times(second, left.bottom)})"


def _number(node: Node, columns: Columns) -> _Ratio:
    if isinstance(node, Number):
        places = 0
        while (node.value * 10**places).denominator != 1:  # a written number ends in base ten
            places += 1
        return _Ratio(str(int(node.value * 10**places)), "1", places)
    if isinstance(node, Name):
        found = _column(node, columns)
        if found.places is None:
            raise UserError("“{name}” at position {at} is a text; compare it with a text in quotation marks.",
                            name=node.name, at=node.at)  # fmt: skip
        return _Ratio(found.sql, "1", found.places)
    if isinstance(node, Negative):
        inner = _number(node.inner, columns)
        return _Ratio(f"(-{inner.top})", inner.bottom, inner.places)
    if isinstance(node, Binary):
        return _arithmetic(node.operator, _number(node.left, columns), _number(node.right, columns))
    assert isinstance(node, Call)  # noqa: S101 - a text stands only beside a name
    return _call(node, columns)


def _arithmetic(operator: str, left: _Ratio, right: _Ratio) -> _Ratio:
    if operator == "*":
        return _Ratio(_times(left.top, right.top), _times(left.bottom, right.bottom), left.places + right.places)
    if operator == "/":  # a/b : c/d = a*d/(b*c), with the sign above the line; a divisor of zero has no value
        top = _raised(f"({_times(left.top, right.bottom)} * sign({right.top}))", right.places)
        return _Ratio(top, f"nullif({_times(left.bottom, f'abs({right.top})')}, 0)", left.places)
    places = max(left.places, right.places)
    first = _times(_raised(left.top, places - left.places), right.bottom)
    second = _times(_raised(right.top, places - right.places), left.bottom)
    return _Ratio(f"({first} {operator} {second})", _times(left.bottom, right.bottom), places)


def _call(node: Call, columns: Columns) -> _Ratio:
    if node.function == "if":
        return _chosen(
            _truth(node.arguments[0], columns), _number(node.arguments[1], columns), _number(node.arguments[2], columns)
        )
    if node.function == "round":
        raise UserError("A rule compares exact numbers; leave out round(…) at position {at}.", at=node.at)
    parts = [_number(one, columns) for one in node.arguments]
    if node.function == "abs":
        return _Ratio(f"abs({parts[0].top})", parts[0].bottom, parts[0].places)
    if node.function == "coalesce":
        return reduce(
            lambda one, other: _chosen(f"({one.top} IS NOT NULL AND {one.bottom} IS NOT NULL)", one, other), parts
        )
    operator = "<=" if node.function == "min" else ">="
    return reduce(lambda one, other: _chosen(_compared(operator, one, other), one, other), parts)


def _chosen(test: str, one: _Ratio, other: _Ratio) -> _Ratio:
    """One of two by a condition; neither where the condition is unknown."""
    places = max(one.places, other.places)
    tops = [_raised(each.top, places - each.places) for each in (one, other)]
    top = f"CASE WHEN {test} THEN {tops[0]} WHEN NOT {test} THEN {tops[1]} END"
    if one.bottom == other.bottom:
        return _Ratio(f"({top})", one.bottom, places)
    return _Ratio(f"({top})", f"(CASE WHEN {test} THEN {one.bottom} ELSE {other.bottom} END)", places)


def _raised(sql: str, places: int) -> str:
    return f"({sql} * {10**places})" if places else sql


def _times(one: str, other: str) -> str:
    return one if other == "1" else other if one == "1" else f"({one} * {other})"
