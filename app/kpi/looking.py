"""One look at figures by an organisation: which dealers are asked for, where they fall, what the places are called."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from app.core.calendars import Calendar
from app.kpi.dated import Times
from app.kpi.organisation import BETWEEN, DATED, PLACES, Organisation, Structure, check_names, chosen_of
from app.kpi.scope import Key, Scope

EVER_AFTER: Final = 2**40
"""A day after all days."""


@dataclass(frozen=True)
class Look:
    """What a question says of the organisation."""

    organisation: Organisation
    structure: Structure
    dimensions: tuple[str, ...]
    day: int
    """The present structure is that of this day."""

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The asked dimensions into which dealers fall."""
        return tuple(one for one in PLACES if one in self.dimensions)

    @property
    def historical(self) -> bool:
        """Whether anything that is asked for was otherwise at another time."""
        asked = {*self.dimensions, *(name for name, _ in self.structure.only)}
        known = bool(self.organisation.dated) and not asked.isdisjoint(DATED)
        return self.structure.historical and known

    def scope(
        self,
        plain: Scope,
        *,
        dealer: str | None,
        region: str | None,
        only: frozenset[int] | None = None,
        follow: bool,
    ) -> Scope:
        """The dealers that are asked for, and where each falls; raises UserError if nobody fits."""
        check_names(self.organisation, self.structure)
        heirs = self.organisation.heirs(self.day) if follow else {}
        filters = replace(self.structure, only=()) if self.historical else self.structure
        chosen = chosen_of(self.organisation, filters, dealer=dealer, region=region, day=self.day, follow=follow)
        if only is not None:
            taken = (one for one, heir in heirs.items() if heir in only)
            whole = frozenset((*(one for one in only if heirs.get(one, one) in only), *taken))
            chosen = whole if chosen is None else chosen & whole
        place = "" if not self.places else "region" if self.places == ("region",) else "place"
        return replace(
            plain, chosen=chosen, heirs=heirs, ended=self.organisation.chains.ended,
            alone=self.structure.successors == "own",
            place="dealer" if "dealer" in self.dimensions else place,
            places=self.organisation.places(self.places, self.day) if place == "place" else {},
        )  # fmt: skip

    def times(self, *, follow: bool) -> Times | None:
        """How history is told where it is told by the structure of the time."""
        if not self.historical:
            return None
        return Times(
            self.organisation, () if "dealer" in self.dimensions else self.places, self.structure.only, follow=follow
        )

    def wanted_then(
        self, first: int, last: int, *, months: Calendar | None, ends: bool
    ) -> list[tuple[int, int, frozenset[int]]]:
        """Spans of days, and the dealers that lie in them where they are asked for; one span where the end counts."""
        times = self.times(follow=self.structure.successors == "follow")
        if times is None:
            return []
        spans: tuple[tuple[int, int], ...] = ((first, last),)
        if not ends:
            spans = self.organisation.spans(times.cutting, first, last, months=months)
        dealers = self.organisation.dealers
        return [
            (begin, end, frozenset(one for one in dealers if times.place(one, end) is not None)) for begin, end in spans
        ]

    def names(self, key: Key, last: int) -> Mapping[str, str]:
        """What stands in each dimension of places for a key whose bucket ends on a day."""
        places, place = self.places, key[1]
        if "dealer" in self.dimensions:
            day = min(last, self.day) if self.structure.historical else self.day
            number = place if isinstance(place, int) else 0
            return {one: self.organisation.part(number, one, day) for one in places}
        return dict(zip(places, str(place or "").split(BETWEEN), strict=True)) if places else {}
