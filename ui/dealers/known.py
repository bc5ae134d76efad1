"""What may be typed in a field by name or by code: areas, product groups, contract numbers."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.catalog.places import area_labels
from app.core.progress import Progress
from app.core.texts import N_, Text

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.form import Field
    from ui.dealers.fields import EditLine

Choices = Sequence[tuple[str, str]]
"""The stored value, and what it is called."""
Known = Mapping[str, Choices]
"""By field."""


def labelled(key: str, name: str) -> str:
    """A name with its code."""
    return f"{name} ({key})" if name and name != key else key


def complete(field: "Field", choices: Choices) -> None:
    """Offer what is known while one types, by any part of the name or the code."""
    field.offer([labelled(key, name) for key, name in choices])


def key_of(text: str, choices: Choices) -> str | None:
    """The stored value of what was typed: a label, a name or the value itself; None where it is none of them."""
    return next((key for key, name in choices if text in {labelled(key, name), name, key}), None)


def offer_areas(context: "Context", line: "EditLine", owner: QObject) -> None:
    """Read the areas in a worker and offer them in a line whose value is an area's code."""
    desk = context.desk

    def work(progress: Progress) -> list[tuple[str, str]]:
        with desk.db.read(progress) as session:
            return list(area_labels(session).items())

    context.tasks.run(Text(N_("Reading areas")), work, line.offer, owner=owner, key="areas")
