"""The rows that were put aside: what stood there and why, to look at, to copy, to export and correct at the source."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core.progress import Progress
from app.core.tables import as_tsv, write_table
from app.core.texts import N_, Text
from app.imports import reasons
from app.imports.corrected import earlier_corrections
from app.imports.corrected_files import LEFT_OUT, MARK, personal_columns, veiled
from app.imports.corrections import headers_of
from app.imports.profile import Profile
from app.imports.queries import (
    BatchRow,
    QuarantineRow,
    quarantine_ids,
    quarantine_reasons,
    quarantine_rows,
)
from ui.core.card import Banner, Card, clear
from ui.core.controls import Button, Choice, IconButton
from ui.core.drawer import Drawer
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.table_models import WindowGrid
from ui.core.words import Live, Words
from ui.imports.correct import CorrectPanel
from ui.imports.row_cells import RowCells
from ui.imports.said import feed_title, field_title, fields_in, reason_of, titles_of_rules, values_in

if TYPE_CHECKING:
    from array import array

    from app.bootstrap import Desk
    from ui.core.look import Look
    from ui.core.page import Context

_ORDERS: Final = {"file": "file", "row": "row", "feed": "feed", "batch": "batch"}
_WINDOW: Final = 1_000
_NARROW: Final = 0.56
_WIDE: Final = 0.82
MOST: Final = 2_000
"""Rows that are corrected together."""
_TITLES: Final = (N_("File"), N_("Row"), N_("Contents"), N_("Field"), N_("What stands there"), N_("Why"))


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
            tip=Text(
                N_("Every row with its original cells, without columns of personal data, to be corrected elsewhere")
            ),
        )  # fmt: skip
        self.correct_button = Button(
            self.look, Text(N_("Correct")), self.correct, icon="pencil",
            tip=Text(N_("Correct the selected rows here, and take them in with a reason")),
        )  # fmt: skip
        self.again_button = Button(
            self.look, Text(N_("Read again")), self.read_again, icon="refresh-cw",
            tip=Text(N_("Read only the rows that wait, with the newest version of their profile and today's rules")),
        )  # fmt: skip
        self.table = self._make_table()
        for part in (self.batch, self.reason, self.export_button, self.again_button, self.correct_button):
            self.table.tools.addWidget(part)
        for choice, name in ((self.batch, "batch"), (self.reason, "reason")):
            choice.setMaximumWidth(260)
            choice.picked.connect(lambda key, name=name: self._filtered(name, str(key)))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        card = Card(self.look)
        card.body.addWidget(self.table)
        self.earlier = QVBoxLayout()
        outer.addLayout(self.earlier)
        outer.addWidget(card)
        self.panel: CorrectPanel | None = None
        self.drawer = Drawer(self.look, self)
        self.drawer.closed.connect(self._forget_panel)
        self.table.opened.connect(self.show_row)
        self.table.view.selectionModel().selectionChanged.connect(lambda *_: self._settle())
        self.table.grid.modelReset.connect(self._settle)
        self._settle()

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
        aside = [one for one in rows if one.waiting]
        self.batch.set_options([everything, *((one.id, f"{one.file_name} · {one.ref}") for one in aside)])
        self.batch.choose(self.source.batch)
        if self.batch.key() != self.source.batch:
            self.batch.choose("")
            self.source.batch = ""
        self._show_reasons(found)
        self.table.refresh()
        self._look_for_earlier()

    def _show_reasons(self, found: dict[str, int]) -> None:
        every: tuple[str, Words] = ("", Text(N_("All reasons")))
        number, rules = self.look.formats.number, titles_of_rules(self._desk)
        self.reason.set_options([
            every,
            *(
                (code, Text(N_("{reason} ({n})"), {"reason": reasons.short(code, rules), "n": number(count)}))
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
        self.drawer.widen(_NARROW)
        self.drawer.show_widget(
            title, RowCells(self.look, self._desk, one, self._wrong(one)), reason_of(self._desk, one, self.look)
        )
        copy = IconButton(self.look, "copy", Text(N_("Copy the cells")), lambda: self._copy(one))
        mend = Button(self.look, Text(N_("Correct")), lambda: self.correct_rows([one]), icon="pencil")
        for part in (mend, copy):
            self.drawer.buttons.addWidget(part)

    def retranslate(self) -> None:
        """Reasons are written by language: show the open row again, once the change has reached every widget."""
        QTimer.singleShot(0, self, self._show_again)

    def _show_again(self) -> None:
        if self._opened is not None and self.drawer.isVisible() and self.panel is None:
            self.drawer.shut()
            self.show_row(self._opened)

    def _wrong(self, one: QuarantineRow) -> set[str]:
        """The headers whose cells are at fault, by the profile that the row was read with."""
        profile = self._read_with.get(one.batch_ref)
        entries = profile.entries if profile is not None else ()
        found: set[str] = set()
        for number, entry in enumerate(entries):
            if (number, entry.feed) == (one.entry, one.feed):
                for field, code, _ in one.reasons:
                    found |= headers_of(entry, self._desk.feeds[one.feed], field, code)
        named = {field for field, _, _ in one.reasons if field in one.cells}
        told = {reasons.stood(code, value) for _, code, value in one.reasons} - {""}  # its profile is not on the shelf
        return found & set(one.cells) or named or {name for name, cell in one.cells.items() if cell in told}

    def _copy(self, one: QuarantineRow) -> None:
        QGuiApplication.clipboard().setText(as_tsv(list(one.cells), [list(one.cells.values())]))
        self.context.notify("good", Text(N_("Copied. Paste it into Excel.")))

    # -- correcting ---------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        self.correct_button.setEnabled(self.table.view.selectionModel().hasSelection())

    def correct(self) -> None:
        """Correct the selected rows."""
        grid = self.table.grid
        assert isinstance(grid, WindowGrid)  # noqa: S101 - the table stands over a source
        self._fetch([grid.all_ids[place] for place in self.table.view.chosen_rows()], {})

    def read_again(self) -> None:
        """Read rows once more as they are: the selected ones, or all that are shown."""
        grid = self.table.grid
        assert isinstance(grid, WindowGrid)  # noqa: S101 - the table stands over a source
        chosen = [grid.all_ids[place] for place in self.table.view.chosen_rows()]
        self._fetch(chosen or list(grid.all_ids), {}, again=True)

    def _fetch(self, ids: Sequence[int], typed: Mapping[int, Mapping[str, str]], *, again: bool = False) -> None:
        source = self.source

        def work(_progress: Progress) -> list[QuarantineRow]:
            return [one for one in source.rows(list(ids[:MOST])) if one.state == "open"]

        def done(rows: list[QuarantineRow]) -> None:
            self.correct_rows(rows, typed, again=again, of=len(ids))

        self.context.tasks.run(Text(N_("Fetching rows")), work, done, owner=self, key="fetch")

    def correct_rows(
        self, rows: Sequence[QuarantineRow], typed: Mapping[int, Mapping[str, str]] | None = None, *,
        again: bool = False, of: int = 0,
    ) -> None:  # fmt: skip
        """Open the editor on rows; ``typed`` is filled in already, or they are read ``again`` as they are.

        ``of`` is how many were asked for.
        """
        if not rows:
            return
        self.drawer.shut()
        panel = CorrectPanel(self.context)
        wrong = [self._wrong(one) for one in rows]
        panel.read_again(rows, wrong) if again else panel.show_rows(rows, wrong, typed or {})
        panel.done.connect(self.drawer.shut)
        number = self.look.formats.number
        title = Text(N_("Read again rows: {n}") if again else N_("Correct rows: {n}"), {"n": number(len(rows))})
        panel.counted.connect(lambda n: self.drawer.title.say(Text(title.msgid, {"n": number(n)})))
        files = len({one.batch_ref for one in rows})
        about: Words = rows[0].file_name if files == 1 else Text(N_("From files: {n}"), {"n": number(files)})
        if of > MOST:
            words = N_("The first {n} of {all} rows; the others are corrected after these, or as “All rows alike”")
            about = Text(words, {"n": number(MOST), "all": number(of)})
        self.drawer.widen(_WIDE)
        self.drawer.show_widget(title, panel, about)
        self.panel = panel
        panel.grid.setFocus()

    def _forget_panel(self) -> None:
        self.panel = None

    def _look_for_earlier(self) -> None:
        """Say which rows were corrected when the same file was read before."""
        desk = self._desk

        def work(_progress: Progress) -> dict[int, Mapping[str, str]]:
            with desk.db.read() as session:
                return {key: edit.cells for key, edit in earlier_corrections(session).items()}

        def done(found: dict[int, Mapping[str, str]]) -> None:
            clear(self.earlier)
            if found:
                words = Text(
                    N_("Rows that were corrected when their file was read before: {n}"),
                    {"n": self.look.formats.number(len(found))},
                )
                look_at = Text(N_("Take the corrections up"))
                banner = Banner(self.look, "info", words, action=look_at, on=lambda: self._fetch(list(found), found))
                self.earlier.addWidget(banner)

        self.context.tasks.run(Text(N_("Looking for earlier corrections")), work, done, owner=self, key="earlier")

    # -- out ----------------------------------------------------------------------------------------------------------

    def ask_where(self, *, reveal: bool = False) -> None:
        """Ask for a file and export; columns of personal data only if they are to be revealed."""
        name = self.look.t("Rows put aside")
        chosen, _ = QFileDialog.getSaveFileName(self, self.look.t("Export to Excel"), f"{name}.xlsx", "Excel (*.xlsx)")
        if chosen:
            self.export_to(Path(chosen if chosen.lower().endswith(".xlsx") else f"{chosen}.xlsx"), reveal=reveal)

    def export_to(self, path: Path, *, reveal: bool = False) -> None:
        """Write every row that is shown with its reason and its original cells.

        Columns of personal data are left out, and named, unless they are to be revealed.
        """
        source, look, desk = self.source, self.look, self._desk
        text = self.table.search.text().strip()

        def work(progress: Progress) -> tuple[int, list[str]]:
            ids = source.ids(order="", descending=False, text=text)
            headers = _headers(source, ids, desk)
            left_out = None if reveal else personal_columns(headers, desk.feeds.values())
            headers = {name: title for name, title in headers.items() if name not in (left_out or ())}
            titles = [*(look.t(one) for one in _TITLES), MARK]
            titles += [look.say(one) if isinstance(one, Text) else one for one in headers.values()]
            rows = _written(source, ids, desk, look, list(headers), left_out)
            count = write_table(path, look.t("Rows put aside"), titles, rows, progress=progress, total=len(ids))
            return count, left_out or []

        def done(found: tuple[int, list[str]]) -> None:
            count, left_out = found
            words = Text(N_("Written to {file}. Rows: {n}"), {"n": look.formats.number(count), "file": path.name})
            self.context.notify("good", words)
            if left_out:
                self.context.notify("info", Text(LEFT_OUT, {"columns": ", ".join(left_out)}))

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
    source: AsideRows, ids: "array[int]", desk: "Desk", look: "Look", headers: list[str], left_out: list[str] | None
) -> Iterator[list[Any]]:
    for row in _windows(source, ids):
        one = row if left_out is None else veiled(row, desk.feeds[row.feed], left_out)
        own = [
            one.file_name, one.row_no, look.say(feed_title(desk, one.feed)), fields_in(desk, one, look), values_in(one),
            reason_of(desk, one, look),
        ]  # fmt: skip
        yield [*own, str(one.id), *(one.cells.get(name, "") for name in headers)]
