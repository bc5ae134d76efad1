"""The statements of every dealer of a posting at once: a PDF and a workbook for each, whole or not at all."""

from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Final

from app.core.db import Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.core.whole import write_whole
from app.incentives.explain.finding import settled_in
from app.incentives.explain.reading import posted_statement
from app.incentives.explain.statement import Statement
from app.reports.incentives.statement import statement_report
from app.reports.incentives.statement_book import statement_book

_NO_NAME: Final = frozenset('\\/:*?"<>|')


@dataclass(frozen=True)
class Written:
    """What was written, and whose documents changed since, so that his statement could not be."""

    made: int
    missed: tuple[str, ...]


def write_statements(
    db: Database, files: FileStore, posting_ref: str, folder: Path, *, lang: str, progress: Progress
) -> Written:
    """Write a PDF and a workbook for every dealer of a posting; who cannot get them any more is named, the others do.

    Raises UserError for an accrual, for a posting that follows from no policy, and for a folder that cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise UserError("“{path}” cannot be written: {error}", path=str(folder), error=why) from error
    with db.read() as session:
        posting_id, rows = settled_in(session, posting_ref)
    if not rows:
        raise UserError("Nothing of this posting follows from a policy, so that no dealer gets a statement of it.")
    taken, missed = set[str](), list[str]()
    for place, n in enumerate(rows):
        progress.step(place, len(rows), Text(N_("Writing statements")))
        with db.read() as session:
            one = posted_statement(session, files, posting_id=posting_id, n=n)
        one.require_settled()
        if one.tree.holds:
            _write_both(one, folder, lang, taken)
        else:
            missed.append(f"{one.head.dealer_code} {one.head.dealer}".strip())
    return Written(len(taken), tuple(missed))


def _write_both(statement: Statement, folder: Path, lang: str, taken: set[str]) -> None:
    """Two who are called the same get a number, or one's statement would take the place of the other's."""
    head = statement.head
    plain = "".join(char for char in f"{head.dealer_code} {head.dealer} {head.period}" if char not in _NO_NAME)
    names = chain((plain,), (f"{plain} ({n})" for n in count(2)))
    name = next(one for one in names if one.casefold() not in taken)
    taken.add(name.casefold())
    write_whole(folder / f"{name}.pdf", statement_report(statement, lang))
    write_whole(folder / f"{name}.xlsx", statement_book(statement, lang))
