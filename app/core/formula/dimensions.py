"""Units of a formula: money is not added to days; the sentence of a refusal points at the position."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.core.errors import UserError
from app.core.formula.tree import (
    COMPARISONS,
    TRUTHS,
    Binary,
    Call,
    Expression,
    Name,
    Negative,
    Node,
    Number,
    Quoted,
    children,
)
from app.core.texts import N_, Text


@dataclass(frozen=True)
class Dimension:
    """Powers of money, quantity, counted things and days; all zero is a plain ratio."""

    money: int = 0
    quantity: int = 0
    count: int = 0
    days: int = 0

    def __mul__(self, other: "Dimension") -> "Dimension":
        return Dimension(
            self.money + other.money, self.quantity + other.quantity, self.count + other.count, self.days + other.days
        )

    def __truediv__(self, other: "Dimension") -> "Dimension":
        return self * Dimension(-other.money, -other.quantity, -other.count, -other.days)

    @property
    def text(self) -> Text:
        """The dimension in a word, or as "money^1 days^-1" where there is no word for it."""
        word = _WORDS.get(self)
        return Text(word) if word else Text("{powers}", {"powers": self._powers()})

    def _powers(self) -> str:
        parts = {"money": self.money, "quantity": self.quantity, "count": self.count, "days": self.days}
        return " ".join(f"{name}^{power}" for name, power in parts.items() if power)


RATIO: Final = Dimension()
MONEY: Final = Dimension(money=1)
QUANTITY: Final = Dimension(quantity=1)
COUNT: Final = Dimension(count=1)
DAYS: Final = Dimension(days=1)
_WORDS: Final = {
    RATIO: N_("a plain number"),
    MONEY: N_("money"),
    QUANTITY: N_("a quantity"),
    COUNT: N_("a count"),
    DAYS: N_("a number of days"),
}


def dimension(expression: Expression, dimensions: Mapping[str, Dimension]) -> Dimension:
    """The dimension of a formula's result; raises UserError for an unknown name and for sums of unlike things."""
    return _of(expression.root, dimensions) or RATIO


def _of(node: Node, dimensions: Mapping[str, Dimension]) -> Dimension | None:
    """None is the number zero, which is zero of everything."""
    if isinstance(node, Number):
        return RATIO if node.value != Fraction(0) else None
    if isinstance(node, Name):
        if node.name not in dimensions and not node.is_text:
            raise UserError("“{name}” at position {at} is not known here.", name=node.name, at=node.at)
        return dimensions.get(node.name)
    if isinstance(node, Negative):
        return _of(node.inner, dimensions)
    if isinstance(node, Binary):
        return _binary(node, dimensions)
    return _call(node, dimensions) if isinstance(node, Call) else None


def _binary(node: Binary, dimensions: Mapping[str, Dimension]) -> Dimension | None:
    if isinstance(node.right, Quoted):
        return RATIO
    left, right = _of(node.left, dimensions), _of(node.right, dimensions)
    if node.operator == "*":
        return None if left is None or right is None else left * right
    if node.operator == "/":
        return None if left is None else left / (right or RATIO)
    same = _same(left, right, node.at)
    return RATIO if node.operator in COMPARISONS else same


def _call(node: Call, dimensions: Mapping[str, Dimension]) -> Dimension | None:
    parts = [_of(argument, dimensions) for argument in children(node)]
    if node.function in TRUTHS:
        return RATIO
    if node.function == "round":
        return parts[0]
    result = None
    for part in parts[1:] if node.function == "if" else parts:
        result = _same(result, part, node.at)
    return result


def _same(left: Dimension | None, right: Dimension | None, at: int) -> Dimension | None:
    if left is not None and right is not None and left != right:
        raise UserError(
            "Position {at} puts {left} and {right} together; they can be multiplied or divided, not added or compared.",
            left=left.text,
            right=right.text,
            at=at,
        )
    return right if left is None else left
