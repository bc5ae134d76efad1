"""The settings page."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.core.db import Action
from app.core.holidays import Holidays
from app.core.keys import MOVE_SUFFIX
from app.core.locks import lock_text
from app.core.progress import Progress
from app.core.texts import EN, N_, ZH, Text
from app.core.workspace_settings import NAME, set_setting
from app.jobs.holidays import import_holidays
from ui.core.card import GAP, Card, column, row
from ui.core.controls import Button, Segments
from ui.core.form import Field, Form
from ui.core.locked import LockNote
from ui.core.pack_lock import hold
from ui.core.page import Command, Context, Page
from ui.core.words import Label
from ui.settings.backups import BackupsCard
from ui.settings.calendars import CalendarRow
from ui.settings.certificate import CertificateCard
from ui.settings.closings import ClosingsCard
from ui.settings.delivery import DeliveryCard
from ui.settings.encryption import EncryptionCard
from ui.settings.fleet import FleetCard
from ui.settings.pack import PackCard
from ui.settings.people import PeopleCard
from ui.settings.reading import SettingsSheet, read_settings
from ui.settings.updates import UpdatesCard


def row_of(*parts: QWidget) -> QWidget:
    """Widgets side by side as one; the first takes the room that is left."""
    found = QWidget()
    found.setObjectName("clear")
    line = row(*parts)
    line.setStretch(0, 1)
    found.setLayout(line)
    return found


class SettingsPage(Page):
    """Language, theme, workspace, people, closed months, backups."""

    title: ClassVar[str] = N_("Settings")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"person", "department", "setting", "calendar", "closing", "cell", "delivery"}
    )

    def __init__(self, context: Context) -> None:
        """Build the cards; figures come with ``reload``."""
        super().__init__(context)
        self.sheet: SettingsSheet | None = None
        self._wants_pack = False
        self._build_display()
        self._build_workspace()
        self.people = PeopleCard(context)
        self.closings = ClosingsCard(context)
        self.backups = BackupsCard(context)
        self.backups.made.connect(self.reload)
        columns = QHBoxLayout()
        columns.setSpacing(GAP)
        self.certificate = CertificateCard(context)
        self.certificate.changed.connect(self.reload)
        self.updates = UpdatesCard(context)
        self.fleet = FleetCard(context)
        self.encryption = EncryptionCard(context)
        above = (self.fleet, self.display, self.workspace, self.encryption, self.certificate, self.updates)
        left = column(*above, self.backups, gap=GAP)
        left.setStretch(len(above), 1)
        columns.addLayout(left, 1)
        self.delivery = DeliveryCard(context)
        self.pack = PackCard(context)
        right = column(self.people, self.pack, self.delivery, self.closings, gap=GAP)
        right.setStretch(0, 1)
        columns.addLayout(right, 1)
        self.body.addLayout(columns, 1)
        self.look.theme_changed.connect(self._show_choices)
        self.look.language_changed.connect(self._show_choices)
        self._show_choices()

    def _build_display(self) -> None:
        look = self.look
        self.display = Card(look, Text(N_("Display")))
        self.language = Segments(look, [(ZH, "中文"), (EN, "English")])
        self.language.picked.connect(lambda key: look.set_language(str(key)))
        modes = [("system", Text(N_("Like the system"))), ("light", Text(N_("Light"))), ("dark", Text(N_("Dark")))]
        self.theme = Segments(look, modes)
        self.theme.picked.connect(look.set_mode)
        form = Form(look, label_px=110)
        form.add(Text(N_("Language")), self.language, wide=False)
        form.add(Text(N_("Colours")), self.theme, wide=False)
        self.display.body.addWidget(form)
        self.locks = {"language": LockNote(look, "language"), "theme": LockNote(look, "theme")}
        for note in self.locks.values():
            self.display.body.addWidget(note)

    def _build_workspace(self) -> None:
        look = self.look
        self.workspace = Card(look, Text(N_("Workspace")))
        self.name = Field(look)
        self.name.editingFinished.connect(self._rename)
        self.file = Label(look, "", elide=True)
        self.facts = Label(look, "", elide=True)
        form = Form(look, label_px=110)
        form.add(Text(N_("Name")), self.name)
        form.add(Text(N_("File")), self.file)
        form.add(Text(N_("Size, currency")), self.facts)
        self.holidays = Label(look, "", elide=True)
        words = Text(N_("Import holidays…"))
        self.holidays_button = Button(look, words, self._choose_holidays, icon="calendar", kind="quiet")
        form.add(Text(N_("Holidays")), row_of(self.holidays, self.holidays_button))
        self.calendars = CalendarRow(self.context)
        form.add(Text(N_("Months")), self.calendars)
        self.workspace.body.addWidget(form)
        folder = Button(look, Text(N_("Show in folder")), self._show_folder, icon="folder-open")
        switch = Button(look, Text(N_("Open another workspace…")), self.context.acts.switch, icon="database")
        past = Button(look, Text(N_("History")), lambda: self.context.go("history", {}), icon="history")
        state = Button(look, Text(N_("Installation…")), self.show_installation, icon="heart-pulse", kind="quiet")
        self.move_button = Button(look, Text(N_("To another computer…")), self.ask_pack, icon="upload", kind="quiet")
        self.workspace.buttons.addWidget(self.move_button)
        self.workspace.buttons.addWidget(state)
        self.workspace.body.addLayout(row(folder, switch, past, None))

    def ask_pack(self) -> None:
        """Ask for the file in which the workspace travels."""
        proposed = str(Path.home() / f"{self.context.desk.db.path.stem}{MOVE_SUFFIX}")
        words = self.look.t("To another computer…")
        path, _ = QFileDialog.getSaveFileName(self, words, proposed, f"*{MOVE_SUFFIX}")
        if path:
            self.pack_into(Path(path))

    def pack_into(self, out: Path) -> None:
        """Close, pack into one file, open again: it says from then on where the work goes on."""

        def work(path: Path, progress: Progress) -> object:
            from app.core.moving import pack

            return pack(path, out, progress=progress)

        words = Text(N_("Packed into {file}. Open it on the other computer and put this workspace aside."),
                     {"file": out.name})  # fmt: skip
        self.context.acts.rework(Text(N_("Packing the workspace")), work, words)

    def reload(self) -> None:
        """Read workspace, people and backups."""
        desk = self.context.desk
        self.load(lambda _progress: read_settings(desk), self._show)

    def retranslate(self) -> None:
        """Figures by language."""
        if self.sheet is not None:
            self._show(self.sheet)
            self.updates.retell()

    def commands(self) -> list[Command]:
        """For Ctrl+K."""
        return [
            Command(Text(N_("Back up now")), self.backups.back_up, "archive"),
            Command(Text(N_("Close a month…")), self.closings.close_next, "lock"),
            Command(Text(N_("Calendars…")), self.calendars.manage, "calendar"),
            Command(Text(N_("Add a person")), self.people.add, "user"),
            Command(Text(N_("Choose a certificate…")), self.certificate.ask_file, "shield-check"),
            Command(Text(N_("Look for a newer version")), self.updates.check, "download"),
            Command(Text(N_("Installation…")), self.show_installation, "heart-pulse"),
            Command(Text(N_("Install a configuration pack…")), self.pack.ask_file, "package"),
            Command(Text(N_("Make a configuration pack…")), self.pack.make, "package"),
            Command(Text(N_("Open another workspace…")), self.context.acts.switch, "database"),
        ]

    def _show(self, sheet: SettingsSheet) -> None:
        self.sheet = sheet
        self._show_choices()
        if not self.name.hasFocus():
            self.name.setText(sheet.name)
            self.name.setCursorPosition(0)
        self.file.say(str(sheet.path))
        currency = Text(
            N_("{size}, amounts in {currency}"),
            {"size": self.look.formats.size(sheet.size), "currency": sheet.currency},
        )
        bare = Text(N_("{size}, the first import settles the currency"), {"size": self.look.formats.size(sheet.size)})
        self.facts.say(currency if sheet.currency else bare)
        source = sheet.holidays or Text(N_("built-in"))
        known = {"source": source, "day": self.look.formats.day(sheet.reaches)}
        self.holidays.say(Text(N_("{source}, known until {day}"), known))
        self.calendars.show_sheet(sheet)
        self.holidays_button.setEnabled(True)
        hold(lock_text(sheet.pack.in_force, "holidays"), self.holidays_button)
        self.people.show_sheet(sheet)
        self.backups.show_sheet(sheet)
        self.closings.show_sheet(sheet)
        self.delivery.show_sheet(sheet)
        self.certificate.show_sheet(sheet)
        self.pack.show_sheet(sheet)
        if self._wants_pack:
            self._wants_pack = False
            self.pack.look_for()
        self.encryption.show_sheet(sheet)
        self.updates.show_sheet(sheet.updates)

    def _show_choices(self) -> None:
        self.language.choose(self.look.lang)
        self.theme.choose(self.look.mode)
        self.language.setEnabled(self.locks["language"].look_again() is None)
        self.theme.setEnabled(self.locks["theme"].look_again() is None)
        self.fleet.show_held()

    def _rename(self) -> None:
        name = self.name.text().strip()
        if self.sheet is None or name == self.sheet.name:
            return
        if not name:
            self.name.setText(self.sheet.name)
            return
        db, action = self.context.desk.db, Action(N_("Renamed the workspace to {name}"), {"name": name})
        self.tasks.run(
            Text(N_("Saving")),
            lambda _p: db.write(action, lambda session: set_setting(session, key=NAME, value=name)),
            owner=self,
        )

    def _choose_holidays(self) -> None:
        words = self.look.t("holidays as JSON, CSV or ICS")
        path, _ = QFileDialog.getOpenFileName(self, words, "", f"{words} (*.json *.csv *.ics)")
        if path:
            self.take_holidays(Path(path))

    def take_holidays(self, path: Path) -> None:
        """Replace the holidays by those of a file."""
        db = self.context.desk.db

        def done(found: Holidays) -> None:
            said = {"file": found.name, "day": self.look.formats.day(found.last)}
            self.context.notify("good", Text(N_("The holidays of {file} are in force, until {day}."), said))

        self.tasks.run(
            Text(N_("Saving")), lambda _p: import_holidays(db, path.name, path.read_bytes()), done, owner=self
        )

    def open(self, target: Mapping[str, object]) -> None:
        """``pack`` looks for the configuration pack that waits."""
        self._wants_pack = bool(target.get("pack"))
        if self._wants_pack and self.sheet is not None:
            self._wants_pack = False
            self.pack.look_for()

    def show_installation(self) -> None:
        """What the doctor says of this installation, and the support bundle."""
        from ui.settings.installation import show_installation

        show_installation(self.context)

    def _show_folder(self) -> None:
        if self.sheet is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.sheet.path.parent)))
