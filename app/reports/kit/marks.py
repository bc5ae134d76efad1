"""Small pictures inside text and tables: pills, score bars, sparks, the grade's badge."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from app.core.texts import Texts
from app.health.scheme import GRADE_WORDS, Grade
from app.health.sheets import Light
from app.reports.kit import look
from app.reports.kit.fonts import clean, ink, width_of
from app.reports.kit.lines import draw_lines, wrap
from app.reports.kit.table import Cell


def pill(canvas: Any, x: float, top: float, text: str, *, color: str, soft: str, size: float = 8.5) -> float:
    """A rounded label with words; returns its width."""
    wide = width_of(clean(text), size, bold=True) + size * 1.3
    tall = size * 1.75
    canvas.setFillColor(ink(soft))
    canvas.roundRect(x, top - tall, wide, tall, tall / 2, stroke=0, fill=1)
    draw_lines(
        canvas, wrap(text, size, wide, bold=True), x=x + size * 0.65, top=top, size=size, leading=tall, color=color
    )
    return wide


def _fit(label: str, size: float, width: float) -> float:
    """The size at which a pill fits its column."""
    while size > 5 and width_of(clean(label), size, bold=True) + size * 1.3 > width + 6:
        size -= 0.25
    return size


def grade_label(t: Texts, grade: Grade | None) -> str:
    """Letter and word, as everywhere: ``B 良``."""
    return f"{grade} {t(GRADE_WORDS[grade])}" if grade else t("not graded")


def grade_cell(t: Texts, grade: Grade | None, *, size: float = 8.5) -> Cell:
    """A grade as a coloured label in a table."""
    label = grade_label(t, grade)

    def draw(canvas: Any, x: float, top: float, width: float, height: float) -> None:
        del height
        fit = _fit(label, size, width)
        wide = width_of(label, fit, bold=True) + fit * 1.3
        color = look.grade_color(grade)
        left = x + max(0.0, (width - wide) / 2)
        if grade:
            pill(canvas, left, top, label, color=look.WHITE, soft=color, size=fit)
        else:
            pill(canvas, left, top, label, color=look.DIM, soft="#E9ECF1", size=fit)

    return Cell(draw=draw, height=size * 1.75)


def light_cell(light: Light, label: str, *, size: float = 8.5) -> Cell:
    """A traffic light that also says its word."""

    def draw(canvas: Any, x: float, top: float, width: float, height: float) -> None:
        del height
        fit = _fit(label, size, width)
        wide = width_of(clean(label), fit, bold=True) + fit * 1.3
        pill(
            canvas, x + max(0.0, (width - wide) / 2), top, label, color=look.LIGHTS[light], soft=look.SOFT[light],
            size=fit,
        )  # fmt: skip

    return Cell(draw=draw, height=size * 1.75)


def score_color(score: Fraction | None) -> str:
    """Green from 75, amber from 45, red below: a hint beside the figure."""
    if score is None:
        return look.NO_GRADE
    return look.TONES["good"] if score >= 75 else look.TONES["warn"] if score >= 45 else look.TONES["bad"]


def bar_cell(share: Fraction | None, color: str, text: str, *, size: float = 8.5, bold: bool = False) -> Cell:
    """A bar of 0..1 over a pale track with its figure at the right."""

    def draw(canvas: Any, x: float, top: float, width: float, height: float) -> None:
        room = 30.0
        track = max(8.0, width - room)
        middle = top - height / 2
        canvas.setFillColor(ink("#E9ECF1"))
        canvas.roundRect(x, middle - 3, track, 6, 3, stroke=0, fill=1)
        if share is not None and share > 0:
            canvas.setFillColor(ink(color))
            canvas.roundRect(x, middle - 3, max(6.0, track * float(min(share, Fraction(1)))), 6, 3, stroke=0, fill=1)
        draw_lines(
            canvas, wrap(text, size, room, bold=bold), x=x + track, top=top, size=size, leading=height,
            color=look.TEXT, align="right", width=width - track,
        )  # fmt: skip

    return Cell(draw=draw, height=12.5)


def spark_cell(values: Sequence[Fraction | None], color: str = look.BRAND) -> Cell:
    """A trend without axes; a gap stays a gap, the last point is marked."""

    def draw(canvas: Any, x: float, top: float, width: float, height: float) -> None:
        spark(canvas, values, x=x, top=top, width=width, height=height, color=color)

    return Cell(draw=draw, height=15.0)


def spark(
    canvas: Any,
    values: Sequence[Fraction | None],
    *,
    x: float,
    top: float,
    width: float,
    height: float,
    color: str = look.BRAND,
) -> None:
    """Draw a spark in a box."""
    known = [float(each) for each in values if each is not None]
    if len(known) < 2:
        return
    low, high = min(known), max(known)
    spread = (high - low) or 1.0
    step = (width - 6) / max(1, len(values) - 1)
    points = [
        None
        if each is None
        else (x + 3 + i * step, top - height + 3 + (height - 6) * (float(each) - low) / spread if high > low
              else top - height / 2)
        for i, each in enumerate(values)
    ]  # fmt: skip
    canvas.setStrokeColor(ink(color))
    canvas.setLineWidth(1.1)
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    pen = False
    for point in points:
        if point is None:
            pen = False
            continue
        if pen:
            path.lineTo(*point)
        else:
            path.moveTo(*point)
        pen = True
    canvas.drawPath(path, stroke=1, fill=0)
    last = points[-1]
    if last:
        canvas.setFillColor(ink(color))
        canvas.circle(last[0], last[1], 1.8, stroke=0, fill=1)


def badge(canvas: Any, t: Texts, grade: Grade | None, *, x: float, top: float, size: float) -> None:
    """The grade as a coloured square: the letter, its word below."""
    canvas.setFillColor(ink(look.grade_color(grade)))
    canvas.roundRect(x, top - size, size, size, 10, stroke=0, fill=1)
    letter = grade or "—"
    draw_lines(
        canvas, wrap(letter, size * 0.46, size, bold=True), x=x, top=top - size * 0.08, size=size * 0.46,
        leading=size * 0.52, color=look.WHITE, align="center", width=size,
    )  # fmt: skip
    word = t(GRADE_WORDS[grade]) if grade else t("not graded")
    fit = size * 0.19
    while fit > 6 and width_of(word, fit, bold=True) > size - 6:
        fit -= 0.5
    draw_lines(
        canvas, wrap(word, fit, size, bold=True), x=x, top=top - size * 0.62, size=fit, leading=size * 0.26,
        color=look.WHITE, align="center", width=size,
    )  # fmt: skip
