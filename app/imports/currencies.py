"""The reporting currency: the one that rows in use bear. Rows of another one wait aside, so that no sum mixes two."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.workspace_settings import CURRENCY, set_setting, setting
from app.imports.batches import feeds_of
from app.imports.feeds import Feed
from app.imports.model import ImportBatch

_LIVE: Final = """
    SELECT b.n, b.summary, b.file_sha256 FROM import_batch b LEFT JOIN import_batch p ON p.id = b.parent_id
    WHERE b.state = 'live' AND coalesce(p.state, 'live') = 'live' AND coalesce(p.file_sha256, b.file_sha256) <> :apart
    ORDER BY b.n
"""


def currency_in_use(session: Session, feeds: Mapping[str, Feed], *, apart: str) -> str:
    """What the rows of every file in use but the one of this hash bear; '' where none bears any, so that a file may."""
    found = session.execute(text(_LIVE), {"apart": apart}).all()
    return next((one for row in found if (one := currency_of(session, row.n, feeds_of(row.summary), feeds))), "")


def currency_of(session: Session, batch_n: int, names: Iterable[str], feeds: Mapping[str, Feed]) -> str:
    """What the rows of one batch bear: all of them the same, as the others were put aside; '' for none."""
    tables = [feeds[name].table for name in names if "currency" in feeds[name].columns]
    found = (
        session.execute(
            text(f"SELECT currency FROM {table} WHERE batch_n = :n AND currency IS NOT NULL LIMIT 1"), {"n": batch_n}
        ).scalar()
        for table in tables
    )
    return next((str(one) for one in found if one), "")


def take_back_currency(session: Session, batch: ImportBatch, numbers: Iterable[int], feeds: Mapping[str, Feed]) -> None:
    """Let the workspace's currency be that of a batch that counts again, by the numbers of its family.

    Raises UserError where other files in use bear another one.
    """
    names = feeds_of(batch.summary)
    own = next((one for n in numbers if (one := currency_of(session, n, names, feeds))), "")
    if not own:
        return
    other = currency_in_use(session, feeds, apart=batch.file_sha256)
    if other not in {"", own}:
        raise UserError(
            "{file} is in {own}, but the files in use are in {other}; withdraw those first. Nothing was changed.",
            file=batch.file_name, own=own, other=other,
        )  # fmt: skip
    if setting(session, CURRENCY, "") != own:
        set_setting(session, key=CURRENCY, value=own)
