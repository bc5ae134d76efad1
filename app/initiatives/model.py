"""Records of squads (专项小组): the charter, who is in it, its milestones."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record


class Squad(Record):
    """A small team with one goal, a sponsor, a lead and an end: its charter."""

    __tablename__ = "squad"
    ref_prefix = "TF"

    name: Mapped[str]
    goal: Mapped[str]
    """What will be different when it ends, in words."""
    kpi: Mapped[str | None]
    goal_value: Mapped[str | None]
    """The figure of the KPI that it wants to reach, as decimal text."""
    sponsor_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    lead_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    from_on: Mapped[int]
    ends_on: Mapped[int]
    state: Mapped[str]
    """active, paused, ended or dropped: a key of ``words.SQUAD_STATES``."""
    ended_on: Mapped[int | None]
    result: Mapped[str | None]
    """What came of it; why it was dropped."""


class SquadMember(Record):
    """Someone in a squad."""

    __tablename__ = "squad_member"
    ref_prefix = "SM"

    squad_id: Mapped[str] = mapped_column(ForeignKey("squad.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[str | None]
    """What he does in it."""


class Milestone(Record):
    """A step of a squad with its day."""

    __tablename__ = "milestone"
    ref_prefix = "ML"

    squad_id: Mapped[str] = mapped_column(ForeignKey("squad.id"), index=True)
    title: Mapped[str]
    due_on: Mapped[int]
    done_on: Mapped[int | None]
    note: Mapped[str | None]
