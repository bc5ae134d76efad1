"""Records of targets: versions of a plan, their lines, and goals."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JsonText, Record


class TargetPlan(Record):
    """One version of the targets of a year."""

    __tablename__ = "target_plan"
    ref_prefix = "TP"

    name: Mapped[str]
    year: Mapped[int]
    kpis: Mapped[list[Any]] = mapped_column(JsonText)
    """Which of net_amount, sell_out, collection and quantity it sets, complete for the year."""
    state: Mapped[str]
    """draft, approved or replaced: a newer version counts instead."""
    note: Mapped[str | None]
    approved_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[str | None]
    """The instant in UTC."""
    batch_id: Mapped[str | None] = mapped_column(ForeignKey("import_batch.id"))
    """The batch by which its figures count."""


class TargetLine(Record):
    """Twelve months of one KPI for all, a region or a dealer, of one product group or all goods."""

    __tablename__ = "target_line"
    ref_prefix = "TL"

    plan_id: Mapped[str] = mapped_column(ForeignKey("target_plan.id"), index=True)
    kpi: Mapped[str]
    level: Mapped[str]
    """all, region or dealer."""
    region: Mapped[str | None]
    party_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"), index=True)
    group_code: Mapped[str]
    """Empty for all goods."""
    months: Mapped[list[Any]] = mapped_column(JsonText)
    """In 1/10,000 of the currency, quantities in 1/1,000; null is not set."""


class Goal(Record):
    """What a KPI shall be over some time; for those that cannot be added up from dealers and months.

    Where a middle range is best there are two of the same place and days: its lower and its upper end.
    """

    __tablename__ = "goal"
    ref_prefix = "GO"

    plan_id: Mapped[str | None] = mapped_column(ForeignKey("target_plan.id"), index=True)
    """The plan with which it counts once that is approved; NULL counts at once."""
    kpi: Mapped[str] = mapped_column(index=True)
    level: Mapped[str]
    """all, region, dealer or group."""
    region: Mapped[str | None]
    party_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"), index=True)
    group_code: Mapped[str | None]
    from_on: Mapped[int]
    to_on: Mapped[int]
    """The last day."""
    value_e4: Mapped[int]
    """In 1/10,000 of the KPI's unit."""
    note: Mapped[str | None]
