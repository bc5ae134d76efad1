"""A profile says what a kind of file is: TOML on disk, frozen dataclasses here, checked against the feeds."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from fractions import Fraction
from typing import Any, Final, Literal
from unicodedata import normalize

from app.core.errors import UserError
from app.core.formula import parse, parse_condition
from app.core.texts import N_, Text
from app.imports.feeds import Feed

DATES: Final = ("", "dmy", "mdy", "ymd")
EPOCHS: Final = ("", "1900", "1904")
MODES: Final = ("rows", "complete")
SCOPES: Final = ("", "date", "month", "all")
_KINDS: Final[Mapping[type, str]] = {
    str: N_("a text"), int: N_("a whole number"), bool: N_("true or false"), list: N_("a list of texts"),
    dict: N_("a table"), object: N_("a value"),
}  # fmt: skip
_PROFILE: Final[Mapping[str, type]] = {
    "id": str, "version": int, "source": str, "title": str, "file": dict, "feed": object,
}  # fmt: skip
_FILE: Final[Mapping[str, type]] = {
    "match": list, "encoding": str, "delimiter": str, "sheet": str, "header_row": int, "header_rows": int,
    "header": list, "missing": list, "dates": str, "decimal": str, "epoch": str, "fill_down": list, "where": str,
    "extracted_at": str, "unpivot": dict,
}  # fmt: skip
_UNPIVOT: Final[Mapping[str, type]] = {"columns": str, "name": str, "value": str}
_ENTRY: Final[Mapping[str, type]] = {
    "feed": str, "columns": dict, "mode": str, "scope": str, "by": str, "unknown": str, "head": bool, "key": list,
    "where": str, "repeat": str,
}  # fmt: skip
_COLUMN: Final[Mapping[str, type]] = {
    "column": str, "value": object, "formula": str, "map": dict, "missing": list, "dates": str, "factor": object,
    "join": list, "else": str,
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """Where one field's value comes from: a header, a constant or a formula; and how its words are read."""

    column: str = ""
    value: str = ""
    formula: str = ""
    map: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    dates: str = ""
    factor: str = ""
    join: tuple[str, ...] = ()
    """Headers whose texts are joined by a hyphen, as a year and a month in two columns."""
    otherwise: str = ""
    """Header of a stand-in where the value is missing; the row is marked as estimated (推算)."""


@dataclass(frozen=True)
class Entry:
    """One feed inside a file."""

    feed: str
    columns: tuple[tuple[str, Column], ...]
    mode: Literal["rows", "complete"] = "rows"
    scope: Literal["", "date", "month", "all"] = ""
    by: Literal["", "party"] = ""
    unknown: Literal["create", "wait"] = "create"
    head: bool = False
    key: tuple[str, ...] = ()
    where: str = ""
    repeat: Literal["", "last"] = ""
    """``last``: equal keys in one file are a master list repeated on every line, and the last one counts."""

    @property
    def by_field(self) -> dict[str, Column]:
        """The columns by field name."""
        return dict(self.columns)


@dataclass(frozen=True)
class Unpivot:
    """Columns that are values of a dimension (months across): each becomes a row."""

    columns: str
    name: str
    value: str


@dataclass(frozen=True)
class FileShape:
    """How the file's table is found and its words are read; empty means: found by the program."""

    match: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0
    header_rows: int = 0
    header: tuple[str, ...] = ()
    """Names of the columns for a file that has no header row."""
    missing: tuple[str, ...] = ()
    dates: str = ""
    decimal: str = ""
    epoch: str = ""
    """First year of Excel's day numbers, 1900 or 1904, where the file does not say it itself."""
    fill_down: tuple[str, ...] = ()
    where: str = ""
    extracted_at: str = ""
    unpivot: Unpivot | None = None


@dataclass(frozen=True)
class Profile:
    """What one kind of file of one source is."""

    id: str
    version: int
    source: str
    title: str
    file: FileShape
    entries: tuple[Entry, ...]
    text: str = field(default="", compare=False, repr=False)
    """The TOML it was read from, kept with the batch."""

    @property
    def sha256(self) -> str:
        """Content address of the profile: the same bytes with the same profile are a no-op."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def feeds(self) -> tuple[str, ...]:
        """The feeds of its parts, in their order."""
        return tuple(one.feed for one in self.entries)

    def fits(self, name: str) -> bool:
        """Whether a file's name is one that the profile recognises."""
        plain = normalize("NFC", name).casefold()
        return any(fnmatch(plain, normalize("NFC", pattern).casefold()) for pattern in self.file.match)


def parse_profile(text: str, feeds: Mapping[str, Feed]) -> Profile:
    """The profile of a TOML text; raises UserError naming the place that is wrong."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError("The profile is not valid TOML: {error}", error=str(error)) from error
    _known(raw, _PROFILE, "profile")
    _known(raw.get("file", {}), _FILE, "[file]")
    shape: dict[str, Any] = dict(raw.get("file", {}))
    unpivot = shape.pop("unpivot", None)
    if unpivot is not None:
        _known(unpivot, _UNPIVOT, "[file.unpivot]")
        unpivot = Unpivot(**{name: _text(unpivot, name) for name in _UNPIVOT})
    shape = {key: tuple(value) if isinstance(value, list) else value for key, value in shape.items()}
    profile = Profile(
        id=_text(raw, "id"),
        version=raw.get("version", 1),
        source=_text(raw, "source"),
        title=str(raw.get("title", raw["id"])),
        file=FileShape(**shape, unpivot=unpivot),
        entries=tuple(_entry(one, feeds) for one in _tables(raw.get("feed", []))),
        text=text,
    )
    if not profile.entries:
        raise UserError("The profile {id} names no feed.", id=profile.id)
    _check_file(profile.file)
    return profile


def _check_file(shape: FileShape) -> None:
    if shape.dates not in DATES:
        raise UserError("Dates are read as dmy, mdy or ymd, not “{dates}”.", dates=shape.dates)
    if shape.epoch not in EPOCHS:
        raise UserError("“{given}” is no value for {name}.", given=shape.epoch, name="epoch")


def check_texts(profile: Profile) -> None:
    """Raise UserError where a formula, a condition, a pattern or a factor of the profile is none."""
    shape = profile.file
    rule, _, what = shape.extracted_at.partition(":")
    for pattern in (shape.unpivot.columns if shape.unpivot else "", what if rule == "name" else ""):
        check_pattern(pattern)
    for condition in (shape.where, *(one.where for one in profile.entries)):
        if condition:
            parse_condition(condition)
    for entry in profile.entries:
        for _, column in entry.columns:
            if column.formula:
                parse(column.formula)
            check_factor(column.factor)


def check_pattern(pattern: str) -> None:
    """Raise UserError for a pattern of column or file names that is none."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise UserError("“{pattern}” is no pattern: {error}", pattern=pattern, error=str(error)) from error


def _tables(raw: object) -> list[Mapping[str, Any]]:
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        raise UserError("Each feed of a profile begins with a line [[feed]].")
    return raw


def _entry(raw: Mapping[str, Any], feeds: Mapping[str, Feed]) -> Entry:
    _known(raw, _ENTRY, "[[feed]]")
    name = _text(raw, "feed")
    feed = feeds.get(name)
    if feed is None:
        raise UserError("There is no feed “{name}”; the feeds are {feeds}.", name=name, feeds=", ".join(sorted(feeds)))
    columns = raw.get("columns", {})
    for one in columns:
        if one not in feed.by_name:
            raise UserError(
                "The feed {feed} has no field “{name}”; its fields are {fields}.",
                feed=name, name=one, fields=", ".join(feed.by_name),
            )  # fmt: skip
    for wanted, value in (("mode", MODES), ("scope", SCOPES), ("by", ("", "party")), ("unknown", ("create", "wait"))):
        given = raw.get(wanted, value[0])
        if given not in value:
            raise UserError("“{given}” is no value for {name}.", given=str(given), name=wanted)
    return Entry(
        feed=name,
        columns=tuple((one, _column(value)) for one, value in columns.items()),
        mode=raw.get("mode", "rows"),
        scope=raw.get("scope", "date" if raw.get("mode") == "complete" else ""),
        by=raw.get("by", ""),
        unknown=raw.get("unknown", "create"),
        head=bool(raw.get("head", False)),
        key=tuple(raw.get("key", ())),
        where=raw.get("where", ""),
        repeat=raw.get("repeat", ""),
    )


def _column(raw: object) -> Column:
    if isinstance(raw, str):
        return Column(column=raw)
    if not isinstance(raw, Mapping):
        raise UserError("[feed.columns] needs a header or a table, not “{value}”.", value=str(raw))
    _known(raw, _COLUMN, "[feed.columns]")
    return Column(
        column=raw.get("column", ""),
        value=str(raw.get("value", "")),
        formula=raw.get("formula", ""),
        map=tuple((str(key), str(value)) for key, value in raw.get("map", {}).items()),
        missing=tuple(raw.get("missing", ())),
        dates=raw.get("dates", ""),
        factor=str(raw.get("factor", "")),
        join=tuple(raw.get("join", ())),
        otherwise=raw.get("else", ""),
    )


def check_factor(factor: str) -> None:
    """Raise UserError for a unit factor that is no number above zero; an empty one is none."""
    try:
        fits = not factor or Fraction(factor) > 0
    except (ValueError, ZeroDivisionError):
        fits = False
    if not fits:
        raise UserError("A unit factor is a number above zero, not “{factor}”.", factor=factor)


def _known(raw: Mapping[str, Any], kinds: Mapping[str, type], place: str) -> None:
    """Refuse a setting that nobody knows, or one whose value is of another kind."""
    left = sorted(set(raw) - set(kinds))
    if left:
        raise UserError("{place} has no setting “{name}”.", place=place, name=left[0])
    for name, value in raw.items():
        kind = kinds[name]
        fits = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
        if not fits or (kind is list and not all(isinstance(one, str) for one in value)):
            raise UserError("“{name}” in {place} needs {kind}.", name=name, place=place, kind=Text(_KINDS[kind]))


def _text(raw: Mapping[str, Any], name: str) -> str:
    found = raw.get(name)
    if not isinstance(found, str) or not found.strip():
        raise UserError("The profile needs a text for “{name}”.", name=name)
    return found


def write_profile(profile: Profile) -> str:
    """The TOML of a profile, as a person would write it."""
    lines = [f"id = {_toml(profile.id)}", f"version = {profile.version}", f"source = {_toml(profile.source)}"]
    lines += [f"title = {_toml(profile.title)}", "", "[file]"]
    for name in FileShape.__dataclass_fields__:
        value = getattr(profile.file, name)
        if value and name != "unpivot":
            lines.append(f"{name} = {_toml(value)}")
    if profile.file.unpivot:
        lines += ["", "[file.unpivot]"]
        lines += [f"{name} = {_toml(value)}" for name, value in vars(profile.file.unpivot).items()]
    for entry in profile.entries:
        lines += ["", "[[feed]]"]
        for name in Entry.__dataclass_fields__:
            value = getattr(entry, name)
            if name != "columns" and (value or name == "feed"):
                lines.append(f"{name} = {_toml(value)}")
        lines.append("[feed.columns]")
        lines += [f"{name} = {_column_toml(column)}" for name, column in entry.columns]
    return "\n".join(lines) + "\n"


def _column_toml(column: Column) -> str:
    if column == Column(column=column.column):
        return _toml(column.column)
    names = {"otherwise": "else"}
    parts = [
        f"{names.get(name, name)} = {_toml(dict(value) if name == 'map' else value)}"
        for name, value in vars(column).items()
        if value
    ]
    return "{ " + ", ".join(parts) + " }"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(one)}" for key, one in value.items()) + " }"
    escaped = re.sub(r'[\x00-\x1f\x7f"\\]', lambda found: f"\\u{ord(found[0]):04x}", str(value))
    return f'"{escaped}"'
