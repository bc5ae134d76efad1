"""From the frozen assessments of a quarter to the region's sheet: counts, bridge, ranking, whom to watch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from app.core.money import apportion
from app.core.texts import Text
from app.core.wording import decimals
from app.health.asks import asks_of, outlook_of
from app.health.assembly import drivers_of, info_of
from app.health.contradictions import all_contradictions
from app.health.frozen import Frozen, Pace, Series, Signs, Unreported
from app.health.headline import concerns, headline, sales_of
from app.health.lights import light_of
from app.health.reported import late_lines, trust_of
from app.health.rules import shown_tenths, split
from app.health.scheme import GRADES, Grade, Indicator, Scheme
from app.health.sheets import (
    DataQuality,
    DriverLine,
    KeyFigure,
    KpiInfo,
    Provenance,
    RankLine,
    RegionSheet,
    Standing,
    WatchLine,
)
from app.health.stakes import with_stakes
from app.health.wording import (
    brief_sentence,
    brief_ungraded,
    cap_owner,
    cap_sentence,
    goal_text,
    pace_sentence,
    signed_tenths,
    span_text,
    target_text,
)

KEY_FIGURES: Final = (
    "net_amount", "collection_amount", "overdue_share", "days_of_supply", "near_expiry_share", "otif_rate",
)  # fmt: skip
MOST_WATCHED: Final = 5
MOST_IMPROVED: Final = 2
_DEEP: Final = 2
"""A fall by so many grades is deep; among deep falls money decides who is named first."""
_MOVED: Final = frozenset({"score", "not_reported", "reported_again"})
"""Drivers that something happened behind; a survey that was not answered this time is no news."""
_MONTH_DAYS: Final = 30
_NOTABLE: Final = 50
"""Tenths of a point that make a change worth a line."""


@dataclass(frozen=True)
class RegionFigures:
    """What the region's page needs beside the assessments."""

    region: str
    period: str
    series: tuple[Series, ...]
    targets: Mapping[str, Fraction]
    currency: str = "CNY"
    reader: str = ""
    basis: Text | None = None
    pace: Pace | None = None
    signs: Signs | None = None
    quality: Mapping[str, DataQuality] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    unreported: tuple[Unreported, ...] = ()


def key_figure(
    info: KpiInfo,
    series: Series,
    rule: Indicator | None,
    target: Fraction | None,
    quality: DataQuality | None = None,
    span: tuple[Fraction, Fraction] | None = None,
) -> KeyFigure | None:
    """One of the page's numbers from its series (last: this quarter); None where it is unknown.

    A goal that was set, ``target`` or a range, comes before what the model aims at.
    """
    value = series.values[-1] if series.values else None
    if value is None:
        return None
    values = series.values
    money = info.unit == "money"
    aim = target if money or target is not None else rule.goal if rule else None
    said: str | Text = "" if money or rule is None else target_text(info, rule)
    if target is not None and not money:
        said = goal_text(info, target, rising=info.better == "rise")
    if span is not None:
        said = span_text(info, *span)
    ends = span
    if ends is None and not money and rule is not None and rule.upper is not None:
        ends = (rule.target, rule.upper)
    return KeyFigure(
        info=info,
        value=value,
        target=aim,
        goal=said,
        attainment=value / aim if money and aim else None,
        before=values[-2] if len(values) > 1 else None,
        year_ago=values[-5] if len(values) > 4 else None,
        spark=values[-8:],
        note=_beside(info, value),
        light=light_of(rule, info, value, target, span),
        quality=quality,
        ends=ends,
    )


def _beside(info: KpiInfo, value: Fraction) -> Text | None:
    """What is said beside a figure: of days of supply the same as months of sales (库销比)."""
    if info.id != "days_of_supply":
        return info.basis
    return Text("stock to sales {n} months", {"n": decimals(value / _MONTH_DAYS)})


def _outlook(figures: RegionFigures) -> tuple[Text, ...]:
    pace = () if figures.pace is None else (pace_sentence(figures.pace),)
    return pace if figures.signs is None else (*pace, *outlook_of(figures.signs))


def _mean(scores: Sequence[Fraction]) -> Fraction | None:
    return sum(scores, Fraction(0)) / len(scores) if scores else None


def _graded(each: Frozen) -> bool:
    return each.verdict.grade is not None and each.result.score is not None


def _graded_before(each: Frozen) -> bool:
    return each.before is not None and each.before.grade is not None and each.before.result.score is not None


def bridge_of(dealers: Sequence[Frozen]) -> tuple[DriverLine, ...]:
    """The change of the mean score by dimension, exact; dealers that came or went are a driver of their own."""
    now = _mean([each.result.score for each in dealers if _graded(each) and each.result.score is not None])
    then = _mean(
        [s for each in dealers if _graded_before(each) and each.before and (s := each.before.result.score) is not None]
    )
    both = [each for each in dealers if _graded(each) and _graded_before(each)]
    if now is None or then is None or not both:
        return ()
    sums: dict[str, Fraction] = {}
    for each in both:
        if each.before is None:
            continue
        for change in split(each.before.result, each.result):
            rule = each.scheme.indicator(change.kpi)
            place = rule.dimension if rule else ""
            sums[place] = sums.get(place, Fraction(0)) + change.points / len(both)
    moved = now - then - sum(sums.values(), Fraction(0))
    titles = {each.id: Text(each.title) for each in both[0].scheme.dimensions}
    rows = [(place, points, titles.get(place, Text("Changed weights"))) for place, points in sums.items() if points]
    if moved:
        rows.append(("dealers", moved, Text("Joined or left")))
    tenths = apportion([points * 10 for _, points, _ in rows], shown_tenths(now) - shown_tenths(then))
    lines = [
        DriverLine(place, "score", points, shown, title,
                   Text("{name} ({points})", {"name": title, "points": signed_tenths(shown)}))
        for (place, points, title), shown in zip(rows, tenths, strict=True)
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda each: (-abs(each.points), each.kpi)))


def _counts(grades: Sequence[Grade | None]) -> dict[Grade, int]:
    return {grade: grades.count(grade) for grade in GRADES}


def _change(each: Frozen) -> int | None:
    if each.before is None or each.before.result.score is None or each.result.score is None:
        return None
    return shown_tenths(each.result.score) - shown_tenths(each.before.result.score)


def in_order(dealers: Sequence[Frozen]) -> list[Frozen]:
    """The best score first, then who has no grade; places are theirs who have one."""
    return sorted(
        dealers,
        key=lambda each: (not _graded(each), -(each.result.score or Fraction(0)), each.dealer.code, each.dealer.id),
    )


def _rank(dealers: Sequence[Frozen], infos: Mapping[str, KpiInfo]) -> tuple[RankLine, ...]:
    lines = []
    for place, each in enumerate(in_order(dealers), 1):
        drivers = drivers_of(each, infos)
        change = _change(each)
        before = each.before
        lines.append(
            RankLine(
                place=place if _graded(each) else None,
                dealer=each.dealer,
                score=each.result.score,
                grade=each.verdict.grade,
                counts_as=each.verdict.counts_as,
                ungraded=each.verdict.ungraded,
                before=Standing(before.period, before.result.score, before.grade) if before else None,
                change_tenths=change,
                coverage=each.result.coverage,
                net_amount=sales_of(each),
                main_driver=reason_of(each, drivers, infos, better=(change or 0) > 0),
                history=(*(h.score for h in each.history[-7:]), each.result.score),
            )
        )
    return tuple(lines)


def _fallen(each: Frozen) -> int:
    """Grades lost since last quarter (negative: gained), as consequences count them."""
    if each.before is None or each.before.grade is None or each.verdict.counts_as is None:
        return 0
    return GRADES.index(each.verdict.counts_as) - GRADES.index(each.before.grade)


def reason_of(
    each: Frozen, drivers: Sequence[DriverLine], infos: Mapping[str, KpiInfo], *, better: bool
) -> Text | None:
    """Why a dealer stands where he stands, in a line: the missing grade, the cap, or the two strongest drivers."""
    if each.verdict.ungraded:
        return brief_ungraded(each.verdict, each.result)
    if each.verdict.cap:
        return cap_sentence(each.verdict.cap)
    main = [d for d in drivers if (d.points > 0) == better and d.tenths and d.kind in _MOVED][:2]
    said = [
        brief_sentence(
            info_of(infos, d.kpi), each.before.result.part(d.kpi) if each.before else None, each.result.part(d.kpi)
        )
        for d in main
    ]
    if len(said) == 2:
        return Text("{first}; {second}", {"first": said[0], "second": said[1]})
    return said[0] if said else None


def _watch_line(each: Frozen, infos: Mapping[str, KpiInfo], *, better: bool) -> WatchLine | None:
    drivers = drivers_of(each, infos)
    main = next((d for d in drivers if (d.points > 0) == better and d.tenths and d.kind in _MOVED), None)
    owner = infos.get("data_coverage") if each.verdict.ungraded else infos.get(main.kpi) if main else None
    sentence = reason_of(each, drivers, infos, better=better)
    acting = owner.owner if owner else ""
    if each.verdict.cap and not each.verdict.ungraded:
        acting = cap_owner(each.verdict.cap)
    if sentence is None:
        costly = max(each.result.parts, key=lambda part: part.lost)
        dear = info_of(infos, costly.kpi)
        acting = dear.owner
        params = {"name": Text(dear.title), "points": decimals(costly.lost)}
        sentence = Text("{name} costs {points} points, as before.", params)
    before = each.before.grade if each.before else None
    return WatchLine(each.dealer, before, each.verdict.grade, sentence, _first(sentence), sales_of(each), acting)


def _first(sentence: Text) -> Text:
    """Of two reasons the stronger one."""
    first = sentence.params.get("first")
    return first if isinstance(first, Text) else sentence


def watched(dealers: Sequence[Frozen], infos: Mapping[str, KpiInfo]) -> tuple[WatchLine, ...]:
    """Whom to watch: who lost grades, stands at D or E, or fell clearly; the deepest falls and the most money first."""
    chosen = [
        each
        for each in dealers
        if each.verdict.ungraded not in {"coverage", "no_figures"}
        and (_fallen(each) > 0 or each.verdict.counts_as in {"D", "E"} or (_change(each) or 0) <= -_NOTABLE)
    ]
    chosen.sort(
        key=lambda each: (
            -min(max(_fallen(each), 0), _DEEP),
            -(sales_of(each) or 0),
            _change(each) or 0,
            each.dealer.code,
        )
    )
    lines = (_watch_line(each, infos, better=False) for each in chosen[:MOST_WATCHED])
    return tuple(line for line in lines if line)


def improved(dealers: Sequence[Frozen], infos: Mapping[str, KpiInfo]) -> tuple[WatchLine, ...]:
    """Who got better: grades gained first, then the greatest rises."""
    chosen = [each for each in dealers if _graded(each) and (_fallen(each) < 0 or (_change(each) or 0) >= _NOTABLE)]
    chosen.sort(key=lambda each: (_fallen(each), -(_change(each) or 0), each.dealer.code))
    lines = (_watch_line(each, infos, better=True) for each in chosen[:MOST_IMPROVED])
    return tuple(line for line in lines if line)


def _numbers(figures: RegionFigures, scheme: Scheme, infos: Mapping[str, KpiInfo]) -> tuple[KeyFigure, ...]:
    """The page's figures as far as they are known, those off target with what they are about."""
    by_kpi = {each.kpi: each for each in figures.series}
    found = (
        key_figure(info_of(infos, kpi), by_kpi[kpi], scheme.indicator(kpi), figures.targets.get(kpi),
                   figures.quality.get(kpi), figures.ranges.get(kpi))
        for kpi in KEY_FIGURES if kpi in by_kpi
    )  # fmt: skip
    return with_stakes([one for one in found if one is not None], figures.series, figures.signs, figures.period)


def region_sheet(
    figures: RegionFigures,
    dealers: Sequence[Frozen],
    scheme: Scheme,
    infos: Mapping[str, KpiInfo],
    provenance: Provenance,
    *,
    notes: tuple[Text, ...] = (),
) -> RegionSheet:
    """The region's sheet of one quarter."""
    numbers = _numbers(figures, scheme, infos)
    score = _mean([each.result.score for each in dealers if _graded(each) and each.result.score is not None])
    earlier = [each.before for each in dealers if each.before is not None]
    before = _mean([each.result.score for each in earlier if each.grade and each.result.score is not None])
    watch = watched(dealers, infos)
    return RegionSheet(
        region=figures.region,
        reader=figures.reader,
        period=figures.period,
        previous_period=earlier[0].period if earlier else "",
        headline=headline(numbers, score, before, concerns(dealers), watch),
        asks=() if figures.signs is None else asks_of(figures.signs),
        figures=numbers,
        grades=_counts([each.verdict.grade for each in dealers]),
        ungraded=sum(each.verdict.grade is None for each in dealers),
        grades_before=_counts([each.grade for each in earlier]),
        ungraded_before=sum(each.grade is None for each in earlier),
        score=score,
        score_before=before,
        bridge=bridge_of(dealers),
        watch=watch,
        improved=improved(dealers, infos),
        effects=(),
        outlook=_outlook(figures),
        trust=trust_of(dealers),
        ranking=_rank(dealers, infos),
        notes=notes,
        provenance=provenance,
        basis=figures.basis,
        currency=figures.currency,
        definitions=tuple(info_of(infos, each.kpi) for each in scheme.indicators),
        contradictions=all_contradictions(dealers, infos),
        late=late_lines(dealers, figures.unreported, infos),
    )
