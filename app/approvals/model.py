"""Records of approvals: what is asked for, who decided it and how, and the verifiers of people's passphrases."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JsonText, Record


class Passphrase(Record):
    """By what a person proves on any machine that he is himself: a salted verifier, never the passphrase."""

    __tablename__ = "passphrase"
    ref_prefix = "PP"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    salt: Mapped[str]
    verifier: Mapped[str]
    way: Mapped[str]
    """Algorithm and cost, as ``scrypt:15:8:1``."""
    set_on: Mapped[int]
    witness_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    """Who vouched for him with a passphrase of his own; the first one in a workspace has nobody."""
    wrong: Mapped[int]
    """Wrong passphrases in a row, whatever window, command line or other program they were given to."""
    wrong_at: Mapped[int | None]
    """When the last of them was given: milliseconds since 1970, UTC."""


class ApprovalRule(Record):
    """Who has to approve what: by kind, region and amount, in steps."""

    __tablename__ = "approval_rule"
    ref_prefix = "AR"

    kind: Mapped[str]
    """A key of ``rules.KIND_TITLES``; empty is every kind."""
    region: Mapped[str | None]
    from_minor: Mapped[int]
    """From this amount on, the highest rule that is reached counts."""
    steps: Mapped[list[Any]] = mapped_column(JsonText)
    """For each step the ids of the people of whom one has to approve; an empty list is anybody but the maker."""
    note: Mapped[str | None]


class Approval(Record):
    """Something that waits for approval, named by the hash of its content."""

    __tablename__ = "approval"
    ref_prefix = "AP"
    frozen = True

    kind: Mapped[str]
    about_entity: Mapped[str]
    about_id: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    """A msgid with ``params``."""
    params: Mapped[dict[str, Any]] = mapped_column(JsonText)
    content_sha256: Mapped[str]
    """Of what is shown to who approves, in the files store."""
    amount_minor: Mapped[int]
    region: Mapped[str | None]
    state: Mapped[str]
    """open, approved, refused or void: what it was about has changed."""
    steps: Mapped[list[Any]] = mapped_column(JsonText)
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    made_on: Mapped[int]


class ApprovalDecision(Record):
    """One person's yes or no to one step, of exactly the content that he saw."""

    __tablename__ = "approval_decision"
    ref_prefix = "AV"
    frozen = True

    approval_id: Mapped[str] = mapped_column(ForeignKey("approval.id"), index=True)
    step: Mapped[int]
    verdict: Mapped[str]
    """yes or no."""
    way: Mapped[str]
    """passphrase, or oa: recorded from the company's own approval system."""
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    """Who approved; with oa, who recorded it."""
    content_sha256: Mapped[str]
    decided_on: Mapped[int]
    reason: Mapped[str | None]
    oa_number: Mapped[str | None]
    oa_approver: Mapped[str | None]
    oa_on: Mapped[int | None]
    scan_sha256: Mapped[str | None]
    """Of the scanned sheet that prints the hash, in the files store."""
