"""What a document draws, recorded call by call, and drawn again by reportlab alone."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

from reportlab.pdfgen import canvas as pdfgen


class Call(NamedTuple):
    """One call on a canvas."""

    name: str
    args: tuple[Any, ...]
    options: dict[str, Any]


_CANVAS = pdfgen.Canvas
_ASKED = frozenset({"stringWidth", "getPageNumber", "hasForm", "absolutePosition"})
"""Methods that only answer."""
_FRESH = frozenset({"showPage", "beginForm", "endForm"})
"""After these nothing that was set holds."""


class _Path:
    """A path that remembers how it was made."""

    def __init__(self, path: Any) -> None:
        self.path = path
        self.steps: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.path, name)

        def step(*args: Any) -> Any:
            self.steps.append((name, args))
            return found(*args)

        return step if callable(found) else found


class Recorder:
    """A canvas that draws and remembers every call."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """As reportlab's canvas."""
        calls: list[Call] = []
        self.__dict__.update(args=args[1:], options=options, calls=calls, real=_CANVAS(*args, **options))

    def __setattr__(self, name: str, value: object) -> None:
        self.calls.append(Call("__setattr__", (name, value), {}))
        setattr(self.real, name, value)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.real, name)
        if not callable(found) or name.startswith("_"):
            return found

        def call(*args: Any, **options: Any) -> Any:
            if name == "beginPath":
                return _Path(found())
            if name not in _ASKED:
                self.calls.append(Call(name, args, options))
            return found(*(one.path if isinstance(one, _Path) else one for one in args), **options)

        return call


@contextmanager
def recorded() -> Iterator[list[Recorder]]:
    """Every canvas made meanwhile, with what was drawn on it."""
    made: list[Recorder] = []

    def make(*args: Any, **options: Any) -> Recorder:
        made.append(Recorder(*args, **options))
        return made[-1]

    with patch.object(pdfgen, "Canvas", make):
        yield made


def thrifty(calls: Sequence[Call]) -> list[Call]:
    """The calls without those that set what holds already."""
    found: list[Call] = []
    holding: list[dict[str, object]] = [{}]
    for one in calls:
        if one.name == "saveState":
            holding.append(dict(holding[-1]))
        elif one.name == "restoreState":
            holding.pop()
        elif one.name in _FRESH:
            holding = [{}]
        elif one.name.startswith("set"):
            value = (one.args, tuple(one.options.items()))
            if holding[-1].get(one.name) == value:
                continue
            holding[-1][one.name] = value
        found.append(one)
    return found


def drawn_again(calls: Sequence[Call], like: Recorder) -> bytes:
    """The document by these calls on a canvas of reportlab: no layout, no texts, no figures to be found."""
    out = io.BytesIO()
    canvas = pdfgen.Canvas(out, *like.args, **like.options)
    for name, args, options in calls:
        if args and isinstance(args[0], _Path):
            path = canvas.beginPath()
            for step, places in args[0].steps:
                getattr(path, step)(*places)
            canvas.drawPath(path, *args[1:], **options)
        else:
            getattr(canvas, name)(*args, **options)
    return out.getvalue()
