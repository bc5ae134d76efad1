"""Evidence and frozen figures come back from their JSON as they were, the same bytes each time."""

from fractions import Fraction

import pytest

from app.core.errors import UserError
from app.core.texts import EN, ZH, Text, either, texts
from app.meetings.evidence import (
    Evidence,
    Figures,
    FrozenChart,
    FrozenFigure,
    FrozenSeries,
    evidence_json,
    exact,
    figures_from_json,
    figures_json,
    read_evidence,
)

SAID = Text("{name}: {value}", {"name": "温州瑞康", "value": Text("{n} days", {"n": 82})})
LINK = Evidence(SAID, "health", {"dealer": "d1", "period": "2026-Q1"}, "dealer:d1")
CHART = FrozenChart(
    Text("Stock"), ("2026-02", Text("Now")), (FrozenSeries(Text("Stock"), (exact(Fraction(2, 3)), None)),), target="45"
)
FIGURE = FrozenFigure(
    Text("Stock"), Text("{n} days", {"n": 82}), "45", "days", "sales", (("2026-02", Text("Stock")),), (CHART,)
)
FIGURES = Figures("2026-03", 7, "2026-04-10", {"dealer:d1": FIGURE})


def test_evidence_is_kept_and_read_again() -> None:
    assert read_evidence(evidence_json([LINK])) == (LINK,)
    assert figures_from_json(figures_json(FIGURES)) == FIGURES
    assert figures_json(figures_from_json(figures_json(FIGURES))) == figures_json(FIGURES), "the same bytes"


def test_an_item_finds_its_figures_once_and_in_its_order() -> None:
    other = Evidence(Text("Stock"))
    assert FIGURES.of([other, LINK, LINK]) == (FIGURE,)
    assert Figures().of([LINK]) == ()


def test_a_frozen_chart_is_drawn_in_either_language() -> None:
    named = FrozenChart(either("库存", "Goods"), ("1",), (FrozenSeries(Text(either("库存", "Goods")), ("1.5",)),))
    chart = FrozenChart(Text(either("库存", "Goods")), ("1",), named.series, target="2")
    assert (chart.drawn(texts(ZH)).title, chart.drawn(texts(EN)).title) == ("库存", "Goods")
    assert chart.drawn(texts(EN)).series[0].values == (1.5,)
    assert chart.drawn(texts(EN)).target == 2


def test_no_float_is_kept() -> None:
    assert exact(Fraction(2, 3)) == "0.666667"
    assert exact(None) is None
    assert "0.666667" in figures_json(FIGURES)


def test_another_form_is_refused_with_a_sentence() -> None:
    with pytest.raises(UserError, match=r"does not read"):
        figures_from_json('{"format": 99}')
