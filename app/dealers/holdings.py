"""The rows that hang on a dealer: names, people, accounts, territories, contracts, licences, credit parts, deposits.

They are all told and changed in one way. A row hangs on a code of the dealer (source and code), as imported ones do, so
that it goes along where codes are merged or change hands. What a person has set imports leave alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing, record_id
from app.core.model import Record
from app.core.numbered import number_of
from app.core.texts import N_, Text
from app.dealers import feed, terms
from app.dealers.codes import whose_is
from app.dealers.contract_rules import STOPPED
from app.dealers.model import (
    BankAccount,
    Contact,
    Contract,
    ContractTarget,
    CreditBucket,
    CreditOverride,
    LedgerEntry,
    Licence,
    Party,
    PartyAlias,
    PartyCode,
    Territory,
)
from app.imports.feeds import SEPARATOR, Feed, Field
from app.imports.masters import source_name

OWN_SOURCE: Final = "channeldesk"
"""The source of codes that nobody gave: a dealer entered by hand is called by its reference."""
_DAYS: Final = (Field("from", "day", N_("From")), Field("to", "day", N_("Until")))


@dataclass(frozen=True)
class Holding:
    """One kind of row: what it is called, and its fields in the order in which they are told."""

    id: str
    title: str
    cls: type[Record]
    fields: tuple[Field, ...]
    feed: Feed | None = None
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The words of each stored choice, by field."""
    asked_by: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    """By field the other field's column and values that ask for it."""

    def lacks(self, one: Field, values: Mapping[str, Any]) -> bool:
        """Whether a field is empty that must not be, beside the other values (stored columns)."""
        column, asking = self.asked_by.get(one.name, ("", frozenset()))
        return values.get(one.columns[0]) is None and (one.required or values.get(column) in asking)

    @property
    def columns(self) -> tuple[str, ...]:
        """The stored columns of its fields."""
        return tuple(column for one in self.fields for column in one.columns)

    @property
    def dated(self) -> bool:
        """Whether it holds from a day to a day."""
        return "from_on" in self.columns


def _kind(
    cls: type[Record], title: str, given: Feed | tuple[Field, ...],
    asked_by: Mapping[str, tuple[str, frozenset[str]]] | None = None, **choices: Mapping[str, str],
) -> tuple[str, Holding]:  # fmt: skip
    asked = asked_by or {}
    if isinstance(given, Feed):
        fields = tuple(one for one in given.fields if one.name != "party_code")
        return cls.__tablename__, Holding(cls.__tablename__, title, cls, fields, given, choices, asked)
    return cls.__tablename__, Holding(cls.__tablename__, title, cls, given, None, choices, asked)


HOLDINGS: Final[Mapping[str, Holding]] = MappingProxyType(dict((
    _kind(
        PartyAlias, N_("Other name"),
        (
            Field("name", "text", N_("Name"), required=True),
            Field("kind", "choice", N_("Kind of name"), required=True), *_DAYS,
        ),
        kind=terms.ALIAS_TITLES,
    ),
    _kind(Contact, N_("Contact"), feed.CONTACT_ROW),
    _kind(BankAccount, N_("Bank account"), feed.ACCOUNT_ROW),
    _kind(Licence, N_("Licence"), feed.LICENCE_ROW),
    _kind(Territory, N_("Territory"), feed.TERRITORY_ROW, channel=terms.CHANNEL_TITLES),
    _kind(
        Contract, N_("Contract"), feed.CONTRACT_ROW, asked_by={"stopped": ("state", STOPPED)},
        kind=terms.CONTRACT_KIND_TITLES, state=terms.CONTRACT_STATE_TITLES, renewal=terms.RENEWAL_TITLES,
    ),
    _kind(ContractTarget, N_("Target of a contract"), feed.CONTRACT_TARGET_ROW),
    _kind(
        CreditBucket, N_("Limit of a part of the credit"),
        (
            Field("bucket", "choice", N_("Part of the credit"), required=True),
            Field("limit", "amount", N_("Own limit")),
            Field("included", "flag", N_("Counts"), required=True),
        ),
        bucket=terms.BUCKET_TITLES,
    ),
    _kind(
        CreditOverride, N_("Limit let up"),
        (
            Field("bucket", "choice", N_("Part of the credit")),
            Field("limit", "amount", N_("Limit meanwhile"), required=True),
            Field("from", "day", N_("From"), required=True),
            Field("to", "day", N_("Until"), required=True),
            Field("allowed_by", "text", N_("Allowed by"), required=True),
            Field("reason", "text", N_("Reason"), required=True),
        ),
        bucket=terms.BUCKET_TITLES,
    ),
    _kind(
        LedgerEntry, N_("Deposit or loaned asset"), feed.LEDGER_ROW, kind=terms.LEDGER_TITLES, way=terms.WAY_TITLES
    ),
)))  # fmt: skip
"""Every kind of row by its table."""


@dataclass(frozen=True)
class Row:
    """One row of a dealer."""

    id: str
    ref: str
    party_id: str
    kind: str
    values: Mapping[str, Any]
    """The stored columns of the kind."""
    by_hand: bool

    def holds(self, day: int | None) -> bool:
        """Whether it is valid on a day; every row is on None, and one without days always."""
        begin, end = self.values.get("from_on"), self.values.get("to_on")
        return day is None or ((begin is None or begin <= day) and (end is None or day <= end))


def rows_of(session: Session, kind: str, *party_ids: str, on: int | None = None) -> list[Row]:
    """The rows of a kind of some dealers, or of all, the newest first; with ``on`` only those valid on that day.

    A code that changed hands is whose it was while the row held.
    """
    held = HOLDINGS[kind]
    cls: Any = held.cls
    found = (
        select(cls, PartyCode)
        .join(PartyCode, text(whose_is(cls.__tablename__)))
        .where(cls.removed.is_(False))
        .order_by(cls.id, PartyCode.from_on)
    )
    if party_ids:
        found = found.where(PartyCode.party_id.in_(party_ids))
    rows: dict[tuple[str, str], Row] = {}
    for one, code in session.execute(found):
        values = {name: getattr(one, name) for name in held.columns}
        row = Row(one.id, one.ref, code.party_id, kind, values, bool(getattr(one, "by_hand", "by_hand")))
        if _meant(code, values) and row.holds(on):
            rows[row.id, row.party_id] = row
    return sorted(rows.values(), key=_newest)


def _meant(code: PartyCode, values: Mapping[str, Any]) -> bool:
    """Whether a code meant its party on some day of the row."""
    begin, end = values.get("from_on", values.get("at_on")), values.get("to_on", values.get("at_on"))
    late = code.from_on is not None and end is not None and end < code.from_on
    early = code.to_on is not None and (begin or -(2**40)) >= code.to_on
    return not late and not early


def _newest(row: Row) -> tuple[object, ...]:
    day = row.values.get("from_on", row.values.get("at_on"))
    return row.party_id, not row.values.get("main"), day is None, -(day or 0), row.id


def own_code(session: Session, party_id: str) -> tuple[int, str]:
    """Source and code by which a dealer is called; one that nobody ever gave a code gets its reference for one.

    Raises UserError for a dealer that is not there.
    """
    party = existing(session, Party, party_id, N_("This dealer is no longer in the workspace."))
    there = session.execute(
        select(PartyCode.source_n, PartyCode.code)
        .where(PartyCode.party_id == party_id, PartyCode.removed.is_(False), PartyCode.by_hand.is_(None))
        .order_by(PartyCode.to_on.is_not(None), PartyCode.source_n, PartyCode.code)
    ).first()
    if there is not None:
        return there.source_n, there.code
    source_n = number_of(session, "source", OWN_SOURCE)
    create(
        session, PartyCode, natural_key=f"{OWN_SOURCE}:{party.ref}",
        source_n=source_n, code=party.ref, party_id=party_id, from_on=None, to_on=None,
    )  # fmt: skip
    session.flush()  # the next row of this step asks for it
    return source_n, party.ref


def set_row(session: Session, *, kind: str, party_id: str, values: Mapping[str, Any], row_id: str = "") -> str:
    """Add a row to a dealer, or with ``row_id`` change one; ``values`` are stored columns. Returns the row's id.

    Raises UserError for a value that is lacking or cannot be, days that end before they begin, a row or dealer that is
    not there, and a row of which there is another one already.
    """
    held = HOLDINGS[kind]
    row: Any = session.get(held.cls, row_id) if row_id else None
    if row_id and (row is None or row.removed):
        raise UserError("This row is no longer in the workspace.")
    there = {name: getattr(row, name) for name in held.columns} if row is not None else dict.fromkeys(held.columns)
    written = there | {name: _cleaned(value) for name, value in values.items()}
    _check(held, written)
    hand: dict[str, Any] = (
        {"by_hand": ",".join(sorted(held.columns))} if "by_hand" in held.cls.__table__.columns else {}
    )
    if row is None:
        source_n, code = own_code(session, party_id)
        natural = _natural(session, held, source_n, code, written)
        row = session.get(held.cls, record_id(held.cls, natural)) if natural else None
        if row is None:
            own: dict[str, Any] = {"source_n": source_n, "party_code": code, **written, **hand}
            return create(session, held.cls, natural_key=natural, **own).id
        if not row.removed:
            raise UserError("There is such a row already; change that one.")
        row.removed = False
    for name, value in (written | hand).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    return str(row.id)


def remove_row(session: Session, *, kind: str, row_id: str) -> str:
    """Take a row out; imports do not bring it back, undo does. Raises UserError where it is gone already."""
    row: Any = session.get(HOLDINGS[kind].cls, row_id)
    if row is None or row.removed:
        raise UserError("This row is no longer in the workspace.")
    row.removed = True
    if hasattr(row, "by_hand"):
        row.by_hand = ",".join(sorted({*filter(None, row.by_hand.split(",")), "removed"}))
    return str(row.id)


def _cleaned(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _check(held: Holding, values: Mapping[str, Any]) -> None:
    for one in held.fields:
        value = values.get(one.columns[0])
        if held.lacks(one, values):
            raise UserError("“{field}” is empty.", field=Text(one.title))
        titles = held.choices.get(one.name)
        if titles and value is not None and value not in titles:
            raise UserError("“{value}” is none of: {known}", value=value, known=", ".join(titles))
        if one.kind in {"amount", "quantity", "number"} and value is not None and value < 0:
            raise UserError("“{field}” is below zero.", field=Text(one.title))
    if values.get("from_on") is not None and values.get("to_on") is not None and values["to_on"] < values["from_on"]:
        raise UserError("It ends before it begins.")


def _natural(session: Session, held: Holding, source_n: int, code: str, values: Mapping[str, Any]) -> str | None:
    """The key that a file's row would have, which then leaves this one alone; None for rows that no file brings."""
    if held.feed is None:
        return None
    stored = {**values, "party_code": code}
    columns = {one.name: one.columns[0] for one in held.feed.fields}
    parts = ["" if stored.get(columns[name]) is None else str(stored[columns[name]]) for name in held.feed.key]
    if not all(part for name, part in zip(held.feed.key, parts, strict=True) if name in held.feed.key_needs):
        return None
    return f"{source_name(session, source_n)}:{SEPARATOR.join(parts)}"
