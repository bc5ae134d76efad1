"""A plan in words: a line for each value that changes, each row that is new and each that is taken out."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from app.core.texts import Texts, texts
from app.dealers.register.codec import to_cell
from app.dealers.register.plan import Change, Plan
from app.dealers.register.sheets import PARTS


class Line(NamedTuple):
    """One value that changes."""

    sheet: str
    dealer: str
    field: str
    before: str
    after: str


def said_lines(plan: Plan, lang: str) -> list[Line]:
    """What a plan would change, in the order of its rows."""
    return [line for one in plan.changes for line in _lines(one, texts(lang))]


def _lines(change: Change, t: Texts) -> Iterator[Line]:
    part = PARTS[change.part]
    sheet = t(part.title)
    if change.remove:
        yield Line(sheet, change.dealer, t("the row"), _row_in_words(change, t), t("taken out"))
        return
    for one in part.fields:
        name = one.columns[0]
        if name in change.values:
            choices = part.choices.get(one.name, {})
            before, after = (
                _words(to_cell(one, choices, values.get(name), t.lang)) for values in (change.before, change.values)
            )
            yield Line(sheet, change.dealer, t(one.title), before, after)


def _row_in_words(change: Change, t: Texts) -> str:
    part = PARTS[change.part]
    cells = (
        to_cell(one, part.choices.get(one.name, {}), change.before.get(one.columns[0]), t.lang) for one in part.fields
    )
    return t(", ").join(_words(cell) for cell in cells if cell is not None)


def _words(value: Any) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
