"""By whose organisation figures are told: persons, offices, entities and groups as they are, or as they were."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.calendars import Calendar
from app.core.errors import UserError
from app.core.period import day_of
from app.core.texts import N_, Text
from app.dealers.organisation import Charge, Since, Successions, Takeover, charge_on, cuts, successions
from app.kpi.people import Dealer, chosen_dealers

Successors = Literal["", "follow", "own"]
"""Whether a dealer's figures count for who took its business over; '' follows where growth is told."""
DATED: Final = ("manager", "office", "entity", "owner-group")
"""Dimensions that are dated: who had a dealer may change from one day to the next."""
PLACES: Final = ("region", "tier", *DATED)
"""Dimensions into which dealers fall."""
TITLES: Final[Mapping[str, str]] = {
    "tier": N_("Tier"), "manager": N_("Manager"), "office": N_("Office"), "entity": N_("Selling entity"),
    "owner-group": N_("Controlling group"),
}  # fmt: skip
STRUCTURES: Final[Mapping[str, str]] = {"current": N_("present structure"), "historical": N_("structure of the time")}
"""What the two ways to tell history are called on pages, in exports and in reports."""
SUCCESSORS: Final[Mapping[str, str]] = {
    "follow": N_("their figures count for who took their business over"), "own": N_("each code by itself"),
}  # fmt: skip
"""What is said of dealers whose business another one took over."""
BETWEEN: Final = "\x1f"
"""Stands between the names of a place in several dimensions."""
_ENDLESS: Final = 2**40


@dataclass(frozen=True)
class Structure:
    """By which organisation figures are told (现架构 or 历史架构), and of which part of it."""

    historical: bool = False
    successors: Successors = ""
    only: tuple[tuple[str, str], ...] = ()
    """Pairs of a dimension (tier, manager, office, entity, owner-group) and the one that is wanted there."""

    @property
    def id(self) -> str:
        """``current`` or ``historical``."""
        return "historical" if self.historical else "current"

    def wanted(self, dimension: str) -> str | None:
        """Who is wanted in a dimension; None is everybody."""
        return dict(self.only).get(dimension)

    def narrowed(self, dimension: str, name: str | None) -> "Structure":
        """The same, of one person, office, entity, group or tier alone; None of all of them."""
        rest = tuple(one for one in self.only if one[0] != dimension)
        return Structure(self.historical, self.successors, rest if name is None else (*rest, (dimension, name)))


PRESENT: Final = Structure()
FOLLOWED: Final = Structure(successors="follow")
"""The present structure, in which figures count for who took the business over: what the board opens with."""


@dataclass(frozen=True)
class Organisation:
    """Who had each dealer when, by the dealers' numbers; what was looked up is kept."""

    dealers: Mapping[int, Dealer]
    dated: Mapping[int, tuple[Since, ...]]
    chains: Successions[int]
    _found: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def charge(self, number: int, day: int = _ENDLESS) -> Charge:
        """Who had a dealer on a day."""
        key = ("charge", number, day)
        if key not in self._found:
            one = self.dealers.get(number)
            own = Charge() if one is None else Charge(one.manager, one.office, one.entity, one.owner_group)
            self._found[key] = charge_on(own, self.dated.get(number, ()), day)
        found: Charge = self._found[key]
        return found

    def heirs(self, day: int = _ENDLESS) -> Mapping[int, int]:
        """For each dealer whose business was taken over by a day who has it then."""
        if not self.chains.kept:
            return {}
        key = ("heirs", day)
        if key not in self._found:
            self._found[key] = self.chains.heirs(day)
        found: Mapping[int, int] = self._found[key]
        return found

    def part(self, number: int, dimension: str, day: int = _ENDLESS) -> str:
        """The name of a dealer's place in one dimension; empty where it is not known."""
        one = self.dealers.get(number)
        if dimension in {"region", "tier"}:
            return "" if one is None else one.region if dimension == "region" else one.tier
        return getattr(self.charge(number, day), dimension.replace("-", "_")) or ""

    def place(self, number: int, dimensions: Sequence[str], day: int = _ENDLESS) -> str:
        """The names of a dealer's place in several dimensions, in one text."""
        return BETWEEN.join(self.part(number, one, day) for one in dimensions)

    def places(self, dimensions: tuple[str, ...], day: int = _ENDLESS) -> Mapping[int, str]:
        """The places of all dealers."""
        key = ("places", dimensions, day)
        if key not in self._found:
            self._found[key] = {number: self.place(number, dimensions, day) for number in self.dealers}
        found: Mapping[int, str] = self._found[key]
        return found

    def changes(self, dimensions: tuple[str, ...]) -> frozenset[int]:
        """The days on which some dealer came to another place, or to its successor."""
        key = ("changes", dimensions)
        if key not in self._found:
            moved = {
                row.day
                for number, rows in self.dated.items()
                for row in rows
                if self.place(number, dimensions, row.day) != self.place(number, dimensions, row.day - 1)
            }
            self._found[key] = frozenset(moved | {one.day for one in self.chains.kept})
        found: frozenset[int] = self._found[key]
        return found

    def spans(
        self, dimensions: tuple[str, ...], first: int, last: int, *, months: Calendar | None = None
    ) -> tuple[tuple[int, int], ...]:
        """The spans in which nobody changes place; with ``months`` a change counts for the whole of its month."""
        days: Iterable[int] = self.changes(dimensions)
        if months is not None:
            days = (months.period_of(day_of(one)).first_day for one in days if first <= one <= last)
        return cuts(days, first, last)


def read_organisation(session: Session, dealers: Mapping[int, Dealer]) -> Organisation:
    """Who had each dealer when; without a statement where no dealer has a dated row."""
    if not any(one.dated for one in dealers.values()):
        return Organisation(dealers, {}, Successions((), ()))
    numbers = {one.id: one.n for one in dealers.values()}
    codes: dict[tuple[int, str], list[tuple[int, int, int]]] = {}
    for source, code, party_id, since, until in session.execute(text(_CODES)):
        if party_id in numbers:
            codes.setdefault((source, code), []).append((since, until, numbers[party_id]))
    rows: dict[int, list[Since]] = {}
    takeovers = []
    for source, code, predecessor, day, *who in session.execute(text(_ASSIGNMENTS)):
        number, before = _meant(codes.get((source, code)), day), _meant(codes.get((source, predecessor)), day)
        if number is not None:
            rows.setdefault(number, []).append(Since(day, Charge(*who)))
        if number is not None and before is not None:
            takeovers.append(Takeover(before, number, day))
    return Organisation(dealers, {number: tuple(some) for number, some in rows.items()}, successions(takeovers))


def _meant(codes: Sequence[tuple[int, int, int]] | None, day: int) -> int | None:
    """Whom a code means on a day; where it means nobody then, whom it means at the nearest time."""
    ranked = sorted(codes or (), key=lambda one: (max(one[0] - day, day + 1 - one[1], 0), one))
    return ranked[0][2] if ranked else None


_CODES: Final = f"""
    SELECT source_n, code, party_id, coalesce(from_on, -{_ENDLESS}), coalesce(to_on, {_ENDLESS}) FROM party_code
    WHERE removed = 0 AND code IN (
        SELECT party_code FROM assignment UNION SELECT predecessor_code FROM assignment WHERE predecessor_code <> '')
"""
_ASSIGNMENTS: Final = """
    SELECT source_n, party_code, predecessor_code, from_on, manager, office, entity, owner_group
    FROM assignment WHERE removed = 0 ORDER BY from_on, by_hand <> '', source_n, party_code, id
"""


def chosen_of(
    organisation: Organisation,
    structure: Structure,
    *,
    dealer: str | None = None,
    region: str | None = None,
    day: int = _ENDLESS,
    follow: bool = False,
) -> frozenset[int] | None:
    """The dealers that filters leave, None for all; raises UserError if nobody fits.

    With ``follow`` a dealer is asked for together with those whose business it has, which lie where it does.
    """
    dealers, only = dict(organisation.dealers), structure.only
    if not only and dealer is None and region is None:
        return None
    heirs = organisation.heirs(day) if follow else {}
    if not only and not heirs:
        return chosen_dealers(dealers, dealer, region)
    by_name, by_region = chosen_dealers(dealers, dealer, None), chosen_dealers(dealers, None, region)
    wanted = None if by_name is None else {heirs.get(one, one) for one in by_name}
    found = frozenset(
        one
        for one in dealers
        if (wanted is None or heirs.get(one, one) in wanted)
        and (by_region is None or heirs.get(one, one) in by_region)
        and all(organisation.part(heirs.get(one, one), dimension, day) == name for dimension, name in only)
    )
    if not found:
        raise UserError("No dealer fits this: {asked}.", asked=", ".join(name for _, name in only))
    return None if not only and wanted is None and by_region is None else found


def known_names(organisation: Organisation, dimension: str) -> frozenset[str]:
    """Every name that ever stood in a dimension."""
    days = {number: {_ENDLESS, -_ENDLESS, *(row.day for row in rows)} for number, rows in organisation.dated.items()}
    return frozenset(
        organisation.part(one, dimension, day) for one in organisation.dealers for day in days.get(one, (_ENDLESS,))
    )


def check_names(organisation: Organisation, structure: Structure) -> None:
    """Raises UserError for a wanted person, office, entity, group or tier that there never was."""
    for dimension, name in structure.only:
        if dimension not in TITLES:
            raise UserError("Figures are split by {known}, not by “{by}”.", by=dimension, known=", ".join(TITLES))
        if name not in known_names(organisation, dimension):
            raise UserError("{what}: there is no “{name}”.", what=Text(TITLES[dimension]), name=name)
