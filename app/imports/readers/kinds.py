"""What a file is by its content, whatever its name ends with."""

import json
import math
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Final

from app.imports.readers import refusals
from app.imports.readers.encodings import looks_binary, marked_encoding
from app.imports.readers.model import Kind
from app.imports.readers.ole import MAGIC as OLE_MAGIC
from app.imports.readers.ole import BrokenCompoundError, CompoundFile, workbook_globals

HEAD: Final = 1 << 16
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MAGIC: Final = (
    (b"%PDF-", refusals.PDF),
    (b"\x89PNG\r\n\x1a\n", refusals.IMAGE),
    (b"\xff\xd8\xff", refusals.IMAGE),
    (b"GIF8", refusals.IMAGE),
    (b"BM", refusals.IMAGE),
    (b"II*\x00", refusals.IMAGE),
    (b"MM\x00*", refusals.IMAGE),
    (b"{\\rtf", refusals.DOCUMENT),
    (b"\x1f\x8b", refusals.ARCHIVE),
    (b"BZh", refusals.ARCHIVE),
    (b"\xfd7zXZ\x00", refusals.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", refusals.ARCHIVE),
    (b"Rar!\x1a\x07", refusals.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", refusals.ARCHIVE),
    (b"SQLite format 3\x00", refusals.DATABASE),
    (b"\x00\x01\x00\x00Standard", refusals.DATABASE),
    (b"PAR1", refusals.DATABASE),
    (b"MZ", refusals.PROGRAM),
    (b"\x7fELF", refusals.PROGRAM),
    (b"\x09\x00\x04\x00", refusals.OLD_EXCEL),
    (b"\x09\x02\x06\x00", refusals.OLD_EXCEL),
    (b"\x09\x04\x06\x00", refusals.OLD_EXCEL),
)
_TEXT_MAGIC: Final = (b"BM", b"MZ", b"BZh", b"PAR1")
"""Marks that a header of a text file may begin with: they count only before binary data."""
_DOCUMENT_SECURITY: Final = (b"E-SafeNet", b"%TSD-Header-###%", b"\x00LDSE")
"""Marks that known document security products leave in the head of a file."""
_DBF_VERSIONS: Final = frozenset(b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\x8e\xcb\xf5\xfb")
_HTML: Final = re.compile(r"<\s*(?:html|table|!doctype\s+html|head|body|meta|style|div)\b", re.IGNORECASE)
_XML: Final = re.compile(r"\s*<(?:\?xml|[A-Za-z_!])")
_MHT: Final = re.compile(r"\s*MIME-Version:", re.IGNORECASE)
_SPREADSHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_ENTROPY: Final = 7.2
"""Bits a byte: random bytes reach 7.6 already in a sample of 512, tables and programs stay under 7."""


def kind_of(path: Path) -> Kind:
    """The kind of a file; raises UserError for everything that is no readable table."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise refusals.empty(path)
    if any(mark in head[:4096] for mark in _DOCUMENT_SECURITY):
        raise refusals.transparently_encrypted(path)
    if head.startswith(_ZIP):
        return _kind_of_zip(path)
    if head.startswith(OLE_MAGIC):
        return _kind_of_compound(path)
    encoding = marked_encoding(head)
    binary = encoding is None and looks_binary(head)
    for mark, what in _MAGIC:
        if head.startswith(mark) and (binary or mark not in _TEXT_MAGIC):
            raise refusals.not_a_table(path, what)
    if binary:
        raise _binary(path, head)
    return _kind_of_text(path, head, encoding)


def _binary(path: Path, head: bytes) -> Exception:
    if head[0] in _DBF_VERSIONS and head[2:3] and 1 <= head[2] <= 12 and 1 <= head[3] <= 31:
        return refusals.not_a_table(path, refusals.DATABASE)
    if len(head) >= 512 and entropy(head) > _ENTROPY:
        return refusals.transparently_encrypted(path)
    return refusals.not_a_table(path, refusals.BINARY)


def entropy(data: bytes) -> float:
    """Shannon's entropy of the bytes in bits a byte."""
    total = len(data)
    return -sum(count / total * math.log2(count / total) for count in Counter(data).values())


def _kind_of_zip(path: Path) -> Kind:
    with refusals.damaged_zip(path), path.open("rb") as file, zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        names = {info.filename.replace("\\", "/").lower().lstrip("/") for info in infos}
        if any(info.flag_bits & 1 for info in infos):
            raise refusals.encrypted(path)
        if "content.xml" in names:
            return _kind_of_open_document(path, archive)
        types = _head_of(archive, "[Content_Types].xml")
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names) or b"spreadsheetml" in types:
        return "xlsx"
    if any(name.startswith(("word/", "ppt/", "visio/")) for name in names):
        raise refusals.not_a_table(path, refusals.DOCUMENT)
    raise refusals.not_a_table(path, refusals.ARCHIVE)


def _head_of(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as member:
        return member.read(1 << 20)


def _kind_of_open_document(path: Path, archive: zipfile.ZipFile) -> Kind:
    manifest = _head_of(archive, "META-INF/manifest.xml") + _head_of(archive, "mimetype")
    if b"encryption-data" in manifest:
        raise refusals.encrypted(path)
    if b"opendocument" in manifest and b"opendocument.spreadsheet" not in manifest:
        raise refusals.not_a_table(path, refusals.DOCUMENT)
    return "ods"


def _kind_of_compound(path: Path) -> Kind:
    try:
        compound = CompoundFile(path)
        if compound.encrypted:
            raise refusals.encrypted(path)
        if compound.workbook is None:
            raise refusals.not_a_table(path, refusals.DOCUMENT)
        if workbook_globals(compound.read(compound.workbook))[0]:
            raise refusals.encrypted(path)
    except BrokenCompoundError as error:
        raise refusals.damaged(path, str(error)) from error
    return "xls"


def _kind_of_text(path: Path, head: bytes, encoding: str | None) -> Kind:
    text = head.decode(encoding or "latin-1", "replace").lstrip("\ufeff\u00ef\u00bb\u00bf").lstrip()
    if text.startswith("<"):
        if _SPREADSHEET in text and not _HTML.match(text):
            return "xml2003"
        if _HTML.search(text):
            return "html"
        if _XML.match(text):
            raise refusals.not_a_table(path, refusals.XML)
    if _MHT.match(text):
        raise refusals.not_a_table(path, refusals.MHTML)
    if text[:1] in {"{", "["} and _is_json(path, text, encoding, whole=len(head) < HEAD):
        raise refusals.not_a_table(path, refusals.JSON)
    return "csv"


def _is_json(path: Path, text: str, encoding: str | None, *, whole: bool) -> bool:
    if not whole:
        return re.match(r"[\[{]\s*(?:[\[{]\s*)?(?:\"[^\"\n]*\"\s*[:,]|[\[{\]\d-])", text) is not None
    try:
        json.loads(path.read_text(encoding or "utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return False
    return True
