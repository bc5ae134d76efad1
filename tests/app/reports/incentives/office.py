"""Workbooks as another program computes them: hard recalculation by LibreOffice, one process for all of them."""

import csv
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from xlsxwriter.utility import xl_cell_to_rowcol

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
_EVERY_SHEET: Final = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""Commas, quotes, UTF-8; values and not as they are shown; each sheet its own file."""
_SHEET: Final = re.compile(r'<sheet name="([^"]*)"')
_FORMULA: Final = re.compile(r'<c r="([A-Z]+[0-9]+)"[^>]*>\s*<f[^>]*>[^<]*</f>\s*<v>([^<]*)</v>')


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


def recalculated(folder: Path, books: Mapping[str, bytes], *, timeout_s: float = 500) -> None:
    """Have one process of LibreOffice open and compute them all; ``table`` reads what it wrote into ``folder``."""
    assert OFFICE is not None
    profile, given = folder / "profile", folder / "in"
    for each in (profile / "user", given):
        each.mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    for name, data in books.items():
        (given / f"{name}.xlsx").write_bytes(data)
    files = [str(given / f"{name}.xlsx") for name in books]
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", _EVERY_SHEET,
         "--outdir", str(folder / "out"), *files],
        check=True, capture_output=True, timeout=timeout_s, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip


def table(folder: Path, name: str, sheet: str) -> list[list[str]]:
    """The cells of one recalculated sheet, row by row."""
    with (folder / "out" / f"{name}-{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def formulas(book: bytes) -> dict[tuple[str, int, int], float]:
    """Every formula's cell, by sheet, row and column from 0, with the value that the file carries."""
    found: dict[tuple[str, int, int], float] = {}
    with zipfile.ZipFile(BytesIO(book)) as file:
        names = _SHEET.findall(file.read("xl/workbook.xml").decode())
        for number, name in enumerate(names, 1):
            data = file.read(f"xl/worksheets/sheet{number}.xml").decode()
            found |= {(name, *xl_cell_to_rowcol(place)): float(value) for place, value in _FORMULA.findall(data)}
    return found
