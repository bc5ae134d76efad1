"""A report as it will be printed: its pages in a scroll view, its language apart from the screen's, and the way out."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.clock import SystemClock
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import EN, N_, ZH, Text
from app.core.whole import write_whole
from ui.core.card import EmptyState, clear, row
from ui.core.controls import Button, Segments
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.look import Look

Make = Callable[[str, Progress], bytes]
"""The PDF in a language; runs in a worker."""
GAP = 12


class PageView(QWidget):
    """One page: white until its picture is there, always in its true proportions."""

    def __init__(self, look: "Look", number: int, size: tuple[float, float]) -> None:
        """``size`` in points."""
        super().__init__()
        self.look, self.number, self._size = look, number, size
        self.picture: QPixmap | None = None
        self.setAccessibleName(look.t("Page {n}", n=number + 1))

    def fit(self, width: int) -> None:
        """As wide as there is room, in the page's proportions."""
        self.setFixedSize(width, round(width * self._size[1] / self._size[0]))

    def show_picture(self, image: QImage) -> None:
        """Its picture has come."""
        self.picture = QPixmap.fromImage(image)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The page on white paper with a thin border, in either theme."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        if self.picture is not None:
            painter.drawPixmap(self.rect(), self.picture)
        painter.setPen(self.look.color("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class ReportView(QWidget):
    """Makes a report in a worker, shows its pages as they come into sight, and saves it."""

    def __init__(self, context: "Context", make: Make, name: Callable[[str], str], *, fixed: bool = False) -> None:
        """``name`` gives the file's name in a language; ``fixed`` is a kept file that has no other language."""
        super().__init__()
        self.context, self.look = context, context.look
        self._make, self._name, self._fixed = make, name, fixed
        self.pdf: bytes | None = None
        self.saved: Path | None = None
        self.pages: list[PageView] = []
        self._asked: dict[int, int] = {}
        self.language = Segments(self.look, [(ZH, "中文"), (EN, "English")])
        kept = context.memory.get("health.report.language", self.look.lang)
        self.language.choose(kept)
        self.language.picked.connect(self._relanguage)
        self.count = Label(self.look, "", "dim", elide=True)
        self.folder = Button(self.look, Text(N_("Show in folder")), self._show_folder, icon="folder-open", kind="quiet")
        self.folder.hide()
        self.save_button = Button(self.look, Text(N_("Save PDF…")), self.ask_and_save, icon="file-down", kind="primary",
                                  shortcut="Ctrl+S")  # fmt: skip
        self.sign_button = Button(self.look, Text(N_("Save signed…")), lambda: self.ask_and_save(signed=True),
                                  icon="shield-check")  # fmt: skip
        for button in (self.save_button, self.sign_button):
            button.setEnabled(False)
        self._rest = QTimer(self, interval=60, singleShot=True)
        self._rest.timeout.connect(self._draw_visible)
        self._lay_out()
        self.make()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        asked = Label(self.look, Text(N_("Language of the report")), "dim")
        bar = row(asked, self.language, gap=8)
        for part in (asked, self.language):
            part.setVisible(not self._fixed)
        bar.addWidget(self.count, 1)
        bar.addWidget(self.folder)
        bar.addWidget(self.sign_button)
        bar.addWidget(self.save_button)
        outer.addLayout(bar)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.verticalScrollBar().valueChanged.connect(lambda _value: self._rest.start())
        inner = QWidget()
        inner.setObjectName("clear")
        self._stack = QVBoxLayout(inner)
        self._stack.setContentsMargins(0, 0, GAP, 0)
        self._stack.setSpacing(GAP)
        self.area.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.area.viewport().setAutoFillBackground(False)
        outer.addWidget(self.area, 1)

    # -- making -------------------------------------------------------------------------------------------------------

    @property
    def lang(self) -> str:
        """The report's language."""
        return str(self.language.key())

    def make(self) -> None:
        """Draw the report anew; what is in sight stays until it is there."""
        make, lang = self._make, self.lang
        if not self.pages:
            self._say(Text(N_("Drawing the report…")), "loader-circle")
        for button in (self.save_button, self.sign_button):
            button.setEnabled(False)

        def work(progress: Progress) -> tuple[bytes, tuple[tuple[float, float], ...]]:
            from ui.core.pages_of import page_sizes

            pdf = make(lang, progress)
            return pdf, page_sizes(pdf)

        def failed(error: UserError) -> None:
            self._say(error.text, "triangle-alert")

        title = Text(N_("Drawing the report"))
        self.context.tasks.run(title, work, self._show, owner=self, key="make", failed=failed)

    def _say(self, words: Text, icon: str) -> None:
        clear(self._stack)
        self.pages = []
        self._stack.addWidget(EmptyState(self.look, words, icon=icon))

    def _show(self, made: tuple[bytes, tuple[tuple[float, float], ...]]) -> None:
        self.pdf, sizes = made
        clear(self._stack)
        self._asked = {}
        self.pages = [PageView(self.look, number, size) for number, size in enumerate(sizes)]
        for page in self.pages:
            self._stack.addWidget(page)
        self._stack.addStretch(1)
        self._fit()
        self.count.say(Text(N_("Pages: {n}"), {"n": len(sizes)}))
        for button in (self.save_button, self.sign_button):
            button.setEnabled(True)
        self.folder.setVisible(self.saved is not None)
        self._rest.start()

    def _relanguage(self, lang: object) -> None:
        self.context.memory.put("health.report.language", str(lang))
        self.saved = None
        self.make()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sharper or smaller pictures."""
        super().resizeEvent(event)
        self._fit()
        self._rest.start()

    def _fit(self) -> None:
        room = self.area.viewport().width() - GAP
        for page in self.pages:
            page.fit(max(room, 200))

    def _draw_visible(self) -> None:
        """Ask for the pictures of the pages in sight, and of the next one."""
        if self.pdf is None or not self.isVisible():
            return
        top = self.area.verticalScrollBar().value()
        sight = QRect(0, top, 10, round(self.area.viewport().height() * 1.5))
        for page in self.pages:
            width = round(page.width() * self.devicePixelRatioF())
            if (
                page.geometry().intersects(sight.adjusted(0, 0, page.width(), 0))
                and self._asked.get(page.number) != width
            ):
                self._asked[page.number] = width
                self._draw(page, self.pdf, width)

    def _draw(self, page: PageView, pdf: bytes, width: int) -> None:
        def work(_progress: Progress) -> QImage:
            from ui.core.pages_of import draw_page

            return draw_page(pdf, page.number, width)

        title = Text(N_("Drawing page {n}"), {"n": page.number + 1})
        self.context.tasks.run(title, work, page.show_picture, owner=page, key="page")

    # -- out ----------------------------------------------------------------------------------------------------------

    def ask_and_save(self, *, signed: bool = False) -> None:
        """Ask for a place and write the report there, signed with the certificate of this computer's user if asked."""
        if self.pdf is None:
            return
        folder = Path(str(self.context.memory.get("health.report.folder", "")))
        start = str(folder / self._name(self.lang))
        chosen, _ = QFileDialog.getSaveFileName(self, self.look.t("Save PDF…"), start, "PDF (*.pdf)")
        if chosen:
            self.save(Path(chosen if chosen.lower().endswith(".pdf") else f"{chosen}.pdf"), signed=signed)

    def save(self, path: Path, *, signed: bool = False) -> None:
        """Write the report; whole, or not at all."""
        pdf, signing = self.pdf, self.context.desk.signing
        if pdf is None:
            return

        def work(_progress: Progress) -> Path:
            write_whole(path, signing.open(SystemClock().now()).sign(pdf) if signed else pdf)
            return path

        self.context.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), work, self._saved, owner=self)

    def _saved(self, path: Path) -> None:
        self.saved = path
        self.context.memory.put("health.report.folder", str(path.parent))
        self.folder.show()
        self.context.notify("good", Text(N_("{file} is saved."), {"file": path.name}))

    def _show_folder(self) -> None:
        if self.saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.saved.parent)))
