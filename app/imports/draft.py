"""A profile while a person sets it up: which header fills which field; nothing here touches a file."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from app.core.formula import names, parse, parse_condition
from app.imports.feeds import Feed, Field
from app.imports.profile import Column, Entry, FileShape, Profile, Unpivot, check_texts, parse_profile, write_profile
from app.imports.propose import Proposal, profile_of

_NO_SLUG: Final = re.compile(r"[^\w]+", re.UNICODE)
_DATED: Final = re.compile(r"[-_\s]*\d{2,}")
_NOTHING: Final = Column()


@dataclass(frozen=True)
class Source:
    """Where a field of the draft gets its value from, for a list of fields."""

    field: Field
    header: str = ""
    constant: str = ""
    computed: bool = False
    """A formula, joined headers or only a stand-in: not shown in the grid."""
    column: Column = _NOTHING
    """All that the profile says of it."""

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


def proposed_anew(profile: Profile, place: int, proposal: Proposal, feed: Feed, headers: Sequence[str]) -> Profile:
    """The draft over another reading of the table: what the headers still bear stays, the rest is proposed anew."""
    entry, there = profile.entries[place], {*headers, ""}
    if profile.file.unpivot:
        there |= {profile.file.unpivot.name, profile.file.unpivot.value}
    kept = {name: one for name, one in entry.columns if _headers(one) <= there}
    used = {one.column for one in kept.values()} - {""}
    fresh = with_feed(profile, place, proposal, feed).entries[place]
    found = [one for one in fresh.columns if one[0] not in kept and one[1].column not in used]
    key = tuple(one for one in entry.key if one in there)
    return with_entry(profile, place, replace(entry, columns=(*kept.items(), *found), key=key))


def _headers(column: Column) -> set[str]:
    """The headers that a field's value comes from."""
    computed = set(names(parse(column.formula))) if column.formula else set()
    return {column.column, column.otherwise, *column.join} | computed


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


def with_column(entry: Entry, field: str, column: Column) -> Entry:
    """All that is said of a field; a column that says nothing takes it away."""
    kept = [one for one in entry.columns if one[0] != field]
    says = column.column or column.value or column.formula or column.join or column.otherwise
    return replace(entry, columns=(*kept, (field, column)) if says else tuple(kept))


def with_part(profile: Profile, proposal: Proposal, feed: Feed) -> Profile:
    """One more kind of data out of the same rows, with the headers proposed for it."""
    fresh = profile_of(proposal, id=profile.id, source=profile.source, name="x", feed=feed)
    return replace(profile, entries=(*profile.entries, fresh.entries[0]))


def without_part(profile: Profile, place: int) -> Profile:
    """The profile without one of its kinds of data; the last one stays."""
    kept = tuple(one for index, one in enumerate(profile.entries) if index != place)
    return replace(profile, entries=kept or profile.entries)


def with_unpivot(profile: Profile, place: int, unpivot: Unpivot | None, feed: Feed, *, year: str = "") -> Profile:
    """Columns read as rows, or no longer; month and amount of a feed that has none yet are filled from them.

    ``year`` is the header of the year that the headers of the months leave out.
    """
    before, entry = profile.file.unpivot, profile.entries[place]
    made = {before.name, before.value} if before else set()
    kept = [(name, column) for name, column in entry.columns if not made & {column.column, *column.join}]
    if unpivot is not None:
        across = re.compile(unpivot.columns)
        kept = [one for one in kept if not (one[1].column and across.search(one[1].column))]
        given = {name for name, _ in kept}
        month = next((one.name for one in feed.fields if one.kind == "month" and one.name not in given), "")
        value = next((one for one in ("amount", "quantity", "ordered_quantity") if one in feed.by_name), "")
        if month:
            kept.append((month, Column(join=(year, unpivot.name)) if year else Column(column=unpivot.name)))
        if value and value not in given:
            kept.append((value, Column(column=unpivot.value)))
    shape = replace(profile.file, unpivot=unpivot)
    return with_entry(replace(profile, file=shape), place, replace(entry, columns=tuple(kept)))


def copy_of(profile: Profile, *, title: str, taken: Collection[str], feeds: Mapping[str, Feed]) -> Profile:
    """The same profile under another id and name; it recognises no file until it is told which."""
    fresh = replace(profile, id=free_id(profile.id, taken), version=1, title=title)
    return settled(with_shape(fresh, replace(profile.file, match=())), feeds)


def renamed(profile: Profile, title: str, feeds: Mapping[str, Feed]) -> Profile:
    """The profile with another name, as its next version."""
    return settled(replace(profile, title=title), feeds, kept=profile)


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
        constant = "" if column.column or computed else column.value
        found.append(Source(one, column.column, constant, computed, column))
    return found


def missing_fields(entry: Entry, feed: Feed) -> list[Field]:
    """The fields that the feed needs and the draft says nothing for."""
    return [one.field for one in sources(entry, feed) if one.field.required and not one.given]


def lacking_headers(profile: Profile, headers: Sequence[str]) -> list[str]:
    """Headers that the profile names and a file does not have; those that it gives or makes itself are there."""
    there = {*headers, *profile.file.header}
    if profile.file.unpivot:
        there |= {profile.file.unpivot.name, profile.file.unpivot.value}
    wanted = [
        name for entry in profile.entries for _, column in entry.columns
        for name in (column.column, *column.join, column.otherwise) if name
    ]  # fmt: skip
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
    check_texts(profile)
    return parse_profile(write_profile(profile), feeds)


def _ordered(entry: Entry, feed: Feed) -> Entry:
    """Fields in the feed's order, so that the way a draft was clicked together leaves no trace."""
    place = {one.name: number for number, one in enumerate(feed.fields)}
    return replace(entry, columns=tuple(sorted(entry.columns, key=lambda one: place[one[0]])))
