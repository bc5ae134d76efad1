"""Lines of mixed Chinese and Latin text: no break inside a word or number, no line begins with a closing mark.

There is no markup, so that nothing in a name can be taken for any.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from app.reports.kit.fonts import clean, face_name, ink, width_of

_ATOM: Final = re.compile(r"[⺀-鿿豈-﫿︰-﹏＀-￯、-〿]|[^ ⺀-鿿豈-﫿︰-﹏＀-￯、-〿]+| +")
"""One ideograph or its punctuation, a Latin word or number (a no-break space is part of it), or spaces."""
_NO_START: Final = frozenset("\N{NO-BREAK SPACE}，。、；：！？）】》〉」』”’…—～·%‰℃,.;:!?)]}")
_NO_END: Final = frozenset("（【《〈「『“‘([{¥￥$≥≤±")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one weight and colour (``#RRGGBB``; empty is the paragraph's)."""

    text: str
    bold: bool = False
    color: str = ""


@dataclass(frozen=True)
class Piece:
    """A part of a laid-out line."""

    text: str
    bold: bool
    color: str
    width: float


Line = tuple[Piece, ...]
Words = str | Run | Sequence[Run]


def runs_of(words: Words, *, bold: bool = False) -> tuple[Run, ...]:
    """Any way of saying a text as clean runs."""
    if isinstance(words, str):
        return (Run(clean(words), bold),)
    if isinstance(words, Run):
        return (Run(clean(words.text), words.bold or bold, words.color),)
    return tuple(Run(clean(each.text), each.bold or bold, each.color) for each in words)


def line_width(line: Line) -> float:
    """The advance of a line."""
    return sum(piece.width for piece in line)


def wrap(words: Words, size: float, width: float, *, bold: bool = False, most: int = 0) -> tuple[Line, ...]:
    """The lines of a text in ``width`` points; more than ``most`` lines (0: any) end in a visible ellipsis."""
    lines = _wrapped(runs_of(words, bold=bold), size, max(width, size))
    if not most or len(lines) <= most:
        return lines
    return (*lines[: most - 1], _ellipsis(lines[most - 1], size, width))


@lru_cache(maxsize=8_000)
def _wrapped(runs: tuple[Run, ...], size: float, width: float) -> tuple[Line, ...]:
    if len(runs) == 1:
        only = runs[0]
        whole = width_of(only.text, size, bold=only.bold)
        if whole <= width:
            return ((Piece(only.text, only.bold, only.color, whole),),)
    lines: list[list[Piece]] = [[]]
    used = 0.0
    for chunk in _chunks(runs, size, width):
        wide = sum(piece.width for piece in chunk)
        blank = all(not piece.text.strip() for piece in chunk)
        tail = chunk[-1].text[-1:]
        hang = tail in "，。、；：！？）】》”’" and len(chunk) == 1
        room = width + (size * 0.25 if hang else 0.0)
        if used + wide > room and lines[-1]:
            lines.append([])
            used = 0.0
        if blank and not lines[-1]:
            continue
        lines[-1].extend(chunk)
        used += wide
    return tuple(_joined(line, size) for line in lines if line) or ((),)


def _chunks(runs: tuple[Run, ...], size: float, width: float) -> list[list[Piece]]:
    """What may not be torn apart, in order; a word wider than the line is cut where it must be."""
    found: list[list[Piece]] = []
    glue = False
    for run in runs:
        for atom in _ATOM.findall(run.text):
            for part in _cut(atom, run, size, width):
                stick = bool(found) and (glue or part.text[0] in _NO_START) and not part.text.isspace()
                if stick and sum(p.width for p in found[-1]) + part.width <= width and not found[-1][-1].text.isspace():
                    found[-1].append(part)
                else:
                    found.append([part])
                glue = part.text[-1] in _NO_END
    return found


def _cut(atom: str, run: Run, size: float, width: float) -> list[Piece]:
    whole = width_of(atom, size, bold=run.bold)
    if whole <= width or atom.isspace():
        return [Piece(atom, run.bold, run.color, whole)]
    found, start, used = [], 0, 0.0
    for i, char in enumerate(atom):
        wide = width_of(char, size, bold=run.bold)
        if used + wide > width and i > start:
            found.append(Piece(atom[start:i], run.bold, run.color, used))
            start, used = i, 0.0
        used += wide
    found.append(Piece(atom[start:], run.bold, run.color, used))
    return found


def _joined(line: list[Piece], size: float) -> Line:
    """Neighbours of one look become one piece; spaces at the end go."""
    found: list[Piece] = []
    for piece in line:
        last = found[-1] if found else None
        if last and (last.bold, last.color) == (piece.bold, piece.color):
            found[-1] = Piece(last.text + piece.text, last.bold, last.color, last.width + piece.width)
        else:
            found.append(piece)
    if found and found[-1].text != found[-1].text.rstrip():
        last = found.pop()
        text = last.text.rstrip()
        if text:
            found.append(Piece(text, last.bold, last.color, width_of(text, size, bold=last.bold)))
    return tuple(found)


def _ellipsis(line: Line, size: float, width: float) -> Line:
    text = "".join(piece.text for piece in line)
    bold = line[0].bold if line else False
    color = line[0].color if line else ""
    while text and width_of(text + "…", size, bold=bold) > width:
        text = text[:-1]
    return (Piece(text + "…", bold, color, width_of(text + "…", size, bold=bold)),)


def draw_lines(
    canvas: Any,
    lines: Sequence[Line],
    *,
    x: float,
    top: float,
    size: float,
    leading: float,
    color: str,
    align: str = "left",
    width: float = 0.0,
) -> float:
    """Draw lines below ``top``; returns the height used."""
    baseline = top - (leading - size) / 2 - size * 0.86
    for line in lines:
        left = x
        if align == "right":
            left = x + width - line_width(line)
        elif align == "center":
            left = x + (width - line_width(line)) / 2
        for piece in line:
            canvas.setFillColor(ink(piece.color or color))
            canvas.setFont(face_name(bold=piece.bold), size)
            canvas.drawString(left, baseline, piece.text)
            left += piece.width
        baseline -= leading
    return len(lines) * leading
