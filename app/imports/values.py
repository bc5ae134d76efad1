"""What becomes of a field's values: stored columns, gaps, distinct codes and parts of a key."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.core.columns import Constant, Numbers, Texts
from app.imports.columns import Bad, FieldPlan, listed

if TYPE_CHECKING:
    from app.imports.columns import Found


def stored_columns(plan: FieldPlan, found: "Found") -> "list[Found | Constant]":
    """The stored columns of a field: a date alone, or a date and its minute of the day."""
    if plan.field.kind not in {"day", "month", "moment"}:
        return [found]
    both: list[Found | Constant]
    if isinstance(found, list):
        pairs = [value if value.__class__ is tuple else (None, None) for value in found]
        both = [[pair[0] for pair in pairs], [pair[1] for pair in pairs]]
    else:
        both = [found, Constant(None)]
    return both if plan.field.kind == "moment" else both[:1]


def gaps(found: "Found") -> list[int]:
    """The rows without a value."""
    if isinstance(found, Texts):
        rows: list[int] = (found.lengths < 0).nonzero()[0].tolist()
        return rows
    if isinstance(found, Numbers):
        return [] if found.known is None else (~found.known).nonzero()[0].tolist()
    return [row for row, value in enumerate(found) if value is None] if None in found else []


def distinct(found: "Found") -> set[Any]:
    """The values of codes, each once."""
    if isinstance(found, Texts):
        return set(found.take(found.places()[0]).listed())
    return set(listed(found))


def key_texts(values: Sequence[Any]) -> list[str]:
    """The part that one field has in a key."""
    if set(map(type, values)) == {str}:
        return list(values)
    return ["" if value is None else str(value[0]) if isinstance(value, tuple) else str(value) for value in values]


def value_at(found: "Found", row: int) -> Any:
    """The value of one row, a day without its minute; None where there is none or it could not be read."""
    if not isinstance(found, list):
        return found.take(slice(row, row + 1)).listed()[0]
    value = found[row] if found else None
    return value[0] if isinstance(value, tuple) else None if isinstance(value, Bad) else value
