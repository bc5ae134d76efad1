"""What the records of meetings are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_
from app.meetings.words import (
    AIM_STATES,
    AIM_VERDICTS,
    ATTENDANCE,
    ITEM_STATES,
    MEETING_STATES,
    OUTCOME_KINDS,
    REPORT_STATES,
    ROLES,
    SECTIONS,
    SERIES_KINDS,
    SOURCES,
    TOPIC_STATES,
    VERDICTS,
)

_PERSON: Final = FieldWords(N_("Person"), "ref", of="person")
_DEPARTMENT: Final = FieldWords(N_("Department"), "ref", of="department")
_DEALER: Final = FieldWords(N_("Dealer"), "ref", of="party")
_SERIES: Final = FieldWords(N_("Series of meetings"), "ref", of="meeting_series")
_MEETING: Final = FieldWords(N_("Meeting"), "ref", of="meeting")
_ITEM: Final = FieldWords(N_("Agenda item"), "ref", of="agenda_item")
_OUTCOME: Final = FieldWords(N_("Outcome of a meeting"), "ref", of="meeting_outcome")
_ACTION: Final = FieldWords(N_("Action"), "ref", of="action_item")
_CHAIR: Final = FieldWords(N_("Chair"), "ref", of="person")
_SECRETARY: Final = FieldWords(N_("Secretary"), "ref", of="person")
_OWNER: Final = FieldWords(N_("Presented by"), "ref", of="person")
_ROLE: Final = FieldWords(N_("Part in the meeting"), "choice", ROLES)
_SECTION: Final = FieldWords(N_("Section"), "choice", SECTIONS)
_TITLE: Final = FieldWords(N_("Title"), "said", of="params")
_KPI: Final = FieldWords(N_("KPI"))
_MINUTES: Final = FieldWords(N_("Minutes planned"))
_REASON: Final = FieldWords(N_("Reason"), "long")
_NOTE: Final = FieldWords(N_("Note"), "long")
_VERSION: Final = FieldWords(N_("Version"))
_PLACE: Final = FieldWords(N_("Meeting place"))
_PERIOD: Final = FieldWords(N_("Period"))
_FROM_CAUSE: Final = frozenset({"params", "cause", "fingerprint", "evidence", "n"})
_MADE: Final[Book] = {
    "meeting_series": RecordWords(
        N_("Series of meetings"),
        ("name",),
        {
            "name": FieldWords(N_("Name")),
            "name_en": FieldWords(N_("English name")),
            "kind": FieldWords(N_("Kind"), "choice", SERIES_KINDS),
            "rhythm": FieldWords(N_("Held")),
            "minutes": _MINUTES,
            "place": _PLACE,
            "chair_id": _CHAIR,
            "sponsor_id": FieldWords(N_("Sponsor"), "ref", of="person"),
            "secretary_id": _SECRETARY,
            "squad_id": FieldWords(N_("Squad"), "ref", of="squad"),
            "ended_on": FieldWords(N_("Ended on"), "day"),
        },
        frozenset({"template", "quorum", "from_minute"}),
    ),
    "series_member": RecordWords(
        N_("Invited to a series"),
        ("person_id",),
        {"series_id": _SERIES, "person_id": _PERSON, "department_id": _DEPARTMENT, "role": _ROLE},
    ),
    "meeting": RecordWords(
        N_("Meeting"),
        ("series_id", "period"),
        {
            "series_id": _SERIES,
            "number": FieldWords(N_("Number")),
            "title": FieldWords(N_("Title")),
            "period": _PERIOD,
            "held_on": FieldWords(N_("Held on"), "day"),
            "minutes": _MINUTES,
            "place": _PLACE,
            "state": FieldWords(N_("State"), "choice", MEETING_STATES),
            "version": _VERSION,
            "chair_id": _CHAIR,
            "secretary_id": _SECRETARY,
            "figures_sha256": FieldWords(N_("SHA-256 of the figures"), "hash"),
            "started_at": FieldWords(N_("Began"), "moment"),
            "ended_at": FieldWords(N_("Ended"), "moment"),
            "minutes_sha256": FieldWords(N_("SHA-256 of the minutes"), "hash"),
            "reason": _REASON,
        },
        frozenset({"from_minute", "known_tx", "journal_head"}),
    ),
    "attendance": RecordWords(
        N_("Attendance"),
        ("person_id",),
        {
            "meeting_id": _MEETING,
            "person_id": _PERSON,
            "department_id": _DEPARTMENT,
            "role": _ROLE,
            "state": FieldWords(N_("State"), "choice", ATTENDANCE),
            "proxy_id": FieldWords(N_("Represented by"), "ref", of="person"),
            "note": _NOTE,
        },
    ),
}
_SAID: Final[Book] = {
    "agenda_item": RecordWords(
        N_("Agenda item"),
        ("title",),
        {
            "meeting_id": _MEETING,
            "section": _SECTION,
            "source": FieldWords(N_("Where an item comes from"), "choice", SOURCES),
            "title": _TITLE,
            "department_id": _DEPARTMENT,
            "owner_id": _OWNER,
            "dealer_id": _DEALER,
            "kpi": _KPI,
            "minutes": _MINUTES,
            "state": FieldWords(N_("State"), "choice", ITEM_STATES),
            "reason": _REASON,
            "notes": FieldWords(N_("Notes"), "long"),
            "recurring": FieldWords(N_("On every agenda"), "yes"),
            "from_item_id": FieldWords(N_("Carries on"), "ref", of="agenda_item"),
        },
        _FROM_CAUSE | {"spent_seconds"},
    ),
    "backlog_topic": RecordWords(
        N_("Topic of the backlog"),
        ("title",),
        {
            "series_id": _SERIES,
            "title": _TITLE,
            "section": _SECTION,
            "department_id": _DEPARTMENT,
            "owner_id": _OWNER,
            "dealer_id": _DEALER,
            "kpi": _KPI,
            "minutes": _MINUTES,
            "note": _NOTE,
            "proposed_by_id": FieldWords(N_("Proposed by"), "ref", of="person"),
            "proposed_on": FieldWords(N_("Proposed on"), "day"),
            "state": FieldWords(N_("State"), "choice", TOPIC_STATES),
            "item_id": _ITEM,
            "reason": _REASON,
        },
        _FROM_CAUSE,
    ),
    "meeting_outcome": RecordWords(
        N_("Outcome of a meeting"),
        ("text",),
        {
            "meeting_id": _MEETING,
            "item_id": _ITEM,
            "kind": FieldWords(N_("Kind"), "choice", OUTCOME_KINDS),
            "text": FieldWords(N_("Words of the outcome"), "long"),
            "action_id": _ACTION,
            "said_by_id": FieldWords(N_("Said by"), "ref", of="person"),
        },
        frozenset({"n"}),
    ),
    "action_carry": RecordWords(
        N_("Action looked at in a meeting"),
        ("action_id",),
        {
            "meeting_id": _MEETING,
            "action_id": _ACTION,
            "verdict": FieldWords(N_("Verdict of the meeting"), "choice", VERDICTS),
            "due_before": FieldWords(N_("Day it was due"), "day"),
            "due_after": FieldWords(N_("New day"), "day"),
            "slips": FieldWords(N_("Times carried over")),
            "reason": _REASON,
            "into_id": FieldWords(N_("Joined with"), "ref", of="action_item"),
        },
    ),
}
_KEPT: Final[Book] = {
    "decision_aim": RecordWords(
        N_("Expected effect"),
        ("outcome_id", "kpi"),
        {
            "outcome_id": _OUTCOME,
            "kpi": _KPI,
            "change": FieldWords(N_("Expected change")),
            "relative": FieldWords(N_("In per cent of the level"), "yes"),
            "before_from": FieldWords(N_("First month before")),
            "before_to": FieldWords(N_("Last month before")),
            "after_from": FieldWords(N_("First month after")),
            "after_to": FieldWords(N_("Last month after")),
            "check_on": FieldWords(N_("Checked on"), "day"),
            "state": FieldWords(N_("State"), "choice", AIM_STATES),
            "verdict": FieldWords(N_("What was measured"), "choice", AIM_VERDICTS),
            "measured_on": FieldWords(N_("Measured on"), "day"),
            "result_sha256": FieldWords(N_("SHA-256 of the measurement"), "hash"),
        },
        frozenset({"treated", "control"}),
    ),
    "decision_link": RecordWords(
        N_("Opened by a decision"), ("outcome_id",), {"outcome_id": _OUTCOME}, frozenset({"entity", "entity_id"})
    ),
    "department_report": RecordWords(
        N_("Department report"),
        ("department_id",),
        {
            "meeting_id": _MEETING,
            "department_id": _DEPARTMENT,
            "done": FieldWords(N_("Done since the last meeting"), "long"),
            "next": FieldWords(N_("What comes next"), "long"),
            "asks": FieldWords(N_("Asked of others"), "long"),
            "state": FieldWords(N_("State"), "choice", REPORT_STATES),
            "by_id": FieldWords(N_("Prepared by"), "ref", of="person"),
        },
    ),
    "minutes_version": RecordWords(
        N_("Closed minutes"),
        ("meeting_id", "version"),
        {
            "meeting_id": _MEETING,
            "version": _VERSION,
            "content_sha256": FieldWords(N_("SHA-256 of the minutes"), "hash"),
            "closed_by_id": FieldWords(N_("Closed by"), "ref", of="person"),
            "closed_on": FieldWords(N_("Minutes closed on"), "day"),
            "reason": _REASON,
        },
        frozenset({"journal_head"}),
    ),
}
RECORDS: Final[Book] = MappingProxyType({**_MADE, **_SAID, **_KEPT})
