"""A dealer entered by hand: a prospect that no file names yet."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core.journal import create
from app.dealers.holdings import own_code
from app.dealers.model import Party
from app.dealers.service import check_party, edit_party


def enter_party(session: Session, *, name: str, values: Mapping[str, Any] | None = None, role: str = "dealer") -> str:
    """Add a party at the beginning of its life cycle; returns its id.

    It is called by its own reference until a file gives it a code. Raises UserError as ``edit_party`` does.
    """
    given: dict[str, Any] = {**(values or {}), "name": name.strip()}
    check_party(given)
    party = create(session, Party, name=given["name"], role=role, status="potential", by_hand="name,role")
    session.flush()
    edit_party(session, party_id=party.id, changes=given)
    own_code(session, party.id)
    return party.id
