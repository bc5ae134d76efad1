"""One process of the benchmark of own boards: prints the seconds until each board and each other choice is painted."""

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.boards.choosing import Filters
from app.bootstrap import open_desk
from app.core.settings import MachineSettings
from ui.boards.page import BoardsPage
from ui.core.context import Context
from ui.core.look import Look
from ui.core.memory import Memory
from ui.core.tasks import Tasks


def main(path: Path, word: str) -> None:
    """Open one ready-made board and change what it is asked for."""
    gc.disable()  # as main does, until the window has been there for some seconds
    sys.setswitchinterval(0.001)  # as the window does
    app = QApplication([])
    memory, tasks = Memory(), Tasks()
    desk = open_desk(path, machine=MachineSettings(path.parent / "home"))
    page = BoardsPage(Context(Look(app, memory), tasks, memory, desk, lambda *_: None, lambda *_: None))
    page.key = f"template:{word}"
    page.resize(1166, 714)
    first, whole, used = _painted(page, tasks, partial(_show, page))
    view = page.view
    if view is None:
        raise AssertionError("no board is shown")
    region, dealer, group = view.regions[0][0], view.dealers[0][0], view.groups[0][0]
    asked = [
        replace(Filters(), **one)
        for one in (
            {"region": region}, {"dealer": dealer}, {"group": group}, {"span": "last-month"}, {"span": "year"},
            {"span": "rolling"}, {"back": True}, {"span": "rolling", "region": region}, {},
        )
    ]  # fmt: skip
    changes = [_painted(page, tasks, partial(page.ask, one)) for one in asked]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    filters = {"filters": [one[1] for one in changes], "used": [one[2] for one in changes]}
    print(json.dumps({"first": first, "open": whole, "open_used": used, **filters, "mb": peak}))  # noqa: T201
    tasks.close()
    desk.close()


def _show(page: BoardsPage) -> None:
    page.show()
    page.shown()


def _painted(page: BoardsPage, tasks: Tasks, work: Callable[[], object]) -> tuple[float, float, float]:
    """Seconds until a view is painted, until none of its tiles is awaited any more, and those of processors."""
    before, start, used = page.view, time.perf_counter(), time.process_time()
    work()
    first = 0.0
    while page.view is before or page.view is None or tasks.running:
        QApplication.processEvents()
        if not first and page.view not in (before, None) and tasks.running:  # some tiles are read later
            page.grab()
            first = time.perf_counter() - start
        time.sleep(0.001)  # an idle window leaves the interpreter to the worker
    QApplication.processEvents()
    page.grab()
    whole = time.perf_counter() - start
    return first or whole, whole, time.process_time() - used


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
