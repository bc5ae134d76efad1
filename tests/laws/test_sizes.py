"""Files stay under 400 lines and functions under 50, so that each can be read at a sitting."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("app", "ui", "installer", "migrations", "tools", "tests")
FILES = [
    path
    for path in sorted([*(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")), ROOT / "main.py"])
    if path.parent.name != "versions"  # written by Alembic: one statement a table
]


def long_functions(source: str) -> list[str]:
    """The functions of 50 lines and more; a docstring is no code and does not count."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            said = node.body[0] if ast.get_docstring(node) is not None else None
            told = said.end_lineno - said.lineno + 1 if said is not None and said.end_lineno else 0
            lines = (node.end_lineno or 0) - node.lineno + 1 - told
            if lines >= 50:
                found.append(f"{node.name}: {lines}")
    return found


def test_functions_are_short() -> None:
    found = {str(path.relative_to(ROOT)): long_functions(path.read_text(encoding="utf-8")) for path in FILES}
    assert {path: names for path, names in found.items() if names} == {}


def test_files_are_short() -> None:
    counts = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {path: lines for path, lines in counts.items() if lines >= 400} == {}


@pytest.mark.parametrize(("lines", "long"), [(49, False), (50, True)])
def test_the_measure_itself(lines: int, *, long: bool) -> None:
    source = "def f():\n" + "    x = 1\n" * (lines - 1)
    assert bool(long_functions(source)) is long


def test_nothing_unfinished_is_left_behind() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(mark in line for mark in marks)
    ]
    assert found == []
