"""A health model as canonical JSON text: the same model, the same text, which frozen assessments hash."""

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import cast

from app.core.errors import UserError
from app.health.checks import check_scheme
from app.health.scheme import (
    Answer,
    Consequence,
    Dimension,
    Direction,
    Empty,
    Grade,
    Indicator,
    Kind,
    Rail,
    Scheme,
    Scoring,
    Way,
)


def scheme_json(scheme: Scheme) -> str:
    """Sorted keys, numbers as exact fraction text; what a model does without is not written."""
    return json.dumps(_plain(scheme), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def scheme_file(scheme: Scheme) -> str:
    """The same to be read and changed by people."""
    return json.dumps(_plain(scheme), ensure_ascii=False, indent=2) + "\n"


def _plain(scheme: Scheme) -> dict[str, object]:
    found: dict[str, object] = {
        "name": scheme.name,
        "version": scheme.version,
        "dimensions": [{"id": d.id, "title": d.title, "points": str(d.points)} for d in scheme.dimensions],
        "indicators": [_indicator_json(each) for each in scheme.indicators],
        "bounds": [[grade, str(bound)] for grade, bound in scheme.bounds],
        "margin": str(scheme.margin),
        "coverage_floor": str(scheme.coverage_floor),
    }
    if scheme.rails:
        found["rails"] = [[each.kpi, str(each.below), each.at_most] for each in scheme.rails]
    if scheme.consequences:
        found["consequences"] = [[each.grade, each.kind, each.text] for each in scheme.consequences]
    if scheme.way != "hand":
        found["way"] = scheme.way
    if scheme.answers:
        found["answers"] = [[each.one, each.other, str(each.times)] for each in scheme.answers]
    return found


def _indicator_json(each: Indicator) -> dict[str, object]:
    found: dict[str, object] = {
        "kpi": each.kpi,
        "dimension": each.dimension,
        "direction": each.direction,
        "floor": str(each.floor),
        "target": str(each.target),
        "points": str(each.points),
        "upper": None if each.upper is None else str(each.upper),
        "limit": None if each.limit is None else str(each.limit),
        "empty": each.empty,
        "until_data": each.until_data,
    }
    if each.scoring != "span":
        found["scoring"] = each.scoring
    return found


def scheme_from_json(text: str) -> Scheme:
    """The model that ``scheme_json`` wrote; raises UserError where it cannot be scored."""
    raw = json.loads(text)
    scheme = Scheme(
        raw["name"],
        int(raw["version"]),
        tuple(Dimension(each["id"], each["title"], Fraction(each["points"])) for each in raw["dimensions"]),
        tuple(_indicators(raw["indicators"])),
        tuple((cast("Grade", grade), Fraction(bound)) for grade, bound in raw["bounds"]),
        Fraction(raw["margin"]),
        Fraction(raw["coverage_floor"]),
        tuple(Rail(kpi, Fraction(below), cast("Grade", most)) for kpi, below, most in raw.get("rails", ())),
        tuple(Consequence(cast("Grade", g), cast("Kind", kind), said) for g, kind, said in raw.get("consequences", ())),
        cast("Way", raw.get("way", "hand")),
        tuple(Answer(one, other, Fraction(times)) for one, other, times in raw.get("answers", ())),
    )
    check_scheme(scheme)
    return scheme


def scheme_from_file(text: str) -> Scheme:
    """A model that a person wrote or changed; raises UserError in a sentence where it is none."""
    try:
        return scheme_from_json(text)
    except (ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError) as error:
        raise UserError("This file is no health model: {reason}", reason=f"{type(error).__name__}: {error}") from error


def _indicators(rows: Iterable[Mapping[str, str | bool | None]]) -> Iterable[Indicator]:
    for raw in rows:
        upper, limit = raw["upper"], raw["limit"]
        yield Indicator(
            str(raw["kpi"]),
            str(raw["dimension"]),
            cast("Direction", raw["direction"]),
            Fraction(str(raw["floor"])),
            Fraction(str(raw["target"])),
            Fraction(str(raw["points"])),
            None if upper is None else Fraction(str(upper)),
            None if limit is None else Fraction(str(limit)),
            cast("Empty", raw["empty"]),
            bool(raw["until_data"]),
            cast("Scoring", raw.get("scoring", "span")),
        )
