"""A dealer recomputes his statement with another program to the same cent: 200 of them in ``make torture``."""

from pathlib import Path

import pytest

from app.reports.incentives.statement_book import statement_book
from tests.app.reports.incentives.made import statement_by_chance
from tests.app.reports.incentives.office import OFFICE, WRONG, formulas, recalculated, spoilt, table
from tests.examples import examples

CASES = examples(200)


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_every_formula_of_the_statements_is_recalculated_to_our_value(tmp_path: Path) -> None:
    ours = {f"s{n:03}": statement_book(statement_by_chance(n), "zh_CN" if n % 2 else "en") for n in range(CASES)}
    wrong = {name: spoilt(book) for name, book in ours.items()}
    assert set(formulas(wrong["s000"]).values()) == {float(WRONG)}

    recalculated(tmp_path, wrong)

    counted, off = 0, []
    for name, book in ours.items():
        said = formulas(book)
        sheets = {sheet: table(tmp_path, name, sheet) for sheet in {cell[0] for cell in said}}
        counted += len(said)
        found = {(sheet, row, place): sheets[sheet][row][place] for sheet, row, place in said}
        off += [(name, *cell, value, found[cell]) for cell, value in said.items() if not _same(value, found[cell])]
    assert off == []
    assert counted > CASES * 10


def _same(ours: float, theirs: str) -> bool:
    """Money to the cent and flags are the same number; what runs on behind the fifteenth digit may."""
    return abs(ours - float(theirs)) <= 1e-12 * max(abs(ours), 1)
