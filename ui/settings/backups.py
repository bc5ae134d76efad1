"""The backups of the workspace: make one now, bring one back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.core.backup import Backup, rotation
from app.core.texts import N_, Text
from ui.core.card import Card, row
from ui.core.controls import Button
from ui.core.dialogs import confirm
from ui.core.table import Table
from ui.core.table_columns import Column

if TYPE_CHECKING:
    from ui.core.page import Context
    from ui.settings.reading import SettingsSheet

_REASONS = {
    "": Text(N_("Regular")),
    "migration": Text(N_("Before an update")),
    "restore": Text(N_("Before a restore")),
    "manual": Text(N_("By hand")),
}


class BackupsCard(Card):
    """Kept: the last seven days and four weeks, each verified."""

    made = Signal()

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_sheet``."""
        look = context.look
        kept = dict(zip(("days", "weeks", "made"), rotation(), strict=True))
        hint = Text(N_("Kept are the newest of {days} days and {weeks} weeks; every copy is verified."), kept)
        super().__init__(look, Text(N_("Backups")), subtitle=hint)
        self._context = context
        self.buttons.addWidget(Button(look, Text(N_("Back up now")), self.back_up, icon="archive"))
        columns = [
            Column("at", Text(N_("Made at")), width=150, stretch=True, get=lambda one: look.formats.moment(one.at)),
            Column("reason", Text(N_("Why")), width=140, get=lambda one: _REASONS.get(one.reason, one.reason)),
            Column("size", Text(N_("Size (KB)")), "number", width=96, get=lambda one: one.size // 1000),
        ]
        empty = Text(N_("No backup yet."))
        text = Text(N_("The program makes one each day on which something changed."))
        self.table = Table(
            context,
            columns,
            name="settings.backups",
            title=Text(N_("Backups")),
            empty=empty,
            empty_text=text,
            tools=False,
        )
        self.table.setMinimumHeight(150)
        self._restore = Button(look, Text(N_("Bring this backup back…")), self.restore, icon="history")
        self.table.picked.connect(lambda backup: self._restore.setEnabled(backup is not None))
        self.body.addWidget(self.table, 1)
        self._restore.setEnabled(False)
        self.body.addLayout(row(self._restore, None))

    def show_sheet(self, sheet: "SettingsSheet") -> None:
        """Show the backups of now."""
        self.table.set_rows(sheet.backups)
        self._restore.setEnabled(self.table.current is not None)

    def back_up(self) -> None:
        """Make one, unless nothing changed since the newest."""
        workspace = self._context.desk.workspace

        def done(made: Backup | None) -> None:
            if made is None:
                self._context.notify("info", Text(N_("Nothing changed since the newest backup.")))
            else:
                self._context.notify("good", Text(N_("Backed up and verified.")))
                self.made.emit()

        self._context.tasks.run(
            Text(N_("Backing up")),
            lambda progress: workspace.back_up(reason="manual", progress=progress),
            done,
            owner=self,
            key="backup",
        )

    def restore(self) -> None:
        """Ask, for this replaces everything that came later; the present state is backed up first."""
        backup = self.table.current
        if backup is None:
            return
        title = Text(N_("Bring back the backup of {at}?"), {"at": self._context.look.formats.moment(backup.at)})
        text = Text(
            N_("Everything entered or imported since then leaves the workspace. Its present state is backed up first.")
        )
        if confirm(self._context.look, self, title, text, accept=Text(N_("Bring back")), danger=True):
            self._context.acts.restore(backup.path)
