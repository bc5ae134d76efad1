"""Whether the journal is whole: every device's chain followed row by row, with its head, who wrote last and when."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.card import Banner, Card, row
from ui.core.controls import Button
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from app.core.history import ChainReport, Head
    from ui.core.page import Context

MOST_FAULTS: Final = 20
TITLE_PX: Final = 110


class ChainView(QScrollArea):
    """The outcome of a check of the journal."""

    def __init__(self, context: "Context", report: "ChainReport", people: dict[str, str], at: datetime) -> None:
        """``at`` is when it was checked; the one who asked is who works here."""
        super().__init__()
        self._context, self.look, self.report = context, context.look, report
        self._people, self._at = people, at
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inside = QWidget()
        inside.setObjectName("clear")
        self._body = QVBoxLayout(inside)
        self._body.setContentsMargins(0, 0, 8, 0)
        self._body.setSpacing(12)
        self._verdict()
        for head in report.heads:
            if head.rows or head.current:
                self._body.addWidget(self._device(head))
        self.copy_button = Button(self.look, Text(N_("Copy")), self.copy, icon="copy")
        self._body.addLayout(row(self.copy_button, None))
        self._body.addStretch(1)
        self.setWidget(inside)

    def _verdict(self) -> None:
        n = self.look.formats.number(self.report.rows)
        if self.report.faults:
            words = Text(N_("The chain is broken. Faults found: {n}"), {"n": len(self.report.faults)})
            self._body.addWidget(Banner(self.look, "bad", words))
            for fault in self.report.faults[:MOST_FAULTS]:
                self._body.addWidget(Label(self.look, fault, wrap=True))
        else:
            words = Text(N_("The chain is whole: each row follows the row before it. Rows: {n}"), {"n": n})
            self._body.addWidget(Banner(self.look, "good", words))
        self._body.addWidget(Label(self.look, self._when(), "dim"))

    def _when(self) -> Text:
        said = {"at": self.look.formats.moment(self._at)}
        person = self._people.get(self._context.desk.workspace.person or "")
        if person is None:
            return Text(N_("Verified {at}"), said)
        return Text(N_("Verified {at} by {person}"), {**said, "person": person})

    def _device(self, head: "Head") -> Card:
        title = Text(N_("{name} (writes now)"), {"name": head.name}) if head.current else head.name
        card = Card(self.look, title, subtitle=Text(N_("Device {id}"), {"id": head.device}))
        last = self.look.formats.moment(head.at) if head.at is not None else "—"
        pairs: tuple[tuple[str, Words], ...] = (
            (N_("Rows"), self.look.formats.number(head.rows)),
            (N_("Last written"), last),
            (N_("Written by"), self._people.get(head.actor, "—")),
        )
        for name, value in pairs:
            card.body.addLayout(self._pair(Text(name), Label(self.look, value)))
        digest = Label(self.look, head.hash or "—", elide=True)
        digest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.body.addLayout(self._pair(Text(N_("Head of the journal")), digest))
        return card

    def _pair(self, title: Words, value: Label) -> QVBoxLayout:
        name = Label(self.look, title, "dim")
        name.setMinimumWidth(TITLE_PX)
        line = row(name, value, gap=12)
        line.setStretch(1, 1)
        found = QVBoxLayout()
        found.addLayout(line)
        return found

    def as_text(self) -> str:
        """The outcome as text."""
        t = self.look.t
        whole = t("The chain is whole: each row follows the row before it. Rows: {n}", n=self.report.rows)
        lines = [t.render(fault) for fault in self.report.faults] or [whole]
        lines.append(t.render(self._when()))
        lines += [f"{head.name} {head.device} {head.rows} {head.hash}" for head in self.report.heads]
        return "\n".join(lines)

    def copy(self) -> None:
        """To the clipboard, with every hash in full."""
        QGuiApplication.clipboard().setText(self.as_text())
        self._context.notify("good", Text(N_("Copied.")))
