"""Commands on rules of alerts, and the run that finds what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.alerts.contributing import contributors
from app.alerts.model import Alert, AlertRule
from app.alerts.queries import factors, watch_of_rule
from app.alerts.reading import number_text, read_table
from app.alerts.spec import Watch, check, plain_of
from app.alerts.telling import figures_of, post_of
from app.alerts.watching import Firing, Table, watch
from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.period import day_number, shift
from app.core.texts import N_
from app.inbox.model import Notice
from app.inbox.service import OPEN, close_cause, note_over, post_notice
from app.kpi.kept import kept_of, known_at
from app.kpi.own.known import known_kpis

GONE: Final = N_("This rule of alerts is no longer in the workspace.")
KIND: Final = "alert"
_LATELY: Final = 3
"""Months among which a new rule looks for the newest one that the files cover."""


@dataclass(frozen=True)
class Event:
    """One firing with what is kept of it."""

    key: str
    name: str
    party_id: str
    firing: Firing
    month: str
    first_on: int
    last_on: int
    newest: bool
    """Whether its last month is the newest that the files cover."""
    figures: Mapping[str, str | None]
    contributors: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Found:
    """What all rules in force say, as of a transaction."""

    tx: int
    events: Mapping[str, tuple[Event, ...]]
    """By rule."""


@dataclass(frozen=True)
class Ran:
    """What a run changed."""

    rules: int
    made: int
    told: int
    over: int


def add_rule(
    session: Session, *, name: str, watch: Watch, today: date, department: str | None = None,
    owner_id: str | None = None,
) -> str:  # fmt: skip
    """Keep a rule; it watches from the newest month that is over and in the files. Raises UserError without a name."""
    fields = _fields(session, name, watch, department, owner_id)
    month = kept_of(session).calendar(session).period_of(today)
    since = read_table(session, watch, today, months=_LATELY).until or shift(month, -1)
    return create(session, AlertRule, active=True, since_on=since.first_day, **fields).id


def change_rule(
    session: Session, *, rule_id: str, name: str, watch: Watch, department: str | None = None,
    owner_id: str | None = None,
) -> str:  # fmt: skip
    """Ask something else; what was found by the old words is over unless the new ones find it too."""
    rule = existing(session, AlertRule, rule_id, GONE)
    for field, value in _fields(session, name, watch, department, owner_id).items():
        setattr(rule, field, value)
    return rule.id


def switch_rule(session: Session, *, rule_id: str, active: bool, on: int) -> str:
    """Put a rule in force or out of it; what an idle rule had told is over."""
    rule = existing(session, AlertRule, rule_id, GONE)
    rule.active = active
    if not active:
        _end(session, rule.id, on)
    return rule.id


def remove_rule(session: Session, *, rule_id: str, on: int) -> str:
    """Take a rule out; what it had told is over."""
    rule = existing(session, AlertRule, rule_id, GONE)
    rule.removed = True
    _end(session, rule.id, on)
    return rule.id


def run_rules(session: Session, today: date, found: Found | None = None) -> Ran:
    """Keep what the rules in force say today: one alert for each event, told while it lasts.

    Running it again, late, or in another program changes nothing: an alert's id follows from rule, key and month.
    ``found`` was read before by ``find``; it is read anew where anything was written since.
    """
    if found is None or known_at(session) != found.tx:
        found = find(session, today)
    on, kpis = day_number(today), known_kpis(session)
    made = told = over = 0
    for rule_id, events in found.events.items():
        rule = existing(session, AlertRule, rule_id, GONE)
        left = {one.id: one for one in _alerts(session, rule_id)}
        for event in events:
            alert = _matching(list(left.values()), event)
            made += alert is None
            alert = _keep(session, rule, alert, event, on)
            left.pop(alert.id, None)
            if event.firing.lasting or event.newest:
                before = alert.notice_id
                alert.notice_id = post_notice(session, kind=KIND, post=post_of(alert, rule, kpis[rule.kpi]), on=on)
                told += before is None
            elif alert.notice_id is None:  # it came and went before anybody could be told
                post = post_of(alert, rule, kpis[rule.kpi])
                alert.notice_id = note_over(session, kind=KIND, post=post, on=on)
            else:
                over += _close(session, alert, on)
        for gone in left.values():
            if gone.lasting:
                gone.lasting = False
            over += _close(session, gone, on)
    return Ran(len(found.events), made, told, over)


def find(session: Session, today: date) -> Found:
    """What the rules in force say today; reads only, so that a run holds the writer for an instant."""
    rules = session.scalars(select(AlertRule).where(AlertRule.active, AlertRule.removed.is_(False))).all()
    return Found(known_at(session), {one.id: tuple(_found(session, one, today)) for one in rules})


def _found(session: Session, rule: AlertRule, today: date) -> list[Event]:
    asked = watch_of_rule(rule)
    table = read_table(session, asked, today)
    said = watch(table, asked, factors(session, rule.id))
    told = {(one.key, one.month) for one in _alerts(session, rule.id)}
    events = []
    for one in said.firings:
        if table.months[one.last].first_day >= rule.since_on:
            line, month = table.lines[one.line], table.months[one.first]
            newest = table.months[one.last] == table.until
            fresh = (line.key, month.name) not in told
            parts = contributors(session, asked, line, month) if fresh else ()
            events.append(_event(table, one, newest=newest, parts=parts))
    return events


def _event(table: Table, one: Firing, *, newest: bool, parts: Sequence[tuple[str, Fraction]]) -> Event:
    line, first, last = table.lines[one.line], table.months[one.first], table.months[one.last]
    said = [[name, number_text(value) or ""] for name, value in parts]
    return Event(
        line.key, line.name, line.party_id, one, first.name, first.first_day, last.first_day, newest,
        figures_of(line, one), said,
    )  # fmt: skip


def _matching(alerts: Sequence[Alert], event: Event) -> Alert | None:
    """The alert that told of the same event: where later files moved its first month, the months overlap."""
    return next(
        (
            one
            for one in alerts
            if (one.key, one.side) == (event.key, event.firing.side)
            and one.first_on <= event.last_on
            and event.first_on <= one.last_on
        ),
        None,
    )


def _keep(session: Session, rule: AlertRule, alert: Alert | None, event: Event, on: int) -> Alert:
    said: dict[str, Any] = {
        "name": event.name, "last_on": event.last_on, "lasting": event.firing.lasting, "kind": event.firing.kind,
        "figures": dict(event.figures),
    }  # fmt: skip
    if alert is None:
        return create(
            session, Alert, natural_key=f"{rule.id}:{event.key}:{event.month}:{event.firing.side}", rule_id=rule.id,
            kpi=rule.kpi, key=event.key, party_id=event.party_id or None, month=event.month, first_on=event.first_on,
            side=event.firing.side, contributors=list(event.contributors), posted_on=on, **said,
        )  # fmt: skip
    for name, value in said.items():
        if getattr(alert, name) != value:
            setattr(alert, name, value)
    return alert


def _close(session: Session, alert: Alert, on: int) -> int:
    notice = None if alert.notice_id is None else session.get(Notice, alert.notice_id)
    if notice is None or notice.state not in OPEN:  # what is open of its cause is another event's
        return 0
    return len(close_cause(session, cause=notice.cause, on=on))


def _end(session: Session, rule_id: str, on: int) -> None:
    for one in _alerts(session, rule_id):
        one.lasting = False
        _close(session, one, on)


def _alerts(session: Session, rule_id: str) -> Sequence[Alert]:
    asked = select(Alert).where(Alert.rule_id == rule_id, Alert.removed.is_(False)).order_by(Alert.first_on, Alert.id)
    return session.scalars(asked).all()


def _fields(session: Session, name: str, watch: Watch, department: str | None, owner_id: str | None) -> dict[str, Any]:
    words = " ".join(name.split())
    if not words:
        raise UserError("A rule of alerts needs a name.")
    kpis = known_kpis(session)
    check(watch, kpis)
    return {
        "name": words, "kpi": watch.kpi, "over": watch.over, "narrowed": watch.narrowed,
        "parts": [plain_of(one) for one in watch.rule.parts], "months": watch.rule.months, "against": watch.against,
        "budget_e4": watch.budget_e4, "department": department or kpis[watch.kpi].owner, "owner_id": owner_id,
    }  # fmt: skip
