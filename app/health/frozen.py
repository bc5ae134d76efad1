"""An assessment as it is frozen: the figures, the model and the verdict in one canonical JSON text."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, cast

from app.core.errors import UserError
from app.health.canonical import scheme_from_json, scheme_json
from app.health.percentile import Peers
from app.health.rules import Cap, Part, Presence, Result, Ungraded, Verdict
from app.health.scheme import Grade, Scheme
from app.health.sheets import DataQuality, DealerFace, Standing
from app.kpi.findings.model import Figure

FORMAT: Final = "channeldesk.health/1"
REGION_FORMAT: Final = "channeldesk.health-region/1"


@dataclass(frozen=True)
class Series:
    """A KPI's figures over the last periods."""

    kpi: str
    periods: tuple[str, ...]
    values: tuple[Fraction | None, ...]


@dataclass(frozen=True)
class Before:
    """The quarter before, as far as the change is split against it."""

    period: str
    result: Result
    grade: Grade | None
    base: Grade | None
    frozen_hash: str
    """Hash of its own assessment, or empty where it was only computed for comparison."""


@dataclass(frozen=True)
class Frozen:
    """Everything that a dealer's sheet of one quarter is drawn from."""

    dealer: DealerFace
    region: str
    period: str
    scheme: Scheme
    result: Result
    verdict: Verdict
    caps: tuple[Cap, ...]
    counts: Mapping[str, int]
    """How many cases each KPI rests on."""
    before: Before | None
    history: tuple[Standing, ...]
    series: tuple[Series, ...]
    data_until: date | None = None
    quality: Mapping[str, DataQuality] = field(default_factory=dict)
    """By KPI, under "" of all of them (``app/health/quality.py``)."""


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _result_json(result: Result) -> dict[str, object]:
    rows = [
        [p.kpi, p.dimension, p.presence, _text(p.value), str(p.score), str(p.points), str(p.weight)]
        + ([] if p.peers is None else [_peers_json(p.peers)])
        for p in result.parts
    ]
    return {
        "parts": rows,
        "score": _text(result.score),
        "low": _text(result.low),
        "high": _text(result.high),
        "coverage": str(result.coverage),
    }


def _peers_json(peers: Peers) -> list[object]:
    common = [peers.tier, peers.region, peers.kind]
    return [common, [str(one) for one in peers.values], _text(peers.own), peers.owing, peers.widened]


def _peers(raw: Sequence[Any]) -> Peers:
    (tier, region, kind), values, own, owing, widened = raw
    return Peers(tier, region, kind, tuple(map(Fraction, values)), _fraction(own), int(owing), bool(widened))


def _face_json(face: DealerFace) -> dict[str, str]:
    """What is said of a dealer; what came later than the first assessments is left out where it is not known."""
    return {name: said for name, said in asdict(face).items() if said or name not in {"region", "kind"}}


def _result(raw: Mapping[str, Any]) -> Result:
    parts = tuple(
        Part(
            kpi,
            dimension,
            cast("Presence", presence),
            _fraction(value),
            Fraction(score),
            Fraction(points),
            Fraction(w),
            *map(_peers, peers),
        )
        for kpi, dimension, presence, value, score, points, w, *peers in raw["parts"]
    )
    return Result(
        parts, _fraction(raw["score"]), _fraction(raw["low"]), _fraction(raw["high"]), Fraction(raw["coverage"])
    )


def _cap(raw: Mapping[str, Any] | None) -> Cap | None:
    return None if raw is None else Cap(raw["code"], raw["at_most"], dict(raw["params"]))


def _before_json(before: Before | None) -> dict[str, object] | None:
    if before is None:
        return None
    return {
        "period": before.period,
        "result": _result_json(before.result),
        "grade": before.grade,
        "base": before.base,
        "frozen_hash": before.frozen_hash,
    }


def frozen_json(frozen: Frozen) -> str:
    """The canonical text: sorted keys, no spaces, every number as exact fraction text; same figures, same text."""
    verdict = asdict(frozen.verdict)
    found: dict[str, Any] = {
        "format": FORMAT,
        "dealer": _face_json(frozen.dealer),
        "region": frozen.region,
        "period": frozen.period,
        "scheme": json.loads(scheme_json(frozen.scheme)),
        "result": _result_json(frozen.result),
        "verdict": verdict,
        "caps": [asdict(each) for each in frozen.caps],
        "counts": dict(frozen.counts),
        "before": _before_json(frozen.before),
        "history": [[each.period, _text(each.score), each.grade] for each in frozen.history],
        "series": [[each.kpi, list(each.periods), [_text(v) for v in each.values]] for each in frozen.series],
        "data_until": frozen.data_until.isoformat() if frozen.data_until else None,
    }
    if frozen.quality:
        found["quality"] = {kpi: [one.tenths, one.late] for kpi, one in frozen.quality.items()}
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=16)
def _scheme(text: str) -> Scheme:
    """A model, which all dealers of a round have in common, is read once."""
    return scheme_from_json(text)


def frozen_from_json(text: str) -> Frozen:
    """The assessment that ``frozen_json`` wrote; raises UserError where another format was kept."""
    raw = json.loads(text)
    if raw.get("format") != FORMAT:
        raise UserError("This assessment was frozen in a form that this program does not read: {form}.",
                        form=raw.get("format"))  # fmt: skip
    verdict = raw["verdict"]
    before = raw["before"]
    return Frozen(
        dealer=DealerFace(**raw["dealer"]),
        region=raw["region"],
        period=raw["period"],
        scheme=_scheme(json.dumps(raw["scheme"])),
        result=_result(raw["result"]),
        verdict=Verdict(
            verdict["base"],
            verdict["grade"],
            verdict["counts_as"],
            _cap(verdict["cap"]),
            cast("Ungraded", verdict["ungraded"]),
        ),
        caps=tuple(cap for each in raw["caps"] if (cap := _cap(each))),
        counts={str(kpi): int(n) for kpi, n in raw["counts"].items()},
        before=None if before is None else Before(
            before["period"], _result(before["result"]), before["grade"], before["base"], before["frozen_hash"]
        ),
        history=tuple(Standing(period, _fraction(score), grade) for period, score, grade in raw["history"]),
        series=tuple(
            Series(kpi, tuple(periods), tuple(_fraction(v) for v in found)) for kpi, periods, found in raw["series"]
        ),
        data_until=date.fromisoformat(raw["data_until"]) if raw["data_until"] else None,
        quality={kpi: DataQuality(*one) for kpi, one in raw.get("quality", {}).items()},
    )  # fmt: skip


def hash_of(text: str) -> str:
    """SHA-256 of a frozen text, its address in the files store."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Pace:
    """How far the month that runs is when a quarter is assessed."""

    month: str
    day: str
    """The last day that counts, in ISO form."""
    attainment: Fraction
    progress: Fraction
    """Working days that are over of all working days (时间进度)."""
    gap: Fraction
    """What sales lack of the target for the time that is over (欠进度额)."""


@dataclass(frozen=True)
class Sign:
    """A sign in the rows of one dealer with its exact figures (``app/kpi/findings``)."""

    kind: str
    dealer: str
    first: int
    last: int
    figures: Mapping[str, Figure]
    sentence: str = ""
    """What it says, a msgid with the names of its figures in braces."""

    def number(self, name: str) -> Fraction | None:
        """A figure in its own scale; None where it is unknown, or no number."""
        found = self.figures.get(name)
        return Fraction(found.value) if found and isinstance(found.value, int | Fraction) else None


@dataclass(frozen=True)
class Told:
    """A sign as it is told on a dealer's sheet (``app/kpi/findings/evidence.py``, without its rows)."""

    mark: str
    """What tells it from others, for its reference."""
    evidence: Mapping[str, Any]
    own: bool = True
    """Whether the rows speak of the dealer himself, or of whoever serves him."""


@dataclass(frozen=True)
class Signs:
    """What the rows and papers of a region showed on a day."""

    on: date
    asked: tuple[Sign, ...]
    """Those that a decision can be asked about."""
    others: Mapping[str, int]
    """How many more there are of each other kind."""
    licences: int
    """Dealers of whom a licence ends within 90 days."""
    told: Mapping[str, tuple[Told, ...]] | None = None
    """By dealer's id; None in a round of before they were kept."""


@dataclass(frozen=True)
class Unreported:
    """A list that a dealer owes and of which months of a quarter did not come."""

    dealer: str
    feed: str
    months: tuple[str, ...]
    since: str
    """The first month of the row without a list that ends with the last of these months."""
    seen: str
    """The last day that came, in ISO form; empty where none ever did."""
    manager: str
    """Who had the dealer at the quarter's end."""


@dataclass(frozen=True)
class FrozenRegion:
    """A round: the region's own figures, and which frozen assessment counts for each dealer."""

    region: str
    period: str
    currency: str
    scheme: Scheme
    series: tuple[Series, ...]
    targets: Mapping[str, Fraction]
    dealers: Mapping[str, str]
    """Dealer's id to the hash of his frozen assessment."""
    pace: Pace | None = None
    as_of: str = ""
    """The day up to which a quarter that was not over is counted (截至), in ISO form; empty where it was over."""
    posted: Fraction | None = None
    """What net sales contain of closed months (跨期调整)."""
    signs: Signs | None = None
    calendar: str = ""
    """By which calendar the quarter is one, said where the workspace counts its months by another."""
    quality: Mapping[str, DataQuality] = field(default_factory=dict)
    """Of the whole region's data, by KPI."""
    ranges: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    """Goals that are a range, by KPI."""
    unreported: tuple[Unreported, ...] = ()


def region_json(region: FrozenRegion) -> str:
    """The canonical text of a round."""
    found: dict[str, Any] = {
        "format": REGION_FORMAT,
        "region": region.region,
        "period": region.period,
        "currency": region.currency,
        "scheme": json.loads(scheme_json(region.scheme)),
        "series": [[each.kpi, list(each.periods), [_text(v) for v in each.values]] for each in region.series],
        "targets": {kpi: str(value) for kpi, value in region.targets.items()},
        "dealers": dict(region.dealers),
    }
    if (pace := region.pace) is not None:
        found["pace"] = [pace.month, pace.day, *(str(one) for one in (pace.attainment, pace.progress, pace.gap))]
    if region.as_of:
        found["as_of"] = region.as_of
    if region.posted is not None:
        found["posted"] = str(region.posted)
    if region.signs is not None:
        found["signs"] = _signs_json(region.signs)
    if region.calendar:
        found["calendar"] = region.calendar
    if region.quality:
        found["quality"] = {kpi: [one.tenths, one.late] for kpi, one in region.quality.items()}
    if region.ranges:
        found["ranges"] = {kpi: [str(end) for end in ends] for kpi, ends in region.ranges.items()}
    if region.unreported:
        found["unreported"] = [list(asdict(one).values()) for one in region.unreported]
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _signs_json(signs: Signs) -> dict[str, object]:
    asked = [
        [one.kind, one.dealer, one.first, one.last,
         {name: [figure.kind, None if figure.value is None else str(figure.value), figure.unit]
          for name, figure in one.figures.items()}, *([one.sentence] if one.sentence else [])]
        for one in signs.asked
    ]  # fmt: skip
    found = {"on": signs.on.isoformat(), "asked": asked, "others": dict(signs.others), "licences": signs.licences}
    if signs.told is None:
        return found
    told = {dealer: [[one.mark, one.evidence, one.own] for one in own] for dealer, own in signs.told.items()}
    return {**found, "told": told}


def _signs(raw: Mapping[str, Any] | None) -> Signs | None:
    if raw is None:
        return None
    asked = tuple(
        Sign(kind, dealer, first, last, {
            name: Figure(of, value if of == "text" else _fraction(value), unit)
            for name, (of, value, unit) in figures.items()
        }, *sentence)
        for kind, dealer, first, last, figures, *sentence in raw["asked"]
    )  # fmt: skip
    told = raw.get("told")
    if told is not None:
        told = {dealer: tuple(Told(*one) for one in own) for dealer, own in told.items()}
    return Signs(date.fromisoformat(raw["on"]), asked, dict(raw["others"]), int(raw["licences"]), told)


def _pace(raw: list[str]) -> Pace:
    return Pace(raw[0], raw[1], *(Fraction(one) for one in raw[2:]))


def region_from_json(text: str) -> FrozenRegion:
    """The round that ``region_json`` wrote; raises UserError where another format was kept."""
    raw = json.loads(text)
    if raw.get("format") != REGION_FORMAT:
        raise UserError("This assessment was frozen in a form that this program does not read: {form}.",
                        form=raw.get("format"))  # fmt: skip
    return FrozenRegion(
        raw["region"],
        raw["period"],
        raw["currency"],
        _scheme(json.dumps(raw["scheme"])),
        tuple(Series(kpi, tuple(periods), tuple(_fraction(v) for v in found)) for kpi, periods, found in raw["series"]),
        {kpi: Fraction(value) for kpi, value in raw["targets"].items()},
        dict(raw["dealers"]),
        _pace(raw["pace"]) if "pace" in raw else None,
        raw.get("as_of", ""),
        _fraction(raw.get("posted")),
        _signs(raw.get("signs")),
        raw.get("calendar", ""),
        {kpi: DataQuality(*one) for kpi, one in raw.get("quality", {}).items()},
        {kpi: (Fraction(low), Fraction(high)) for kpi, (low, high) in raw.get("ranges", {}).items()},
        tuple(Unreported(one[0], one[1], tuple(one[2]), *one[3:]) for one in raw.get("unreported", ())),
    )
