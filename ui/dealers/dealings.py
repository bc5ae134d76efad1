"""What goes on with a dealer: tasks, notes, visits, cases, each with what adds one."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.actions.queries import ActionRow, actions_about
from app.compliance.cases.queries import CaseRow, case_card, list_cases
from app.compliance.cases.rules import RESULT_TITLES, STAGE_TITLES
from app.core.attachments import AttachmentRow, attachments_of, detach
from app.core.calendar import is_working_day
from app.core.period import day_number, day_of
from app.core.texts import N_, Text
from app.dealers.life.queries import NoteRow, notes_of
from app.dealers.life.service import add_note, edit_note, remove_note
from app.people.queries import PersonRow, people
from app.visits.queries import VisitRow, visits_to
from app.visits.records import STATE_TITLES
from app.visits.service import plan_visit
from ui.core.actions import ActionList, add, person_options
from ui.core.ask import Ask, ask
from ui.core.attached import Attached
from ui.core.card import GAP, Card, clear, column, row
from ui.core.controls import Button, IconButton
from ui.core.files import ask_files
from ui.core.words import Label, Words
from ui.dealers.card_files import attach_to
from ui.dealers.card_panel import CardData, Panel

if TYPE_CHECKING:
    from ui.core.context import Context

NOTE: Final = "party_note"
"""The table of notes, with which photos are kept."""
_CLOSED = 5
"""So many closed actions are still listed."""


@dataclass(frozen=True)
class Dealings:
    """What the tab shows, read in a worker."""

    actions: tuple[ActionRow, ...]
    notes: tuple[NoteRow, ...]
    visits: tuple[VisitRow, ...]
    cases: tuple[CaseRow, ...]
    people: Sequence[PersonRow]
    files: Mapping[str, Sequence[AttachmentRow]]
    """Photos and files of notes and visits, by the id of either."""


class DealingsPanel(Panel):
    """Tasks and promises, notes, visits and cases of a dealer."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context)
        self.shown: Dealings | None = None
        self.tasks_card = self._card(N_("Tasks and promises"), N_("New action"), self.add_action)
        self.owed = ActionList(context, empty=Text(N_("Nothing is owed.")))
        self.tasks_card.body.addWidget(self.owed)
        self.notes_card = self._card(N_("Notes on the dealer"), N_("New note"), self.ask_note)
        self.visits_card = self._card(N_("Visits"), N_("Plan a visit…"), self.ask_visit)
        self.cases_card = Card(self.look, Text(N_("Compliance cases")))
        self._notes, self._visits, self._cases = (
            self._lines(card) for card in (self.notes_card, self.visits_card, self.cases_card)
        )
        body = QHBoxLayout()
        body.setSpacing(GAP)
        body.addLayout(column(self.tasks_card, self.notes_card, None, gap=GAP), 3)
        body.addLayout(column(self.visits_card, self.cases_card, None, gap=GAP), 2)
        self.body.addLayout(body)
        self.body.addStretch(1)

    def _card(self, title: str, words: str, on: Any) -> Card:
        card = Card(self.look, Text(title))
        card.buttons.addWidget(Button(self.look, Text(words), on, icon="plus", kind="quiet"))
        return card

    def _lines(self, card: Card) -> QVBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(6)
        card.body.addLayout(lines)
        return lines

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show a dealer."""
        super().show_card(data, again=again)
        party_id, day = data.card.row.id, data.day
        then = Text(N_("As they are today: a task does not say since when it is owed."))
        self.tasks_card.say_subtitle("" if day == self.today else then)

        def work(session: Any) -> Dealings:
            notes = tuple(one for one in notes_of(session, party_id) if one.at_on <= day)
            visits = tuple(_visit_on(one, day) for one in visits_to(session, party_id))
            photos = attachments_of(session, "visit", *(one.id for one in visits if one.state == "done"))
            return Dealings(
                tuple(actions_about(session, "party", party_id)), notes, visits,
                tuple(_case_on(session, one, day) for one in list_cases(session, party_id=party_id)
                      if one.opened_on <= day),
                people(session), attachments_of(session, NOTE, *(one.id for one in notes)) | photos,
            )  # fmt: skip

        self.read(work, self._show)

    def retranslate(self) -> None:
        """Days are written by language."""
        if self.shown is not None:
            self._show(self.shown)

    def _show(self, found: Dealings) -> None:
        self.shown = found
        is_open = [one for one in found.actions if one.state == "open"]
        closed = sorted((one for one in found.actions if one.state != "open"), key=lambda one: -(one.done_on or 0))
        self.owed.show_actions([*is_open, *closed[:_CLOSED]], found.people)
        self._fill(self._notes, [self._note(one) for one in found.notes], N_("No notes yet."))
        self._fill(self._visits, [self._visit(one) for one in found.visits], N_("Never visited"))
        self._fill(self._cases, [self._case(one) for one in found.cases], N_("No case is known."))

    def _fill(self, lines: QVBoxLayout, widgets: Sequence[QWidget], nothing: str) -> None:
        clear(lines)
        for one in widgets:
            lines.addWidget(one)
        if not widgets:
            lines.addWidget(Label(self.look, Text(nothing), "dim"))

    def _note(self, one: NoteRow) -> QWidget:
        look = self.look
        head = " · ".join(part for part in (look.formats.day(one.at_on), one.person) if part)
        tools = (
            IconButton(look, "image", Text(N_("Add photos…")), partial(self.ask_photos, one), size=14),
            IconButton(look, "pencil", Text(N_("Change…")), partial(self.ask_note, one), size=14),
            IconButton(look, "trash-2", Text(N_("Take this note away")), partial(self.drop_note, one), size=14),
        )
        return _block(
            row(Label(look, head, "dim"), None, *tools), Label(look, one.body, wrap=True), *self._files(one.id)
        )

    def _visit(self, one: VisitRow) -> QWidget:
        look = self.look
        day = look.formats.day(one.planned_on if one.done_on is None else one.done_on)
        link = Button(look, day, lambda: self.context.go("visits", {"visit": one.id}), kind="link")
        state = Label(look, Text(STATE_TITLES[one.state]), "dim")
        words: list[QWidget] = [Label(look, one.notes or one.purpose, wrap=True)] if one.notes or one.purpose else []
        return _block(row(link, state, Label(look, one.owner, "dim"), None), *words, *self._files(one.id))

    def _files(self, record_id: str) -> list[QWidget]:
        files = self.shown.files.get(record_id, ()) if self.shown is not None else ()
        return [Attached(self.context, files, self.take_off)] if files else []

    def _case(self, one: CaseRow) -> QWidget:
        look = self.look
        link = Button(look, one.ref, lambda: self.context.go("cases", {"case": one.id}), kind="link")
        said: list[Words] = [Text(STAGE_TITLES[one.stage])]
        if one.result:
            said.append(Text(RESULT_TITLES[one.result]))
        labels = [Label(look, words, "dim") for words in said]
        return _block(row(link, *labels, None), Label(look, one.title, wrap=True))

    # -- doing --------------------------------------------------------------------------------------------------------

    def add_action(self) -> None:
        """Ask for a new action about the dealer."""
        add(self.context, self, self.shown.people if self.shown else (), about=("party", self.party.id))

    def ask_note(self, one: NoteRow | None = None) -> None:
        """Ask for a note, or for other words of one."""
        title = Text(N_("New note")) if one is None else Text(N_("Change a note"))
        field = Ask("body", Text(N_("Note")), "long", one.body if one else "", needed=True)
        values = ask(self.look, self, title, [field], accept=Text(N_("Save")), note=self.party.name)
        if values is not None:
            self.keep_note(one, values["body"])

    def keep_note(self, one: NoteRow | None, body: str) -> None:
        """Keep a note as of today."""
        today, party_id = day_number(self.desk.clock.today()), self.party.id
        if one is None:
            self.write(lambda session: add_note(session, party_id=party_id, body=body, on=today),
                       action=N_("{dealer}: new note"))  # fmt: skip
        else:
            action = N_("{dealer}: changed a note")
            self.write(lambda session: edit_note(session, note_id=one.id, body=body), action=action)

    def drop_note(self, one: NoteRow) -> None:
        """Take a note away; undo brings it back."""
        self.write(lambda session: remove_note(session, note_id=one.id), action=N_("{dealer}: took a note away"))

    def ask_photos(self, one: NoteRow) -> None:
        """Ask for photos of a note and keep them."""
        self.add_photos(one, ask_files(self.context, self, Text(N_("Add photos…"))))

    def add_photos(self, one: NoteRow, paths: Sequence[Path]) -> None:
        """Keep photos with a note."""
        attach_to(self, NOTE, one.id, paths, kind="photo")

    def take_off(self, one: AttachmentRow) -> None:
        """Take a photo off its note or visit; undo brings it back."""
        self.write(lambda session: detach(session, attachment_id=one.id), action=N_("{dealer}: took a file off"))

    def ask_visit(self) -> None:
        """Ask for the day of a visit and plan it."""
        people_ = self.shown.people if self.shown else ()
        asked = [
            Ask("on", Text(N_("Planned on")), "day", _next_working_day(self.today), needed=True),
            Ask("owner_id", Text(N_("Who goes")), "choice", self.desk.workspace.person or "", person_options(people_)),
            Ask("purpose", Text(N_("Purpose"))),
        ]
        values = ask(self.look, self, Text(N_("Plan a visit")), asked, accept=Text(N_("Save")), note=self.party.name)
        if values is not None:
            self.keep_visit(values)

    def keep_visit(self, values: dict[str, Any]) -> None:
        """Plan a visit as the dialog gave it."""
        party_id, named = self.party.id, values | {"owner_id": values["owner_id"] or None}
        action = N_("{dealer}: planned a visit")
        self.write(lambda session: plan_visit(session, party_id=party_id, **named), action=action)


def _next_working_day(today: int) -> int:
    return next(day for day in itertools.count(today + 1) if is_working_day(day_of(day)))


def _visit_on(one: VisitRow, day: int) -> VisitRow:
    """A visit as it stood on a day: one that was made later was planned."""
    return one if one.done_on is None or one.done_on <= day else replace(one, state="planned", done_on=None, notes="")


def _case_on(session: Any, one: CaseRow, day: int) -> CaseRow:
    """A case as it stood on a day, by its steps until then."""
    if one.stepped_on <= day:
        return one
    steps = [step for step in case_card(session, one.id).steps if step.at_on <= day]
    result = next((step.result for step in reversed(steps) if step.result), "")
    return replace(one, stage=steps[-1].stage, result=result)


def _block(head: QHBoxLayout, *below: QWidget) -> QWidget:
    found = QWidget()
    found.setObjectName("clear")
    lines = QVBoxLayout(found)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(1)
    lines.addLayout(head)
    for one in below:
        lines.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
    return found
