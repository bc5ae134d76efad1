"""The rows of a posting as the files store keeps them: canonical JSON, named by its hash."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from app.core.errors import UserError
from app.incentives.ledger.rules import Row

_NAMES: Final = tuple(one.name for one in fields(Row))
_ALWAYS: Final = frozenset({"kind", "party_id", "amount_minor", "day_on"})
_UNSAID: Final = {one.name: one.default for one in fields(Row) if one.name not in _ALWAYS}


@dataclass(frozen=True)
class Kept:
    """What one posting posts, as it is kept and approved."""

    kind: str
    period: str
    currency: str
    rows: tuple[Row, ...]

    @property
    def total_minor(self) -> int:
        """Of all rows."""
        return sum(row.amount_minor for row in self.rows)


def kept_json(kept: Kept) -> bytes:
    """The kept text: sorted keys, whole numbers and text only, rows in their order."""
    said = {"kind": kept.kind, "period": kept.period, "currency": kept.currency, "rows": [*map(_plain, kept.rows)]}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def kept_sha256(kept: Kept) -> str:
    """The hash by which a posting, and its approval, name their rows."""
    return hashlib.sha256(kept_json(kept)).hexdigest()


def kept_from_json(data: bytes) -> Kept:
    """What ``kept_json`` wrote; raises UserError where it is something else."""
    try:
        raw: dict[str, Any] = json.loads(data)
        rows = tuple(Row(**each) for each in raw["rows"])
        return Kept(raw["kind"], raw["period"], raw["currency"], rows)
    except (ValueError, KeyError, TypeError) as error:
        raise UserError("This file holds no rows of a posting.") from error


def _plain(row: Row) -> dict[str, object]:
    found = {name: getattr(row, name) for name in _NAMES}
    return {name: value for name, value in found.items() if name in _ALWAYS or value != _UNSAID[name]}


def ordered(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows in an order that does not depend on how they were found."""
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                row.policy_id or "", row.version_id or "", row.period, row.party_id, row.kind, row.day_on,
                row.document or "", -1 if row.reverses_n is None else row.reverses_n, row.amount_minor, row.form,
            ),
        )
    )  # fmt: skip
