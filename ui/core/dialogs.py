"""Dialogs in the window's look: a title, a body, and buttons in words of what they do."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.controls import Button
from ui.core.form import Field
from ui.core.words import Label, Words, spoken

if TYPE_CHECKING:
    from ui.core.look import Look


class Dialog(QDialog):
    """A dialog; Esc cancels, Enter accepts."""

    writes: ClassVar[bool] = False
    """Whether what it asks for changes the workspace."""

    def __init__(
        self,
        look: "Look",
        parent: QWidget | None,
        title: Words,
        *,
        accept: Words,
        cancel: Words = "",
        danger: bool = False,
    ) -> None:
        """``accept`` says what will be done; ``cancel`` empty is the usual word."""
        super().__init__(parent)
        self.look = look
        self.setWindowTitle(spoken(look, title))
        self.setMinimumWidth(420)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(22, 18, 22, 18)
        outer.setSpacing(12)
        outer.addWidget(Label(look, title, "card", wrap=True))
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        self.cancel_button = Button(look, cancel or Text(N_("Cancel")), self.reject)
        self.cancel_button.setAutoDefault(False)
        self.accept_button = Button(look, accept, self.accept, kind="danger" if danger else "primary")
        self.accept_button.setDefault(True)
        self.foot.addWidget(self.cancel_button)
        self.foot.addWidget(self.accept_button)
        outer.addSpacing(4)
        outer.addLayout(self.foot)

    def run(self) -> bool:
        """Show it and wait; whether it was accepted. Where nothing can be changed one that writes says why instead."""
        if self.writes and self.look.fixed is not None:
            tell(self.look, self.parentWidget(), self.windowTitle(), self.look.fixed)
            return False
        return self.exec() == int(QDialog.DialogCode.Accepted)


class _Writing(Dialog):
    writes = True


def confirm(
    look: "Look", parent: QWidget | None, title: Words, text: Words, *, accept: Words, danger: bool = False
) -> bool:
    """Ask before a step that cannot be undone; what can be undone is not asked about."""
    dialog = Dialog(look, parent, title, accept=accept, danger=danger)
    dialog.body.addWidget(Label(look, text, wrap=True))
    agreed = dialog.run()
    dialog.deleteLater()
    return agreed


def ask_text(
    look: "Look", parent: QWidget | None, title: Words, text: Words, *, accept: Words, value: str = "",
    writes: bool = True,
) -> str | None:  # fmt: skip
    """One line of text, stripped; None where it was cancelled or left empty; ``writes`` as of a dialog."""
    dialog = (_Writing if writes else Dialog)(look, parent, title, accept=accept)
    if text:
        dialog.body.addWidget(Label(look, text, "dim", wrap=True))
    field = Field(look, value)
    field.selectAll()
    dialog.body.addWidget(field)
    field.setFocus()
    agreed = dialog.run()
    found = field.text().strip()
    dialog.deleteLater()
    return found if agreed and found else None


def tell(look: "Look", parent: QWidget | None, title: Words, text: Words) -> None:
    """Something to read and close."""
    dialog = Dialog(look, parent, title, accept=Text(N_("Close")))
    dialog.cancel_button.hide()
    dialog.body.addWidget(Label(look, text, wrap=True))
    dialog.run()
    dialog.deleteLater()


class FaultDialog(Dialog):
    """A fault of the program: what it was doing, that nothing was half written, and the details to copy."""

    def __init__(
        self, look: "Look", parent: QWidget | None, what: Text, details: str, report: Path | None = None
    ) -> None:
        """``details`` is the traceback, ``report`` where it is kept on this computer."""
        super().__init__(look, parent, Text(N_("This is a fault of the program")), accept=Text(N_("Close")))
        self.cancel_button.hide()
        said = Text(
            N_(
                "“{what}” stopped. Nothing was half saved, and you can go on working. "
                "Please send the details to whoever maintains ChannelDesk."
            ),
            {"what": what},
        )
        self.body.addWidget(Label(look, said, wrap=True))
        if report is not None:
            kept = Text(N_("A report without any of your data is kept: {path}"), {"path": report})
            self.body.addWidget(Label(look, kept, "dim", wrap=True))
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setMinimumSize(560, 220)
        self.details.setTabChangesFocus(True)
        self.body.addWidget(self.details, 1)
        copy = Button(look, Text(N_("Copy details")), self.copy, icon="copy")
        copy.setAutoDefault(False)
        self.foot.insertWidget(0, copy)
        self.setWindowModality(Qt.WindowModality.WindowModal)

    def copy(self) -> None:
        """To the clipboard."""
        QGuiApplication.clipboard().setText(self.details.toPlainText())
