"""The rows that were put aside: what stood there and why, to look at, to copy, to export and correct at the source."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports import reasons
from app.imports.profile import Profile
from app.imports.queries import (
    BatchRow,
    QuarantineRow,
    quarantine_ids,
    quarantine_reasons,
    quarantine_rows,
)
from ui.core.card import Card
from ui.core.controls import Button, Choice, IconButton
from ui.core.drawer import Drawer
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.table_export import as_tsv, write_xlsx
from ui.core.words import Label, Live, Words
from ui.imports.said import feed_title, field_title, fields_in, reason_of, values_in

if TYPE_CHECKING:
    from array import array

    from app.bootstrap import Desk
    from ui.core.look import Look
    from ui.core.page import Context

_ORDERS: Final = {"file": "file", "row": "row", "feed": "feed", "batch": "batch"}
_WINDOW: Final = 1_000
_TITLES: Final = (N_("File"), N_("Row"), N_("Contents"), N_("Field"), N_("What stands there"), N_("Why"))
_SELECT: Final = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class AsideRows:
    """The rows put aside as a table's source: ids from SQL, rows a window at a time."""

    def __init__(self, desk: "Desk", look: "Look") -> None:
        """All batches and reasons until told otherwise."""
        self._desk, self._look = desk, look
        self.batch, self.reason = "", ""

    def ids(self, *, order: str, descending: bool, text: str) -> "array[int]":
        """The ids that match, in an order; a word of a reason finds its rows too."""
        wanted = text.casefold()
        codes = [code for code in reasons.CODES if wanted and wanted in self._look.say(reasons.short(code)).casefold()]
        with self._desk.db.read() as session:
            return quarantine_ids(
                session, batch_id=self.batch, reason=self.reason, order=_ORDERS.get(order, ""), descending=descending,
                search=text, search_codes=codes,
            )  # fmt: skip

    def rows(self, ids: Sequence[int]) -> Sequence[QuarantineRow]:
        """The rows of these ids; one that is gone meanwhile stands empty until the next read."""
        with self._desk.db.read() as session:
            found = {row.id: row for row in quarantine_rows(session, ids)}
        gone = QuarantineRow(0, "", "", next(iter(self._desk.feeds)), 0, (), {}, "gone")
        return [found.get(one, gone) for one in ids]


class QuarantineTab(Live, QWidget):
    """The grid of rows put aside, with filters, and a drawer with every cell of one row."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_batches``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look, self._desk = context, context.look, context.desk
        self._read_with: dict[str, Profile] = {}
        self._opened: QuarantineRow | None = None
        self.source = AsideRows(context.desk, context.look)
        self.batch = Choice(self.look, name=Text(N_("Batch")))
        self.reason = Choice(self.look, name=Text(N_("Reason")))
        self.export_button = Button(
            self.look, Text(N_("Export for correction")), self.ask_where, icon="file-spreadsheet",
            tip=Text(N_("Every row with its original cells, to be corrected where it comes from")),
        )  # fmt: skip
        self.table = self._make_table()
        for part in (self.batch, self.reason, self.export_button):
            self.table.tools.addWidget(part)
        for choice, name in ((self.batch, "batch"), (self.reason, "reason")):
            choice.setMaximumWidth(260)
            choice.picked.connect(lambda key, name=name: self._filtered(name, str(key)))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        card = Card(self.look)
        card.body.addWidget(self.table)
        outer.addWidget(card)
        self.drawer = Drawer(self.look, self)
        self.table.opened.connect(self.show_row)

    def _make_table(self) -> Table:
        desk, look = self._desk, self.look

        def feed(one: QuarantineRow) -> Words:
            return feed_title(desk, one.feed)

        columns = (
            Column("file", Text(N_("File")), width=230, get=lambda one: one.file_name),
            Column("row", Text(N_("Row")), "number", width=76, get=lambda one: one.row_no),
            Column("feed", Text(N_("Contents")), width=110, get=feed),
            Column("field", Text(N_("Field")), width=130, get=lambda one: fields_in(desk, one, look), sortable=False),
            Column("value", Text(N_("What stands there")), width=150, get=values_in, sortable=False),
            Column(
                "why", Text(N_("Why")), stretch=True, width=240, sortable=False,
                get=lambda one: reason_of(desk, one, look),
            ),
            Column("batch", Text(N_("Batch")), width=110, hidden=True, get=lambda one: one.batch_ref),
        )  # fmt: skip
        return Table(
            self.context, columns, name="imports.quarantine", title=Text(N_("Rows put aside")), source=self.source,
            empty=Text(N_("No row is put aside")),
            empty_text=Text(N_("Every row of the batches in use was taken in. Rows with faults will wait here.")),
        )  # fmt: skip

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_batches(self, rows: Sequence[BatchRow], found: dict[str, int], profiles: Sequence[Profile]) -> None:
        """``found`` are the reasons with their counts, over what is shown; ``profiles`` tell which column was read."""
        by_id = {one.id: one for one in profiles}
        self._read_with = {one.ref: by_id[one.profile_id] for one in rows if one.profile_id in by_id}
        everything: tuple[str, Words] = ("", Text(N_("All batches")))
        aside = [one for one in rows if one.state == "live" and one.quarantined]
        self.batch.set_options([everything, *((one.id, f"{one.file_name} · {one.ref}") for one in aside)])
        self.batch.choose(self.source.batch)
        if self.batch.key() != self.source.batch:
            self.batch.choose("")
            self.source.batch = ""
        self._show_reasons(found)
        self.table.refresh()

    def _show_reasons(self, found: dict[str, int]) -> None:
        every: tuple[str, Words] = ("", Text(N_("All reasons")))
        number = self.look.formats.number
        self.reason.set_options([
            every,
            *(
                (code, Text(N_("{reason} ({n})"), {"reason": reasons.short(code), "n": number(count)}))
                for code, count in found.items()
            ),
        ])  # fmt: skip
        if self.source.reason not in found:
            self.source.reason = ""
        self.reason.choose(self.source.reason)

    def show_batch(self, batch_id: str) -> None:
        """Only the rows of one batch."""
        self.batch.choose(batch_id)
        self._filtered("batch", batch_id)

    def _filtered(self, name: str, key: str) -> None:
        setattr(self.source, name, key)
        if name == "batch":
            desk = self._desk

            def work(_progress: Progress) -> dict[str, int]:
                with desk.db.read() as session:
                    return quarantine_reasons(session, batch_id=key)

            title = Text(N_("Counting reasons"))
            self.context.tasks.run(title, work, self._show_reasons, owner=self, key="reasons")
        self.table.refresh()

    def show_row(self, one: QuarantineRow) -> None:
        """Every cell of a row in the drawer, those at fault marked."""
        self._opened = one
        title = Text(N_("Row {n} of {file}"), {"n": one.row_no, "file": one.file_name})
        self.drawer.show_widget(
            title, RowCells(self.look, self._desk, one, self._wrong(one)), reason_of(self._desk, one, self.look)
        )
        copy = IconButton(self.look, "copy", Text(N_("Copy the cells")), lambda: self._copy(one))
        self.drawer.buttons.addWidget(copy)

    def retranslate(self) -> None:
        """Reasons are written by language: show the open row again, once the change has reached every widget."""
        QTimer.singleShot(0, self, self._show_again)

    def _show_again(self) -> None:
        if self._opened is not None and self.drawer.isVisible():
            self.drawer.shut()
            self.show_row(self._opened)

    def _wrong(self, one: QuarantineRow) -> set[str]:
        """The headers whose cells are at fault, by the profile that the row was read with."""
        profile = self._read_with.get(one.batch_ref)
        entries = profile.entries if profile is not None else ()
        read = {name: column.column for entry in entries if entry.feed == one.feed for name, column in entry.columns}
        return {header for field, _, _ in one.reasons if (header := read.get(field, field))}

    def _copy(self, one: QuarantineRow) -> None:
        QGuiApplication.clipboard().setText(as_tsv(list(one.cells), [list(one.cells.values())]))
        self.context.notify("good", Text(N_("Copied. Paste it into Excel.")))

    # -- out ----------------------------------------------------------------------------------------------------------

    def ask_where(self) -> None:
        """Ask for a file and export."""
        name = self.look.t("Rows put aside")
        chosen, _ = QFileDialog.getSaveFileName(self, self.look.t("Export to Excel"), f"{name}.xlsx", "Excel (*.xlsx)")
        if chosen:
            self.export_to(Path(chosen if chosen.lower().endswith(".xlsx") else f"{chosen}.xlsx"))

    def export_to(self, path: Path) -> None:
        """Write every row that is shown with its reason and all its original cells."""
        source, look, desk = self.source, self.look, self._desk
        text = self.table.search.text().strip()

        def work(progress: Progress) -> int:
            ids = source.ids(order="", descending=False, text=text)
            headers = _headers(source, ids, desk)
            titles = [look.t(one) for one in _TITLES]
            titles += [look.say(one) if isinstance(one, Text) else one for one in headers.values()]
            rows = _written(source, ids, desk, look, list(headers))
            return write_xlsx(path, look.t("Rows put aside"), titles, rows, len(ids), progress)

        def done(count: int) -> None:
            words = Text(N_("{n} rows written to {file}."), {"n": look.formats.number(count), "file": path.name})
            self.context.notify("good", words)

        self.context.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), work, done, owner=self)


def _windows(source: AsideRows, ids: "array[int]") -> Iterator[QuarantineRow]:
    for start in range(0, len(ids), _WINDOW):
        yield from source.rows(ids[start : start + _WINDOW])


def _headers(source: AsideRows, ids: "array[int]", desk: "Desk") -> dict[str, Words]:
    """The columns of all rows in the order in which they first come; stored columns by their titles."""
    found: dict[str, Words] = {}
    for one in _windows(source, ids):
        for name in one.cells:
            if name not in found:
                found[name] = field_title(desk.feeds[one.feed], name)
    return found


def _written(
    source: AsideRows, ids: "array[int]", desk: "Desk", look: "Look", headers: list[str]
) -> Iterator[list[Any]]:
    for one in _windows(source, ids):
        own = [
            one.file_name, one.row_no, look.say(feed_title(desk, one.feed)), fields_in(desk, one, look), values_in(one),
            reason_of(desk, one, look),
        ]  # fmt: skip
        yield [*own, *(one.cells.get(name, "") for name in headers)]


class RowCells(QScrollArea):
    """The cells of one row as the file has them, header beside value; those at fault come in the colour of a fault."""

    def __init__(self, look: "Look", desk: "Desk", one: QuarantineRow, wrong: set[str]) -> None:
        """``wrong`` are the headers whose cells are at fault."""
        super().__init__()
        inside = QWidget()
        inside.setObjectName("clear")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for line, (name, value) in enumerate(one.cells.items()):
            title = Label(look, field_title(desk.feeds[one.feed], name), "dim", wrap=True)
            title.setMaximumWidth(200)
            said = Label(look, value or "—", "strong" if name in wrong else "body", wrap=True)
            said.setTextInteractionFlags(_SELECT)
            if name in wrong:
                said.set_tone("bad")
            grid.addWidget(title, line, 0)
            grid.addWidget(said, line, 1)
        grid.setRowStretch(len(one.cells), 1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
