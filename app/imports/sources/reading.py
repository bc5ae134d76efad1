"""What every way of reading hands out: rows as cells of text, and how far they reach."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

from app.core.errors import UserError
from app.imports.sources.cursors import later
from app.imports.sources.spool import Cells


@dataclass
class Reach:
    """How far a run has read: the greatest value of the cursor's field, never behind the one it began with."""

    cursor: str | None
    columns: tuple[str, ...] = field(default=())
    """Names that a result has even without a row."""


def following(rows: Iterator[Cells], name: str, reach: Reach) -> Iterator[Cells]:
    """The rows as they are, while ``reach`` learns the greatest value of the field ``name`` (empty: no cursor).

    Raises UserError for a row without it: it would never be read again.
    """
    for row in rows:
        if name:
            found = row.get(name, "")
            if not found:
                raise UserError("A row has no “{name}”, by which is told what is new. Nothing was taken in.", name=name)
            reach.cursor = later(reach.cursor, found)
        yield row


def masked(sentence: object, *secrets: str | None) -> str:
    """What another program says, without the secrets however they are spelt, in one line and not too long."""
    said = str(sentence)
    for secret in filter(None, secrets):
        for spelt in (secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1], json.dumps(secret)[1:-1]):
            said = said.replace(spelt, "•••")
    return " ".join(said.split())[:300]
