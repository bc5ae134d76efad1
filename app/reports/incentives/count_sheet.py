"""The count sheet of price protection as a workbook whose heads the import knows, and the profile that takes it in."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from glob import escape
from io import BytesIO
from itertools import groupby
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from app.core.money import QUANTITY_SCALE
from app.core.period import day_number, day_of
from app.core.texts import N_, Texts, texts
from app.core.whole import write_whole
from app.imports.profile import Column, Entry, FileShape, Profile, parse_profile, write_profile
from app.imports.shelf import ProfileShelf
from app.incentives.counting import CountRow, CountSheet
from app.inventory.feed import STOCK
from app.reports.kit.workbook import HEAD, Head, Value, Writer, new_workbook, sheet_names

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_HEADS: Final[tuple[tuple[str, str, str], ...]] = (
    ("as_of", N_("Stock date"), ""),
    ("party_code", N_("Dealer code"), ""),
    ("", N_("Dealer"), ""),
    ("place_code", N_("Warehouse code"), ""),
    ("product_code", N_("Product code"), ""),
    ("", N_("Product"), ""),
    ("lot", N_("Lot"), ""),
    ("", N_("Book stock"), "quantity"),
    ("quantity", N_("Counted quantity"), "quantity"),
    ("", N_("Base unit"), ""),
    ("", N_("Note"), ""),
    ("", N_("Dealer's stamp and signature"), ""),
)
"""The field that a column becomes in the stock feed, its head, and the unit of its numbers."""
_COUNTED: Final = 8
_NOTE: Final = 10
_STAMP: Final = 11
_TALL: Final = 24
"""A row in points: as high as a hand writes."""
_WIDE: Final = {_COUNTED: 14, _NOTE: 20, _STAMP: 24}


def count_sheet(sheet: CountSheet, lang: str) -> bytes:
    """The workbook: a row for each dealer and product, the counted quantity empty, a place for each dealer's stamp."""
    t, out = texts(lang), BytesIO()
    day = day_of(sheet.day_on)
    title = t("Count sheet of price protection {policy}: stock on {day}", policy=f"{sheet.name} ({sheet.code})",
              day=day.isoformat())  # fmt: skip
    below = t(
        "Count in base units; write 0 where nothing is left. Rows without a quantity are put aside by the import."
    )
    with new_workbook(out, title=title, subject=t("Count sheet"), on=day) as book:
        writer = Writer(book)
        (name,) = sheet_names([t("Count sheet")])
        heads = [Head(t(words), unit) for _, words, unit in _HEADS]
        page = writer.sheet(name, title, below, heads, [_row(t, day, one) for one in sheet.rows], frozen=3)
        _to_fill(writer, page, sheet.rows)
    return out.getvalue()


def _row(t: Texts, day: date, one: CountRow) -> tuple[Value, ...]:
    older = one.listed_on is not None and one.listed_on != day_number(day) and one.system_e3 is not None
    note = t("Book stock of {day}", day=day_of(one.listed_on).isoformat()) if older and one.listed_on else ""
    return (
        day.isoformat(), one.party_code, one.party, one.place_code, one.product_code, one.product, one.lot,
        None if one.system_e3 is None else _units(one.system_e3), None, one.unit, note, None,
    )  # fmt: skip


def _units(e3: int) -> Value:
    return Fraction(e3, QUANTITY_SCALE)


def _to_fill(writer: Writer, page: "Worksheet", rows: tuple[CountRow, ...]) -> None:
    """What people fill in: framed cells that take numbers from 0 on, and one field for the stamp of each dealer."""
    fill = writer.book.add_format({"border": 1, "border_color": "#9AA3AF", "bg_color": "#FFF9DB",
                                   "num_format": "#,##0.###"})  # fmt: skip
    stamp = writer.book.add_format({"border": 1, "border_color": "#9AA3AF"})
    first = HEAD + 1
    for place, wide in _WIDE.items():
        page.set_column(place, place, wide)
    for number in range(len(rows)):
        page.set_row(first + number, _TALL)
        page.write_blank(first + number, _COUNTED, None, fill)
    page.data_validation(first, _COUNTED, HEAD + len(rows), _COUNTED,
                         {"validate": "decimal", "criteria": ">=", "value": 0})  # fmt: skip
    for _, own in groupby(enumerate(rows), key=lambda pair: pair[1].party_code):
        numbers = [number for number, _ in own]
        if len(numbers) > 1:
            page.merge_range(first + numbers[0], _STAMP, first + numbers[-1], _STAMP, "", stamp)
        else:
            page.write_blank(first + numbers[0], _STAMP, None, stamp)


def write_count_sheet(shelf: ProfileShelf, sheet: CountSheet, lang: str, path: Path) -> None:
    """Write the workbook, and keep the profile by which it is recognised when it comes back filled."""
    made = count_profile(sheet, lang, file_name=path.name)
    before = next((one.file.match for one in shelf.all() if one.id == made.id), ())
    names = tuple(dict.fromkeys((*before, *made.file.match)))
    shelf.keep([_as_kept(replace(made, file=replace(made.file, match=names)))])
    write_whole(path, count_sheet(sheet, lang))


def count_profile(sheet: CountSheet, lang: str, *, file_name: str = "") -> Profile:
    """The profile that recognises the filled sheet by its name; whatever stands before and after the usual one."""
    t = texts(lang)
    columns = tuple((field, Column(column=t(words))) for field, words, _ in _HEADS if field)
    stem, usual = escape(PurePath(file_name).stem), escape(PurePath(count_name(sheet, lang)).stem)
    own = (f"{stem}.xlsx", f"{stem}(*).xlsx", f"{stem} (*).xlsx")  # copies have a number in brackets
    match = (f"*{usual}*.xlsx", *(own if stem and usual not in stem else ()))
    title = t("Count sheet of price protection {policy}", policy=sheet.code)
    return _as_kept(Profile(
        f"count_sheet_{sheet.code}_{sheet.day_on}_{lang}", 1, sheet.source, title, FileShape(match=match),
        (Entry("stock", columns),),
    ))  # fmt: skip


def _as_kept(profile: Profile) -> Profile:
    """With the text that is kept of it."""
    return parse_profile(write_profile(profile), {STOCK.id: STOCK})


def count_name(sheet: CountSheet, lang: str) -> str:
    """What the file is called where nobody says otherwise."""
    plain = f"{texts(lang)('Count sheet')} {sheet.code} {day_of(sheet.day_on).isoformat()}.xlsx"
    return "".join(char for char in plain if char not in '\\/:*?"<>|').strip()
