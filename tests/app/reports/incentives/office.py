"""Workbooks as another program computes them: hard recalculation by LibreOffice, one process for all of them."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

OFFICE = shutil.which("soffice")
WRONG = "-987654.25"
"""What every formula is said to be before it is computed again."""
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""
"""Formulas of a workbook are always computed anew when it is opened."""
_CACHED = re.compile(r"(<c [^>]*>\s*<f>[^<]*</f>)<v>[^<]*</v>")
Cells = Mapping[tuple[str, str], object]
"""By sheet and address."""


def spoilt(book: bytes) -> bytes:
    """A copy whose formulas all carry a wrong value."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                data = _CACHED.sub(rf"\1<v>{WRONG}</v>", data.decode()).encode()
            new.writestr(item, data)
    return out.getvalue()


def recalculated(folder: Path, books: Mapping[str, bytes], *, timeout_s: float = 500) -> dict[str, bytes]:
    """Each workbook, opened, computed and written again by one process of LibreOffice."""
    assert OFFICE is not None
    profile, given, taken = folder / "profile", folder / "in", folder / "out"
    for each in (profile / "user", given, taken):
        each.mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    for name, data in books.items():
        (given / f"{name}.xlsx").write_bytes(data)
    files = [str(given / f"{name}.xlsx") for name in books]
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", "xlsx",
         "--outdir", str(taken), *files],
        check=True, capture_output=True, timeout=timeout_s,
    )  # fmt: skip
    return {name: (taken / f"{name}.xlsx").read_bytes() for name in books}


def formulas(book: bytes) -> dict[tuple[str, str], object]:
    """Every formula's cell with the value that the file carries."""
    said = load_workbook(BytesIO(book), data_only=True)
    return {
        (sheet.title, cell.coordinate): said[sheet.title][cell.coordinate].value
        for sheet in load_workbook(BytesIO(book))
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def values_at(book: bytes, cells: Mapping[tuple[str, str], object]) -> dict[tuple[str, str], object]:
    """What a file says in the given cells."""
    said = load_workbook(BytesIO(book), data_only=True)
    return {(sheet, place): said[sheet][place].value for sheet, place in cells}
