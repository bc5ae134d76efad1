"""Rows with scans: papers and contracts, with their files beneath; a file is dropped on its row, or chosen."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.core.attachments import AttachmentRow, attachments_of
from app.core.texts import N_, Text
from app.dealers.holdings import Row
from ui.core.files import ask_files
from ui.dealers.card_files import FilesCard, attach_to
from ui.dealers.card_rows import RowsCard, Shown

if TYPE_CHECKING:
    from ui.dealers.card_panel import Panel

Scans = Mapping[str, Sequence[AttachmentRow]]
"""Files by the id of their row."""


class ScannedCard(RowsCard):
    """The rows of a kind, each with how many scans it has; ``files`` is the list of them, to put below."""

    def __init__(
        self, panel: "Panel", kind: str, title: str, columns: Sequence[Shown | str], *, scans: str,
        called: Callable[[Row], str], **more: Any,
    ) -> None:  # fmt: skip
        """``scans`` is the title of the list of files, ``called`` how a row is named in it; else like ``RowsCard``."""
        count = Shown(N_("Scans"), lambda row: str(len(self._scans.get(row.id, ())) or ""), whole=True)
        super().__init__(panel, kind, title, [*columns, count], files=True, stands=False, **more)
        self.setAcceptDrops(True)
        self.files = FilesCard(panel, kind, scans)
        self._kind, self._called = kind, called
        self._scans: Scans = {}
        self.attached.connect(self.ask_scan)

    def read_scans(self, session: Any, rows: Sequence[Row]) -> Scans:
        """The files of rows; to be called in a worker."""
        return attachments_of(session, self._kind, *(one.id for one in rows))

    def show_scanned(self, rows: Sequence[Row], scans: Scans, known: Any = None) -> None:
        """Tell the rows and their files."""
        self._scans = scans
        self.show_rows(rows, known)
        self.files.show_files(scans, {one.id: self._called(one) for one in rows})

    def ask_scan(self, row_id: str) -> None:
        """Ask for files and keep them with a row."""
        self.attach(row_id, ask_files(self._panel.context, self, Text(N_("Attach a scan"))))

    def attach(self, row_id: str, paths: Sequence[Path]) -> None:
        """Keep files with a row."""
        attach_to(self._panel, self._kind, row_id, paths, kind="scan")

    # -- dropping -----------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome where there is a row for them."""
        if self.rows and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Keep what was dropped with the row below it, or with the only one."""
        paths = [Path(one.toLocalFile()) for one in event.mimeData().urls() if one.isLocalFile()]
        row = self._row_below(int(event.position().y()))
        event.acceptProposedAction()
        if row is None:
            said = Text(N_("Drop the file on the row to which it belongs."))
            self._panel.context.notify("info", said)
        else:
            self.attach(row.id, [one for one in paths if one.is_file()])

    def _row_below(self, y: int) -> Row | None:
        if len(self.rows) == 1:
            return self.rows[0]
        for line in range(1, min(len(self.rows) + 1, self.grid.rowCount())):
            box = self.grid.cellRect(line, 0)
            if box.top() <= y <= box.bottom():
                return self.rows[line - 1]
        return None
