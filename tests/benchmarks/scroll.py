"""The slowest frames while a million order lines are scrolled, against a QTableView over a list in memory.

    python -m tests.benchmarks scroll [--rows 1000000] [--rounds 5]

Both tables are shown in the same size with the same columns and rows of the same height, one beside the other in one
process. A round is 300 places of the scroll bar: turns of the wheel, then drags to anywhere (the same for both), each
held until every row in sight is there, for ours are read in a worker. A frame is what the window's thread does up to
and including a paint; a round's figure is the 99th percentile of its frames.
"""

import argparse
import os
import random
import sqlite3
import statistics
import tempfile
import time
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, QEvent, QEventLoop, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView

from tests.benchmarks.measuring import ROUNDS, Ratio, say
from ui.core.look import Look
from ui.core.memory import Memory
from ui.core.page import Context
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.table_view import HEAD_PX, ROW_PX
from ui.core.tasks import Tasks

if TYPE_CHECKING:
    from ui.core.table_models import WindowGrid

NAMES = ("order_no", "line_no", "dealer", "product", "ordered", "quantity", "price", "amount")
FRAMES = 150
SIZE = (1100, 700)
GOAL = 1.5
Row = tuple[Any, ...]


def rows_of(count: int) -> Callable[[int], Row]:
    """A row of order lines by its number."""
    dice = random.Random(7)
    amounts = [dice.randrange(100, 900_000) / 100 for _ in range(997)]

    def row(number: int) -> Row:
        amount = amounts[number % 997]
        return (
            f"SO{number // 5:08d}", str(number % 5 + 1), f"杭州市第{number % 66}医药有限公司", f"P{number % 120:04d}",
            f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}", number % 90 + 1, amount, amount * (number % 90 + 1),
        )  # fmt: skip

    return row


class Stored:
    """The lines in a file of SQLite: all ids in order, and a window of rows by their ids."""

    def __init__(self, path: Path, count: int, row: Callable[[int], Row]) -> None:
        """Fill the file."""
        self._db = sqlite3.connect(path, check_same_thread=False)  # one worker reads at a time
        self._db.execute(f"CREATE TABLE line (id INTEGER PRIMARY KEY, {', '.join(NAMES)})")
        marks = ", ".join("?" * (len(NAMES) + 1))
        with self._db:
            self._db.executemany(f"INSERT INTO line VALUES ({marks})", ((n, *row(n)) for n in range(count)))

    def ids(self, *, order: str, descending: bool, text: str) -> "array[int]":  # noqa: ARG002 - RowSource's
        """All of them."""
        return array("q", (one for (one,) in self._db.execute("SELECT id FROM line ORDER BY id")))

    def rows(self, ids: Sequence[int]) -> Sequence[dict[str, Any]]:
        """A window."""
        marks = ", ".join("?" * len(ids))
        found = {
            one[0]: dict(zip(NAMES, one[1:], strict=True))
            for one in self._db.execute(f"SELECT * FROM line WHERE id IN ({marks})", list(ids))
        }
        return [found[one] for one in ids]

    def close(self) -> None:
        """Let the file go."""
        self._db.close()


class Held(QAbstractTableModel):
    """The plainest model there is: a list of tuples of texts that are ready to be painted."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, _parent: QModelIndex | None = None) -> int:
        return len(self._rows)

    def columnCount(self, _parent: QModelIndex | None = None) -> int:
        return len(NAMES)

    def data(self, index: QModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        return self._rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def bare(rows: list[Row]) -> QTableView:
    """A QTableView of Qt's own with rows of one height and fixed columns."""
    view = QTableView()
    view.setModel(Held(rows))
    view.model().setParent(view)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(ROW_PX)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.horizontalHeader().setFixedHeight(HEAD_PX)
    view.setWordWrap(False)
    view.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    view.resize(*SIZE)
    return view


def columns() -> list[Column]:
    """The same columns in our table."""
    kinds = {"quantity": "number", "price": "number", "amount": "number"}
    return [Column(name, name, kind=kinds.get(name, "text")) for name in NAMES]  # type: ignore[arg-type]


class Paints(QObject):
    """Counts how often a widget was painted."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def frames(view: QTableView, places: Sequence[int], there: Callable[[int], bool]) -> list[float]:
    """Seconds of the window's thread for each frame; ``there`` says of a row whether it is at hand."""
    bar, found, paints = view.verticalScrollBar(), [], Paints()
    view.viewport().installEventFilter(paints)
    for place in places:
        start = time.thread_time()
        bar.setValue(min(place, bar.maximum()))
        view.viewport().repaint()
        QApplication.processEvents()
        found.append(time.thread_time() - start)
        start, painted = time.thread_time(), paints.count
        first, last = view.rowAt(0), view.rowAt(view.viewport().height() - 1)
        while not all(map(there, range(first, last + 1))):
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if paints.count > painted:
                found.append(time.thread_time() - start)
                start, painted = time.thread_time(), paints.count
    view.viewport().removeEventFilter(paints)
    return found


def p99(values: Sequence[float]) -> float:
    """The 99th percentile, nearest rank."""
    return sorted(values)[-(-len(values) * 99 // 100) - 1]


def main(arguments: list[str]) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked, _ = parser.parse_known_args(arguments)
    app = cast("QApplication", QApplication.instance() or QApplication(["scroll"]))
    memory, tasks = Memory(), Tasks()
    look = Look(app, memory)
    row = rows_of(asked.rows)
    with tempfile.TemporaryDirectory(prefix="channeldesk-") as name:
        stored = Stored(Path(name) / "lines.sqlite", asked.rows, row)
        context = Context(look, tasks, memory, cast("Any", None), lambda *_: None, lambda *_: None)
        table = Table(context, columns(), name="benchmark", source=stored, tools=False)
        grid = cast("WindowGrid", table.grid)
        grid.set_ids(stored.ids(order="", descending=False, text=""))
        plain = bare([tuple(map(str, row(n))) for n in range(asked.rows)])
        table.resize(*SIZE)
        for one in (table, plain):
            one.show()
        app.processEvents()
        views: tuple[QTableView, QTableView] = (table.view, plain)
        there = {views[0]: grid.ready, views[1]: lambda _: True}
        found: dict[QTableView, list[list[float]]] = {view: [] for view in views}
        for number in range(asked.rounds + 1):
            dice = random.Random(number)
            start = dice.randrange(asked.rows)
            places = [(start + 3 * step) * ROW_PX for step in range(FRAMES)]
            places += [dice.randrange(asked.rows) * ROW_PX for _ in range(FRAMES)]
            for view in views:
                taken = frames(view, places, there[view])
                if number:
                    found[view].append(taken)
        ours, theirs = (statistics.median(p99(one) for one in found[view]) for view in views)
        middle = [statistics.median(statistics.median(one) for one in found[view]) for view in views]
        say(f"{asked.rows:,} rows, p99 of a frame: {ours * 1000:.1f} ms; QTableView over a list {theirs * 1000:.1f} ms")
        say(f"median of a frame: {middle[0] * 1000:.1f} ms; {middle[1] * 1000:.1f} ms")
        table.close()
        plain.close()
        stored.close()
        tasks.close()
    return [Ratio("p99 frame of scrolling against a QTableView over a list in memory", ours / theirs, GOAL)]
