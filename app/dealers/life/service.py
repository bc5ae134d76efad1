"""Commands on the life cycle of dealers and on notes."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.actions.service import close_action, create_action
from app.core.errors import UserError
from app.core.journal import create, existing, record_id
from app.core.period import day_of
from app.core.texts import N_, Text
from app.core.writing import writing_of
from app.dealers.life.checklists import ITEMS, OWN_TITLE
from app.dealers.life.model import CheckItem, PartyNote, Passage, StateTerm
from app.dealers.life.queries import read_terms
from app.dealers.life.rules import STATES, TITLES, needs_reason, way_between
from app.dealers.model import Party

ABOUT: Final = "party"
_CODE: Final = "lifecycle:{state}:{item}"


def enter_state(session: Session, *, party_id: str, to: str, on: int, today: int, reason: str = "") -> str:
    """Lead a dealer into a state on a day: the step is recorded and the state's list becomes actions; returns its id.

    Raises UserError for a step that there is not, one before the last or after today, and one that needs a reason and
    has none: see ``rules.needs_reason``. What is still open of the state before stays open on the way ahead and is
    dropped with the reason where the dealer goes back or leaves.
    """
    party = _party(session, party_id)
    now, words = party.status, reason.strip()
    way = way_between(now, to)
    if way is None:
        raise UserError(
            "From “{now}” no step leads to “{to}”.", now=Text(TITLES.get(now, now)), to=Text(TITLES.get(to, to))
        )
    last = _last(session, party_id)
    if on > today:
        raise UserError("The day of a step lies after today.")
    if last is not None and on < last.at_on:
        raise UserError("The day of a step lies between the last one ({since}) and today.", since=day_of(last.at_on))
    still = open_items(session, party_id=party_id, state=now)
    owed = [one for one in still if one.id in _obligatory(session, still, now)]
    if not words and needs_reason(now, to, unfinished=len(owed)):
        if owed:
            raise UserError("Open in “{state}”: {n}. Finish it, or say why it can wait.",
                            state=Text(TITLES.get(now, now)), n=len(owed))  # fmt: skip
        raise UserError("Say why: this is not the usual next step.")
    passage = create(
        session, Passage, party_id=party_id, from_state=now, to_state=to, at_on=on,
        person_id=writing_of(session).actor or None, reason=words or None, unfinished=[one.id for one in still],
    )  # fmt: skip
    if way in {"back", "leave", "again"}:
        for one in _open_of_any(session, party_id):
            close_action(session, action_id=one.id, on=on, outcome=words, dropped=True)
    party.status = to
    party.by_hand = ",".join(sorted({*(name for name in party.by_hand.split(",") if name), "status"}))
    session.flush()
    ask_for(session, party_id=party_id, since=on)
    return passage.id


def ask_for(session: Session, *, party_id: str, since: int) -> list[str]:
    """Make the actions that the dealer's state asks for, counted from a day; those that are there stay. Their ids."""
    party = _party(session, party_id)
    terms = read_terms(session)[party.status]
    found = []
    for item in terms.items:
        days = terms.limit_days if item.due_days is None else item.due_days
        found.append(
            create_action(
                session, title=OWN_TITLE if item.own else item.title, params={"words": item.title} if item.own else {},
                about=(ABOUT, party_id), owner_id=item.owner_id or terms.owner_id or writing_of(session).actor or None,
                due_on=None if days is None else since + days, code=_CODE.format(state=party.status, item=item.code),
            )
        )  # fmt: skip
    return found


def open_items(session: Session, *, party_id: str, state: str) -> list[ActionItem]:
    """What a state asked for and is still open."""
    return [one for one in _open_of_any(session, party_id) if str(one.code).split(":")[1] == state]


def _open_of_any(session: Session, party_id: str) -> list[ActionItem]:
    return list(
        session.scalars(
            select(ActionItem).where(
                ActionItem.about_entity == ABOUT, ActionItem.about_id == party_id, ActionItem.state == "open",
                ActionItem.code.like("lifecycle:%"), ActionItem.removed.is_(False),
            ).order_by(ActionItem.id)
        )
    )  # fmt: skip


def _obligatory(session: Session, items: Iterable[ActionItem], state: str) -> set[str]:
    codes = {one.code for one in read_terms(session)[state].items if one.obligatory} if state in STATES else set()
    return {one.id for one in items if str(one.code).split(":")[2] in codes}


def _party(session: Session, party_id: str) -> Party:
    return existing(session, Party, party_id, N_("This dealer is no longer in the workspace."))


def _last(session: Session, party_id: str) -> Passage | None:
    asked = select(Passage).where(Passage.party_id == party_id, Passage.removed.is_(False))
    return session.scalars(asked.order_by(Passage.at_on.desc(), Passage.id.desc()).limit(1)).first()


# ------------------------------------------------------------------------------------------------- what states ask for


def set_terms(session: Session, *, state: str, limit_days: int | None, owner_id: str | None) -> str:
    """Set the time limit in days and the owner of a state. Raises UserError for a state or a limit that cannot be."""
    _require_state(state)
    if limit_days is not None and limit_days < 1:
        raise UserError("A time limit is at least one day.")
    found = session.get(StateTerm, record_id(StateTerm, state))
    if found is None:
        found = create(session, StateTerm, natural_key=state, state=state, limit_days=limit_days, owner_id=owner_id)
    found.limit_days, found.owner_id, found.removed = limit_days, owner_id, False
    return found.id


def put_item(
    session: Session, *, state: str, title: str, obligatory: bool, due_days: int | None = None,
    owner_id: str | None = None, code: str = "",
) -> str:  # fmt: skip
    """Add an item to the list of a state, or change the one with a code; returns its code.

    What dealers in that state were asked for already stays as it is. Raises UserError without words.
    """
    _require_state(state)
    words = " ".join(title.split())
    if not words:
        raise UserError("Say what is to be done.")
    if due_days is not None and due_days < 0:
        raise UserError("An item is due on the day of the step at the earliest.")
    own = next((one for one in ITEMS if one.state == state and one.code == code), None)
    values: dict[str, Any] = {
        "title": None if own is not None and own.title == words else words,
        "obligatory": obligatory, "due_days": due_days, "owner_id": owner_id,
    }  # fmt: skip
    found = _item(session, state, code) if code else None
    if found is None:
        place = len(read_terms(session)[state].items) if own is None else ITEMS.index(own)
        found = create(session, CheckItem, natural_key=f"{state}:{code}" if code else None, state=state, code=code,
                       place=place, **values)  # fmt: skip
        found.code = code or found.id
    for name, value in values.items():
        setattr(found, name, value)
    found.removed = False
    return found.code


def drop_item(session: Session, *, state: str, code: str) -> None:
    """Take an item off the list of a state; dealers that are in it keep what they were asked for."""
    own = next((one for one in ITEMS if one.state == state and one.code == code), None)
    found = _item(session, state, code)
    if found is None and own is not None:
        found = create(
            session, CheckItem, natural_key=f"{state}:{code}", state=state, code=code, title=None,
            obligatory=own.obligatory, due_days=own.due_days, owner_id=None, place=ITEMS.index(own),
        )  # fmt: skip
    if found is None:
        raise UserError("This item is no longer in the list.")
    found.removed = True


def _item(session: Session, state: str, code: str) -> CheckItem | None:
    return session.scalars(
        select(CheckItem).where(CheckItem.state == state, CheckItem.code == code).order_by(CheckItem.id)
    ).first()


def _require_state(state: str) -> None:
    if state not in STATES:
        raise UserError("There is no state “{state}”.", state=state)


# -------------------------------------------------------------------------------------------------------------- notes


def add_note(session: Session, *, party_id: str, body: str, on: int) -> str:
    """Write something down about a dealer; returns the note's id. Raises UserError without words."""
    _party(session, party_id)
    words = body.strip()
    if not words:
        raise UserError("A note needs words.")
    note = create(
        session, PartyNote, party_id=party_id, at_on=on, person_id=writing_of(session).actor or None, body=words
    )
    return note.id


def edit_note(session: Session, *, note_id: str, body: str) -> str:
    """Write a note anew; the journal keeps the words before. Raises UserError without words or for one that is gone."""
    note = _note(session, note_id)
    if not body.strip():
        raise UserError("A note needs words.")
    note.body = body.strip()
    return note.id


def remove_note(session: Session, *, note_id: str) -> str:
    """Take a note away."""
    note = _note(session, note_id)
    note.removed = True
    return note.id


def _note(session: Session, note_id: str) -> PartyNote:
    return existing(session, PartyNote, note_id, N_("This note is no longer there."))
