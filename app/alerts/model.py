"""Rules of alerts and what they found: journaled records."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JsonText, Record


class AlertRule(Record):
    """What is asked of one KPI month by month, of whom, and whose it is."""

    __tablename__ = "alert_rule"
    ref_prefix = "AR"

    name: Mapped[str]
    kpi: Mapped[str]
    over: Mapped[str]
    """For what it is asked: total, region, dealer or product-group; each is judged by itself."""
    narrowed: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """What it is left at: ``region``, ``dealer``, ``group``."""
    parts: Mapped[list[Any]] = mapped_column(JsonText)
    """The conditions, joined by AND (``app/alerts/spec.py``)."""
    months: Mapped[int]
    """So many months in a row."""
    against: Mapped[str]
    """What changes are told against: year, previous or calendar."""
    budget_e4: Mapped[int]
    """False alarms of the own baseline in 10,000 KPI-months."""
    department: Mapped[str | None]
    """Whose it is, as KPIs name their owners."""
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who is told; NULL is everybody."""
    active: Mapped[bool]
    since_on: Mapped[int]
    """First day of the first month that it watches: what was over before is no news."""


class Alert(Record):
    """One event that a rule found: it is there once, however often and wherever the rule is run.

    Whether it was seen, is acted on or was of no use is said of its notice alone.
    """

    __tablename__ = "alert"
    ref_prefix = "AL"

    rule_id: Mapped[str] = mapped_column(ForeignKey("alert_rule.id"), index=True)
    kpi: Mapped[str]
    key: Mapped[str]
    """Which region, dealer or product group, by code; empty for the total."""
    name: Mapped[str]
    """What that was called."""
    party_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"), index=True)
    month: Mapped[str]
    """The month of the warning."""
    first_on: Mapped[int]
    """Its first day, and that of the newest month which is still so."""
    last_on: Mapped[int]
    lasting: Mapped[bool]
    """Whether it is still so."""
    side: Mapped[int]
    """1 above, -1 below."""
    kind: Mapped[str]
    """new, spike, shift or drift by the own baseline; empty where the rule does not ask it."""
    figures: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """Decimal text: ``value``, ``before``, ``expected``, ``low``, ``high``, ``size``, in the KPI's unit."""
    contributors: Mapped[list[Any]] = mapped_column(JsonText)
    """What had the largest parts in it: name and decimal text each."""
    notice_id: Mapped[str | None] = mapped_column(ForeignKey("notice.id"), index=True)
    """What told of it; NULL where it was over before anybody could be told."""
    posted_on: Mapped[int]
    """The day on which the rule found it."""
