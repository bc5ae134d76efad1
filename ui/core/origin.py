"""Where a row came from: its batch, its file, and every cell as it stood in the kept original."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.card import row
from ui.core.controls import Button
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.lineage.original import OriginalRow
    from app.lineage.trace import TracedRow
    from ui.core.context import Context

HEIGHT: Final = 236


@dataclass(frozen=True)
class Told:
    """A row with its cells, and the head that completes it."""

    row: "TracedRow"
    originals: "tuple[OriginalRow, ...]"


@dataclass(frozen=True)
class CellLine:
    """One cell in the list."""

    place: str
    header: str
    field: Words
    text: str
    corrected: str
    file: str


class OriginPanel(QWidget):
    """Follows the current row of a table; what was there stays until the next file is read."""

    def __init__(self, context: "Context", feed: str, kpi: str) -> None:
        """Rows of one feed behind a KPI, whose cells come first; empty until ``show_row``."""
        super().__init__()
        self._context, self._feed, self._kpi = context, feed, kpi
        self.told: Told | None = None
        nothing = Text(N_("Choose a row to see where it stands in its file."))
        self.where = Label(context.look, nothing, "dim", elide=True)
        self.batch = Button(context.look, Text(N_("Open the batch")), self._open_batch, icon="upload", kind="quiet")
        self.batch.hide()
        self.cells = Table(context, _columns(), name="origin.cells", title=Text(N_("Original cells")), tools=False,
                           row_px=26)  # fmt: skip
        self.cells.say_empty(Text(N_("No cell is in sight yet.")))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 6, 0, 0)
        outer.setSpacing(6)
        head = row(gap=6)
        head.addWidget(self.where, 1)
        head.addWidget(self.batch)
        outer.addLayout(head)
        outer.addWidget(self.cells, 1)
        self.setFixedHeight(HEIGHT)

    def show_row(self, fact: Any) -> None:
        """Read where a fact came from, in a worker; None keeps what is in sight."""
        if fact is None:
            return
        desk, feed, one = self._context.desk, self._feed, int(fact.id)
        self._context.tasks.run(
            Text(N_("Reading the kept file")), lambda progress: read_told(desk, feed, one, progress), self._show,
            owner=self, key="origin", failed=self._refused,
        )  # fmt: skip

    def _show(self, told: Told) -> None:
        self.told = told
        origin, first = told.row.origin, told.originals[0]
        said = {"file": origin.file, "row": str(origin.row_no), "batch": origin.batch, "sheet": first.sheet}
        in_sheet = N_("{file} · {sheet} · row {row} · batch {batch}")
        self.where.say(Text(in_sheet if first.sheet else N_("{file} · row {row} · batch {batch}"), said))
        self.batch.show()
        self.cells.set_rows(_lines(self._context.desk, told, self._kpi))

    def _refused(self, error: UserError) -> None:
        self.where.say(error.text)
        self.cells.set_rows([])

    def _open_batch(self) -> None:
        if self.told is not None:
            self._context.go("imports", {"batch": self.told.row.origin.batch_id})


def read_told(desk: "Desk", feed: str, fact: int, progress: Progress) -> Told:
    """One fact with its original cells; raises UserError where the kept original is missing."""
    from app.lineage.original import read_originals
    from app.lineage.trace import traced_rows

    with desk.db.read(progress) as session:
        (found,) = traced_rows(session, feed, [fact])
        cells = read_originals(session, desk.workspace.files, desk.feeds, [found], progress=progress)
    rows = [found, *([found.head] if found.head else [])]
    return Told(found, tuple(cells[one.feed, one.fact.id] for one in rows))


def _columns() -> tuple[Column, ...]:
    return (
        Column("place", Text(N_("Cell")), width=80),
        Column("header", Text(N_("Header")), width=150),
        Column("text", Text(N_("As it stands in the file")), stretch=True, width=190),
        Column("field", Text(N_("Read as")), width=130),
        Column("corrected", Text(N_("Corrected to")), width=120),
        Column("file", Text(N_("File")), stretch=True, width=220),
    )


def _lines(desk: "Desk", told: Told, kpi: str) -> list[CellLine]:
    """The cells that the KPI is computed from first, then all others that were read, then those that nobody reads."""
    from app.lineage.original import telling_fields

    feeds = [told.row.feed, *([told.row.head.feed] if told.row.head else [])]
    found: list[tuple[int, CellLine]] = []
    for feed, original in zip(feeds, told.originals, strict=True):
        telling = telling_fields(desk.kpis.get(kpi), desk.feeds[feed])
        for one in original.cells:
            title: Words = Text(desk.feeds[feed].field(one.field).title) if one.field else ""
            corrected = original.corrected.get(one.header, "")
            corrected = "" if corrected == one.text else corrected
            line = CellLine(f"{one.column}{one.row}", one.header, title, one.text, corrected, original.file)
            found.append((0 if one.field in telling else 1 if one.field else 2, line))
    return [line for _, line in sorted(found, key=lambda each: each[0])]
