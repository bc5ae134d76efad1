"""One process of the benchmark of dealers: prints the seconds of the list, of a card and of a letter in the tree."""

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap import open_desk
from app.core.settings import MachineSettings
from tests.benchmarks.dealers import TYPED
from ui.core.look import Look
from ui.core.memory import Memory
from ui.core.page import Context
from ui.core.tasks import Tasks


def until(ready: Callable[[], bool]) -> float:
    """Seconds until something is there and painted."""
    start = time.perf_counter()
    while not ready():
        QApplication.processEvents()
        time.sleep(0.001)  # an idle window leaves the interpreter to the worker
    QApplication.processEvents()
    return time.perf_counter() - start


def main(path: Path) -> None:
    """Measure once."""
    gc.disable()  # as main does, until the window has been there for some seconds
    sys.setswitchinterval(0.001)  # as the window does
    app = QApplication([])
    memory, tasks = Memory(), Tasks()
    look = Look(app, memory)
    desk = open_desk(path, machine=MachineSettings(path.parent / "home"))
    context = Context(look, tasks, memory, desk, lambda *_: None, lambda *_: None)
    start = time.perf_counter()
    from ui.dealers.page import DealersPage

    page = DealersPage(context)
    page.resize(1166, 714)
    page.show()
    page.shown()
    until(lambda: page.table.grid.rowCount() > 0 and not tasks.running)
    page.grab()
    listed = time.perf_counter() - start
    start = time.perf_counter()
    page.show_dealer(page.table.grid.row_at(7).id)
    until(lambda: page.card.data is not None and not tasks.running)
    page.grab()
    card = time.perf_counter() - start
    page.show_view("tree")
    view = page.built["tree"]
    QApplication.processEvents()
    letters = []
    for place in range(1, len(TYPED) + 1):
        start = time.perf_counter()
        view.search.setText(TYPED[:place])  # type: ignore[attr-defined]
        view.search._tell()  # type: ignore[attr-defined]
        page.grab()
        letters.append(time.perf_counter() - start)
    QTest.qWait(0)
    print(json.dumps({"list": listed, "card": card, "tree": max(letters)}))  # noqa: T201
    tasks.close()
    desk.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
