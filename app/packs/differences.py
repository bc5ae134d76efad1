"""What a pack would change in a workspace: added, changed, replaced, ended, left alone; nothing is written."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from app.core.locks import PACK, PACK_GIVEN, PART_TITLES
from app.core.model import canonical_json
from app.core.texts import N_, Text, Texts
from app.core.workspace_settings import setting
from app.packs.model import Item, Items, Pack, Part, digest

What = Literal["added", "changed", "replaced", "ended", "own", "refused"]
WHAT_TITLES: Final[Mapping[What, str]] = {
    "added": N_("is added"), "changed": N_("changes"), "replaced": N_("replaces the region's own"),
    "ended": N_("is taken out"), "own": N_("stays: the region's own"), "refused": N_("stays as it is here"),
}  # fmt: skip
WRITES: Final = frozenset({"added", "changed", "replaced", "ended"})
_SHOWN: Final = 200
Given = Mapping[str, Mapping[str, str]]
"""By part and key the digest of what the pack in force gave."""


@dataclass(frozen=True)
class Field:
    """One value that is another one; the path leads through the item's tables."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Difference:
    """What is with one thing."""

    part: str
    key: str
    what: What
    now: Item | None
    new: Item | None
    why: Text | None = None
    """Why it stays as it is."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is another value; empty where it is added, taken out or stays."""
        if self.now is None or self.new is None:
            return ()
        old, new = dict(flat(self.now)), dict(flat(self.new))
        return tuple(
            Field(path, old.get(path, ""), new.get(path, "")) for path in sorted(old.keys() | new.keys())
            if old.get(path, "") != new.get(path, "")
        )  # fmt: skip

    @property
    def writes(self) -> bool:
        """Whether something is written."""
        return self.what in WRITES


@dataclass(frozen=True)
class Differences:
    """All that a pack would do, in the order of the parts."""

    rows: tuple[Difference, ...]

    @property
    def seal(self) -> str:
        """Tells whether what is installed is what was looked at."""
        said = [[one.part, one.key, one.what, digest(one.now or {}), digest(one.new or {})] for one in self.rows]
        return hashlib.sha256(canonical_json(said).encode()).hexdigest()

    @property
    def writes(self) -> bool:
        """Whether anything is written."""
        return any(one.writes for one in self.rows)

    def count(self, what: What) -> int:
        """How many things."""
        return sum(one.what == what for one in self.rows)


def given_by(session: Session, pack_id: str) -> Given:
    """What the pack in force gave, if it is another version of this one; nothing else is head office's to take out."""
    in_force: Mapping[str, Any] = setting(session, PACK) or {}
    return (setting(session, PACK_GIVEN) or {}) if in_force.get("id") == pack_id else {}


def find_differences(session: Session, parts: Mapping[str, Part], pack: Pack) -> Differences:
    """What a pack would do now."""
    given = given_by(session, pack.manifest.id)
    rows: list[Difference] = []
    for key in PART_TITLES:
        if key in pack.parts:
            part = parts[key]
            rows += _of_part(session, part, part.read(session), pack.parts[key], given.get(key, {}))
    return Differences(tuple(rows))


def _of_part(
    session: Session, part: Part, now: Items, new: Items, given: Mapping[str, str]
) -> Iterator[Difference]:  # fmt: skip
    for key in sorted(now.keys() | new.keys()):
        old, item = now.get(key), new.get(key)
        if old == item:
            continue
        if item is None and old is not None:
            ours = given.get(key) == digest(old)
            yield Difference(part.key, key, "ended" if ours else "own", old, None)
            continue
        if item is None:
            continue
        why = part.refuses(session, item)
        if why is not None:
            yield Difference(part.key, key, "refused", old, item, why)
        elif old is None:
            yield Difference(part.key, key, "added", None, item)
        else:
            ours = given.get(key) == digest(old)
            yield Difference(part.key, key, "changed" if ours else "replaced", old, item)


# ---------------------------------------------------------------------------------------------------------- words


FIELD_TITLES: Final[Mapping[str, str]] = {
    "name": N_("Name"), "formula": N_("Formula"), "sentence": N_("Sentence"), "unit": N_("unit"),
    "holds": N_("Base units in it"), "value": N_("Goal"), "upper": N_("Upper end"), "note": N_("Note"),
    "base_unit": N_("Base unit"), "pack_factor": N_("Base units per case"), "report_unit": N_("Unit of reports"),
    "specification": N_("Specification"), "group": N_("Product group"), "list_price": N_("List price"),
    "temperature_class": N_("Temperature class"), "goods_class": N_("Class of goods"), "calendar": N_("Calendar"),
    "schedule": N_("Schedule"), "title": N_("Title"), "text": N_("Text"), "direction": N_("Direction"),
    "owner": N_("Owner department"),
}  # fmt: skip
"""What fields are called; a path into an item's tables stands as it is."""


def field_title(path: str) -> Text | str:
    """A field in words, where it has some."""
    return Text(FIELD_TITLES[path]) if path in FIELD_TITLES else path


def flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The single values of an item with their paths; rows that name themselves are found by their name."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            if name == "toml" and isinstance(one, str):
                yield from flat(_toml(one), path)
            else:
                yield from flat(one, f"{path}.{name}" if path else str(name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for n, one in enumerate(value):
            yield from flat(one, f"{path}[{_called(one) or n + 1}]")
    elif value is not None and value != "":
        yield path, {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return text


def _called(value: Any) -> str:
    if not isinstance(value, Mapping):
        return ""
    return next((str(value[one]) for one in ("kpi", "key", "id", "feed", "name") if value.get(one)), "")


def _word(path: str, t: Texts) -> str:
    return t(FIELD_TITLES[path]) if path in FIELD_TITLES else path


def told(one: Difference, t: Texts) -> str:
    """The change in one line: each value as it is and as it will be."""
    if one.why is not None:
        return t.render(one.why)
    said = [f"{_word(each.path, t)}: {each.old or '∅'} → {each.new or '∅'}" for each in one.fields]
    text = "; ".join(said)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
