"""What the records of approvals are called in a history."""

from types import MappingProxyType
from typing import Final

from app.approvals.rules import KIND_TITLES, STATE_TITLES, VERDICT_TITLES, WAY_TITLES
from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

_PERSON: Final = FieldWords(N_("Person"), "ref", of="person")
RECORDS: Final[Book] = MappingProxyType(
    {
        "passphrase": RecordWords(
            N_("Passphrase for approvals"),
            ("person_id",),
            {
                "person_id": _PERSON,
                "salt": FieldWords(N_("Salt"), "hash"),
                "verifier": FieldWords(N_("Verifier"), "hash"),
                "way": FieldWords(N_("Way")),
                "set_on": FieldWords(N_("Set on"), "day"),
                "witness_id": FieldWords(N_("Vouched for by"), "ref", of="person"),
                "wrong": FieldWords(N_("Wrong passphrases in a row")),
            },
            frozenset({"wrong_at"}),
        ),
        "approval_rule": RecordWords(
            N_("Rule of approval"),
            ("kind",),
            {
                "kind": FieldWords(N_("Kind"), "choice", {"": N_("Everything"), **KIND_TITLES}),
                "region": FieldWords(N_("Region")),
                "from_minor": FieldWords(N_("From this amount on"), "minor"),
                "steps": FieldWords(N_("Steps"), "long"),
                "note": FieldWords(N_("Note"), "long"),
            },
        ),
        "approval": RecordWords(
            N_("Approval"),
            ("title",),
            {
                "kind": FieldWords(N_("Kind"), "choice", KIND_TITLES),
                "about_entity": FieldWords(N_("Kind of record")),
                "about_id": FieldWords(N_("Record")),
                "title": FieldWords(N_("Subject"), "said", of="params"),
                "content_sha256": FieldWords(N_("SHA-256 of what is approved"), "hash"),
                "amount_minor": FieldWords(N_("Amount"), "minor"),
                "region": FieldWords(N_("Region")),
                "state": FieldWords(N_("State"), "choice", STATE_TITLES),
                "steps": FieldWords(N_("Steps"), "long"),
                "made_by_id": FieldWords(N_("Made by"), "ref", of="person"),
                "made_on": FieldWords(N_("Made on"), "day"),
            },
            silent=frozenset({"params"}),
        ),
        "approval_decision": RecordWords(
            N_("Decision on an approval"),
            ("approval_id",),
            {
                "approval_id": FieldWords(N_("Approval"), "ref", of="approval"),
                "step": FieldWords(N_("Step")),
                "verdict": FieldWords(N_("Verdict"), "choice", VERDICT_TITLES),
                "way": FieldWords(N_("Way"), "choice", WAY_TITLES),
                "person_id": _PERSON,
                "content_sha256": FieldWords(N_("SHA-256 of what is approved"), "hash"),
                "decided_on": FieldWords(N_("Decided on"), "day"),
                "reason": FieldWords(N_("Reason"), "long"),
                "oa_number": FieldWords(N_("Number in the approval system")),
                "oa_approver": FieldWords(N_("Approver in the approval system")),
                "oa_on": FieldWords(N_("Approved there on"), "day"),
                "scan_sha256": FieldWords(N_("SHA-256 of the scan"), "hash"),
            },
        ),
    }
)
