"""A zip file whose bytes follow from its content alone: parts in a fixed order with one day as their time."""

import re
from datetime import date
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_YEAR: Final = 1980
"""No zip file knows an earlier one."""
_BOOK: Final = ".xlsx"
"""The workbook behind a chart of a slide, which says to the second when it was made."""
_MADE: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def same_zip(data: bytes, on: date) -> bytes:
    """The same parts, each said to be of a day; workbooks among them, too."""
    out = BytesIO()
    at = (max(on.year, _FIRST_YEAR), on.month, on.day, 0, 0, 0)
    with ZipFile(BytesIO(data)) as given, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in given.namelist():
            part = given.read(name)
            if name.endswith(_BOOK):
                part = same_zip(_undated(part, on), on)
            info = ZipInfo(name, at)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            made.writestr(info, part)
    return out.getvalue()


def _undated(book: bytes, on: date) -> bytes:
    """A workbook that says it was made on a day."""
    out = BytesIO()
    with ZipFile(BytesIO(book)) as given, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in given.namelist():
            part = given.read(name)
            if name == "docProps/core.xml":
                part = _MADE.sub(rb"\g<1>" + f"{on:%Y-%m-%d}T00:00:00Z".encode() + rb"\g<3>", part)
            made.writestr(name, part)
    return out.getvalue()
