"""Cases of the compliance register, their steps and their kinds: journaled records."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JsonText, Record


class CaseKind(Record):
    """A kind of violation and what a founded case of it does; one of the program's own codes changes that kind."""

    __tablename__ = "case_kind"
    ref_prefix = "CK"

    code: Mapped[str]
    title: Mapped[str | None]
    """A person's words; NULL is the program's own."""
    caps: Mapped[bool]
    """Whether a closed, founded case limits the grade of the dealer's health."""
    at_most: Mapped[str]
    """The grade that it is limited to: C, D or E."""
    quarters: Mapped[int]
    """For how many quarters, that of the closing included."""


class ComplianceCase(Record):
    """One violation of which a dealer is suspected, from its report to its closing."""

    __tablename__ = "compliance_case"
    ref_prefix = "CC"

    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    """A person's words; empty is what the sign of the evidence is called."""
    stage: Mapped[str]
    """See ``rules.STAGES``; always the stage of its last step."""
    result: Mapped[str | None]
    """founded or unfounded, from 认定 on."""
    sanction: Mapped[str | None]
    penalty_e4: Mapped[int | None]
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    closed_on: Mapped[int | None]
    finding: Mapped[str | None] = mapped_column(index=True)
    """Which finding of the board it was made of; NULL where somebody reported it."""
    evidence: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """The finding as it stood then: its title, its sentence, its figures, the numbers of its rows."""


class CaseStep(Record):
    """What was done in a case on a day; files hang on the step."""

    __tablename__ = "case_step"
    ref_prefix = "CS"

    case_id: Mapped[str] = mapped_column(ForeignKey("compliance_case.id"), index=True)
    stage: Mapped[str]
    at_on: Mapped[int]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str]
    result: Mapped[str | None]
    """What 认定 found, where the step is one."""
