"""Scores of a quarter out as a table of Excel with a row for each dealer, and a filled one back in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.core.db import Database
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.tables import Sheet, unguarded, write_book
from app.core.texts import LANGUAGES, N_, Text, texts
from app.health.surveys.queries import ScoreSheet, score_sheet
from app.health.surveys.questions import Question
from app.health.surveys.service import Given
from app.imports.columns import plain_text
from app.imports.readers import open_book, read_chunks
from app.imports.sandbox import run_child
from app.kpi.reference import dealer_refs

MEMORY_MB: Final = 1_024
SECONDS: Final = 600
_REFERENCE, _DEALER, _NOTE = N_("Dealer reference"), N_("Dealer"), N_("{name}: note")
_TENTHS: Final = 10


@dataclass(frozen=True)
class Taken:
    """What a filled table gives, and the rows that cannot be taken with the reason."""

    scores: tuple[Given, ...]
    refused: tuple[tuple[Text, Text], ...] = ()


def typed_tenths(words: str) -> int | None:
    """A score as somebody typed it, in tenths; nothing for nothing. Raises UserError for no number or finer ones."""
    plain = words.strip().replace("，", ".").replace(",", ".")
    if not plain:
        return None
    whole, _, part = plain.partition(".")
    part = part.rstrip("0")
    if not whole.isascii() or not whole.isdecimal() or len(part) > 1 or (part and not part.isdecimal()):
        raise UserError("“{text}” is no score: a number such as 8 or 8.5.", text=words)
    return int(whole) * _TENTHS + int(part or 0)


def tenths_said(tenths: int) -> str:
    """A score without a place that it does not have: 8, 8.5."""
    return f"{tenths // _TENTHS}" if tenths % _TENTHS == 0 else f"{tenths / _TENTHS:.1f}"


def write_scores(db: Database, period: str, out: Path, *, lang: str, progress: Progress) -> int:
    """Write the scores of a quarter; returns its dealers. The file appears whole or not."""
    with db.read(progress) as session:
        found, refs = score_sheet(session, period), dealer_refs(session)
    t = texts(lang)
    heads = [t(_REFERENCE), t(_DEALER)]
    for one in found.questions:
        heads += [one.label(lang), t(_NOTE, name=one.label(lang))]
    sheet = Sheet(f"{t('Scores by hand')} {found.period}", heads, _rows(found, refs, lang), total=len(found.dealers))
    return write_book(out, [sheet], progress=progress)


def _rows(found: ScoreSheet, refs: Mapping[str, str], lang: str) -> Iterator[list[Any]]:
    for dealer in found.dealers:
        row: list[Any] = [refs.get(dealer.id, ""), dealer.label(lang)]
        for question in found.questions:
            score = found.scores.get((dealer.id, question.id))
            row += [None, ""] if score is None else [float(score.value), score.note]
        yield row


def scores_of_file(db: Database, period: str, path: Path, *, progress: Progress) -> Taken:
    """What a filled table would change of a quarter; an empty cell takes a score out, a column that is not there none.

    Raises UserError where the file is no table of scores.
    """
    rows: list[list[str]] = run_child(
        "app.health.surveys.files:read_texts", (path,), memory_mb=MEMORY_MB, seconds=SECONDS, progress=progress
    )
    with db.read(progress) as session:
        found, refs = score_sheet(session, period), dealer_refs(session)
    known = {texts(lang)(_REFERENCE) for lang in LANGUAGES}
    heads = [one.strip() for one in rows[0]] if rows else []
    at = next((place for place, head in enumerate(heads) if head in known), None)
    columns = [(one, *_places(one, heads)) for one in found.questions]
    if at is None or all(place is None for _, place, _ in columns):
        raise UserError("{file} is no table of scores. Export the quarter, fill it in, and give that file.",
                        file=path.name)  # fmt: skip
    dealers = {refs[one.id]: one.id for one in found.dealers if one.id in refs}
    given: list[Given] = []
    refused = []
    for number, row in enumerate(rows[1:], start=2):
        cells = [*row, *[""] * len(heads)]
        if not any(one.strip() for one in row):
            continue
        try:
            given += _of_row(found, dealers, cells, cells[at].strip(), columns)
        except UserError as error:
            refused.append((Text(N_("row {n}"), {"n": number}), error.text))
    return Taken(tuple(given), tuple(refused))


def _of_row(
    found: ScoreSheet, dealers: Mapping[str, str], cells: Sequence[str], ref: str,
    columns: Sequence[tuple[Question, int | None, int | None]],
) -> list[Given]:  # fmt: skip
    if ref not in dealers:
        raise UserError("There is no “{ref}” in the workspace.", ref=ref)
    changed = []
    for question, place, noted in columns:
        if place is None:
            continue
        tenths, score = typed_tenths(cells[place]), found.scores.get((dealers[ref], question.id))
        if tenths is not None and tenths > question.most * _TENTHS:
            raise UserError("A score of “{name}” lies between 0 and {most}.", name=question.name, most=question.most)
        note = None if noted is None else cells[noted].strip()
        before = None if score is None else int(score.value * _TENTHS)
        if tenths != before or (score is not None and note is not None and note != score.note):
            changed.append(Given(question.id, dealers[ref], tenths, note))
    return changed


def _places(question: Question, heads: Sequence[str]) -> tuple[int | None, int | None]:
    """The columns of a question's scores and of its notes, in whichever language they are called."""
    names = {question.label(lang) for lang in LANGUAGES}
    notes = {texts(lang)(_NOTE, name=name) for lang in LANGUAGES for name in names}
    places = [next((place for place, head in enumerate(heads) if head in wanted), None) for wanted in (names, notes)]
    return places[0], places[1]


def read_texts(path: Path) -> list[list[str]]:
    """The rows of the first sheet as texts. To be called in a child process."""
    said = unguarded if path.suffix.casefold() == ".csv" else str  # a cell of a workbook is written as it is
    return [[said(plain_text(cell)) for cell in row] for some in read_chunks(open_book(path), 0) for row in some]
