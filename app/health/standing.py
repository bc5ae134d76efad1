"""Where a dealer stands among the others of his quarter: his place, how sure it is, and the way to the next grade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.core.money import apportion
from app.core.period import parse_period, shift
from app.core.texts import N_, Text
from app.health.assembly import info_of
from app.health.contradictions import contradictions_of
from app.health.course import course_of
from app.health.frozen import Frozen
from app.health.path import Blocked, Path, path_to_next, reached_by_peers
from app.health.peers import peers_among, place_sentence
from app.health.region import in_order
from app.health.rules import shown_tenths
from app.health.scheme import Scheme
from app.health.sheet_lines import Contradiction
from app.health.sheets import HealthSheet, KpiInfo, PathLine, PathSheet, RankRange
from app.health.stability import rank_ranges
from app.health.wording import cap_sentence, value_text

_HINDRANCES: Final[Mapping[Blocked, str]] = {
    "top": N_("This is the best grade."),
    "gap": N_("Without a grade there is no next one: figures that we lack must come first."),
    "reports": N_("The owed reports come first: without them nobody gets a better grade."),
    "far": N_("Fewer than a quarter of the region's dealers do so well in all of this: it is a long way."),
}


@dataclass(frozen=True)
class Position:
    """Among the dealers of a region; ``place`` counts those with a grade from 1."""

    place: int | None
    places: RankRange | None
    graded: int
    path: PathSheet
    contradictions: tuple[Contradiction, ...]
    course: Text | None
    peers: Text


def positions(scheme: Scheme, dealers: Sequence[Frozen], infos: Mapping[str, KpiInfo]) -> dict[str, Position]:
    """Of all dealers of a region's quarter, by id."""
    order = [each.dealer.id for each in in_order(dealers) if each.verdict.grade is not None]
    by_id = {each.dealer.id: each for each in dealers}
    ranges = rank_ranges(scheme, {dealer: by_id[dealer].result for dealer in order})
    reached = reached_by_peers(each.result for each in dealers if not each.verdict.ungraded)
    units = {kpi: info.unit for kpi, info in infos.items()}
    places = {dealer: place for place, dealer in enumerate(order, 1)}
    like = peers_among(dealers).places
    found = {}
    for each in dealers:
        place, span = places.get(each.dealer.id), ranges.get(each.dealer.id)
        if place is not None and span is not None:  # who shares a score stands in either order
            span = RankRange(min(place, span.best), max(place, span.worst))
        path = path_to_next(each.scheme, each.result, each.verdict, each.caps, reached, units)
        odd, course = contradictions_of(each, infos), course_of(each, infos)
        found[each.dealer.id] = Position(place, span, len(order), _sheet(each, path, infos), odd, course,
                                         place_sentence(like[each.dealer.id]))  # fmt: skip
    return found


def _sheet(frozen: Frozen, path: Path, infos: Mapping[str, KpiInfo]) -> PathSheet:
    """The path in words; the printed points add to the printed change of the score."""
    now = None if frozen.result.score is None else shown_tenths(frozen.result.score)
    then = None if path.score is None else shown_tenths(path.score)
    shown = apportion([step.points * 10 for step in path.steps], (then or 0) - (now or 0)) if path.steps else []
    lines = []
    for step, tenths in zip(path.steps, shown, strict=True):
        info = info_of(infos, step.kpi)
        old, new = (Text("{value}", {"value": value_text(info, value)}) for value in (step.old, step.new))
        lines.append(PathLine(step.kpi, Text(info.title), old, new, step.new, tenths, info.owner))
    return PathSheet(
        grade=path.grade,
        lines=tuple(lines),
        lifted=tuple(cap_sentence(cap) for cap in path.caps),
        score_tenths=then,
        due=shift(parse_period(frozen.period), 1).last,
        hindrance=Text(_HINDRANCES[path.blocked]) if path.blocked else None,
    )


def placed(sheet: HealthSheet, found: Position) -> HealthSheet:
    """A dealer's sheet with where he stands."""
    return replace(
        sheet, place=found.place, places=found.places, graded=found.graded, path=found.path,
        contradictions=found.contradictions, course=found.course, peers=found.peers,
    )  # fmt: skip
