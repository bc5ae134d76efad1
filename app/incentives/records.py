"""What the records of incentives are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_
from app.incentives.policy import KIND_TITLES, STATES
from app.incentives.words import (
    DISPUTE_STATES,
    DOSSIER_STATES,
    FUND_STATES,
    OUTCOMES,
    POSTING_TITLES,
    STATEMENT_STATES,
)

_PARTY: Final = FieldWords(N_("Dealer"), "ref", of="party")
_POLICY: Final = FieldWords(N_("Policy"), "ref", of="incentive_policy")
_VERSION: Final = FieldWords(N_("Version of a policy"), "ref", of="policy_version")
_APPROVAL: Final = FieldWords(N_("Approval"), "ref", of="approval")
_POSTING: Final = FieldWords(N_("Posting"), "ref", of="incentive_posting")
_PERIOD: Final = FieldWords(N_("Period"))
_REASON: Final = FieldWords(N_("Reason"), "long")
_NOTE: Final = FieldWords(N_("Note"), "long")
_FROM: Final = FieldWords(N_("Valid from"), "day")
_TO: Final = FieldWords(N_("Valid until"), "day")
RECORDS: Final[Book] = MappingProxyType(
    {
        "incentive_policy": RecordWords(
            N_("Policy"),
            ("name",),
            {
                "code": FieldWords(N_("Code")),
                "name": FieldWords(N_("Name")),
                "kind": FieldWords(N_("Kind"), "choice", KIND_TITLES),
                "owner_id": FieldWords(N_("Owner"), "ref", of="person"),
            },
        ),
        "policy_version": RecordWords(
            N_("Version of a policy"),
            ("policy_id", "number"),
            {
                "policy_id": _POLICY,
                "number": FieldWords(N_("Version")),
                "state": FieldWords(N_("State"), "choice", STATES),
                "content": FieldWords(N_("Content"), "long"),
                "content_sha256": FieldWords(N_("SHA-256 of the content"), "hash"),
                "from_on": _FROM,
                "to_on": _TO,
                "reason": _REASON,
                "made_by_id": FieldWords(N_("Made by"), "ref", of="person"),
                "simulation_sha256": FieldWords(N_("SHA-256 of the simulation"), "hash"),
                "simulated_on": FieldWords(N_("Simulated on"), "day"),
                "approval_id": _APPROVAL,
                "signed_on": FieldWords(N_("Signed on"), "day"),
                "text_sha256": FieldWords(N_("SHA-256 of the text"), "hash"),
                "dossier_id": FieldWords(N_("Dossier"), "ref", of="adjustment_dossier"),
            },
        ),
        "incentive_posting": RecordWords(
            N_("Posting"),
            ("kind", "period"),
            {
                "kind": FieldWords(N_("Kind"), "choice", POSTING_TITLES),
                "period": _PERIOD,
                "posted_on": FieldWords(N_("Posted on"), "day"),
                "data_sha256": FieldWords(N_("SHA-256 of the rows"), "hash"),
                "entries": FieldWords(N_("Rows")),
                "total_minor": FieldWords(N_("Total"), "minor"),
                "currency": FieldWords(N_("Currency")),
                "tx": FieldWords(N_("Facts as of transaction")),
                "engine": FieldWords(N_("Version of the arithmetic")),
                "cutoff_on": FieldWords(N_("Documents until"), "day"),
                "reason": _REASON,
                "person_id": FieldWords(N_("Person"), "ref", of="person"),
                "approval_id": _APPROVAL,
                "reverses_id": FieldWords(N_("Reverses"), "ref", of="incentive_posting"),
            },
        ),
        "adjustment_table": RecordWords(
            N_("Rules of adjustments"),
            ("number",),
            {
                "number": FieldWords(N_("Version")),
                "rules": FieldWords(N_("Rules"), "long"),
                "reason": _REASON,
                "made_on": FieldWords(N_("Made on"), "day"),
            },
        ),
        "adjustment_dossier": RecordWords(
            N_("Dossier of an adjustment"),
            ("party_id", "period"),
            {
                "period": _PERIOD,
                "party_id": _PARTY,
                "policy_id": _POLICY,
                "state": FieldWords(N_("State"), "choice", DOSSIER_STATES),
                "evidence": FieldWords(N_("Evidence"), "long"),
                "proposal": FieldWords(N_("Proposal"), "long"),
                "simulated": FieldWords(N_("Simulation"), "long"),
                "reason": _REASON,
                "approval_id": _APPROVAL,
                "made_on": FieldWords(N_("Made on"), "day"),
            },
        ),
        "fund_request": RecordWords(
            N_("Request of market money"),
            ("title",),
            {
                "policy_id": _POLICY,
                "party_id": _PARTY,
                "title": FieldWords(N_("Subject")),
                "state": FieldWords(N_("State"), "choice", FUND_STATES),
                "from_on": _FROM,
                "to_on": _TO,
                "requested_minor": FieldWords(N_("Amount requested"), "minor"),
                "approved_minor": FieldWords(N_("Amount approved"), "minor"),
                "claimed_minor": FieldWords(N_("Amount claimed"), "minor"),
                "paid_minor": FieldWords(N_("Amount paid"), "minor"),
                "approval_id": _APPROVAL,
                "posting_id": _POSTING,
                "note": _NOTE,
            },
        ),
        "account_statement": RecordWords(
            N_("Statement of account"),
            ("party_id", "period"),
            {
                "party_id": _PARTY,
                "period": _PERIOD,
                "through_on": FieldWords(N_("Through"), "day"),
                "state": FieldWords(N_("State"), "choice", STATEMENT_STATES),
                "data_sha256": FieldWords(N_("SHA-256 of the file"), "hash"),
                "balance_minor": FieldWords(N_("Balance"), "minor"),
                "issued_on": FieldWords(N_("Issued on"), "day"),
                "due_on": FieldWords(N_("Due on"), "day"),
                "returned_on": FieldWords(N_("Sent back sealed on"), "day"),
                "confirmed_on": FieldWords(N_("Confirmed on"), "day"),
                "note": _NOTE,
            },
        ),
        "dispute": RecordWords(
            N_("Dispute"),
            ("party_id", "period"),
            {
                "party_id": _PARTY,
                "statement_id": FieldWords(N_("Statement of account"), "ref", of="account_statement"),
                "version_id": _VERSION,
                "period": _PERIOD,
                "state": FieldWords(N_("State"), "choice", DISPUTE_STATES),
                "opened_on": FieldWords(N_("Opened on"), "day"),
                "due_on": FieldWords(N_("Due on"), "day"),
                "decided_on": FieldWords(N_("Decided on"), "day"),
                "reason": _REASON,
                "data_sha256": FieldWords(N_("SHA-256 of the file"), "hash"),
                "posting_id": _POSTING,
            },
        ),
        "dispute_line": RecordWords(
            N_("Row of a dispute"),
            ("document",),
            {
                "dispute_id": FieldWords(N_("Dispute"), "ref", of="dispute"),
                "document": FieldWords(N_("Document")),
                "theirs_e4": FieldWords(N_("By the dealer"), "money"),
                "ours_e4": FieldWords(N_("By us"), "money"),
                "excluded": FieldWords(N_("Why it is left out")),
                "outcome": FieldWords(N_("Outcome"), "choice", OUTCOMES),
                "answer": FieldWords(N_("Answer"), "long"),
            },
        ),
    }
)
