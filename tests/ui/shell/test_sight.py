"""The board as it was left, shown at the next start: only while nothing of it has changed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import create_desk, known_desk, open_desk, restore_workspace
from app.core.db import Action
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.standing import standing_of
from app.core.texts import EN, N_, ZH, Text
from app.core.workspace_settings import NAME, PRACTICE_DAY, set_setting
from app.inbox.service import Post, post_notice
from app.jobs.runs import by_hand
from app.jobs.upkeep import run_upkeep
from tests.ui import small_region
from ui.board.page import BoardPage
from ui.core.look import Look
from ui.core.memory import Memory
from ui.shell.program import Openers, Program
from ui.shell.sight import keep_sight, place_of, sight_of


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_region.make(tmp_path_factory.mktemp("sight"))


@pytest.fixture
def program(qapp: QApplication, memory: Memory, region: Path) -> Iterator[Program]:
    """The program on an account that had the region open last."""
    machine = MachineSettings()
    memory.put("language", ZH)
    memory.put("theme", "light")
    machine.update(last_workspace=str(region))

    def unasked(*_: object) -> None:
        raise AssertionError

    openers = Openers(
        open=lambda path: open_desk(path, machine=machine, window=True),
        create=lambda path: create_desk(path, machine=machine, window=True),
        practice=unasked,  # type: ignore[arg-type]
        restore=lambda path, backup: restore_workspace(path, backup, machine=machine),
        known=lambda desk, when, progress: known_desk(desk, when, progress=progress),
    )
    found = Program(qapp, memory, machine, openers)
    found.window.resize(1366, 768)
    yield found
    found.stop()
    found.window.close()
    found.window.deleteLater()
    qapp.styleHints().colorSchemeChanged.disconnect(found.look._system_changed)


def board(qtbot: QtBot, program: Program) -> BoardPage:
    """The board with its figures, in sight."""
    book = program.window.book
    qtbot.waitUntil(lambda: isinstance(book.page, BoardPage) and book.page.view is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not program.tasks.running, timeout=20_000)
    assert isinstance(book.page, BoardPage)
    assert book.currentWidget() is book.page
    return book.page


def picture(program: Program) -> QLabel | None:
    found = program.window.book.currentWidget()
    return found if isinstance(found, QLabel) and not found.pixmap().isNull() else None


def test_the_board_is_there_as_it_was_left_until_it_has_read(qtbot: QtBot, program: Program) -> None:
    program.start(None)
    page = board(qtbot, program)
    qtbot.waitUntil(lambda: page.left_at() is not None)
    program.window.keep_sight()
    program.window.drop_desk().close()  # type: ignore[union-attr]
    program.window.show_sight(Path(program.memory.get("recent")[0]))
    shown = picture(program)
    assert shown is not None
    assert shown.pixmap().deviceIndependentSize().toSize() == page.size()
    program.open(Path(program.memory.get("recent")[0]))
    assert picture(program) is shown, "the words of waiting do not cover what says more"
    fresh = board(qtbot, program)
    assert fresh is not page
    assert fresh.cards["net_amount"].isVisible()


def test_a_task_that_still_runs_when_the_window_is_closed_does_not_make_the_picture_smaller(
    qtbot: QtBot, program: Program
) -> None:
    program.start(None)
    board(qtbot, program)
    going_on = Event()
    program.tasks.run(Text(N_("Checking")), lambda _progress: going_on.wait(20), owner=program)
    qtbot.waitUntil(program.window.strip.isVisible)
    program.window.keep_sight()
    going_on.set()
    qtbot.waitUntil(lambda: not program.tasks.running)
    program.window.show_sight(Path(program.memory.get("recent")[0]))
    assert picture(program) is not None


def test_a_timed_job_that_ran_leaves_the_picture_true(tmp_path: Path, look: Look, shown: QWidget) -> None:
    with create_desk(tmp_path / "a.cdesk").workspace as workspace:
        path, at = workspace.db.path, workspace.db.last_tx()
        run_upkeep(workspace, by_hand("upkeep", workspace.clock.now()), Progress())
        assert workspace.db.last_tx() > at
        assert keep_sight(path, "board", shown, look, at)
        run_upkeep(workspace, by_hand("upkeep", workspace.clock.now() + timedelta(hours=1)), Progress())
        assert sight_of(path, "board", shown, look) is not None
        post = Post("licence:1", "2026-03-31", Text(N_("Checking")))
        workspace.db.write(Action(N_("Rename")), lambda session: post_notice(session, kind="licence", post=post, on=1))
        assert sight_of(path, "board", shown, look) is not None, "what people are told changes no figure"


def test_a_board_that_shows_something_else_is_not_kept(qtbot: QtBot, program: Program) -> None:
    program.start(None)
    page = board(qtbot, program)
    assert page.left_at() is not None
    page.choose(region="浙东")
    qtbot.waitUntil(lambda: not program.tasks.running, timeout=20_000)
    assert page.left_at() is None


@pytest.fixture
def shown(qtbot: QtBot) -> QWidget:
    found = QWidget()
    qtbot.addWidget(found)
    found.resize(300, 200)
    return found


def test_another_transaction_day_language_theme_or_size_is_another_sight(
    tmp_path: Path, look: Look, shown: QWidget
) -> None:
    with create_desk(tmp_path / "a.cdesk").workspace as workspace:
        path, at = workspace.db.path, workspace.db.last_tx()
        assert keep_sight(path, "board", shown, look, at)
        assert sight_of(path, "board", shown, look) is not None
        assert sight_of(path, "health", shown, look) is None
        look.set_language(EN)
        assert sight_of(path, "board", shown, look) is None
        look.set_language(ZH)
        look.set_mode("dark")
        assert sight_of(path, "board", shown, look) is None
        look.set_mode("light")
        shown.resize(301, 200)
        assert sight_of(path, "board", shown, look) is None
        shown.resize(300, 200)
        assert sight_of(path, "board", shown, look) is not None
        workspace.db.write(Action(N_("Rename")), lambda session: set_setting(session, key=NAME, value="B"))
        assert sight_of(path, "board", shown, look) is None
        assert not keep_sight(path, "board", shown, look, at), "the page did not show the newest"
        assert keep_sight(path, "board", shown, look, workspace.db.last_tx())


def test_the_day_of_a_file_is_its_own_or_the_machines(tmp_path: Path) -> None:
    with create_desk(tmp_path / "a.cdesk").workspace as workspace:
        before = standing_of(workspace.db.path)
        assert before is not None
        assert before.today == workspace.clock.today()
        day = "2026-04-10"
        workspace.db.write(Action(N_("Rename")), lambda session: set_setting(session, key=PRACTICE_DAY, value=day))
        after = standing_of(workspace.db.path)
        assert after is not None
        assert (after.today.isoformat(), after.tx) == (day, before.tx + 1)


def test_a_file_that_is_no_workspace_and_a_picture_that_is_none_are_no_sight(
    tmp_path: Path, look: Look, shown: QWidget
) -> None:
    path = tmp_path / "a.cdesk"
    path.write_bytes(b"nothing")
    assert standing_of(path) is None
    assert standing_of(tmp_path / "missing.cdesk") is None
    place_of(path).write_bytes(b"no picture")
    assert sight_of(path, "board", shown, look) is None
    assert not keep_sight(path, "board", shown, look, 1)
