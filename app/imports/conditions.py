"""Row filters as a person ticks them: by the values of one column, written in the expression language and read back."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.core.errors import UserError
from app.core.formula import Expression, names, parse, parse_condition
from app.core.formula.tree import Binary, Call, Name, Node, Quoted

_ARGUMENTS: Final = 20


@dataclass(frozen=True)
class ValueFilter:
    """Rows by the values of a column: only those with one of ``values`` (``keep``), or all but those."""

    header: str
    values: tuple[str, ...]
    keep: bool


def can_be_named(header: str) -> bool:
    """Whether a formula can name a column."""
    return bool(header.strip()) and len(header) <= 120 and not set(header) & set("[]\n")


def written(found: ValueFilter) -> str:
    """The filter as a condition; empty where nothing is chosen.

    Raises UserError for a value that no quotation marks can hold.
    """
    operator, connective = ("=", "or") if found.keep else ("<>", "and")
    parts = [f"[{found.header}] {operator} {_quoted(value)}" for value in found.values]
    while len(parts) > 1:
        groups = [parts[at : at + _ARGUMENTS] for at in range(0, len(parts), _ARGUMENTS)]
        parts = [f"{connective}({', '.join(group)})" if len(group) > 1 else group[0] for group in groups]
    return parts[0] if parts else ""


def read_back(condition: str) -> ValueFilter | None:
    """The filter that a condition was written from; None where it says more than that."""
    try:
        root = parse_condition(condition).root if condition else None
    except UserError:
        return None
    if root is None:
        return None
    keep = not (isinstance(root, Binary) and root.operator == "<>") and not (
        isinstance(root, Call) and root.function == "and"
    )
    found = _values(root, keep=keep)
    if found is None or len({header for header, _ in found}) != 1:
        return None
    return ValueFilter(found[0][0], tuple(value for _, value in found), keep)


def _values(node: Node, *, keep: bool) -> list[tuple[str, str]] | None:
    if isinstance(node, Call) and node.function == ("or" if keep else "and"):
        parts = [_values(one, keep=keep) for one in node.arguments]
        return None if any(part is None for part in parts) else [one for part in parts for one in part or ()]
    if isinstance(node, Binary) and node.operator == ("=" if keep else "<>"):
        left, right = node.left, node.right
        if isinstance(left, Name) and isinstance(right, Quoted):
            return [(left.name, right.text)]
    return None


def _quoted(value: str) -> str:
    for opening, closing, barred in (("'", "'", "'"), ('"', '"', '"'), ("“", "”", "“”")):
        if not set(value) & set(barred) and "\n" not in value:
            return f"{opening}{value}{closing}"
    raise UserError("“{value}” cannot be written in a condition.", value=value)


def parsed(text: str, headers: Iterable[str], *, condition: bool) -> Expression:
    """A formula or a condition over columns of the file; raises UserError where it is wrong or names none of them."""
    found = parse_condition(text) if condition else parse(text)
    unknown = sorted(names(found) - set(headers))
    if unknown:
        raise UserError("The file has no column “{name}”.", name=unknown[0])
    return found


def word_at(text: str, cursor: int) -> tuple[int, str] | None:
    """Where the name begins that is being typed before the cursor, and what of it is there; None inside a text."""
    before = text[:cursor]
    if before.count("'") % 2 or before.count('"') % 2:
        return None
    opened = before.rfind("[")
    if opened > before.rfind("]"):
        return opened, before[opened + 1 :]
    start = cursor
    while start and (before[start - 1].isalnum() or before[start - 1] == "_"):
        start -= 1
    word = before[start:]
    return (start, word) if word and not word[0].isdigit() else None


def inserted(text: str, cursor: int, header: str, *, plain: bool = False) -> tuple[str, int]:
    """The formula with a name in place of the one being typed, and where the cursor then stands.

    A column's name stands in brackets, a ``plain`` one without.
    """
    found = word_at(text, cursor)
    start = found[0] if found else cursor
    rest = text[cursor:].removeprefix("]") if found and text[start : start + 1] == "[" else text[cursor:]
    name = header if plain else f"[{header}]"
    return text[:start] + name + rest, start + len(name)


def across_choices(headers: Sequence[str], across: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """Patterns that fit the chosen columns and no other, the widest first; the last names just these columns."""
    exact = "^(?:" + "|".join(map(re.escape, across)) + ")$"
    fitting = [one for one in patterns if [each for each in headers if re.search(one, each)] == list(across)]
    return [*fitting, exact]
