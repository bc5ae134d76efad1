"""A drawing as SVG: the shapes that charts are made of, with the same numbers as in a PDF; nothing is looked up."""

from collections.abc import Callable
from html import escape
from typing import Any, Final

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, PolyLine, Rect, String

from app.reports.kit.fonts import BOLD

_FAMILIES: Final = "'ChannelDesk Sans','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
"""The program's own font where it is installed, else what the three systems have for Chinese."""


def svg_of(drawing: Drawing, *, title: str) -> bytes:
    """The drawing with a name for who cannot see it; the same drawing gives the same bytes."""
    wide, high = _number(drawing.width), _number(drawing.height)
    body = "\n".join(_shape(one, drawing.height) for one in drawing.contents)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}pt" height="{high}pt" viewBox="0 0 {wide} {high}" '
        f'role="img" font-family="{_FAMILIES}">\n<title>{escape(title)}</title>\n'
        f'<rect width="{wide}" height="{high}" fill="#FFFFFF"/>\n{body}\n</svg>\n'
    ).encode()


def _number(value: float) -> str:
    found = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if found == "-0" else found


def _shape(shape: Any, top: float) -> str:
    """One shape; y counts from the top here and from the bottom in a PDF."""
    return _SHAPES[type(shape)](shape, top)


def _group(shape: Any, top: float) -> str:
    _, _, _, _, across, up = shape.transform
    inner = "\n".join(_shape(one, top) for one in shape.contents)
    return f'<g transform="translate({_number(across)} {_number(-up)})">\n{inner}\n</g>'


def _rect(shape: Any, top: float) -> str:
    at = f'x="{_number(shape.x)}" y="{_number(top - shape.y - shape.height)}"'
    corner = f' rx="{_number(shape.rx)}"' if shape.rx else ""
    return f'<rect {at} width="{_number(shape.width)}" height="{_number(shape.height)}"{corner}{_paint(shape)}/>'


def _line(shape: Any, top: float) -> str:
    start = f'x1="{_number(shape.x1)}" y1="{_number(top - shape.y1)}"'
    return f'<line {start} x2="{_number(shape.x2)}" y2="{_number(top - shape.y2)}"{_stroke(shape)}/>'


def _polyline(shape: Any, top: float) -> str:
    found = zip(shape.points[::2], shape.points[1::2], strict=True)
    points = " ".join(f"{_number(x)},{_number(top - y)}" for x, y in found)
    return f'<polyline points="{points}" fill="none"{_stroke(shape)}/>'


def _circle(shape: Any, top: float) -> str:
    return f'<circle cx="{_number(shape.cx)}" cy="{_number(top - shape.cy)}" r="{_number(shape.r)}"{_paint(shape)}/>'


def _text(shape: Any, top: float) -> str:
    bold = ' font-weight="bold"' if shape.fontName == BOLD else ""
    at = f'x="{_number(shape.x)}" y="{_number(top - shape.y)}" font-size="{_number(shape.fontSize)}"'
    said = f'{at} text-anchor="{shape.textAnchor}" fill="{_color(shape.fillColor)}"{bold}'
    return f'<text {said} xml:space="preserve">{escape(shape.text)}</text>'


_SHAPES: Final[dict[type, Callable[[Any, float], str]]] = {
    Group: _group, Rect: _rect, Line: _line, PolyLine: _polyline, Circle: _circle, String: _text,
}  # fmt: skip


def _color(color: Any) -> str:
    return "none" if color is None else f"#{color.hexval()[2:].upper()}"


def _stroke(shape: Any) -> str:
    if shape.strokeColor is None or not shape.strokeWidth:
        return ""
    dashes = " ".join(_number(one) for one in shape.strokeDashArray or ())
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f' stroke="{_color(shape.strokeColor)}" stroke-width="{_number(shape.strokeWidth)}"{dashed}'


def _paint(shape: Any) -> str:
    return f' fill="{_color(shape.fillColor)}"{_stroke(shape)}'
