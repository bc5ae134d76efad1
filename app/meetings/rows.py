"""What screens, documents and the command line read about meetings: frozen rows; days are stored days.

Names of departments, dealers and series are msgids with both languages in them (``app.core.texts.either``): ``t(...)``
renders them. Names of people and their own words are plain.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.texts import Text, either, unpacked
from app.meetings.rules import QuorumView, Tally
from app.meetings.templates import Section


def said(title: str, params: Mapping[str, Any]) -> str | Text:
    """A title: a person's own words, or the program's sentence where there are params."""
    return unpacked(title, params) if params else title


@dataclass(frozen=True)
class SeriesRow:
    """A series in a list."""

    id: str
    ref: str
    name: str
    name_en: str
    kind: str
    rhythm: str
    from_minute: int
    minutes: int
    place: str
    chair_id: str
    chair: str
    sponsor_id: str
    sponsor: str
    secretary_id: str
    secretary: str
    template: tuple[Section, ...]
    must: tuple[str, ...]
    """Ids of the departments that must be there."""
    percent: int
    """How many of a hundred invited must be there."""
    squad_id: str
    ended_on: int | None
    meetings: int
    last_on: int | None
    """The day of the newest closed meeting."""
    next_on: int | None
    """The day of the first one that is planned."""
    waiting: int
    """Topics in the backlog."""
    open_actions: int

    @property
    def title(self) -> str:
        """Its name as a msgid in both languages."""
        return either(self.name, self.name_en)


@dataclass(frozen=True)
class MemberRow:
    """Someone who is invited to every meeting of a series."""

    id: str
    person_id: str
    person: str
    department_id: str
    department: str
    role: str
    email: str


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list."""

    id: str
    ref: str
    series_id: str
    series: str
    kind: str
    number: int
    title: str
    """Its own, where it has one."""
    period: str
    held_on: int
    from_minute: int
    minutes: int
    place: str
    state: str
    version: int
    chair_id: str
    chair: str
    secretary_id: str
    secretary: str
    items: int
    """On the agenda, without what was parked or struck off."""
    decisions: int
    actions: int
    """Made in it."""
    started_at: int | None
    ended_at: int | None
    minutes_sha256: str
    figures_sha256: str
    known_tx: int | None
    journal_head: str
    reason: str


@dataclass(frozen=True)
class AttendanceRow:
    """Someone invited to a meeting, and whether he came."""

    id: str
    person_id: str
    person: str
    title: str
    email: str
    department_id: str
    department: str
    role: str
    state: str
    proxy_id: str
    proxy: str
    note: str


@dataclass(frozen=True)
class OutcomeRow:
    """What came of an item; of an action as it stands now."""

    id: str
    ref: str
    meeting_id: str
    item_id: str
    n: int
    kind: str
    text: str
    said_by: str
    action_id: str
    action_ref: str
    owner_id: str
    owner: str
    department_id: str
    department: str
    due_on: int | None
    dealer_id: str
    dealer: str
    kpi: str
    action_state: str


@dataclass(frozen=True)
class ItemRow:
    """An item of an agenda with what came of it."""

    id: str
    ref: str
    meeting_id: str
    n: int
    section: str
    source: str
    cause: str
    fingerprint: str
    title: str | Text
    department_id: str
    department: str
    owner_id: str
    owner: str
    dealer_id: str
    dealer: str
    kpi: str
    minutes: int
    spent_seconds: int
    state: str
    reason: str
    evidence: tuple[Mapping[str, Any], ...]
    notes: str
    recurring: bool
    from_item_id: str
    outcomes: tuple[OutcomeRow, ...]


@dataclass(frozen=True)
class ActionRow:
    """An action of a series, with what the asked meeting found of it."""

    id: str
    ref: str
    title: str | Text
    owner_id: str
    owner: str
    department_id: str
    department: str
    dealer_id: str
    dealer: str
    kpi: str
    due_on: int | None
    state: str
    """open, done or dropped, as it stands now."""
    stage: str
    done_on: int | None
    outcome: str
    outcome_id: str
    meeting_id: str
    """The meeting that made it."""
    number: int
    slips: int
    """By the meetings before the asked one; by all of them where none is asked."""
    promised_on: int | None
    """The day that the last of them gave it."""
    carry_id: str = ""
    verdict: str = ""
    """What the asked meeting found of it; empty where it has not looked at it yet."""
    due_before: int | None = None
    due_after: int | None = None
    slips_now: int = 0
    """With the slip of the asked meeting."""
    reason: str = ""
    into_id: str = ""
    into_ref: str = ""


@dataclass(frozen=True)
class TopicRow:
    """A topic of a series' backlog."""

    id: str
    ref: str
    series_id: str
    title: str | Text
    section: str
    cause: str
    department_id: str
    department: str
    owner_id: str
    owner: str
    dealer_id: str
    dealer: str
    kpi: str
    minutes: int
    note: str
    proposed_by: str
    proposed_on: int
    state: str
    item_id: str
    reason: str
    is_parked: bool
    """Whether it was on an agenda before and was put off."""


@dataclass(frozen=True)
class ReportRow:
    """What a department prepared for a meeting."""

    id: str
    meeting_id: str
    department_id: str
    department: str
    done: str
    next: str
    asks: str
    state: str
    by: str


@dataclass(frozen=True)
class VersionRow:
    """One closing of a meeting."""

    id: str
    version: int
    content_sha256: str
    journal_head: str
    closed_by: str
    closed_on: int
    reason: str


@dataclass(frozen=True)
class MeetingView:
    """Everything of one meeting."""

    meeting: MeetingRow
    series: SeriesRow
    attendance: tuple[AttendanceRow, ...]
    quorum: QuorumView
    items: tuple[ItemRow, ...]
    actions: tuple[ActionRow, ...]
    """What it looks at: the actions of the meetings before."""
    tally: Tally
    reports: tuple[ReportRow, ...]
    topics: tuple[TopicRow, ...]
    """What waits in the backlog of its series."""
    versions: tuple[VersionRow, ...]
