"""Two more ways in which systems hand lists out: a page of HTML named .xls, and a printed list of SAP."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from unicodedata import east_asian_width

from app.practice.writers import open_csv


def write_html(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], title: str) -> int:
    """A page with a title and a table, which browsers and Excel both open; returns the number of rows."""
    count = 0
    with open_csv(path, "utf-8") as out:
        out.write('<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n')
        out.write("<style>td{mso-number-format:'\\@'}</style></head><body>\n<table border=1>\n")
        out.write(f'<tr><td colspan="{len(header)}" align="center"><b>{escape(title)}</b></td></tr>\n')
        out.write("<tr>" + "".join(f"<th>{escape(name)}</th>" for name in header) + "</tr>\n")
        for row in rows:
            out.write("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n")
            count += 1
        out.write("</table>\n</body></html>\n")
    return count


def write_list(
    path: Path, header: Sequence[str], rows: Sequence[Sequence[str]], title: str, totals: Sequence[str]
) -> int:
    """SAP's printed list: bars between the columns, rulers, the minus behind the number, a totals line with a star."""
    printed = [[_sap(cell) for cell in row] for row in rows]
    table = [list(header), *printed, ["*", *totals]]
    widths = [max(_width(row[place]) for row in table if place < len(row)) for place in range(len(header))]
    ruler = "-" * (sum(widths) + len(widths) + 1) + "\n"
    with open_csv(path, "gbk") as out:
        out.write(f"{title}\n\n{ruler}{_line(header, widths)}{ruler}")
        out.writelines(_line(row, widths) for row in printed)
        out.write(ruler)
        out.write(_line(["*", *totals], widths))
        out.write(ruler)
    return len(printed)


def _sap(cell: str) -> str:
    return f"{cell[1:]}-" if cell.startswith("-") and cell[1:2].isdigit() else cell


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    shown = [*cells, *[""] * (len(widths) - len(cells))]
    return (
        "|" + "|".join(cell + " " * (width - _width(cell)) for cell, width in zip(shown, widths, strict=True)) + "|\n"
    )
