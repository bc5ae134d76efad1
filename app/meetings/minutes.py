"""Minutes as data: what every printing of a meeting reads, in no language yet, and its canonical JSON.

Days are ISO text, titles and names of departments and dealers msgids as ``t(...)`` renders them, words of people plain.
The same minutes give the same bytes, whose hash the closed meeting names.
"""

import json
import types
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Final, Union, cast, get_args, get_origin, get_type_hints

from app.core.errors import UserError
from app.core.files import FileStore
from app.core.model import canonical_json
from app.core.texts import Text
from app.meetings.evidence import Figures, figures_from_json
from app.meetings.rows import said

FORMAT: Final = 1
_LATER: Final = frozenset({"pack"})
"""Fields that came after minutes were closed: written only where they say something, so that old hashes stay."""


@dataclass(frozen=True)
class Titled:
    """A title as it is kept: a person's own words, or a msgid with params (packed)."""

    title: str
    params: Mapping[str, Any]

    @property
    def said(self) -> str | Text:
        """The words, or the sentence to be rendered."""
        return said(self.title, self.params)


@dataclass(frozen=True)
class Head:
    """Which meeting it is."""

    workspace: str
    series_ref: str
    series: str
    series_en: str
    kind: str
    ref: str
    number: int
    title: str
    period: str
    held_on: str
    from_minute: int
    minutes: int
    place: str
    started_at: int | None
    """Milliseconds since 1970, UTC, as ``ended_at``."""
    ended_at: int | None
    chair: str
    secretary: str
    sponsor: str


@dataclass(frozen=True)
class Attendee:
    """Somebody invited, and whether he came."""

    person_id: str
    name: str
    title: str
    email: str
    department: str
    role: str
    state: str
    proxy: str
    note: str


@dataclass(frozen=True)
class Quorum:
    """Whether enough people were there."""

    invited: int
    present: int
    needed: int
    missing: tuple[str, ...]
    """Departments of which nobody was there."""
    is_met: bool
    reason: str
    """Why the meeting counts although it is not met or not everybody's attendance is known."""


@dataclass(frozen=True)
class Aim:
    """What a decision is expected to change."""

    kpi: str
    change: str
    relative: bool
    check_on: str
    after_from: str
    after_to: str


@dataclass(frozen=True)
class OutcomeLine:
    """A decision, action, information or risk."""

    id: str
    ref: str
    n: int
    kind: str
    text: str
    said_by: str
    action_ref: str
    owner_id: str
    owner: str
    department: str
    due_on: str
    """Empty where it is no action."""
    dealer: str
    kpi: str
    aims: tuple[Aim, ...]
    opened: tuple[str, ...]
    """References of the records that the decision opened."""


@dataclass(frozen=True)
class ItemLine:
    """An item of the agenda with what was said and what came of it."""

    id: str
    ref: str
    n: int
    """Its place among what was on the agenda, 1 is the first; 0 for what was put off or struck off."""
    section: str
    source: str
    words: Titled
    department: str
    owner: str
    dealer: str
    kpi: str
    minutes: int
    spent_seconds: int
    state: str
    """done, parked, rejected, or planned: nobody came to it."""
    reason: str
    notes: str
    evidence: tuple[Mapping[str, Any], ...]
    """As ``evidence.read_evidence`` reads it."""
    outcomes: tuple[OutcomeLine, ...]


@dataclass(frozen=True)
class CarryLine:
    """What the meeting found of an action of the meetings before."""

    ref: str
    words: Titled
    owner_id: str
    owner: str
    department: str
    from_number: int
    """The number of the meeting that made it."""
    verdict: str
    """Empty where it was not looked at yet."""
    due_before: str
    due_after: str
    slips: int
    reason: str
    into_ref: str


@dataclass(frozen=True)
class Sum:
    """What came in is done, carried over, dropped with its reason, or joined with another."""

    came: int
    done: int
    carried: int
    dropped: int
    merged: int
    made: int
    balanced: bool


@dataclass(frozen=True)
class Report:
    """What a department prepared."""

    department: str
    by: str
    done: str
    next: str
    asks: str


@dataclass(frozen=True)
class Earlier:
    """An earlier closing of the same meeting, and why it was reopened."""

    version: int
    closed_on: str
    by: str
    content_sha256: str
    reopened_for: str


@dataclass(frozen=True)
class MinutesContent:
    """The minutes of a meeting."""

    format: int
    version: int
    """1 at the first closing; of minutes that are not closed the version that they would be."""
    closed_on: str
    """Empty while the meeting is not closed."""
    closed_by: str
    head: Head
    attendees: tuple[Attendee, ...]
    quorum: Quorum
    items: tuple[ItemLine, ...]
    """In the order of the agenda; what was put off or struck off comes last."""
    carried: tuple[CarryLine, ...]
    sum: Sum
    reports: tuple[Report, ...]
    earlier: tuple[Earlier, ...]
    known_tx: int | None
    """The transaction up to which data were known when the agenda's figures were frozen."""
    figures_sha256: str
    figures: Mapping[str, Any]
    """The frozen figures that the items name, as ``evidence`` keeps them; empty where nothing was frozen."""
    journal_head: str
    """Hash of the journal's last row when the meeting was closed."""
    pack: str = ""
    """The configuration pack that was in force; minutes that were closed before there were any say nothing of it."""

    @property
    def is_closed(self) -> bool:
        """Whether these are closed minutes, and no preview."""
        return bool(self.closed_on)

    @property
    def frozen(self) -> Figures:
        """The frozen figures that the items name."""
        return figures_from_json(canonical_json(self.figures)) if self.figures else Figures()

    def outcomes(self, kind: str) -> list[tuple[ItemLine, OutcomeLine]]:
        """All outcomes of a kind, each with its item."""
        return [(item, one) for item in self.items for one in item.outcomes if one.kind == kind]


def minutes_json(content: MinutesContent) -> bytes:
    """Canonical JSON: sorted keys, NFC, whole numbers only."""
    return unicodedata.normalize("NFC", canonical_json(_plain(content))).encode()


def minutes_from_json(data: bytes) -> MinutesContent:
    """The minutes that ``minutes_json`` wrote; raises UserError where these are none."""
    try:
        return cast("MinutesContent", _read(MinutesContent, json.loads(data), "minutes"))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UserError("These are no minutes of a meeting: {reason}", reason=f"{error}") from error


def closed_minutes(files: FileStore, sha256: str) -> MinutesContent:
    """The minutes that a closing kept; raises UserError where they are missing or damaged."""
    return minutes_from_json(files.get(sha256))


def _plain(value: object) -> Any:
    if is_dataclass(value):
        return {
            each.name: _plain(getattr(value, each.name)) for each in fields(value)
            if each.name not in _LATER or getattr(value, each.name)
        }  # fmt: skip
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, raw: Any, where: str) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {types.UnionType, Union}:
        return None if raw is None else _read(inner[0], raw, where)
    if origin is tuple and isinstance(raw, list):
        return tuple(_read(inner[0], each, f"{where}[{n}]") for n, each in enumerate(raw))
    if origin is Mapping and isinstance(raw, dict):
        return raw
    if is_dataclass(kind) and isinstance(raw, dict):
        hints = _hints(cast("type", kind))
        wrong = set(raw) ^ set(hints)
        if wrong - (_LATER - set(raw)):
            raise ValueError(f"{where}: {min(wrong)}")
        return cast("type", kind)(**{name: _read(hints[name], raw[name], f"{where}.{name}") for name in raw})
    if type(raw) is not kind:
        raise ValueError(f"{where}: {raw!r}")
    return raw
