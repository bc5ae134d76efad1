"""A workspace is opened by a double click: as a word of the command line, or as macOS tells the running program."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import create_desk, open_desk
from app.core.settings import MachineSettings
from app.core.texts import ZH, Text
from ui.app import openers
from ui.core.card import Banner
from ui.core.memory import Memory
from ui.shell.door import FileDoor, file_of
from ui.shell.program import Program


@pytest.fixture
def regions(tmp_path: Path) -> tuple[Path, Path]:
    """Two workspaces, closed."""
    found = (tmp_path / "浙江 省区.cdesk", tmp_path / "安徽.cdesk")
    for path in found:
        create_desk(path).close()
    return found


@pytest.fixture
def program(qapp: QApplication, memory: Memory) -> Iterator[Program]:
    """The whole program, nothing open yet."""
    memory.put("language", ZH)
    machine = MachineSettings()
    found = Program(qapp, memory, machine, openers(machine))
    door = FileDoor(qapp, found.open_file)
    yield found
    qapp.removeEventFilter(door)
    door.deleteLater()
    found.stop()
    found.window.close()
    found.window.deleteLater()
    qapp.styleHints().colorSchemeChanged.disconnect(found.look._system_changed)


def opened(qtbot: QtBot, program: Program, path: Path) -> None:
    def is_open() -> bool:
        return program.window.desk is not None and program.window.desk.db.path.name == path.name

    qtbot.waitUntil(is_open, timeout=20_000)
    qtbot.waitUntil(lambda: not program.tasks.running, timeout=20_000)


def click(qapp: QApplication, path: Path) -> None:
    """What macOS sends."""
    QApplication.sendEvent(qapp, QFileOpenEvent(str(path)))


@pytest.mark.parametrize(("words", "name"), [
    (["浙江 省区.cdesk"], "浙江 省区.cdesk"), (["--lang", "zh", "a.cdesk"], "a.cdesk"), (["-w", "a.cdesk"], "a.cdesk"),
    (["--workspace=a.cdesk"], "a.cdesk"), (["--practice"], None), (["--lang", "en"], None), ([], None),
])  # fmt: skip
def test_the_workspace_of_a_command_line(words: list[str], name: str | None) -> None:
    assert file_of(words) == (None if name is None else Path.cwd() / name)


def test_a_double_click_opens_a_file_and_the_next_one_takes_its_place(
    qtbot: QtBot, qapp: QApplication, program: Program, regions: tuple[Path, Path]
) -> None:
    first, second = regions
    program.start(first)
    click(qapp, second)  # before the first is open: it comes after it
    opened(qtbot, program, second)
    open_desk(first, window=True).close()  # nobody holds it any more
    desk = program.window.desk
    click(qapp, second)
    QApplication.processEvents()
    assert program.window.desk is desk, "the same file again changes nothing"


def test_a_foreign_or_missing_file_is_refused_and_what_is_open_stays(
    qtbot: QtBot, qapp: QApplication, program: Program, regions: tuple[Path, Path], tmp_path: Path
) -> None:
    program.start(regions[0])
    opened(qtbot, program, regions[0])
    desk, refused = program.window.desk, list[Text]()
    program.tasks.refused.connect(lambda error: refused.append(error.text))
    foreign = tmp_path / "photo.cdesk"
    foreign.write_bytes(b"\x89PNG\r\n" * 500)
    for path, words in ((foreign, "不是"), (tmp_path / "gone.cdesk", "找不到")):
        click(qapp, path)
        qtbot.waitUntil(lambda: bool(refused), timeout=20_000)
        assert words in program.look.say(refused.pop())
    assert program.window.desk is desk


def test_a_first_start_with_a_file_that_is_not_there_says_so(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    program.start(tmp_path / "gone.cdesk")
    qtbot.waitUntil(lambda: program.welcome is not None, timeout=20_000)
    assert program.welcome is not None
    assert ["gone.cdesk" in one.words.text() for one in program.welcome.findChildren(Banner)] == [True]
