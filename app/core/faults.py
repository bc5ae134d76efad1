"""Faults of the program that nobody else catches: logged with their traceback, and kept as a report on this machine."""

import contextlib
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Final

from app import FROZEN, VERSION, version_text
from app.core.logs import keep_log, last_lines, log, log_folder, places_of, traceback_of

SAME: Final = 3
"""How often one process reports a fault of the same place."""
KEPT: Final = 20
"""Crash reports that are kept, the newest."""
_LIBRARIES: Final = ("PySide6-Essentials", "SQLAlchemy", "numpy", "reportlab", "pypdfium2")

Heard = Callable[[BaseException, Path | None], object]


class _Told:
    """What this process keeps of its faults: who is told, and how often each place was reported."""

    listeners: ClassVar[list[Heard]] = []
    places: ClassVar[Counter[tuple[str, str, int]]] = Counter()

    @classmethod
    def counts(cls, fault: BaseException) -> bool:
        """Whether another fault of its place is worth a report."""
        trace = fault.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        code = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace is not None else ("", 0)
        place = (type(fault).__name__, *code)
        cls.places[place] += 1
        return cls.places[place] <= SAME


def crash_folder() -> Path:
    """Where crash reports lie: beside the logs."""
    return log_folder() / "crashes"


def reports() -> list[Path]:
    """The crash reports of this account, newest first."""
    return sorted(crash_folder().glob("crash-*.txt"), reverse=True)


def program_words() -> str:
    """The program, the system and the libraries, one a line."""
    import platform  # neither is loaded by a start
    from importlib import metadata

    lines = [
        f"ChannelDesk {version_text()}{' (packaged)' if FROZEN else ''}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        f"Python {platform.python_version()}",
    ]
    for name in _LIBRARIES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            lines.append(f"{name} {metadata.version(name)}")
    return "\n".join(lines)


def report_fault(fault: BaseException, where: str) -> Path | None:
    """Log a fault and write its report; returns the report's file, None where none could be written.

    ``where`` is a code of the program such as the title of a task without its values. Nothing that anybody entered is
    in either: no message of a fault that could hold it, no variable. A fault that comes again and again from one place,
    as one in painting does, is reported three times.
    """
    if not _Told.counts(fault):
        return None
    words = traceback_of(fault)
    before = last_lines()
    log().error("fault in %s\n%s", where, words)
    at = datetime.now(UTC)
    head = f"{at.isoformat(timespec='seconds')}\n{program_words()}\n\nFault in: {where}\n{words}\n"
    path = crash_folder() / f"crash-{at:%Y%m%d-%H%M%S-%f}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([head, "Last lines of the log:", *before, ""]), encoding="utf-8", newline="\n")
        for old in reports()[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def listen(heard: Heard | None) -> None:
    """``heard(fault, report)`` is called for what nobody caught, in the thread of the fault; None for nobody."""
    _Told.listeners[:] = [] if heard is None else [heard]


def watch_faults() -> None:
    """From now on log, and report what nobody catches, in this thread and every other one.

    A library that takes the whole process down leaves its places in a file, of which the next start makes a report.
    """
    keep_log()
    log().info("program %s begins", VERSION)
    _watch_hard_ends()
    sys.excepthook = _uncaught
    threading.excepthook = _in_thread
    sys.unraisablehook = _unraisable


def _uncaught(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """In place of Python's own: what the user stops is no fault; the traceback is still printed where one looks."""
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        sys.__excepthook__(kind, fault, trace)
        return
    path = report_fault(fault, "program")
    if sys.stderr is not None:
        sys.__excepthook__(kind, fault, trace)
        if path is not None and not _Told.listeners:
            print(f"ChannelDesk: {path}", file=sys.stderr)  # noqa: T201 - nothing else can speak any more
    for heard in _Told.listeners:
        heard(fault, path)


def _in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    """Nothing breaks by it: a line in the log, and Python's own words."""
    if args.exc_value is not None:
        log().warning("unraisable\n%s", traceback_of(args.exc_value))
    sys.__unraisablehook__(args)


def _watch_hard_ends() -> None:
    """Places of every thread go to a file of this process where the system ends it, as for a fault of memory."""
    import atexit
    import faulthandler

    folder = crash_folder()
    path = folder / f"hard-{os.getpid()}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        report_hard_ends()
        file = path.open("w", encoding="utf-8")
    except OSError:
        return
    faulthandler.enable(file)

    def forget() -> None:
        faulthandler.disable()
        file.close()
        with contextlib.suppress(OSError):
            path.unlink()

    atexit.register(forget)


def report_hard_ends() -> list[Path]:
    """Make a report of each process that was ended so and is gone; returns the reports."""
    made = []
    for left in sorted(crash_folder().glob("hard-*.txt")):
        import psutil  # only where something is left

        number = left.stem.removeprefix("hard-")
        if not number.isdecimal() or psutil.pid_exists(int(number)):
            continue
        words = left.read_text(encoding="utf-8", errors="replace")
        if words.strip():
            places = places_of(words)
            path = left.with_name(f"crash-{datetime.fromtimestamp(left.stat().st_mtime, UTC):%Y%m%d-%H%M%S-%f}.txt")
            text = "\n".join([program_words(), "", "The process was ended:", *places, ""])
            path.write_text(text, encoding="utf-8", newline="\n")
            log().error("process %s was ended by a fault", number)
            made.append(path)
        left.unlink(missing_ok=True)
    return made
