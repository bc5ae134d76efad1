"""Commands on recalls."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from app.catalog.model import Product
from app.compliance.recalls.model import Recall, RecallAnswer
from app.compliance.recalls.queries import recall_card
from app.compliance.recalls.rules import LEVEL_TITLES, lots_of
from app.core.errors import UserError
from app.core.journal import create, existing
from app.core.texts import N_, Text
from app.dealers.model import Party

FIELDS: Final = ("number", "product_id", "lots", "level", "reason", "started_on", "due_on")


def put_recall(session: Session, *, values: Mapping[str, Any], recall_id: str = "") -> str:
    """Add a recall, or change the one with an id; ``values`` are its stored columns. Returns its id.

    Raises UserError for one without number, product or reason, days that run backwards, and a closed one.
    """
    recall = _open(session, recall_id) if recall_id else None
    written = {name: getattr(recall, name) if recall is not None else None for name in FIELDS} | dict(values)
    written = {name: value.strip() if isinstance(value, str) else value for name, value in written.items()}
    for name, title in (("number", "Number"), ("product_id", "Product"), ("reason", "Reason")):
        if not written[name]:
            raise UserError("“{field}” is empty.", field=Text(title))
    if session.get(Product, written["product_id"]) is None:
        raise UserError("There is no product “{product}”.", product=written["product_id"])
    if written["level"] not in LEVEL_TITLES:
        raise UserError("“{value}” is none of: {known}", value=written["level"], known=", ".join(LEVEL_TITLES))
    if (
        written["due_on"] is not None
        and written["started_on"] is not None
        and written["due_on"] < written["started_on"]
    ):
        raise UserError("It ends before it begins.")
    written["lots"] = ",".join(lots_of(written["lots"] or ""))
    if recall is None:
        own: dict[str, Any] = written
        return create(session, Recall, **own).id
    for name, value in written.items():
        if getattr(recall, name) != value:
            setattr(recall, name, value)
    return recall.id


def answer_recall(
    session: Session, *, recall_id: str, party_id: str, on: int, today: int, held_e3: int, returned_e3: int,
    note: str = "",
) -> str:  # fmt: skip
    """Write down what a dealer found and sent back; returns the answer's id.

    Raises UserError for a draft or closed recall, a day before it or after today, and quantities below zero.
    """
    recall = _open(session, recall_id)
    if recall.started_on is None:
        raise UserError("This recall has not started yet.")
    if not recall.started_on <= on <= today:
        raise UserError("An answer lies between the recall's first day and today.")
    if held_e3 < 0 or returned_e3 < 0:
        raise UserError("A quantity is below zero.")
    existing(session, Party, party_id, N_("This dealer is no longer in the workspace."))
    return create(
        session, RecallAnswer, recall_id=recall_id, party_id=party_id, at_on=on, held_e3=held_e3,
        returned_e3=returned_e3, note=note.strip() or None,
    ).id  # fmt: skip


def close_recall(session: Session, *, recall_id: str, on: int, today: int, outcome: str) -> str:
    """Close a recall with what came of it.

    Raises UserError for one that has not started, without words where a dealer has not answered, and a wrong day.
    """
    recall = _open(session, recall_id)
    if recall.started_on is None:
        raise UserError("This recall has not started yet.")
    if not recall.started_on <= on <= today:
        raise UserError("A recall is closed between its first day and today.")
    lacking = [one.dealer for one in recall_card(session, recall_id, on=on).touched if one.answered_on is None]
    if lacking and not outcome.strip():
        raise UserError("Dealers that have not answered: {n}. Say why it is closed all the same.", n=len(lacking))
    recall.closed_on, recall.outcome = on, outcome.strip() or None
    return recall.id


def remove_recall(session: Session, *, recall_id: str) -> str:
    """Take a recall out that was entered by mistake; undo brings it back."""
    recall = _open(session, recall_id)
    recall.removed = True
    return recall.id


def _open(session: Session, recall_id: str) -> Recall:
    recall = existing(session, Recall, recall_id, N_("This recall is no longer in the workspace."))
    if recall.closed_on is not None:
        raise UserError("This recall is closed.")
    return recall
