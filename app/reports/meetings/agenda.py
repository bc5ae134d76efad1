"""An agenda on paper before the meeting: what is discussed when, what it rests on, what was agreed, who is invited."""

from collections.abc import Sequence
from typing import Final

from app.actions.service import STATE_TITLES
from app.core.period import day_of
from app.core.texts import N_, Texts, texts
from app.meetings.evidence import Figures, read_evidence
from app.meetings.rows import ItemRow, MeetingView
from app.meetings.words import MEETING_STATES, ROLES, SECTIONS
from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.numbers import day_text, period_text
from app.reports.kit.table import Cell, Column, Row, draw_table
from app.reports.meetings.invitation import when
from app.reports.meetings.minutes import draw_charts
from app.reports.meetings.parts import clock, said

_CHARTED: Final = 6
"""Of so many items the charts are shown: what comes first weighs most."""
_CHARTS_OF_ONE: Final = 2
_OFF: Final = ("parked", "rejected")


def agenda_pdf(view: MeetingView, figures: Figures, lang: str) -> bytes:
    """The PDF of an agenda in a language; ``figures`` are those that were frozen for it."""
    t, one = texts(lang), view.meeting
    name = meeting_name(t, view)
    title = t("Agenda: {meeting}, {period}", meeting=name, period=period_text(t, one.period))
    flow = Flow(lang, title=title, subject=t("Agenda"), running=title, footer=f"{one.ref} · {name}")
    items = [each for each in view.items if each.state not in _OFF]
    _front(flow, view, items)
    _times(flow, view, items)
    _carried(flow, view)
    _items(flow, items, figures)
    _people(flow, view)
    _origin(flow, view, figures)
    return flow.finish()


def meeting_name(t: Texts, view: MeetingView) -> str:
    """What a meeting is called: its own title, or that of its series with its number."""
    one = view.meeting
    return one.title or t("{series} no. {number}", series=t(one.series), number=one.number)


def _front(flow: Flow, view: MeetingView, items: Sequence[ItemRow]) -> None:
    t, one = flow.t, view.meeting
    flow.text(t("Agenda"), size=look.SMALL, color=look.BRAND, bold=True, after=1)
    flow.bookmark(t("Agenda"))
    flow.text(meeting_name(t, view), size=18, bold=True, after=1, leading=1.35)
    flow.text(" · ".join((period_text(t, one.period), when(t, one))), size=look.SMALL, color=look.DIM, after=1)
    people = ((N_("Chair"), one.chair), (N_("Secretary"), one.secretary), (N_("Sponsor"), view.series.sponsor))
    facts = [t("{role}: {person}", role=t(role), person=person) for role, person in people if person]
    planned = sum(each.minutes for each in items)
    facts += [t("{planned} of {minutes} minutes", planned=planned, minutes=one.minutes), t(MEETING_STATES[one.state])]
    flow.text(" · ".join(facts), size=look.SMALL, color=look.DIM)


def _times(flow: Flow, view: MeetingView, items: Sequence[ItemRow]) -> None:
    """Every item on one table, with the time at which it begins."""
    t = flow.t
    flow.heading(t("Order of the items"), level=1)
    if not items:
        flow.text(t("Nothing is on the agenda yet."), size=look.SMALL, color=look.DIM)
        return
    rows, at, section = list[Row](), view.meeting.from_minute, ""
    for n, one in enumerate(items, 1):
        part = t(SECTIONS[one.section]) if one.section != section else ""
        section = one.section
        rows.append(Row((
            clock(at), str(n), Cell(part, bold=True), said(t, one.title), t(one.department) if one.department else "",
            one.owner, str(one.minutes),
        )))  # fmt: skip
        at += one.minutes
    columns = (
        Column(t("Begins"), 8, "right"), Column(t("No."), 6, "right"), Column(t("Section"), 16), Column(t("Item"), 37),
        Column(t("Department"), 14), Column(t("Presented by"), 11), Column(t("min"), 8, "right"),
    )  # fmt: skip
    draw_table(flow, columns, rows, size=8.8, pad=2.4)


def _carried(flow: Flow, view: MeetingView) -> None:
    t = flow.t
    if not view.actions:
        return
    open_ones = sum(one.state == "open" for one in view.actions)
    note = t("{n} to look at, {open} of them open", n=len(view.actions), open=open_ones)
    flow.heading(t("Actions of the last meeting"), level=1, note=note)
    today = view.meeting.held_on
    rows = []
    for one in view.actions:
        late = one.state == "open" and one.due_on is not None and one.due_on < today
        due = day_text(t, day_of(one.due_on)) if one.due_on is not None else ""
        rows.append(Row((
            said(t, one.title), Cell(one.owner, bold=True), t(one.department) if one.department else "",
            Cell(due, color=look.TONES["bad"] if late else look.TEXT), t(STATE_TITLES[one.state]), str(one.slips or ""),
        )))  # fmt: skip
    columns = (
        Column(t("Action"), 37), Column(t("Owner"), 12), Column(t("Department"), 14), Column(t("Due on"), 16),
        Column(t("State"), 10), Column(t("Slips"), 11, "right"),
    )  # fmt: skip
    draw_table(flow, columns, rows, size=8.8, pad=2.4)


def _items(flow: Flow, items: Sequence[ItemRow], figures: Figures) -> None:
    """Each item with what it rests on, the first ones with their charts."""
    if not items:
        return
    flow.heading(flow.t("What the items rest on"), level=1, keep=120)
    section, charted = "", 0
    for n, one in enumerate(items, 1):
        if one.section != section:
            section = one.section
            flow.heading(flow.t(SECTIONS[section]), level=2, keep=60)
        charted += _item(flow, n, one, figures, charts=charted < _CHARTED)


def _item(flow: Flow, n: int, one: ItemRow, figures: Figures, *, charts: bool) -> bool:
    """Draw an item; returns whether it had a chart."""
    t = flow.t
    flow.need(56)
    flow.gap(3)
    flow.text(t("{n}. {item}", n=n, item=said(t, one.title)), bold=True, size=look.BODY, after=1)
    facts = (t(one.department) if one.department else "", one.owner, t("{n} min", n=one.minutes))
    flow.text(" · ".join(part for part in facts if part), size=look.TINY + 0.5, color=look.DIM, after=2)
    found = read_evidence(one.evidence)
    lines = dict.fromkeys(said(t, each.words) for each in found)
    for words in lines:
        if words != said(t, one.title):
            flow.bullet(words, size=look.SMALL, color=look.DIM, after=1)
    for line in one.notes.splitlines():
        flow.text(line, size=look.SMALL + 0.5, indent=14, after=1)
    shown = [chart.drawn(t) for figure in figures.of(found) for chart in figure.charts[:1]] if charts else []
    draw_charts(flow, shown[:_CHARTS_OF_ONE])
    return bool(shown)


def _people(flow: Flow, view: MeetingView) -> None:
    t = flow.t
    if not view.attendance:
        return
    flow.heading(t("Who is invited"), level=1)
    must = set(view.series.must)
    rows = [
        Row((one.person, t(one.department) if one.department else "", t(ROLES[one.role]),
             t("must be there") if one.department_id in must else "",
             t("represented by {person}", person=one.proxy) if one.proxy else one.note))
        for one in view.attendance
    ]  # fmt: skip
    columns = (
        Column(t("Full name"), 20), Column(t("Department"), 24), Column(t("Part in the meeting"), 18),
        Column(t("Quorum"), 14), Column(t("Note"), 24),
    )  # fmt: skip
    draw_table(flow, columns, rows, size=8.8, pad=2.4)


def _origin(flow: Flow, view: MeetingView, figures: Figures) -> None:
    t, one = flow.t, view.meeting
    if not one.figures_sha256:
        return
    flow.heading(t("Where the figures come from"), level=1, keep=70)
    flow.text(t("Data known up to transaction {n}", n=figures.known_tx), size=look.TINY, color=look.DIM, after=1)
    flow.text(t("Figures frozen: SHA-256 {hash}", hash=one.figures_sha256), size=look.TINY, color=look.DIM, after=1)
