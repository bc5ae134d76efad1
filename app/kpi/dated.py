"""Figures by the structure of the time (历史架构): each day's sums belong to whoever had the dealer on that day.

By product group, and for percentiles, months are not cut: such a month belongs to who had the dealer on its last day.
What is true at a period's end (stock, receivables, what is overdue, who buys) belongs to who has the dealer then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from app.core.calendars import Calendar
from app.core.errors import UserError
from app.core.period import day_of
from app.kpi.atoms import Atom
from app.kpi.organisation import Organisation
from app.kpi.reading import Reader, percentile
from app.kpi.scope import Bucket, Key, Scope, Values, growing
from app.kpi.targeted import targeted, working_days

_AT_THE_END: Final = frozenset({"list", "window", "ordinary", "to_date", "dealers"})


@dataclass(frozen=True)
class Times:
    """Who is asked for in the structure of the time."""

    organisation: Organisation
    dimensions: tuple[str, ...]
    """By what places are told; none where dealers, or all together, are asked for."""
    only: tuple[tuple[str, str], ...]
    """What is wanted in which dimension, on each day anew."""
    follow: bool
    """Whether a dealer's sums belong, from the day on which its business was taken over, where the successor is."""

    @property
    def cutting(self) -> tuple[str, ...]:
        """The dimensions of which a change matters."""
        return tuple(dict.fromkeys((*self.dimensions, *(name for name, _ in self.only))))

    def place(self, dealer: int, day: int) -> str | None:
        """A dealer's place on a day; None where it is not asked for."""
        one = self.organisation.heirs(day).get(dealer, dealer) if self.follow else dealer
        if any(self.organisation.part(one, dimension, day) != name for dimension, name in self.only):
            return None
        return self.organisation.place(one, self.dimensions, day)


@dataclass
class DatedReader(Reader):
    """Reads by dealer and by spans in which nobody changes place, and adds up to the asked places."""

    times: Times = field(kw_only=True)

    def values(self, atom: Atom) -> Values:
        """The atom's whole number for each key that has facts; other keys have none."""
        if atom.mode in {"matched", "before"}:
            return self._growth(atom)
        if atom.mode in {"calendar", "targeted"}:
            return (working_days if atom.mode == "calendar" else targeted)(self, atom)
        spans = self._ends() if atom.mode in _AT_THE_END else self._spans_of(self.scope.buckets, atom)
        inner = self._inner([bucket for _, bucket in spans], heirs=atom.mode == "dealers")
        if atom.mode == "percentile":
            bins: dict[Key, list[tuple[int, int]]] = {}
            for at, pairs in inner.bins(atom).items():
                for key in self.at(at, spans):
                    bins.setdefault(key, []).extend(pairs)
            return {key: percentile(sorted(pairs), atom.percent) for key, pairs in bins.items()}
        found: Values = {}
        for at, value in inner.values(atom).items():
            for key in self.at(at, spans):
                found[key] = found.get(key, 0) + value
        return found

    def _growth(self, atom: Atom) -> Values:
        """As ``Reader`` tells it: over dealers in both periods, each period's sums where the dealer was then."""
        key = ("matched", atom.measure.pack.n, atom.measure.column)
        if key not in self.read:
            twins = [bucket.twin for bucket in self.scope.buckets]
            if any(one is None for one in twins):
                raise UserError("No working day of the period is over yet; there is nothing to compare.")
            plain = Atom(atom.measure.id, "sum", atom.measure)
            parts: list[tuple[Values, list[tuple[int, Bucket]], Values]] = []
            for side in (0, 1):
                buckets = tuple(one[side] for one in twins if one is not None)
                spans = self._spans_of(buckets, plain)
                values = self._inner([bucket for _, bucket in spans]).values(plain)
                parts.append((values, spans, self._whole(values, spans)))
            both = set(growing(parts[0][2], parts[1][2], alone=self.scope.alone))
            self.read[key] = {
                name: self._added(values, spans, both)
                for name, (values, spans, _) in zip(("matched", "before"), parts, strict=True)
            }
        return self.read[key][atom.mode]

    def _whole(self, values: Values, spans: list[tuple[int, Bucket]]) -> Values:
        """Each dealer's sums over whole buckets."""
        found: Values = {}
        for at, value in values.items():
            key = self._dealer(at, spans)
            found[key] = found.get(key, 0) + value
        return found

    def _added(self, values: Values, spans: list[tuple[int, Bucket]], both: set[Key]) -> Values:
        found: Values = {}
        for at, value in values.items():
            if self._dealer(at, spans) in both:
                for key in self.at(at, spans):
                    found[key] = found.get(key, 0) + value
        return found

    def _dealer(self, at: Key, spans: list[tuple[int, Bucket]]) -> Key:
        number, dealer, group = at
        whose = self.scope.heirs.get(dealer, dealer) if isinstance(dealer, int) else dealer
        return spans[number][0], whose, group

    def at(self, at: Key, spans: list[tuple[int, Bucket]]) -> Iterator[Key]:
        """The asked key that the sums of a dealer over a span belong to, if any."""
        number, dealer, group = at
        if not isinstance(dealer, int):
            return
        bucket, span = spans[number]
        place = self.times.place(dealer, span.last)
        if place is None:
            return
        if self.scope.place == "place":
            yield bucket, place, group
        else:
            yield bucket, self.scope.where(dealer) if self.scope.place else None, group

    def _inner(self, buckets: list[Bucket], *, heirs: bool = False) -> Reader:
        scope: Scope = replace(
            self.scope, buckets=tuple(buckets), place="dealer", heirs=self.scope.heirs if heirs else {}
        )
        return Reader(self.session, scope, self.memory, self.kept)

    def _ends(self) -> list[tuple[int, Bucket]]:
        return list(enumerate(self.scope.buckets))

    def _spans_of(self, buckets: tuple[Bucket, ...], atom: Atom) -> list[tuple[int, Bucket]]:
        """The buckets cut where somebody changes place: by days where there are any, else by months."""
        calendar = self.scope.calendar
        months = calendar if self.scope.by_group or atom.mode in {"percentile", "reports"} else None
        found = []
        for number, bucket in enumerate(buckets):
            until = bucket.asked[0].last_day if atom.measure.pack.monthly and bucket.asked else bucket.last
            spans = self.times.organisation.spans(self.times.cutting, bucket.first, until, months=months)
            for first, last in spans if len(spans) > 1 else ():
                whole = bucket.whole_months and _is_first(first, calendar) and _is_first(last + 1, calendar)
                cut = bucket.cut and last == bucket.last
                kept = whole or (months is not None and bucket.whole_months and cut)
                found.append((number, Bucket(bucket.name, first, last, kept, cut)))
            if len(spans) == 1:
                found.append((number, bucket))
        return found


def _is_first(day: int, calendar: Calendar) -> bool:
    return calendar.period_of(day_of(day)).first_day == day
