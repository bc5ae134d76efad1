"""A board as a workbook: a sheet a tile, numbers as numbers, sums and shares as formulas, charts that follow them."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from app.boards.handout import Handout
from app.boards.tile import Cell, Tile
from app.core.progress import Progress
from app.core.texts import N_, Text, Texts, texts
from app.reports.boards.book_charts import add_chart
from app.reports.boards.sums import Formula, Laid, laid
from app.reports.boards.words import basis_text, handed, name_text, one_line, title_text, value_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEAD: Final = 5
"""The row of the heads, from 0: title, scope, 口径 and an empty row stand above."""
NUMBERS: Final = {
    "money": "#,##0.00", "ratio": "0.0%", "count": "#,##0", "quantity": "#,##0.###", "days": "#,##0.0", "score": "0.00",
    "points": "0.0", "per_thousand": "#,##0.0",
}  # fmt: skip
_LONGEST: Final = 31
_FORBIDDEN: Final = frozenset("[]:*?/\\'")


def workbook(handout: Handout, lang: str, progress: Progress) -> bytes:
    """The XLSX file; names are texts whatever they begin with, what is unknown is an empty cell."""
    import xlsxwriter

    out, t = BytesIO(), texts(lang)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        title, below = handed(t, handout)
        made = datetime.combine(handout.as_of, time(), UTC).replace(tzinfo=None)
        book.set_properties({"title": title, "subject": below, "author": "ChannelDesk", "created": made})
        pen = _Pen(book, t)
        names = _sheet_names([t("Table of contents"), *(title_text(t, tile) for tile in handout.tiles)])
        front = book.add_worksheet(names[0])
        for number, (tile, name) in enumerate(zip(handout.tiles, names[1:], strict=True), 1):
            progress.step(number, len(handout.tiles), Text(N_("Writing rows")))
            pen.tile(book.add_worksheet(name), tile, below)
        pen.contents(front, handout, names[1:])
    return out.getvalue()


def _sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that Excel takes, each once."""
    found: list[str] = []
    taken: set[str] = {"history"}  # Excel keeps it for itself
    for words in wanted:
        plain = "".join(char for char in words if char not in _FORBIDDEN)[:_LONGEST].strip() or "Sheet"
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain[: _LONGEST - len(str(number)) - 1]} {number}"
        taken.add(name.casefold())
        found.append(name)
    return found


class _Pen:
    """The looks of one workbook."""

    def __init__(self, book: "Workbook", t: Texts) -> None:
        self.book, self.t = book, t
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.small = book.add_format({"font_color": "#5C6675", "font_size": 9})
        head = {"bold": True, "bottom": 1, "text_wrap": True}
        self.heads = {
            right: book.add_format({**head, "align": "right" if right else "left"}) for right in (True, False)
        }
        self._formats: dict[tuple[str, bool], Format] = {}

    def number(self, unit: str, *, total: bool) -> "Format":
        """How a figure of a unit is written."""
        key = (NUMBERS.get(unit, "General"), total)
        if key not in self._formats:
            line = {"bold": True, "top": 1} if total else {}
            self._formats[key] = self.book.add_format({"num_format": key[0], **line})
        return self._formats[key]

    def contents(self, sheet: "Worksheet", handout: Handout, names: Sequence[str]) -> None:
        """The first sheet: what there is, with the figures of the cards, each leading to its sheet."""
        t = self.t
        title, below = handed(t, handout)
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, below, self.small)
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
            sheet.write_formula(row, place, value.words, look, _plain(value.value))
        elif isinstance(value, int | Fraction):
            sheet.write_number(row, place, _plain(value), look)
        elif value is None:
            sheet.write_blank(row, place, None, look)
        else:
            sheet.write_string(row, place, name_text(self.t, value), look)


def _plain(value: int | Fraction | None) -> Any:
    """As Excel keeps numbers: with fifteen digits."""
    return "" if value is None else int(value) if Fraction(value).denominator == 1 else float(value)
