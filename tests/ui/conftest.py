"""The window's tests run without a screen."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import ZH
from app.core.workspace import Workspace
from tests.desks import desk_of, in_process
from tests.once import Once
from tests.ui import looks, small_region
from tests.ui.follow import Follower
from ui.core.look import Look
from ui.core.memory import Memory
from ui.core.page import Acts, Context, Page
from ui.core.tasks import Tasks

P = TypeVar("P", bound=Page)


@pytest.fixture(autouse=True)
def quick(ready_schema: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window makes its workspaces and reads files quickly here."""
    monkeypatch.setattr("app.imports.sandbox.run_child", in_process)


@pytest.fixture
def memory() -> Memory:
    """What this machine remembers, for one test only."""
    return Memory()


@pytest.fixture
def look(qapp: QApplication, memory: Memory) -> Iterator[Look]:
    """A light Chinese look; the next test gets a fresh one, and none of the widgets of this one."""
    memory.put("language", ZH)
    memory.put("theme", "light")
    found = Look(qapp, memory)
    yield found
    qapp.styleHints().colorSchemeChanged.disconnect(found._system_changed)
    found.deleteLater()
    for left in qapp.topLevelWidgets():  # else the next test dresses them too
        left.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """A task runner that is empty again after the test; a fault of the program fails the test."""
    found = Tasks()
    faults: list[str] = []
    found.broke.connect(lambda _what, details: faults.append(details))
    yield found
    assert found.close(), "a task did not end"
    qapp.processEvents()
    assert not faults or getattr(found, "faults_meant", False), faults[0]


@dataclass
class Heard:
    """What a page asked the shell for."""

    gone: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    said: list[tuple[str, object]] = field(default_factory=list)


@pytest.fixture
def heard() -> Heard:
    """What a page asked the shell for."""
    return Heard()


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    """A desk on a fresh workspace."""
    return desk_of(workspace)


@pytest.fixture
def context(look: Look, tasks: Tasks, memory: Memory, desk: Desk, heard: Heard) -> Context:
    """What the shell hands to a page, and hears from it in ``heard``."""
    acts = Acts(sign_in=desk.workspace.set_person)
    return Context(
        look, tasks, memory, desk,
        go=lambda key, target: heard.gone.append((key, dict(target))),
        notify=lambda kind, words: heard.said.append((kind, words)),
        acts=acts,
    )  # fmt: skip


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[QWidget, int, int], QWidget]:
    """Show a widget in a size and let it come to rest."""

    def show(widget: QWidget, width: int = 1166, height: int = 714) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        QApplication.processEvents()
        return widget

    return show


@pytest.fixture
def at_rest(qtbot: QtBot, tasks: Tasks) -> Callable[[], None]:
    """Wait until no task runs any more."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not tasks.running, timeout=20_000)
        QApplication.processEvents()

    return wait


@pytest.fixture
def visit(
    context: Context, desk: Desk, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> Callable[[type[P]], P]:
    """Open a page as the shell does: told of every commit, read once, at rest."""

    def opened(kind: type[P]) -> P:
        found = kind(context)
        Follower(found, desk)
        shown(found)
        found.shown()
        at_rest()
        looks.settle(found)
        return found

    return opened


@pytest.fixture(scope="session")
def region_file(once: Once) -> Path:
    """The closed workspace of a small region, made once; tests work on copies."""
    return once("small region", small_region.make) / "small.cdesk"


@pytest.fixture
def small_workspace(region_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the small region, open."""
    with Workspace.open(small_region.copied(region_file, tmp_path)) as opened:
        yield opened
