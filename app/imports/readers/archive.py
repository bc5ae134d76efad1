"""What stands in a zipped workbook before anything is unpacked: sizes, spans, the epoch of its dates."""

import re
import zipfile
from pathlib import Path
from typing import IO, Final

from app.imports.readers import refusals
from app.imports.readers.model import Limits

_CHUNK: Final = 1 << 20
_SHEET: Final = re.compile(r"(?:xl/worksheets/[^/]+|[^/]*sheet[^/]*)\.xml\Z", re.IGNORECASE)
_ROW: Final = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d{1,9})"')
_WIDE: Final = re.compile(rb' r="(?:[B-Z][A-Z]|[A-Z]{3})\d')
_NARROW_COLUMNS: Final = 52
_FILLED: Final = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,4})(\d{1,9})"[^>]*[^/]>(?!</)')
_EPOCH: Final = re.compile(rb"\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
_BRT_WB_PROP: Final = 153


def check_archive(path: Path, limits: Limits) -> None:
    """Refuse a zip that unpacks to more than it should, by its directory and by the span of each sheet's cells."""
    size = path.stat().st_size
    with refusals.damaged_zip(path), path.open("rb") as file, zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        unpacked = sum(info.file_size for info in infos)
        if unpacked > limits.unpacked_bytes or (unpacked > 64 * 2**20 and unpacked > size * limits.unpacked_ratio):
            raise refusals.bomb(path)
        for info in infos:
            if _SHEET.match(info.filename):
                with archive.open(info) as member:
                    quick = _quick_span(member)
                _check_span(path, archive, info, quick, limits)


def _check_span(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, quick: int, limits: Limits) -> None:
    """The reader allocates the rectangle around the filled cells, however few they are."""
    if quick <= limits.cells:
        return
    with archive.open(info) as member:
        rows, columns = _exact_span(member)
    if rows * columns > limits.cells:
        raise refusals.bomb(path, rows=rows, columns=columns)


def _quick_span(member: IO[bytes]) -> int:
    """An upper bound of rows x columns without looking at every cell."""
    last_row, wide, tail = 0, False, b""
    while chunk := member.read(_CHUNK):
        block = tail + chunk
        at = block.rfind(b"row ")
        while at > 0:
            found = _ROW.match(block, block.rfind(b"<", 0, at))
            if found:
                last_row = max(last_row, int(found[1]))
                break
            at = block.rfind(b"row ", 0, at)
        wide = wide or _WIDE.search(block) is not None
        tail = block[-256:]
    return last_row * (16_384 if wide else _NARROW_COLUMNS)


def _exact_span(member: IO[bytes]) -> tuple[int, int]:
    rows, columns, tail = 0, set[bytes](), b""
    while chunk := member.read(_CHUNK):
        block = tail + chunk
        for letters, number in _FILLED.findall(block):
            columns.add(letters)
            rows = max(rows, int(number))
        tail = block[-256:]
    return rows, max((_column(letters) for letters in columns), default=0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def workbook_epoch_1904(path: Path) -> bool:
    """Whether an XLSX or XLSB counts its dates from 1904 (ECMA-376 workbookPr/@date1904, [MS-XLSB] BrtWbProp)."""
    with refusals.damaged_zip(path), path.open("rb") as file, zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            lowered = name.replace("\\", "/").lower()
            if lowered.endswith("workbook.xml"):
                return _EPOCH.search(archive.read(name)) is not None
            if lowered.endswith("workbook.bin"):
                return _binary_epoch(archive.read(name))
    return False


def _binary_epoch(data: bytes) -> bool:
    at = 0
    while at + 2 < len(data):
        record, at = _varint(data, at, 2)
        size, at = _varint(data, at, 4)
        if record == _BRT_WB_PROP:
            return bool(data[at] & 1) if at < len(data) else False
        at += size
    return False


def _varint(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Seven bits a byte, lowest first; a record's number keeps its continuation bits ([MS-XLSB] 2.1.4)."""
    value, shift = 0, 0
    for _ in range(most):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            break
    return value, at
