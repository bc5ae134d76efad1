"""By which months figures are counted: choose a calendar, make own ones, take them off the list."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from app.core.calendars import CALENDARS, Calendar
from app.core.errors import UserError
from app.core.holidays import text_of
from app.core.locks import lock_text
from app.core.own_calendar import Row, RowCalendar, read_rows, row_text
from app.core.texts import N_, Text
from app.jobs.calendars import drop_calendar, make_calendar, use_calendar
from app.planning.calendars import KIND_TITLES, calendar_title
from ui.core.card import row
from ui.core.controls import Button, Choice
from ui.core.dialogs import Dialog
from ui.core.form import Field, Form
from ui.core.pack_lock import hold
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label

if TYPE_CHECKING:
    from app.core.period import Period
    from ui.core.page import Context
    from ui.settings.reading import SettingsSheet

_WORKING = Text(N_("Counting months by another calendar"))
_DAYS = [(one, str(one)) for one in range(2, 29)]


class CalendarDialog(Dialog):
    """How an own calendar counts: from a day of the month before, by weeks, from a month, or period by period."""

    writes = True

    def __init__(self, context: "Context", calendar: Calendar | None = None) -> None:
        """``calendar`` None adds one."""
        look = context.look
        title = Text(N_("Add a calendar")) if calendar is None else Text(N_("Change a calendar"))
        super().__init__(look, None, title, accept=Text(N_("Save")))
        self.setMinimumWidth(560)
        self.name = Field(look, calendar.name if calendar else "")
        self.name.setEnabled(calendar is None)
        self.kind = Choice(look, [(key, Text(words)) for key, words in KIND_TITLES.items()])
        self.kind.choose(calendar.kind if calendar else "rows")
        self.kind.picked.connect(lambda _key: self._suit())
        self.day = Choice(look, _DAYS)
        months = [(one, look.formats.month_name(date(2000, one, 1))) for one in range(2, 13)]
        self.month = Choice(look, months)
        self.day.choose(calendar.first if calendar and calendar.kind == "day" else 26)
        self.month.choose(calendar.first if calendar and calendar.kind == "season" else 4)
        self.form = Form(look, label_px=90)
        self.form.add(Text(N_("Name")), self.name)
        self.form.add(Text(N_("How it counts")), self.kind, wide=False)
        self._firsts = {
            "day": (self.day, self.form.add(Text(N_("First day")), self.day, wide=False)),
            "season": (self.month, self.form.add(Text(N_("First month")), self.month, wide=False)),
        }
        self.body.addWidget(self.form)
        self.hint = Label(look, Text(N_("One period a line: name, first day, last day. Copy the columns from Excel, or "
                                        "take a CSV file.")), "dim", wrap=True)  # fmt: skip
        self.body.addWidget(self.hint)
        self.rows = QPlainTextEdit(row_text(calendar.rows) if isinstance(calendar, RowCalendar) else "")
        self.rows.setMinimumHeight(180)
        self.rows.setTabChangesFocus(True)
        self.rows.setAccessibleName(look.t("Periods"))
        self.body.addWidget(self.rows, 1)
        self.wrong = Label(look, "", wrap=True)
        self.wrong.set_tone("bad")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.load_button = Button(look, Text(N_("From a file…")), self._choose_file, icon="folder-open")
        self.load_button.setAutoDefault(False)
        self.foot.insertWidget(0, self.load_button)
        self._suit()
        (self.name if calendar is None else self.kind).setFocus()

    def _suit(self) -> None:
        """Show what the chosen kind needs."""
        kind = self.kind.key()
        shown: list[tuple[QWidget, bool]] = [
            (part, key == kind) for key, parts in self._firsts.items() for part in parts
        ]
        shown += [(part, kind == "rows") for part in (self.hint, self.rows, self.load_button)]
        for part, there in shown:
            part.setVisible(there)
        self.wrong.hide()

    def _choose_file(self) -> None:
        words = self.look.t("periods as CSV or text")
        path, _ = QFileDialog.getOpenFileName(self, words, "", f"{words} (*.csv *.tsv *.txt)")
        if path:
            self.take_file(Path(path))

    def take_file(self, path: Path) -> None:
        """Put the lines of a file into the field."""
        self.rows.setPlainText(text_of(path.read_bytes()))

    def periods(self) -> tuple[Row, ...]:
        """The periods as they were typed; raises UserError where they leave a gap or overlap."""
        return read_rows(self.rows.toPlainText()) if self.kind.key() == "rows" else ()

    def first(self) -> int:
        """The first day of a month, or the first month of a year."""
        chosen = self._firsts.get(str(self.kind.key()))
        return int(str(chosen[0].key())) if chosen else 1

    def accept(self) -> None:
        """Only with a name, and periods that lie one behind the other."""
        if not self.name.text().strip():
            self.form.complain(self.name, Text(N_("A calendar needs a name.")))
            return
        try:
            self.periods()
        except UserError as error:
            self.wrong.say(error.text)
            self.wrong.show()
            return
        super().accept()


class CalendarsDialog(Dialog):
    """All calendars; own ones can be added, changed and removed, and every step undone."""

    def __init__(self, context: "Context", sheet: "SettingsSheet") -> None:
        """Shows what the settings page has read."""
        look = context.look
        super().__init__(look, None, Text(N_("Calendars")), accept=Text(N_("Close")))
        self.setMinimumWidth(760)
        self.cancel_button.hide()
        self._context, self._sheet = context, sheet
        self.asked: tuple[str, Calendar | None] | None = None
        """What is to be done after this dialog: ``add``, ``change`` or ``remove``, and with which calendar."""
        columns = [
            Column("name", Text(N_("Calendar")), stretch=True, width=220,
                   get=lambda one: look.say(calendar_title(one))),
            Column("kind", Text(N_("How it counts")), width=230, get=self._kind),
            Column("now", Text(N_("Now")), width=210, get=lambda one: look.formats.span(self._now(one))),
        ]  # fmt: skip
        self.table = Table(
            context, columns, name="settings.calendars", title=Text(N_("Calendars")), empty="", tools=False
        )
        self.table.setMinimumHeight(220)
        self.table.picked.connect(self._able)
        self.body.addWidget(self.table, 1)
        self.add_button = Button(look, Text(N_("Add a calendar")), lambda: self._ask("add"), icon="plus")
        self.change_button = Button(look, Text(N_("Change…")), lambda: self._ask("change"), icon="pencil")
        self.remove_button = Button(look, Text(N_("Remove")), lambda: self._ask("remove"), icon="trash-2")
        self.body.addLayout(row(self.add_button, self.change_button, self.remove_button, None))
        self.table.set_rows(sheet.calendars)
        self._able(self.table.current)

    def _kind(self, one: Calendar) -> str:
        return self.look.t("built-in") if one.id in CALENDARS else self.look.t(KIND_TITLES[one.kind])

    def _now(self, one: Calendar) -> "Period":
        return one.period_of(self._context.desk.clock.today())

    def _able(self, one: Calendar | None) -> None:
        own = one is not None and one.id not in CALENDARS
        self.change_button.setEnabled(own)
        self.remove_button.setEnabled(own and one is not None and one.id != self._sheet.calendar)

    def _ask(self, what: str) -> None:
        self.asked = (what, None if what == "add" else self.table.current)
        self.accept()


class CalendarRow(QWidget):
    """The chosen calendar, and a button for all of them."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_sheet``."""
        super().__init__()
        self.setObjectName("clear")
        self._context = context
        self._sheet: SettingsSheet | None = None
        self.choice = Choice(context.look, name=Text(N_("Months by which figures are counted")))
        self.choice.picked.connect(lambda key: self.use(str(key)))
        self.button = Button(context.look, Text(N_("Calendars…")), self.manage, icon="calendar", kind="quiet")
        self.setLayout(row(self.choice, None, self.button))

    def show_sheet(self, sheet: "SettingsSheet") -> None:
        """Offer the calendars of now."""
        self._sheet = sheet
        self.choice.set_options([(one.id, calendar_title(one)) for one in sheet.calendars], sheet.calendar)
        self.choice.choose(sheet.calendar)
        why = lock_text(sheet.pack.in_force, "calendars")
        for part in (self.choice, self.button):
            part.setEnabled(why is None)
        hold(why, self.button)

    def use(self, key: str) -> None:
        """Count months by a calendar from now on; where it is refused the choice goes back."""
        db = self._context.desk.db
        if self._sheet is not None:
            self.choice.choose(self._sheet.calendar)
        self._context.tasks.run(_WORKING, lambda progress: use_calendar(db, name=key, progress=progress), owner=self)

    def manage(self) -> None:
        """All calendars; then what was asked for there."""
        if self._sheet is None:
            return
        dialog = CalendarsDialog(self._context, self._sheet)
        dialog.run()
        asked = dialog.asked
        dialog.deleteLater()
        if asked is None:
            return
        what, calendar = asked
        if what == "remove" and calendar is not None:
            self.remove(calendar)
            return
        edit = CalendarDialog(self._context, calendar)
        if edit.run():
            self.keep(edit.name.text(), str(edit.kind.key()), edit.first(), edit.periods())
        edit.deleteLater()

    def keep(self, name: str, kind: str, first: int = 1, rows: tuple[Row, ...] = ()) -> None:
        """Add a calendar or say anew how it counts."""
        db = self._context.desk.db
        self._context.tasks.run(
            Text(N_("Saving")),
            lambda progress: make_calendar(db, name=name, kind=kind, first=first, rows=rows, progress=progress),
            owner=self,
        )

    def remove(self, calendar: Calendar) -> None:
        """Take an own calendar off the list; undo brings it back."""
        db = self._context.desk.db
        self._context.tasks.run(Text(N_("Saving")), lambda _p: drop_calendar(db, name=calendar.id), owner=self)
