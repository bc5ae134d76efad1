"""The way to the next grade on a dealer's sheet: each step with its points, and tasks of them at one click."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.db import Action
from app.core.texts import N_, Text
from app.health.tasks import ask_for_path
from app.health.wording import grade_text, signed_tenths, tenths_text
from ui.core.card import row
from ui.core.controls import Button
from ui.core.saving import save
from ui.core.words import Label, Pill

if TYPE_CHECKING:
    from app.health.sheets import HealthSheet, PathLine, PathSheet
    from ui.core.context import Context


class PathView(QWidget):
    """What must move, how far, who acts, until when; nothing but a sentence where there is no way."""

    def __init__(self, context: "Context", sheet: "HealthSheet", path: "PathSheet") -> None:
        """Made anew with its sheet."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look, self.sheet, self.path = context, context.look, sheet, path
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label(self.look, self._title(), "strong"))
        head.addWidget(Label(self.look, self._note(), "dim", elide=True), 1)
        self.tasks_button = Button(self.look, Text(N_("Make tasks")), self.make_tasks, icon="list-checks", kind="quiet",
                                   tip=Text(N_("A task of each step, due at the end of next quarter")))  # fmt: skip
        self.tasks_button.setVisible(bool(path.lines or path.lifted))
        head.addWidget(self.tasks_button)
        body.addLayout(head)
        if path.hindrance is not None:
            body.addWidget(Label(self.look, path.hindrance, "dim", wrap=True))
        for words in path.lifted:
            body.addLayout(self._line(Pill(self.look, Text(N_("first")), "bad", shape=False), words, ""))
        for line in path.lines:
            points = Pill(self.look, signed_tenths(line.tenths), "good", shape=False)
            body.addLayout(self._line(points, _words(line), Text(line.owner)))

    def _title(self) -> Text:
        if self.path.grade is None:
            return Text(N_("The way to the next grade"))
        return Text(N_("The way to {grade}"), {"grade": grade_text(self.path.grade)})

    def _note(self) -> Text | str:
        path = self.path
        if path.grade is None or path.score_tenths is None:
            return ""
        said = {"score": tenths_text(path.score_tenths), "day": self.look.formats.day(path.due)}
        return Text(N_("the fewest changes, together {score} points, by {day}"), said)

    def _line(self, pill: Pill, words: Text, owner: Text | str) -> QHBoxLayout:
        pill.setMinimumWidth(64)
        pill.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line = row(pill, Label(self.look, words, wrap=True), Label(self.look, owner, "dim"), gap=10)
        line.setStretch(1, 1)
        line.setAlignment(pill, Qt.AlignmentFlag.AlignTop)
        return line

    def make_tasks(self) -> None:
        """A task of each step; those that are open already stay."""
        path, dealer, words = self.path, self.sheet.dealer.id, self.look.t
        save(
            self.context, self, Action(N_("Tasks of the way to the next grade")),
            lambda session: ask_for_path(session, dealer_id=dealer, path=path, words=words),
            said=Text(N_("Tasks of the way to the next grade: {n}. They are on the dealer's card and on the Actions "
                         "page; undo takes new ones back."), {"n": len(path.lines) + len(path.lifted)}),
        )  # fmt: skip


def _words(line: "PathLine") -> Text:
    return Text(N_("{kpi}: from {old} to {new}"), {"kpi": line.title, "old": line.old, "new": line.new})
