"""The sentences with which a file is refused: what it is, what was kept (everything), what to do."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import UserError
from app.core.texts import N_, Text

PDF = N_("a PDF document")
IMAGE = N_("a picture")
DOCUMENT = N_("a text document or presentation, not a workbook")
ARCHIVE = N_("a packed archive")
DATABASE = N_("a database file")
PROGRAM = N_("a program")
JSON = N_("a JSON file")
XML = N_("an XML file without a spreadsheet")
HTML = N_("a web page without a table")
MHTML = N_("a web archive (MHT)")
OLD_EXCEL = N_("a workbook of Excel 4 or older")
PROSE = N_("running text without columns")
BINARY = N_("binary data of an unknown kind")


def empty(path: Path) -> UserError:
    """Nothing in it."""
    return UserError(
        "“{name}” is empty: it holds no row. Export it again from the system it comes from.",
        name=path.name,
    )


def not_a_table(path: Path, what: str) -> UserError:
    """Something else than rows and columns; ``what`` is one of this module's msgids."""
    return UserError(
        "“{name}” is {what}. Export or save the data as XLSX or CSV and take that file.",
        name=path.name,
        what=Text(what),
    )


def no_workbook(path: Path) -> UserError:
    """Text that calls itself a workbook and is not the table that was asked for."""
    return UserError(
        "“{name}” is no Excel workbook but text under the name of one. Save the data as XLSX and take that file.",
        name=path.name,
    )


def encrypted(path: Path) -> UserError:
    """Protected by a password of the office program or the packer."""
    return UserError(
        "“{name}” is protected by a password. Open it with the password, save a copy without one and take the copy.",
        name=path.name,
    )


def transparently_encrypted(path: Path) -> UserError:
    """Encrypted by the company's document security, which opens files only for approved programs."""
    return UserError(
        "“{name}” was encrypted by your company's document security. Ask IT to decrypt the file, or to approve "
        "ChannelDesk as a program that may read protected files.",
        name=path.name,
    )


def bomb(path: Path, *, rows: int = 0, columns: int = 0) -> UserError:
    """It asks for more cells or bytes than it can honestly hold."""
    if rows:
        return UserError(
            "“{name}” claims {rows} rows x {columns} columns, more than fits in memory. Delete the empty or "
            "formatted area around the table and save again, or save the sheet as CSV.",
            name=path.name,
            rows=rows,
            columns=columns,
        )
    return UserError(
        "“{name}” unpacks to far more data than a workbook of its size should. Save the sheet as CSV and take that.",
        name=path.name,
    )


def too_big(path: Path, megabytes: int) -> UserError:
    """Over the limit for its kind."""
    return UserError(
        "“{name}” is larger than {megabytes} MB. Export fewer months at a time, or export it as CSV.",
        name=path.name,
        megabytes=megabytes,
    )


def damaged(path: Path, detail: str) -> UserError:
    """Its own structure does not hold."""
    return UserError(
        "“{name}” is damaged or was not copied completely ({detail}). Open it in Excel or WPS and save it again, "
        "or export it once more.",
        name=path.name,
        detail=detail,
    )


def unreadable(path: Path, reason: str) -> UserError:
    """The operating system did not hand it out."""
    return UserError(
        "“{name}” cannot be read ({reason}). Close it in other programs and check that you may open it.",
        name=path.name,
        reason=reason,
    )


def no_such_sheet(path: Path, sheet: str) -> UserError:
    """A profile asks for a sheet that the file lacks."""
    return UserError(
        "“{name}” has no sheet “{sheet}”. Choose one of its sheets or correct the profile.",
        name=path.name,
        sheet=sheet,
    )


def endless_field(path: Path, row: int, chars: int) -> UserError:
    """A quotation mark was opened and never closed."""
    return UserError(
        "Row {row} of “{name}” has a cell of more than {chars} characters; a quotation mark is probably not closed. "
        "Correct that row or export the file again.",
        name=path.name,
        row=row,
        chars=chars,
    )


def unknown_encoding(path: Path, encoding: str) -> UserError:
    """A profile or user named a character encoding that does not exist."""
    return UserError(
        "The encoding “{encoding}” given for “{name}” does not exist; use utf-8, utf-16, gb18030 or cp1252.",
        name=path.name,
        encoding=encoding,
    )


@contextmanager
def damaged_zip(path: Path) -> Iterator[None]:
    """Whatever a twisted zip archive makes the standard library raise becomes the refusal of a damaged file."""
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
        KeyError, OverflowError,
    ) as error:  # fmt: skip
        raise damaged(path, str(error)[:120]) from error
