"""The recovery code of an encrypted workspace: shown once and typed back, asked for on another machine."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from ui.core.card import row
from ui.core.controls import Button, Choice
from ui.core.dialogs import Dialog
from ui.core.form import Field
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.look import Look

_SAID = Text(N_(
    "Write it down or print it, and keep it away from the laptop. It is shown only now. Without it a new laptop cannot "
    "open the workspace or its backups, and nobody can make it again."
))  # fmt: skip
PLACED = Text(N_(
    "The workspace is in place and sound. Enter anew: who you are, passwords of data sources and of mail, the "
    "certificate for signing."
))  # fmt: skip
"""Said when a workspace that came from another machine is open."""
BACKUPS = (
    ("convert", Text(N_("Encrypt them too"))),
    ("delete", Text(N_("Delete them"))),
    ("leave", Text(N_("Leave them in plain"))),
)


class CodeDialog(Dialog):
    """Shows a new code; goes on only when it was typed back."""

    def __init__(
        self, look: "Look", parent: QWidget | None, name: str, code: str, *, accept: Text, backups: bool = False
    ) -> None:
        """``backups`` asks what becomes of the backups of before."""
        super().__init__(look, parent, Text(N_("Recovery code of {name}"), {"name": name}), accept=accept)
        self.setMinimumWidth(600)
        self._name, self._code = name, code
        self.code = Label(look, code, "card")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(self.code)
        self.body.addWidget(Label(look, _SAID, "dim", wrap=True))
        self.save_button = Button(look, Text(N_("Save as a text file…")), self.ask_place, icon="download", kind="quiet")
        self.body.addLayout(row(self.save_button, None))
        self.choice = Choice(look, list(BACKUPS))
        if backups:
            self.body.addWidget(Label(look, Text(N_("Backups of the time before:")), wrap=True))
            self.body.addWidget(self.choice)
        self.body.addWidget(Label(look, Text(N_("Type the code here, as you have written it down:")), wrap=True))
        self.typed = Field(look)
        self.typed.textChanged.connect(self._look_at)
        self.body.addWidget(self.typed)
        self.said = Label(look, "", "dim", wrap=True)
        self.body.addWidget(self.said)
        self.accept_button.setEnabled(False)
        self.typed.setFocus()

    def _look_at(self, words: str) -> None:
        from app.core.encryption.code import read_code

        said: Text | str = ""
        right = False
        if len("".join(char for char in words if char.isalnum())) >= len(self._code.replace("-", "")):
            try:
                right = read_code(words) == self._code
                said = "" if right else Text(N_("This is another code."))
            except UserError as error:
                said = error.text
        self.said.say(said)
        self.said.set_tone("bad" if said else None)
        self.accept_button.setEnabled(right)

    def ask_place(self) -> None:
        """Ask for the text file, to be printed and deleted."""
        proposed = str(Path.home() / f"{self._name}.txt")
        path, _ = QFileDialog.getSaveFileName(self, self.look.t("Save as a text file…"), proposed, "*.txt")
        if path:
            self.save(Path(path))

    def save(self, path: Path) -> None:
        """Write what is printed and locked away."""
        from app.core.encryption.code import code_sheet
        from app.core.whole import write_whole

        try:
            write_whole(path, code_sheet(self._name, self._code, self.look.t).encode(), mode=0o600)
        except UserError as error:
            self.said.say(error.text)
            self.said.set_tone("bad")
        else:
            self.said.say(Text(N_("Saved as {file}. Print it and delete the file."), {"file": path.name}))
            self.said.set_tone(None)


class AskCodeDialog(Dialog):
    """Asks for the code of a workspace whose key this machine does not keep."""

    def __init__(self, look: "Look", parent: QWidget | None, name: str) -> None:
        """``name`` is the workspace's."""
        super().__init__(
            look, parent, Text(N_("“{name}” is encrypted"), {"name": name}), accept=Text(N_("Open"))
        )  # fmt: skip
        self.setMinimumWidth(560)
        words = Text(N_("This machine does not keep its key. Type the recovery code; it is asked for only once."))
        self.body.addWidget(Label(look, words, "dim", wrap=True))
        self.typed = Field(look)
        self.typed.textChanged.connect(self._look_at)
        self.body.addWidget(self.typed)
        self.said = Label(look, "", "dim", wrap=True)
        self.body.addWidget(self.said)
        self.accept_button.setEnabled(False)
        self.typed.setFocus()

    def _look_at(self, words: str) -> None:
        from app.core.encryption.code import read_code

        try:
            read_code(words)
        except UserError as error:
            self.said.say(error.text if words.strip() else "")
            self.accept_button.setEnabled(False)
        else:
            self.said.say("")
            self.accept_button.setEnabled(True)


def show_code(look: "Look", parent: QWidget | None, name: str, code: str) -> None:
    """The code of a workspace that was made encrypted because the policy file wants it, shown this once."""
    dialog = CodeDialog(look, parent, name, code, accept=Text(N_("Go on")))
    dialog.cancel_button.hide()
    dialog.run()
    dialog.deleteLater()


def ask_code(look: "Look", parent: QWidget | None, name: str) -> str:
    """The code that somebody typed; empty where he did not."""
    dialog = AskCodeDialog(look, parent, name)
    code = dialog.typed.text() if dialog.run() else ""
    dialog.deleteLater()
    return code
