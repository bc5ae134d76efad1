"""Tables as XLSX or CSV: facts as they count now, dealers, batches, quarantined rows; nothing acts as a formula."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import UsageError
from app.core.money import AMOUNT_SCALE, PRICE_SCALE, QUANTITY_SCALE, RATE_SCALE
from app.core.period import day_of
from app.core.personal import masked
from app.core.progress import Progress
from app.core.tables import MOST_ROWS, write_table
from app.core.texts import N_, Texts, texts
from app.dealers.queries import list_parties
from app.imports.feeds import Feed, Field
from app.imports.queries import list_batches, list_quarantine
from app.imports.reasons import sentence

Rows = tuple[Sequence[str], Iterable[Sequence[Any]]]
_SCALES: Final = {"quantity": QUANTITY_SCALE, "amount": AMOUNT_SCALE, "price": PRICE_SCALE, "rate": RATE_SCALE}
_DEALER_TITLES: Final = (
    N_("Reference"), N_("Code"), N_("Name"), N_("Tier"), N_("Buys from"), N_("City"), N_("Office"), N_("Manager"),
    N_("Controlling group"), N_("Unified social credit code"), N_("Payment term in days"), N_("Status"),
)  # fmt: skip


def export_table(
    db: Database, feeds: Mapping[str, Feed], *, table: str, out: Path, lang: str, progress: Progress,
    reveal: bool = False,
) -> int:  # fmt: skip
    """Write a table to ``out`` and return its number of rows; the file appears whole or not at all.

    Of personal data only the ends go out unless they are revealed. Raises UserError for a table that does not exist.
    """
    t = texts(lang)
    own: dict[str, Callable[[Session], Rows]] = {
        "dealers": lambda session: _dealers(session, t),
        "batches": lambda session: _batches(session, t),
        "quarantine": lambda session: _quarantine(session, feeds, t),
    }
    if table not in own and table not in feeds:
        raise UsageError(
            "There is no table “{table}”; the tables are {tables}.", table=table, tables=", ".join([*own, *feeds])
        )
    with db.read(progress) as session:
        headers, rows = own[table](session) if table in own else _facts(session, feeds[table], t, reveal=reveal)
        return write_table(out, table, headers, rows, progress=progress)


def _facts(session: Session, feed: Feed, t: Texts, *, reveal: bool) -> Rows:
    headers = [t("batch"), t("file"), t("row"), *(t(one.title) for one in feed.fields)]
    columns = ", ".join(f"f.{column}" for one in feed.fields for column in one.columns)
    found = session.execute(
        text(f"""
        SELECT b.ref, b.file_name, f.row_no, {columns} FROM {feed.table} f JOIN import_batch b ON b.n = f.batch_n
        WHERE f.current = 1 ORDER BY f.batch_n, f.row_no
    """)
    )
    return headers, ([row[0], row[1], row[2], *_values(feed.fields, row[3:], reveal=reveal)] for row in found)


def _values(fields: Sequence[Field], cells: Sequence[Any], *, reveal: bool) -> Iterator[Any]:
    place = 0
    for one in fields:
        part = cells[place : place + len(one.columns)]
        place += len(one.columns)
        value = part[0]
        if value is None:
            yield None
        elif one.personal and not reveal:
            yield masked(str(value))
        elif one.kind in _SCALES:
            yield value / _SCALES[one.kind]
        elif one.kind in {"day", "month"}:
            yield day_of(value)
        elif one.kind == "moment":
            day = day_of(value)
            yield day if part[1] is None else datetime.combine(day, time(*divmod(part[1], 60)))
        else:
            yield value


def _dealers(session: Session, t: Texts) -> Rows:
    rows = (
        [one.ref, one.code, one.name, one.tier, one.parent, one.region, one.office, one.manager, one.owner_group,
         one.uscc, one.payment_days, one.status]
        for one in list_parties(session)
    )  # fmt: skip
    return [t(one) for one in _DEALER_TITLES], rows


def _batches(session: Session, t: Texts) -> Rows:
    headers = [t("batch"), t("file"), t("profile"), t("state"), t("rows"), t("quarantined"), t("loaded at")]
    return headers, (
        [one.ref, one.file_name, one.profile_id, one.state, one.loaded, one.quarantined, one.loaded_at]
        for one in list_batches(session)
    )


def _quarantine(session: Session, feeds: Mapping[str, Feed], t: Texts) -> Rows:
    headers = [t("batch"), t("file"), t("feed"), t("row"), t("reason"), t("cells")]

    def reason(feed: Feed, name: str, code: str, value: str) -> str:
        title = t(feed.field(name).title) + ": " if name else ""
        return title + t.render(sentence(code, value))

    return headers, (
        [one.batch_ref, one.file_name, one.feed, one.row_no,
         "; ".join(reason(feeds[one.feed], *each) for each in one.reasons),
         json.dumps(one.cells, ensure_ascii=False)]
        for one in list_quarantine(session, limit=MOST_ROWS)
    )  # fmt: skip
