"""Commands on what a workspace says about its gate."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.compliance.gate.ladder import ladder_of
from app.compliance.gate.model import CREDIT_RULE, CREDIT_STOPS, ExpiryLadder
from app.compliance.gate.needs import kinds_of
from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.texts import N_
from app.core.workspace_settings import set_setting
from app.dealers.model import LicenceNeed

GONE: Final = N_("This row is no longer in the workspace.")


def set_ladder(session: Session, *, licence_type: str, days: str) -> str:
    """Say when a type of licence is warned of; returns the row's id. Raises UserError for what is no ladder."""
    kind = licence_type.strip()
    if not kind:
        raise UserError("Name the type of licence.")
    rungs = "/".join(str(one) for one in ladder_of(days))
    rows = select(ExpiryLadder).where(ExpiryLadder.licence_type == kind, ExpiryLadder.removed.is_(False))
    there = session.scalars(rows.order_by(ExpiryLadder.id)).first()
    if there is not None:
        there.days = rungs
        return there.id
    return create(session, ExpiryLadder, licence_type=kind, days=rungs).id


def drop_ladder(session: Session, *, ladder_id: str) -> str:
    """Go back to the program's own ladder of a type."""
    row = existing(session, ExpiryLadder, ladder_id, GONE)
    row.removed = True
    return row.id


def add_need(
    session: Session, *, licence_type: str, required: bool, goods_class: str = "", party_type: str = "",
    from_on: int | None = None, to_on: int | None = None, note: str = "",
) -> str:  # fmt: skip
    """Say that goods need a licence of one of some types, or that they do not; returns the row's id.

    Raises UserError without a type, and for days that run backwards.
    """
    kinds = "/".join(kinds_of(licence_type))
    if not kinds:
        raise UserError("Name the type of licence.")
    if from_on is not None and to_on is not None and to_on < from_on:
        raise UserError("The last day comes before the first.")
    return create(
        session, LicenceNeed, party_type=party_type.strip() or None, goods_class=goods_class.strip() or None,
        licence_type=kinds, required=required, from_on=from_on, to_on=to_on, note=note.strip() or None,
    ).id  # fmt: skip


def remove_need(session: Session, *, need_id: str) -> str:
    """Take a row out of the table of needs."""
    row = existing(session, LicenceNeed, need_id, GONE)
    row.removed = True
    return row.id


def choose_credit_rule(session: Session, *, rule: str) -> None:
    """Choose when credit stops deliveries (``CREDIT_STOPS``)."""
    if rule not in CREDIT_STOPS:
        raise UserError("There is no such rule: {rule}", rule=rule)
    set_setting(session, key=CREDIT_RULE, value=rule)
