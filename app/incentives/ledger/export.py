"""The ledger for finance: every row of some days, and control totals that its sums can be held against."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import day_of
from app.core.progress import Progress
from app.core.tables import Sheet, write_book, write_table
from app.core.texts import N_, Texts
from app.incentives.ledger.queries import Entry, entries_until, list_postings
from app.incentives.ledger.reading import Named, name_in, names_of
from app.incentives.locks import document_label
from app.incentives.policies.queries import list_policies
from app.incentives.policy import FORM_TITLES
from app.incentives.rounding import minor_per_unit
from app.incentives.words import ENTRY_TITLES, POSTING_TITLES

_HEADS: Final = (
    N_("Posting"), N_("Kind of posting"), N_("Posted on"), N_("Row"), N_("Day"), N_("Dealer code"), N_("Dealer"),
    N_("Kind"), N_("Policy"), N_("Period"), N_("Form"), N_("Amount"), N_("Currency"), N_("Runs out on"), N_("Document"),
    N_("SHA-256 of the rows"),
)  # fmt: skip
_TOTALS: Final = (N_("Posting"), N_("Kind"), N_("Rows"), N_("Amount"), N_("Currency"))


def export_ledger(
    session: Session, out: Path, *, first_on: int, last_on: int, t: Texts, progress: Progress
) -> int:  # fmt: skip
    """Write the rows that count between two days as XLSX (with a sheet of control totals) or CSV (with a last line).

    Returns how many rows. Raises UserError where there are none, and for another kind of file.
    """
    known = names_of(session)
    codes = {one.id: f"{one.code} {one.name}" for one in list_policies(session)}
    hashes = {one.id: one.data_sha256 for one in list_postings(session)}
    entries = sorted(
        (one for rows in entries_until(session, last_on).values() for one in rows if one.row.day_on >= first_on),
        key=lambda one: (one.row.day_on, one.ref, one.n),
    )
    if not entries:
        raise UserError("Nothing was posted between {first} and {last}.", first=day_of(first_on), last=day_of(last_on))
    heads = [t(one) for one in _HEADS]
    rows = [_row(one, name_in(known, one.row.party_id), codes, hashes, t) for one in entries]
    said = _control(entries, t)
    if out.suffix.casefold() == ".xlsx":
        totals = Sheet(t("Control totals"), [t(one) for one in _TOTALS], _totals(entries, t), said)
        write_book(out, [Sheet(t("Rebate ledger"), heads, rows, said, len(rows)), totals], progress=progress)
    else:
        write_table(out, t("Rebate ledger"), heads, rows, progress=progress, note=said, total=len(rows))
    return len(rows)


def _amount(minor: int, currency: str) -> Decimal:
    return Decimal(minor) / minor_per_unit(currency)


def _row(one: Entry, dealer: Named, codes: dict[str, str], hashes: dict[str, str], t: Texts) -> Sequence[Any]:
    row = one.row
    return (
        one.ref, t(POSTING_TITLES[one.posting_kind]), day_of(one.posted_on), one.n + 1, day_of(row.day_on), dealer.code,
        dealer.name, t(ENTRY_TITLES[row.kind]), codes.get(row.policy_id or "", ""), row.period,
        t(FORM_TITLES[row.form]), _amount(row.amount_minor, one.currency), one.currency,
        None if row.expires_on is None else day_of(row.expires_on), document_label(row.document),
        hashes.get(one.posting_id, ""),
    )  # fmt: skip


def _totals(entries: Sequence[Entry], t: Texts) -> Iterator[Sequence[Any]]:
    """By posting and kind, then of each kind, then of everything."""
    for title, of in (("", lambda one: one.ref), (t("All postings"), lambda _one: "")):
        sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
        for one in entries:
            found = sums[of(one), one.row.kind, one.currency]
            found[0] += 1
            found[1] += one.row.amount_minor
        for (ref, kind, currency), (count, minor) in sorted(sums.items()):
            yield ref or title, t(ENTRY_TITLES[kind]), count, _amount(minor, currency), currency


def _control(entries: Sequence[Entry], t: Texts) -> str:
    """One line: rows and the sum of every amount, by currency."""
    sums: dict[str, int] = defaultdict(int)
    for one in entries:
        sums[one.currency] += one.row.amount_minor
    said = "; ".join(f"{_amount(minor, currency):f} {currency}" for currency, minor in sorted(sums.items()))
    return t("Control: {rows} rows, together {amount}", rows=len(entries), amount=said)
