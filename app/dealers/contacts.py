"""The people at dealers, as they stand on a day, and to which of their addresses a dealer's own mail goes."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.dealers.codes import whose_is
from app.dealers.model import Contact, PartyCode
from app.people.rules import mail_address


def contacts_on(session: Session, party_ids: Collection[str], day: int) -> Mapping[str, list[Contact]]:
    """The contacts of each dealer that hold on a stored day, whom to call first before the others.

    A code that changed hands brings its contacts to whose it is on that day, and to nobody else.
    """
    rows = session.execute(
        select(PartyCode.party_id, Contact)
        .select_from(PartyCode)
        .join(Contact, text(whose_is(Contact.__tablename__)))
        .where(PartyCode.party_id.in_(party_ids), Contact.removed.is_(False))
        .where(func.coalesce(PartyCode.from_on, day) <= day, func.coalesce(PartyCode.to_on, day + 1) > day)
        .order_by(Contact.main.is_(None), Contact.main.desc(), Contact.name, Contact.id)
    )
    found: dict[str, list[Contact]] = {}
    for party_id, one in rows:
        if (one.from_on is None or one.from_on <= day) and (one.to_on is None or one.to_on >= day):
            found.setdefault(party_id, []).append(one)
    return found


def own_addresses(session: Session, party_ids: Collection[str], day: int) -> Mapping[str, tuple[str, ...]]:
    """Where each dealer's own mail goes on a stored day: to his main contacts, else to every contact.

    Only contacts with an address count, also as main ones; what is no address is none. A dealer without any is left
    out.
    """
    found: dict[str, tuple[str, ...]] = {}
    for party_id, rows in contacts_on(session, party_ids, day).items():
        told = [(one.main == 1, address) for one in rows if (address := _address(one.email or ""))]
        first = [address for main, address in told if main]
        if told:
            found[party_id] = tuple(dict.fromkeys(first or [address for _main, address in told]))
    return found


def _address(told: str) -> str:
    """The address as mail takes it; empty for what is none."""
    try:
        return mail_address(told)
    except UserError:
        return ""
