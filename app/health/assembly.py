"""From a frozen assessment to the sheet that screen and PDF draw; nothing is scored again here."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.core.money import apportion
from app.core.texts import Text
from app.health.frozen import Frozen
from app.health.peer_words import moved_text, place_note, place_text
from app.health.rules import (
    Part,
    Reading,
    Result,
    confidence_of,
    evaluate,
    score_without_owed,
    shown_tenths,
    split,
    to_next,
)
from app.health.sheets import (
    CapLine,
    DimensionLine,
    DriverLine,
    HealthSheet,
    IndicatorLine,
    KpiInfo,
    Provenance,
    Standing,
    Trend,
)
from app.health.wording import (
    CAP_PAGES,
    cap_sentence,
    driver_sentence,
    driver_title,
    follows_text,
    gap_sentences,
    grade_text,
    tenths_text,
    verdict_sentence,
)


def info_of(infos: Mapping[str, KpiInfo], kpi: str) -> KpiInfo:
    """What is known of a KPI; its id where nothing is."""
    return infos.get(kpi) or KpiInfo(kpi, kpi)


def drivers_of(frozen: Frozen, infos: Mapping[str, KpiInfo]) -> tuple[DriverLine, ...]:
    """The change since the quarter before, strongest first; the printed tenths add to the printed change."""
    before, after = frozen.before, frozen.result
    if before is None or before.result.score is None or after.score is None:
        return ()
    changes = split(before.result, after)
    total = shown_tenths(after.score) - shown_tenths(before.result.score)
    tenths = apportion([each.points * 10 for each in changes], total)
    lines = []
    for change, shown in zip(changes, tenths, strict=True):
        if not change.points and not shown:
            continue
        info = info_of(infos, change.kpi) if change.kpi else None
        old, new = before.result.part(change.kpi), after.part(change.kpi)
        among = moved_text(change, shown, info, old, new) if info else None
        sentence = among or driver_sentence(
            change, shown, info=info, indicator=frozen.scheme.indicator(change.kpi), old=old, new=new
        )
        lines.append(DriverLine(change.kpi, change.kind, change.points, shown, driver_title(info), sentence))
    return tuple(sorted(lines, key=lambda each: (-abs(each.points), each.kpi)))


def _losses(frozen: Frozen) -> dict[str, int]:
    """Points lost per KPI in tenths, adding to 100 - the printed score."""
    if frozen.result.score is None:
        return {}
    parts = frozen.result.parts
    shown = apportion([each.lost * 10 for each in parts], 1000 - shown_tenths(frozen.result.score))
    return {each.kpi: tenths for each, tenths in zip(parts, shown, strict=True)}


def _mean(parts: Sequence[Part]) -> Fraction | None:
    weight = sum((each.weight for each in parts), Fraction(0))
    return sum((each.gained for each in parts), Fraction(0)) / weight if weight else None


def _dimensions(frozen: Frozen, losses: Mapping[str, int]) -> tuple[DimensionLine, ...]:
    found = []
    for dimension in frozen.scheme.dimensions:
        parts = [each for each in frozen.result.parts if each.dimension == dimension.id]
        old = [each for each in frozen.before.result.parts if each.dimension == dimension.id] if frozen.before else []
        found.append(
            DimensionLine(
                id=dimension.id,
                title=dimension.title,
                points=sum((each.weight for each in parts), Fraction(0)) * 100,
                score=_mean(parts),
                lost_tenths=sum(losses.get(each.kpi, 0) for each in parts),
                previous=_mean(old),
            )
        )
    return tuple(found)


def _indicators(frozen: Frozen, losses: Mapping[str, int], infos: Mapping[str, KpiInfo]) -> tuple[IndicatorLine, ...]:
    found = []
    for part in frozen.result.parts:
        rule = frozen.scheme.indicator(part.kpi)
        if rule is None:
            continue
        old = frozen.before.result.part(part.kpi) if frozen.before else None
        found.append(
            IndicatorLine(
                info=info_of(infos, part.kpi),
                dimension=part.dimension,
                direction=rule.direction,
                floor=rule.floor,
                target=rule.target,
                upper=rule.upper,
                limit=rule.limit,
                presence=part.presence,
                value=part.value,
                previous=old.value if old else None,
                score=part.score if part.weight else None,
                weight=part.weight,
                lost_tenths=losses.get(part.kpi, 0),
                n=frozen.counts.get(part.kpi, 0),
                quality=frozen.quality.get(part.kpi),
                scoring=rule.scoring,
                place=None if part.peers is None or not part.weight else place_text(part.peers, part.score),
            )
        )
    return tuple(found)


def _notes(frozen: Frozen) -> tuple[Text, ...]:
    notes = []
    if frozen.before and not frozen.before.frozen_hash and frozen.before.result.score is not None:
        notes.append(Text("{period} was not assessed then; it is computed here for comparison only.",
                          {"period": frozen.before.period}))  # fmt: skip
    again = evaluate(frozen.scheme, [Reading(p.kpi, p.value, p.presence, p.peers) for p in frozen.result.parts])
    if again.score != frozen.result.score and again.score is not None and frozen.result.score is not None:
        notes.append(
            Text(
                "This version of the program would compute {new} points from the same figures; the frozen {old} stand.",
                {"new": tenths_text(shown_tenths(again.score)), "old": tenths_text(shown_tenths(frozen.result.score))},
            )
        )
    verdict = frozen.verdict
    if verdict.base and verdict.grade and frozen.before and frozen.before.base == verdict.base:
        bounds = dict(frozen.scheme.bounds)
        lowest = bounds.get(verdict.base)
        if lowest is not None and frozen.result.score is not None and shown_tenths(frozen.result.score) < lowest * 10:
            notes.append(
                Text(
                    "The grade {grade} is kept although the score is below its bound of {bound}: a grade is lost only "
                    "{margin} points below it, so that it does not flip with noise.",
                    {
                        "grade": grade_text(verdict.base),
                        "bound": tenths_text(shown_tenths(lowest)),
                        "margin": tenths_text(shown_tenths(frozen.scheme.margin)),
                    },
                )
            )
    return tuple(notes)


def _standing(frozen: Frozen) -> Standing | None:
    if frozen.before is None:
        return None
    return Standing(frozen.before.period, frozen.before.result.score, frozen.before.grade)


def _trends(frozen: Frozen, infos: Mapping[str, KpiInfo]) -> tuple[Trend, ...]:
    found = []
    for each in frozen.series:
        rule = frozen.scheme.indicator(each.kpi)
        target = rule.goal if rule else None
        found.append(Trend(info_of(infos, each.kpi), each.periods, each.values, target))
    return tuple(found)


def _withheld(result: Result) -> tuple[Text, ...]:
    """What the score would be without what the dealer owes, which is why that is not left out."""
    score = score_without_owed(result)
    if score is None:
        return ()
    said = {"score": tenths_text(shown_tenths(score))}
    return (Text("Without the owed reports the score would read {score}; nobody is graded by leaving them out.", said),)


def health_sheet(
    frozen: Frozen, infos: Mapping[str, KpiInfo], provenance: Provenance, *, notes: tuple[Text, ...] = ()
) -> HealthSheet:
    """The sheet of one dealer and quarter from its frozen assessment."""
    result, verdict = frozen.result, frozen.verdict
    losses = _losses(frozen)
    drivers = drivers_of(frozen, infos)
    indicators = _indicators(frozen, losses, infos)
    before = frozen.before.result.score if frozen.before else None
    change = None if before is None or result.score is None else shown_tenths(result.score) - shown_tenths(before)
    gaps = [(part, info_of(infos, part.kpi)) for part in result.parts]
    current = Standing(frozen.period, result.score, verdict.grade)
    return HealthSheet(
        dealer=frozen.dealer,
        region=frozen.region,
        period=frozen.period,
        previous_period=frozen.before.period if frozen.before else "",
        grade=verdict.grade,
        counts_as=verdict.counts_as,
        ungraded=verdict.ungraded,
        score=result.score,
        low=result.low,
        high=result.high,
        coverage=result.coverage,
        confidence=confidence_of(result),
        before=_standing(frozen),
        change_tenths=change,
        history=(*frozen.history, current),
        verdict=verdict_sentence(verdict, result, before, [(each.title, each.tenths) for each in drivers]),
        next_grade=to_next(frozen.scheme, result.score, verdict.base) if result.score is not None and verdict.base
        else None,
        dimensions=_dimensions(frozen, losses),
        indicators=indicators,
        drivers=drivers,
        caps=tuple(
            CapLine(cap_sentence(each), each.at_most, decided=each == verdict.cap, page=CAP_PAGES.get(each.code, ""),
                    record=each.params.get("id", ""), code=each.code)
            for each in frozen.caps
        ),
        trends=_trends(frozen, infos),
        missing=(*gap_sentences(gaps), *_withheld(result)),
        notes=(*_notes(frozen), *(place_note(one.info, one.place) for one in indicators if one.place), *notes),
        provenance=provenance,
        quality=frozen.quality.get(""),
        follows=follows_text(verdict, frozen.scheme),
    )  # fmt: skip
