"""What a quarter would have been by another model: the frozen figures scored by a draft; nothing is written."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import day_number, parse_period
from app.health.checks import check_scheme
from app.health.frozen import Frozen, frozen_from_json, region_from_json
from app.health.grouping import compared
from app.health.inputs import FigureSource, Subject, backed_kpis, readings
from app.health.kpis import known_infos
from app.health.model import HealthRound
from app.health.rules import RAIL, REPORTING, Reading, Result, Verdict, evaluate, judge, rails_of
from app.health.scheme import GRADES, Grade, Indicator, Scheme
from app.health.sheets import DealerFace
from app.health.subjects import subjects
from app.health.weighing.closeness import closeness


@dataclass(frozen=True)
class TrialLine:
    """One dealer by the model of then and by the draft."""

    dealer: DealerFace
    old: Verdict
    old_score: Fraction | None
    new: Verdict
    result: Result
    place: int | None = None
    """Among those with a grade by the draft's score, the best first."""
    balanced: int | None = None
    """The same by closeness to the ideal over the dimensions (TOPSIS): who has no weak side stands better here."""

    @property
    def steps(self) -> int:
        """Grades won (above 0) or lost; 0 where one of both is not graded."""
        return _place(self.old.grade) - _place(self.new.grade) if self.old.grade and self.new.grade else 0

    @property
    def moved(self) -> bool:
        """Whether the grade is another, or is there or gone."""
        return self.old.grade != self.new.grade


@dataclass(frozen=True)
class Trial:
    """A quarter by a draft, the dealers whose grade moves first, then by what the score changes."""

    period: str
    version: int
    """The model's version by which the quarter stands."""
    lines: tuple[TrialLine, ...]
    fresh: tuple[str, ...]
    """The KPIs that were not frozen then and were read now."""

    def counts(self) -> dict[Grade | None, tuple[int, int]]:
        """By grade (None is not graded) how many dealers had it, and would have."""
        old, new = Counter(one.old.grade for one in self.lines), Counter(one.new.grade for one in self.lines)
        return {grade: (old[grade], new[grade]) for grade in (*GRADES, None)}


def try_model(db: Database, files: FileStore, source: FigureSource, draft: Scheme, *, period: str = "") -> Trial:
    """Score a quarter's frozen figures by a draft; without a period the last quarter that was assessed.

    Raises UserError where the draft cannot be scored, or no such quarter was assessed.
    """
    check_scheme(draft)
    with db.read() as session:
        row = _round(session, period)
        region = region_from_json(files.get(row.region_sha256).decode("utf-8"))
        quarter = parse_period(row.period)
        who = {one.face.id: one for one in subjects(session, on=day_number(quarter.last))}
        names = {kpi: (info.title, info.owner) for kpi, info in known_infos(session).items()}
    frozens = [frozen_from_json(files.get(sha256).decode("utf-8")) for sha256 in region.dealers.values()]
    missing = _unfrozen(frozens, draft)
    fresh: dict[str, dict[str, Reading]] = {}
    if missing:
        figures = source((*missing, REPORTING), quarter)
        asked = replace(draft, indicators=tuple(one for one in draft.indicators if one.kpi in missing))
        ever = backed_kpis({quarter.name: figures})
        for one in frozens:
            subject = who.get(one.dealer.id, Subject(one.dealer))
            fresh[one.dealer.id] = {each.kpi: each for each in readings(asked, figures, subject, ever)}
    given = compared(
        draft, {one.dealer.id: one.dealer for one in frozens},
        {one.dealer.id: _given(one, draft, fresh.get(one.dealer.id, {})) for one in frozens},
    )  # fmt: skip
    lines = [_rescored(one, draft, given[one.dealer.id], names) for one in frozens]
    return Trial(row.period, region.scheme.version, tuple(_in_order(_placed(draft, lines))), tuple(missing))


def _round(session: Session, period: str) -> HealthRound:
    rounds = select(HealthRound).where(HealthRound.removed.is_(False))
    if period:
        rounds = rounds.where(HealthRound.period == parse_period(period).name)
    found = session.scalars(rounds.order_by(HealthRound.period.desc(), HealthRound.version.desc())).first()
    if found is None and period:
        raise UserError("{period} has not been assessed yet.", period=period)
    if found is None:
        raise UserError("No quarter has been assessed yet.")
    session.expunge(found)
    return found


def _unfrozen(frozens: Sequence[Frozen], draft: Scheme) -> list[str]:
    """The KPIs whose figures, or the reason why there is none, were not frozen as the draft asks for them."""
    return [
        one.kpi for one in draft.indicators
        if any(_kept(each, one) is None for each in frozens)
    ]  # fmt: skip


def _kept(frozen: Frozen, asked: Indicator) -> Reading | None:
    """What was frozen of an indicator; None where it was not in the model, or another rule said why it is empty."""
    rule, part = frozen.scheme.indicator(asked.kpi), frozen.result.part(asked.kpi)
    if rule is None or part is None:
        return None
    same = (rule.empty, rule.until_data) == (asked.empty, asked.until_data)
    return Reading(part.kpi, part.value, part.presence) if same or part.presence == "present" else None


def _given(frozen: Frozen, draft: Scheme, fresh: Mapping[str, Reading]) -> list[Reading]:
    return [_kept(frozen, one) or fresh.get(one.kpi) or Reading(one.kpi, None, "missing") for one in draft.indicators]


def _rescored(
    frozen: Frozen, draft: Scheme, given: Sequence[Reading], names: Mapping[str, tuple[str, str]]
) -> TrialLine:
    result = evaluate(draft, given)
    caps = (*(cap for cap in frozen.caps if cap.code != RAIL), *rails_of(draft, result, names))
    verdict = judge(draft, result, previous=frozen.before.base if frozen.before else None, caps=caps)
    return TrialLine(frozen.dealer, frozen.verdict, frozen.result.score, verdict, result)


def _placed(draft: Scheme, lines: Sequence[TrialLine]) -> list[TrialLine]:
    graded = [one for one in lines if one.new.grade is not None]
    by_score = _places({one.dealer.id: one.result.score or Fraction(0) for one in graded})
    sides = [each for each in draft.dimensions if each.points]
    rows = [[_side(one.result, each.id) for each in sides] for one in graded]
    near = closeness(np.array(rows), [float(each.points) for each in sides])
    balanced = _places({one.dealer.id: value for one, value in zip(graded, near, strict=True)})
    return [replace(one, place=by_score.get(one.dealer.id), balanced=balanced.get(one.dealer.id)) for one in lines]


def _side(result: Result, dimension: str) -> float:
    """The mean score of a dimension; where nothing of it counted that of the whole, for its weight is shared out."""
    parts = [each for each in result.parts if each.dimension == dimension]
    weight = sum((each.weight for each in parts), Fraction(0))
    return float(sum((each.gained for each in parts), Fraction(0)) / weight if weight else result.score or 0)


def _places(scores: Mapping[str, Fraction | float]) -> dict[str, int]:
    """By id; who has the same score shares the better place."""
    values: Collection[Fraction | float] = scores.values()
    return {dealer: 1 + sum(other > score for other in values) for dealer, score in scores.items()}


def _in_order(lines: Sequence[TrialLine]) -> list[TrialLine]:
    def key(one: TrialLine) -> tuple[bool, Fraction, str]:
        known = one.old_score is not None and one.result.score is not None
        change = (one.result.score or Fraction(0)) - (one.old_score or Fraction(0)) if known else Fraction(0)
        return (not one.moved, -abs(change), one.dealer.code)

    return sorted(lines, key=key)


def _place(grade: Grade) -> int:
    return GRADES.index(grade)
