"""Tax on staged rows: of an amount with tax and one without, the one that a file lacks is found by the rate."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from app.core.columns import Column, Constant, Flags, Ints, Numbers, Texts, half_up, numbers_of
from app.core.money import RATE_SCALE, net_of_tax, with_tax

_NET: Final = "amount_e4"
_GROSS: Final = "gross_amount_e4"
_RATE: Final = "tax_rate_e4"
_BASIS: Final = "tax_basis"
_LARGE: Final = 2**62 // (2 * 2 * RATE_SCALE)
"""Amounts beyond this would leave 64 bits on the way; they are settled one by one."""


def settled(columns: Mapping[str, Column], count: int) -> dict[str, Column]:
    """The columns of some rows with the amount without tax, or the one with it, where they bear the other and a rate.

    An amount that the file calls one with tax is moved there first; without a rate the other amount stays unknown.
    """
    if not columns.keys() & {_RATE, _BASIS}:
        return dict(columns)
    nothing = Constant(None)
    net, gross, rate = (_Kept(*numbers_of(columns.get(name, nothing), count)) for name in (_NET, _GROSS, _RATE))
    with_it = _is_gross(columns.get(_BASIS, nothing), count) & net.known & ~gross.known
    gross.put(with_it, net.values)
    net.known[with_it] = False
    net.values[with_it] = 0
    by_rate = rate.known & (net.known != gross.known)
    forth, back = by_rate & net.known, by_rate & gross.known
    gross.put(forth, _with_tax(net.values, rate.values, forth))
    net.put(back, _net_of_tax(gross.values, rate.values, back))
    return {**columns, _NET: net.column(), _GROSS: gross.column()}


class _Kept:
    """Numbers that may be written over."""

    def __init__(self, values: Ints, known: Flags) -> None:
        self.values, self.known = values.copy(), known.copy()

    def put(self, where: Flags, values: Ints) -> None:
        self.values[where] = values[where]
        self.known |= where

    def column(self) -> Column:
        if not self.known.any():
            return Constant(None)
        return Numbers(self.values, None if self.known.all() else self.known)


def _is_gross(basis: Column, count: int) -> Flags:
    if not isinstance(basis, Texts):
        return np.zeros(count, np.bool_)
    first, back = basis.places()
    found: Flags = np.array([one == "gross" for one in basis.take(first).listed()], np.bool_)[back]
    return found


def _with_tax(net: Ints, rate: Ints, where: Flags) -> Ints:
    if np.abs(net[where]).max(initial=0) < _LARGE:
        return half_up(net * (RATE_SCALE + rate), np.full(len(net), RATE_SCALE))
    return np.array([with_tax(*one) for one in zip(net.tolist(), rate.tolist(), strict=True)])


def _net_of_tax(gross: Ints, rate: Ints, where: Flags) -> Ints:
    if np.abs(gross[where]).max(initial=0) < _LARGE:
        return half_up(gross * RATE_SCALE, RATE_SCALE + rate)
    return np.array([net_of_tax(*one) for one in zip(gross.tolist(), rate.tolist(), strict=True)])
