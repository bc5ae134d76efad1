"""What is done with rows put aside beyond one row at a time: all alike at once, taught to the profile, read again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.imports.alike import Fault, alike_ids, column_of, fault_of, taught_column
from app.imports.batches import require_live
from app.imports.columns import Bad, Cache, Reading, parser_of
from app.imports.corrections import Edit, profile_of_batch, waiting_ids
from app.imports.feeds import Feed, Field
from app.imports.profile import Column, Profile, parse_profile, write_profile
from app.imports.queries import quarantine_rows
from app.imports.shelf import ProfileShelf

_READINGS: Final = (Reading(), Reading(dates="dmy", decimal=","), Reading(dates="mdy"))
"""A word is understood where any way of reading dates and numbers understands it."""


@dataclass(frozen=True)
class Lesson:
    """One wrong word of a profile's column and what it is to mean in the profile's next version."""

    profile: Profile
    """The next version, with this lesson and those before it."""
    field: str
    column: str
    wrong: str
    right: str


class Cockpit:
    """The rows put aside of one workspace."""

    def __init__(self, db: Database, files: FileStore, feeds: Mapping[str, Feed], shelf: ProfileShelf) -> None:
        """The composition root hands in all four."""
        self._db, self._files, self._feeds, self._shelf = db, files, feeds, shelf

    def edit_of(self, row_id: int, right: str, field: str = "") -> Edit:
        """The correction of the one cell that a row waits for; raises UserError where it waits for none alone."""
        with self._db.read() as session:
            fault = fault_of(session, row_id=row_id, field=field)
            return Edit(row_id, {self._column(session, fault, {}): right})

    def spread(self, edits: Sequence[Edit]) -> dict[str, list[Edit]]:
        """The same corrections in every row that waits for the same reason with the same value, by batch.

        Raises UserError where no edit corrects the cell that its row waits for.
        """
        found: dict[int, dict[str, str]] = {}
        with self._db.read() as session:
            columns: dict[tuple[str, int, str], str] = {}
            for fault, right in self._mended(session, edits, columns):
                for row in quarantine_rows(session, alike_ids(session, fault)):
                    column = self._column(session, replace(fault, row=row), columns)
                    found.setdefault(row.id, {}).setdefault(column, right)
            for edit in edits:
                found.setdefault(edit.quarantine_id, {}).update(edit.cells)
            rows = quarantine_rows(session, sorted(found))
        groups: dict[str, list[Edit]] = {}
        for row in rows:
            groups.setdefault(row.batch_ref, []).append(Edit(row.id, found[row.id]))
        return groups

    def _mended(
        self, session: Session, edits: Iterable[Edit], columns: dict[tuple[str, int, str], str]
    ) -> list[tuple[Fault, str]]:
        """The reasons whose own cells are corrected, each once, with what is right."""
        found: dict[tuple[str, str, str, str], tuple[Fault, str]] = {}
        for edit in edits:
            for row in quarantine_rows(session, [edit.quarantine_id]):
                for field in {name for name, _, _ in row.reasons if name}:
                    fault = fault_of(session, row_id=row.id, field=field)
                    column = self._column(session, fault, columns)
                    right = edit.cells.get(column, "").strip()
                    if right and right != row.cells.get(column, ""):
                        found.setdefault((row.batch_ref, field, fault.value, right), (fault, right))
        if not found:
            raise UserError("Correct the cell that a row waits for first; then the same can be done to all alike.")
        return list(found.values())

    def _column(self, session: Session, fault: Fault, known: dict[tuple[str, int, str], str]) -> str:
        """The column of a row's file that fills the field at fault, by the profile that the file was read with."""
        key = fault.row.batch_ref, fault.row.entry, fault.field
        if key not in known:
            entry = self._profile(session, fault).entries[fault.row.entry]
            known[key] = column_of(entry, self._feeds[fault.row.feed], fault.field)
        return known[key]

    def _profile(self, session: Session, fault: Fault) -> Profile:
        batch = require_live(session, fault.row.batch_ref)
        return profile_of_batch(session, batch, self._files, self._feeds)

    # -- teaching -----------------------------------------------------------------------------------------------------

    def lessons(self, edits: Sequence[Edit]) -> list[Lesson]:
        """What corrections come to as words of the profiles' next versions; writes nothing.

        Raises UserError where a right word is not understood either, or a profile reads other parts by now.
        """
        kept = {one.id: one for one in self._shelf.all()}
        begun: dict[str, Profile] = {}
        found: list[Lesson] = []
        with self._db.read() as session:
            for fault, right in self._mended(session, edits, {}):
                used = self._profile(session, fault)
                now = begun.get(used.id) or kept.get(used.id, used)
                version = now.version if used.id in begun else now.version + 1
                lesson = self._lesson(fault, replace(now, version=version), right)
                begun[used.id] = lesson.profile
                found.append(lesson)
        return found

    def _lesson(self, fault: Fault, profile: Profile, right: str) -> Lesson:
        number, feed = fault.row.entry, self._feeds[fault.row.feed]
        if number >= len(profile.entries) or profile.entries[number].feed != feed.id:
            raise UserError("The profile {id} has other parts now; import the file again with it.", id=profile.id)
        entry = profile.entries[number]
        header = column_of(entry, feed, fault.field)
        if not _is_understood(feed.field(fault.field), right):
            raise UserError("“{text}” is no value of that field; nothing was taught.", text=right)
        wrong = fault.row.cells.get(header, "").strip()
        columns = tuple(
            (name, taught_column(one, wrong=wrong, right=right) if name == fault.field else one)
            for name, one in entry.columns
        )
        entries = (*profile.entries[:number], replace(entry, columns=columns), *profile.entries[number + 1 :])
        taught = parse_profile(write_profile(replace(profile, entries=entries)), self._feeds)
        return Lesson(taught, fault.field, header, wrong, right)

    def teach(self, lessons: Sequence[Lesson]) -> list[Profile]:
        """Keep the profiles' next versions, so that the next file needs no correction; returns them."""
        last = {one.profile.id: one.profile for one in lessons}
        self._shelf.keep(list(last.values()))
        return list(last.values())

    # -- reading again ------------------------------------------------------------------------------------------------

    def waiting(self, batch: str = "") -> dict[str, list[Edit]]:
        """Every row that waits, as it is, by the refs of its batches; of one batch if asked.

        Raises UserError where that batch is not in use.
        """
        with self._db.read() as session:
            if batch:
                one = require_live(session, batch)
                refs = [(one.id, one.ref)]
            else:
                statement = "SELECT id, ref FROM import_batch WHERE state = 'live' AND parent_id IS NULL ORDER BY n"
                refs = [(row[0], row[1]) for row in session.execute(text(statement))]
            found = {ref: [Edit(row, {}) for row in sorted(waiting_ids(session, key))] for key, ref in refs}
        return {ref: edits for ref, edits in found.items() if edits}


def _is_understood(field: Field, word: str) -> bool:
    return any(not isinstance(Cache(parser_of(field, Column(), one), frozenset())[word], Bad) for one in _READINGS)
