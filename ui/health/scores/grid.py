"""The grid of scores: a row for each dealer, a column for each question."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.health.surveys.files import tenths_said, typed_tenths
from app.health.surveys.service import Given
from ui.core.table_columns import Column
from ui.core.typed_cells import TypedGrid

if TYPE_CHECKING:
    from app.health.sheets import DealerFace
    from app.health.surveys.queries import Score, ScoreSheet
    from app.health.surveys.questions import Question
    from ui.core.look import Look
    from ui.core.words import Tone

DEALER_PX = 210
SCORE_PX = 136


@dataclass(frozen=True)
class Row:
    """A dealer with what he was given, in the order of the questions."""

    dealer: "DealerFace"
    scores: "tuple[Score | None, ...]"


def rows_of(sheet: "ScoreSheet") -> list[Row]:
    """The rows of a quarter."""
    return [
        Row(dealer, tuple(sheet.scores.get((dealer.id, one.id)) for one in sheet.questions)) for dealer in sheet.dealers
    ]


class ScoreGrid(TypedGrid):
    """``typed`` is a list of ``Given``; a score that nobody explained or proved is pale."""

    def __init__(self, look: "Look", questions: "tuple[Question, ...]", *, editable: bool) -> None:
        """The questions stay; other ones are another grid."""
        self.made_for = (questions, editable, look.lang)
        self.questions, self._editable = questions, editable
        columns = [Column("dealer", Text(N_("Dealer")), width=DEALER_PX, get=lambda row: row.dealer.label(look.lang))]
        columns += [
            Column(one.id, one.label(look.lang), width=SCORE_PX, figures=True, get=partial(_said, place),
                   tone=partial(_tone, place), tip=one.guide)
            for place, one in enumerate(questions)
        ]  # fmt: skip
        super().__init__(look, columns)

    def able(self, row: int, column: int) -> bool:
        """Every score of an open workspace."""
        return self._editable and row >= 0 and column > 0

    def exact(self, row: int, column: int) -> str:
        """The score as it is typed."""
        return _said(column - 1, self.row_at(row)) if column else str(self.row_at(row).dealer.label(self.look.lang))

    def setting(self, row: int, column: int, text: str) -> Given:
        """The score that is given; raises UserError for what is none."""
        question, tenths = self.questions[column - 1], typed_tenths(text)
        if tenths is not None and tenths > question.most * 10:
            raise UserError("A score of “{name}” lies between 0 and {most}.", name=question.name, most=question.most)
        return Given(question.id, self.row_at(row).dealer.id, tenths)

    def place(self, row: int, column: int) -> "tuple[DealerFace, Question] | None":
        """Whose score of what stands in a cell."""
        if row < 0 or column < 1:
            return None
        return self.row_at(row).dealer, self.questions[column - 1]


def _said(place: int, row: Row) -> str:
    score = row.scores[place]
    return "" if score is None else tenths_said(int(score.value * 10))


def _tone(place: int, row: Row) -> "Tone | None":
    score = row.scores[place]
    return None if score is None or score.note or score.files else "dim"
