"""What is held against targets: sums and working days of those months of a period in which there is a target.

A target of five months says nothing of the twelve that they are a part of: sales of all twelve divided by it would be
no attainment. A month counts where whoever is asked for (a dealer, all dealers of a region) has a target of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from app.kpi.atoms import CALENDAR, Atom
from app.kpi.measures import Measure
from app.kpi.scope import Bucket, Key, Values

if TYPE_CHECKING:
    from app.kpi.reading import Reader

Parts = list[tuple[int, Bucket]]
"""Numbers of buckets, each with one of its months."""


def targeted(reader: "Reader", atom: Atom) -> Values:
    """A measure's sum over the months with a target, as far as they have come, for each key with facts there."""
    assert atom.target is not None  # noqa: S101 - that is what the mode says
    parts, inner = _by_month(reader)
    aims, found = _aims(inner, atom.target), Values()
    for (place, whose, group), value in inner.values(Atom(atom.measure.id, "sum", atom.measure)).items():
        number, part = parts[place]
        if part.first <= reader.scope.buckets[number].last and aims.get((place, whose, group)):
            key: Key = (number, whose, group)
            found[key] = found.get(key, 0) + value
    return found


def working_days(reader: "Reader", atom: Atom) -> Values:
    """The calendar's days of each bucket, or of its months with a target, for every key that has a target."""
    over = atom.name.startswith(CALENDAR[1])
    if atom.target is not None:
        parts, inner = _by_month(reader)
        found = Values()
        for (place, whose, group), aim in _aims(inner, atom.target).items():
            number, part = parts[place]
            key: Key = (number, whose, group)
            found[key] = found.get(key, 0) + (_days(part, over=over) if aim else 0)
        return found
    keys: Iterable[Key] = [(number, None, None) for number, _ in enumerate(reader.scope.buckets)]
    if reader.scope.place or reader.scope.groups:
        keys = reader.values(Atom(atom.measure.id, "sum", atom.measure))
    return {key: _days(reader.scope.buckets[key[0]], over=over) for key in keys}


def _days(bucket: Bucket, *, over: bool) -> int:
    return bucket.working[0 if over else 1]


def without_target(reader: "Reader", needed: Iterable[Atom], key: Key) -> tuple[str, ...]:
    """The months of a key's bucket in which it has no target that one of these names is held against."""
    targets = dict.fromkeys(one.target for one in needed if one.target is not None)
    if not targets:
        return ()
    parts, inner = _by_month(reader)
    every = [_aims(inner, one) for one in targets]
    return tuple(
        part.name
        for place, (number, part) in enumerate(parts)
        if number == key[0] and not all(aims.get((place, key[1], key[2])) for aims in every)
    )


def _by_month(reader: "Reader") -> tuple[Parts, "Reader"]:
    """The months of all buckets, and what reads them as the buckets are read; found once."""
    if reader.by_month is None:
        scope = reader.scope
        parts = [(number, part) for number, one in enumerate(scope.buckets) for part in one.months(scope.calendar)]
        buckets = tuple(part for _, part in parts)
        inner = replace(reader, scope=replace(scope, buckets=buckets), by_month=None, read={})
        reader.by_month = parts, inner
    return reader.by_month


def _aims(inner: "Reader", target: Measure) -> Mapping[Key, int]:
    return inner.values(Atom(target.id, "sum", target))
