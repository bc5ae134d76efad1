"""The rows of the grid: totals with what is below them and the gap, and every dealer under its region."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.core.texts import N_, Text
from app.planning.targets.queries import PlanView
from app.planning.targets.rules import MONTHS, NOTHING, Gap, Line, Months, added, any_set, below, leaves, rolled
from ui.core.words import Words

Key = tuple[str, str, str, str]
Kind = Literal["total", "below", "gap", "region", "dealer"]
INDENT: Final = "   "


@dataclass(frozen=True)
class Row:
    """One row of the grid."""

    kind: Kind
    title: Words
    key: Key | None
    """The line that typing into it sets; None for what is only told."""
    months: Months
    """As they are set, and in a month where nothing is set from above the sum from below."""
    gap: int | None = None
    """Of the year, where a total is set: above zero is not given to any dealer yet."""
    other: int | None = None
    """The year of what it is compared with."""

    @property
    def year(self) -> int | None:
        """The sum of the year."""
        return rolled(self.months, "year")[0]

    @property
    def growth(self) -> float | None:
        """The year against the other one; None where there was nothing."""
        if self.year is None or not self.other or self.other < 0:
            return None
        return self.year / self.other - 1


def rows_of(view: PlanView, kpi: str, group: str, other: Iterable[Line]) -> list[Row]:
    """All, the gap, then each region with its dealers; ``other`` are the lowest lines of what it is compared with."""
    own, other = ([one for one in lines if one.kpi == kpi] for lines in (view.lines, other))
    known = {one.key: one for one in own}
    teller = _Teller(kpi, group, known, leaves(own), other, view.named.regions)
    total = teller.row("total", Text(N_("All")), "all", "")
    found = [total, Row("below", Text(N_("Sum of the dealers")), None, teller.parts("all", ""))]
    if known.get((kpi, "all", "", group)) is not None:
        found.append(Row("gap", Text(N_("Gap")), None, Gap(known[kpi, "all", "", group], found[1].months).months))
    for region, dealers in _by_region(view, own, other).items():
        found.append(teller.row("region", region or Text(N_("No region")), "region", region))
        found += [teller.row("dealer", INDENT + name, "dealer", party) for name, party in dealers]
    return found


def _by_region(view: PlanView, own: Sequence[Line], other: Iterable[Line]) -> Mapping[str, list[tuple[str, str]]]:
    """The dealers that either plan knows by region, both by name."""
    named = view.named
    parties = {one.place for one in (*own, *other) if one.level == "dealer"}
    regions = {named.regions.get(one, "") for one in parties} | {one.place for one in own if one.level == "region"}
    return {
        region: sorted((named.dealers.get(one, one), one) for one in parties if named.regions.get(one, "") == region)
        for region in sorted(regions)
    }


@dataclass(frozen=True)
class _Teller:
    kpi: str
    group: str
    known: Mapping[Key, Line]
    lowest: Sequence[Line]
    other: Sequence[Line]
    regions: Mapping[str, str]

    def parts(self, level: str, place: str) -> Months:
        return added(below(self._line(level, place), self.lowest, self.regions))

    def _line(self, level: str, place: str) -> Line:
        return Line(self.kpi, level, place, self.group, NOTHING)

    def row(self, kind: Kind, title: Words, level: str, place: str) -> Row:
        asked = self._line(level, place)
        line, parts = self.known.get(asked.key), self.parts(level, place)
        is_set = line is not None and any_set(line.months)
        months = tuple(
            part if own is None else own for own, part in zip(line.months if line else NOTHING, parts, strict=True)
        )
        lowest = any(one.key == asked.key for one in self.lowest)
        gap = rolled(Gap(line, parts).months, "year")[0] if line is not None and is_set and not lowest else None
        other = rolled(added(below(asked, self.other, self.regions)), "year")[0]
        # a region without a name cannot be set: it would be all
        key = None if level == "region" and not place else asked.key
        return Row(kind, title, key, months, gap, other)


def spans() -> dict[str, tuple[str, ...]]:
    """The columns of months and of quarters, as ``app.jobs.targets.SPANS`` calls them."""
    return {"month": tuple(f"{one:02d}" for one in range(1, MONTHS + 1)), "quarter": ("Q1", "Q2", "Q3", "Q4")}
