"""Long work off the window's thread: progress, cancel, and where its result, refusal or fault goes."""

import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.core.errors import Cancelled, UserError
from app.core.progress import Progress
from app.core.texts import Text

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")
_REPORT_EVERY_S = 0.06


class Job(QObject):
    """One piece of work; its signals arrive in the window's thread."""

    progressed = Signal(int, int, object)
    _ended = Signal(object, object, str)

    def __init__(self, title: Text, work: Callable[[Progress], Any], parent: QObject) -> None:
        """``work`` runs in a worker and calls ``progress.step``."""
        super().__init__(parent)
        self.title = title
        self.done, self.total = 0, 0
        self.since = time.monotonic()
        """When it was asked for."""
        self.text: Text | None = None
        self._work = work
        self._told = 0.0
        self.progress = Progress(self._report)
        self.progressed.connect(self._keep)

    def cancel(self) -> None:
        """Ask it to stop at its next step."""
        self.progress.cancel()

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self.progress.cancelled

    def _report(self, done: int, total: int, text: Text | None) -> None:
        """In the worker: tell the window, but not more often than an eye can follow."""
        now = time.monotonic()
        if now - self._told >= _REPORT_EVERY_S or (total and done >= total):
            self._told = now
            self.progressed.emit(done, total, text)

    def _keep(self, done: int, total: int, text: Text | None) -> None:
        self.done, self.total, self.text = done, total, text

    def run(self) -> None:
        """In the worker: do the work and hand the outcome over; nothing else may catch what a task raises."""
        try:
            result = self._work(self.progress)
        except Cancelled as stop:
            self._ended.emit(None, stop, "")
        except UserError as refusal:
            self._ended.emit(None, refusal, "")
        except Exception as fault:  # noqa: BLE001 - the one place where a fault becomes a message
            self._ended.emit(None, fault, traceback.format_exc())
        else:
            self._ended.emit(result, None, "")


@dataclass
class _Plan:
    owner: QObject
    key: str
    done: Callable[[Any], object] | None
    failed: Callable[[UserError], object] | None
    cancelled: Callable[[], object] | None
    replaced: bool = False


class Tasks(QObject):
    """Starts work and brings its outcome back to the window's thread.

    ``begun`` and ``over`` carry the Job (the shell shows what takes longer than half a second); ``refused`` carries a
    UserError that nobody else takes, ``broke`` the title and the traceback of a fault of the program.
    """

    begun = Signal(object)
    over = Signal(object)
    refused = Signal(object)
    broke = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Three workers: reading goes on beside one import.

        Threads of Python, not of QThreadPool: the pool touches a QRunnable after its ``run``, when Python
        may have let it go, and the program crashes.
        """
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(3, "channeldesk")
        self._live: dict[Job, _Plan] = {}
        self._futures: set[Future[None]] = set()
        self._closed = False
        self.report: Path | None = None
        """Where the newest fault is reported."""

    def run(
        self,
        title: Text,
        work: Callable[[Progress], T],
        done: Callable[[T], object] | None = None,
        *,
        owner: QObject,
        key: str = "",
        failed: Callable[[UserError], object] | None = None,
        cancelled: Callable[[], object] | None = None,
    ) -> Job:
        """Run ``work(progress)`` in a worker, then ``done(result)`` here.

        Nothing is called once ``owner`` is gone. Work with the same ``key`` of the same owner replaces what is still
        running: that is cancelled and its result dropped. ``failed`` takes a UserError instead of a notice.
        """
        key = f"{id(owner)}:{key}" if key else ""
        for other, plan in list(self._live.items()):
            if key and plan.key == key:
                plan.replaced = True
                other.cancel()
        job = Job(title, work, self)
        if self._closed:
            return job
        self._live[job] = _Plan(owner, key, done, failed, cancelled)
        job._ended.connect(self._settle)  # noqa: SLF001 - the two are one mechanism
        self.begun.emit(job)
        self._futures = {future for future in self._futures if not future.done()} | {self._pool.submit(job.run)}
        return job

    def _settle(self, result: Any, error: Exception | None, details: str) -> None:
        job = self.sender()
        if not isinstance(job, Job) or job not in self._live:
            return
        plan = self._live.pop(job)
        self.over.emit(job)
        try:
            if not self._closed:
                self._hand_over(job, plan, result, error, details)
        finally:
            job.deleteLater()

    def _hand_over(self, job: Job, plan: _Plan, result: Any, error: Exception | None, details: str) -> None:
        if error is not None and not isinstance(error, Cancelled | UserError):
            from app.core.faults import report_fault

            self.report = report_fault(error, job.title.msgid)
            self.broke.emit(job.title, details)
        if plan.replaced or not isValid(plan.owner):
            return
        if error is None:
            if plan.done is not None:
                plan.done(result)
        elif isinstance(error, UserError):
            (plan.failed or self.refused.emit)(error)
        elif plan.cancelled is not None:
            plan.cancelled()

    @property
    def running(self) -> list[Job]:
        """What is under way."""
        return list(self._live)

    def close(self) -> bool:
        """Cancel everything and wait at most five seconds; False if something still runs."""
        self._closed = True
        for job in self._live:
            job.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
        return not wait(self._futures, timeout=5).not_done
