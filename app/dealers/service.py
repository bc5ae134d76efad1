"""Commands on parties: what imports name is made or updated, what a person has set stays."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing, record_id
from app.core.texts import N_
from app.dealers.feed import PARTY_ROW
from app.dealers.model import Party, PartyCode, PartyParent
from app.dealers.rules import uscc_is_valid
from app.dealers.shared import live_codes, next_code, unheard
from app.imports.masters import chunks, current_rows, file_links, mentioned_codes, set_unless_by_hand, source_name

COPIED: Final = (
    "name", "tier", "area_code", "area_name", "uscc", "owner_group", "manager", "office", "payment_days",
    "credit_limit_e4", "party_class", "entity", "sell_out_from_on", "stock_from_on", "party_type", "segment",
    "address",
)  # fmt: skip
EDITABLE: Final = (*COPIED, "name_en", "note")
"""The state goes by steps of the life cycle (``life/service.py``)."""


def derive_parties(session: Session, *, source_n: int, codes: Iterable[str]) -> set[str]:
    """Make, update or mark removed the parties that a source calls by these codes; returns the codes newly resolved.

    A party lives while a live batch names it; fields that a person has set are left alone.
    """
    resolved: set[str] = set()
    rows: dict[str, Mapping[str, Any]] = {}
    for some in chunks(codes):
        found = current_rows(session, PARTY_ROW, source_n=source_n, codes=some)
        resolved |= _derive_some(session, source_n, some, found)
        rows |= {code: found.get(code, {}) for code in some} | _rows_below(session, source_n, some)
    session.flush()
    _derive_parents(session, source_n, rows)
    return resolved


def _rows_below(session: Session, source_n: int, codes: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The rows that name one of the codes as their parent: it may come, or go, in a file of its own."""
    found = session.execute(
        text(
            f"SELECT * FROM {PARTY_ROW.table} WHERE source_n = :source AND current = 1 AND parent_code IN :codes"
        ).bindparams(bindparam("codes", expanding=True)),
        {"source": source_n, "codes": list(codes)},
    ).mappings()
    return {str(row["key"]): dict(row) for row in found}


def _derive_some(
    session: Session, source_n: int, codes: Sequence[str], rows: Mapping[str, Mapping[str, Any]]
) -> set[str]:
    named = mentioned_codes(session, kind="party", source_n=source_n, codes=codes) | set(rows)
    source = source_name(session, source_n)
    links, decided = file_links(session, PartyCode, source_n=source_n, codes=codes)
    parties = {
        one.id: one
        for one in session.scalars(select(Party).where(Party.id.in_([link.party_id for link in links.values()])))
    }
    owners = {code: link.party_id for code, link in links.items()}
    resolved, silent, left = set[str](), unheard(session, source, owners, named), live_codes(session, parties)
    for code in codes:
        link = links.get(code)
        if code in decided:
            continue
        if code in named:
            if link is None or link.removed:
                resolved.add(code)
            if link is None:
                _make(session, source, source_n, code, _values(code, rows))
            else:
                link.removed = parties[link.party_id].removed = False
                if code not in silent:
                    set_unless_by_hand(parties[link.party_id], _values(code, rows))
        elif link is not None and not link.removed and not parties[link.party_id].by_hand:
            link.removed = True
            left[link.party_id] -= 1
            if left[link.party_id] > 0:
                _follow_next(session, parties[link.party_id])
            else:
                parties[link.party_id].removed = True
    return resolved


def _follow_next(session: Session, party: Party) -> None:
    """A party of several codes lost one of them: another one's row speaks for it where that was its own."""
    link = next_code(session, party.id)
    if link is not None:
        rows = current_rows(session, PARTY_ROW, source_n=link.source_n, codes=[link.code])
        set_unless_by_hand(party, _values(link.code, rows))


def _values(code: str, rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    row = rows.get(code, {})
    values = {name: row.get(name) for name in COPIED}
    return values | {"name": row.get("name") or code, "role": row.get("role") or "dealer"}


def _make(session: Session, source: str, source_n: int, code: str, values: Mapping[str, Any]) -> None:
    party = create(
        session, Party, natural_key=f"{source}:{code}", **values, name_en=None, status="active", note=None, by_hand=""
    )
    create(
        session, PartyCode, natural_key=f"{source}:{code}",
        source_n=source_n, code=code, party_id=party.id, from_on=None, to_on=None,
    )  # fmt: skip


def _derive_parents(session: Session, source_n: int, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Link each party to the parent that its newest row names; a code without a row names none."""
    if not rows:
        return
    codes = session.execute(select(PartyCode.source_n, PartyCode.code, PartyCode.party_id, PartyCode.removed)).all()
    owners = {code: party_id for source, code, party_id, _ in codes if source == source_n}
    live = {code: party_id for source, code, party_id, removed in codes if source == source_n and not removed}
    uses = Counter(party_id for _, _, party_id, _ in codes)
    base = {record_id(PartyParent, party_id): party_id for party_id in owners.values()}
    there = {base[one.id]: one for one in session.scalars(select(PartyParent)) if one.id in base}
    asked = {code: owners[code] for code in rows if code in owners}
    silent = unheard(session, source_name(session, source_n), asked, live)
    for code, row in rows.items():
        party_id, parent_id = owners.get(code, ""), live.get(str(row.get("parent_code") or ""))
        wanted = parent_id if code in live and parent_id != party_id else None
        link = there.get(party_id)
        if code in silent or (link is not None and link.by_hand):
            continue
        if link is not None:
            if wanted is None and not link.removed and (row or uses[party_id] == 1):
                link.removed = True
            elif wanted is not None and (link.removed or link.parent_id != wanted):
                link.removed, link.parent_id = False, wanted
        elif party_id and wanted:
            create(
                session, PartyParent, natural_key=party_id,
                party_id=party_id, parent_id=wanted, from_on=None, to_on=None, by_hand="",
            )  # fmt: skip


def edit_party(session: Session, *, party_id: str, changes: Mapping[str, Any]) -> str:
    """Set fields of a party by hand; later imports leave exactly these fields alone.

    Raises UserError for a name left empty, a credit code whose check character is wrong, or a party that is not there.
    """
    party = existing(session, Party, party_id, N_("This dealer is no longer in the workspace."))
    check_party(changes)
    own = {name for name in party.by_hand.split(",") if name}
    for name, value in changes.items():
        if getattr(party, name) != value:
            setattr(party, name, value)
            own.add(name)
    party.by_hand = ",".join(sorted(own))
    return party.id


def check_party(changes: Mapping[str, Any]) -> None:
    """Raise UserError for a name left empty, a credit code whose check character is wrong, or an unknown field."""
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise UserError("“{name}” is not a field that can be edited.", name=min(unknown))
    if "name" in changes and not str(changes["name"] or "").strip():
        raise UserError("A dealer needs a name.")
    code = changes.get("uscc")
    if code and not uscc_is_valid(str(code)):
        raise UserError("{code} is not a valid unified social credit code: its check character is wrong.", code=code)


def hand_back(session: Session, *, party_id: str, fields: Iterable[str]) -> str:
    """Let imports set fields again that a person had set: they take what the files that count say now.

    Raises UserError for a party that is not there, or a field that no file brings.
    """
    party = existing(session, Party, party_id, N_("This dealer is no longer in the workspace."))
    wanted = set(fields)
    if wanted - set(COPIED):
        raise UserError("No import brings the field “{name}”.", name=min(wanted - set(COPIED)))
    party.by_hand = ",".join(sorted({name for name in party.by_hand.split(",") if name} - wanted))
    session.flush()
    codes = session.scalars(select(PartyCode).where(PartyCode.party_id == party_id).order_by(PartyCode.source_n)).all()
    for link in codes:
        derive_parties(session, source_n=link.source_n, codes=[link.code])
    return party.id


TIER_TITLES: Final = {"province": N_("Province tier"), "city": N_("City tier"), "county": N_("County tier")}
ROLE_TITLES: Final = {
    "dealer": N_("Dealer"),
    "terminal": N_("Terminal"),
    "supplier": N_("Supplier"),
    "carrier": N_("Carrier"),
}
