"""Tables as XLSX or CSV: facts as they count now, dealers, batches, quarantined rows; nothing acts as a formula."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from sqlalchemy import text
from sqlalchemy.orm import Session
from xlsxwriter.exceptions import FileCreateError

from app.core.db import Database
from app.core.errors import UsageError, UserError
from app.core.money import AMOUNT_SCALE, PRICE_SCALE, QUANTITY_SCALE, RATE_SCALE
from app.core.period import day_of
from app.core.progress import Progress
from app.core.texts import N_, Text, Texts, texts
from app.core.whole import writing_whole
from app.dealers.queries import list_parties
from app.imports.corrected_files import guarded
from app.imports.feeds import Feed, Field
from app.imports.queries import list_batches, list_quarantine
from app.imports.reasons import sentence

Rows = tuple[Sequence[str], Iterable[Sequence[Any]]]
_SCALES: Final = {"quantity": QUANTITY_SCALE, "amount": AMOUNT_SCALE, "price": PRICE_SCALE, "rate": RATE_SCALE}
_MOST: Final = 1_048_575
"""Rows of a sheet below its header."""
_DEALER_TITLES: Final = (
    N_("Reference"), N_("Code"), N_("Name"), N_("Tier"), N_("Buys from"), N_("City"), N_("Office"), N_("Manager"),
    N_("Controlling group"), N_("Unified social credit code"), N_("Payment term in days"), N_("Status"),
)  # fmt: skip


def export_table(
    db: Database, feeds: Mapping[str, Feed], *, table: str, out: Path, lang: str, progress: Progress
) -> int:
    """Write a table to ``out`` and return its number of rows; the file appears whole or not at all.

    Raises UserError for a table that does not exist.
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
        headers, rows = own[table](session) if table in own else _facts(session, feeds[table], t)
        return write_table(out, table, headers, rows, progress=progress)


def write_table(
    out: Path, name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], *, progress: Progress
) -> int:
    """Rows under their headers, as the file's name says; raises UserError for a name that is neither .xlsx nor .csv."""
    if out.suffix.casefold() == ".xlsx":
        return write_sheet(out, name, headers, rows, progress=progress)
    if out.suffix.casefold() != ".csv":
        raise UserError("Rows are written as .xlsx or .csv, not as {file}.", file=out.name)
    count = 0
    with writing_whole(out) as file:
        words = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        writer = csv.writer(words, lineterminator="\r\n")
        writer.writerow(headers)
        for count, row in enumerate(rows, start=1):
            writer.writerow([_written(value) for value in row])
            if count % 5_000 == 0:
                progress.step(count, 0, Text(N_("Writing rows")))
        words.detach()  # flushed, and left open for whoever opened it
    return count


def _written(value: Any) -> Any:
    if isinstance(value, str):
        return guarded(value)
    return value.isoformat(sep=" ", timespec="minutes") if isinstance(value, datetime) else value


def write_sheet(
    out: Path, name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], *, progress: Progress
) -> int:
    """One sheet with a header row; texts are written as texts, whatever they begin with."""
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }  # fmt: skip
    with writing_whole(out) as file, _plain_errors(), xlsxwriter.Workbook(file, options) as book:
        return _fill(book, name, headers, rows, progress)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """The error of the file itself, which XlsxWriter wraps: a full disk is then told as such."""
    try:
        yield
    except FileCreateError as error:
        if error.args and isinstance(error.args[0], OSError):
            raise error.args[0] from error
        raise


def _fill(
    book: xlsxwriter.Workbook, name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], progress: Progress
) -> int:
    count = 0
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.add_write_handler(
        datetime, lambda page, row, place, value, _=None: page.write_datetime(row, place, value, minute)
    )
    sheet.write_row(0, 0, headers, book.add_format({"bold": True}))
    for row in rows:
        count += 1
        if count > _MOST:
            raise UserError("A sheet holds {most} rows; ask for less.", most=_MOST)
        sheet.write_row(count, 0, row)
        if count % 5_000 == 0:
            progress.step(count, 0, Text(N_("Writing rows")))
    return count


def _facts(session: Session, feed: Feed, t: Texts) -> Rows:
    headers = [t("batch"), t("file"), t("row"), *(t(one.title) for one in feed.fields)]
    columns = ", ".join(f"f.{column}" for one in feed.fields for column in one.columns)
    found = session.execute(
        text(f"""
        SELECT b.ref, b.file_name, f.row_no, {columns} FROM {feed.table} f JOIN import_batch b ON b.n = f.batch_n
        WHERE f.current = 1 ORDER BY f.batch_n, f.row_no
    """)
    )
    return headers, ([row[0], row[1], row[2], *_values(feed.fields, row[3:])] for row in found)


def _values(fields: Sequence[Field], cells: Sequence[Any]) -> Iterator[Any]:
    place = 0
    for one in fields:
        part = cells[place : place + len(one.columns)]
        place += len(one.columns)
        value = part[0]
        if value is None:
            yield None
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
        for one in list_quarantine(session, limit=_MOST)
    )  # fmt: skip
