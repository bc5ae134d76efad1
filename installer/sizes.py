"""What takes the space of a built folder: ``python -m installer.sizes FOLDER`` prints the table."""

import re
import sys
from pathlib import Path
from typing import Final

PARTS: Final = tuple(
    (title, re.compile(pattern))
    for title, pattern in (
        ("Qt: Unicode data (ICU)", r"^_internal/PySide6/.*(libicu|icudt)"),
        ("Qt: libraries and plugins", r"^_internal/PySide6/(Qt/|plugins/|translations/|Qt6)"),
        ("PySide6 and Shiboken", r"^_internal/(PySide6|shiboken6)/"),
        ("numpy: OpenBLAS and Fortran", r"^_internal/numpy\.libs/"),
        ("numpy", r"^_internal/numpy/"),
        ("cryptography", r"^_internal/cryptography/"),
        ("SQLCipher", r"^_internal/sqlcipher3/"),
        ("SQLAlchemy", r"^_internal/sqlalchemy/"),
        ("rapidfuzz", r"^_internal/rapidfuzz/"),
        ("lxml, python-docx, python-pptx", r"^_internal/(lxml|docx|pptx)/"),
        ("pdfium", r"^_internal/pypdfium2"),
        ("HiGHS", r"^_internal/highspy/"),
        ("Pillow", r"^_internal/(PIL|pillow\.libs)/"),
        ("Python: library, modules, base", r"^_internal/(libpython|python3|base_library)"),
        ("libraries of the system that built", r"^_internal/lib[^/]*\.so"),
        ("own texts, fonts, guide, migrations", r"^_internal/(resources|migrations)/"),
        ("licences and list of parts", r"^_internal/(licences/|sbom|THIRD|LICENSE)"),
        ("code of program and libraries, in the programs", r"^[^/]+$"),
        ("the rest", r""),
    )
)
"""The first pattern that fits a path counts."""


def sizes(folder: Path) -> dict[str, int]:
    """Bytes by part, largest first; links weigh nothing."""
    found = dict.fromkeys((title for title, _ in PARTS), 0)
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            inside = path.relative_to(folder).as_posix()
            found[next(title for title, pattern in PARTS if pattern.search(inside))] += path.stat().st_size
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def total(folder: Path) -> int:
    """The bytes of every file of a folder."""
    return sum(sizes(folder).values())


def table(found: dict[str, int], *others: tuple[str, int]) -> str:
    """The table in Markdown, in megabytes of 10^6 bytes."""
    rows = [*((title, size) for title, size in found.items() if size), ("**folder**", sum(found.values())), *others]
    lines = ["| Part | MB |", "|---|---:|"]
    return "\n".join([*lines, *(f"| {title} | {size / 1e6:.1f} |" for title, size in rows)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table(sizes(Path(sys.argv[1]))))
