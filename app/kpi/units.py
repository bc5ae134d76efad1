"""Units where facts are summed: the factors of every product by day, as a map that the cells are computed with.

A quantity whose row names no unit is in base units; one in a unit without a factor is unknown (``app/catalog/rules.py``
has the rule; the SQL of ``app/catalog/factors.py`` and the columns here say the same of many rows at once).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from sqlalchemy import Connection, text

from app.catalog.rules import ONE_E3, REPORTING, Factor, Units, unit_key
from app.core.columns import Ints, half_up
from app.core.connect import raw_of
from app.kpi.frame import Column, unknown

REPORT_SCALE: Final = 1_000_000
"""Quantities in reporting units are millionths, so that many small rows add up to what they are."""


def make_units(connection: Connection) -> None:
    """Fill the temporary table ``new_unit`` from the records; ``new_goods`` must be there."""
    factors: dict[int, list[Factor]] = {}
    rows = connection.execute(text(_FACTORS)).all()
    for product, unit, factor_e3, from_on in rows:
        factors.setdefault(product, []).append(Factor(unit, factor_e3, from_on))
    filled: list[tuple[int, str, int, int, int]] = []
    for product, base, pack, report in connection.execute(text(_PRODUCTS)).all():
        if base is None and pack is None and product not in factors:
            continue
        units = Units(base, tuple(factors.get(product, ())), pack, report)
        filled += [(product, *span) for span in units.spans()]
    raw_of(connection).executemany("INSERT INTO temp.new_unit VALUES (?, ?, ?, ?, ?)", filled)
    connection.execute(text("CREATE UNIQUE INDEX temp.ix_new_unit ON new_unit(product_n, unit, from_on)"))


_FACTORS: Final = """
    SELECT q.product_n, u.unit, u.factor_e3, u.from_on FROM product_unit u
    JOIN temp.new_goods q ON q.source_n = u.source_n AND q.code = u.product_code
    WHERE u.removed = 0 ORDER BY u.source_n, u.product_code, u.id
"""
_PRODUCTS: Final = """
    SELECT n.n, p.base_unit, p.pack_factor, p.report_unit FROM product p
    JOIN numbered n ON n.kind = 'product' AND n.entity_id = p.id WHERE p.removed = 0
"""


# ------------------------------------------------------------------------------------------------- over columns


def reported(quantity: Column, report_f: Column) -> Ints:
    """Quantities in reporting units, in millionths; 0 where quantity or unit is unknown."""
    known = quantity.known & report_f.known
    if not known.any():
        return np.zeros(len(known), dtype=np.int64)
    factors = np.where(known, report_f.values, 1)
    return np.where(known, half_up(np.where(known, quantity.values, 0) * REPORT_SCALE, factors), 0)


class Lookup:
    """The factors of a batch's products and units, found for whole columns of codes and days."""

    def __init__(self, connection: Connection, products: Ints, units: Sequence[str]) -> None:
        """``products`` are the numbers that the product codes mean (-1: none), ``units`` the words that rows use."""
        rows = connection.execute(text("SELECT product_n, unit, from_on, to_on, factor_e3 FROM temp.new_unit")).all()
        names = {name: number for number, name in enumerate(dict.fromkeys([REPORTING, *map(unit_key, units)]))}
        self._names, self._products = names, products
        self._words = np.array([*(names[unit_key(one)] for one in units), -1], np.int64)
        kept = sorted(
            (self._pair(product, names[unit]), from_on, to_on, factor)
            for product, unit, from_on, to_on, factor in rows
            if unit in names
        )
        self._pairs = np.array([one[0] for one in kept], np.int64)
        self._from = np.array([one[1] for one in kept], np.int64)
        self._to = np.array([one[2] for one in kept], np.int64)
        self._factors = np.array([one[3] for one in kept], np.int64)

    def _pair(self, product: int, unit: int) -> int:
        return product * len(self._names) + unit

    def factors(self, codes: Column, units: Column, days: Ints) -> Column:
        """The factor of each row's unit; of a row without one 1,000."""
        words = np.where(units.known, self._words[np.where(units.known, units.values, -1)], -1)
        found = self._found(codes, words, days)
        values = np.where(units.known, found.values, ONE_E3)
        return Column(values, found.known | ~units.known)

    def report_factors(self, codes: Column, days: Ints) -> Column:
        """The factor of each row's reporting unit."""
        return self._found(codes, np.zeros(len(days), np.int64), days)

    def _found(self, codes: Column, words: Ints, days: Ints) -> Column:
        if not len(self._pairs):
            return unknown(len(days))
        products = np.where(codes.known, self._products[np.where(codes.known, codes.values, -1)], -1)
        asked = np.where((words >= 0) & (products >= 0), products * len(self._names) + words, -1)
        values, known = np.zeros(len(days), np.int64), np.zeros(len(days), np.bool_)
        low = np.searchsorted(self._pairs, asked, "left")
        high = np.searchsorted(self._pairs, asked, "right")
        for step in range(int((high - low).max(initial=0))):  # as many as the unit with the most dates has
            at = np.minimum(low + step, len(self._pairs) - 1)
            holds = (low + step < high) & (self._from[at] <= days) & (self._to[at] > days)
            values, known = np.where(holds, self._factors[at], values), known | holds
        return Column(values, known)
