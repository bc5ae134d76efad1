"""Tiles of how a KPI is spread: the distribution over dealers, and the few that make most of it."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from statistics import median
from typing import Final

from app.boards.figures import Asked, basis_of, empty_of, title_of
from app.boards.specs import SPLITS, check_adds_up
from app.boards.tables import name_of, parts_of
from app.boards.tile import Cell, Grid, GridColumn, Tile, TileSpec
from app.core.texts import N_, Text
from app.kpi.parts import in_whole

BINS: Final = 10
"""About so many steps of a distribution."""
OTHERS: Final = N_("Others: {n}")
"""What stands for the rows that are not shown by themselves."""
MOST: Final = Fraction(4, 5)
"""Of the total that the few make (80/20)."""
_STEPS: Final = (1, 2, Fraction(5, 2), 5, 10)
_TAIL: Final = Fraction(95, 100)


def steps_of(values: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Round edges of about ``BINS`` steps from below the least to above nineteen of twenty; the last is open."""
    ordered = sorted(values)
    low, high = ordered[0], ordered[min(math.ceil(_TAIL * len(ordered)) - 1, len(ordered) - 1)]
    spread = (high - low) or abs(high) or Fraction(1)
    power = Fraction(10) ** (math.floor(math.log10(spread / BINS)))
    step = next(Fraction(one) * power for one in _STEPS if Fraction(one) * power * BINS >= spread)
    first = math.floor(low / step)
    return tuple(step * number for number in range(first, max(math.ceil(high / step), first + 1) + 1))


def read_distribution(asked: Asked, spec: TileSpec) -> Tile:
    """How many dealers have which value; the median dealer is named."""
    parts, known = parts_of(asked, spec), asked.known(spec)
    values = [one.value for one in parts if one.value is not None]
    unit, what = known.unit, Text(SPLITS[spec.by])
    rows: list[tuple[Cell, ...]] = []
    marks: list[tuple[Text, str, Cell]] = []
    if values:
        edges = steps_of(values)
        counts = [0] * len(edges)
        for value in values:
            counts[max(bisect_right(edges, value) - 1, 0)] += 1
        ends: tuple[Fraction | None, ...] = (*edges[1:], None)
        rows = [(low, end, count) for low, end, count in zip(edges, ends, counts, strict=True)]
        if not counts[-1]:
            rows.pop()
        marks = [(Text(N_("Median")), unit, median(values)), (Text(N_("Known of")), "count", len(values))]
    return Tile(
        spec, title_of(known, Text(N_("distribution of {what}"), {"what": what})),
        basis_of(asked, parts[0].row if parts else None), asked.as_of, asked.currency,
        Grid(
            (GridColumn(Text(N_("From")), unit), GridColumn(Text(N_("To below")), unit), GridColumn(what, "count")),
            tuple(rows), tuple(str(number) for number in range(len(rows))),
        ),
        known=known, marks=tuple(marks), empty=empty_of(rows),
    )  # fmt: skip


def read_pareto(asked: Asked, spec: TileSpec) -> Tile:
    """The largest, each with its share and the share of all up to it; what is not above zero is left out and told."""
    known = asked.known(spec)
    check_adds_up(known)
    parts = [one for one in parts_of(asked, spec) if one.value is not None]
    whole, size = in_whole([one.value for one in parts if one.value is not None])
    above = sorted(
        ((value, one) for value, one in zip(whole, parts, strict=True) if value > 0),
        key=lambda pair: (-pair[0], pair[1].key),
    )
    sums = list(accumulate(value for value, _ in above))
    total = sums[-1] if sums else 0
    few = bisect_left(sums, MOST * total) + 1
    shown = above[: spec.top]
    rows: list[tuple[Cell, ...]] = [
        (name_of(one), one.value, Fraction(value, total), Fraction(summed, total))
        for (value, one), summed in zip(shown, sums, strict=False)
    ]
    if len(above) > len(shown):
        rest = total - sums[len(shown) - 1]
        others = Text(OTHERS, {"n": len(above) - len(shown)})
        rows.append((others, Fraction(rest, size), Fraction(rest, total), Fraction(1)))
    marks: list[tuple[Text, str, Cell]] = [(Text(N_("Make 80 % of it:")), "count", few)] if above else []
    if len(parts) > len(above):
        marks.append((Text(N_("Left out, not above zero:")), "count", len(parts) - len(above)))
    keys = [*(one.key for _, one in shown), *([""] if len(above) > len(shown) else [])]
    return Tile(
        spec, title_of(known, Text(N_("Pareto of {what}"), {"what": Text(SPLITS[spec.by])})),
        basis_of(asked, parts[0].row if parts else None), asked.as_of, asked.currency,
        Grid(
            (
                GridColumn(Text(SPLITS[spec.by]), "text"), GridColumn(Text(known.name), known.unit),
                GridColumn(Text(N_("Share")), "ratio"), GridColumn(Text(N_("Share so far")), "ratio"),
            ),
            tuple(rows), tuple(keys),
        ),
        known=known, marks=tuple(marks), empty=empty_of(rows),
        refs=asked.refs(spec.kpi, spec.by, keys),
    )  # fmt: skip
