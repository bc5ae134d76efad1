"""What the page, the command line and the digest read about rules and alerts."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.alerts.conditions import Rule
from app.alerts.model import Alert, AlertRule
from app.alerts.spec import STEP, Watch, part_of
from app.inbox.model import Notice
from app.inbox.service import OPEN
from app.people.queries import names

OVER: Final = "closed"
NOT_USEFUL: Final = "not_useful"
WEEKS: Final = 12
_WEEK_DAYS: Final = 7


@dataclass(frozen=True)
class RuleRow:
    """A rule with what came of it."""

    id: str
    ref: str
    name: str
    watch: Watch
    department: str
    owner_id: str
    owner: str
    active: bool
    since_on: int
    alerts: int
    """How many it found in all, of these open, and of no use."""
    open: int
    not_useful: int


@dataclass(frozen=True)
class AlertRow:
    """One alert with the state of its notice; days are stored days, figures exact in the KPI's unit."""

    id: str
    ref: str
    rule_id: str
    rule: str
    department: str
    kpi: str
    over: str
    key: str
    name: str
    party_id: str
    month: str
    first_on: int
    last_on: int
    lasting: bool
    side: int
    kind: str
    figures: Mapping[str, Fraction | None]
    contributors: Sequence[tuple[str, Fraction]]
    notice_id: str
    state: str
    """Of its notice: new, seen, acting, done, not_useful; closed where it is over, told or not."""
    reason: str
    posted_on: int

    @property
    def cause(self) -> str:
        """What alerts are grouped by: one KPI of one dealer, region or group, whatever rule told of it."""
        return f"{self.kpi}:{self.over}:{self.key}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in OPEN


@dataclass(frozen=True)
class Mirror:
    """One department: its KPIs that are watched and its share of the breaches."""

    department: str
    kpis: tuple[str, ...]
    rules: int
    alerts: int
    open: int
    not_useful: int
    share: Fraction | None
    """Of all alerts that were told; None where there were none."""


def watch_of_rule(rule: AlertRule) -> Watch:
    """What a kept rule asks."""
    asked = Rule(tuple(part_of(one) for one in rule.parts), rule.months)
    return Watch(rule.kpi, asked, rule.over, rule.against, rule.budget_e4, **rule.narrowed)


def list_rules(session: Session) -> list[RuleRow]:
    """The rules by name with what came of each."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for one in list_alerts(session):
        counted[one.rule_id].update(["alerts", "open" if one.is_open else one.state])
    persons = names(session)
    rules = session.scalars(select(AlertRule).where(AlertRule.removed.is_(False)))
    found = [
        RuleRow(
            one.id, one.ref, one.name, watch_of_rule(one), one.department or "", one.owner_id or "",
            persons.get(one.owner_id or "", ""), one.active, one.since_on, counted[one.id]["alerts"],
            counted[one.id]["open"], counted[one.id][NOT_USEFUL],
        )
        for one in rules
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.name, one.id))


def list_alerts(session: Session, *, open_only: bool = False, rule_id: str = "") -> list[AlertRow]:
    """The alerts, those to look at first, then the newest."""
    asked = (
        select(Alert, AlertRule, Notice.state, Notice.reason)
        .join(AlertRule, AlertRule.id == Alert.rule_id)
        .join(Notice, Notice.id == Alert.notice_id, isouter=True)
        .where(Alert.removed.is_(False))
    )
    if rule_id:
        asked = asked.where(Alert.rule_id == rule_id)
    found = [_row(*one) for one in session.execute(asked)]
    return sorted(
        (one for one in found if one.is_open or not open_only),
        key=lambda one: (not one.is_open, -one.first_on, one.cause, one.id),
    )


def factors(session: Session, rule_id: str) -> dict[str, Fraction]:
    """By how much a rule's thresholds are wider for whom: a step of ``STEP`` for each alert that was of no use."""
    asked = (
        select(Alert.key, func.count())
        .join(Notice, Notice.id == Alert.notice_id)
        .where(Alert.rule_id == rule_id, Alert.removed.is_(False), Notice.state == NOT_USEFUL)
        .group_by(Alert.key)
    )
    return {key: 1 + STEP * count for key, count in session.execute(asked)}


def per_week(session: Session, today: int, weeks: int = WEEKS) -> tuple[int, ...]:
    """How many alerts were told in each of the last weeks up to a day, the oldest first.

    What was over before it could be told called nobody.
    """
    first = today - weeks * _WEEK_DAYS + 1
    asked = (
        select(Alert.posted_on)
        .join(Notice, Notice.id == Alert.notice_id)
        .where(
            Alert.removed.is_(False), Alert.posted_on >= first, Alert.posted_on <= today,
            or_(Notice.state != OVER, Notice.closed_on > Notice.posted_on),
        )
    )  # fmt: skip
    count = Counter((on - first) // _WEEK_DAYS for on in session.scalars(asked))
    return tuple(count[week] for week in range(weeks))


def mirror(session: Session) -> list[Mirror]:
    """Each department with its watched KPIs and its share of the breaches, the largest share first."""
    kpis: dict[str, set[str]] = defaultdict(set)
    rules: Counter[str] = Counter()
    for rule in list_rules(session):
        kpis[rule.department].add(rule.watch.kpi)
        rules[rule.department] += 1
    told = [one for one in list_alerts(session) if one.notice_id]
    every = Counter(one.department for one in told)
    still = Counter(one.department for one in told if one.is_open)
    no_use = Counter(one.department for one in told if one.state == NOT_USEFUL)
    found = [
        Mirror(name, tuple(sorted(kpis[name])), rules[name], every[name], still[name], no_use[name],
               Fraction(every[name], len(told)) if told else None)
        for name in sorted(kpis.keys() | every.keys())
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.alerts, one.department))


def _row(one: Alert, rule: AlertRule, state: str | None, reason: str | None) -> AlertRow:
    return AlertRow(
        one.id, one.ref, one.rule_id, rule.name, rule.department or "", one.kpi, rule.over, one.key, one.name,
        one.party_id or "", one.month, one.first_on, one.last_on, one.lasting, one.side, one.kind,
        {name: _number(value) for name, value in one.figures.items()},
        tuple((str(name), Fraction(value)) for name, value in one.contributors),
        one.notice_id or "", state or OVER, reason or "", one.posted_on,
    )  # fmt: skip


def _number(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)
