"""Out of the program: what a page shows as a brief or a picture on the clipboard, or as a file of any shape."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.controls import Button
from ui.core.words import spoken

if TYPE_CHECKING:
    from app.boards.handout import Handout
    from app.boards.tile import TileSpec
    from app.kpi.board import Choice
    from ui.core.context import Context
    from ui.core.present import Presentation

FILES: Final = {
    "pdf": N_("Save PDF…"), "xlsx": N_("Save Excel…"), "pptx": N_("Save PowerPoint…"), "png": N_("Save picture…"),
    "svg": N_("Save SVG…"),
}  # fmt: skip
"""The shapes of files with what the menu says; what a shape is made by stands in ``app.reports.boards.shapes``."""
PRESENT: Final = "Shift+F5"
"""F5 alone reads the page again."""
_FOLDER: Final = "share.folder"
_FORBIDDEN: Final = '<>:"/\\|?*'


@dataclass(frozen=True)
class Shared:
    """What is handed out: which tiles, for which choice."""

    title: str | Text
    specs: "tuple[TileSpec, ...]"
    choice: "Choice"


class ShareMenu:
    """What can be done with what a page shows; the figures are read again when it is done."""

    def __init__(self, context: "Context", owner: QWidget, shared: Callable[[], Shared | None]) -> None:
        """``shared`` tells what is handed out at that moment, None where there is nothing."""
        self.context, self.look, self._owner, self._shared = context, context.look, owner, shared

    def fill(self, menu: QMenu) -> QMenu:
        """The menu's lines."""
        from app.boards.brief_templates import list_templates
        from app.boards.briefs import DEFAULTS, TITLES
        from app.reports.boards.shapes import FILES as MADE

        briefs = menu.addMenu(self.look.icon("copy"), self._say(N_("Copy brief")))
        for rhythm, body in DEFAULTS.items():
            briefs.addAction(self._say(TITLES[rhythm]), partial(self.copy_brief, self.look.t(body)))
        briefs.addSeparator()
        with self.context.desk.db.read() as session:
            kept = list_templates(session)
        for one in kept:
            briefs.addAction(one.name.replace("&", "&&"), partial(self.copy_brief, one.body))
        briefs.addAction(self.look.icon("pencil"), self._say(N_("Templates of briefs…")), self.open_templates)
        menu.addAction(self.look.icon("image"), self._say(N_("Copy picture")), self.copy_picture)
        menu.addSeparator()
        for shape, words in FILES.items():
            if shape in MADE:
                menu.addAction(self.look.icon("file-down"), self._say(words), partial(self.ask_and_save, shape))
        menu.addSeparator()
        shown = menu.addAction(self.look.icon("monitor"), self._say(N_("Present on the whole screen")), self.present)
        shown.setShortcut(QKeySequence(PRESENT))
        return menu

    def _say(self, words: str) -> str:
        return spoken(self.look, Text(words))

    def _read(self, shared: Shared, progress: Progress) -> "Handout":
        from app.boards.handing import hand_out

        progress.step(0, 2, Text(N_("Reading the figures")))
        desk = self.context.desk
        with desk.db.read() as session:
            return hand_out(
                session, title=shared.title, specs=shared.specs, choice=shared.choice, today=desk.clock.today()
            )

    def copy_brief(self, body: str) -> None:
        """The brief of a template to the clipboard."""
        shared, lang = self._shared(), self.look.lang
        if shared is None:
            return

        def work(progress: Progress) -> str:
            from app.reports.boards.brief import brief

            return brief(self._read(shared, progress), body, lang)

        def copied(words: str) -> None:
            QGuiApplication.clipboard().setText(words)
            self.context.notify("good", Text(N_("The brief is on the clipboard: {n} characters."), {"n": len(words)}))

        self.context.tasks.run(Text(N_("Writing the brief")), work, copied, owner=self._owner, key="share")

    def open_templates(self) -> None:
        """The list of templates, to write, change and take out."""
        from ui.core.brief_templates import TemplatesDialog

        dialog = TemplatesDialog(self.context, self._owner)
        dialog.run()
        dialog.deleteLater()

    def copy_picture(self) -> None:
        """A picture 1,080 pixels wide to the clipboard."""
        shared, lang = self._shared(), self.look.lang
        if shared is None:
            return

        def work(progress: Progress) -> QImage:
            from app.reports.boards.picture import picture

            return QImage.fromData(picture(self._read(shared, progress), lang))

        def copied(image: QImage) -> None:
            QGuiApplication.clipboard().setImage(image)
            said = {"width": image.width(), "height": image.height()}
            self.context.notify("good", Text(N_("The picture is on the clipboard: {width} × {height} pixels."), said))

        self.context.tasks.run(Text(N_("Drawing the picture")), work, copied, owner=self._owner, key="share")

    def present(self) -> "Presentation | None":
        """On the whole screen, for a meeting."""
        from ui.core.present import Presentation

        shared = self._shared()
        if shared is None:
            return None
        found = Presentation(self.context, self._owner, partial(self._read, shared))
        found.start()
        return found

    def ask_and_save(self, shape: str) -> None:
        """Ask for a place and write a file there."""
        shared = self._shared()
        if shared is None:
            return
        title = f"{spoken(self.look, shared.title)} {shared.choice.period.name}"
        name = "".join("_" if char in _FORBIDDEN or ord(char) < 32 else char for char in title)[:80]
        start = str(Path(str(self.context.memory.get(_FOLDER, ""))) / f"{name}.{shape}")
        kind = f"{shape.upper()} (*.{shape})"
        chosen, _ = QFileDialog.getSaveFileName(self._owner, self._say(FILES[shape]), start, kind)
        if chosen:
            self.save(shape, Path(chosen if chosen.lower().endswith(f".{shape}") else f"{chosen}.{shape}"))

    def save(self, shape: str, path: Path) -> None:
        """Write a file; whole, or not at all."""
        shared, lang = self._shared(), self.look.lang
        if shared is None:
            return

        def work(progress: Progress) -> Path:
            from app.core.whole import write_whole
            from app.reports.boards.shapes import FILES as MADE

            handout = self._read(shared, progress)
            progress.step(1, 2, Text(N_("Writing {file}"), {"file": path.name}))
            write_whole(path, MADE[shape](handout, lang, progress))
            return path

        def saved(path: Path) -> None:
            self.context.memory.put(_FOLDER, str(path.parent))
            self.context.notify("good", Text(N_("{file} is saved."), {"file": path.name}))

        self.context.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), work, saved, owner=self._owner)


class ShareButton(Button):
    """Opens the menu below itself."""

    def __init__(
        self, context: "Context", shared: Callable[[], Shared | None], *, quiet: bool = False, short: bool = False
    ) -> None:
        """``quiet`` for a card's head; ``short`` is the icon alone, where a head has no room for words."""
        words = Text(N_("Share…"))
        super().__init__(
            context.look, "" if short else words, self._offer, icon="share-2", kind="quiet" if quiet else "plain",
            tip=words if short else "",
        )  # fmt: skip
        self.share = ShareMenu(context, self, shared)
        if not quiet:
            QShortcut(QKeySequence(PRESENT), self, self.share.present)

    def retranslate(self) -> None:
        """The words again, also for who cannot see the icon."""
        super().retranslate()
        self.setAccessibleName(self.look.t("Share…"))

    def menu_of(self) -> QMenu:
        """What can be chosen now."""
        return self.share.fill(QMenu(self))

    def _offer(self) -> None:
        menu = self.menu_of()
        menu.exec(self.mapToGlobal(self.rect().bottomLeft()))
        menu.deleteLater()
