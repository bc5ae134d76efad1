"""A board as a picture and as SVG: 1,080 pixels wide, one drawing, names of any kind only as text."""

from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer
from reportlab.graphics.shapes import Drawing, Ellipse

from app.core.texts import EN, LANGUAGES, ZH, drawn_texts
from app.reports.boards.drawing import board_drawing, month_text, tile_chart, tile_drawing
from app.reports.boards.picture import picture, vectors
from app.reports.kit.svg import svg_of
from tests.app.boards.handmade import HOSTILE, card, handout, heatmap, ranking, refused, trend

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: bytes) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_picture_is_1080_pixels_wide_and_the_same_again(lang: str) -> None:
    made = picture(handout(), lang)
    found = Image.open(BytesIO(made))
    assert found.width == 1080
    assert found.height > 1500
    assert made == picture(handout(), lang)
    colors = found.convert("RGB").getcolors(1 << 24) or []
    assert any(color == (36, 86, 214) for _, color in colors), "bars are drawn"


def test_every_tile_says_its_title_what_it_counts_and_until_when() -> None:
    said = words(vectors(handout(), ZH))
    assert "销售净额" in said
    assert "252.0 万元" in said
    assert sum(one.startswith("口径：发货口径") for one in said) == 7
    assert "该指标不按产品组统计" in said, "a tile that shows nothing says why"
    whole = "".join(said)
    assert whole.count("2026年3月31日") == 7


def test_names_are_text_and_nothing_else() -> None:
    made = vectors(handout(ranking()), EN)
    said = words(made)
    assert "<b>&{title}</b>" in said
    assert HOSTILE[0] in said
    assert "台州恒信 医药有限公司" in said
    tags = {one.tag.removeprefix(SVG) for one in ET.fromstring(made).iter()}  # noqa: S314 - our own
    assert tags <= {"svg", "title", "rect", "g", "text", "line", "polyline", "circle"}
    assert b"href" not in made.replace(b"HYPERLINK", b"")


def test_another_program_draws_the_svg_as_the_pdf_does(qapp: object) -> None:
    """The bars of the picture and of the SVG end at the same places."""
    made = svg_of(board_drawing(handout(trend()), ZH), title="x")
    renderer = QSvgRenderer(QByteArray(made))
    assert renderer.isValid()
    drawing = board_drawing(handout(trend()), ZH)
    assert (renderer.defaultSize().width(), renderer.defaultSize().height()) == (drawing.width, drawing.height)
    root = ET.fromstring(made)  # noqa: S314 - our own
    bars = [one for one in root.iter(f"{SVG}rect") if one.get("fill") == "#2456D6"]
    assert len(bars) == 3, "two known months and the legend: an unknown one has no bar"


def test_a_shape_that_no_chart_has_is_a_fault_not_a_gap() -> None:
    drawing = Drawing(10, 10)
    drawing.add(Ellipse(5, 5, 2, 1))
    with pytest.raises(KeyError):
        svg_of(drawing, title="")


def test_an_unknown_figure_is_a_dash_or_a_reason_and_a_gap_in_the_line() -> None:
    t = drawn_texts(EN)
    said = [one.text for one in tile_drawing(t, card("net_amount", "Net sales", None, "money"), 200).contents
            if hasattr(one, "text")]  # fmt: skip
    assert "—" in said
    assert "0" not in said
    chart = tile_chart(t, heatmap())
    assert chart is not None
    assert chart.series[0].values[1] is None
    assert tile_chart(t, refused()) is None


@pytest.mark.parametrize(("key", "zh", "en"), [
    ("2026-01", "26年1月", "Jan 26"), ("2026-11", "11月", "Nov"), ("P07", "P07", "P07"),
    ("2026-13", "2026-13", "2026-13"),
])  # fmt: skip
def test_months_on_an_axis(key: str, zh: str, en: str) -> None:
    assert (month_text(drawn_texts(ZH), key), month_text(drawn_texts(EN), key)) == (zh, en)


def test_a_long_ranking_says_how_many_of_it_are_drawn() -> None:
    made = vectors(handout(ranking(tuple(f"D{n}" for n in range(30)))), EN)
    assert "the first 12 of 30" in words(made)
