"""What an item of an agenda rests on: a link to where it can be looked at, and its figures as they stood."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, get_args

from app.core.charts import Chart, Format, Series, Tone
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.money import decimal_text
from app.core.texts import Text, Texts, packed, unpacked

FORMAT: Final = 1
Said = str | Text
"""Words that are data as they stand, or a sentence in no language yet."""
_EXACT: Final = 1_000_000
"""Chart values keep six decimals: a picture shows no more."""


@dataclass(frozen=True)
class Evidence:
    """A link to what an item rests on: its words, the page that opens there, and the key of its frozen figures."""

    words: Text
    page: str = ""
    target: Mapping[str, Any] = field(default_factory=dict)
    figures: str = ""
    """A key of the meeting's ``Figures``; empty where nothing was frozen."""


def evidence_json(found: Iterable[Evidence]) -> list[Any]:
    """Evidence as an item keeps it."""
    return [
        {"words": list(packed(one.words)), "page": one.page, "target": dict(one.target), "figures": one.figures}
        for one in found
    ]


def read_evidence(kept: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """The evidence that ``evidence_json`` kept."""
    return tuple(
        Evidence(unpacked(*one["words"]), str(one["page"]), dict(one["target"]), str(one["figures"])) for one in kept
    )


@dataclass(frozen=True)
class FrozenSeries:
    """A named row of a frozen chart; values are decimal texts, None leaves a gap."""

    name: Said
    values: tuple[str | None, ...]
    tone: Tone = "series1"
    shape: str = "bar"
    tones: tuple[Tone, ...] = ()


@dataclass(frozen=True)
class FrozenChart:
    """A chart in no language yet; ``drawn`` makes the one that screen and PDF draw."""

    title: Said
    categories: tuple[Said, ...]
    series: tuple[FrozenSeries, ...]
    kind: str = "columns"
    format: Format = "number"
    target: str | None = None
    unit: str = ""

    def drawn(self, t: Texts) -> Chart:
        """The chart in a language."""
        rows = tuple(
            Series(
                _in(t, one.name), tuple(None if value is None else float(value) for value in one.values), one.tone,
                "line" if one.shape == "line" else "bar", one.tones,
            )
            for one in self.series
        )  # fmt: skip
        target = None if self.target is None else float(self.target)
        kind: Any = self.kind
        return Chart(
            _in(t, self.title), tuple(_in(t, one) for one in self.categories), rows, kind, self.format, target,
            self.unit,
        )  # fmt: skip


@dataclass(frozen=True)
class FrozenFigure:
    """Figures behind one item: what it is, its value and goal in words, further points, and charts."""

    title: Text
    value: Said = ""
    goal: Said = ""
    unit: str = ""
    department: str = ""
    """A department's code."""
    points: tuple[tuple[Said, Said], ...] = ()
    """What is said beside it: a label and its figure in words."""
    charts: tuple[FrozenChart, ...] = ()


@dataclass(frozen=True)
class Figures:
    """Every figure that the agenda of one meeting shows, as it stood when it was frozen."""

    period: str = ""
    known_tx: int = 0
    """The transaction up to which data were known."""
    as_of: str = ""
    """The day on which it was read, in ISO form."""
    items: Mapping[str, FrozenFigure] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, evidence: Iterable[Evidence]) -> tuple[FrozenFigure, ...]:
        """The frozen figures that some evidence names, each once, in its order."""
        keys = dict.fromkeys(one.figures for one in evidence)
        return tuple(self.items[key] for key in keys if key in self.items)


def exact(value: Fraction | int | None) -> str | None:
    """A value of a chart as it is frozen: decimal text of at most six places."""
    if value is None:
        return None
    scaled = round(Fraction(value) * _EXACT)
    return decimal_text(scaled, _EXACT)


def figures_json(figures: Figures) -> str:
    """The canonical text of frozen figures."""
    found = {
        "format": FORMAT, "period": figures.period, "known_tx": figures.known_tx, "as_of": figures.as_of,
        "items": {key: _figure_json(one) for key, one in figures.items.items()},
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def figures_from_json(text: str) -> Figures:
    """The figures that ``figures_json`` wrote; raises UserError where another format was kept."""
    raw = json.loads(text)
    if raw.get("format") != FORMAT:
        raise UserError("The figures of this meeting were frozen in a form that this program does not read.")
    items = {key: _figure(one) for key, one in raw["items"].items()}
    return Figures(raw["period"], raw["known_tx"], raw["as_of"], MappingProxyType(items))


def frozen_figures(files: FileStore, sha256: str | None) -> Figures:
    """The figures frozen under a hash, none where there is no hash; raises UserError where bytes are missing."""
    return figures_from_json(files.get(sha256).decode("utf-8")) if sha256 else Figures()


def _in(t: Texts, said: Said) -> str:
    return t.render(said) if isinstance(said, Text) else said


def _said_json(said: Said) -> Any:
    return list(packed(said)) if isinstance(said, Text) else said


def _said(kept: Any) -> Said:
    return unpacked(*kept) if isinstance(kept, list) else str(kept)


def _figure_json(one: FrozenFigure) -> dict[str, Any]:
    return {
        "title": list(packed(one.title)), "value": _said_json(one.value), "goal": _said_json(one.goal),
        "unit": one.unit, "department": one.department,
        "points": [[_said_json(label), _said_json(value)] for label, value in one.points],
        "charts": [_chart_json(chart) for chart in one.charts],
    }  # fmt: skip


def _chart_json(one: FrozenChart) -> dict[str, Any]:
    series = [
        {"name": _said_json(row.name), "values": list(row.values), "tone": row.tone, "shape": row.shape,
         "tones": list(row.tones)}
        for row in one.series
    ]  # fmt: skip
    return {
        "title": _said_json(one.title), "categories": [_said_json(each) for each in one.categories],
        "series": series, "kind": one.kind, "format": one.format, "target": one.target, "unit": one.unit,
    }  # fmt: skip


def _figure(raw: Mapping[str, Any]) -> FrozenFigure:
    return FrozenFigure(
        unpacked(*raw["title"]), _said(raw["value"]), _said(raw["goal"]), raw["unit"], raw["department"],
        tuple((_said(label), _said(value)) for label, value in raw["points"]),
        tuple(_chart(one) for one in raw["charts"]),
    )  # fmt: skip


def _chart(raw: Mapping[str, Any]) -> FrozenChart:
    rows = tuple(
        FrozenSeries(_said(one["name"]), tuple(one["values"]), one["tone"], one["shape"], tuple(one["tones"]))
        for one in raw["series"]
    )
    shown: Format = raw["format"] if raw["format"] in get_args(Format) else "number"
    return FrozenChart(
        _said(raw["title"]), tuple(_said(one) for one in raw["categories"]), rows, raw["kind"], shown, raw["target"],
        raw["unit"],
    )  # fmt: skip
