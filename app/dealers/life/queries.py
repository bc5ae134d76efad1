"""What screens and commands read about the life cycle of dealers and about notes."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.actions.queries import ActionRow, actions_about
from app.core.errors import UserError
from app.dealers.life.checklists import ITEMS, LIMITS, Item, Terms
from app.dealers.life.model import CheckItem, PartyNote, Passage, StateTerm
from app.dealers.life.rules import STATES, state_on
from app.dealers.model import Party
from app.people.model import Person


@dataclass(frozen=True)
class PassageRow:
    """One step of a dealer; the day is a stored day."""

    id: str
    from_state: str
    to_state: str
    at_on: int
    person: str
    reason: str
    unfinished: int
    """How much of the state before was open."""


@dataclass(frozen=True)
class Due:
    """One thing that the dealer's state asks for."""

    action: ActionRow
    obligatory: bool


@dataclass(frozen=True)
class Life:
    """Where a dealer stands and how it came there."""

    party_id: str
    state: str
    since_on: int | None
    """NULL of a file of an older program: ever since."""
    until_on: int | None
    """The last day that the state's limit leaves, None without a limit."""
    owner: str
    passages: tuple[PassageRow, ...]
    """The oldest first."""
    items: tuple[Due, ...]
    """The list of the present state."""

    @property
    def owed(self) -> int:
        """How many obligatory items are open."""
        return sum(one.obligatory and one.action.state == "open" for one in self.items)


@dataclass(frozen=True)
class Standing:
    """A dealer on the board of states."""

    party_id: str
    state: str
    since_on: int | None
    until_on: int | None
    open: int
    """Open items of its list."""
    due_on: int | None
    """The earliest day on which one of them is due."""

    def late_days(self, today: int) -> int:
        """By how many days the state or something in its list is overdue; 0 is not."""
        ends = [one for one in (self.until_on, self.due_on) if one is not None]
        return max([0, *(today - one for one in ends)])


@dataclass(frozen=True)
class NoteRow:
    """A note on a dealer."""

    id: str
    ref: str
    at_on: int
    person: str
    body: str


def read_terms(session: Session) -> dict[str, Terms]:
    """What each state asks for: the program's own values and what somebody has changed."""
    terms = {one.state: one for one in session.scalars(select(StateTerm).where(StateTerm.removed.is_(False)))}
    rows = {(one.state, one.code): one for one in session.scalars(select(CheckItem))}
    found: dict[str, list[tuple[int, Item]]] = defaultdict(list)
    for place, item in enumerate(ITEMS):
        row = rows.pop((item.state, item.code), None)
        if row is None:
            found[item.state].append((place, item))
        elif not row.removed:
            found[item.state].append((row.place, _item(row, item)))
    for row in rows.values():
        if not row.removed:
            found[row.state].append((len(ITEMS) + row.place, _item(row, None)))
    return {
        state: Terms(
            state, terms[state].limit_days if state in terms else LIMITS[state],
            terms[state].owner_id if state in terms else None,
            tuple(item for _, item in sorted(found[state], key=lambda one: (one[0], one[1].code))),
        )
        for state in STATES
    }  # fmt: skip


def _item(row: CheckItem, own: Item | None) -> Item:
    title = own.title if row.title is None and own is not None else row.title or ""
    return Item(
        row.state, row.code, title, row.obligatory, row.due_days, row.owner_id, own=row.title is not None, id=row.id
    )


def states_on(session: Session, on: int) -> dict[str, str]:
    """The state of every party that is valid on a day, by its id."""
    steps = read_steps(session)
    return {
        party_id: state_on(steps.get(party_id, ()), status, on)
        for party_id, status in session.execute(select(Party.id, Party.status))
    }


def read_steps(session: Session) -> dict[str, list[tuple[int, str, str]]]:
    """Each party's steps (day, from, to) in the order in which they were made."""
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for row in session.execute(
        select(Passage.party_id, Passage.at_on, Passage.from_state, Passage.to_state)
        .where(Passage.removed.is_(False))
        .order_by(Passage.at_on, Passage.id)
    ):
        found[row.party_id].append((row.at_on, row.from_state, row.to_state))
    return found


def life_of(session: Session, party_id: str, on: int | None = None) -> Life:
    """Where one dealer stands now, or stood at the end of a day; raises UserError where it is not in the workspace."""
    party = session.get(Party, party_id)
    if party is None:
        raise UserError("This dealer is no longer in the workspace.")
    every = _passages(session, party_id)
    passages = tuple(one for one in every if on is None or one.at_on <= on)
    steps = [(one.at_on, one.from_state, one.to_state) for one in every]
    state = party.status if on is None else state_on(steps, party.status, on)
    left = every[len(passages)].at_on if len(every) > len(passages) else None
    terms = read_terms(session).get(state, Terms(state, None))
    since = passages[-1].at_on if passages else None
    until = None if since is None or terms.limit_days is None else since + terms.limit_days
    must = {one.code for one in terms.items if one.obligatory}
    owner = session.scalar(select(Person.name).where(Person.id == terms.owner_id)) if terms.owner_id else None
    items = tuple(
        Due(one, one.code.split(":")[2] in must)
        for one in actions_about(session, "party", party_id)
        if one.code.startswith(f"lifecycle:{state}:") and _of_this_stay(one, since, left)
    )
    return Life(party_id, state, since, until, owner or (passages[-1].person if passages else ""), passages, items)


def _passages(session: Session, party_id: str) -> tuple[PassageRow, ...]:
    rows = session.execute(
        select(Passage, Person.name)
        .join(Person, Person.id == Passage.person_id, isouter=True)
        .where(Passage.party_id == party_id, Passage.removed.is_(False))
        .order_by(Passage.at_on, Passage.id)
    )
    return tuple(
        PassageRow(one.id, one.from_state, one.to_state, one.at_on, who or "", one.reason or "", len(one.unfinished))
        for one, who in rows
    )


def _of_this_stay(one: ActionRow, since: int | None, left: int | None) -> bool:
    """What was closed before the dealer came into the state or after it left it belongs to another stay."""
    if one.done_on is None:
        return left is None
    return (since is None or one.done_on >= since) and (left is None or one.done_on <= left)


def standings(session: Session) -> dict[str, Standing]:
    """Where every party stands, by its id, as the board of states shows it."""
    limits = {state: one.limit_days for state, one in read_terms(session).items()}
    steps = read_steps(session)
    owed = {
        (row.about_id, row.state): (row.n, row.due)
        for row in session.execute(text("""
            SELECT about_id, substr(code, 11, instr(substr(code, 11), ':') - 1) AS state, count(*) AS n,
                   min(due_on) AS due
            FROM action_item WHERE removed = 0 AND state = 'open' AND code LIKE 'lifecycle:%' GROUP BY 1, 2
        """))
    }  # fmt: skip
    found = {}
    for party_id, state in session.execute(select(Party.id, Party.status).where(Party.removed.is_(False))):
        since = steps[party_id][-1][0] if party_id in steps else None
        limit = limits.get(state)
        count, due = owed.get((party_id, state), (0, None))
        until = None if since is None or limit is None else since + limit
        found[party_id] = Standing(party_id, state, since, until, count, due)
    return found


def notes_of(session: Session, party_id: str) -> list[NoteRow]:
    """The notes on a dealer, newest first."""
    rows = session.execute(
        select(PartyNote, Person.name)
        .join(Person, Person.id == PartyNote.person_id, isouter=True)
        .where(PartyNote.party_id == party_id, PartyNote.removed.is_(False))
        .order_by(PartyNote.at_on.desc(), PartyNote.id.desc())
    )
    return [NoteRow(one.id, one.ref, one.at_on, who or "", one.body) for one, who in rows]
