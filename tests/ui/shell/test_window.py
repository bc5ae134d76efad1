import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk, create_desk, known_desk, open_desk, restore_workspace
from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.texts import EN, N_, ZH, Text
from app.core.workspace_settings import NAME, set_setting
from app.people.service import add_person
from tests.ui.looks import check, settle
from ui.core.card import Banner
from ui.core.memory import Memory
from ui.core.words import spoken
from ui.imports.page import ImportPage
from ui.settings.page import SettingsPage
from ui.shell.entries import Entry, ranked
from ui.shell.pages import PAGES
from ui.shell.program import Openers, Program


@pytest.fixture
def machine() -> MachineSettings:
    return MachineSettings()


@pytest.fixture
def program(qapp: QApplication, machine: MachineSettings, memory: Memory, tmp_path: Path) -> Iterator[Program]:
    """The whole program on an account that never saw it before."""
    memory.put("language", ZH)
    memory.put("theme", "light")

    def practice(_progress: Progress) -> Desk:
        day = date(2026, 4, 10)
        return create_desk(tmp_path / "practice.cdesk", name="浙江省区（演练）", day=day, machine=machine, window=True)

    openers = Openers(
        open=lambda path: open_desk(path, machine=machine, window=True),
        create=lambda path: create_desk(path, machine=machine, window=True),
        practice=practice,
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


@pytest.fixture
def opened(qtbot: QtBot, program: Program) -> Program:
    """The practice region is open, at the settings page."""
    program.start(None)
    assert program.welcome is not None
    qtbot.keyClick(program.welcome.practice, Qt.Key.Key_Return)
    rest(qtbot, program)
    program.window.go("settings", {})
    rest(qtbot, program)
    return program


def rest(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(lambda: program.window.desk is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not program.tasks.running, timeout=20_000)
    QApplication.processEvents()


def settings(program: Program) -> SettingsPage:
    page = program.window.book.page
    assert isinstance(page, SettingsPage)
    return page


def said(program: Program) -> list[str]:
    return [
        program.look.say(words) if isinstance(words, Text) else words for _, words, _ in program.window.notices.shown
    ]


@pytest.mark.parametrize("lang", [ZH, EN])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_first_start_offers_three_ways_and_nothing_is_cut(
    qtbot: QtBot, program: Program, lang: str, mode: str
) -> None:
    program.start(None)
    program.look.set_language(lang)
    program.look.set_mode(mode)
    settle(program.window)
    assert program.welcome is not None
    assert program.welcome.practice.hasFocus()
    assert check(program.welcome, program.look) == []
    titles = {ZH: "打开演练区域", EN: "Open the practice region"}
    assert program.welcome.practice.title.text() == titles[lang]


def test_the_first_file_makes_a_workspace_and_waits_in_its_import(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "订单.csv"
    file.write_text("订单号,客户编码,下单日期\nA1,C1,2026-03-02\n", encoding="utf-8")
    program.start(None)
    program.first_file(tmp_path / "浙南.cdesk", file)
    rest(qtbot, program)
    qtbot.waitUntil(lambda: isinstance(program.window.book.page, ImportPage), timeout=20_000)
    page = program.window.book.page
    assert isinstance(page, ImportPage)
    assert [one.path for one in page.wizard.run.files] == [file]
    assert (tmp_path / "浙南.cdesk").exists()


def test_the_practice_region_shows_its_name_and_its_day(opened: Program) -> None:
    header = opened.window.header
    assert header.workspace.text() == "浙江省区（演练）"
    assert header.clock.text() == "演练日期 2026-04-10"
    assert opened.window.windowTitle() == "设置 · 浙江省区（演练） · ChannelDesk"
    assert opened.memory.get("recent")[0].endswith("practice.cdesk")


@pytest.mark.parametrize("lang", [ZH, EN])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_shell_and_the_settings_fit_in_both_languages_and_themes(opened: Program, lang: str, mode: str) -> None:
    opened.look.set_language(lang)
    opened.look.set_mode(mode)
    settle(opened.window)
    assert check(opened.window, opened.look) == []
    opened.window.navigation.toggle()
    settle(opened.window)
    assert check(opened.window, opened.look) == []


def test_a_person_is_added_signs_in_and_the_next_change_can_be_undone_and_redone(qtbot: QtBot, opened: Program) -> None:
    window, page = opened.window, settings(opened)
    page.people.save_new({"name": "王建国", "department_id": None, "title": "渠道经理", "email": None, "phone": None})
    qtbot.waitUntil(lambda: window.header.person.text().strip() == "王建国", timeout=10_000)
    assert not window.header.undo.isEnabled()
    page.name.setText("浙南")
    page.name.editingFinished.emit()
    qtbot.waitUntil(lambda: window.header.workspace.text() == "浙南", timeout=10_000)
    assert window.header.undo.toolTip().startswith("撤销：区域数据更名为 浙南")
    qtbot.mouseClick(window.header.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.header.workspace.text() == "浙江省区（演练）", timeout=10_000)
    qtbot.waitUntil(lambda: page.name.text() == "浙江省区（演练）", timeout=10_000)
    qtbot.mouseClick(window.header.redo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.header.workspace.text() == "浙南", timeout=10_000)


def test_the_program_asks_once_who_works_here(qtbot: QtBot, opened: Program) -> None:
    window = opened.window
    assert window.who.isVisible()
    assert check(window.who, opened.look) == []
    window.who.name.setText(" 王 建国 ")
    qtbot.keyClick(window.who.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.header.person.text().strip() == "王 建国", timeout=10_000)
    assert not window.who.isVisible()
    assert opened.window.desk is not None
    path = opened.window.desk.db.path
    opened.switch()
    opened.open(path)
    rest(qtbot, opened)
    qtbot.waitUntil(lambda: window.header.person.text().strip() == "王 建国", timeout=10_000)
    assert not window.who.isVisible()


def test_a_removed_person_comes_back_with_undo(qtbot: QtBot, opened: Program) -> None:
    page = settings(opened)
    for name in ("王建国", "李敏"):
        page.people.save_new({"name": name, "department_id": None, "title": None, "email": None, "phone": None})
        rest(qtbot, opened)
    qtbot.waitUntil(lambda: page.people.table.grid.rowCount() == 2, timeout=10_000)
    page.people.table.view.select(0)
    qtbot.keyClick(page.people.table.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.people.table.grid.rowCount() == 1, timeout=10_000)
    qtbot.waitUntil(lambda: any("按 Ctrl+Z 可撤销" in text for text in said(opened)), timeout=10_000)
    qtbot.mouseClick(opened.window.header.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.people.table.grid.rowCount() == 2, timeout=10_000)


def test_a_backup_is_made_once_and_brought_back(qtbot: QtBot, opened: Program) -> None:
    page = settings(opened)
    page.backups.back_up()
    qtbot.waitUntil(lambda: page.backups.table.grid.rowCount() == 1, timeout=10_000)
    page.backups.back_up()
    rest(qtbot, opened)
    assert said(opened)[-1] == "自上次备份以来没有改动。"
    backup = page.backups.table.grid.row_at(0).path
    desk = opened.window.desk
    assert desk is not None
    desk.db.write(
        Action(N_("Renamed the workspace to {name}"), {"name": "x"}), lambda s: set_setting(s, key=NAME, value="x")
    )
    opened.restore(backup)
    rest(qtbot, opened)
    qtbot.waitUntil(lambda: opened.window.header.workspace.text() == "浙江省区（演练）", timeout=10_000)
    assert opened.window.desk is not desk


def test_what_another_process_writes_is_noticed(qtbot: QtBot, opened: Program) -> None:
    desk, page = opened.window.desk, settings(opened)
    assert desk is not None
    other = open_desk(desk.db.path)
    other.db.write(Action(N_("Added {name}"), {"name": "周航"}), lambda session: add_person(session, name="周航"))
    other.close()
    qtbot.waitUntil(lambda: page.people.table.grid.rowCount() == 1, timeout=10_000)


def test_a_second_window_is_refused_with_a_sentence(qtbot: QtBot, opened: Program) -> None:
    desk = opened.window.desk
    assert desk is not None
    with pytest.raises(UserError) as refused:
        open_desk(desk.db.path, window=True)
    opened._refused(refused.value)
    assert opened.welcome is not None
    assert "已在另一个窗口" in opened.welcome.banners.itemAt(0).widget().words.text()


def test_ctrl_k_finds_pages_and_commands_and_runs_them(qtbot: QtBot, opened: Program) -> None:
    window = opened.window
    qtbot.mouseClick(window.header.search, Qt.MouseButton.LeftButton)
    panel = window.palette_panel
    assert panel is not None
    assert panel.isVisible()
    assert "设置" in panel.titles()
    panel.field.setText("dark col")
    assert panel.titles() == ["深色"], "by what it is called in the other language too"
    panel.field.setText("深色")
    assert panel.titles() == ["深色"]
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert not panel.isVisible()
    assert opened.look.tokens.dark
    window.open_palette()
    panel.field.setText("没有这种东西")
    assert panel.nothing.isVisible()
    qtbot.keyClick(panel.field, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_what_begins_with_the_word_comes_first() -> None:
    entries = [Entry(title, "", "store", lambda: None) for title in ("瑞康温州", "温州瑞康", "台州恒信", "温州")]
    assert [entry.title for entry in ranked(entries, "温州")] == ["温州瑞康", "温州", "瑞康温州"]
    assert [entry.title for entry in ranked(entries, "康 温")] == ["瑞康温州", "温州瑞康"]


def test_long_work_shows_in_the_strip_and_can_be_stopped(qtbot: QtBot, opened: Program) -> None:
    strip, stopped = opened.window.strip, []

    def work(progress: Progress) -> None:
        for number in range(100_000):
            progress.step(number, 100_000, Text("Saving"))
            threading.Event().wait(0.005)

    opened.tasks.run(Text("Backing up"), work, owner=opened, cancelled=lambda: stopped.append(True))
    qtbot.waitUntil(strip.isVisible, timeout=5_000)
    qtbot.waitUntil(lambda: "/ 100,000" in strip._text.full_text(), timeout=5_000)
    assert strip._title.text() == "正在备份"
    settle(opened.window)
    assert check(strip, opened.look) == []
    qtbot.mouseClick(strip.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(stopped), timeout=5_000)
    qtbot.waitUntil(lambda: not strip.isVisible(), timeout=5_000)


def test_the_layout_comes_back(qtbot: QtBot, opened: Program, memory: Memory) -> None:
    opened.window.navigation.toggle()
    opened.window.resize(1280, 720)
    opened.window.close()
    assert memory.get("window.narrow") is True
    assert memory.get("window.page") == "settings"
    assert memory.get("window.geometry")


def test_a_chosen_language_reaches_everything_at_once(qtbot: QtBot, opened: Program) -> None:
    qtbot.mouseClick(opened.window.header.language, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert opened.window.header.clock.text() == "Practice day 2026-04-10"
    assert settings(opened).title_label.text() == "Settings"
    assert opened.window.windowTitle().startswith("Settings")
    assert opened.window.navigation.buttons["settings"].text().strip() == "Settings"


def test_switching_the_workspace_leads_to_the_welcome_page_with_the_recent_ones(qtbot: QtBot, opened: Program) -> None:
    opened.switch()
    QApplication.processEvents()
    assert opened.window.desk is None
    assert opened.welcome is not None
    assert opened.welcome._recent[0].name == "practice.cdesk"
    opened.open(opened.welcome._recent[0])
    rest(qtbot, opened)
    assert opened.window.navigation.isVisible()


def test_notices_go_or_stay(opened: Program) -> None:
    for number in range(6):
        opened.window.notify("warn", f"第 {number} 条")
    assert said(opened) == [f"第 {number} 条" for number in range(2, 6)]
    frames = [frame for _, _, frame in opened.window.notices.shown]
    assert all(frame.height() >= frame.sizeHint().height() for frame in frames), "each at its full height at once"
    assert check(opened.window.notices, opened.look) == []


def test_what_was_known_opens_in_the_window_and_the_present_comes_back(qtbot: QtBot, opened: Program) -> None:
    desk = opened.window.desk
    assert desk is not None
    path, then = desk.db.path, desk.db.last_tx()
    desk.db.write(Action("Name"), lambda session: set_setting(session, key=NAME, value="别名"))
    opened.window.acts.open_known(str(then), ("history", {}))
    rest(qtbot, opened)
    copy = opened.window.desk
    assert copy is not None
    assert copy.workspace.known is not None
    assert copy.db.last_tx() == then
    assert opened.window.book.current_key == "history"
    assert opened.window.header.workspace.full_text() == "浙江省区（演练）"
    (banner,) = opened.window.whole.findChildren(Banner)
    assert f"第 {then} 笔" in banner.words.full_text()
    check(opened.window, opened.look)
    with pytest.raises(UserError):
        copy.db.write(Action("Name"), lambda session: set_setting(session, key=NAME, value="x"))
    assert opened._machine.last_workspace == path, "the next start opens the workspace"
    assert opened.look.fixed == copy.workspace.known.notice(), "what dialogs that write say instead of opening"
    opened.window.acts.to_present()
    rest(qtbot, opened)
    back = opened.window.desk
    assert back is not None
    assert (back.db.path, back.workspace.known) == (path, None)
    assert opened.look.fixed is None
    assert opened.window.past.count() == 0


def test_every_page_opens_in_what_was_known_and_a_change_is_refused_in_words(qtbot: QtBot, opened: Program) -> None:
    desk, broken = opened.window.desk, []
    assert desk is not None
    opened.tasks.broke.connect(lambda *what: broken.append(what))
    opened.window.acts.open_known(str(desk.db.last_tx()), None)
    rest(qtbot, opened)
    for spec in PAGES:
        opened.window.go(spec.key, {})
        rest(qtbot, opened)
        assert opened.window.book.current_key == spec.key
        assert opened.window.past.count() == 1, "the band stays over every page"
        page = opened.window.book.page
        assert page is not None
        check(opened.window, opened.look)
    assert broken == []
    assert not opened.window.header.undo.isEnabled(), "nothing can be taken back here"
    copy = opened.window.desk
    assert copy is not None
    opened.tasks.run(Text("Back up"), lambda _p: copy.workspace.back_up(), owner=opened)
    rest(qtbot, opened)
    assert any("只读" in spoken(opened.look, words) for _, words, _ in opened.window.notices.shown)
    assert broken == []


def test_a_time_that_nothing_was_known_at_is_refused_and_the_workspace_stays(qtbot: QtBot, opened: Program) -> None:
    desk = opened.window.desk
    opened.window.acts.open_known("2001-01-01", None)
    rest(qtbot, opened)
    assert opened.window.desk is desk
    assert any("2001-01-01" in str(words) for _, words, _ in opened.window.notices.shown)
