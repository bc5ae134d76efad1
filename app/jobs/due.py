"""What is overdue or about to run out today: licences, contracts, tasks and late orders, each as what the inbox tells.

Nothing here is a second definition: licences stand on their ladder as the gate says, contracts as their terms say,
late orders are the rows behind the KPI of overdue lines. Of data that ended long ago one thing is told: that it did.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from app.actions.queries import all_actions
from app.actions.service import KIND_TITLES as ACTION_KINDS
from app.compliance.gate.expiring import Expiring, expiring
from app.compliance.gate.ladder import DEFAULT, ENDED, rung_of
from app.core.period import Period, day_number, day_of, month_of
from app.core.texts import N_, Text
from app.dealers.contracts import ContractRow, contracts
from app.inbox.service import Post
from app.jobs.due_disputes import dispute_posts
from app.jobs.due_locks import lock_posts
from app.jobs.due_statements import statement_posts
from app.jobs.effects import effect_posts
from app.kpi.drill import FactRow, read_fact_ids, read_facts
from app.kpi.kept import kept_of
from app.kpi.people import Dealer
from app.kpi.span import data_span
from app.people.queries import people

LATE_STEPS: Final = (90, 30, 14, 7, 1)
"""Days after the promised one at which a late order is told of again."""
MANY: Final = 5
"""Late orders of one dealer beyond which they are told of together."""
NEAR_DAYS: Final = 30
"""What ends within so many days is important, not only for information."""
AHEAD_DAYS: Final = 3
"""So many days before it is due a task is told of."""
OLD_DAYS: Final = 92
"""So many days after the newest month of orders, deliveries and sales has ended the data is of another time."""
_MOST_ROWS: Final = 20_000
_LICENCE_ENDED: Final = N_("{kind} {number} of {dealer} ended on {day}.")
_LICENCE_ENDS: Final = N_("{kind} {number} of {dealer} ends on {day}.")
_CONTRACT: Final = {
    "over": N_("Contract {number} of {dealer} ran out on {day}, and no other one is in force."),
    "auto": N_("Contract {number} of {dealer} goes on by itself unless one says no by {day}."),
    "notice": N_("Contract {number} of {dealer} has to be agreed on anew by {day}."),
    "none": N_("Contract {number} of {dealer} ends on {day}."),
}
_TASK_LATE: Final = N_("{kind}: {title} – was due on {day}")
_TASK_SOON: Final = N_("{kind}: {title} – is due on {day}")
_ORDER: Final = N_("Order {number} of {dealer} is late: promised for {day}, lines not delivered {n}.")
_ORDERS: Final = N_("Late orders of {dealer}: {orders}, lines not delivered {n}, the oldest promised for {day}.")
_OLD: Final = N_(
    "The newest orders, deliveries and sales are of {month}: what fell due before today is not told one by one. "
    "Take newer files in."
)


@dataclass(frozen=True)
class Who:
    """Whom a notice is for, and what dealers are called."""

    dealers: Mapping[str, Dealer]
    persons: Mapping[str, str]
    """The id of each person whose name nobody else has."""

    @classmethod
    def read(cls, session: Session) -> "Who":
        """Of a workspace."""
        known = people(session)
        count = Counter(one.name for one in known)
        dealers = {one.id: one for one in kept_of(session).people(session)[0].values()}
        return cls(dealers, {one.name: one.id for one in known if count[one.name] == 1})

    def name(self, dealer_id: str) -> str:
        """What a dealer is called."""
        return self.dealers[dealer_id].name if dealer_id in self.dealers else ""

    def owner(self, dealer_id: str) -> str | None:
        """The person who looks after a dealer, where one of that name works here."""
        return self.persons.get(self.dealers[dealer_id].manager) if dealer_id in self.dealers else None


def licence_posts(session: Session, today: date, who: Who) -> Iterator[Post]:
    """Licences on their ladder, and those that have ended without a successor."""
    return (_licence(one, who) for one in expiring(session, today))


def _licence(one: Expiring, who: Who) -> Post:
    ended = one.rung == ENDED
    said = {"kind": one.kind, "number": one.number, "dealer": one.dealer, "day": _day(one.to_on)}
    return Post(
        f"licence:{one.id}", f"{one.to_on}:{one.rung}", Text(_LICENCE_ENDED if ended else _LICENCE_ENDS, said),
        "bad" if ended else _near(one.left), "gate", {"dealer": one.dealer_id}, who.owner(one.dealer_id),
        one.dealer_id, due_on=one.to_on,
    )  # fmt: skip


def contract_posts(session: Session, today: date, who: Who) -> Iterator[Post]:
    """Contracts of which one has to speak up soon, that end soon, or that are over with none in force after them."""
    day = day_number(today)
    rows = contracts(session, day=day)
    going_on = {one.party_id for one in rows if one.standing in {"valid", "prolonged", "future"}}
    last: dict[str, ContractRow] = {}
    for one in rows:
        if one.standing == "over" and one.party_id not in going_on:
            last[one.party_id] = max(one, last.get(one.party_id, one), key=lambda row: row.end_on or 0)
    yield from (_contract("over", one, one.end_on or day, ENDED, day, who) for one in last.values())
    for one in rows:
        until = one.end_on if one.renewal == "none" or one.speak_by is None else one.speak_by
        if one.standing in {"valid", "prolonged"} and until is not None and until >= day:
            rung = rung_of(DEFAULT, until, day)
            if rung is not None:
                yield _contract(one.renewal if one.speak_by is not None else "none", one, until, rung, day, who)


def _contract(how: str, one: ContractRow, until: int, rung: int, day: int, who: Who) -> Post:
    said = {"number": one.number, "dealer": who.name(one.party_id), "day": _day(until)}
    severity = "bad" if how == "over" else "info" if how == "auto" else _near(until - day)
    return Post(
        f"contract:{one.id}", f"{how}:{until}:{rung}", Text(_CONTRACT[how], said), severity, "dealers",
        {"dealer": one.party_id}, who.owner(one.party_id), one.party_id, due_on=until,
    )  # fmt: skip


def task_posts(session: Session, today: date, _who: Who) -> Iterator[Post]:
    """What somebody owes and is late, or is due within days."""
    day = day_number(today)
    for one in all_actions(session, open_only=True):
        if one.due_on is not None and one.due_on <= day + AHEAD_DAYS:
            late = one.due_on < day
            said = {"kind": Text(ACTION_KINDS[one.kind]), "title": one.title, "day": _day(one.due_on)}
            yield Post(
                f"task:{one.id}", f"{one.due_on}:{'late' if late else 'soon'}",
                Text(_TASK_LATE if late else _TASK_SOON, said), "warn" if late else "info", "actions",
                {"state": "late" if late else "open", "whose": "all"}, one.owner_id or None,
                one.about_id if one.about_entity == "party" else None, due_on=one.due_on,
            )  # fmt: skip


def order_posts(session: Session, today: date, who: Who) -> Iterator[Post]:
    """Orders with lines past their first promised day; many of one dealer in one notice."""
    day, month = day_number(today), month_of(today)
    facts = read_fact_ids(session, "overdue_lines", first=month, last=month, today=today)
    ids = {one.code: one.id for one in who.dealers.values()}
    orders: dict[str, dict[str, list[FactRow]]] = defaultdict(lambda: defaultdict(list))
    for row in read_facts(session, facts.feed, facts.ids[:_MOST_ROWS]):
        if row.dealer_code in ids:
            orders[ids[row.dealer_code]][str(row.values["order_no"])].append(row)
    for dealer, own in orders.items():
        if len(own) > MANY:
            yield _orders(dealer, own, day, who)
        else:
            yield from (_order(dealer, number, rows, day, who) for number, rows in own.items())


def _order(dealer: str, number: str, rows: list[FactRow], day: int, who: Who) -> Post:
    promised = _promised(rows, day)
    said = {"number": number, "dealer": who.name(dealer), "day": _day(promised), "n": len(rows)}
    return Post(
        f"order:{dealer}:{number}", f"{promised}:{_late(day - promised)}", Text(_ORDER, said), _how_late(promised, day),
        "board", {"dealer": dealer, "kpi": "overdue_lines"}, who.owner(dealer), dealer, "overdue_lines", promised,
    )  # fmt: skip


def _orders(dealer: str, own: Mapping[str, list[FactRow]], day: int, who: Who) -> Post:
    rows = [row for some in own.values() for row in some]
    promised = _promised(rows, day)
    said = {"dealer": who.name(dealer), "orders": len(own), "n": len(rows), "day": _day(promised)}
    # Told again when they have doubled or the oldest has reached another step, not with every line that comes or goes.
    mark = f"many:{len(own).bit_length()}:{_late(day - promised)}"
    return Post(
        f"orders:{dealer}", mark, Text(_ORDERS, said), _how_late(promised, day), "board",
        {"dealer": dealer, "kpi": "overdue_lines"}, who.owner(dealer), dealer, "overdue_lines", promised,
    )  # fmt: skip


POSTS: Final[Mapping[str, Callable[[Session, date, Who], Iterable[Post]]]] = {
    "licence": licence_posts, "contract": contract_posts, "task": task_posts, "order": order_posts,
    "dispute": dispute_posts, "statement": statement_posts, "lock": lock_posts,
    "effect": effect_posts,
}  # fmt: skip
"""What is looked at when somebody asks what is due, by the kind of its notices."""
_OF_FILES: Final = ("licence", "contract", "order")
"""The kinds of what files tell of; tasks are typed by people."""


def of_the_time(session: Session, today: date, found: Mapping[str, Sequence[Post]]) -> dict[str, list[Post]]:
    """What was found; where the files end long before today, that once in place of all that fell due since."""
    last = data_span(session, default=month_of(today))[1]
    told = {kind: list(posts) for kind, posts in found.items()} | {"data": []}
    day = day_number(today)
    if day - last.last_day > OLD_DAYS:
        for kind in _OF_FILES:
            told[kind] = [one for one in told[kind] if one.due_on is None or one.due_on >= day]
        told["data"] = [_old(last)]
    return told


def _old(last: Period) -> Post:
    return Post("data:old", last.name, Text(_OLD, {"month": last.name}), "warn", "imports")


def _promised(rows: Iterable[FactRow], day: int) -> int:
    """The first promised day of some lines; a line without one is late by the standard time, told as of yesterday."""
    return min((int(row.values["promised_first_on"] or day - 1) for row in rows), default=day - 1)


def _late(days: int) -> int:
    """The step that so many days after the promise have reached."""
    return next((step for step in LATE_STEPS if days >= step), 0)


def _how_late(promised: int, day: int) -> str:
    return "bad" if day - promised >= NEAR_DAYS else "warn"


def _near(left: int) -> str:
    return "warn" if left <= NEAR_DAYS else "info"


def _day(day: int) -> str:
    return day_of(day).isoformat()
