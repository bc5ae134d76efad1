"""The people of the workspace, and which of them works here."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.core.db import Action
from app.core.texts import N_, ZH, Text
from app.people.queries import DepartmentRow, PersonRow
from app.people.service import add_person, edit_person, remove_person
from ui.core.card import Card, row
from ui.core.controls import Button, Choice
from ui.core.dialogs import Dialog
from ui.core.form import Field, Form
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from ui.core.page import Context
    from ui.settings.reading import SettingsSheet

_SAVING = Text(N_("Saving the person"))


class PersonDialog(Dialog):
    """Name, department and how to reach somebody."""

    writes = True

    def __init__(
        self, context: "Context", departments: tuple[DepartmentRow, ...], person: PersonRow | None = None
    ) -> None:
        """``person`` None adds one."""
        title = Text(N_("Add a person")) if person is None else Text(N_("Change a person"))
        super().__init__(context.look, None, title, accept=Text(N_("Save")))
        self.name = Field(context.look, person.name if person else "")
        chinese = context.look.lang == ZH
        options = [(one.id, one.name if chinese or not one.name_en else one.name_en) for one in departments]
        self.department = Choice(context.look, [(None, Text(N_("No department"))), *options])
        self.department.choose(person.department_id if person else None)
        self.title = Field(context.look, (person.title or "") if person else "")
        self.email = Field(context.look, (person.email or "") if person else "")
        self.phone = Field(context.look, (person.phone or "") if person else "")
        self.form = Form(context.look, label_px=90)
        for words, field in (
            (Text(N_("Full name")), self.name),
            (Text(N_("Department")), self.department),
            (Text(N_("Job title")), self.title),
            (Text(N_("E-mail")), self.email),
            (Text(N_("Phone")), self.phone),
        ):
            self.form.add(words, field)
        self.body.addWidget(self.form)
        self.name.setFocus()

    def accept(self) -> None:
        """Only with a name."""
        if not self.name.text().strip():
            self.form.complain(self.name, Text(N_("A person needs a name.")))
            return
        super().accept()

    def values(self) -> dict[str, str | None]:
        """What was entered; an empty field is none."""
        department = self.department.key()
        return {
            "name": self.name.text().strip(),
            "department_id": str(department) if department else None,
            "title": self.title.text().strip() or None,
            "email": self.email.text().strip() or None,
            "phone": self.phone.text().strip() or None,
        }


class PeopleCard(Card):
    """A list that can be added to and changed; every step can be undone."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_sheet``."""
        look = context.look
        hint = Text(N_("Who looks after dealers, owns tasks and signs."))
        super().__init__(look, Text(N_("People")), subtitle=hint)
        self._context = context
        self._sheet: SettingsSheet | None = None
        self.buttons.addWidget(Button(look, Text(N_("Add a person")), self.add, icon="plus"))
        self.who = Choice(look, name=Text(N_("Who works here")))
        self.who.setMinimumWidth(170)
        self.who.picked.connect(self._sign_in)
        label = Label(look, Text(N_("On this computer I am")), "dim")
        self.body.addLayout(row(label, self.who, None))
        columns = [
            Column("name", Text(N_("Full name")), stretch=True, width=140),
            Column("department", Text(N_("Department")), width=120, get=self._department),
            Column("title", Text(N_("Job title")), width=120),
            Column("phone", Text(N_("Phone")), width=120),
            Column("email", Text(N_("E-mail")), width=170, hidden=True),
        ]
        empty = Text(N_("Nobody yet. Add yourself first."))
        self.table = Table(context, columns, name="settings.people", title=Text(N_("People")), empty=empty, tools=False)
        self.table.setMinimumHeight(230)
        self.table.opened.connect(self.edit)
        self.table.picked.connect(lambda person: self._able(person is not None))
        self.body.addWidget(self.table, 1)
        self._change = Button(look, Text(N_("Change…")), lambda: self.edit(self.table.current), icon="pencil")
        self._remove = Button(look, Text(N_("Remove")), self.remove, icon="trash-2")
        self._past = Button(look, Text(N_("History")), self.show_history, icon="history")
        self.body.addLayout(row(self._change, self._remove, self._past, None))
        self._able(able=False)

    def show_sheet(self, sheet: "SettingsSheet") -> None:
        """Show the people of now."""
        self._sheet = sheet
        self.table.set_rows(sheet.people)
        options = [(person.id, person.name) for person in sheet.people]
        nobody = [] if sheet.me else [(None, Text(N_("Choose your name")))]
        self.who.set_options([*nobody, *options], sheet.me)
        self.who.choose(sheet.me)
        self._able(able=self.table.current is not None)

    def _department(self, person: PersonRow) -> str:
        if self._sheet is None or self._context.look.lang == ZH:
            return person.department or ""
        english = {one.id: one.name_en for one in self._sheet.departments}
        return english.get(person.department_id or "") or person.department or ""

    def _able(self, able: bool) -> None:  # noqa: FBT001 - a slot
        self._change.setEnabled(able)
        self._remove.setEnabled(able)
        self._past.setEnabled(able)

    def _sign_in(self, person: object) -> None:
        if person:
            self._context.acts.sign_in(str(person))

    def add(self) -> None:
        """Ask and add; the first person is whoever sits here."""
        if self._sheet is None:
            return
        dialog = PersonDialog(self._context, self._sheet.departments)
        if dialog.run():
            self.save_new(dialog.values())
        dialog.deleteLater()

    def save_new(self, values: dict[str, str | None]) -> None:
        """Add a person."""
        db, first = self._context.desk.db, self._sheet is not None and self._sheet.me is None
        action = Action(N_("Added {name}"), {"name": values["name"]})
        fields = {key: value for key, value in values.items() if key != "name"}
        name = values["name"] or ""

        def done(person: str) -> None:
            if first:
                self._context.acts.sign_in(person)

        self._context.tasks.run(
            _SAVING,
            lambda _p: db.write(action, lambda session: add_person(session, name=name, **fields)).value,
            done,
            owner=self,
        )

    def edit(self, person: PersonRow | None) -> None:
        """Ask and change."""
        if self._sheet is None or person is None:
            return
        dialog = PersonDialog(self._context, self._sheet.departments, person)
        if dialog.run():
            values, db = dialog.values(), self._context.desk.db
            action = Action(N_("Changed {name}"), {"name": values["name"]})
            self._context.tasks.run(
                _SAVING,
                lambda _p: db.write(action, lambda session: edit_person(session, person_id=person.id, **values)),
                owner=self,
            )
        dialog.deleteLater()

    def remove(self) -> None:
        """Take the chosen person off the list; undo brings them back."""
        person = self.table.current
        if person is None:
            return
        db, action = self._context.desk.db, Action(N_("Removed {name}"), {"name": person.name})
        self._context.tasks.run(
            _SAVING,
            lambda _p: db.write(action, lambda session: remove_person(session, person_id=person.id)),
            lambda _done: self._context.notify(
                "info", Text(N_("{name} was removed. Ctrl+Z brings them back."), {"name": person.name})
            ),
            owner=self,
        )

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Delete removes the chosen person."""
        if event.key() == Qt.Key.Key_Delete and self.table.current is not None:
            self.remove()
        else:
            super().keyPressEvent(event)

    def show_history(self) -> None:
        """What happened to the chosen person's entry."""
        person: PersonRow | None = self.table.current
        if person is not None:
            self._context.go("history", {"entity": "person", "record": person.id})
