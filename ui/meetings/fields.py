"""What is asked of series, meetings, items of an agenda and outcomes; and how times of the day are typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.core.errors import UserError
from app.core.locks import lock_of
from app.core.period import day_of, month_of, quarter_of, shift
from app.core.schedule import parse_schedule
from app.core.texts import N_, Text, either
from app.dealers.queries import DealerRow, list_parties
from app.initiatives.queries import squads
from app.kpi.own.known import listed_kpis
from app.meetings.rows import ItemRow, MeetingRow, MeetingView, OutcomeRow, SeriesRow
from app.meetings.templates import TEMPLATES, Section, known_templates
from app.meetings.words import OUTCOME_KINDS, SECTIONS, SERIES_KINDS
from app.people.queries import PersonRow, departments, people
from ui.core.actions import person_options
from ui.core.ask import Ask, ask_dealer
from ui.core.schedule_fields import day_choices, days_of
from ui.core.words import Words

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_NO_TIME: Final = N_("“{text}” is no time of the day, such as 9:30.")
_LAST_DAY: Final = 28
"""The last day that every month has."""
MONTHLY_RHYTHM: Final = "monthly 10 09:30"


@dataclass(frozen=True)
class Known:
    """Whom and what the dialogs offer."""

    people: Sequence[PersonRow]
    departments: Sequence[tuple[str, Words]]
    dealers: Sequence[DealerRow]
    kpis: Sequence[tuple[str, Words]]
    squads: Sequence[tuple[str, Words]] = ()
    templates: Mapping[str, Sequence[Section]] = field(default_factory=lambda: TEMPLATES)
    """What a kind of series has on its agenda by itself."""
    agenda_lock: Text | None = None
    """Why agendas are as head office says; None where everybody may change them."""

    @property
    def persons(self) -> list[tuple[str, Words]]:
        """Nobody, and everybody."""
        return person_options(self.people)


def read_known(session: Any) -> Known:
    """The choices of a workspace."""
    return Known(
        people(session),
        [(one.id, Text(either(one.name, one.name_en or ""))) for one in departments(session)],
        list_parties(session),
        [(one.id, Text(one.name)) for one in listed_kpis(session).values()],
        [(one.id, one.name) for one in squads(session, on=0, live_only=True)],
        known_templates(session), lock_of(session, "agendas"),
    )  # fmt: skip


def clock_text(minute: int) -> str:
    """Minutes after midnight as 9:30."""
    return f"{minute // _HOUR}:{minute % _HOUR:02}"


def typed_clock(text: str) -> int:
    """Minutes after midnight of a typed time; raises UserError for another text."""
    parts = text.replace("：", ":").split(":")
    if len(parts) == 2 and all(part.strip().isdecimal() for part in parts):
        hour, minute = (int(part) for part in parts)
        if hour < _DAY // _HOUR and minute < _HOUR:
            return hour * _HOUR + minute
    raise UserError(_NO_TIME, text=text)


def _held(one: SeriesRow | None) -> Ask:
    """On which days a series is held; the hour is when its meetings begin."""
    kept = parse_schedule(one.rhythm if one else MONTHLY_RHYTHM)
    days: list[tuple[str, Words]] = [("", Text(N_("Each day is agreed"))), *day_choices(range(2, _LAST_DAY + 1))]
    return Ask("rhythm", Text(N_("Held")), "choice", days_of(kept) if kept else "", days)


def series_fields(known: Known, one: SeriesRow | None) -> list[Ask]:
    """Name, kind, rhythm, hours and people of a series."""
    kinds: list[tuple[str, Words]] = [(key, Text(title)) for key, title in SERIES_KINDS.items()]
    return [
        Ask("name", Text(N_("Name")), value=one.name if one else "", needed=True),
        Ask("name_en", Text(N_("English name")), value=one.name_en if one else ""),
        Ask("kind", Text(N_("Kind")), "choice", one.kind if one else "monthly", kinds),
        Ask("squad_id", Text(N_("Squad")), "choice", one.squad_id if one else "", [("", "—"), *known.squads]),
        _held(one),
        Ask("from_minute", Text(N_("Begins at")), value=clock_text(one.from_minute if one else 570), read=typed_clock,
            needed=True),
        Ask("minutes", Text(N_("Minutes planned")), "number", one.minutes if one else 120, needed=True),
        Ask("place", Text(N_("Meeting place")), value=one.place if one else ""),
        Ask("chair_id", Text(N_("Chair")), "choice", one.chair_id if one else "", known.persons),
        Ask("secretary_id", Text(N_("Secretary")), "choice", one.secretary_id if one else "", known.persons),
        Ask("sponsor_id", Text(N_("Sponsor")), "choice", one.sponsor_id if one else "", known.persons,
            hint=Text(N_("Hears of an action that slipped three times"))),
    ]  # fmt: skip


def series_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a series as its commands take them."""
    found = dict(values)
    if found["rhythm"]:
        found["rhythm"] = f"{found['rhythm']} {clock_text(found['from_minute']).zfill(5)}"
    for name in ("chair_id", "secretary_id", "sponsor_id"):
        found[name] = found[name] or None
    found["squad_id"] = (found["squad_id"] or None) if found["kind"] == "squad" else None
    return found


def meeting_fields(series: SeriesRow, one: MeetingRow | None, today: int) -> list[Ask]:
    """Period, day, hours and place of a meeting."""
    day = day_of(today)
    before = shift(quarter_of(day), -1) if series.kind == "quarterly" else shift(month_of(day), -1)
    return [
        Ask("period", Text(N_("Of the period")), value=one.period if one else before.name, needed=True,
            hint=Text(N_("A month or a quarter, such as 2026-03 or 2026-Q1"))),
        Ask("held_on", Text(N_("Held on")), "day", one.held_on if one else series.next_on or today, needed=True),
        Ask("from_minute", Text(N_("Begins at")), value=clock_text(one.from_minute if one else series.from_minute),
            read=typed_clock, needed=True),
        Ask("minutes", Text(N_("Minutes planned")), "number", one.minutes if one else series.minutes, needed=True),
        Ask("place", Text(N_("Meeting place")), value=one.place if one else series.place),
        Ask("title", Text(N_("Title")), value=one.title if one else "",
            hint=Text(N_("Only where it is not that of the series"))),
    ]  # fmt: skip


def item_fields(known: Known, view: MeetingView, one: ItemRow | None) -> list[Ask]:
    """Words, section, department, presenter and minutes of an item."""
    named = [section.key for section in view.series.template]
    sections: list[tuple[str, Words]] = [
        (key, Text(SECTIONS[key])) for key in [*named, *(each for each in SECTIONS if each not in named)]
    ]
    fields = [
        Ask("section", Text(N_("Section")), "choice", one.section if one else "topics", sections),
        Ask("department_id", Text(N_("Department")), "choice", one.department_id if one else "",
            [("", "—"), *known.departments]),
        Ask("owner_id", Text(N_("Presented by")), "choice", one.owner_id if one else "", known.persons),
        Ask("minutes", Text(N_("Minutes planned")), "number", one.minutes if one else 10, needed=True),
        Ask("recurring", Text(N_("On every agenda")), "check", one.recurring if one else False),
    ]  # fmt: skip
    if one is None or isinstance(one.title, str):
        fields.insert(0, Ask("title", Text(N_("Title")), value=one.title if one else "", needed=True))
    if one is None:
        fields.append(Ask("notes", Text(N_("Notes")), "long"))
    return fields


def item_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an item as its commands take them."""
    return dict(values) | {name: values[name] or None for name in ("department_id", "owner_id")}


def outcome_fields(
    known: Known, one: OutcomeRow | None, *, kind: str = "decision", due_on: int | None = None, department: str = ""
) -> list[Ask]:
    """Kind and words of what came of an item; of an action who does it until when, and whom it concerns."""
    kinds: list[tuple[str, Words]] = [(key, Text(title)) for key, title in OUTCOME_KINDS.items()]
    what = one.kind if one else kind
    fields = [Ask("text", Text(N_("Words of the outcome")), "long", one.text if one else "", needed=True)]
    if one is None:
        fields.insert(0, Ask("kind", Text(N_("Kind")), "choice", what, kinds))
    if one is None or what == "action":
        fields += [
            Ask("owner_id", Text(N_("Owner")), "choice", one.owner_id if one else "", known.persons),
            Ask("due_on", Text(N_("Due on")), "day", one.due_on if one else due_on),
            Ask("department_id", Text(N_("Department")), "choice", one.department_id if one else department,
                [("", "—"), *known.departments]),
            ask_dealer("dealer_id", known.dealers),
            Ask("kpi", Text(N_("KPI")), "choice", one.kpi if one else "", [("", "—"), *known.kpis]),
        ]  # fmt: skip
    return fields


def outcome_values(values: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The fields of an outcome as its commands take them: of all but actions the words alone."""
    names = ("text", "owner_id", "due_on", "department_id", "dealer_id", "kpi") if kind == "action" else ("text",)
    return {name: values[name] or None for name in names if name in values}
