"""What every document of a meeting says in the same words, in one language."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from app.core.charts import Chart
from app.core.texts import EN, N_, Text, Texts, either
from app.kpi.definitions import KPIS
from app.meetings.evidence import read_evidence
from app.meetings.minutes import CarryLine, Head, ItemLine, MinutesContent, OutcomeLine, Report
from app.meetings.words import ATTENDANCE, ITEM_STATES, OUTCOME_KINDS, ROLES, VERDICTS
from app.reports.kit.numbers import day_text, period_text

_MINUTES: Final = 60
_ROWS: Final = frozenset({"bars", "waterfall", "stacked"})
_HEAD_POINTS, _ROW_POINTS = 40.0, 17.0
"""Of a chart of bars its title with legend, and each of its rows."""
_MOST_CHARTS: Final = 4
"""What is discussed shows its charts; what nobody came to only says what it rests on."""


def day(t: Texts, iso: str) -> str:
    """A day of the minutes; nothing for none."""
    return day_text(t, date.fromisoformat(iso)) if iso else ""


def held_on(content: MinutesContent) -> date:
    """The day of the meeting: what its files say they were made on."""
    return date.fromisoformat(content.head.held_on)


def joined(t: Texts, parts: Sequence[str]) -> str:
    """Sentences one after another on a line."""
    return ("; " if t.lang == EN else "；").join(parts)


def clock(minute: int) -> str:
    """Minutes after midnight as 9:30."""
    return f"{minute // _MINUTES % 24}:{minute % _MINUTES:02}"


def said(t: Texts, words: str | Text) -> str:
    """Words of a person, or a sentence of the program."""
    return t.render(words) if isinstance(words, Text) else words


def name_of(t: Texts, head: Head) -> str:
    """What a meeting is called: its own title, or that of its series with its number."""
    series = t(either(head.series, head.series_en))
    return head.title or t("{series} no. {number}", series=series, number=head.number)


def series_of(t: Texts, head: Head) -> str:
    """The series of a meeting that has a title of its own; else that stands in its name."""
    series = t(either(head.series, head.series_en))
    return t("{series} no. {number}", series=series, number=head.number) if head.title else ""


def when_of(t: Texts, head: Head) -> str:
    """Day, hours and place."""
    hours = f"{clock(head.from_minute)}\N{EN DASH}{clock(head.from_minute + head.minutes)}"
    return " · ".join(part for part in (day(t, head.held_on), hours, head.place) if part)


def title_of(t: Texts, content: MinutesContent) -> str:
    """Minutes of which meeting and period."""
    name, period = name_of(t, content.head), period_text(t, content.head.period)
    return t("Minutes: {meeting}, {period}", meeting=name, period=period)


def standing(t: Texts, content: MinutesContent) -> str:
    """Which version it is and who closed it when, or that it is not closed."""
    if not content.is_closed:
        return t("Preview: this meeting is not closed")
    closed = day(t, content.closed_on)
    if not content.closed_by:
        return t("Version {version}, closed on {day}", version=content.version, day=closed)
    return t("Version {version}, closed on {day} by {person}", version=content.version, day=closed,
             person=content.closed_by)  # fmt: skip


def place(t: Texts, one: ItemLine) -> str:
    """The number and the words of an item."""
    words = said(t, one.words.said)
    return t("{n}. {item}", n=one.n, item=words) if one.n else words


def concerned(t: Texts, one: ItemLine | OutcomeLine) -> list[str]:
    """The dealer and the KPI that something is about."""
    kpi = KPIS[one.kpi].name if one.kpi in KPIS else one.kpi
    return [t(name) for name in (one.dealer, kpi) if name]


def who_until(t: Texts, one: OutcomeLine) -> str:
    """Of an action its owner, department, day, and whom and what it is about."""
    department = t(one.department) if one.department else ""
    return " · ".join(part for part in (one.owner, department, day(t, one.due_on), *concerned(t, one)) if part)


def outcome_words(t: Texts, one: OutcomeLine) -> str:
    """What came of an item on one line: its kind and words, and of an action who does it until when."""
    words = t("{kind}: {text}", kind=t(OUTCOME_KINDS[one.kind]), text=one.text)
    return f"{words}  {who_until(t, one)}".strip() if one.kind == "action" else words


def item_facts(t: Texts, one: ItemLine) -> str:
    """Of an item its department, dealer, KPI and owner, what became of it, how long it took, and why."""
    department = t(one.department) if one.department else ""
    spent = t("{n} of {planned} min", n=round(one.spent_seconds / _MINUTES), planned=one.minutes)
    time = spent if one.spent_seconds else t("{n} min", n=one.minutes) if one.n else ""
    facts = (department, *concerned(t, one), one.owner, t(ITEM_STATES[one.state]), time, one.reason)
    return " · ".join(part for part in facts if part)


def rests_on(t: Texts, one: ItemLine) -> list[str]:
    """What an item rests on, a line for each fact that its own words do not say."""
    lines = [said(t, each.words) for each in read_evidence(one.evidence)]
    return [words for words in dict.fromkeys(lines) if words != said(t, one.words.said)]


def chart_height(chart: Chart, least: float) -> float:
    """How tall a chart is: bars one below another need room for their names."""
    return max(least, _HEAD_POINTS + _ROW_POINTS * len(chart.categories)) if chart.kind in _ROWS else least


def item_charts(t: Texts, content: MinutesContent, one: ItemLine) -> list[Chart]:
    """The charts of an item that was discussed: the first of each figure that it rests on."""
    if one.state != "done":
        return []
    figures = content.frozen.of(read_evidence(one.evidence))
    found = [chart.drawn(t) for figure in figures for chart in figure.charts[:1]]
    return [chart for chart in found if chart.series and chart.categories][:_MOST_CHARTS]


def expected(t: Texts, one: OutcomeLine) -> list[str]:
    """What a decision is expected to change, and when that is looked at."""
    return [
        t("Expected: {kpi} {change}, checked on {day}", kpi=t(KPIS[aim.kpi].name) if aim.kpi in KPIS else aim.kpi,
          day=day(t, aim.check_on), change=f"{aim.change}%" if aim.relative else aim.change)
        for aim in one.aims
    ]  # fmt: skip


def sum_of(t: Texts, content: MinutesContent) -> str:
    """What became of the actions of the meetings before, as one sum."""
    one = content.sum
    return t(SUM, came=one.came, done=one.done, carried=one.carried, dropped=one.dropped, merged=one.merged)


def quorum_of(t: Texts, content: MinutesContent) -> str:
    """Who was there of how many, whether that is enough, and why the meeting counts where it is not."""
    one = content.quorum
    parts = [t("Present or represented: {present} of {invited}, needed {needed}", present=one.present,
               invited=one.invited, needed=one.needed)]  # fmt: skip
    if one.missing:
        parts.append(t("missing: {departments}", departments="、".join(t(each) for each in one.missing)))
    if one.reason:
        parts.append(t("it counts because: {reason}", reason=one.reason))
    return joined(t, parts)


def leaders(t: Texts, head: Head) -> list[str]:
    """Who chairs, writes down and sponsors."""
    people = ((N_("Chair"), head.chair), (N_("Secretary"), head.secretary), (N_("Sponsor"), head.sponsor))
    return [t("{role}: {person}", role=t(role), person=person) for role, person in people if person]


def decision_rows(t: Texts, content: MinutesContent, between: str = "\n") -> list[tuple[str, ...]]:
    """Number, words with what is expected, item, and what it opened."""
    return [
        (str(n), between.join((one.text, *expected(t, one))), place(t, item), ", ".join(one.opened))
        for n, (item, one) in enumerate(content.outcomes("decision"), 1)
    ]


def action_rows(t: Texts, content: MinutesContent, between: str = "\n") -> list[tuple[str, ...]]:
    """Number, words with whom and what it is about, owner, department, day and reference, by day."""
    found = sorted(content.outcomes("action"), key=lambda pair: (pair[1].due_on, pair[1].n))
    return [
        (str(n), between.join(filter(None, (one.text, " · ".join(concerned(t, one))))), one.owner,
         t(one.department) if one.department else "", day(t, one.due_on), one.action_ref)
        for n, (_, one) in enumerate(found, 1)
    ]  # fmt: skip


def said_rows(t: Texts, content: MinutesContent, kind: str) -> list[tuple[str, ...]]:
    """Number, words and item of what is neither decided nor to be done: risks, informations."""
    return [(str(n), one.text, place(t, item)) for n, (item, one) in enumerate(content.outcomes(kind), 1)]


def people_rows(t: Texts, content: MinutesContent) -> list[tuple[str, ...]]:
    """Name with title, department, part in the meeting, whether he came, who spoke for him and what was noted."""
    return [
        (" · ".join(filter(None, (one.name, one.title))), t(one.department) if one.department else "",
         t(ROLES[one.role]), t(ATTENDANCE[one.state]), " · ".join(filter(None, (
             t("represented by {person}", person=one.proxy) if one.proxy else "", one.note))))
        for one in content.attendees
    ]  # fmt: skip


def carried_rows(t: Texts, content: MinutesContent) -> list[tuple[str, ...]]:
    """Action with where it comes from, owner, verdict, day before, day after, slips and reason."""
    return [
        (_carried(t, one), " · ".join(filter(None, (one.owner, t(one.department) if one.department else ""))),
         t(VERDICTS[one.verdict]) if one.verdict else t("Not looked at yet"), day(t, one.due_before),
         day(t, one.due_after), str(one.slips or ""), " · ".join(filter(None, (one.reason, one.into_ref))))
        for one in content.carried
    ]  # fmt: skip


def _carried(t: Texts, one: CarryLine) -> str:
    """The words of an action, its reference and the meeting that agreed on it."""
    words = said(t, one.words.said)
    return t("{action} ({ref}, no. {number})", action=words, ref=one.ref, number=one.from_number)


def report_lines(t: Texts, one: Report) -> list[str]:
    """What a department prepared, a line for each part."""
    parts = (
        (N_("Done since the last meeting"), one.done), (N_("What comes next"), one.next),
        (N_("Asked of others"), one.asks),
    )  # fmt: skip
    return [t("{label}: {value}", label=t(title), value=words) for title, words in parts if words]


def earlier_lines(t: Texts, content: MinutesContent) -> list[str]:
    """The closings before, and why each was opened again."""
    return [
        t("Version {version} was closed on {day} by {person} and reopened: {reason}", version=one.version,
          day=day(t, one.closed_on), person=one.by or "—", reason=one.reopened_for)
        for one in content.earlier
    ]  # fmt: skip


def origin_lines(t: Texts, content: MinutesContent) -> list[str]:
    """Where the figures come from, as text that can be checked."""
    facts = (
        (Text(N_("Data known up to transaction {n}"), {"n": content.known_tx}), content.known_tx is not None),
        (Text(N_("Figures frozen: SHA-256 {hash}"), {"hash": content.figures_sha256}), bool(content.figures_sha256)),
        (Text(N_("Head of the journal: {hash}"), {"hash": content.journal_head}), bool(content.journal_head)),
        (Text(N_("Definitions by the configuration pack {pack}"), {"pack": content.pack}), bool(content.pack)),
    )
    return [t.render(words) for words, there in facts if there]


SUM: Final = N_("{came} came in = done {done} + carried over {carried} + dropped {dropped} + joined {merged}")
