"""What one score rests on: its note, its evidence, who gave it and when."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.core.attachments import AttachmentRow, detach
from app.core.db import Action
from app.core.texts import N_, Text
from app.health.surveys.files import tenths_said
from app.health.surveys.model import SurveyScore
from app.health.surveys.service import Given
from ui.core.attached import Attached
from ui.core.card import clear, row
from ui.core.controls import Button
from ui.core.files import ask_files, attach_files
from ui.core.saving import save
from ui.core.words import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.health.sheets import DealerFace
    from app.health.surveys.queries import Score
    from app.health.surveys.questions import Question
    from ui.core.context import Context

NOTE_PX = 96


class ScoreAside(QWidget):
    """Beside the grid; follows its current cell."""

    def __init__(self, context: "Context", give: "Callable[[Sequence[Given]], object]") -> None:
        """``give`` writes a score with its note."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self._give = context, give
        self._place: tuple[DealerFace, Question] | None = None
        self._score: Score | None = None
        look = context.look
        self.head = Label(look, "", "strong", wrap=True)
        self.guide = Label(look, "", "dim", wrap=True)
        self.told = Label(look, "", "dim", wrap=True)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(NOTE_PX)
        self.note.setAccessibleName(look.t("Note"))
        self.note_title = Label(look, Text(N_("Note: why this score")), "dim")
        self.save_button = Button(look, Text(N_("Keep the note")), self.keep, icon="save", kind="quiet")
        self.file_button = Button(look, Text(N_("Attach evidence…")), self.ask_evidence, icon="upload", kind="quiet")
        self._files = QVBoxLayout()
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        for part in (self.head, self.guide, self.told, self.note_title, self.note):
            body.addWidget(part)
        body.addLayout(row(self.save_button, self.file_button, None))
        body.addLayout(self._files)
        body.addStretch(1)
        self.note.textChanged.connect(self._dare)
        self.show_score(None, None)

    def show_score(self, place: "tuple[DealerFace, Question] | None", score: "Score | None") -> None:
        """The score of a cell; a note that is being written stays while its cell does."""
        same = place is not None and self._place is not None and _key(place) == _key(self._place)
        unsaved = same and self._changed()
        self._place, self._score = place, score
        look = self.context.look
        if place is None:
            self.head.say(Text(N_("Choose a score to see what it rests on.")))
        else:
            dealer, question = place
            said = {"dealer": dealer.label(look.lang), "question": question.label(look.lang)}
            self.head.say(Text(N_("{dealer}: {question}"), said))
        self.guide.say(place[1].guide if place else "")
        self.guide.setVisible(bool(place and place[1].guide))
        self.told.say(self._told())
        if not unsaved:
            self.note.setPlainText("" if score is None else score.note)
        for part in (self.note, self.note_title, self.save_button, self.file_button):
            part.setVisible(score is not None)
        writes = not self.context.desk.db.read_only
        self.note.setReadOnly(not writes)
        self.file_button.setEnabled(writes)
        clear(self._files)
        if score is not None and score.files:
            self._files.addWidget(Attached(self.context, score.files, self.take_off if writes else None))
        self._dare()

    def _told(self) -> Text | str:
        if self._place is None:
            return ""
        score, question = self._score, self._place[1]
        if score is None:
            return Text(N_("No score yet; type one from 0 to {most}."), {"most": question.most})
        said = {"score": tenths_said(int(score.value * 10)), "most": question.most, "by": score.by,
                "day": self.context.look.formats.day(score.on)}  # fmt: skip
        if not score.by:
            return Text(N_("{score} of {most}, given on {day}"), said)
        return Text(N_("{score} of {most}, given by {by} on {day}"), said)

    def _changed(self) -> bool:
        return self._score is not None and self.note.toPlainText().strip() != self._score.note

    def _dare(self) -> None:
        self.save_button.setEnabled(self._changed() and not self.context.desk.db.read_only)

    def keep(self) -> None:
        """Write the note; undo takes it back."""
        if self._place is not None and self._score is not None and self._changed():
            dealer, question = self._place
            tenths = int(self._score.value * 10)
            self._give([Given(question.id, dealer.id, tenths, self.note.toPlainText())])

    def ask_evidence(self) -> None:
        """Choose files that prove the score."""
        if self._score is not None:
            record = (SurveyScore.__tablename__, self._score.id)
            attach_files(self.context, self, record, ask_files(self.context, self, Text(N_("Attach evidence…"))))

    def take_off(self, one: AttachmentRow) -> None:
        """A file off the score; undo brings it back."""

        def command(session: Any) -> str:
            return detach(session, attachment_id=one.id)

        save(self.context, self, Action(N_("Took a file off")), command)


def _key(place: "tuple[DealerFace, Question]") -> tuple[str, str]:
    return place[0].id, place[1].id
