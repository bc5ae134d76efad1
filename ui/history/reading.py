"""What the History page reads: the transactions that match, and what one of them changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.core.history import Head, TxRow, Wanted, actions, actors, entities, heads, taken_back
from app.core.history import transaction_ids as matching
from app.core.history import transactions as transaction_rows
from app.core.journal_rows import changes_of
from app.core.progress import Progress
from app.core.records import Told, names_of, title_of, told
from app.core.undo import Standing, standing
from app.people.queries import names
from ui.core.history import teller_of

if TYPE_CHECKING:
    from array import array

    from app.bootstrap import Desk
    from app.core.texts import Text
    from ui.core.look import Look

CHANGES = 200
"""Changed records that a transaction shows at first."""


@dataclass(frozen=True)
class Choices:
    """What the history can be narrowed to, and the head of the journal."""

    people: Mapping[str, str]
    actors: tuple[str, ...]
    entities: tuple[str, ...]
    actions: tuple[str, ...]
    heads: tuple[Head, ...]
    record: "str | Text"
    """The name of the one record whose history is shown."""


@dataclass(frozen=True)
class Opened:
    """One transaction with what it changed and what can be done about it."""

    row: TxRow
    told: Told
    standing: Standing
    undone_by: TxRow | None


@dataclass
class TxSource:
    """The transactions as a table reads them: numbers in a worker, rows a window at a time."""

    desk: "Desk"
    look: "Look"
    wanted: Wanted = field(default_factory=Wanted)
    undone: Mapping[int, int] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    _search: Progress = field(default_factory=Progress)

    def ids(self, *, order: str, descending: bool, text: str) -> "array[int]":
        """The numbers of the transactions that match; a search that is asked for anew stops the one before."""
        self._search.cancel()
        self._search = progress = Progress()
        with self.desk.db.read(progress) as session:
            self.undone, self.people = taken_back(session), names(session)
            wanted = replace(self.wanted, text=text)
            return matching(
                session, wanted, t=self.look.t, book=self.desk.book, order=order, descending=descending
            )  # fmt: skip

    def rows(self, ids: Sequence[int]) -> Sequence[TxRow]:
        """The transactions of these numbers."""
        with self.desk.db.read() as session:
            return transaction_rows(session, ids)


def read_choices(desk: "Desk", wanted: Wanted) -> Choices:
    """Everybody and everything that the history knows."""
    with desk.db.read() as session:
        key = (wanted.entity, wanted.record)
        record = names_of(session, desk.book, [key]).get(key, "") if wanted.record else ""
        return Choices(
            names(session), tuple(actors(session)), tuple(entities(session)), tuple(actions(session)),
            tuple(heads(session)), record,
        )  # fmt: skip


def read_opened(desk: "Desk", tx: int, *, most: int = CHANGES) -> Opened:
    """One transaction; of the records that it changed the first ``most``."""
    with desk.db.read() as session:
        row = transaction_rows(session, [tx])[0]
        undo = taken_back(session).get(tx)
        found = told(session, desk.book, changes_of(session, tx, limit=most), names(session))
        may = standing(session, tx, desk.workspace.person or "", desk.undo_handlers, desk.book)
        return Opened(row, found, may, transaction_rows(session, [undo])[0] if undo is not None else None)


def change_rows(desk: "Desk", look: "Look", ids: Sequence[int], *, reveal: bool = False) -> Iterator[list[Any]]:
    """Every change of these transactions as rows for a file: when, who, what, record, field, before, after.

    Of personal data only the ends go out unless they are revealed.
    """
    formats = look.formats
    for tx in ids:
        with desk.db.read() as session:
            row = transaction_rows(session, [tx])[0]
            skip = 0
            while some := changes_of(session, tx, skip=skip, limit=1_000):
                skip += len(some)
                found = told(session, desk.book, some, names(session))
                teller = teller_of(look, found, reveal=reveal)
                head = [row.tx, formats.moment(row.at), found.people.get(row.actor, ""), row.device,
                        look.say(row.action), row.reason]  # fmt: skip
                for change in some:
                    key = (change.entity, change.entity_id)
                    record = [look.say(title_of(desk.book, change.entity)), teller.name(*key), found.refs.get(key, "")]
                    pairs = teller.pairs(change)
                    for title, before, after in pairs:
                        yield [*head, *record, title, before, after]
                    if not pairs:
                        yield [*head, *record, "", "", "; ".join(teller.sentences(change))]
