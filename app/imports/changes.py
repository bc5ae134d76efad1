"""What sets two versions of a profile apart, in sentences."""

from collections.abc import Iterator, Mapping
from typing import Final

from app.core.texts import N_, Text
from app.imports.feeds import Feed
from app.imports.profile import Column, Entry, Profile

_FILE_TITLES: Final = {
    "match": N_("File names"), "encoding": N_("Encoding"), "delimiter": N_("Separator"), "sheet": N_("Sheet"),
    "header_row": N_("Header in row"), "header_rows": N_("Rows of the header"), "header": N_("Names of the columns"),
    "missing": N_("Words for “no value”"), "dates": N_("Order of day and month"), "decimal": N_("Decimal mark"),
    "epoch": N_("First year of Excel's day numbers"), "fill_down": N_("Blanks repeat the value above"),
    "where": N_("Rows that count"), "extracted_at": N_("Time of the extract"),
    "unpivot": N_("Columns read as rows"),
}  # fmt: skip
_ENTRY_TITLES: Final = {
    "mode": N_("The rows are"), "scope": N_("Scope"), "by": N_("Only the dealers in the file"),
    "unknown": N_("Make records for unknown codes"), "head": N_("Dealer and dates from order headers"),
    "key": N_("Rows are told apart by"), "where": N_("Rows that count"),
    "repeat": N_("The same rows on several lines: the last counts"),
}  # fmt: skip


def said(value: object) -> str:
    """A setting's value as a person reads it; a dash for none."""
    if isinstance(value, tuple):
        return " ; ".join(said(one) for one in value) or "—"
    if value is True or value is False:
        return "✓" if value else "—"
    return str(value) if value else "—"


def describe(column: Column) -> list[Text]:
    """Where a field's value comes from and how it is read, a sentence for each thing that the profile says."""
    found: list[Text] = []
    if column.formula:
        found.append(Text(N_("Computed: {formula}"), {"formula": column.formula}))
    elif column.join:
        found.append(Text(N_("Columns {names}"), {"names": " + ".join(column.join)}))
    elif column.column:
        found.append(Text(N_("Column “{name}”"), {"name": column.column}))
    if column.value:
        words = N_("Where empty: {value}") if column.column else N_("Always “{value}”")
        found.append(Text(words, {"value": column.value}))
    if column.otherwise:
        found.append(Text(N_("Stand-in (estimated): “{name}”"), {"name": column.otherwise}))
    if column.factor:
        found.append(Text(N_("Times {factor}"), {"factor": column.factor}))
    if column.map:
        found.append(Text(N_("Words with a meaning: {n}"), {"n": len(column.map)}))
    if column.missing:
        found.append(Text(N_("No value: {words}"), {"words": " ; ".join(column.missing)}))
    if column.dates:
        found.append(Text(_READINGS[column.dates]))
    return found


_READINGS: Final = {"dmy": N_("day first"), "mdy": N_("month first"), "ymd": N_("year first")}


def differences(old: Profile, new: Profile, feeds: Mapping[str, Feed]) -> list[Text]:
    """A sentence for each difference; empty where both say the same."""
    return list(_differences(old, new, feeds))


def _differences(old: Profile, new: Profile, feeds: Mapping[str, Feed]) -> Iterator[Text]:
    for name, title in (("title", N_("Name of the profile")), ("source", N_("Source"))):
        yield from _setting(title, getattr(old, name), getattr(new, name))
    for name, title in _FILE_TITLES.items():
        before, after = getattr(old.file, name), getattr(new.file, name)
        if name == "unpivot":
            before, after = (_unpivot(one) for one in (old, new))
        yield from _setting(title, before, after)
    for place in range(max(len(old.entries), len(new.entries))):
        one = old.entries[place] if place < len(old.entries) else None
        other = new.entries[place] if place < len(new.entries) else None
        if one is None or other is None or one.feed != other.feed:
            yield from _setting(
                N_("What the file holds"), *(Text(feeds[e.feed].title) if e else "" for e in (one, other))
            )
        else:
            yield from _entries(one, other, feeds[one.feed])


def _entries(old: Entry, new: Entry, feed: Feed) -> Iterator[Text]:
    for name, title in _ENTRY_TITLES.items():
        yield from _setting(title, getattr(old, name), getattr(new, name))
    before, after = old.by_field, new.by_field
    for one in feed.fields:
        yield from _column(one.title, before.get(one.name), after.get(one.name))


def _column(title: str, old: Column | None, new: Column | None) -> Iterator[Text]:
    if old == new:
        return
    field = Text(title)
    if new is None:
        yield Text(N_("{field}: no longer filled"), {"field": field})
        return
    before = dict(old.map) if old else {}
    now, was = describe(new), describe(old) if old else []
    yield from (Text("{field}: {words}", {"field": field, "words": one}) for one in now if one not in was)
    yield from (
        Text(N_("{field}: no longer “{words}”"), {"field": field, "words": one}) for one in was if one not in now
    )
    for word, meaning in new.map:
        if before.get(word) != meaning:
            yield Text(N_("{field}: “{word}” means “{meaning}”"), {"field": field, "word": word, "meaning": meaning})


def _unpivot(profile: Profile) -> str:
    found = profile.file.unpivot
    return f"{found.columns} → {found.name}, {found.value}" if found else ""


def _setting(title: str, old: object, new: object) -> Iterator[Text]:
    if old != new:
        words = {"setting": Text(title), "old": _shown(old), "new": _shown(new)}
        yield Text(N_("{setting}: {old} → {new}"), words)


def _shown(value: object) -> object:
    return value if isinstance(value, Text) else said(value)
