"""Python's search for unreachable cycles, put off while millions of plain rows pass through."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_inside: list[bool] = []
"""For each use under way, whether the search was on before."""


@contextmanager
def no_collection() -> Iterator[None]:
    """Rows make no cycles, and looking for some costs as much again as reading them; memory is freed as ever."""
    with _lock:
        _inside.append(gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            if _inside.pop():
                gc.enable()
