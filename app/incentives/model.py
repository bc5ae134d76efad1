"""Records of incentives, and the rows that postings make.

A posting is a record that names, by their hash, the rows it posts; ``incentive_entry`` holds those rows to be asked by
SQL and can be rebuilt from the kept files at any time. Nothing posted is ever edited: a correction is another posting.
"""

from typing import Any, Final

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Base, JsonText, Record


class IncentivePolicy(Record):
    """What the versions of one policy have in common."""

    __tablename__ = "incentive_policy"
    ref_prefix = "IP"

    code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    kind: Mapped[str]
    """rebate, price_protection or fund."""
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))


class PolicyVersion(Record):
    """One version of a policy: its whole content as data, its way from draft to archive."""

    __tablename__ = "policy_version"
    ref_prefix = "PV"
    frozen = True

    policy_id: Mapped[str] = mapped_column(ForeignKey("incentive_policy.id"), index=True)
    number: Mapped[int]
    state: Mapped[str]
    """A key of ``policy.STATES``."""
    content: Mapped[str]
    """Canonical JSON of the policy (``canonical.policy_json``)."""
    content_sha256: Mapped[str]
    from_on: Mapped[int]
    to_on: Mapped[int]
    """The last day on which it counts."""
    reason: Mapped[str | None]
    """Why this version was made."""
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    simulation_sha256: Mapped[str | None]
    """Of the simulation's result in the files store; it names the content that it simulated."""
    simulated_on: Mapped[int | None]
    approval_id: Mapped[str | None] = mapped_column(ForeignKey("approval.id"))
    signed_on: Mapped[int | None]
    text_sha256: Mapped[str | None]
    """Of the policy's text, in the files store, that was approved."""
    dossier_id: Mapped[str | None] = mapped_column(ForeignKey("adjustment_dossier.id"))


class IncentivePosting(Record):
    """One posting: a settlement run, a reversal, the result of a dispute, a payment of a fund."""

    __tablename__ = "incentive_posting"
    ref_prefix = "PO"
    frozen = True

    kind: Mapped[str]
    """A key of ``ledger.rules.POSTING_TITLES``."""
    period: Mapped[str] = mapped_column(index=True)
    """A period's name, as 2026-Q1; empty where there is none."""
    posted_on: Mapped[int]
    data_sha256: Mapped[str]
    """Of the rows that it posts, in the files store."""
    entries: Mapped[int]
    total_minor: Mapped[int]
    currency: Mapped[str]
    tx: Mapped[int]
    """The transaction whose facts it was computed from."""
    engine: Mapped[str]
    """The version of the arithmetic."""
    cutoff_on: Mapped[int | None]
    """The last day whose documents counted."""
    reason: Mapped[str | None]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    approval_id: Mapped[str | None] = mapped_column(ForeignKey("approval.id"))
    reverses_id: Mapped[str | None] = mapped_column(ForeignKey("incentive_posting.id"))


INCENTIVE_ENTRY: Final = Table(
    "incentive_entry",
    Base.metadata,
    Column("posting_id", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("party_id", Text, nullable=False),
    Column("policy_id", Text),
    Column("version_id", Text),
    Column("period", Text, nullable=False),
    Column("first_on", Integer),
    Column("last_on", Integer),
    Column("day_on", Integer, nullable=False),
    Column("amount_minor", Integer, nullable=False),
    Column("form", Text, nullable=False),
    Column("expires_on", Integer),
    Column("document", Text),
    Column("keys_sha256", Text),
    Column("figures", Text),
    Column("reverses_n", Integer),
    sqlite_with_rowid=False,
)
"""One row for each payout or movement of the rebate account; derived from the postings' kept files.

``figures`` is the canonical JSON of what the arithmetic was given, ``keys_sha256`` the hash of its ordered rows;
``document`` is an order or claim, ``reverses_n`` a row of the posting that is reversed.
"""
Index("ix_incentive_entry_party", INCENTIVE_ENTRY.c.party_id, INCENTIVE_ENTRY.c.day_on)
Index("ix_incentive_entry_policy", INCENTIVE_ENTRY.c.policy_id, INCENTIVE_ENTRY.c.period)


class AdjustmentTable(Record):
    """Rules by which health makes proposals: by grade, trend and cap; one version counts, the newest."""

    __tablename__ = "adjustment_table"
    ref_prefix = "AJ"

    number: Mapped[int]
    rules: Mapped[list[Any]] = mapped_column(JsonText)
    reason: Mapped[str | None]
    made_on: Mapped[int]


class AdjustmentDossier(Record):
    """One dealer's way from a change of health to a new version and its statement."""

    __tablename__ = "adjustment_dossier"
    ref_prefix = "AD"
    frozen = True

    period: Mapped[str] = mapped_column(index=True)
    """The reviewed quarter."""
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    policy_id: Mapped[str | None] = mapped_column(ForeignKey("incentive_policy.id"))
    state: Mapped[str]
    """proposed, simulated, approving, approved, refused, in_effect or dropped."""
    evidence: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """Grades, scores and hashes of the assessments, the rule that matched."""
    proposal: Mapped[dict[str, Any]] = mapped_column(JsonText)
    simulated: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    reason: Mapped[str | None]
    approval_id: Mapped[str | None] = mapped_column(ForeignKey("approval.id"))
    made_on: Mapped[int]


class FundRequest(Record):
    """Money of a market development fund: request, approval, proof, claim, payment."""

    __tablename__ = "fund_request"
    ref_prefix = "MF"

    policy_id: Mapped[str] = mapped_column(ForeignKey("incentive_policy.id"), index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    title: Mapped[str]
    state: Mapped[str]
    """requested, approving, approved, refused, proven, claimed, paid or dropped."""
    from_on: Mapped[int]
    to_on: Mapped[int]
    requested_minor: Mapped[int]
    approved_minor: Mapped[int | None]
    claimed_minor: Mapped[int | None]
    paid_minor: Mapped[int | None]
    approval_id: Mapped[str | None] = mapped_column(ForeignKey("approval.id"))
    posting_id: Mapped[str | None] = mapped_column(ForeignKey("incentive_posting.id"))
    note: Mapped[str | None]


class AccountStatement(Record):
    """A dealer's statement of account (对账单) on its way out and back."""

    __tablename__ = "account_statement"
    ref_prefix = "AS"
    frozen = True

    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    period: Mapped[str] = mapped_column(index=True)
    through_on: Mapped[int]
    state: Mapped[str]
    """issued, returned, disputed, confirmed or replaced."""
    data_sha256: Mapped[str]
    """Of the statement's PDF, in the files store."""
    balance_minor: Mapped[int]
    issued_on: Mapped[int]
    due_on: Mapped[int]
    returned_on: Mapped[int | None]
    confirmed_on: Mapped[int | None]
    note: Mapped[str | None]


class Dispute(Record):
    """A dealer's own list against ours, with a clock and an outcome for each row."""

    __tablename__ = "dispute"
    ref_prefix = "DI"

    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    statement_id: Mapped[str | None] = mapped_column(ForeignKey("account_statement.id"))
    version_id: Mapped[str | None] = mapped_column(ForeignKey("policy_version.id"))
    period: Mapped[str]
    state: Mapped[str]
    """open, decided or dropped."""
    opened_on: Mapped[int]
    due_on: Mapped[int]
    decided_on: Mapped[int | None]
    reason: Mapped[str | None]
    data_sha256: Mapped[str | None]
    """Of the dealer's list as it came, in the files store."""
    posting_id: Mapped[str | None] = mapped_column(ForeignKey("incentive_posting.id"))


class DisputeLine(Record):
    """One row of the comparison."""

    __tablename__ = "dispute_line"
    ref_prefix = "DL"

    dispute_id: Mapped[str] = mapped_column(ForeignKey("dispute.id"), index=True)
    document: Mapped[str]
    theirs_e4: Mapped[int | None]
    ours_e4: Mapped[int | None]
    excluded: Mapped[str | None]
    """Why ours leaves it out: a key of the reasons of ``base``."""
    outcome: Mapped[str | None]
    """One of five codes; None is open."""
    answer: Mapped[str | None]
