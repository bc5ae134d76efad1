"""A board as a workbook: a sheet a tile, numbers as numbers, sums and shares as formulas, charts that follow them."""

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Final

from app.boards.handout import Handout
from app.boards.tile import Cell, Tile
from app.core.progress import Progress
from app.core.texts import N_, Text, Texts, texts
from app.reports.boards.book_charts import add_chart
from app.reports.boards.sums import Laid, laid
from app.reports.boards.words import basis_text, handed, name_text, title_text, value_text
from app.reports.kit.words import one_line
from app.reports.kit.workbook import Formula, Writer, new_workbook, plain, sheet_names

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

HEAD: Final = 5
"""The row of the heads, from 0: title, scope, 口径 and an empty row stand above."""


def workbook(handout: Handout, lang: str, progress: Progress) -> bytes:
    """The XLSX file; names are texts whatever they begin with, what is unknown is an empty cell."""
    out, t = BytesIO(), texts(lang)
    title, below = handed(t, handout)
    with new_workbook(out, title=title, subject=below, on=handout.as_of, pack=handout.pack) as book:
        pen = _Pen(book, t)
        names = sheet_names([t("Table of contents"), *(title_text(t, tile) for tile in handout.tiles)])
        front = book.add_worksheet(names[0])
        for number, (tile, name) in enumerate(zip(handout.tiles, names[1:], strict=True), 1):
            progress.step(number, len(handout.tiles), Text(N_("Writing rows")))
            pen.tile(book.add_worksheet(name), tile, below)
        pen.contents(front, handout, names[1:])
    return out.getvalue()


class _Pen(Writer):
    """The looks of one workbook."""

    def __init__(self, book: "Workbook", t: Texts) -> None:
        super().__init__(book)
        self.t = t

    def contents(self, sheet: "Worksheet", handout: Handout, names: Sequence[str]) -> None:
        """The first sheet: what there is, with the figures of the cards, each leading to its sheet."""
        t = self.t
        title, below = handed(t, handout)
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, below, self.small)
        if handout.pack:
            sheet.write_string(2, 0, t("definitions by {pack}", pack=handout.pack), self.small)
        for place, words in enumerate((t("Sheet"), t("Value"), t("Counted"))):
            sheet.write_string(3, place, words, self.heads[False])
        for row, (tile, name) in enumerate(zip(handout.tiles, names, strict=True), 4):
            sheet.write_url(row, 0, f"internal:'{name}'!A1", string=title_text(t, tile)[:255])
            if tile.figure is not None and tile.figure.value is not None:
                unit = tile.figure.row.unit if tile.figure.row is not None else ""
                self._put(sheet, row, 1, unit, tile.figure.value)
            sheet.write_string(row, 2, basis_text(t, tile), self.small)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 18)
        sheet.set_column(2, 2, 110)

    def tile(self, sheet: "Worksheet", tile: Tile, below: str) -> None:
        """One sheet: title, whose, what it counts, the rows, what is named beside them, a chart."""
        t = self.t
        sheet.write_string(0, 0, title_text(t, tile), self.title)
        sheet.write_string(1, 0, below, self.small)
        sheet.write_string(2, 0, basis_text(t, tile), self.small)
        sheet.hide_gridlines(2)
        if tile.empty is not None or not tile.grid.columns:
            sheet.write_string(
                HEAD, 0, t.render(tile.empty) if tile.empty is not None else t("No figures for this choice.")
            )
            return
        found = laid(tile, HEAD + 1)
        self._heads(sheet, tile, found)
        for number, row in enumerate(found.rows):
            for place, value in enumerate(row):
                unit = found.units[place]
                self._put(sheet, HEAD + 1 + number, place, unit, value, total=number >= len(tile.grid.rows))
        for number, ref in enumerate(tile.refs):
            sheet.write_string(HEAD + 1 + number, len(found.units), ref, self.small)
        said = [f"{t.render(name)} {value_text(t, unit, value, tile.currency)}" for name, unit, value in tile.marks
                if isinstance(value, int | Fraction)]  # fmt: skip
        if said:
            sheet.write_string(3, 0, "  ".join(said), self.small)
        sheet.freeze_panes(HEAD + 1, 1)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, len(found.units) - 1, 15)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD)
        add_chart(self.book, sheet, tile, HEAD, found)

    def _heads(self, sheet: "Worksheet", tile: Tile, found: Laid) -> None:
        for place, (title, unit) in enumerate(zip(found.titles, found.units, strict=True)):
            words = one_line(self.t.render(title))
            if unit == "money":
                words = self.t("{title} ({unit})", title=words, unit=tile.currency)
            sheet.write_string(HEAD, place, words, self.heads[unit not in {"text", "month"}])
        if tile.refs:
            sheet.write_string(HEAD, len(found.units), self.t("Reference"), self.heads[False])
            sheet.set_column(len(found.units), len(found.units), 44)

    def _put(
        self, sheet: "Worksheet", row: int, place: int, unit: str, value: "Cell | Formula", *, total: bool = False
    ) -> None:
        look = self.number(unit, total=total)
        if isinstance(value, Formula):
            sheet.write_formula(row, place, value.words, look, plain(value.value))
        elif isinstance(value, int | Fraction):
            sheet.write_number(row, place, plain(value), look)
        elif value is None:
            sheet.write_blank(row, place, None, look)
        else:
            sheet.write_string(row, place, name_text(self.t, value), look)
