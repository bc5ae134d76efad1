"""What was corrected: the original cells beside those taken in, and corrections made under an earlier reading."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.imports.correct import Fix
from app.imports.corrections import Edit
from app.imports.queries import CORRECTED

_STANDS_FOR: Final = "CAST(json_extract(c.reasons, '$[0][2]') AS INTEGER)"
_NTH: Final = """
    (SELECT count(*) FROM json_each({batch}.summary) s
     WHERE s.key < {row}.entry AND json_extract(s.value, '$.feed') = {row}.feed)
"""
"""Of the parts of its profile that read its feed, which one a row is of; the profile may hold other parts since."""


def corrected_rows(session: Session, batch_id: str, *, limit: int = 1_000) -> list[Fix]:
    """The rows that a correction took in, each with the original cells and the corrected ones."""
    found = session.execute(
        text(f"""
        SELECT q.id, q.feed, q.entry, q.row_no, q.reasons, q.cells, c.cells FROM import_batch k
        CROSS JOIN quarantine c ON c.batch_n = k.n AND c.state = 'fixed' JOIN quarantine q ON q.id = {_STANDS_FOR}
        WHERE k.id = :batch ORDER BY q.row_no, q.id LIMIT :limit
    """),
        {"batch": batch_id, "limit": limit},
    )
    return [
        Fix(row[0], row[1], row[2], row[3], tuple((str(a), str(b), str(c)) for a, b, c in json.loads(row[4])),
            json.loads(row[5]), json.loads(row[6]))
        for row in found
    ]  # fmt: skip


def earlier_corrections(session: Session, *, batch_id: str = "") -> dict[int, Edit]:
    """What was corrected when the same file was read before: by the ids of the rows that wait again now.

    When a corrected profile replaces a batch, its corrections go with it. They are not done over unasked, because the
    cells may mean something else now; nor are they lost: a person looks at them and takes them in again.
    """
    found = session.execute(
        text(f"""
        SELECT q.id, q.entry, q.row_no, q.batch_n, q.cells, o.cells, c.cells
        FROM import_batch b JOIN import_batch p ON p.file_sha256 = b.file_sha256 AND p.id <> b.id
            AND p.state <> 'live' AND p.parent_id IS NULL
        JOIN import_batch k ON k.parent_id = p.id AND k.state = 'live'
        CROSS JOIN quarantine c ON c.batch_n = k.n AND c.state = 'fixed'
        JOIN quarantine o ON o.id = {_STANDS_FOR}
        JOIN quarantine q ON q.batch_n = b.n AND q.feed = o.feed AND q.row_no = o.row_no AND q.state = 'open'
            AND {_NTH.format(batch="b", row="q")} = {_NTH.format(batch="p", row="o")}
        WHERE b.state = 'live' AND (:batch = '' OR b.id = :batch) AND q.id NOT IN ({CORRECTED}) ORDER BY k.n
    """),
        {"batch": batch_id},
    ).all()
    return {edit.quarantine_id: edit for edit in _matched(found)}


def _matched(found: Any) -> Iterator[Edit]:
    """Each row that waits with the cells that were changed in the same row of the same file."""
    rows = [(row[0], row[1:4], *map(json.loads, row[4:])) for row in found]
    lines = Counter(line for _, line, *_ in {(one, line): (one, line) for one, line, *_ in rows}.values())
    for one, line, now, before, after in rows:
        changed = {name: value for name, value in after.items() if value != before.get(name, "")}
        same = now == before or (lines[line] == 1 and all(now.get(name) == before.get(name) for name in changed))
        if same and changed:
            yield Edit(one, changed)
