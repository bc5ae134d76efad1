"""What a changed register would change: each value beside the one that is stored, and each row that cannot be taken."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.personal import STARS, masked
from app.core.texts import LANGUAGES, N_, Text, texts
from app.dealers.holdings import Row, rows_of
from app.dealers.model import Party
from app.dealers.naming import label_of, no_dealer
from app.dealers.queries import list_parties
from app.dealers.register.codec import from_cell
from app.dealers.register.sheets import DEALER, PARTS, PARTY, REFERENCE, REMOVE, Part

Cells = Mapping[str, str]
"""The texts of a row by the msgids of their columns."""
NOWHERE: Final = Text("")
AT_ROW: Final = N_("{sheet}, row {n}")
OF_DEALER: Final = N_("Dealer {dealer}")
_YES: Final = {"x", "X", "×", "√", "1"}


@dataclass(frozen=True)
class Change:
    """One record to be changed, added or taken out."""

    part: str
    party_id: str
    """Empty for a dealer that is new."""
    dealer: str
    """The dealer's name, for who reads the plan."""
    row_id: str = ""
    """The row of a dealer; empty for a new one, and for the dealer itself."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Stored columns as they are to be."""
    before: Mapping[str, Any] = field(default_factory=dict)
    """The same columns as they are."""
    remove: bool = False
    where: Text = NOWHERE
    """Sheet and row that it comes from."""


@dataclass(frozen=True)
class Refused:
    """A row that cannot be taken, and why."""

    where: Text
    why: Text


@dataclass(frozen=True)
class Plan:
    """Everything that would change, and what would not be taken."""

    changes: tuple[Change, ...] = ()
    refused: tuple[Refused, ...] = ()

    @property
    def size(self) -> int:
        """How many values would change; a row that is taken out counts as one."""
        return sum(1 if one.remove else len(one.values) for one in self.changes)


def part_called(name: str) -> Part | None:
    """The part whose sheet has this name, in whatever language."""
    wanted = name.strip()
    return next(
        (one for one in PARTS.values() if any(wanted == texts(lang)(one.title)[:31] for lang in LANGUAGES)), None
    )


def heads_of(part: Part, headers: Sequence[str]) -> list[str]:
    """The msgid that stands in each column; empty for a column that the register does not know."""
    known = {_plain(texts(lang)(title)): title for title in part.heads for lang in LANGUAGES}
    return [known.get(_plain(one), "") for one in headers]


def _plain(header: str) -> str:
    """A header whatever the width of its brackets: a form of an earlier release has others."""
    return unicodedata.normalize("NFKC", header).strip()


def plan_register(session: Session, sheets: Iterable[tuple[Part, Iterable[tuple[int, Cells]]]]) -> Plan:
    """Compare sheets with what is stored; a row without a reference is a new one.

    A column that is not there changes nothing, an empty cell empties its field. Raises UserError where a sheet lacks
    the column of references.
    """
    planner = _Planner(session)
    for part, rows in sheets:
        for number, cells in rows:
            where = Text(AT_ROW, {"sheet": Text(part.title), "n": number})
            try:
                change = planner.party(part, cells, where) if part.id == PARTY else planner.row(part, cells, where)
            except UserError as error:
                planner.refused.append(Refused(where, error.text))
            else:
                planner.changes += [change] if change is not None else []
    return Plan(tuple(planner.changes), tuple(planner.refused))


class _Planner:
    def __init__(self, session: Session) -> None:
        self._session = session
        self.changes: list[Change] = []
        self.refused: list[Refused] = []
        self._seen: set[tuple[str, str, str]] = set()
        self._parties = {one.ref: one for one in session.scalars(select(Party).where(Party.removed.is_(False)))}
        self._codes = {code: one.id for one in list_parties(session, role="") for code in one.code.split(", ") if code}
        self._by_id = {one.id: one for one in self._parties.values()}
        self._rows: dict[str, dict[tuple[str, str], Row]] = {}

    def party(self, part: Part, cells: Cells, where: Text) -> Change | None:
        """A line of the sheet of dealers."""
        ref, values = self._once(part, cells), _values(part, cells)
        if not ref:
            if not values.get("name"):
                raise UserError("A dealer needs a name.")
            given = {name: value for name, value in values.items() if value is not None}
            return Change(PARTY, "", str(values["name"]), values=given, where=where)
        party = self._parties.get(ref)
        if party is None:
            raise UserError("There is no “{ref}” in the workspace.", ref=ref)
        before = {name: getattr(party, name) for name in values}
        return _changed(Change(PARTY, party.id, party.name, where=where), values, before)

    def row(self, part: Part, cells: Cells, where: Text) -> Change | None:
        """A line of another sheet."""
        owner = self._owner(cells.get(DEALER, "").strip())
        ref, values = self._once(part, cells, owner.id), _values(part, cells)
        remove = cells.get(REMOVE, "").strip() in _YES
        if not ref:
            if remove:
                raise UserError("A row without a reference is a new one; it cannot be removed.")
            given = {name: value for name, value in _unmasked(part, values, {}).items() if value is not None}
            return Change(part.id, owner.id, owner.name, values=given, where=where)
        if part.id not in self._rows:
            self._rows[part.id] = {(one.ref, one.party_id): one for one in rows_of(self._session, part.id)}
        row = self._rows[part.id].get((ref, owner.id))
        if row is None and any(ref == known for known, _ in self._rows[part.id]):
            raise UserError("“{ref}” belongs to another dealer; take it out there and add it here.", ref=ref)
        if row is None:
            raise UserError("There is no “{ref}” in the workspace.", ref=ref)
        change = Change(part.id, owner.id, owner.name, row.id, where=where)
        if remove:
            return Change(part.id, owner.id, owner.name, row.id, before=row.values, remove=True, where=where)
        return _changed(change, _unmasked(part, values, row.values), {name: row.values[name] for name in values})

    def _once(self, part: Part, cells: Cells, owner: str = "") -> str:
        """The reference of a line; a row under a code that changed hands stands in the sheet for each of both."""
        ref = cells.get(REFERENCE, "").strip()
        if ref and (part.id, ref, owner) in self._seen:
            raise UserError("“{ref}” stands in the sheet twice.", ref=ref)
        self._seen.add((part.id, ref, owner))
        return ref

    def _owner(self, named: str) -> Party:
        found = self._parties.get(named) or self._by_id.get(self._codes.get(named, ""))
        if found is None:
            raise no_dealer(named, (label_of(one.name, one.ref) for one in self._parties.values()))
        return found


def _values(part: Part, cells: Cells) -> dict[str, Any]:
    """The stored columns of the cells that the sheet has."""
    return {
        one.columns[0]: from_cell(one, part.choices.get(one.name, {}), cells[one.title])
        for one in part.fields
        if one.title in cells
    }


def _unmasked(part: Part, values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Values of which only the ends were handed out are those that are stored; other stars are refused."""
    found = dict(values)
    for one in part.fields:
        name, value = one.columns[0], values.get(one.columns[0])
        if one.personal and value and STARS in value:
            if value != masked(before.get(name) or ""):
                raise UserError("“{field}” has only its ends: type it in full.", field=Text(one.title))
            found[name] = before[name]
    return found


def _changed(change: Change, values: Mapping[str, Any], before: Mapping[str, Any]) -> Change | None:
    """The change with what differs alone; None where nothing does. Empty texts and nothing are the same."""
    differs = {name: value for name, value in values.items() if not _same(value, before[name])}
    if not differs:
        return None
    kept = {name: before[name] for name in differs}
    return Change(
        change.part, change.party_id, change.dealer, change.row_id, differs, kept, change.remove, change.where
    )


def _same(one: Any, other: Any) -> bool:
    """Whether two stored values mean the same: an empty text is nothing, zero is not."""
    return one == other or (one in {None, ""} and other in {None, ""})
