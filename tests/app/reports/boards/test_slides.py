"""A board as slides: 16:9, native tables and charts with the tile's figures, and nothing that acts in any of them."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.chart.plot import BarPlot, LinePlot

from app.core.progress import Progress
from app.core.texts import EN, LANGUAGES, ZH
from app.reports.boards.slides import slides
from app.reports.kit.deck import HIGH, POINT, WIDE, fitted
from app.reports.kit.fonts import clean, width_of
from app.reports.kit.slide_charts import harmless
from tests.app.boards.handmade import HOSTILE, handout, heatmap, ranking, refused, trend


def opened(made: bytes) -> Any:
    return Presentation(BytesIO(made))


def said(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        elif shape.has_table:
            for row in shape.table.rows:
                yield from (cell.text_frame.text for cell in row.cells)


def chart_of(slide: Any) -> Any:
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_slide_a_tile_each_with_what_it_counts_and_until_when(lang: str) -> None:
    deck = opened(slides(handout(), lang, Progress()))
    assert (deck.slide_width, deck.slide_height) == (WIDE * POINT, HIGH * POINT)
    assert deck.slide_width * 9 == deck.slide_height * 16
    assert len(deck.slides) == 5
    for slide in deck.slides:
        words = " ".join(said(slide))
        assert "发货口径" in words
        assert "2026年3月31日" in words if lang == ZH else "31 Mar 2026" in words
        assert slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_the_cards_are_a_table() -> None:
    first = list(said(opened(slides(handout(), ZH, Progress())).slides[0]))
    assert "252.0 万元" in first
    assert first[first.index("252.0 万元") + 1 :][:2] == ["+20.0%", "+5.0%"]
    assert first[first.index("库存可销天数") + 1] == "—"


def test_a_trend_is_a_native_chart_of_columns_and_a_line() -> None:
    chart = chart_of(opened(slides(handout(trend()), ZH, Progress())).slides[1])
    bars, lines = chart.plots
    assert isinstance(bars, BarPlot)
    assert isinstance(lines, LinePlot)
    assert list(bars.categories) == ["26年1月", "2月", "3月"]
    assert list(bars.series[0].values) == [90.0, None, 162.0]
    assert list(lines.series[0].values)[:2] == [80.0, 70.0]


def test_names_do_nothing_behind_a_chart() -> None:
    deck = opened(slides(handout(ranking((*HOSTILE, "http://x", "external:x", "-1"))), EN, Progress()))
    chart = chart_of(deck.slides[1])
    sheet = load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    names = [sheet.cell(row, 1) for row in range(2, 10)]
    assert all(one.data_type == "s" and one.hyperlink is None for one in names)
    assert names[0].value == f" {HOSTILE[0]}"
    assert HOSTILE[0] in list(said(deck.slides[1]))
    assert harmless("甲公司") == "甲公司"


def test_a_long_table_goes_on_over_the_next_slides() -> None:
    deck = opened(slides(handout(ranking(tuple(f"D{n}" for n in range(40)))), EN, Progress()))
    assert len(deck.slides) == 4
    heads = [next(shape.table for shape in slide.shapes if shape.has_table).cell(0, 0).text_frame.text
             for slide in list(deck.slides)[1:]]  # fmt: skip
    assert heads == ["Dealers"] * 3, "every part begins with the head"
    names = [
        word for slide in list(deck.slides)[1:] for word in said(slide) if word.startswith("D") and word[1:].isdigit()
    ]
    assert names == [f"D{n}" for n in range(40)]


def test_squares_of_a_heat_map_and_a_reason_instead_of_one() -> None:
    deck = opened(slides(handout(heatmap(), refused()), EN, Progress()))
    table = next(shape.table for shape in deck.slides[1].shapes if shape.has_table)
    assert str(table.cell(1, 3).fill.fore_color.rgb) == "2456D6", "100 % is the deepest"
    assert table.cell(1, 2).text_frame.text == "—"
    assert "This KPI is not kept by product group." in list(said(deck.slides[2]))


def test_chinese_has_a_font_of_its_own_and_what_no_file_may_hold_goes() -> None:
    deck = opened(slides(handout(trend(), title="坏\x0b\x00字"), ZH, Progress()))
    run = deck.slides[0].shapes.title.text_frame.paragraphs[0].runs[0]
    assert "Microsoft YaHei" in run._r.xml
    assert run.text == "坏 字"


@pytest.mark.parametrize("words", ["甲", "浙江某某某某某某某某某某某某某某某某某某医药有限公司", "a" * 300])
def test_a_cell_is_one_line(words: str) -> None:
    found, size = fitted(words, 100.0, 11.0)
    assert width_of(clean(found), size) <= 100
    assert size >= 7.5
