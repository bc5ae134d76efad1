"""A KPI's value for each key: its formula over the measures, by the units in which quantities are counted there."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from app.core.formula import QUANTITY, Expression, evaluator, parse
from app.core.formula.evaluation import Lookup
from app.core.formula.tree import Binary, Call, Name
from app.kpi.atoms import CALENDAR, Atom, atom, atoms
from app.kpi.kpi import Kpi
from app.kpi.mixing import MIXED, Formula, formula_for, unit_reader
from app.kpi.reading import Reader
from app.kpi.scope import Key, Values

Parts = tuple[Fraction | None, Fraction | None, Fraction | None]
"""Value, numerator and denominator."""


class Answer(NamedTuple):
    """One value; ``state`` and ``unit`` as in ``KpiRow``."""

    parts: Parts
    state: str = ""
    unit: str | None = None


class Answers:
    """Reads what a KPI is made of, each measure once."""

    def __init__(self, kpi: Kpi, reader: Reader, grain: str, basis: str) -> None:
        """``basis`` is the one that is asked for, or that of measures without a choice."""
        self._kpi, self._reader, self._asked = kpi, reader, (grain, basis)
        self._counted = _added([reader.values(one) for one in atoms(parse(kpi.counted), grain, basis)])
        self._formulas: dict[str, Formula] = {}
        self._quotients: dict[str, Callable[[Lookup], Parts]] = {}
        self._known: dict[str, tuple[Atom, Values]] = {}
        self._covered: dict[str, set[int]] = {}
        self.plain = self._formula("")
        self._units = unit_reader(reader, kpi, grain, basis)
        self._among = reader.values(atom(kpi.among, grain, basis)) if kpi.among else None
        self._unvalued = reader.values(atom(kpi.unvalued, grain, basis)) if kpi.unvalued else None

    def _formula(self, state: str) -> Formula:
        if state not in self._formulas:
            found = formula_for(self._kpi, state, *self._asked)
            for one in found.needed:
                if one.name not in self._known:
                    self._known[one.name] = one, self._reader.values(one)
                    if one.mode == "list":
                        self._covered[one.name] = self._reader.covered(one)
            self._formulas[state] = found
            self._quotients[found.how] = quotient(found.expression)
        return self._formulas[state]

    @property
    def modes(self) -> set[str]:
        """How the formula's names are read."""
        return {one.mode for one in self.plain.needed}

    @property
    def values(self) -> list[Values]:
        """The whole numbers of each name of the formula."""
        return [self._known[one.name][1] for one in self.plain.needed]

    @cached_property
    def alone(self) -> tuple[Values, int] | None:
        """Of a KPI that is one sum, in no unit, its whole numbers and how many of them make one; None of another."""
        root = self.plain.expression.root
        if not isinstance(root, Name) or self._kpi.unit == "quantity":
            return None
        one, values = self._known[root.name]
        return (values, one.measure.scale) if one.mode == "sum" and one.dimension != QUANTITY else None

    def count(self, key: Key) -> int:
        """How many facts are behind a value."""
        return self._counted.get(key, 0)

    def left_out(self, key: Key) -> int | None:
        """How many could have been counted and were not, because a part of them is unknown."""
        if self._unvalued is not None:
            return self._unvalued.get(key)
        return None if self._among is None else self._among.get(key, 0) - self.count(key)

    def tax(self, key: Key, told: str) -> str:
        """What the amounts are; of a formula that falls back on those without tax, what it went by."""
        if not self._falls_back:
            return told
        with_tax = (one.name for one in self.plain.needed if one.name.startswith("gross_amount"))
        return told if any(self._known[name][1].get(key) for name in with_tax) else "net"

    @cached_property
    def _falls_back(self) -> bool:
        """Whether the formula goes by amounts without tax where there are none with it."""
        return "coalesce" in self._kpi.formula and any(one.name.startswith("net_amount") for one in self.plain.needed)

    def formula_at(self, key: Key) -> Formula:
        """By which formula a key is told."""
        return self._formula(self._units(key).state) if key in self._counted else self.plain

    def at(self, key: Key) -> Answer:
        """The value for a key; what has no facts is counted in no unit."""
        formula = self.formula_at(key)

        def lookup(name: str) -> Fraction | int | None:
            if name in formula.silenced:
                return None
            one, values = self._known[name]
            value = values.get(key)
            if value is None and one.mode == "calendar" and one.target is None:  # also where there is no target
                over, whole = self._reader.scope.buckets[key[0]].working
                value = over if one.name == CALENDAR[1] else whole
            return number_of(one, value, key, self._covered)

        parts = self._quotients[formula.how](lookup)
        state = formula.how
        if state == MIXED and parts[0] is not None:
            state = ""  # it goes by amounts anyway
        elif state and parts[0] is None:
            state = MIXED
        said = self._units(key).unit if self._kpi.unit == "quantity" and state != MIXED else None
        return Answer(parts, state, said)


def _added(counts: Sequence[Values]) -> Values:
    """Counts of several kinds of facts, by key."""
    if len(counts) == 1:
        return counts[0]
    found: Values = {}
    for key, value in (pair for one in counts for pair in one.items()):
        found[key] = found.get(key, 0) + value
    return found


def number_of(atom: Atom, value: int | None, key: Key, covered: Mapping[str, set[int]]) -> Fraction | int | None:
    """Sums without facts are zero; what no list speaks of, and a percentile of nothing, is unknown."""
    if value is None and atom.mode == "percentile":
        return None
    if value is None and atom.mode == "list":
        shared = atom.measure.pack.view == "receivable"  # one list for all dealers: who is not on it owes nothing
        return Fraction(0) if shared and key[0] in covered[atom.name] else None
    scale = 1 if atom.mode in {"percentile", "dealers", "reports", "calendar"} else atom.measure.scale
    return value or 0 if scale == 1 else Fraction(value or 0, scale)


def quotient(expression: Expression) -> Callable[[Lookup], Parts]:
    """A formula's value with its numerator and denominator; a formula that is no quotient has no denominator."""
    root = expression.root
    if isinstance(root, Call) and root.function == "coalesce":
        ways = [quotient(Expression(part)) for part in root.arguments]

        def first_known(lookup: Lookup) -> Parts:
            parts = [way(lookup) for way in ways]
            return next((part for part in parts if part[0] is not None), parts[0])

        return first_known
    if isinstance(root, Binary) and root.operator == "/":
        above, below = evaluator(Expression(root.left)), evaluator(Expression(root.right))

        def divided(lookup: Lookup) -> Parts:
            top, bottom = above(lookup), below(lookup)
            return None if top is None or not bottom else top / bottom, top, bottom

        return divided
    if isinstance(root, Name):
        name = root.name

        def named(lookup: Lookup) -> Parts:
            found = lookup(name)
            value = found if found is None or isinstance(found, Fraction) else Fraction(found)
            return value, value, None

        return named
    whole = evaluator(expression)

    def alone(lookup: Lookup) -> Parts:
        value = whole(lookup)
        return value, value, None

    return alone
