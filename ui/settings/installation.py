"""Is this installation well: what the doctor says, to be copied and exported, and the support bundle."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from app.core.clock import SystemClock
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.doctor.bundle import write_bundle
from app.doctor.findings import BAD, OK, PARTS, STATES, WARN, Finding
from app.doctor.service import examine
from ui.core.card import row
from ui.core.controls import Button
from ui.core.dialogs import Dialog
from ui.core.screens import screens
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label, Tone

if TYPE_CHECKING:
    from ui.core.page import Context

_TONES: Final[dict[str, Tone]] = {OK: "good", WARN: "warn", BAD: "bad"}
_BUNDLE: Final = Text(N_("Writing the support bundle"))


class InstallationDialog(Dialog):
    """Every finding with what to do, the worst first."""

    def __init__(self, context: "Context") -> None:
        """Looks at once, in a worker."""
        look = context.look
        super().__init__(look, None, Text(N_("This installation")), accept=Text(N_("Close")))
        self.setMinimumSize(1140, 640)
        self.cancel_button.hide()
        self._context = context
        hint = Text(N_("Is this installation well? A support bundle helps whoever maintains the program; none of your "
                       "data is in it."))  # fmt: skip
        self.body.addWidget(Label(look, hint, "dim", wrap=True))
        self.summary = Label(look, Text(N_("Looking at the installation")))
        self.again = Button(look, Text(N_("Look again")), self.look_again, icon="refresh-cw")
        self.bundle = Button(look, Text(N_("Support bundle…")), self.ask_where, icon="package")
        for button in (self.again, self.bundle):
            button.setAutoDefault(False)
        line = row(self.summary, None, self.again, self.bundle)
        self.body.addLayout(line)
        columns = [
            Column("part", Text(N_("Part")), width=150, get=lambda one: Text(PARTS[one.part])),
            Column("title", Text(N_("What")), width=190),
            Column("value", Text(N_("What it is")), width=260),
            Column("state", Text(N_("State")), "pill", width=140,
                   get=lambda one: State(Text(STATES[one.state]), _TONES[one.state])),
            Column("advice", Text(N_("What to do")), width=260, stretch=True, get=lambda one: one.advice or ""),
        ]  # fmt: skip
        self.table = Table(
            context, columns, name="settings.installation", title=Text(N_("This installation")), empty=""
        )
        self.body.addWidget(self.table, 1)
        self.look_again()

    def look_again(self) -> None:
        """Look at everything anew."""
        path, machine, seen = self._context.desk.db.path, self._context.desk.workspace.machine, screens()

        def work(progress: Progress) -> list[Finding]:
            return examine(path, machine, screens=seen, progress=progress)

        title = Text(N_("Looking at the installation"))
        self._context.tasks.run(title, work, self._show, owner=self, key="look")

    def _show(self, found: list[Finding]) -> None:
        worst_first = {BAD: 0, WARN: 1, OK: 2}
        self.table.set_rows(sorted(found, key=lambda one: worst_first[one.state]))
        counts = {state: sum(one.state == state for one in found) for state in STATES}
        if counts[BAD]:
            self.summary.say(Text(N_("To be mended: {n}"), {"n": counts[BAD]}))
        elif counts[WARN]:
            self.summary.say(Text(N_("Worth a look: {n}"), {"n": counts[WARN]}))
        else:
            self.summary.say(Text(N_("Everything is in order.")))
        self.summary.set_tone("bad" if counts[BAD] else "warn" if counts[WARN] else "good")

    def ask_where(self) -> None:
        """Ask for the file of the bundle, and write it."""
        words, start = self.look.t("Support bundle as a ZIP file"), f"channeldesk-{SystemClock().today():%Y%m%d}.zip"
        chosen, _ = QFileDialog.getSaveFileName(self, words, start, "ZIP (*.zip)")
        if chosen:
            self.write(Path(chosen).with_suffix(".zip"))

    def write(self, out: Path) -> None:
        """Write the support bundle to a file."""
        desk, seen = self._context.desk, screens()

        def work(progress: Progress) -> Path:
            return write_bundle(out, desk.db.path, desk.workspace.machine, screens=seen, progress=progress)

        def done(made: Path) -> None:
            self.summary.say(
                Text(N_("The support bundle is written, without any of your data: {path}"), {"path": made})
            )
            self.summary.set_tone("good")

        self._context.tasks.run(_BUNDLE, work, done, owner=self, failed=lambda error: self._refused(error.text))

    def _refused(self, words: Text) -> None:
        self.summary.say(words)
        self.summary.set_tone("bad")


def show_installation(context: "Context") -> None:
    """The dialog, until it is closed."""
    dialog = InstallationDialog(context)
    dialog.run()
    dialog.deleteLater()
