"""Files of a dealer and of what hangs on it: dropped or chosen, kept by their content, opened with the system."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QGridLayout

from app.core.attachments import KIND_TITLES, AttachmentRow, attachments_of, detach
from app.core.texts import N_, Text
from ui.core.card import Card, clear
from ui.core.controls import Button, IconButton
from ui.core.files import ask_files, attach_files, open_file
from ui.core.words import Label, Words
from ui.dealers.card_panel import CardData, Panel

if TYPE_CHECKING:
    from ui.core.page import Context

_KB = 1024
_MOST = 60


def attach_to(panel: Panel, entity: str, entity_id: str, paths: Sequence[Path], *, kind: str = "file") -> None:
    """Keep files with a record of the dealer as a step of its card."""
    attach_files(
        panel.context, panel, (entity, entity_id), paths, kind=kind,
        write=lambda command: panel.write(command, action=N_("{dealer}: attached files")),
    )  # fmt: skip


class FilesCard(Card):
    """A list of attached files; a click opens one."""

    def __init__(self, panel: Panel, entity: str, title: str) -> None:
        """``entity`` is the table of the records that the files belong to."""
        super().__init__(panel.look, Text(title))
        self._panel, self._entity = panel, entity
        self.files: list[AttachmentRow] = []
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(14)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(0, 3)
        self.grid.setColumnStretch(1, 2)
        self.body.addLayout(self.grid)

    def show_files(self, files: Mapping[str, Sequence[AttachmentRow]], owners: Mapping[str, str]) -> None:
        """List files by the record that they belong to; hidden where there is none and nothing can be dropped."""
        clear(self.grid)
        pairs = [(owner, one) for owner, some in files.items() for one in some]
        self.files = [one for _, one in pairs]
        self.setVisible(bool(pairs))
        for line, (owner, one) in enumerate(pairs[:_MOST]):
            self._show_file(line, owners.get(owner, ""), one)
        if len(pairs) > _MOST:
            left = self.look.formats.number(len(pairs) - _MOST)
            self.grid.addWidget(Label(self.look, Text(N_("and more: {n}"), {"n": left}), "dim"), _MOST, 0)

    def _show_file(self, line: int, owner: str, one: AttachmentRow) -> None:
        shown = one.name if len(one.name) <= 48 else f"{one.name[:47]}…"
        link = Button(
            self.look, shown, partial(open_file, self._panel.context, self._panel, one), kind="link", tip=one.name
        )
        self.grid.addWidget(link, line, 0, Qt.AlignmentFlag.AlignLeft)
        size = self.look.formats.number(max(1, round(one.size / _KB)))
        day = "" if one.taken_on is None else self.look.formats.day(one.taken_on)
        said: tuple[Words, ...] = (owner, Text(KIND_TITLES.get(one.kind, one.kind)), day, f"{size} KB")
        for number, words in enumerate(said, 1):
            self.grid.addWidget(Label(self.look, words, "dim", elide=number == 1), line, number)
        off = Text(N_("Take this file off"))
        self.grid.addWidget(IconButton(self.look, "trash-2", off, lambda: self.take_off(one), size=14), line, 5)

    def take_off(self, one: AttachmentRow) -> None:
        """Take a file off its record; undo brings it back."""
        said = Text(N_("The file is taken off. Undo brings it back."))
        self._panel.write(
            lambda session: detach(session, attachment_id=one.id), action=N_("{dealer}: took a file off"), said=said
        )


class DocumentsPanel(Panel):
    """Files of a dealer itself; one may be dropped anywhere on the tab."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context)
        self.setAcceptDrops(True)
        self.head = Card(self.look, Text(N_("Documents")))
        add = Text(N_("Add files…"))
        self.add_button = Button(self.look, add, self.ask, icon="plus", kind="quiet")
        self.head.buttons.addWidget(self.add_button)
        words = Text(N_("Drop files here, or choose them: scans, photos, letters, up to 50 MB each. They are kept in "
                        "the workspace by their content."))  # fmt: skip
        self.head.body.addWidget(Label(self.look, words, "dim", wrap=True))
        self.files = FilesCard(self, "party", N_("Files"))
        self.body.addWidget(self.head)
        self.body.addWidget(self.files)
        self.body.addStretch(1)

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show a dealer."""
        super().show_card(data, again=again)
        party_id = data.card.row.id
        self.read(lambda session: attachments_of(session, "party", party_id), lambda found: self.files.show_files(
            found, {}))  # fmt: skip

    def ask(self) -> None:
        """Ask for files and keep them."""
        self.add(ask_files(self.context, self, Text(N_("Add files…"))))

    def add(self, paths: Sequence[Path]) -> None:
        """Keep files with the dealer."""
        attach_to(self, "party", self.party.id, paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if self.data is not None and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Keep what was dropped."""
        paths = [Path(one.toLocalFile()) for one in event.mimeData().urls() if one.isLocalFile()]
        self.add([one for one in paths if one.is_file()])
        event.acceptProposedAction()
