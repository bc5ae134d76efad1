"""The program's log on this machine: what it did, by codes and ids; never a name, an amount or a note."""

import logging
import os
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import platformdirs

from app.core.errors import UserError
from app.core.settings import named_folder

LOGGER: Final = "channeldesk"
FILE: Final = "channeldesk.log"
MAX_BYTES: Final = 1_000_000
KEPT: Final = 5
"""Older files beside the one that is written: at most six megabytes in all."""
_HEARD: Final = (LOGGER, "apscheduler")
_ROOT: Final = Path(__file__).parents[2]
_PLAIN: Final = (
    AttributeError, NameError, ImportError, IndexError, TypeError, RecursionError, MemoryError, ZeroDivisionError,
    NotImplementedError,
)  # fmt: skip
"""Faults whose message the interpreter writes from the program's own names, not from anybody's data."""
_FRAME: Final = re.compile(r'^\s+File "(?P<path>[^"]*)", line (?P<line>\d+), in (?P<name>[\w<>.]+)$')
_HARD_FRAME: Final = re.compile(r'^  File "(?P<path>[^"]*)"(?P<rest>, line \d+ in .*)$')
_NAME: Final = re.compile(r"[A-Za-z_][\w.]{0,79}")


def log_folder() -> Path:
    """The account's folder for logs and crash reports; with ``CHANNELDESK_HOME`` it lies in there."""
    named = named_folder()
    return named / "logs" if named is not None else platformdirs.user_log_path("ChannelDesk", appauthor=False)


def log() -> logging.Logger:
    """The program's logger; what is written to it must hold codes, counts and ids alone."""
    return logging.getLogger(LOGGER)


def keep_log(folder: Path | None = None) -> None:
    """Write the log to its file from now on; a second call in the same process changes nothing."""
    logger = log()
    if any(isinstance(one, LogFile) for one in logger.handlers):
        return
    handler = LogFile(folder)
    for name in _HEARD:
        logging.getLogger(name).addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def drop_log() -> None:
    """Write no log any more."""
    for name in _HEARD:
        logger = logging.getLogger(name)
        for handler in [one for one in logger.handlers if isinstance(one, LogFile)]:
            logger.removeHandler(handler)
        logger.propagate = True


class LogFile(logging.Handler):
    """Appends to a file that is opened for each line, so that a window and commands beside it can share it.

    The file is turned over by ``RotatingFileHandler`` while this process alone holds a lock; where another one turns it
    over at that moment, or the file cannot be renamed, the line is appended to what is there.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` None is the account's own, looked up for every line."""
        super().__init__(logging.INFO)
        self._folder = folder
        self.setFormatter(SafeFormatter())

    @property
    def path(self) -> Path:
        """The file that is written now."""
        return (self._folder or log_folder()) / FILE

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; a log that cannot be written is no reason to stop what is being done."""
        try:
            line = f"{self.format(record)}\n"
            path = self.path
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size + len(line) > MAX_BYTES:
                _turn_over(path, len(line))
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(line)
        except OSError:
            return


def _turn_over(path: Path, more: int) -> None:
    from logging.handlers import RotatingFileHandler

    from app.core.lock import FileLock

    lock = FileLock(path.with_name(f"{path.name}.lock"))
    with suppress(OSError, UserError):
        if not lock.acquire():
            return
        try:
            if path.stat().st_size + more > MAX_BYTES:  # else another process did it a moment ago
                turner = RotatingFileHandler(path, backupCount=KEPT, encoding="utf-8", delay=True)
                try:
                    turner.doRollover()
                finally:
                    turner.close()
        finally:
            lock.release()


class SafeFormatter(logging.Formatter):
    """Time, level, process and message; of faults only what holds nobody's data; of libraries only their own words."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as a line, with the traceback below it."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        own = record.name == LOGGER or record.name.startswith(f"{LOGGER}.")
        said = record.getMessage() if own else str(record.msg)
        line = f"{at} {record.levelname} {record.process} {record.name} {said}"
        fault = record.exc_info[1] if record.exc_info else None
        return line if fault is None else f"{line}\n{traceback_of(fault)}"


def traceback_of(fault: BaseException) -> str:
    """The traceback of a fault with what led to it: places in the code, kinds of faults, no value of any variable."""
    parts: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = fault
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        parts.append("\n".join([*_frames(traceback.extract_tb(one.__traceback__)), _said(one)]))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n-- raised while handling:\n".join(parts)


def _frames(frames: Iterable[traceback.FrameSummary]) -> Iterator[str]:
    for frame in frames:
        yield f"  {short_path(frame.filename)}:{frame.lineno} {frame.name}: {frame.line or ''}".rstrip(": ")


def short_path(path: str) -> str:
    """A file of the code as seen from the program's folder or from the libraries': without the account's name."""
    for base in (str(_ROOT), *sorted(sys.path, key=len, reverse=True), sys.prefix, sys.base_prefix):
        if base and path.startswith(base.rstrip("/\\") + os.sep):
            return path[len(base.rstrip("/\\")) + 1 :].replace("\\", "/")
    return Path(path).name


def _said(fault: BaseException) -> str:
    kind = f"{type(fault).__module__}.{type(fault).__qualname__}".removeprefix("builtins.")
    if isinstance(fault, UserError):
        return f"{kind}: {fault.text.msgid}"
    if isinstance(fault, OSError):
        return f"{kind}: {fault.errno} {os.strerror(fault.errno) if fault.errno else ''}".rstrip()
    origin = getattr(fault, "orig", fault)  # SQLAlchemy's wraps SQLite's
    if name := getattr(origin, "sqlite_errorname", ""):
        return f"{kind}: {name}"
    if isinstance(fault, _PLAIN) and str(fault).isascii():
        return f"{kind}: {re.sub(r'[0-9]{3,}', '#', str(fault))}"
    inside = _of_child(str(fault))
    return f"{kind} (message left out)" + (f"\n-- in the child:\n{inside}" if inside else "")


def _of_child(message: str) -> str:
    """The places in the code out of a traceback that another process sent as text, and the kind of its last fault."""
    lines = message.rstrip().splitlines()
    found = [
        f"  {short_path(match['path'])}:{match['line']} {match['name']}"
        for line in lines
        if (match := _FRAME.match(line)) is not None
    ]
    kind = _NAME.match(lines[-1]) if found else None
    return "\n".join([*found, *([kind[0]] if kind is not None else [])])


def places_of(words: str) -> list[str]:
    """What the interpreter wrote as it was ended: kind, threads and places, without the folders of the account."""
    found = []
    for line in words.splitlines():
        match = _HARD_FRAME.match(line)
        found.append(f"  {short_path(match['path'])}{match['rest']}" if match is not None else line)
    return [line for line in found if line.startswith(("  ", "Fatal", "Windows", "Current", "Thread", "Extension"))]


def last_lines(most: int = 80, folder: Path | None = None) -> list[str]:
    """The newest lines of the log, oldest first."""
    path = (folder or log_folder()) / FILE
    try:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - most * 400, 0))
            return file.read().decode("utf-8", "replace").splitlines()[-most:]
    except OSError:
        return []


@contextmanager
def logged(what: str, *words: object) -> Iterator[None]:
    """Say that something begins and how it ended; a fault is told by who catches it."""
    logger, name = log(), what % words
    logger.info("%s begins", name)
    try:
        yield
    except UserError as refusal:
        logger.warning("%s refused: %s", name, refusal.text.msgid)
        raise
    except BaseException as stop:
        logger.info("%s ended by %s", name, type(stop).__name__)
        raise
    logger.info("%s done", name)
