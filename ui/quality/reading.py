"""What the page of data quality shows, read in a worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.period import day_number
from app.core.texts import N_, Text
from app.dealers.queries import list_parties
from app.governance.rules.queries import list_rules, rule_titles
from app.governance.rules.starter import Kept
from app.governance.rules.trial import Tried, try_rule
from app.governance.score.queries import EVER, chosen, failed_by_code
from app.imports.feeds import Feed
from app.imports.reasons import short, warning
from app.imports.ruled import FORMAT
from app.imports.ruling import Rule
from app.jobs.reminder import Reminder, read_reminder
from app.kpi.trust import UNMATCHED, Trust, read_trust, results_of

if TYPE_CHECKING:
    from app.bootstrap import Desk


@dataclass(frozen=True)
class Line:
    """One source, dealer or month with its score."""

    name: str
    code: str
    trust: Trust


@dataclass(frozen=True)
class QualityView:
    """Scores by one of ``BY``, the rules, and how many files were taken in before checks were kept."""

    by: str
    lines: tuple[Line, ...]
    rules: tuple[Kept, ...]
    failed: Mapping[str, int]
    """Rows that broke each check and rule."""
    lacking: int
    empty: bool


@dataclass(frozen=True)
class Detail:
    """One line opened: its months, what it broke, and of a dealer the reminder."""

    months: tuple[Trust, ...]
    failed: Mapping[str, int]
    titles: Mapping[str, Text]
    reminder: Reminder | None


def read_quality(desk: "Desk", by: str) -> QualityView:
    """The scores with the rules."""
    with desk.db.read() as session:
        names = {one.id: one for one in list_parties(session, role="")}
        found = read_trust(session, today=desk.clock.today(), by=(by,))
        results = results_of(session)
        rules = tuple(list_rules(session))
    lines = []
    for one in found:
        row = names.get(one.dealer)
        if one.month > this_month(desk):
            continue  # targets of months to come are no deliveries
        if by == "dealer" and (row is None or "dealer" not in row.role):
            continue
        name = row.name if row else one.source if by == "source" else month_name(one.month)
        lines.append(Line(name, row.code if row else "", one))
    lacking = len(desk.pipeline.rechecker.lacking())
    lines = sorted((one for one in lines if one.name), key=_worst_first if by != "month" else _newest_first)
    return QualityView(by, tuple(lines), rules, failed_by_code(results), lacking, empty=not results and not lacking)


def _worst_first(one: Line) -> tuple[Any, ...]:
    value = one.trust.score.value
    return -len(one.trust.late), value is None, value or 0, one.name


def _newest_first(one: Line) -> tuple[Any, ...]:
    return (-one.trust.month,)


def this_month(desk: "Desk") -> int:
    """The month of today as yyyymm."""
    return int(f"{desk.clock.today():%Y%m}")


def month_name(month: int) -> str:
    """A month (yyyymm) as 2026-03; rows without a day have none."""
    return f"{month // 100}-{month % 100:02d}" if month else ""


def read_detail(desk: "Desk", line: Trust) -> Detail:
    """What stands behind one line."""
    dealers = {line.dealer} if line.dealer else None
    with desk.db.read() as session:
        months = read_trust(
            session, today=desk.clock.today(), by=("month",), source=line.source, dealers=dealers, first=line.month,
            last=line.month or this_month(desk),
        )  # fmt: skip
        last = line.month or EVER
        own = chosen(results_of(session), source=line.source, dealers=dealers, first=line.month, last=last)
        failed = failed_by_code(own)
        titles = rule_titles(session)
        reminder = read_reminder(session, dealer=line.dealer, today=desk.clock.today()) if line.dealer else None
    return Detail(tuple(one for one in reversed(months) if one.month), failed, titles, reminder)


def read_trial(desk: "Desk", rule: Rule) -> Tried:
    """A rule held against the newest file of its feed."""
    with desk.db.read() as session:
        return try_rule(session, rule=rule, feeds=desk.feeds, today=day_number(desk.clock.today()))


def check_title(code: str, titles: Mapping[str, Text], feeds: Mapping[str, Feed]) -> Text:
    """A check or rule in words."""
    if code in titles:
        return titles[code]
    if code.partition(":")[0] in {"span", "zero"}:
        feed = next((one for one in feeds.values() if _knows(one, code)), None)
        if feed is not None:
            return warning(code, feed)
    if code == UNMATCHED:
        return Text(N_("a product or a name that nobody knows; see flow matching"))
    return Text(N_("a cell that is not what it should be")) if code == FORMAT else short(code)


def _knows(feed: Feed, code: str) -> bool:
    kind, *names = code.split(":")
    if kind == "span":
        return tuple(names) in feed.spans
    return names[0] in feed.by_name
