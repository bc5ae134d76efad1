"""Records of meetings: series, meetings, who came, what was on the agenda and what came out of it."""

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JsonText, Record


class MeetingSeries(Record):
    """Meetings that follow each other: the same people, the same template, one backlog, what is open carried over."""

    __tablename__ = "meeting_series"
    ref_prefix = "MR"

    name: Mapped[str]
    name_en: Mapped[str | None]
    kind: Mapped[str]
    """monthly, quarterly, squad or other: a key of ``words.SERIES_KINDS``."""
    rhythm: Mapped[str]
    """When it is held, as ``app.core.schedule`` reads it; empty where each day is agreed."""
    from_minute: Mapped[int]
    """Minutes after midnight at which it begins by the clock on the wall."""
    minutes: Mapped[int]
    """How long it is planned."""
    place: Mapped[str | None]
    chair_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    sponsor_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    """Who hears of an action that slipped three times."""
    secretary_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    template: Mapped[list[Any]] = mapped_column(JsonText)
    """The agenda's sections in order (``templates.Section``): what each takes from the month and its minutes."""
    quorum: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """Departments that must be there (``departments``, ids) and how many of a hundred invited (``percent``)."""
    squad_id: Mapped[str | None] = mapped_column(ForeignKey("squad.id"))
    ended_on: Mapped[int | None]


class SeriesMember(Record):
    """Someone who is invited to every meeting of a series."""

    __tablename__ = "series_member"
    ref_prefix = "MM"

    series_id: Mapped[str] = mapped_column(ForeignKey("meeting_series.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    """For whom he speaks; empty is his own department."""
    role: Mapped[str]
    """A key of ``words.ROLES``: chair, secretary, member, guest or reader (gets the minutes only)."""


class Meeting(Record):
    """One meeting; closing it is a barrier, and reopening makes the next version of its minutes."""

    __tablename__ = "meeting"
    __table_args__ = (Index(None, "series_id", "held_on"),)
    ref_prefix = "MT"

    series_id: Mapped[str] = mapped_column(ForeignKey("meeting_series.id"))
    number: Mapped[int]
    """1 for the first of its series."""
    title: Mapped[str | None]
    """Where it is not that of the series."""
    period: Mapped[str]
    """The month or quarter that it is about, such as 2026-03 or 2026-Q1."""
    held_on: Mapped[int] = mapped_column(index=True)
    from_minute: Mapped[int]
    minutes: Mapped[int]
    place: Mapped[str | None]
    state: Mapped[str] = mapped_column(index=True)
    """draft, open (agenda sent out), in_progress, closed or cancelled: a key of ``words.MEETING_STATES``."""
    version: Mapped[int]
    """Of the minutes: 1 at the first closing, one more at each closing after a reopening; 0 before."""
    chair_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    secretary_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    figures_sha256: Mapped[str | None]
    """Every figure that the agenda shows, frozen when it was written; canonical JSON in the files store."""
    known_tx: Mapped[int | None]
    """The transaction up to which data were known then."""
    journal_head: Mapped[str | None]
    """Hash of the journal's last row then."""
    started_at: Mapped[int | None]
    """Milliseconds since 1970, UTC, as ``ended_at``."""
    ended_at: Mapped[int | None]
    minutes_sha256: Mapped[str | None]
    """The newest closed minutes as canonical JSON in the files store: what every printing of them reads."""
    reason: Mapped[str | None]
    """Why it was reopened or cancelled."""


class Attendance(Record):
    """Who was invited to a meeting, who came, and who stood in for whom."""

    __tablename__ = "attendance"
    ref_prefix = "MA"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    role: Mapped[str]
    state: Mapped[str]
    """invited, present, excused or absent: a key of ``words.ATTENDANCE``."""
    proxy_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    """Who spoke for him; he then counts as represented."""
    note: Mapped[str | None]


class AgendaItem(Record):
    """One item of a meeting's agenda with what was said about it."""

    __tablename__ = "agenda_item"
    __table_args__ = (Index(None, "meeting_id", "n"), Index(None, "cause"))
    ref_prefix = "AI"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    n: Mapped[int]
    """Its place; what was cut or parked keeps the one that it had."""
    section: Mapped[str]
    """A key of ``words.SECTIONS``: which part of the agenda it belongs to."""
    source: Mapped[str]
    """month (the program wrote it), person, backlog, carried, squad or department."""
    cause: Mapped[str]
    """What it is about, stable from month to month, as ``kpi:otif`` or ``licence:<id>``; empty for one by hand."""
    fingerprint: Mapped[str]
    """What it says, short: a rejected cause comes back only when this changes."""
    title: Mapped[str]
    """A msgid with ``params`` where the program wrote it; a person's own words, which have no ``params``."""
    params: Mapped[dict[str, Any]] = mapped_column(JsonText)
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    """Who owns the problem."""
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    """Who presents it."""
    dealer_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"), index=True)
    kpi: Mapped[str | None]
    minutes: Mapped[int]
    spent_seconds: Mapped[int]
    state: Mapped[str]
    """planned, current, done, parked (back to the backlog) or rejected: a key of ``words.ITEM_STATES``."""
    reason: Mapped[str | None]
    """Why it was parked or rejected."""
    evidence: Mapped[list[Any]] = mapped_column(JsonText)
    """What it links to (``evidence.Evidence``): words, page, target and the key of its frozen figures."""
    notes: Mapped[str | None]
    """What was said, in Markdown-free plain lines."""
    recurring: Mapped[bool]
    """Whether it is on the next agenda again whatever comes of it."""
    from_item_id: Mapped[str | None] = mapped_column(ForeignKey("agenda_item.id"))
    """The item of the meeting before that it carries on."""


class BacklogTopic(Record):
    """A topic that waits in a series (or on its parking lot) for a meeting that has time for it."""

    __tablename__ = "backlog_topic"
    ref_prefix = "TP"

    series_id: Mapped[str] = mapped_column(ForeignKey("meeting_series.id"), index=True)
    title: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(JsonText)
    section: Mapped[str]
    cause: Mapped[str]
    fingerprint: Mapped[str]
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    dealer_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"))
    kpi: Mapped[str | None]
    minutes: Mapped[int]
    evidence: Mapped[list[Any]] = mapped_column(JsonText)
    note: Mapped[str | None]
    proposed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    proposed_on: Mapped[int]
    state: Mapped[str]
    """waiting, taken or dropped: a key of ``words.TOPIC_STATES``."""
    item_id: Mapped[str | None] = mapped_column(ForeignKey("agenda_item.id"))
    """The item that it became, or the one that was parked."""
    reason: Mapped[str | None]
    """Why it was dropped."""


class Outcome(Record):
    """What came of an item: a decision, an action, an information or a risk."""

    __tablename__ = "meeting_outcome"
    ref_prefix = "MO"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    n: Mapped[int]
    kind: Mapped[str]
    """decision, action, information or risk: a key of ``words.OUTCOME_KINDS``."""
    text: Mapped[str]
    action_id: Mapped[str | None] = mapped_column(ForeignKey("action_item.id"), index=True)
    """Of an action: the one row that it is everywhere."""
    said_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))


class ActionCarry(Record):
    """What a meeting found of an action: done, carried or dropped with its reason, or joined with another."""

    __tablename__ = "action_carry"
    __table_args__ = (Index(None, "meeting_id", "action_id"),)
    ref_prefix = "CY"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    """The meeting that looked at it."""
    action_id: Mapped[str] = mapped_column(ForeignKey("action_item.id"), index=True)
    verdict: Mapped[str]
    """done, carried, dropped or merged: a key of ``words.VERDICTS``."""
    due_before: Mapped[int | None]
    due_after: Mapped[int | None]
    slips: Mapped[int]
    """How often it was carried past its day, this time included."""
    reason: Mapped[str | None]
    """Why it slipped or was dropped."""
    into_id: Mapped[str | None] = mapped_column(ForeignKey("action_item.id"))
    """The action that it was joined with."""


class DecisionAim(Record):
    """What a decision is expected to change, by when, and what it has changed."""

    __tablename__ = "decision_aim"
    ref_prefix = "DA"

    outcome_id: Mapped[str] = mapped_column(ForeignKey("meeting_outcome.id"), index=True)
    kpi: Mapped[str]
    change: Mapped[str]
    """The expected change as decimal text: in the KPI's own unit, or in per cent of its level where ``relative``."""
    relative: Mapped[bool]
    treated: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """Whom it touches: ``dealers`` (ids), or ``all``."""
    control: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """Whom it is compared with: ``dealers`` (ids), ``like`` (of the same tier and kind) or ``none``."""
    before_from: Mapped[str]
    """First month of the time before, as 2026-01; each month is inclusive."""
    before_to: Mapped[str]
    after_from: Mapped[str]
    after_to: Mapped[str]
    check_on: Mapped[int] = mapped_column(index=True)
    state: Mapped[str]
    """waiting, measured or withdrawn: a key of ``words.AIM_STATES``."""
    verdict: Mapped[str | None]
    """reached, missed, not_proven, too_early, no_control or no_figures: a key of ``words.AIM_VERDICTS``."""
    measured_on: Mapped[int | None]
    result_sha256: Mapped[str | None]
    """The measurement with every figure that it used, canonical JSON in the files store."""


class DecisionLink(Record):
    """What a decision opened: a dossier, a target, an action or a policy; each cites the other by it."""

    __tablename__ = "decision_link"
    __table_args__ = (Index(None, "entity", "entity_id"),)
    ref_prefix = "DK"

    outcome_id: Mapped[str] = mapped_column(ForeignKey("meeting_outcome.id"), index=True)
    entity: Mapped[str]
    """The table of the record that was opened."""
    entity_id: Mapped[str]


class DepartmentReport(Record):
    """What a department prepares for a meeting before it begins."""

    __tablename__ = "department_report"
    ref_prefix = "DP"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    done: Mapped[str]
    """What was done since the last meeting."""
    next: Mapped[str]
    """What comes next."""
    asks: Mapped[str]
    """What it needs of others."""
    state: Mapped[str]
    """draft or ready: a key of ``words.REPORT_STATES``."""
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))


class MinutesVersion(Record):
    """One closing of a meeting: its minutes as they were then stay as they are."""

    __tablename__ = "minutes_version"
    ref_prefix = "MV"
    frozen = True

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    version: Mapped[int]
    content_sha256: Mapped[str]
    """Canonical JSON in the files store."""
    journal_head: Mapped[str]
    closed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    closed_on: Mapped[int]
    reason: Mapped[str | None]
    """Why the version before was reopened."""
