"""The last quarters side by side: how grades moved, whose scores rose and fell, each as it was frozen."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from sqlalchemy import select

from app.core.db import Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import parse_period
from app.core.texts import N_, Text
from app.health.assembly import info_of
from app.health.frozen import Frozen, FrozenRegion, frozen_from_json, region_from_json
from app.health.model import HealthModel
from app.health.queries import Infos, region_sheets, rounds
from app.health.region import KEY_FIGURES
from app.health.review.queries import decided_grades, newest_round
from app.health.rules import shown_tenths
from app.health.scheme import Grade
from app.health.sheets import DealerFace, KpiInfo, Provenance, Standing

QUARTERS: Final = 4
MOST_MOVED: Final = 5
_FEWER: Final = N_("Only {n} of {wanted} quarters have been assessed so far; the book grows with each one.")
_DECIDED: Final = N_("{period}: grades decided in the review of the quarter: {n}.")
_MODELS: Final = N_("{period} was assessed with version {new} of the model, the quarter before with version {old}: "
                    "part of the change may come from that.")  # fmt: skip


@dataclass(frozen=True)
class Quarter:
    """One assessed quarter: by dealer's id his score and grade, of the region its figures and targets."""

    period: str
    model: int
    """The version of the model."""
    faces: Mapping[str, DealerFace]
    standings: Mapping[str, Standing]
    figures: Mapping[str, Fraction | None] = field(default_factory=dict)
    targets: Mapping[str, Fraction] = field(default_factory=dict)
    decided: int = 0
    """How many grades its review decided."""


@dataclass(frozen=True)
class TrendLine:
    """A dealer over the quarters; None where he was not assessed."""

    dealer: DealerFace
    standings: tuple[Standing | None, ...]
    change_tenths: int | None
    """Of the printed score from the first quarter with one to the last of the book; None without two."""


@dataclass(frozen=True)
class KpiLine:
    """A figure of the region over the quarters, with the target of the last one."""

    info: KpiInfo
    values: tuple[Fraction | None, ...]
    target: Fraction | None = None


@dataclass(frozen=True)
class Spread:
    """The scores of the dealers with a grade: their mean, and between which the middle half lies."""

    mean: Fraction
    low: Fraction
    high: Fraction


Moves = Mapping[tuple[Grade | None, Grade | None], int]
"""How many dealers went from one grade to another between two quarters; None is not graded."""


@dataclass(frozen=True)
class TrendSheet:
    """What the book of the last quarters prints; the newest quarter is the last."""

    region: str
    reader: str
    currency: str
    periods: tuple[str, ...]
    grades: tuple[Mapping[Grade | None, int], ...]
    spreads: tuple[Spread | None, ...]
    moves: tuple[Moves, ...]
    """Between each quarter and the one before it in the book: one less than quarters."""
    lines: tuple[TrendLine, ...]
    """Every dealer that was assessed in any of them, by the last score; those without one last."""
    risers: tuple[TrendLine, ...]
    fallers: tuple[TrendLine, ...]
    kpis: tuple[KpiLine, ...]
    notes: tuple[Text, ...]
    provenance: Provenance
    definitions: tuple[KpiInfo, ...] = ()


def trend_sheet(db: Database, files: FileStore, infos: Infos, *, period: str, reader: str = "") -> TrendSheet:
    """The book of the four last assessed quarters up to ``period``; raises UserError where that was not assessed."""
    last = parse_period(period).name
    assessed = sorted(one.period for one in rounds(db) if one.period <= last)[-QUARTERS:]
    whole, _ = region_sheets(db, files, infos, period=last, reader=reader)
    quarters = [_read(db, files, each) for each in assessed]
    return trend_of(
        quarters, infos, region=whole.region, reader=reader, currency=whole.currency, provenance=whole.provenance
    )


def _read(db: Database, files: FileStore, period: str) -> Quarter:
    with db.read() as session:
        row = newest_round(session, period)
        if row is None:
            raise UserError("{period} has not been assessed yet.", period=period)
        sha256, decided = row.region_sha256, decided_grades(session, period)
        model = session.execute(select(HealthModel.version).where(HealthModel.id == row.model_id)).scalar_one()
    region = region_from_json(files.get(sha256).decode("utf-8"))
    dealers = [frozen_from_json(data.decode("utf-8")) for data in files.each(region.dealers.values())]
    return quarter_of(region, dealers, model=model, decided={who: one.grade for who, one in decided.items()})


def quarter_of(
    region: FrozenRegion, dealers: Sequence[Frozen], *, model: int, decided: Mapping[str, Grade] | None = None
) -> Quarter:
    """What the book takes of a frozen round; a grade that a signed review decided comes before the computed one."""
    grades = decided or {}
    standings = {
        each.dealer.id: Standing(
            region.period, None if each.verdict.ungraded else each.result.score,
            grades.get(each.dealer.id, each.verdict.grade),
        )
        for each in dealers
    }  # fmt: skip
    figures = {each.kpi: dict(zip(each.periods, each.values, strict=True)).get(region.period) for each in region.series}
    return Quarter(region.period, model, {each.dealer.id: each.dealer for each in dealers}, standings, figures,
                   region.targets, len(grades.keys() & standings.keys()))  # fmt: skip


def trend_of(
    quarters: Sequence[Quarter], infos: Infos, *, region: str, reader: str, currency: str, provenance: Provenance
) -> TrendSheet:
    """The book's sheet of quarters in their order, the oldest first; there is at least one."""
    lines = _lines(quarters)
    moved = sorted((one for one in lines if one.change_tenths), key=lambda one: (one.change_tenths or 0, one.dealer.id))
    known = [kpi for kpi in KEY_FIGURES if any(each.figures.get(kpi) is not None for each in quarters)]
    return TrendSheet(
        region=region, reader=reader, currency=currency, periods=tuple(each.period for each in quarters),
        grades=tuple(Counter(one.grade for one in each.standings.values()) for each in quarters),
        spreads=tuple(_spread(each) for each in quarters),
        moves=tuple(_moves(old, new) for old, new in itertools.pairwise(quarters)),
        lines=lines,
        risers=tuple(one for one in moved[::-1] if (one.change_tenths or 0) > 0)[:MOST_MOVED],
        fallers=tuple(one for one in moved if (one.change_tenths or 0) < 0)[:MOST_MOVED],
        kpis=tuple(
            KpiLine(info_of(infos, kpi), tuple(each.figures.get(kpi) for each in quarters),
                    quarters[-1].targets.get(kpi))
            for kpi in known
        ),
        notes=tuple(_notes(quarters)), provenance=provenance,
        definitions=tuple(info_of(infos, kpi) for kpi in known),
    )  # fmt: skip


def _lines(quarters: Sequence[Quarter]) -> tuple[TrendLine, ...]:
    faces = {dealer: face for each in quarters for dealer, face in each.faces.items()}  # the newest name counts
    found = []
    for dealer, face in faces.items():
        standings = tuple(each.standings.get(dealer) for each in quarters)
        scores = [None if one is None else one.score for one in standings]
        first = next((score for score in scores[:-1] if score is not None), None)
        last = scores[-1]
        change = None if first is None or last is None else shown_tenths(last) - shown_tenths(first)
        found.append(TrendLine(face, standings, change))
    return tuple(sorted(found, key=_order))


def _order(line: TrendLine) -> tuple[bool, Fraction, str, str]:
    last = line.standings[-1]
    score = None if last is None else last.score
    return score is None, -(score or Fraction(0)), line.dealer.code, line.dealer.id


def _spread(quarter: Quarter) -> Spread | None:
    scores = sorted(one.score for one in quarter.standings.values() if one.grade is not None and one.score is not None)
    if not scores:
        return None
    return Spread(sum(scores, Fraction(0)) / len(scores), _quantile(scores, 1), _quantile(scores, 3))


def _quantile(scores: Sequence[Fraction], quarters: int) -> Fraction:
    """A quartile between the nearest two scores (type 7, as spreadsheets count)."""
    at = Fraction((len(scores) - 1) * quarters, 4)
    below = int(at)
    above = min(below + 1, len(scores) - 1)
    return scores[below] + (scores[above] - scores[below]) * (at - below)


def _moves(old: Quarter, new: Quarter) -> Moves:
    both = old.standings.keys() & new.standings.keys()
    return Counter((old.standings[dealer].grade, new.standings[dealer].grade) for dealer in both)


def _notes(quarters: Sequence[Quarter]) -> list[Text]:
    found = []
    if len(quarters) < QUARTERS:
        found.append(Text(_FEWER, {"n": len(quarters), "wanted": QUARTERS}))
    for old, new in itertools.pairwise(quarters):
        if old.model != new.model:
            found.append(Text(_MODELS, {"period": new.period, "old": old.model, "new": new.model}))
    found += [Text(_DECIDED, {"period": each.period, "n": each.decided}) for each in quarters if each.decided]
    return found
