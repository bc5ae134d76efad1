"""What records and their fields are called, so that a history can be told in words instead of columns."""

import difflib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Literal

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.journal_rows import Change, FieldChange
from app.core.model import RECORD_CLASSES, Record
from app.core.money import AMOUNT_SCALE, PRICE_SCALE
from app.core.period import day_of
from app.core.personal import masked
from app.core.texts import N_, Text, Texts, days, unpacked

FieldKind = Literal[
    "text", "choice", "choices", "fields", "days", "money", "minor", "price", "day", "moment", "tenths", "thousandths",
    "share_e6", "yes", "ref", "long", "hash", "counts", "said", "personal",
]  # fmt: skip
Names = Mapping[tuple[str, str], str | Text]
"""What records are called, by entity and id."""
_CHUNK: Final = 400
_LONG_LINES: Final = 8
_MOST_SIGNS: Final = 300
_E4_PER_MINOR: Final = AMOUNT_SCALE // 100
"""Posted money is kept in hundredths of the currency unit."""


@dataclass(frozen=True)
class FieldWords:
    """One field: its title and how its stored value is read."""

    title: str
    kind: FieldKind = "text"
    choices: Mapping[str, str] = field(default_factory=dict)
    """For a choice: the msgid of each stored value."""
    of: str = ""
    """For a reference: the entity that it names; for what the program said: the field with the parameters."""


@dataclass(frozen=True)
class RecordWords:
    """One kind of record; a field that is not listed is the program's own and not told."""

    title: str
    name: tuple[str, ...]
    """The fields that a record is called by."""
    fields: Mapping[str, FieldWords]
    silent: frozenset[str] = frozenset()
    """Fields that only the program needs."""
    removed: str = N_("Removed")
    restored: str = N_("Back again")


Book = Mapping[str, RecordWords]
"""The words of every kind of record, by its table."""
NO_WORDS: Final[Book] = MappingProxyType({})
SILENT: Final = frozenset({"ref", "scope", "extra", "removed"})
"""What every record has and no history tells."""
RECORDS: Final[Book] = MappingProxyType(
    {
        "setting": RecordWords(
            N_("Setting"),
            ("key",),
            {
                "key": FieldWords(N_("Setting"), "choice", {
                    "name": N_("Name of the workspace"), "currency": N_("Currency"),
                    "practice_day": N_("Day of the practice region"), "holidays": N_("Holidays"),
                    "calendar": N_("Calendar"), "balance": N_("Tolerance of the balance of flows"),
                    "delivery": N_("Sending of notices"), "pack": N_("Configuration pack"),
                    "pack_given": N_("What the configuration pack gave"),
                    "policy_templates": N_("Templates of incentive policies"),
                    "agenda_templates": N_("Templates of meetings"),
                }),
                "value": FieldWords(N_("Value")),
            },
        ),
    }
)  # fmt: skip


def title_of(book: Book, entity: str) -> Text:
    """The kind of a record in words; the table's name where a newer program wrote it."""
    return Text(book[entity].title if entity in book else entity)


def field_title(book: Book, entity: str, name: str) -> Text | str:
    """A field in words; its column where there are none."""
    spec = book[entity].fields.get(name) if entity in book else None
    return name if spec is None else Text(spec.title)


# ---------------------------------------------------------------------------------------------------- names


def names_of(session: Session, book: Book, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str | Text]:
    """What records are called now, those that their names refer to included."""
    found: dict[tuple[str, str], str | Text] = {}
    parts = _parts(session, book, wanted)
    second = {
        (spec.of, str(value))
        for (entity, _), values in parts.items()
        for spec, value, _ in _named(book[entity], values)
        if spec.kind == "ref" and value
    }
    inner = names_of(session, book, second) if second else {}
    for (entity, record_id), values in parts.items():
        said: list[str | Text] = []
        for spec, value, params in _named(book[entity], values):
            if spec.kind == "choice" and value in spec.choices:
                said.append(Text(spec.choices[value]))
            elif spec.kind == "ref":
                said.append(inner.get((spec.of, str(value)), str(value or "")))
            elif spec.kind == "said" and value:
                said.append(_of_program(value, params))
            elif not _is_nothing(value):
                said.append(masked(str(value)) if spec.kind == "personal" else str(value))
        if said:
            pair = Text(N_("{first}, {second}"), {"first": said[0], "second": said[-1]})
            found[entity, record_id] = said[0] if len(said) == 1 else pair
    return found


def refs_of(session: Session, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The short reference of each record."""
    found: dict[tuple[str, str], str] = {}
    for entity, some in _by_entity(keys):
        rows = session.execute(text(f"SELECT id, ref FROM {entity} WHERE id IN {_marks(some)}"), _values(some))
        found |= {(entity, row[0]): str(row[1]) for row in rows}
    return found


def named_like(session: Session, book: Book, word: str, *, limit: int = 400) -> list[str]:
    """The ids of records whose name or reference holds a word."""
    pattern = "%" + "".join(f"\\{one}" if one in "%_\\" else one for one in word) + "%"
    found: list[str] = []
    for entity, words in book.items():
        columns = [name for name in words.name if words.fields[name].kind != "ref"]
        conditions = " OR ".join(f"{name} LIKE :p ESCAPE '\\'" for name in ("ref", *columns))
        rows = session.execute(text(f"SELECT id FROM {entity} WHERE {conditions} LIMIT :n"), {"p": pattern, "n": limit})
        found += [str(row[0]) for row in rows]
    return found[:limit]


def find_ref(session: Session, book: Book, ref: str) -> tuple[str, str] | None:
    """Entity and id of the record with a short reference."""
    for entity in book:
        found = session.execute(text(f"SELECT id FROM {entity} WHERE ref = :ref"), {"ref": ref}).scalar()
        if found is not None:
            return entity, str(found)
    return None


def _named(words: RecordWords, values: Sequence[Any]) -> Iterator[tuple[FieldWords, Any, Any]]:
    """Each part of a record's name with its value, and the parameters of what the program said."""
    left = iter(values)
    for name in words.name:
        spec = words.fields[name]
        yield spec, next(left), next(left) if spec.kind == "said" else None


def _parts(session: Session, book: Book, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Sequence[Any]]:
    found: dict[tuple[str, str], Sequence[Any]] = {}
    for entity, some in _by_entity(key for key in wanted if key[0] in book):
        specs = book[entity].fields
        names = [(name, specs[name].of) if specs[name].kind == "said" else (name,) for name in book[entity].name]
        columns = ", ".join(one for some_names in names for one in some_names)
        rows = session.execute(text(f"SELECT id, {columns} FROM {entity} WHERE id IN {_marks(some)}"), _values(some))
        found |= {(entity, row[0]): tuple(row[1:]) for row in rows}
    return found


def _of_program(msgid: Any, params: Any = None) -> Text:
    """What the program said, its parameters as JSON; a person's own words have none and stay as they are."""
    return unpacked(str(msgid), (json.loads(params) if isinstance(params, str) else params) or {})


def _by_entity(keys: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    sorted_out: dict[str, set[str]] = defaultdict(set)
    for entity, record_id in keys:
        if entity in RECORD_CLASSES:
            sorted_out[entity].add(record_id)
    for entity, ids in sorted_out.items():
        listed = sorted(ids)
        for start in range(0, len(listed), _CHUNK):
            yield entity, listed[start : start + _CHUNK]


def at_hand(session: Session, keys: Iterable[tuple[str, str]]) -> list[Record]:
    """Records by table and id, some hundreds a statement: while the list lives, ``session.get`` finds them at once."""
    found: list[Record] = []
    for entity, some in _by_entity(keys):
        cls = RECORD_CLASSES[entity]
        found += session.scalars(select(cls).where(cls.id.in_(some)))
    return found


def _marks(ids: Sequence[str]) -> str:
    return "(" + ", ".join(f":i{n}" for n in range(len(ids))) + ")"


def _values(ids: Sequence[str]) -> dict[str, str]:
    return {f"i{n}": one for n, one in enumerate(ids)}


def references(book: Book, changes: Iterable[Change]) -> set[tuple[str, str]]:
    """Every record that changes are about or name in a value."""
    found = set()
    for change in changes:
        found.add((change.entity, change.entity_id))
        specs = book[change.entity].fields if change.entity in book else {}
        for one in change.fields:
            spec = specs.get(one.name)
            if spec is not None and spec.kind == "ref":
                found |= {(spec.of, str(value)) for value in (one.before, one.after) if value}
    return found


@dataclass(frozen=True)
class Told:
    """Changes with everything that is needed to tell them in words."""

    changes: tuple[Change, ...] = ()
    book: Book = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    refs: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def personal(self) -> bool:
        """Whether personal data are among what is told."""
        kinds = {name: words.fields for name, words in self.book.items()}
        return any(
            one.name in (known := kinds.get(change.entity, {})) and known[one.name].kind == "personal"
            for change in self.changes
            for one in change.fields
            if not (_is_nothing(one.before) and _is_nothing(one.after))
        )


def told(session: Session, book: Book, changes: Sequence[Change], people: Mapping[str, str]) -> Told:
    """Look up what changes are about; ``people`` are names by id."""
    return Told(
        tuple(changes), book, names_of(session, book, references(book, changes)), people,
        refs_of(session, {(one.entity, one.entity_id) for one in changes}),
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------------- sentences


@dataclass(frozen=True)
class Teller:
    """Tells changes in one language."""

    t: Texts
    book: Book
    names: Names
    money: Callable[[int], str] = lambda value: format(Decimal(value) / AMOUNT_SCALE, ",.2f")
    reveal: bool = False
    """Whether personal data are told in full, not only their ends."""

    def name(self, entity: str, record_id: str) -> str:
        """What a record is called, empty where it is unknown."""
        found = self.names.get((entity, record_id), "")
        return self.t.render(found) if isinstance(found, Text) else found

    def pairs(self, change: Change) -> list[tuple[str, str, str]]:
        """Title, value before and value after of each field that a change tells; empty text where there was none."""
        return [
            (self.t(spec.title), self._said(change, spec, one, "before"), self._said(change, spec, one, "after"))
            for spec, one in self._told(change)
        ]

    def sentences(self, change: Change) -> list[str]:
        """What a change did, field by field; a new record is told in one sentence."""
        t, words = self.t, self.book.get(change.entity)
        if change.kind == "remove":
            return [t(words.removed if words else N_("Removed"))]
        found = [t("Final from now on")] if change.kind == "final" else []
        if change.kind == "restore":
            found.append(t(words.restored if words else N_("Back again")))
        nothing = t("nothing")
        for spec, one in self._told(change):
            title, after = t(spec.title), self._said(change, spec, one, "after")
            if change.kind == "create" or one.before is None:
                found.append(t("{field}: {after}", field=title, after=after))
            elif spec.kind == "long":
                lines = "\n".join(_lines_changed(str(one.before), str(one.after)))
                found.append(t("{field}: {after}", field=title, after=f"\n{lines}"))
            else:
                before = self._said(change, spec, one, "before") or nothing
                found.append(t("{field}: {before} → {after}", field=title, before=before, after=after or nothing))
        return [t("; ").join(found)] if change.kind == "create" and found else found

    def _told(self, change: Change) -> list[tuple[FieldWords, FieldChange]]:
        """The fields that are worth telling; all of them where a newer program wrote the record."""
        words = self.book.get(change.entity)
        there = {one.name: one for one in change.fields if not (_is_nothing(one.before) and _is_nothing(one.after))}
        specs = words.fields if words else {name: FieldWords(name) for name in there if name not in SILENT}
        return [(spec, there[name]) for name, spec in specs.items() if name in there]

    def _said(self, change: Change, spec: FieldWords, one: FieldChange, side: Literal["before", "after"]) -> str:
        value = getattr(one, side)
        if _is_nothing(value):
            return ""
        read = _READ.get(spec.kind)
        if read is not None:
            return read(self, spec, value)
        if spec.kind == "said":
            return self.t.render(
                _of_program(value, *(getattr(two, side) for two in change.fields if two.name == spec.of))
            )
        if spec.kind == "fields":
            titles = {name: words.title for name, words in self.book[change.entity].fields.items()}
            named = {"removed": N_("Removed")} | titles
            found = [self.t(named.get(one, one)) for one in str(value).split(",") if one]
            return self.t("; ").join(found)
        return value if isinstance(value, str) else _whole(value)


def _whole(value: object) -> str:  # of many parts: its name where it has one, else its beginning
    if isinstance(value, dict) and value.get("name") and value.get("version"):
        return f"{value['name']} {value['version']}"
    return str(value) if len(str(value)) <= _MOST_SIGNS else f"{str(value)[:_MOST_SIGNS]}…"


def _is_nothing(value: object) -> bool:
    return value is None or value == ""  # never a zero


def _choice(teller: Teller, spec: FieldWords, value: Any) -> str:
    return teller.t(spec.choices.get(str(value), str(value)))


def _choices(teller: Teller, spec: FieldWords, value: Any) -> str:
    return teller.t("; ").join(teller.t(spec.choices.get(one, one)) for one in str(value).split(",") if one)


def _days(teller: Teller, spec: FieldWords, value: Any) -> str:
    word = spec.choices.get(str(value))
    return teller.t(word) if word else teller.t.render(days(value))


def _counts(teller: Teller, _spec: FieldWords, value: Any) -> str:
    feeds = json.loads(value)
    loaded = sum(int(one.get("loaded", 0)) for one in feeds)
    aside = sum(int(one.get("quarantined", 0)) for one in feeds)
    return teller.t("rows taken in {n}, put aside {aside}", n=f"{loaded:,}", aside=f"{aside:,}")


def _moment(_teller: Teller, _spec: FieldWords, value: Any) -> str:
    return datetime.fromisoformat(value).astimezone().strftime("%Y-%m-%d %H:%M")


_READ: Final[Mapping[FieldKind, Callable[[Teller, FieldWords, Any], str]]] = {
    "choice": _choice,
    "choices": _choices,
    "days": _days,
    "money": lambda teller, _spec, value: teller.money(int(value)),
    "minor": lambda teller, _spec, value: teller.money(int(value) * _E4_PER_MINOR),
    "price": lambda _teller, _spec, value: format((Decimal(value) / PRICE_SCALE).normalize(), "f"),
    "tenths": lambda _teller, _spec, value: format(Decimal(value) / 10, ".1f"),
    "thousandths": lambda _teller, _spec, value: format((Decimal(value) / 1000).normalize(), "f"),
    "share_e6": lambda _teller, _spec, value: f"{Decimal(value) / 10_000:.1f}%",
    "yes": lambda teller, _spec, value: teller.t("yes") if value else teller.t("no"),
    "day": lambda _teller, _spec, value: day_of(int(value)).isoformat(),
    "moment": _moment,
    "ref": lambda teller, spec, value: teller.name(spec.of, str(value)) or str(value),
    "long": lambda teller, _spec, value: teller.t("Lines: {n}", n=len(_pretty(str(value)))),
    "hash": lambda _teller, _spec, value: f"{str(value)[:12]}…",
    "counts": _counts,
    "personal": lambda teller, _spec, value: str(value) if teller.reveal else masked(str(value)),
}
"""How a stored value of each kind is read."""


def _pretty(value: str) -> list[str]:
    """The lines of a long text; JSON is laid out so that a changed value is a changed line."""
    if value.startswith(("{", "[")):
        return json.dumps(json.loads(value), ensure_ascii=False, indent=1, sort_keys=True).splitlines()
    return value.splitlines()


def _lines_changed(before: str, after: str) -> list[str]:
    """The lines that went and came, at most eight."""
    lines = [
        line
        for line in difflib.unified_diff(_pretty(before), _pretty(after), lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    return lines[:_LONG_LINES] + (["…"] if len(lines) > _LONG_LINES else [])
