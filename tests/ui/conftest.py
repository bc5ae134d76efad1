"""The window's tests run without a screen."""

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app.core.texts import ZH
from ui.core.look import Look
from ui.core.memory import Memory


@pytest.fixture
def memory() -> Memory:
    """What this machine remembers, for one test only."""
    return Memory()


@pytest.fixture
def look(qapp: QApplication, memory: Memory) -> Iterator[Look]:
    """A light Chinese look; the next test gets a fresh one."""
    memory.put("language", ZH)
    memory.put("theme", "light")
    found = Look(qapp, memory)
    yield found
    qapp.styleHints().colorSchemeChanged.disconnect(found._system_changed)
    found.deleteLater()
