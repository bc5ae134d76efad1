"""Grade, reason and comment of the dealer in the current row."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout

from app.core.texts import N_, Text
from app.health.scheme import GRADES, Grade
from app.health.wording import grade_text
from ui.core.card import row
from ui.core.controls import Button, Choice
from ui.core.form import Field
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.health.review.reading import ReviewLine
    from ui.core.look import Look


class Fields(QFrame):
    """What is typed stays until it is kept or another dealer is chosen."""

    kept = Signal()

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_line``."""
        super().__init__()
        self.setObjectName("card")
        self.look = look
        self.line: ReviewLine | None = None
        self.name = Label(look, "", "section", elide=True)
        self.grade = Choice(look, [("", Text(N_("As computed")))], name=Text(N_("Decided grade")))
        self.reason = Field(look, "", hint=Text(N_("Why the grade is decided otherwise")))
        self.comment = Field(look, "", hint=Text(N_("What the manager says of this dealer")))
        self.said = Label(look, "", "dim", wrap=True)
        self.said.set_tone("bad")
        tip = Text(N_("Keep this dealer's line and go to the next"))
        self.keep_button = Button(look, Text(N_("Keep")), self.kept.emit, icon="check", kind="primary",
                                  shortcut="Ctrl+S", tip=tip)  # fmt: skip
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.grade, 0, 1)
        grid.addWidget(self.reason, 0, 2)
        grid.addWidget(Label(look, Text(N_("Manager's comment")), "dim"), 1, 0)
        grid.addLayout(row(self.comment, self.keep_button), 1, 1, 1, 2)
        grid.addWidget(self.said, 2, 0, 1, 3)
        grid.setColumnMinimumWidth(0, 180)
        grid.setColumnStretch(2, 1)
        self.said.hide()
        self.reason.returnPressed.connect(self.comment.setFocus)
        self.comment.returnPressed.connect(self.kept.emit)

    @property
    def values(self) -> tuple[str, Grade | None, str]:
        """Comment, decided grade and its reason as typed."""
        key = str(self.grade.key() or "")
        return self.comment.text(), cast("Grade", key) if key else None, self.reason.text()

    @property
    def touched(self) -> bool:
        """Whether something was typed that is not kept."""
        return self.line is not None and self.values != _kept(self.line)

    def show_line(self, line: "ReviewLine | None", *, grades: bool, writes: bool) -> None:
        """A dealer; ``grades`` says whether they are decided now, ``writes`` whether anything may be said."""
        same = self.line is not None and line is not None and self.line.dealer.id == line.dealer.id
        typing = same and self.touched
        self.line = line
        self.setVisible(line is not None and writes)
        for part in (self.grade, self.reason):
            part.setVisible(grades)
        if line is None or typing:
            return
        self.complain("")
        self.name.say(line.dealer.label(self.look.lang))
        options = [(one, grade_text(one)) for one in GRADES if one != line.grade]
        comment, grade, reason = _kept(line)
        self.grade.set_options([("", Text(N_("As computed: {grade}"), {"grade": grade_text(line.grade)})), *options],
                               grade or "")  # fmt: skip
        self.grade.choose(grade or "")
        self.reason.setText(reason)
        self.comment.setText(comment)

    def first(self) -> "QWidget":
        """Where typing begins."""
        return self.grade if self.grade.isVisibleTo(self) else self.comment

    def complain(self, words: Words) -> None:
        """Say why a line was not kept; empty where it was."""
        self.said.say(words)
        self.said.setVisible(bool(words))


def _kept(line: "ReviewLine") -> tuple[str, Grade | None, str]:
    decided = line.decided
    return line.comment, decided.grade if decided else None, decided.reason if decided else ""
