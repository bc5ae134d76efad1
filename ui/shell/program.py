"""The running program: which workspace is open, and how it gets opened, made, restored and closed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from app.core.errors import Cancelled, UserError
from app.core.keys import MOVE_SUFFIX, UnknownKeyError
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.texts import N_, Text
from ui.core.context import Acts, Place
from ui.core.look import Look
from ui.core.memory import Memory
from ui.core.recovery import PLACED, ask_code, show_code
from ui.core.tasks import Tasks
from ui.shell.bell import Bell
from ui.shell.newer import Newer
from ui.shell.timed import TimedWork
from ui.shell.window import MainWindow

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.core.card import BannerKind
    from ui.welcome.page import WelcomePage

RECENT = 6
UPKEEP_MS = 4_000
UNPAINTED_MS = 1_000
FLUSHED_MS = 1
"""What was painted reaches the screen when the loop comes round."""


@dataclass(frozen=True)
class Openers:
    """How a desk is made; called in a worker, so they may import what the first paint does without."""

    open: Callable[[Path], "Desk"]
    create: Callable[..., "Desk"]
    """``create(path)``, or with a key that encrypts it."""
    practice: Callable[[Progress], "Desk"]
    """The practice region: made at the first call, opened at later ones."""
    restore: Callable[[Path, Path], None]
    """``restore(workspace, backup)`` on a closed workspace."""
    known: "Callable[[Desk, str, Progress], Desk]"
    """``known(desk, when)``: the read-only copy of what a desk's workspace knew then; the desk stays open."""


class Program(QObject):
    """Owns the window and the open desk."""

    def __init__(self, app: QApplication, memory: Memory, machine: MachineSettings, openers: Openers) -> None:
        """Build the window; nothing is opened before ``start``."""
        super().__init__(app)
        self.look = Look(app, memory)
        self.memory, self._machine, self._openers = memory, machine, openers
        self.tasks = Tasks(self)
        acts = Acts(
            switch=self.switch, restore=self.restore, sign_in=self.sign_in, say_name=self.say_name,
            rework=self.rework, open_known=self.open_known, to_present=self.to_present, leave=self.leave,
        )  # fmt: skip
        self.window = MainWindow(self.look, self.tasks, memory, acts)
        self.window.closing.connect(self.stop)
        self.welcome: WelcomePage | None = None
        self._stopped = False
        self._timed: TimedWork | None = None
        self._bell: Bell | None = None
        self._newer: Newer | None = None
        self._opening = False
        self._wanted: Path | None = None
        self._with_code: Callable[[str], object] | None = None
        self._next: Path | None = None
        """A file that the system named while another workspace was being opened."""
        self.afterwards: Callable[[], object] = lambda: None
        """What is done when the program has closed."""

    def start(self, path: Path | None, *, practice: bool = False) -> None:
        """Show the window, then open ``path``, else the last workspace, else the welcome page."""
        if practice:
            self._show_then(self.practice)
            return
        found = path or self._machine.last_workspace
        if found is not None and (path is not None or found.exists()):
            self._show_then(lambda: self._open_again(found))
        else:
            self.show_welcome()
            self.window.show()

    def _open_again(self, path: Path) -> None:
        self.window.show_sight(path)
        QTimer.singleShot(0, self, lambda: self.open(path))  # painted first

    def _show_then(self, act: Callable[[], object]) -> None:
        """Show the window and go on when it has painted, so that nothing in a worker holds the first paint up.

        A window that starts minimised never paints: there it goes on after a moment.
        """
        waiting = [act]
        self._opening = True

        def begin() -> None:
            if waiting:
                waiting.pop()()

        self.window.painted.connect(lambda: QTimer.singleShot(FLUSHED_MS, self, begin))
        QTimer.singleShot(UNPAINTED_MS, self, begin)
        self.window.show()

    # -- ways in ------------------------------------------------------------------------------------------------------

    def show_welcome(self) -> "WelcomePage":
        """The choice of a beginning."""
        from ui.welcome.page import Starts, WelcomePage

        recent = [Path(path) for path in self.memory.get("recent", [])]
        starts = Starts(self.practice, self.first_file, self.open)
        self.welcome = WelcomePage(self.look, starts, [path for path in recent if path.exists()])
        self.window.show_alone(self.welcome)
        return self.welcome

    def open(self, path: Path) -> None:
        """Open a workspace, or ask where one that was packed is to lie."""
        if path.suffix == MOVE_SUFFIX:
            self.place(path)
            return
        opener, self._wanted, self._with_code = self._openers.open, path, None
        self._run(Text(N_("Opening {name}"), {"name": path.stem}), lambda _p: opener(path))

    def open_file(self, path: Path) -> None:
        """Open what the system asks for in place of what is open, which stays where the file is no workspace."""
        desk, opener = self.window.desk, self._openers.open
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        if self._opening:
            self._next = path
        elif desk is None:
            self.open(path)
        elif not _is_same(desk.db.path, path):

            def done(found: "Desk") -> None:
                self._close_desk()
                self._opened(found)

            title = Text(N_("Opening {name}"), {"name": path.stem})
            self.tasks.run(title, lambda _p: opener(path), done, owner=self, key="open")

    def practice(self) -> None:
        """The practice region."""
        self._run(Text(N_("Preparing the practice region")), self._openers.practice)

    def first_file(self, place: Path, file: Path) -> None:
        """A fresh workspace, and the import of its first file."""
        create, own = self._openers.create, self._machine.folder
        made: list[str] = []

        def work(_progress: Progress) -> "Desk":
            from app.core.encryption.making import wanted_key

            new = wanted_key(place, own)
            if new is None:
                return create(place)
            made.append(new.code)
            return create(place, new)

        def then() -> None:
            if made:
                show_code(self.look, self.window, place.name, made[0])
            self.window.go("imports", {"files": [str(file)]})

        self._run(Text(N_("Making the workspace")), work, then)

    def switch(self) -> None:
        """Close the workspace and choose another."""
        self._close_desk()
        self.show_welcome()

    def restore(self, backup: Path) -> None:
        """Close, bring the backup back, open again."""
        desk = self._close_desk()
        if desk is None:
            return
        path, openers = desk.db.path, self._openers

        def work(_progress: Progress) -> "Desk":
            openers.restore(path, backup)
            return openers.open(path)

        def then() -> None:
            self.window.notify("good", Text(N_("The backup is back.")))

        self._run(Text(N_("Bringing the backup back")), work, then)

    def rework(self, title: Text, work: Callable[[Path, Progress], object], said: Text) -> None:
        """Close, do something with the files of the workspace, open it again; a refusal is said over it."""
        desk = self._close_desk()
        if desk is None:
            return
        path, opener = desk.db.path, self._openers.open
        told: list[tuple[BannerKind, Text]] = []

        def both(progress: Progress) -> "Desk":
            try:
                work(path, progress)
                told.append(("good", said))
            except UserError as error:
                told.append(("bad", error.text))
            except Cancelled:
                told.append(("info", Text(N_("Stopped; every file is whole."))))
            return opener(path)

        self._run(title, both, lambda: self.window.notify(*told[0]))

    def ask_code(self, error: UnknownKeyError) -> None:
        """Ask for the recovery code of a workspace whose key is not kept here, and open it with that."""
        path, opener = self._wanted or error.path, self._openers.open
        code = ask_code(self.look, self.window, error.path.name)
        if not code:
            return
        if self._with_code is not None:
            self._with_code(code)
            return

        def work(_progress: Progress) -> "Desk":
            from app.core.encryption.service import recover

            recover(error.path, code)
            return opener(path)

        self._run(Text(N_("Opening {name}"), {"name": path.stem}), work)

    def place(self, file: Path) -> None:
        """Ask where a workspace that was packed on another machine is to lie, and put it there."""
        proposed = str(Path.home() / f"{file.stem}.cdesk")
        words = self.look.t("Where the workspace is to lie on this computer")
        path, _ = QFileDialog.getSaveFileName(self.window, words, proposed, "*.cdesk")
        if path:
            self.place_at(file, Path(path))

    def place_at(self, file: Path, path: Path, code: str = "") -> None:
        """Put it in place, check it, open it; ``code`` where it is encrypted."""
        opener = self._openers.open
        self._with_code = partial(self.place_at, file, path)
        faults: list[Text] = []

        def work(progress: Progress) -> "Desk":
            from app.core.check import check
            from app.core.moving import put_in_place

            desk = opener(put_in_place(file, path, code=code, progress=progress).path)
            faults.extend(check(desk.db, desk.workspace.files, progress=progress))
            return desk

        def then() -> None:
            for fault in faults or [PLACED]:
                self.window.notify("bad" if faults else "good", fault)

        self._run(Text(N_("Opening {name}"), {"name": path.stem}), work, then)

    def open_known(self, when: str, then: Place | None = None) -> None:
        """Show what was known at a transaction, a day or a reference, in place of the workspace; then a page there."""
        desk, known = self.window.desk, self._openers.known
        if desk is None:
            return

        def done(copy: "Desk") -> None:
            self._close_desk()
            self.window.show_desk(copy)
            if then is not None:
                self.window.go(*then)

        title = Text(N_("Going back to {when}"), {"when": when})
        self.tasks.run(title, lambda progress: known(desk, when, progress), done, owner=self, key="open")

    def to_present(self) -> None:
        """From what was known back to the workspace as it is."""
        desk = self.window.desk
        if desk is not None and desk.workspace.known is not None:
            path = desk.workspace.known.of
            self._close_desk()
            self.open(path)

    def sign_in(self, person: str) -> None:
        """Work in a person's name from now on."""
        desk, link = self.window.desk, self.window.link
        if desk is not None and link is not None:
            desk.workspace.set_person(person)
            link.ask()
            if self.window.book.page is not None:
                self.window.book.page.reload()

    def say_name(self, name: str) -> None:
        """Somebody said who they are."""
        desk = self.window.desk
        if desk is None:
            return

        def work(_progress: Progress) -> str:
            from app.core.db import Action
            from app.people.service import find_or_add_person

            action = Action(N_("Said who works here"))
            written = desk.db.write(action, lambda session: find_or_add_person(session, name=name), origin="system")
            return written.value

        self.tasks.run(Text(N_("Said who works here")), work, self.sign_in, owner=self)

    def _run(self, title: Text, work: Callable[[Progress], "Desk"], then: Callable[[], object] | None = None) -> None:
        self.window.book.wait_alone(self.look, title)
        self._opening = True

        def done(desk: "Desk") -> None:
            self._opened(desk)
            if then is not None:
                then()

        self.tasks.run(title, work, done, owner=self, key="open", failed=self._refused, cancelled=self._stayed_out)

    def _opened(self, desk: "Desk") -> None:
        path = desk.db.path
        if desk.workspace.known is None:
            self._machine.update(last_workspace=str(path))
        others = [kept for kept in self.memory.get("recent", []) if kept != str(path)]
        self.memory.put("recent", [str(path), *others][:RECENT])
        self.welcome = None
        self.window.show_desk(desk)
        QTimer.singleShot(UPKEEP_MS, self, lambda: self._look_after(desk))
        self._open_next()

    def _refused(self, error: UserError) -> None:
        self.show_welcome().say("bad", error.text)
        if isinstance(error, UnknownKeyError):
            QTimer.singleShot(0, self, lambda: self.ask_code(error))
        self._open_next()

    def _stayed_out(self) -> None:
        self.show_welcome()
        self._open_next()

    def _open_next(self) -> None:
        self._opening = False
        waiting, self._next = self._next, None
        if waiting is not None:
            QTimer.singleShot(0, self, lambda: self.open_file(waiting))

    def _look_after(self, desk: "Desk") -> None:
        """What is due, quietly, once the window is at rest: sources, and a backup a day."""
        if self.window.desk is desk:
            self._timed = TimedWork(desk, self.tasks, self.window.notify, self)
            self._timed.start()
            self._bell = Bell(desk, self.window, self)
            self._bell.ask()
            if self._newer is None:
                self._newer = Newer(self._machine, self.window, self)
                self._newer.ask()

    # -- the way out --------------------------------------------------------------------------------------------------

    def _close_desk(self) -> "Desk | None":
        if self._timed is not None:
            self._timed.stop()
            self._timed.deleteLater()
            self._timed = None
        if self._bell is not None:
            self._bell.stop()
            self._bell.deleteLater()
            self._bell = None
        desk = self.window.drop_desk()
        if desk is not None:
            desk.close()
        return desk

    def leave(self, then: Callable[[], object]) -> None:
        """Close the window and the workspace, then do something."""
        self.afterwards = then
        self.window.close()

    def stop(self) -> None:
        """Cancel what runs, wait for it, close the workspace."""
        if not self._stopped:
            self._stopped = True
            self.window.keep_sight()
            self.tasks.close()
            self._close_desk()


def _is_same(first: Path, second: Path) -> bool:
    try:
        return first.samefile(second)
    except OSError:  # one of them is not there: opening it says so
        return False
