"""Two models beside each other: every field that differs, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.core.texts import N_, Text
from app.core.wording import decimals, percent_text
from app.health.assembly import info_of
from app.health.scheme import Direction, Empty, Indicator, Rail, Scheme, Scoring, Way
from app.health.sheets import KpiInfo
from app.health.wording import consequence_text, grade_text, value_text

DIRECTION_TITLES: Final[Mapping[Direction, str]] = {
    "rise": N_("more is better"), "fall": N_("less is better"), "band": N_("best inside a band"),
}  # fmt: skip
EMPTY_TITLES: Final[Mapping[Empty, str]] = {
    "missing": N_("our gap: shared out, coverage falls"),
    "not_applicable": N_("does not apply: shared out"),
    "owed": N_("owed by the dealer: counts 0"),
}
SCORING_TITLES: Final[Mapping[Scoring, str]] = {
    "span": N_("from floor to target"), "peers": N_("percentile among like dealers"),
}  # fmt: skip
WAY_TITLES: Final[Mapping[Way, str]] = {
    "hand": N_("By hand"), "pairs": N_("Compared in pairs (AHP)"), "entropy": N_("Entropy"), "critic": N_("CRITIC"),
    "blend": N_("Blend"),
}  # fmt: skip
_NONE: Final = "—"
Infos = Mapping[str, KpiInfo]
Words = str | Text


@dataclass(frozen=True)
class Difference:
    """One field of a model before and after."""

    what: Words
    field: Text
    old: Words
    new: Words


def differences(old: Scheme, new: Scheme, infos: Infos) -> tuple[Difference, ...]:
    """Everything that differs but the version's number, indicators in the order of the newer model."""
    return tuple(one for one in _all(old, new, infos) if one.old != one.new)


def _all(old: Scheme, new: Scheme, infos: Infos) -> Iterator[Difference]:
    model = Text(N_("Model"))
    yield Difference(model, Text(N_("Name")), Text(old.name), Text(new.name))
    yield Difference(model, Text(N_("How the points came about")), Text(WAY_TITLES[old.way]), Text(WAY_TITLES[new.way]))
    yield from _sides(old, new)
    kpis = dict.fromkeys([*(each.kpi for each in new.indicators), *(each.kpi for each in old.indicators)])
    for kpi in kpis:
        yield from _indicator(old, new, kpi, infos)
    grades = Text(N_("Grades"))
    for (grade, before), (_, after) in zip(old.bounds, new.bounds, strict=True):
        yield Difference(grade_text(grade), Text(N_("from")), short(before), short(after))
    yield Difference(grades, Text(N_("Margin of a change")), short(old.margin), short(new.margin))
    floors = percent_text(old.coverage_floor, 0), percent_text(new.coverage_floor, 0)
    yield Difference(grades, Text(N_("Least share of figures")), *floors)
    for rail in dict.fromkeys((*old.rails, *new.rails)):
        said = rail_text(rail)
        title = Text(info_of(infos, rail.kpi).title)
        yield Difference(title, Text(N_("Guard rail")), *_there(said, rail in old.rails, rail in new.rails))
    for one in dict.fromkeys((*old.consequences, *new.consequences)):
        there = one in old.consequences, one in new.consequences
        yield Difference(grade_text(one.grade), Text(N_("Consequence")), *_there(consequence_text(one), *there))
    for answer in dict.fromkeys((*old.answers, *new.answers)):
        pair = f"{answer.one} : {answer.other}"
        there = answer in old.answers, answer in new.answers
        yield Difference(pair, Text(N_("Comparison")), *_there(str(answer.times), *there))


def _there(said: Words, before: bool, after: bool) -> tuple[Words, Words]:  # noqa: FBT001 - two of a kind
    return said if before else _NONE, said if after else _NONE


def _sides(old: Scheme, new: Scheme) -> Iterator[Difference]:
    before, after = ({each.id: each for each in one.dimensions} for one in (old, new))
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key), after.get(key)
        title = Text((now or was or before[key]).title)
        names = Text(was.title) if was else _NONE, Text(now.title) if now else _NONE
        yield Difference(title, Text(N_("Dimension")), *names)
        points = short(was.points) if was else _NONE, short(now.points) if now else _NONE
        yield Difference(title, Text(N_("Points")), *points)


def _indicator(old: Scheme, new: Scheme, kpi: str, infos: Infos) -> Iterator[Difference]:
    was, now, info = old.indicator(kpi), new.indicator(kpi), info_of(infos, kpi)
    title = Text(info.title)
    if was is None or now is None:
        one = was or now
        said = short(one.points) if one else _NONE
        yield Difference(title, Text(N_("Points")), said if was else _NONE, said if now else _NONE)
        return
    yield Difference(title, Text(N_("Points")), short(was.points), short(now.points))
    yield Difference(title, Text(N_("Dimension")), _side_title(old, was), _side_title(new, now))
    directions = Text(DIRECTION_TITLES[was.direction]), Text(DIRECTION_TITLES[now.direction])
    yield Difference(title, Text(N_("Direction")), *directions)
    scorings = Text(SCORING_TITLES[was.scoring]), Text(SCORING_TITLES[now.scoring])
    yield Difference(title, Text(N_("Scored")), *scorings)
    fields = (N_("0 points at"), N_("100 points at"), N_("100 points up to"), N_("0 points again at"))
    for field, before, after in zip(fields, bounds_of(was), bounds_of(now), strict=True):
        yield Difference(title, Text(field), exact_text(info, before), exact_text(info, after))
    yield Difference(title, Text(N_("Without a figure")), Text(EMPTY_TITLES[was.empty]), Text(EMPTY_TITLES[now.empty]))
    waits = [Text(N_("yes")) if one.until_data else Text(N_("no")) for one in (was, now)]
    yield Difference(title, Text(N_("Waits until the region has such figures")), *waits)


def bounds_of(one: Indicator) -> tuple[Fraction | None, ...]:
    """Floor, target and band as they are said; among peers there are none."""
    return (None,) * 4 if one.scoring == "peers" else (one.floor, one.target, one.upper, one.limit)


def _side_title(scheme: Scheme, indicator: Indicator) -> Text:
    return Text(next((each.title for each in scheme.dimensions if each.id == indicator.dimension), indicator.dimension))


def short(value: Fraction) -> str:
    """A number of points without places that it does not have, at most two."""
    places = next((n for n in (0, 1) if (value * 10**n).denominator == 1), 2)
    return decimals(value, places)


def exact_text(info: KpiInfo, value: Fraction | None) -> Words:
    """A bound of an indicator in its unit; shares as per cent with the places that they have."""
    if value is not None and info.unit == "percent":
        return f"{short(value * 100)}%"
    return value_text(info, value)


def rail_text(rail: Rail) -> Text:
    """A guard rail in words."""
    said = {"below": short(rail.below), "grade": grade_text(rail.at_most)}
    return Text(N_("under {below} of 100: at most {grade}"), said)
