"""A profile while a person sets it up: which header fills which field; nothing here touches a file."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from app.core.formula import names, parse, parse_condition
from app.imports.feeds import Feed, Field
from app.imports.profile import Column, Entry, FileShape, Profile, parse_profile, write_profile
from app.imports.propose import Proposal, profile_of

_NO_SLUG: Final = re.compile(r"[^\w]+", re.UNICODE)
_DATED: Final = re.compile(r"[-_\s]*\d{2,}")
READ_AS: Final = ("dmy", "mdy", "ymd")


@dataclass(frozen=True)
class Source:
    """Where a field of the draft gets its value from, for a list of fields."""

    field: Field
    header: str = ""
    constant: str = ""
    computed: bool = False
    """A formula, joined headers or only a stand-in: kept as it is, not shown in the grid."""

    @property
    def given(self) -> bool:
        """Whether the field has a value at all."""
        return bool(self.header or self.constant or self.computed)


def first_draft(proposal: Proposal, *, name: str, source: str, feed: Feed, taken: Collection[str]) -> Profile:
    """A profile of a proposal for a file, with an id that no kept profile bears yet."""
    return profile_of(proposal, id=free_id(name, taken), source=source, name=name, feed=feed)


def free_id(name: str, taken: Collection[str]) -> str:
    """An id for a profile out of a file's name, without its date; numbered where it is taken."""
    stem = PurePath(name).stem
    plain = _NO_SLUG.sub("_", _DATED.sub("", stem)).strip("_").casefold() or "profile"
    found, number = plain, 1
    while found in taken:
        number += 1
        found = f"{plain}_{number}"
    return found


def with_entry(profile: Profile, place: int, entry: Entry) -> Profile:
    """The profile with another entry at a place."""
    entries = tuple(entry if index == place else one for index, one in enumerate(profile.entries))
    return replace(profile, entries=entries)


def with_shape(profile: Profile, shape: FileShape) -> Profile:
    """The profile with another way to find the table."""
    return replace(profile, file=shape)


def with_feed(profile: Profile, place: int, proposal: Proposal, feed: Feed) -> Profile:
    """Another feed at a place, with the headers proposed for it."""
    fresh = profile_of(proposal, id=profile.id, source=profile.source, name="x", feed=feed)
    shape = replace(profile.file, unpivot=fresh.file.unpivot or profile.file.unpivot)
    return with_entry(replace(profile, file=shape), place, fresh.entries[0])


def fields_of(entry: Entry, header: str) -> tuple[str, ...]:
    """The fields that a header fills."""
    return tuple(name for name, column in entry.columns if column.column == header)


def used_elsewhere(profile: Profile) -> set[str]:
    """Headers that a formula, a condition, a stand-in or a key uses."""
    found = set(profile.file.fill_down)
    expressions = [
        parse_condition(one) for one in (profile.file.where, *(each.where for each in profile.entries)) if one
    ]
    for entry in profile.entries:
        found |= set(entry.key)
        for _, column in entry.columns:
            found |= {column.otherwise, *column.join} - {""}
            expressions += [parse(column.formula)] if column.formula else []
    for one in expressions:
        found |= set(names(one))
    return found


def assign(entry: Entry, header: str, field: str) -> Entry:
    """Let a header fill one field, or none (``""``); what the field had before and other fields of the header go."""
    kept: list[tuple[str, Column]] = []
    settings = Column()
    for name, column in entry.columns:
        if name == field:
            settings = column
        elif column.column != header:
            kept.append((name, column))
        elif column.otherwise:
            kept.append((name, replace(column, column="")))
    if field:
        kept.append((field, replace(settings, column=header, value="", formula="", join=())))
    return replace(entry, columns=tuple(kept))


def set_constant(entry: Entry, field: str, value: str) -> Entry:
    """Give a field one value for every row; an empty one takes it away."""
    kept = [(name, column) for name, column in entry.columns if name != field]
    if value:
        kept.append((field, Column(value=value)))
    return replace(entry, columns=tuple(kept))


def read_dates_as(profile: Profile, header: str, reading: str) -> Profile:
    """Say for one column how its ambiguous dates are read."""
    entries = tuple(
        replace(
            entry,
            columns=tuple(
                (name, replace(column, dates=reading) if header in {column.column, column.otherwise} else column)
                for name, column in entry.columns
            ),
        )
        for entry in profile.entries
    )
    return replace(profile, entries=entries)


def sources(entry: Entry, feed: Feed) -> list[Source]:
    """Every field of the feed with where its value comes from, in the feed's order."""
    given = entry.by_field
    found = []
    for one in feed.fields:
        column = given.get(one.name, Column())
        computed = bool(column.formula or column.join or (column.otherwise and not column.column))
        found.append(Source(one, column.column, column.value, computed))
    return found


def missing_fields(entry: Entry, feed: Feed) -> list[Field]:
    """The fields that the feed needs and the draft says nothing for."""
    return [one.field for one in sources(entry, feed) if one.field.required and not one.given]


def lacking_headers(profile: Profile, headers: Sequence[str]) -> list[str]:
    """Headers that the profile names and a file does not have; the columns that an unpivot makes are there."""
    there = set(headers)
    if profile.file.unpivot:
        there |= {profile.file.unpivot.name, profile.file.unpivot.value}
    wanted = [column.column for entry in profile.entries for _, column in entry.columns if column.column]
    return [name for name in dict.fromkeys(wanted) if name not in there]


def settled(profile: Profile, feeds: Mapping[str, Feed], *, kept: Profile | None = None) -> Profile:
    """The draft as a checked profile with its TOML; a new version where it differs from the ``kept`` one of its id.

    Raises UserError for a draft that no profile can be.
    """
    ordered = tuple(_ordered(entry, feeds[entry.feed]) for entry in profile.entries)
    profile = replace(profile, entries=ordered, text="")
    if kept is not None:
        before = tuple(_ordered(entry, feeds[entry.feed]) for entry in kept.entries)
        if replace(kept, entries=before, text="", version=0) == replace(profile, version=0):
            return kept
        profile = replace(profile, version=kept.version + 1)
    return parse_profile(write_profile(profile), feeds)


def _ordered(entry: Entry, feed: Feed) -> Entry:
    """Fields in the feed's order, so that the way a draft was clicked together leaves no trace."""
    place = {one.name: number for number, one in enumerate(feed.fields)}
    return replace(entry, columns=tuple(sorted(entry.columns, key=lambda one: place[one[0]])))
