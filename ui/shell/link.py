"""The window's ear at the workspace: what was committed, here or by another process, and what can be undone."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.tasks import Tasks

if TYPE_CHECKING:
    from app.bootstrap import Desk

POLL_MS = 2000


@dataclass(frozen=True)
class Facts:
    """What the header says of the workspace."""

    name: str
    practice_day: date | None
    person: str
    people: tuple[str, ...]
    undo: Text | None
    redo: Text | None


class Link(QObject):
    """Brings commits to the window's thread; asks the file every two seconds what other processes wrote."""

    changed = Signal(object)
    """``Changes`` of any commit."""
    told = Signal(object)
    """Fresh ``Facts``."""
    _heard = Signal(object)

    def __init__(self, desk: "Desk", tasks: Tasks, parent: QObject) -> None:
        """Listening from now on until ``close``."""
        super().__init__(parent)
        self._desk, self._tasks = desk, tasks
        self._heard.connect(self._tell)
        self._end = desk.db.subscribe(self._heard.emit)
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()
        self._polling = False

    def close(self) -> None:
        """Listen no longer."""
        self._timer.stop()
        self._end()

    def ask(self) -> None:
        """Read what the header says, in a worker."""
        desk = self._desk
        self._tasks.run(
            Text(N_("Reading the workspace")), lambda _p: facts_of(desk), self.told.emit, owner=self, key="facts"
        )

    def undo(self) -> None:
        """Take the newest own change back."""
        self._step(Text(N_("Undo")), again=False)

    def redo(self) -> None:
        """Do the newest undone change again."""
        self._step(Text(N_("Redo")), again=True)

    def _step(self, title: Text, *, again: bool) -> None:
        desk = self._desk

        def work(_progress: Progress) -> None:
            from app.core.undo import redo, undo

            (redo if again else undo)(desk.db, desk.undo_handlers, book=desk.book)

        self._tasks.run(title, work, owner=self, key="undo")

    def _tell(self, changes: object) -> None:
        self.changed.emit(changes)
        self.ask()

    def _poll(self) -> None:
        if self._polling:
            return
        self._polling = True
        desk = self._desk

        def done(_found: object) -> None:
            self._polling = False

        self._tasks.run(Text(N_("Looking for changes")), lambda _p: desk.db.poll(), done, owner=self)


def facts_of(desk: "Desk") -> Facts:
    """Name, day, person and the next undo of a workspace."""
    from app.core.undo import redoable, undoable
    from app.core.workspace_settings import NAME, practice_day, setting
    from app.people.queries import names, people

    actor = desk.workspace.person or ""
    with desk.db.read() as session:
        fixed = desk.db.read_only  # what cannot be written offers nothing to take back
        back, again = (None, None) if fixed else (undoable(session, actor), redoable(session, actor))
        return Facts(
            name=str(setting(session, NAME) or desk.db.path.stem),
            practice_day=practice_day(session),
            person=names(session).get(actor, ""),
            people=tuple(one.name for one in people(session)),
            undo=back.action if back else None,
            redo=again.action if again else None,
        )
