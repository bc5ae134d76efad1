"""What the records of dealers are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_
from app.dealers.life.rules import TITLES as STATUS_TITLES
from app.dealers.service import ROLE_TITLES, TIER_TITLES
from app.dealers.terms import (
    ALIAS_TITLES,
    BUCKET_TITLES,
    CHANNEL_TITLES,
    CONTRACT_KIND_TITLES,
    CONTRACT_STATE_TITLES,
    LEDGER_TITLES,
    RENEWAL_TITLES,
    WAY_TITLES,
)

_REMOVED: Final = N_("No live batch names it any more")
_RESTORED: Final = N_("Named again by a batch")
_DATED: Final = {"from_on": FieldWords(N_("From"), "day"), "to_on": FieldWords(N_("Until"), "day")}
_OF_DEALER: Final = {"party_code": FieldWords(N_("Dealer code")), **_DATED}
_TAKEN: Final = N_("Taken out")
_BACK: Final = N_("Back again")


def _of_dealer(title: str, called: tuple[str, ...], /, **fields: FieldWords) -> RecordWords:
    """The words of a record that hangs on a dealer's code."""
    own = {"by_hand": FieldWords(N_("Set by hand"), "fields")}
    return RecordWords(
        title, called, {**_OF_DEALER, **fields, **own}, frozenset({"source_n"}), removed=_TAKEN, restored=_BACK
    )


RECORDS: Final[Book] = MappingProxyType(
    {
        "party": RecordWords(
            N_("Dealer"),
            ("name",),
            {
                "name": FieldWords(N_("Name")),
                "name_en": FieldWords(N_("English name")),
                "role": FieldWords(N_("Role"), "choices", ROLE_TITLES),
                "tier": FieldWords(N_("Tier"), "choice", TIER_TITLES),
                "party_class": FieldWords(N_("Class")),
                "party_type": FieldWords(N_("Type of dealer")),
                "segment": FieldWords(N_("Segment")),
                "entity": FieldWords(N_("Selling entity")),
                "status": FieldWords(N_("Status"), "choice", STATUS_TITLES),
                "uscc": FieldWords(N_("Credit code (USCC)")),
                "owner_group": FieldWords(N_("Controlling group")),
                "area_code": FieldWords(N_("Area code")),
                "area_name": FieldWords(N_("Area name")),
                "address": FieldWords(N_("Address")),
                "office": FieldWords(N_("Office")),
                "manager": FieldWords(N_("Manager")),
                "payment_days": FieldWords(N_("Payment terms"), "days", {"0": N_("Prepaid")}),
                "credit_limit_e4": FieldWords(N_("Credit limit"), "money"),
                "sell_out_from_on": FieldWords(N_("Owes sell-out since"), "day"),
                "stock_from_on": FieldWords(N_("Owes stock since"), "day"),
                "note": FieldWords(N_("Note")),
                "by_hand": FieldWords(N_("Set by hand"), "fields"),
                "merged_into_id": FieldWords(N_("Merged into"), "ref", of="party"),
            },
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "party_code": RecordWords(
            N_("Code of a dealer"),
            ("code", "party_id"),
            {
                "code": FieldWords(N_("Code")),
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "from_on": FieldWords(N_("From"), "day"),
                "to_on": FieldWords(N_("Until"), "day"),
                "by_hand": FieldWords(N_("Set by hand"), "fields"),
            },
            frozenset({"source_n"}),
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "party_parent": RecordWords(
            N_("Supply relation"),
            ("party_id", "parent_id"),
            {
                "party_id": FieldWords(N_("Dealer"), "ref", of="party"),
                "parent_id": FieldWords(N_("Buys from"), "ref", of="party"),
                **_DATED,
                "by_hand": FieldWords(N_("Set by hand"), "fields"),
            },
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "assignment": RecordWords(
            N_("Who has a dealer"),
            ("party_code",),
            {
                "party_code": FieldWords(N_("Dealer code")),
                "from_on": FieldWords(N_("From"), "day"),
                "manager": FieldWords(N_("Manager")),
                "office": FieldWords(N_("Office")),
                "entity": FieldWords(N_("Selling entity")),
                "owner_group": FieldWords(N_("Controlling group")),
                "predecessor_code": FieldWords(N_("Takes over from")),
                "by_hand": FieldWords(N_("Set by hand"), "fields"),
            },
            frozenset({"source_n"}),
            removed=N_("Taken out"),
            restored=N_("Back again"),
        ),
        "licence": RecordWords(
            N_("Licence"),
            ("party_code", "number"),
            {
                "party_code": FieldWords(N_("Dealer code")),
                "licence_type": FieldWords(N_("Type of licence")),
                "number": FieldWords(N_("Licence number")),
                "issuer": FieldWords(N_("Issued by")),
                "goods_scope": FieldWords(N_("Classes of goods covered")),
                "from_on": FieldWords(N_("Valid from"), "day"),
                "to_on": FieldWords(N_("Valid until"), "day"),
                "temperature_scope": FieldWords(N_("Temperature classes covered")),
                "review_months": FieldWords(N_("Reviewed every (months)")),
                "reviewed_on": FieldWords(N_("Last reviewed on"), "day"),
                "by_hand": FieldWords(N_("Set by hand"), "fields"),
            },
            frozenset({"source_n"}),
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "permit": RecordWords(
            N_("Permit to sell elsewhere"),
            ("number",),
            {
                "number": FieldWords(N_("Permit number")),
                "party_code": FieldWords(N_("Dealer code")),
                "counterparty_code": FieldWords(N_("Counterparty code")),
                "area_code": FieldWords(N_("Area code")),
                "product_code": FieldWords(N_("Product code")),
                "lot": FieldWords(N_("Lot")),
                "quantity_e3": FieldWords(N_("Quantity"), "thousandths"),
                "from_on": FieldWords(N_("Valid from"), "day"),
                "to_on": FieldWords(N_("Valid until"), "day"),
                "by_hand": FieldWords(N_("Set by hand"), "fields"),
            },
            frozenset({"source_n"}),
            removed=_REMOVED,
            restored=_RESTORED,
        ),
        "licence_need": RecordWords(
            N_("Whether a licence is needed"),
            ("party_type", "licence_type"),
            {
                "party_type": FieldWords(N_("Type of dealer")),
                "goods_class": FieldWords(N_("Class of goods")),
                "licence_type": FieldWords(N_("Type of licence")),
                "required": FieldWords(N_("Needed"), "yes"),
                **_DATED,
                "note": FieldWords(N_("Note")),
            },
        ),
        "party_alias": _of_dealer(
            N_("Other name of a dealer"), ("name",),
            name=FieldWords(N_("Name")), kind=FieldWords(N_("Kind of name"), "choice", ALIAS_TITLES),
        ),
        "contact": _of_dealer(
            N_("Contact"), ("name",),
            name=FieldWords(N_("Full name")), position=FieldWords(N_("Position")),
            phone=FieldWords(N_("Phone"), "personal"), mobile=FieldWords(N_("Mobile"), "personal"),
            email=FieldWords(N_("E-mail"), "personal"), wechat=FieldWords(N_("WeChat"), "personal"),
            main=FieldWords(N_("Main contact"), "yes"),
        ),
        "bank_account": _of_dealer(
            N_("Bank account"), ("account_no",),
            bank=FieldWords(N_("Bank")), account_no=FieldWords(N_("Account number"), "personal"),
            account_name=FieldWords(N_("Account name")), main=FieldWords(N_("Main account"), "yes"),
        ),
        "territory": _of_dealer(
            N_("Territory"), ("party_code", "area_code"),
            area_code=FieldWords(N_("Area code")), group_code=FieldWords(N_("Product group")),
            channel=FieldWords(N_("Channel"), "choice", CHANNEL_TITLES),
            exclusive=FieldWords(N_("Exclusive"), "yes"),
            contract_no=FieldWords(N_("Contract number")),
        ),
        "contract": _of_dealer(
            N_("Contract"), ("number",),
            number=FieldWords(N_("Contract number")),
            kind=FieldWords(N_("Kind of contract"), "choice", CONTRACT_KIND_TITLES),
            state=FieldWords(N_("State"), "choice", CONTRACT_STATE_TITLES),
            stopped_on=FieldWords(N_("Suspended or ended from"), "day"),
            renewal=FieldWords(N_("Renewal"), "choice", RENEWAL_TITLES),
            notice_days=FieldWords(N_("Days of notice")), renewal_months=FieldWords(N_("Months of a renewal")),
            group_codes=FieldWords(N_("Product groups covered")), note=FieldWords(N_("Note")),
        ),
        "contract_target": _of_dealer(
            N_("Target of a contract"), ("number",),
            number=FieldWords(N_("Contract number")), group_code=FieldWords(N_("Product group")),
            amount_e4=FieldWords(N_("Target amount"), "money"),
        ),
        "credit_bucket": _of_dealer(
            N_("Limit of a part of the credit"), ("party_code", "bucket"),
            bucket=FieldWords(N_("Part of the credit"), "choice", BUCKET_TITLES),
            limit_e4=FieldWords(N_("Own limit"), "money"), included=FieldWords(N_("Counts"), "yes"),
        ),
        "credit_override": _of_dealer(
            N_("Limit let up"), ("party_code",),
            bucket=FieldWords(N_("Part of the credit"), "choice", BUCKET_TITLES),
            limit_e4=FieldWords(N_("Limit meanwhile"), "money"), allowed_by=FieldWords(N_("Allowed by")),
            reason=FieldWords(N_("Reason"), "long"),
        ),
        "ledger_entry": _of_dealer(
            N_("Deposit or loaned asset"), ("party_code", "kind"),
            kind=FieldWords(N_("Kind"), "choice", LEDGER_TITLES), way=FieldWords(N_("In or out"), "choice", WAY_TITLES),
            at_on=FieldWords(N_("Day"), "day"), amount_e4=FieldWords(N_("Amount"), "money"),
            item=FieldWords(N_("Asset")), quantity_e3=FieldWords(N_("Quantity"), "thousandths"),
            document_no=FieldWords(N_("Document")), note=FieldWords(N_("Note")),
        ),
    }
)  # fmt: skip
"""Parties, their codes, parents, names, papers and people, and what is agreed and settled with them."""
FIELD_TITLES: Final = {name: spec.title for name, spec in RECORDS["party"].fields.items()}
