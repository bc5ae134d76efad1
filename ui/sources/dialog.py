"""Adding and changing a data source: its fields, its secret, and a look at the first rows before it is kept."""

import tempfile
from collections.abc import Hashable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.records import RECORDS
from app.imports.sources.allowed import allowed_kinds, limits_text
from app.imports.sources.settings import FolderSettings, Settings
from app.imports.sources.spool import write_rows
from app.jobs.sources import Trial
from ui.core.card import row, scrolled
from ui.core.controls import Button, Choice
from ui.core.dialogs import Dialog
from ui.core.form import Field, Form
from ui.core.locked import LockNote
from ui.core.schedule_fields import ScheduleFields
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label, Words
from ui.sources.fields import FORMS

if TYPE_CHECKING:
    from app.imports.sources.queries import SourceRow
    from ui.core.page import Context
    from ui.core.tasks import Job

KINDS: Final = RECORDS["data_source"].fields["kind"].choices
_OF_FILES: Final = {"file": N_("File"), "size": N_("Bytes")}
"""What is shown of a folder's files."""


def _cell(name: str, row: Mapping[str, str]) -> str:
    return row.get(name, "")


class SourceDialog(Dialog):
    """One source; ``accept`` only closes where every field can work."""

    writes = True

    def __init__(self, context: "Context", profiles: Mapping[str, str], source: "SourceRow | None" = None) -> None:
        """``source`` None adds one; ``profiles`` are the titles of the kept ones by id."""
        title = Text(N_("Add a data source")) if source is None else Text(N_("Change a data source"))
        super().__init__(context.look, None, title, accept=Text(N_("Save")))
        self._context, self._source = context, source
        self.resize(720, 620)
        look = context.look
        self.name = Field(look, source.name if source else "")
        kinds = allowed_kinds(source.kind if source else "")
        self.kind = Choice(look, [(key, Text(KINDS[key])) for key in kinds], name=Text(N_("Kind")))
        self.forms = {cls.kind: cls(look, source.settings if source else None) for cls in FORMS}
        options: list[tuple[Hashable, Words]] = [("", Text(N_("By the name of each file"))), *profiles.items()]
        self.profile = Choice(look, options, name=Text(N_("Profile")))
        self.profile.choose(source.profile_id if source else "")
        self.schedule = ScheduleFields(look, source.schedule if source else "")
        self.secret = Field(look, hint=Text(N_("unchanged")) if source else "")
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.head, self.foot_form = Form(look, label_px=118), Form(look, label_px=118)
        self._lay_out(source)
        self.kind.picked.connect(lambda key: self._show_kind(str(key)))
        self._show_kind(str(self.kind.key()))

    def _lay_out(self, source: "SourceRow | None") -> None:
        self.head.add(Text(N_("Name")), self.name)
        self.head.add(Text(N_("Kind")), self.kind, wide=False)
        self.foot_form.add(
            Text(N_("Secret")), self.secret,
            Text(N_("Password or token. It is kept on this machine, in its keyring where there is one, never in the "
                    "workspace.")),
        )  # fmt: skip
        self.foot_form.add(Text(N_("Profile")), self.profile, wide=False)
        self.foot_form.add(Text(N_("Schedule")), self.schedule, wide=False)
        inner = QWidget()
        inner.setObjectName("clear")
        fields = QVBoxLayout(inner)
        fields.setContentsMargins(0, 0, 10, 0)
        limits = limits_text()
        if limits is not None:
            fields.addWidget(LockNote(self.look, "sources.kinds", limits))
        for part in (self.head, *self.forms.values(), self.foot_form):
            fields.addWidget(part)
        fields.addStretch(1)
        self.body.addWidget(scrolled(inner), 1)
        self.said = Label(self.look, "", "dim", wrap=True)
        self.shown = QVBoxLayout()
        self.body.addLayout(self.shown)
        self.test_button = Button(self.look, Text(N_("Test connection")), self.test, icon="play")
        self.csv_button = Button(self.look, Text(N_("Save the rows as CSV")), self.ask_where, icon="file-down")
        for button in (self.test_button, self.csv_button):
            button.setAutoDefault(False)
        self.csv_button.hide()
        self.body.addLayout(row(self.test_button, self.csv_button, self.said))
        self.trial: Trial | None = None
        self._testing: Job | None = None
        self._rows: Table | None = None
        self.kind.choose(source.kind if source else allowed_kinds()[0])
        self.name.setFocus()

    def _show_kind(self, key: str) -> None:
        """The fields of one kind; a folder needs no secret, and it alone can do without a profile."""
        for kind, form in self.forms.items():
            form.setVisible(kind == key)
        self.foot_form.show_row(self.secret, shown=key != "folder")

    # -- what was entered ---------------------------------------------------------------------------------------------

    def settings(self) -> Settings:
        """The settings of the kind in sight; raises UserError where they cannot work."""
        return self.forms[str(self.kind.key())].settings()

    def values(self) -> dict[str, Any]:
        """What is kept of the source; raises UserError where it cannot work."""
        return {
            "name": self.name.text().strip(), "settings": self.settings(), "schedule": self.schedule.text(),
            "profile_id": str(self.profile.key()),
        }  # fmt: skip

    def entered_secret(self) -> str | None:
        """The secret as it was typed now; None leaves the kept one."""
        return self.secret.text().strip() or None

    def accept(self) -> None:
        """Only where every field can work."""
        try:
            values = self.values()
        except UserError as error:
            self._say(error.text, bad=True)
            return
        if not values["name"]:
            self._say(Text(N_("A data source needs a name.")), bad=True)
        elif not values["profile_id"] and not isinstance(values["settings"], FolderSettings):
            self._say(Text(N_("Choose the profile with which the rows are read.")), bad=True)
        else:
            super().accept()

    def _say(self, words: Text, *, bad: bool = False) -> None:
        self.said.say(words)
        self.said.set_tone("bad" if bad else None)

    # -- a look before ------------------------------------------------------------------------------------------------

    def test(self) -> None:
        """Read the first rows and show them; nothing is taken in."""
        self._clear_trial()
        try:
            settings = self.settings()
        except UserError as error:
            self._say(error.text, bad=True)
            return
        reader, entered, source = self._context.desk.sources, self.entered_secret(), self._source
        profile = str(self.profile.key())
        self._say(Text(N_("Reading…")))
        self.test_button.setEnabled(False)

        def work(progress: Progress) -> Trial:
            ask = source is not None and entered is None and settings.asks_secret
            kept = reader.secrets.get(source.id) if source is not None and ask else entered
            return reader.trial(settings, kept, progress, profile)

        def failed(error: UserError) -> None:
            self._testing = None
            self.test_button.setEnabled(True)
            self._say(error.text, bad=True)

        title = Text(N_("Testing the connection"))
        self._testing = self._context.tasks.run(title, work, self._show_trial, owner=self, key="trial", failed=failed)

    def done(self, result: int) -> None:
        """Whoever closes the dialog waits for no answer any more."""
        if self._testing is not None:
            self._testing.cancel()
        super().done(result)

    def _clear_trial(self) -> None:
        """Rows of an earlier test say nothing of what is entered now."""
        self.trial = None
        self.csv_button.hide()
        if self._rows is not None:
            self._rows.deleteLater()
            self._rows = None

    def _show_trial(self, trial: Trial) -> None:
        self.trial, self._testing = trial, None
        self.test_button.setEnabled(True)
        folder = isinstance(self.settings(), FolderSettings)
        words = N_("Files that would be read: {n}") if folder else N_("It answers. First rows: {n}")
        self._say(Text(words, {"n": len(trial.rows)}))
        if trial.fault is not None:
            self._say(trial.fault, bad=True)
        if trial.columns:
            heads = {name: Text(_OF_FILES[name]) if folder else name for name in trial.columns}
            columns = [
                Column(name, title, width=120, stretch=folder and name == "file", get=partial(_cell, name))
                for name, title in heads.items()
            ]
            self._rows = Table(self._context, columns, name="sources.trial", tools=False)
            self._rows.setFixedHeight(160)
            self._rows.set_rows(trial.rows)
            self.shown.addWidget(self._rows)
        self.csv_button.setVisible(bool(trial.rows) and not folder)

    def ask_where(self) -> None:
        """Ask for a file and write the rows to it: on the page Import a profile is made from it."""
        usual = str(Path.home() / f"{self.name.text().strip() or 'rows'}.csv")
        chosen, _ = QFileDialog.getSaveFileName(self, self.look.t("Save the rows as CSV"), usual, "CSV (*.csv)")
        if chosen:
            self.save_rows(Path(chosen))

    def save_rows(self, path: Path) -> None:
        """Write the rows that are shown."""
        trial = self.trial
        if trial is None:
            return

        def work(progress: Progress) -> None:
            with tempfile.TemporaryDirectory() as folder:
                made = Path(folder) / "rows.csv"
                write_rows(iter(trial.rows), made, progress)
                path.write_bytes(made.read_bytes())

        words = Text(N_("{file} was saved. Open it under Import to make a profile from it."), {"file": path.name})
        self._context.tasks.run(
            Text(N_("Writing {file}"), {"file": path.name}), work, lambda _n: self._say(words), owner=self,
            failed=lambda error: self._say(error.text, bad=True),
        )  # fmt: skip
