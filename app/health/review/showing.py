"""What a signed review adds to the sheets of its quarter; what was computed stays beside it."""

from collections.abc import Iterable
from dataclasses import replace

from app.health.review.rules import ReviewFace
from app.health.scheme import Scheme
from app.health.sheets import HealthSheet, RankLine
from app.health.wording import follows_from


def reviewed(sheet: HealthSheet, face: ReviewFace | None, scheme: Scheme) -> HealthSheet:
    """A dealer's sheet with what was said and decided of him; consequences follow from the decided grade."""
    if face is None or not face.signed:
        return sheet
    dealer = sheet.dealer.id
    decided = face.decided.get(dealer)
    if decided is None:
        return replace(sheet, comment=face.comments.get(dealer, ""))
    return replace(
        sheet, decided=decided, comment=face.comments.get(dealer, ""), counts_as=decided.grade,
        follows=follows_from(decided.grade, scheme),
    )  # fmt: skip


def ranked(lines: Iterable[RankLine], face: ReviewFace | None) -> tuple[RankLine, ...]:
    """The ranking with decided grades beside the computed ones; places stay those of the scores."""
    if face is None or not face.decided:
        return tuple(lines)
    return tuple(
        line if (found := face.decided.get(line.dealer.id)) is None
        else replace(line, decided=found, counts_as=found.grade)
        for line in lines
    )  # fmt: skip
