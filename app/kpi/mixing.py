"""Unlike units: quantities of boxes and vials are no sum, unless one reporting unit covers them all.

Which products are summed is told by the product groups that have facts under a key; the products of a group by their
records. Where units are unlike, a quantity is given in the reporting unit that all of them have; without one it is
unknown (``mixed_units``), and a KPI with a formula for that case (``Kpi.unlike``) goes by quantities at list prices.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final, Literal

from sqlalchemy import text

from app.catalog.rules import REPORTING, unit_key
from app.core.formula import QUANTITY, Expression, parse
from app.core.texts import N_
from app.kpi.atoms import Atom, atoms
from app.kpi.kept import Stocked, once
from app.kpi.kpi import Kpi
from app.kpi.measures import MEASURES, REPORTED
from app.kpi.reading import LIST_AGE_DAYS, Reader
from app.kpi.scope import EVER, Key

MIXED: Final = "mixed_units"
UNIT_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        MIXED: N_("mixed units"),
        "reported": N_("in the reporting unit {unit}"),
        "list_price": N_("units differ: at list prices"),
    }
)
"""What a value says of the units that it was counted in."""
Product = tuple[str | None, str | None]
"""Base unit, and the reporting unit where its factor is known."""
_BEFORE: Final = 100
"""Days before a bucket that its windows may reach back."""


@dataclass(frozen=True)
class Counted:
    """In what a quantity is counted."""

    state: Literal["", "reported", "mixed_units"] = ""
    unit: str | None = None
    """The unit's name where it is known to be one."""


def counted_in(products: Iterable[Product]) -> Counted:
    """What quantities of these products add up to: one base unit, one reporting unit, or nothing."""
    rows = set(products)
    bases = {unit_key(base): base for base, _ in sorted(rows, key=str) if base}
    if len(bases) < 2:
        return Counted("", next(iter(bases.values()), None))
    reports = {unit_key(report) if report else "": report for _, report in sorted(rows, key=str)}
    if len(reports) == 1 and "" not in reports:
        return Counted("reported", next(iter(reports.values())))
    return Counted(MIXED)


@dataclass(frozen=True)
class Formula:
    """A KPI's formula for one case, with its names resolved."""

    expression: Expression
    needed: tuple[Atom, ...]
    silenced: frozenset[str] = frozenset()
    """Names that are unknown in this case."""
    how: str = ""
    """``reported``, ``list_price`` or ``mixed_units`` where it is not the plain one."""


def formula_for(kpi: Kpi, state: str, grain: str, basis: str) -> Formula:
    """The formula where quantities are alike, in reporting units, or not to be added up."""
    needed = atoms(parse(kpi.formula), grain, basis)
    quantities = [one for one in needed if one.dimension == QUANTITY]
    if not state or not quantities:
        return Formula(parse(kpi.formula), needed)
    if state == "reported" and all(one.measure.id + REPORTED in MEASURES for one in quantities):
        formula = kpi.formula
        for one in quantities:
            own = one.measure.id
            formula = re.sub(rf"\b{one.name}\b", one.name.replace(own, own + REPORTED, 1), formula)
        return Formula(parse(formula), atoms(parse(formula), grain, basis), how=state)
    if kpi.unlike:
        return Formula(parse(kpi.unlike), atoms(parse(kpi.unlike), grain, basis), how="list_price")
    return Formula(parse(kpi.formula), needed, frozenset(one.name for one in quantities), MIXED)


def unit_reader(reader: Reader, kpi: Kpi, grain: str, basis: str) -> Callable[[Key], Counted]:
    """For each key in what the KPI's quantities are counted; of a KPI without quantities nothing is read."""
    needed = [one for one in atoms(parse(kpi.formula), grain, basis) if one.dimension == QUANTITY]
    if not needed:
        return lambda _key: Counted()
    products = _products(reader)
    whole = counted_in(row for rows in products.values() for row in rows)
    if not whole.state:
        return lambda _key: whole
    known: dict[frozenset[int], Counted] = {}
    groups = _Groups(reader, needed, frozenset(products))

    def at(key: Key) -> Counted:
        wanted = groups.of(key)
        if wanted not in known:
            known[wanted] = counted_in(row for group in wanted for row in products.get(group, ()))
        return known[wanted]

    return at


def _products(reader: Reader) -> Mapping[int, list[Product]]:
    """The kinds of products in each group, by their units."""

    def read() -> dict[int, list[Product]]:
        found: dict[int, list[Product]] = {}
        for group, base, report in reader.session.execute(text(_PRODUCTS)):
            found.setdefault(group, []).append((base, report))
        return found

    kept: Mapping[int, list[Product]] = once(reader.kept, reader.memory, ("units of products",), read)
    return kept


_PRODUCTS: Final = f"""
    SELECT DISTINCT q.group_n, p.base_unit,
           CASE WHEN EXISTS (SELECT 1 FROM cell_unit u WHERE u.product_n = q.product_n AND u.unit = '{REPORTING}')
                THEN p.report_unit END
    FROM cell_goods q JOIN numbered n ON n.n = q.product_n AND n.kind = 'product'
    JOIN product p ON p.id = n.entity_id WHERE q.source_n > 0 ORDER BY 1, 2, 3
"""


class _Groups:
    """The product groups with facts under each key."""

    def __init__(self, reader: Reader, needed: Collection[Atom], every: frozenset[int]) -> None:
        self._scope, self._every = reader.scope, every
        self._found: dict[int | str | None, frozenset[int]] = {}
        if not self._scope.groups and self._scope.group_n is None:
            self._read(reader, {(one.measure.pack.n, one.measure.pack.snapshot) for one in needed})

    def of(self, key: Key) -> frozenset[int]:
        if self._scope.group_n is not None:
            return frozenset({self._scope.group_n})
        if key[2] is not None:
            return frozenset({key[2]})
        return self._found.get(key[1], self._every)

    def _read(self, reader: Reader, packs: Collection[tuple[int, bool]]) -> None:
        """Which dealer has facts in which group, about the time that is asked for."""
        buckets, scope = self._scope.buckets, self._scope
        first = min((one.first for one in buckets), default=EVER) - max(_BEFORE, LIST_AGE_DAYS)
        last = max((one.last for one in buckets), default=EVER)
        found: dict[int | str | None, set[int]] = {}
        for pack, snapshot in sorted(packs):
            key = ("groups of dealers", pack)
            stocked: Stocked = once(
                reader.kept, reader.memory, key, partial(Stocked.read, reader.session, pack, snapshot=snapshot)
            )
            for number, group in stocked.pairs(first, last, scope.chosen, by_dealer=bool(scope.place)):
                found.setdefault(None if number is None else scope.where(number), set()).add(group)
        self._found = {place: frozenset(groups) for place, groups in found.items()}
