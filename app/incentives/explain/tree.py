"""A payout's tree: documents, filters with counts in and out, base, tiers, cap, less what is paid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.core.texts import N_, Text
from app.incentives.engine import Outcome, Step
from app.incentives.explain.amounts import exact_text, money_text, worded
from app.incentives.explain.titles import Titles
from app.incentives.policy import RATE_SCALE
from app.incentives.rounding import minor_per_unit

_TELLING: Final = frozenset({"base", "baseline", "target", "prorated"})
"""Steps that say something and add nothing."""


@dataclass(frozen=True)
class Node:
    """One line of the tree."""

    code: str
    said: Text
    value: Fraction | None = None
    """Minor units that it adds to what is payable; None where it only tells."""
    parts: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Check:
    """Something that was computed again and compared."""

    said: Text
    holds: bool


@dataclass(frozen=True)
class Tree:
    """A payout taken apart; the values of its top add up to what is payable."""

    nodes: tuple[Node, ...]
    entitled_minor: int
    payable_minor: int
    currency: str
    checks: tuple[Check, ...] = ()
    is_accrual: bool = False
    """Whether it sets money aside by a forecast and pays nothing."""
    locked_minor: int = 0
    """Of what is payable, what is kept back until it is released."""

    @property
    def free_minor(self) -> int:
        """Of what is payable, what can be used at once."""
        return self.payable_minor - self.locked_minor

    @property
    def adds_up(self) -> bool:
        """Whether the lines re-add to the payout, and each line's parts to the line."""
        return sum((one.value or 0 for one in self.nodes), Fraction(0)) == self.payable_minor and all(
            _adds_up(one) for one in self.nodes
        )

    @property
    def holds(self) -> bool:
        """Whether everything that was computed again is as it was posted."""
        return all(one.holds for one in self.checks)


@dataclass(frozen=True)
class Filtered:
    """How many rows a reason leaves out, and what they are worth."""

    reason: str
    said: Text
    rows: int
    amount_e4: int
    quantity_e3: int


def build(
    outcome: Outcome, filtered: Sequence[Filtered], titles: Titles, *, checks: Sequence[Check] = (),
) -> Tree:  # fmt: skip
    """The tree of an outcome; ``filtered`` are the dealer's rows of the period that do not count, by reason."""
    currency = outcome.policy.payout.currency
    places = len(str(minor_per_unit(currency))) - 1
    nodes = [_node(step, places, titles) for step in outcome.steps]
    documents = _documents(outcome, filtered)
    return Tree((documents, *nodes), outcome.entitled_minor, outcome.payable_minor, currency, tuple(checks))


def lines(tree: Tree) -> Iterator[tuple[int, Node]]:
    """Every line with how deep it lies, from the top."""

    def walk(node: Node, depth: int) -> Iterator[tuple[int, Node]]:
        yield depth, node
        for one in node.parts:
            yield from walk(one, depth + 1)

    for node in tree.nodes:
        yield from walk(node, 0)


def value_text(node: Node, currency: str) -> str:
    """What a line adds, as an amount; empty where it only tells."""
    if node.value is None:
        return ""
    return money_text(node.value, len(str(minor_per_unit(currency))) - 1)


def _adds_up(node: Node) -> bool:
    inner = [one for one in node.parts if one.value is not None]
    return (not inner or sum((one.value or 0 for one in inner), Fraction(0)) == (node.value or 0)) and all(
        _adds_up(one) for one in node.parts
    )


def _documents(outcome: Outcome, filtered: Sequence[Filtered]) -> Node:
    """How many rows went in, how many each filter took out, how many are left."""
    figures = outcome.figures
    out = sum(one.rows for one in filtered)
    whole = {"n": figures.rows + out, "counted": figures.rows}
    parts = []
    for one in filtered:
        amount, quantity = exact_text(Fraction(one.amount_e4, 10_000), 2), exact_text(Fraction(one.quantity_e3, 1000))
        said = {"reason": one.said, "n": one.rows, "amount": amount, "quantity": quantity}
        words = N_("Left out, rows {n}, value {amount}, quantity {quantity}: {reason}")
        parts.append(Node(f"left_out:{one.reason}", Text(words, said)))
    parts.append(Node("counted", Text(N_("Left and counted: rows {counted}"), whole)))
    said_in = Text(N_("Rows of the dealer in the period: {n}, of them counted: {counted}"), whole)
    return Node("documents", said_in, None, tuple(parts))


def _condition(params: Mapping[str, object], titles: Titles) -> dict[str, object]:
    """A KPI by its name, its figure and bound in its unit."""
    kpi, figure = str(params["kpi"]), params.get("figure")
    times, mark = (100, "%") if kpi in titles.percents else (1, "")
    bound = Fraction(int(str(params["bound_rate"])), RATE_SCALE)
    return {
        "kpi": Text(titles.kpi(kpi)),
        "figure": None if figure is None else exact_text(Fraction(str(figure)) * times) + mark,
        "bound_rate": exact_text(bound * times) + mark,
    }


def _node(step: Step, places: int, titles: Titles) -> Node:
    params = dict(step.params)
    if "kpi" in params:
        params |= _condition(params, titles)
    if "product_id" in params:
        params["product_id"] = titles.product(str(params["product_id"]))
    value = None if step.code in _TELLING or not (step.value or step.parts) else Fraction(step.value)
    if step.code in {"tiers", "minimum", "protection", "slice"}:
        value = Fraction(step.value)
    said = worded(step.said, {name: one for name, one in params.items() if one is not None}, places)
    return Node(step.code, said, value, tuple(_node(one, places, titles) for one in step.parts))
