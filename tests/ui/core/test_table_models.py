"""A table over more rows than fit: what is painted is read in a worker, wherever the bar is dragged to."""

import threading
from array import array
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.texts import Text
from ui.core.page import Context
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.table_models import WindowGrid


class Numbers:
    """Numbers in their order, and the threads that read them."""

    def __init__(self, count: int) -> None:
        self.count, self.asked = count, 0
        self.threads: set[int] = set()

    def ids(self, *, order: str, descending: bool, text: str) -> "array[int]":  # noqa: ARG002 - one order will do
        return array("q", range(self.count))

    def rows(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        self.asked += 1
        self.threads.add(threading.get_ident())
        return [{"n": one, "name": f"L{one}"} for one in ids]


def test_a_jump_to_anywhere_reads_in_a_worker_and_passes_over_what_is_out_of_sight_again(
    context: Context, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> None:
    source = Numbers(100_000)
    columns = [Column("n", Text("Size"), "number"), Column("name", Text("File"), stretch=True)]
    table = Table(context, columns, name="jump", source=source)
    picked: list[Any] = []
    table.picked.connect(picked.append)
    shown(table, 700, 500)
    table.refresh()
    at_rest()
    bar = table.view.verticalScrollBar()
    for share in range(40):
        bar.setValue(bar.maximum() * share // 40)
        table.grab()
    table.view.scrollToBottom()
    table.grab()
    at_rest()
    assert source.threads
    assert threading.get_ident() not in source.threads
    assert source.asked < 20, "only the last of the windows passed by are read"
    assert isinstance(table.grid, WindowGrid)
    assert table.grid.ready(99_999)
    table.view.setCurrentIndex(table.grid.index(50_000, 0))
    assert picked == []
    at_rest()
    assert [row["n"] for row in picked] == [50_000]
    assert threading.get_ident() not in source.threads
