"""The Import page: batches, rows put aside, profiles; and the wizard, which any file dropped on the page opens."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QStackedWidget, QVBoxLayout

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.core.veiled import VeiledPath
from app.imports.profile import Profile
from app.imports.queries import BatchRow, batch_actors, list_batches, quarantine_reasons
from app.people.queries import names
from ui.core.card import Banner, Icon
from ui.core.controls import Button, Segments
from ui.core.page import Command, Context, Found, Page
from ui.core.words import Label
from ui.imports.batches import BatchesTab
from ui.imports.profiles import ProfilesTab
from ui.imports.quarantine import QuarantineTab
from ui.imports.wizard import Wizard

if TYPE_CHECKING:
    from app.bootstrap import Desk

TABS: Final = ("batches", "quarantine", "profiles")
_SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True)
class _Seen:
    """What the page shows."""

    batches: list[BatchRow]
    people: dict[str, str]
    reasons: dict[str, int]
    profiles: list[Profile]


class DropVeil(QFrame):
    """Covers the page while files are dragged over it."""

    def __init__(self, page: "ImportPage") -> None:
        """Hidden until a drag comes."""
        super().__init__(page)
        self.setObjectName("popup")
        inner = QVBoxLayout(self)
        inner.addStretch(1)
        icon = Icon(page.look, "upload", "brand", 40)
        label = Label(page.look, Text(N_("Drop the files to take them in")), "card")
        for part in (icon, label):
            inner.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        inner.addStretch(1)
        self._page = page
        page.installEventFilter(self)
        self.hide()

    def cover(self) -> None:
        """Lie over the whole page."""
        self.setGeometry(self._page.rect().adjusted(16, 16, -16, -16))
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the page's size."""
        if watched is self._page and event.type() == QEvent.Type.Resize and self.isVisible():
            self.cover()
        return super().eventFilter(watched, event)


class ImportPage(Page):
    """Taking data in."""

    title: ClassVar[str] = N_("Import")
    watches: ClassVar[frozenset[str]] = frozenset({"import_batch", "import_profile", "quarantine"})

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.setAcceptDrops(True)
        titles = (Text(N_("Batches")), Text(N_("Put aside")), Text(N_("Profiles")))
        self.tabs = Segments(self.look, list(zip(TABS, titles, strict=True)))
        self.batches, self.quarantine = BatchesTab(context), QuarantineTab(context)
        self.profiles, self.wizard = ProfilesTab(context), Wizard(context)
        self.import_button = Button(
            self.look, Text(N_("Import files")), self.browse, icon="upload", kind="primary", shortcut="Ctrl+O"
        )
        self.buttons.addWidget(self.import_button)
        self.filters.addWidget(self.tabs)
        self.filters.addStretch(1)
        self.stack = QStackedWidget()
        for part in (self.batches, self.quarantine, self.profiles, self.wizard):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack, 1)
        self.veil = DropVeil(self)
        self._undo: Banner | None = None
        self._empty = False
        self._connect()

    def _connect(self) -> None:
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._find)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.tabs.picked.connect(lambda key: self.show_tab(str(key)))
        self.wizard.left.connect(lambda: self.show_tab("batches"))
        self.wizard.browse.connect(self.browse)
        self.wizard.quarantine.connect(self.show_aside)
        self.batches.quarantine.connect(self.show_aside)
        self.batches.withdrawn.connect(self._withdrawn)
        self.profiles.edited.connect(self._edit)

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read batches, reasons and profiles again."""
        desk, batch = self.context.desk, self.quarantine.source.batch

        def work(_progress: Progress) -> _Seen:
            with desk.db.read() as session:
                people, actors = names(session), batch_actors(session)
                by = {one: people.get(actor, "") for one, actor in actors.items()}
                return _Seen(list_batches(session), by, quarantine_reasons(session, batch_id=batch), desk.shelf.all())

        self.load(work, self._show)

    def _show(self, seen: _Seen) -> None:
        self._empty = not seen.batches and not seen.profiles
        self.batches.show_batches(seen.batches, seen.people, {one.id: one.title for one in seen.profiles})
        self.quarantine.show_batches(seen.batches, seen.reasons, seen.profiles)
        self.profiles.show_profiles(seen.profiles, seen.batches, seen.people)
        live = sum(one.state == "live" and not one.parent_id for one in seen.batches)
        aside = sum(one.waiting for one in seen.batches)
        number = self.look.formats.number
        self.say_subtitle(
            Text(N_("Batches in use: {n} · rows put aside: {aside}"), {"n": number(live), "aside": number(aside)})
        )
        self._settle_tools()

    def _settle_tools(self) -> None:
        """Tabs, or the invitation where there is nothing yet, or only the wizard."""
        working = self.stack.currentWidget() is self.wizard
        self.tabs.setVisible(not working and not self._empty)
        self.import_button.setVisible(not working and not self._empty)
        if self._empty and not working:
            self.show_empty(
                Text(N_("Take in the first file")),
                Text(N_("Exports of the ERP, WMS and TMS as they are: CSV or Excel. Drop them anywhere on this page.")),
                icon="upload", action=Text(N_("Import files")), on=self.browse,
            )  # fmt: skip
        else:
            self.show_body()

    # -- where to -----------------------------------------------------------------------------------------------------

    def show_tab(self, key: str) -> None:
        """Bring a tab into sight."""
        self.tabs.choose(key)
        self.stack.setCurrentIndex(TABS.index(key))
        self.topic = "" if key == "batches" else key
        self._settle_tools()

    def _find(self) -> None:
        """Ctrl+F: the filter of the table in sight."""
        shown = self.stack.currentWidget()
        if isinstance(shown, BatchesTab | QuarantineTab | ProfilesTab):
            shown.table.search.setFocus()

    def show_aside(self, batch_id: str) -> None:
        """The rows of a batch that were put aside; of all batches for an empty id."""
        self.show_tab("quarantine")
        self.quarantine.show_batch(batch_id)

    def open(self, target: Mapping[str, object]) -> None:
        """``tab``, ``batch`` (an id: its details) or ``files`` (paths to take in)."""
        if target.get("tab") in TABS:
            self.show_tab(str(target["tab"]))
        if "batch" in target:
            self.show_tab("batches")
            self.batches.choose(str(target["batch"]))
        files = target.get("files")
        if isinstance(files, Sequence) and not isinstance(files, str):
            self.start([Path(str(one)) for one in files])

    def commands(self) -> list[Command]:
        """Import, and the three tabs."""
        return [
            Command(Text(N_("Import files")), self.browse, "upload", "Ctrl+O"),
            Command(Text(N_("Show import batches")), lambda: self.show_tab("batches"), "inbox"),
            Command(Text(N_("Show rows put aside")), lambda: self.show_aside(""), "triangle-alert"),
            Command(
                Text(N_("Export rows put aside with personal data in full")),
                lambda: self.quarantine.ask_where(reveal=True),
                "eye",
            ),
            Command(Text(N_("Show import profiles")), lambda: self.show_tab("profiles"), "list-checks"),
        ]

    @classmethod
    def hits(cls, desk: "Desk", lang: str, text: str) -> list[Found]:
        """Batches by file name or reference."""
        del lang
        wanted = text.strip().casefold()
        if len(wanted) < 2:
            return []
        with desk.db.read() as session:
            rows = list_batches(session)
        return [
            Found(one.file_name, one.ref, "imports", {"batch": one.id}, "inbox")
            for one in rows
            if wanted in one.file_name.casefold() or wanted == one.ref.casefold()
        ][:10]

    # -- files --------------------------------------------------------------------------------------------------------

    def browse(self) -> None:
        """Ask for files."""
        kinds = " ".join(f"*{one}" for one in _SUFFIXES)
        filters = f"{self.look.t('Exports')} ({kinds});;{self.look.t('All files')} (*)"
        chosen, _ = QFileDialog.getOpenFileNames(self, self.look.t("Import files"), "", filters)
        if chosen:
            self.start([Path(one) for one in chosen])

    def start(self, paths: Sequence[Path]) -> None:
        """Open the wizard on files; a folder stands for the exports in it."""
        files: list[Path] = []
        for path in paths:
            files += (
                sorted(one for one in path.iterdir() if one.suffix.casefold() in _SUFFIXES) if path.is_dir() else [path]
            )
        if files:
            self._drop_undo()
            self.stack.setCurrentWidget(self.wizard)
            self._settle_tools()
            self.wizard.start(files)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self.veil.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Gone again."""
        del event
        self.veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files in."""
        self.veil.hide()
        urls: list[QUrl] = event.mimeData().urls()
        event.acceptProposedAction()
        self.start([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])

    # -- batches and profiles -----------------------------------------------------------------------------------------

    def _withdrawn(self, batch: BatchRow) -> None:
        """Say so where it happened, with the way back."""
        self._drop_undo()
        words = Text(N_("{file} was withdrawn; figures are as if it had never been loaded."), {"file": batch.file_name})

        def back() -> None:
            self._drop_undo()
            self.batches.take_again(batch)

        self._undo = self.show_banner("info", words, action=Text(N_("Undo")), on=back)
        self._undo.destroyed.connect(self._forget_undo)

    def _drop_undo(self) -> None:
        banner, self._undo = self._undo, None
        if banner is not None:
            banner.hide()
            banner.deleteLater()

    def _forget_undo(self, banner: QObject) -> None:
        if banner is self._undo:
            self._undo = None

    def _edit(self, profile: Profile) -> None:
        """Open a profile on the newest file that was read with it, else ask for one."""
        desk = self.context.desk
        folder = tempfile.TemporaryDirectory(prefix="channeldesk-", ignore_cleanup_errors=True)
        self.destroyed.connect(partial(_clean_up, folder))  # kept as long as the page is

        def work(_progress: Progress) -> Path | None:
            with desk.db.read() as session:
                found = next(
                    (one for one in list_batches(session) if one.profile_id == profile.id and not one.parent_id), None
                )
            if found is None:
                return None
            files = desk.workspace.files
            path = VeiledPath.under(Path(folder.name) / Path(found.file_name).name, files.disposable_key())
            path.write_bytes(files.get(found.file_sha256))
            return path

        def failed(error: UserError) -> None:
            self.context.notify("warn", error.text)
            done(None)

        def done(path: Path | None) -> None:
            if path is None:
                chosen, _ = QFileDialog.getOpenFileName(self, self.look.t("A file of this kind"))
                path = Path(chosen) if chosen else None
            if path is not None:
                self.stack.setCurrentWidget(self.wizard)
                self._settle_tools()
                self.wizard.edit(path, profile)

        title = Text(N_("Fetching a file of this kind"))
        self.tasks.run(title, work, done, owner=self, key="edit", failed=failed)


def _clean_up(folder: "tempfile.TemporaryDirectory[str]", *_gone: QObject) -> None:
    folder.cleanup()
