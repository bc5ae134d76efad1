"""The window's side of the timetable: what is due becomes an ordinary task with progress and cancel."""

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.tasks import Tasks

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.jobs.runs import Run
    from app.jobs.timetable import TimedJob, Timetable
    from app.packs.model import Pack
    from ui.core.card import BannerKind
    from ui.core.words import Words

SAY_MS: Final = 1_500
"""What is caught up one after the other is said at once."""


class TimedWork(QObject):
    """Runs the due jobs of an open workspace until ``stop``."""

    _due = Signal(object, object, object)

    def __init__(
        self, desk: "Desk", tasks: Tasks, notify: Callable[["BannerKind", "Words"], None], parent: QObject
    ) -> None:
        """Nothing is looked at before ``start``."""
        super().__init__(parent)
        self._desk, self._tasks, self._notify = desk, tasks, notify
        self._due.connect(self._begin)
        self._timetable: Timetable | None = None
        self._stopped = False
        self._caught_up: list[Text] = []
        self._saying = QTimer(self, singleShot=True, interval=SAY_MS)
        self._saying.timeout.connect(self._say)

    def start(self) -> None:
        """Look what is due from now on; the scheduler is imported in a worker."""

        def work(_progress: Progress) -> "Timetable":
            from app.jobs.timetable import Timetable

            return Timetable(self._desk.db, self._due.emit)

        def done(found: "Timetable") -> None:
            if not self._stopped:
                self._timetable = found
                found.start()
                self._look_for_pack()

        self._tasks.run(Text(N_("Looking what is due")), work, done, owner=self)

    def _look_for_pack(self) -> None:
        """Where the policy names a configuration pack, look whether another one waits; a job does so every day too."""
        from app.core.fleet import policy

        if not policy().pack:
            return
        desk = self._desk

        def done(pack: "Pack | None") -> None:
            if pack is not None and not self._stopped:
                from app.packs.shelf import waits_text

                self._notify("warn", waits_text(pack))

        self._tasks.run(Text(N_("Looking for a configuration pack")), desk.packs.look_after, done, owner=self)

    def stop(self) -> None:
        """Start nothing any more."""
        self._stopped = True
        if self._timetable is not None:
            self._timetable.stop()

    def _begin(self, job: "TimedJob", run: "Run", over: Callable[[], None]) -> None:
        desk = self._desk
        if self._stopped:
            return

        def work(progress: Progress) -> bool:
            from app.jobs.runs import TakenError
            from app.jobs.timetable import is_caught_up

            try:
                desk.run_job(run, progress)
            except TakenError:
                return False  # another program was first
            finally:
                over()
            return job.is_news and is_caught_up(run)

        def done(caught_up: bool) -> None:  # noqa: FBT001 - what a worker hands back
            if caught_up:
                self._caught_up.append(job.title)
                self._saying.start()

        def failed(error: UserError) -> None:
            self._notify("warn", Text(N_("{what}: {error}"), {"what": job.title, "error": error.text}))

        self._tasks.run(job.title, work, done, owner=self, failed=failed)

    def _say(self) -> None:
        """What was missed while the machine slept or was off, in one notice."""
        found, self._caught_up = self._caught_up, []
        listed = reduce(lambda first, second: Text("{first}, {second}", {"first": first, "second": second}), found)
        self._notify("info", Text(N_("Caught up: {list}"), {"list": listed}))
