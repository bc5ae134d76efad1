"""Untrusted files are read in a child process with a limit on memory and time: a bomb or a crash ends there."""

import io
import os
import pickle
import queue
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Final

from app import program
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import Text

CHILD_ARGUMENT: Final = "--sandbox-child"
"""A frozen program starts itself with this argument; its entry point then calls ``serve`` before anything else."""
_LINUX: Final = sys.platform.startswith("linux")
"""Where the system keeps a process within its address space; elsewhere the parent watches the child's memory."""
_ROOT: Final = Path(__file__).parents[2]
_POLL_SECONDS: Final = 0.05
_REPORT_SECONDS: Final = 0.05
_LENGTH: Final = struct.Struct("<Q")
_KEPT_STDERR: Final = 8192
_SAFE_MODULES: Final = ("app.", "datetime", "pathlib", "decimal", "fractions", "collections", "uuid", "_pydatetime")
_SAFE_BUILTINS: Final = frozenset({"set", "frozenset", "complex", "bytearray", "range", "slice", "object"})


class ChildError(RuntimeError):
    """A bug in the code that ran in the child; the message is its traceback."""


def run_child(
    function_path: str,
    args: Sequence[Any] = (),
    *,
    kwargs: dict[str, Any] | None = None,
    memory_mb: int = 1024,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> Any:
    """What ``module:function`` returns for ``args``, run in a process of its own that may not outgrow its limits.

    A UserError of the function arrives as the same UserError; too much memory, too much time and a crash become one.
    A function with a parameter ``progress`` gets one whose steps arrive at ``progress``. Cancelling ``progress`` kills
    the child and raises Cancelled. The child dies with its parent. Only files that the child writes can be left half
    written.
    """
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
            _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, creationflags=_no_window()
        )
        try:
            request = pickle.dumps((function_path, tuple(args), kwargs or {}, memory_mb))
            _send(child.stdin, request)
            return _Conversation(child, errors, memory_mb, seconds, progress or Progress()).result()
        finally:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    _close(pipe)


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [program(), CHILD_ARGUMENT]
    # Isolated and without site: the child starts in a third of the time and finds modules where the parent does. The
    # program's own folder is named, because an editable install may be found by a hook that only site sets up.
    places = [str(_ROOT), *sys.path]
    code = f"import sys; sys.path[:] = {places!r}; from app.imports.sandbox import serve; serve()"
    return [sys.executable, "-I", "-S", "-X", "utf8", "-c", code]


def _no_window() -> int:
    return int(getattr(subprocess, "CREATE_NO_WINDOW", 0))


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return  # what was still to be written has nobody left to read it


def _send(pipe: IO[bytes] | None, message: bytes) -> None:
    if pipe is None:
        return
    try:
        pipe.write(_LENGTH.pack(len(message)) + message)
        pipe.flush()
    except OSError:
        return  # the other side is gone, which its exit code tells better


def _receive(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = pipe.read(length)
    return message if len(message) == length else None


class _Conversation:
    """The parent's side: messages of the child, its memory, its time, and the user's wish to stop."""

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        errors: IO[bytes],
        memory_mb: int,
        seconds: float | None,
        progress: Progress,
    ) -> None:
        self._child = child
        self._errors = errors
        self._memory_mb = memory_mb
        self._seconds = seconds
        self._progress = progress
        self._messages: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._size = _watcher(child.pid)

    def result(self) -> Any:
        """Wait for the function's value; raises what it raised."""
        threading.Thread(target=self._listen, daemon=True).start()
        began = time.monotonic()
        last = (0, 0)
        while True:
            try:
                message = self._messages.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                self._check(began)
                if self._progress.cancelled:
                    self._progress.step(*last)
                continue
            if message is None:
                raise self._ended()
            kind, *values = _Reader(io.BytesIO(message)).load()
            if kind == "progress":
                last = (values[0], values[1])
                self._progress.step(*values)
                self._check(began)
            elif kind == "result":
                return values[0]
            else:
                raise self._failure(kind, values)

    def _listen(self) -> None:
        pipe = self._child.stdout
        message: bytes | None = b""
        while pipe is not None and message is not None:
            try:
                message = _receive(pipe)
            except (OSError, ValueError):
                message = None
            self._messages.put(message)

    def _check(self, began: float) -> None:
        if self._seconds is not None and time.monotonic() - began > self._seconds:
            raise UserError(
                "Reading the file took longer than {seconds} seconds and was stopped; nothing was changed. "
                "Export fewer months at a time, or export it as CSV.",
                seconds=round(self._seconds),
            )
        if self._size() > self._memory_mb << 20:
            raise self._too_big()

    def _failure(self, kind: str, values: list[Any]) -> Exception:
        if kind == "user":
            return UserError(values[0], **values[1])
        if kind == "memory":
            return self._too_big()
        return ChildError(values[0])

    def _too_big(self) -> UserError:
        return UserError(
            "Reading the file needed more than {megabytes} MB of memory and was stopped; nothing was changed. "
            "Save the sheet as CSV, which needs little memory, or export fewer months at a time.",
            megabytes=self._memory_mb,
        )

    def _ended(self) -> Exception:
        """The child is gone without an answer: killed by the system, or its reader aborted."""
        code = self._child.wait()
        self._errors.seek(0, io.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - _KEPT_STDERR))
        said = self._errors.read().decode("utf-8", "replace")
        if "memory allocation of" in said or "MemoryError" in said:
            return self._too_big()
        return UserError(
            "The reader of the file broke down (code {code}); nothing was changed. Open the file in Excel or WPS, save "
            "it again as XLSX or CSV and take that.",
            code=code,
        )


def _watcher(pid: int) -> Callable[[], int]:
    """How much memory the child has, where the system itself does not keep it within a limit."""
    if _LINUX:
        return lambda: 0
    import psutil

    process = psutil.Process(pid)

    def size() -> int:
        try:
            return int(process.memory_info().rss)
        except psutil.Error:
            return 0

    return size


class _Reader(pickle.Unpickler):
    """Takes only plain values and this program's own classes from the child."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name not in _SAFE_BUILTINS:
            raise pickle.UnpicklingError(f"{module}.{name}")
        if module != "builtins" and not module.startswith(_SAFE_MODULES):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def serve() -> None:
    """The child's side: one request from standard input, answers on standard output, then the end."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints goes to standard error, never between the answers
    requests = os.fdopen(os.dup(0), "rb")
    request = _receive(requests)
    if request is None:
        return
    threading.Thread(target=_die_with_parent, args=(requests,), daemon=True).start()
    function_path, args, kwargs, memory_mb = pickle.loads(request)  # noqa: S301 - written by our own parent
    _limit_memory(memory_mb)
    answer = _answer(function_path, args, kwargs, answers)
    _send(answers, answer)
    answers.close()
    if sys.stderr is not None:  # a program of Windows without a console has none
        sys.stderr.flush()
    os._exit(0)  # no thread and no half-read file may keep the child


def _die_with_parent(requests: IO[bytes]) -> None:
    requests.read(1)
    os._exit(1)


def _limit_memory(memory_mb: int) -> None:
    if _LINUX:
        import resource

        limit = memory_mb << 20
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _answer(function_path: str, args: tuple[Any, ...], kwargs: dict[str, Any], answers: IO[bytes]) -> bytes:
    try:
        module, _, name = function_path.partition(":")
        function = getattr(import_module(module), name)
        code = getattr(function, "__code__", None)
        if code is not None and "progress" in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
            kwargs = {**kwargs, "progress": Progress(_reporter(answers))}
        return pickle.dumps(("result", function(*args, **kwargs)))
    except UserError as error:
        return pickle.dumps(("user", error.text.msgid, dict(error.text.params)))
    except MemoryError:
        return pickle.dumps(("memory",))
    except BaseException:  # noqa: BLE001 - the whole of it is handed to the parent, which raises it there
        import traceback

        return pickle.dumps(("error", traceback.format_exc()))


def _reporter(answers: IO[bytes]) -> Callable[[int, int, Text | None], None]:
    last = 0.0

    def report(done: int, total: int, text: Text | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _REPORT_SECONDS or done == total:
            last = now
            _send(answers, pickle.dumps(("progress", done, total, text)))

    return report
