"""The strip at the foot: what takes longer than half a second, how far it is, and the way to stop it."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.core.texts import N_, Text
from ui.core.controls import Button
from ui.core.tasks import Job, Tasks
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.look import Look

PATIENCE_MS: Final = 500


class TaskStrip(QWidget):
    """Shows the task that runs longest; the others are counted."""

    def __init__(self, look: "Look", tasks: Tasks) -> None:
        """Hidden until something takes long."""
        super().__init__()
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look, self._tasks = look, tasks
        self._slow: list[Job] = []
        self._title = Label(look, "", "strong")
        self._text = Label(look, "", "dim", elide=True)
        self._more = Label(look, "", "dim")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(220)
        self.cancel_button = Button(look, Text(N_("Stop")), self._cancel, icon="square")
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 6, 16, 6)
        line.setSpacing(12)
        for part, stretch in (
            (self._title, 0),
            (self._text, 1),
            (self._more, 0),
            (self._bar, 0),
            (self.cancel_button, 0),
        ):
            line.addWidget(part, stretch)
        tasks.begun.connect(self._begun)
        tasks.over.connect(self._over)
        look.language_changed.connect(self._show)
        self.hide()

    def _begun(self, job: Job) -> None:
        QTimer.singleShot(PATIENCE_MS, job, lambda: self._watch(job))

    def _watch(self, job: Job) -> None:
        if job in self._tasks.running and job not in self._slow:
            self._slow.append(job)
            job.progressed.connect(lambda *_: self._show())
            self._show()

    def _over(self, job: Job) -> None:
        if job in self._slow:
            self._slow.remove(job)
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._slow))
        if not self._slow:
            return
        job = self._slow[0]
        self._title.say(job.title)
        figures = ""
        if job.total:
            number = self.look.formats.number
            figures = f"{number(job.done)} / {number(job.total)}"
        elif job.done:
            figures = self.look.formats.number(job.done)
        said = self.look.say(job.text) if job.text is not None else ""
        self._text.say("  ".join(part for part in (said, figures) if part))
        self._bar.setRange(0, 1000 if job.total else 0)
        if job.total:
            self._bar.setValue(min(1000, job.done * 1000 // job.total))
        others = len(self._slow) - 1
        self._more.say(Text(N_("+{n} more"), {"n": others}) if others else "")
        self.cancel_button.setEnabled(not job.cancelled)
        self.cancel_button.say(Text(N_("Stopping…")) if job.cancelled else Text(N_("Stop")))

    def _cancel(self) -> None:
        if self._slow:
            self._slow[0].cancel()
            self._show()
