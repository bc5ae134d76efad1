"""A zip file whose bytes follow from its content alone: parts in a fixed order with one day as their time."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_YEAR = 1980
"""No zip file knows an earlier one."""


def same_zip(data: bytes, on: date) -> bytes:
    """The same parts, each said to be of a day."""
    out = BytesIO()
    at = (max(on.year, _FIRST_YEAR), on.month, on.day, 0, 0, 0)
    with ZipFile(BytesIO(data)) as given, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in given.namelist():
            info = ZipInfo(name, at)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            made.writestr(info, given.read(name))
    return out.getvalue()
