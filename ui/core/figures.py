"""How the screen writes the figures of findings."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.core.texts import Text
from app.kpi.findings.model import Figure

if TYPE_CHECKING:
    from ui.core.formats import Formats


def figure_writer(formats: "Formats") -> Callable[[Figure], str | Text]:
    """What writes the figures of a sentence in the language of the moment."""
    writers: dict[str, Callable[[Any], str]] = {
        "day": formats.day, "quantity": formats.quantity, "money": formats.money, "percent": formats.percent,
        "price": lambda value: formats.number(value, 2), "number": formats.number,
        "change": lambda value: formats.percent(value, signed=True),
    }  # fmt: skip

    def write(figure: Figure) -> str | Text:
        if isinstance(figure.value, str | Text):
            return figure.value
        return f"{writers[figure.kind](figure.value)} {figure.unit}".rstrip() if figure.kind != "text" else ""

    return write
