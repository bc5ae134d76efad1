"""What came after months were closed and was posted to the first open one (跨期调整), as figures contain it."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from app.core.formula import Expression, evaluate
from app.core.formula.tree import Binary, Name, Node
from app.core.period import day_of
from app.kpi import closing
from app.kpi.answers import Answers
from app.kpi.atoms import Atom
from app.kpi.dated import DatedReader
from app.kpi.kpi import Kpi
from app.kpi.model import MONTH
from app.kpi.reading import Reader
from app.kpi.scope import Bucket, Key, Values
from app.kpi.targeted import without_target

Posted = tuple[Fraction | None, Fraction | None]
"""Of the numerator and of the denominator; None where there is nothing to be said."""
NOTHING: Final[Posted] = (None, None)
_KEY: Final = ("first open day",)


class Postings:
    """What one KPI's values contain of closed months; nothing for snapshots and counts of distinct things."""

    def __init__(self, kpi: Kpi, reader: Reader, answers: Answers) -> None:
        """Asks nothing where no month is closed, or no asked period contains the first open day."""
        self._answers, self._reader = answers, reader
        self._late: dict[str, Values] = {}
        self._opened: int | None = None
        if kpi.kind == "additive" and _sums(answers.plain.expression.root):
            opened = self._first_open()
            if opened is not None and any(one.first <= opened <= one.last for one in reader.scope.buckets):
                self._opened = opened

    def at(self, key: Key) -> Posted:
        """What a key's numerator and denominator contain."""
        if self._opened is None:
            return NOTHING
        formula = self._answers.formula_at(key)
        needed = {one.name: one for one in formula.needed}
        if formula.silenced or any(one.mode not in {"sum", "targeted"} for one in needed.values()):
            return NOTHING
        without = without_target(self._reader, formula.needed, key)
        months = self._reader.scope.buckets[key[0]].months(self._reader.scope.calendar) if without else ()
        if any(one.first <= self._opened <= one.last and one.name in without for one in months):
            return NOTHING  # it was posted to a month that is not in the value
        root = formula.expression.root
        if not _sums(root):
            return NOTHING

        def lookup(name: str) -> Fraction:
            return Fraction(self._values(needed[name]).get(key, 0), needed[name].measure.scale)

        parts = (root.left, root.right) if isinstance(root, Binary) and root.operator == "/" else (root,)
        found = [Fraction(evaluate(Expression(one), lookup) or 0) for one in parts]
        if not any(found):
            return NOTHING
        return found[0], found[1] if len(found) > 1 else None

    def _first_open(self) -> int | None:
        memory = self._reader.memory
        if _KEY not in memory:
            until = closing.closed_until(self._reader.session.connection())
            memory[_KEY] = None if until is None else until + 1
        found: int | None = memory[_KEY]
        return found

    def _values(self, atom: Atom) -> Values:
        if atom.name not in self._late:
            found: Values = {}
            for key, value in self._rows(atom):
                found[key] = found.get(key, 0) + value
            self._late[atom.name] = found
        return self._late[atom.name]

    def _rows(self, atom: Atom) -> Iterator[tuple[Key, int]]:
        """What is late of each dealer and group, at the asked keys of the buckets that it was posted to."""
        reader, scope, opened = self._reader, self._reader.scope, self._opened or 0
        group = f"= {scope.group_n:d}" if scope.group_n is not None else "> 0" if scope.groups else "= 0"
        rows = reader.run(
            f"""SELECT dealer_n, group_n, sum({atom.measure.column}) FROM cell_late
            WHERE pack = :pack AND span = {MONTH} AND group_n {group} AND {scope.counted} GROUP BY 1, 2""",
            pack=atom.measure.pack.n,
        )
        numbers = [number for number, one in enumerate(scope.buckets) if one.first <= opened <= one.last]
        for dealer, group_n, value in rows:
            if not value or (scope.chosen is not None and dealer not in scope.chosen):
                continue
            for number in numbers:
                own: Key = (number, dealer, group_n if scope.groups else None)
                if isinstance(reader, DatedReader):
                    day = Bucket(day_of(opened).isoformat(), opened, opened, whole_months=False)
                    spans = [(each, day) for each, _ in enumerate(scope.buckets)]
                    yield from ((key, value) for key in reader.at(own, spans))
                else:
                    yield reader.up(own), value


def _sums(node: Node) -> bool:
    """Whether a formula only adds up, or divides two such sums."""
    if isinstance(node, Binary) and node.operator == "/":
        return adds(node.left) and adds(node.right)
    return adds(node)


def adds(node: Node) -> bool:
    """Whether a formula only adds up names."""
    if isinstance(node, Binary):
        return node.operator in {"+", "-"} and adds(node.left) and adds(node.right)
    return isinstance(node, Name)
