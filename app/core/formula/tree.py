"""The tree of a parsed formula: frozen nodes that compare by what they compute, not by where they stood."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from app.core.formula.tokens import is_plain_name

#: Functions and the least and greatest number of their arguments.
FUNCTIONS: Final = {
    "if": (3, 3),
    "min": (1, 20),
    "max": (1, 20),
    "abs": (1, 1),
    "round": (1, 2),
    "coalesce": (1, 20),
    "and": (1, 20),
    "or": (1, 20),
    "not": (1, 1),
    "known": (1, 1),
}
CONNECTIVES: Final = frozenset({"and", "or", "not"})
"""Functions of conditions; ``known`` is a condition too, but of a number."""
TRUTHS: Final = CONNECTIVES | {"known"}


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number."""

    value: Fraction
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A measure or a column; ``is_text`` where it is compared with a text."""

    name: str
    is_text: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text, only ever one side of an equality."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """Unary minus."""

    inner: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """``+ - * /`` or a comparison ``= <> < <= > >=``."""

    operator: str
    left: "Node"
    right: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One of the functions with its arguments."""

    function: str
    arguments: tuple["Node", ...]
    at: int = field(default=0, compare=False)


Node = Number | Name | Quoted | Negative | Binary | Call
COMPARISONS: Final = frozenset({"=", "<>", "<", "<=", ">", ">="})
_STRENGTH: Final = {"+": 2, "-": 2, "*": 3, "/": 3, **dict.fromkeys(COMPARISONS, 1)}


@dataclass(frozen=True)
class Expression:
    """A formula that was parsed and checked; make one with ``parse``."""

    root: Node


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, in the order they are written."""
    if isinstance(node, Binary):
        return (node.left, node.right)
    if isinstance(node, Negative):
        return (node.inner,)
    return node.arguments if isinstance(node, Call) else ()


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def names(expression: Expression) -> frozenset[str]:
    """Every name that the formula needs, numbers and texts alike."""
    return frozenset(node.name for node in walk(expression.root) if isinstance(node, Name))


def text_names(expression: Expression) -> frozenset[str]:
    """The names that are compared with texts."""
    return frozenset(node.name for node in walk(expression.root) if isinstance(node, Name) and node.is_text)


def to_text(expression: Expression) -> str:
    """The formula in its plain form; parsing it again gives an equal expression."""
    return _text(expression.root, 0)


def _text(node: Node, around: int) -> str:
    if isinstance(node, Number):
        return _decimal(node.value)
    if isinstance(node, Name):
        plain = is_plain_name(node.name) and node.name.lower() not in FUNCTIONS
        return node.name if plain else f"[{node.name}]"
    if isinstance(node, Quoted):
        return f"'{node.text}'" if '"' in node.text else f'"{node.text}"'
    if isinstance(node, Call):
        return f"{node.function}({', '.join(_text(argument, 0) for argument in node.arguments)})"
    if isinstance(node, Negative):
        return _wrapped(f"-{_text(node.inner, 4)}", 4, around)
    strength = _STRENGTH[node.operator]
    text = f"{_text(node.left, strength + (strength == 1))} {node.operator} {_text(node.right, strength + 1)}"
    return _wrapped(text, strength, around)


def _wrapped(text: str, strength: int, around: int) -> str:
    return f"({text})" if strength < around else text


def _decimal(value: Fraction) -> str:
    """A parsed number always ends in base ten; what stands after the point has at most 30 digits."""
    whole, rest = divmod(value, 1)
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    return f"{whole}.{digits}" if digits else str(whole)
