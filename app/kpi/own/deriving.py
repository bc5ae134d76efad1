"""What follows from a formula over measures: its unit, its dates, what it counts and how it may be rolled up.

Every figure is computed anew for each dealer, group and period from sums of facts, so that a formula never adds up
values of itself. What has no meaning at another level is refused: counts of orders beside counts of order lines, dates
that no choice has in common, powers of money, and endings that a measure has no days for.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.core.errors import UserError
from app.core.formula import (
    COUNT,
    DAYS,
    MONEY,
    QUANTITY,
    RATIO,
    Dimension,
    Expression,
    dimension,
    names,
    parse,
    text_names,
    to_text,
)
from app.core.formula.tree import Binary, Call, Name, Negative, Node, Number, children, walk
from app.kpi.atoms import ENDINGS, SPECIAL, Atom, atom
from app.kpi.kpi import EACH_BASIS, Kind, Unit
from app.kpi.measures import MEASURES, REPORTED

MOST: Final = 500
"""Characters of a formula: enough for any KPI, and its numbers can still be written out."""
_PER: Final = (RATIO, COUNT, QUANTITY, DAYS)
UNITS: Final[Mapping[Dimension, tuple[Unit, ...]]] = {
    **{MONEY / one: ("money",) for one in _PER},
    **{QUANTITY / one: ("quantity",) for one in (RATIO, COUNT, DAYS)},
    **{COUNT / one: ("count",) for one in (RATIO, DAYS, QUANTITY, MONEY)},
    DAYS: ("days",),
    DAYS / COUNT: ("days",),
    RATIO: ("ratio", "points", "per_thousand", "days", "score"),
    RATIO / COUNT: ("score", "points", "ratio"),
}
"""The units that a result may be shown in, the usual one first."""
_GROSS: Final = "gross_amount"
_LINES: Final = frozenset({"line", "order"})
_UNGROUPED: Final = frozenset({"survey_answer", "receipt", "receivable"})
"""Views whose rows name no product."""
_AT_END: Final = frozenset({"list", "to_date", "window", "ordinary"})
_DISTINCT: Final = frozenset({"percentile", "dealers", "reports", "matched", "before"})
_UNDATED: Final = frozenset({"calendar", "reports"})


@dataclass(frozen=True)
class Derived:
    """What a formula says of itself; the fields are those of ``Kpi``."""

    formula: str
    """In its plain form."""
    units: tuple[Unit, ...]
    dimension: Dimension
    grains: tuple[str, ...]
    bases: tuple[str, ...]
    taxes: tuple[str, ...]
    kind: Kind
    by_group: bool
    counted: str
    among: str
    denominator: str
    """The formula of what is divided by; empty for what is no quotient."""


def measure_names() -> tuple[str, ...]:
    """Every name that a formula may use, those without an ending first."""
    plain = [*(one for one in MEASURES if not one.endswith(REPORTED)), *SPECIAL]
    owned = [f"own_{one}" for one in plain]
    ended = [f"{one}{ending}" for one in plain for ending, _ in ENDINGS]
    return tuple(one for one in (*sorted(plain), *sorted(owned), *sorted(ended)) if _allowed(one))


def named(name: str) -> Atom:
    """What a name means; raises UserError, with names that are written nearly so, where it means nothing."""
    if not _allowed(name):
        near = difflib.get_close_matches(name, measure_names(), 3, 0.6)
        if near:
            raise UserError("“{name}” is no measure; near it are {near}.", name=name, near=", ".join(near))
        raise UserError("“{name}” is no measure.", name=name)
    return atom(name, "line", "shipped")


def _allowed(name: str) -> bool:
    if REPORTED in name:
        return False
    try:
        found = atom(name, "line", "shipped")
    except UserError:
        return False
    pack = found.measure.pack
    if found.own:
        return pack.view == "stock"
    if pack.snapshot:
        return found.mode == "list"
    return not (pack.monthly and found.mode not in {"sum", "calendar"})


def derive(text: str) -> Derived:
    """Everything that follows from a formula; raises UserError, a sentence, for one that no KPI can be."""
    if len(text) > MOST:
        raise UserError("A KPI's formula has at most {limit} characters, not {length}.", limit=MOST, length=len(text))
    expression = parse(text)
    if text_names(expression):
        raise UserError("A KPI's formula compares numbers, not texts.")
    if not names(expression):
        raise UserError("A formula names at least one measure, such as net_amount.")
    found = [named(name) for name in _in_order(expression)]
    unit = dimension(expression, {one.name: one.dimension for one in found})
    if unit not in UNITS:
        raise UserError("The formula gives {unit}, which is no unit of a KPI.", unit=unit.text)
    grains, bases = _grains(found), _bases(found)
    below = _below(expression.root)
    counted = _counted(found, expression.root)
    return Derived(
        to_text(expression), UNITS[unit], unit, grains, bases, _taxes(found, to_text(expression)),
        _kind(found, expression.root), not any(_view(one) in _UNGROUPED or one.mode == "reports" for one in found),
        " + ".join(counted), _among(counted), to_text(Expression(below)) if below is not None else "",
    )  # fmt: skip


def _in_order(expression: Expression) -> list[str]:
    return list(dict.fromkeys(node.name for node in walk(expression.root) if isinstance(node, Name)))


def _view(one: Atom) -> str:
    return one.measure.pack.view


def _variants(one: Atom) -> Iterator[tuple[str, str]]:
    """The grains and date bases that a measure is kept for."""
    for each in MEASURES[one.measure.id]:
        yield each.pack.grain, each.pack.basis


def _grains(found: Iterable[Atom]) -> tuple[str, ...]:
    """What orders or lines are counted as: the same in all of the formula, or it would divide unlike things."""
    found = list(found)
    left: tuple[str, ...] = ("line", "order")
    last: Atom | None = None
    for one in found:
        if one.dimension not in {COUNT, DAYS} or one.mode in {*_UNDATED, "dealers"}:
            continue
        if _view(one) not in {*_LINES, "complaint"}:
            continue
        offered = {grain for grain, _ in _variants(one)} & _LINES
        if offered and not offered.intersection(left):
            pair = (last, one) if last is not None and "order" in left else (one, last)
            first, second = (each.name if each is not None else "" for each in pair)
            raise UserError(
                "“{first}” counts orders and “{second}” counts order lines; a formula counts one of them.",
                first=first, second=second,
            )  # fmt: skip
        if offered:
            left, last = tuple(each for each in left if each in offered), one
    if last is not None:
        return left
    twice = any(one.mode in {"dealers", "reports", "matched", "before"} for one in found)
    return ("dealer",) if twice else (found[0].measure.pack.grain,)


def _bases(found: Iterable[Atom]) -> tuple[str, ...]:
    """The dates by which all of the formula can be told; none where a part of it has dates of its own."""
    left, fixed, chosen = set(EACH_BASIS), False, ""
    for one in found:
        if one.mode in _UNDATED or _view(one) == "target":
            continue
        offered = {basis for _, basis in _variants(one)}
        if "" in offered:
            fixed = True
            continue
        if not left & offered:
            raise UserError(
                "“{first}” and “{second}” are put into a month by different dates.", first=chosen, second=one.name
            )
        left, chosen = left & offered, one.name
    kept = tuple(each for each in EACH_BASIS if each in left)
    if not chosen or kept == EACH_BASIS[:1] or (fixed and EACH_BASIS[0] in kept):
        return ()
    return kept[:1] if fixed else kept


def _taxes(found: Iterable[Atom], formula: str) -> tuple[str, ...]:
    """Whether amounts are told with or without tax, where they are of lines and nothing else in it has one of them."""
    found = list(found)
    amounts = [one for one in found if one.dimension == MONEY and _view(one) != "target"]
    money = {one.measure.id for one in amounts}
    if formula == "net_amount":
        return ("net", "gross", "stated")
    if money == {"net_amount"}:
        lines = any(one.measure.id == "line_count" for one in found)  # of which some state no tax
        return ("net",) if lines else ("net", "gross")
    with_tax = money == {_GROSS} or (money and all(_view(one) in {"receipt", "receivable"} for one in amounts))
    return ("gross",) if with_tax else ()


def _kind(found: Iterable[Atom], root: Node) -> Kind:
    modes = {one.name: one.mode for one in found}
    if _AT_END & set(modes.values()):
        return "snapshot"
    if _DISTINCT & set(modes.values()) or not _summed(root, modes):
        return "distinct"
    return "additive"


def _summed(root: Node, modes: Mapping[str, str]) -> bool:
    """Whether a formula is a sum of measures, or one such sum divided by another."""
    if isinstance(root, Call) and root.function == "coalesce":
        return all(_summed(one, modes) for one in root.arguments)
    if isinstance(root, Binary) and root.operator == "/":
        return _linear(root.left, modes) and _linear(root.right, modes)
    return _linear(root, modes) and "calendar" not in modes.values()


def _linear(node: Node, modes: Mapping[str, str]) -> bool:
    if isinstance(node, Negative):
        return _linear(node.inner, modes)
    if isinstance(node, Binary):
        plain = [isinstance(one, Number) for one in (node.left, node.right)]
        if node.operator == "*":
            return any(plain) and all(map(_linear, (node.left, node.right), (modes, modes)))
        if node.operator == "/":
            return plain[1] and _linear(node.left, modes)
        return node.operator in {"+", "-"} and _linear(node.left, modes) and _linear(node.right, modes)
    return not isinstance(node, Call)


def _below(node: Node) -> Node | None:
    """What a formula divides by."""
    if isinstance(node, Call) and node.function == "coalesce":
        return next((below for one in node.arguments if (below := _below(one)) is not None), None)
    return node.right if isinstance(node, Binary) and node.operator == "/" else None


def _counted(found: Iterable[Atom], root: Node) -> tuple[str, ...]:
    """The measures, added up, that say how many facts are behind a value: of lists, else of what is divided by."""
    atoms = {one.name: one for one in found}
    dated = [name for name, one in atoms.items() if one.mode != "calendar"] or list(atoms)
    lists = [one for one in atoms.values() if one.mode == "list"]
    below = _below(root)
    ways = (_leading(below) if below is not None else [], _leading(root), dated)
    told = lists or next(ones for way in ways if (ones := [atoms[name] for name in way if name in dated]))
    quotient = not lists and below is not None
    return tuple(dict.fromkeys(_counter(one, quotient=quotient) for one in told))


def _leading(node: Node) -> list[str]:
    """The names of a formula without those that are only taken off or divided by."""
    if isinstance(node, Name):
        return [node.name]
    if isinstance(node, Binary) and node.operator in {"-", "/"}:
        return _leading(node.left)
    return [name for one in children(node) for name in _leading(one)]


def _counter(one: Atom, *, quotient: bool) -> str:
    if one.mode in {"reports", "to_date"}:
        return "owed_reports" if one.mode == "reports" else one.name
    if one.measure.id == _GROSS:
        return "gross_known"
    if one.mode == "percentile" or (quotient and one.mode == "sum" and one.dimension == COUNT):
        return one.measure.id
    return f"own_{one.measure.pack.count}" if one.own else one.measure.pack.count


def _among(counted: tuple[str, ...]) -> str:
    """All deliveries, where only those are counted of which something is known."""
    if len(counted) != 1 or counted[0] not in MEASURES:
        return ""
    if counted == ("gross_known",):
        return "line_count"
    own = {each.pack.count for each in MEASURES[counted[0]]}
    return "delivered" if own == {"delivered"} and counted[0] != "delivered" else ""
