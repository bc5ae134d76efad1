"""The reminder to a dealer: exactly which lists, codes and rows are missing or wrong, ready to be sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.core.period import day_of
from app.core.texts import Text, Texts
from app.dealers.codes import whose_on
from app.dealers.queries import find_party
from app.governance.rules.queries import list_rules
from app.governance.score.queries import chosen
from app.imports.feeds import Feed
from app.imports.queries import CORRECTED, QuarantineRow, quarantine_rows
from app.imports.reasons import sentence
from app.imports.usual import DAYS
from app.kpi.trust import LIST_TITLES, Late, read_trust, results_of

MONTHS: Final = 6
"""How far back lists are asked for."""
SHOWN: Final = 20
_FEEDS: Final = {"sellout": "sold_on", "stock": "as_of_on"}
"""What dealers hand in, and the day of its rows: a code is whose it was on that day."""


@dataclass(frozen=True)
class Missing:
    """A list that has not come, or not to its end."""

    feed: str
    month: int
    until: date | None
    """The last day that a list told of; None where nothing of the month has come."""


@dataclass(frozen=True)
class Unmatched:
    """A product code of the dealer's lists that nobody knows."""

    feed: str
    code: str
    rows: int


@dataclass(frozen=True)
class Odd:
    """Rows that were taken in with a warning of a data rule."""

    title: Text
    month: int
    rows: int


@dataclass(frozen=True)
class Reminder:
    """What one dealer is asked for."""

    dealer: str
    name: str
    today: date
    missing: tuple[Missing, ...]
    unmatched: tuple[Unmatched, ...]
    aside: tuple[QuarantineRow, ...]
    """At most ``SHOWN`` of them."""
    aside_rows: int
    odd: tuple[Odd, ...]

    @property
    def nothing(self) -> bool:
        """Whether the dealer owes nothing."""
        return not (self.missing or self.unmatched or self.aside or self.odd)


def read_reminder(session: Session, *, dealer: str, today: date) -> Reminder:
    """What a dealer, named by code, ref, id or name, is asked for; raises UserError if there is none."""
    row = find_party(session, dealer)
    first = _months_back(today, MONTHS)
    late = [each for one in read_trust(session, today=today, first=first, dealers={row.id}) for each in one.late]
    ids = _aside(session, row.id)
    return Reminder(
        dealer=row.id, name=row.name, today=today,
        missing=tuple(_missing(session, late, row.id)), unmatched=tuple(_unmatched(session, row.id)),
        aside=tuple(quarantine_rows(session, ids[:SHOWN])), aside_rows=len(ids),
        odd=tuple(_odd(session, row.id, first)),
    )  # fmt: skip


def _months_back(today: date, count: int) -> int:
    number = today.year * 12 + today.month - 1 - count
    return number // 12 * 100 + number % 12 + 1


def _missing(session: Session, late: Sequence[Late], dealer: str) -> Iterator[Missing]:
    """Each late list, with the last day of its month that did come."""
    statement = text(f"""
        SELECT max(f.last_on) FROM (
            SELECT s.n AS source_n, r.party_code, r.last_on FROM rule_result r
            JOIN import_batch b ON b.n = r.batch_n AND b.state = 'live'
            JOIN numbered s ON s.kind = 'source' AND s.entity_id = b.source
            WHERE r.code IN ('', 'fixed') AND r.feed = :feed AND r.month = :month AND r.party_code IN ({_CODES})) f
        {whose_on("f.last_on")} AND c.party_id = :dealer
    """)
    for one in sorted(late, key=lambda each: (each.month, each.feed)):
        last = session.execute(statement, {"feed": one.feed, "month": one.month, "dealer": dealer}).scalar()
        yield Missing(one.feed, one.month, None if last is None else day_of(int(last)))


_CODES: Final = "SELECT code FROM party_code WHERE party_id = :dealer AND removed = 0"
"""What the dealer was ever called, to look no further."""


def _unmatched(session: Session, dealer: str) -> Iterator[Unmatched]:
    for feed, day in _FEEDS.items():
        found = session.execute(
            text(f"""
            SELECT f.product_code, count(*) FROM {feed} f {whose_on(f"f.{day}")} AND c.party_id = :dealer
            WHERE f.current = 1 AND f.party_code IN ({_CODES}) AND f.product_code IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM product_code p WHERE p.source_n = f.source_n AND p.code = f.product_code
                AND p.removed = 0 AND coalesce(p.from_on, f.{day}) <= f.{day}
                AND coalesce(p.to_on, f.{day} + 1) > f.{day})
            GROUP BY 1 ORDER BY 2 DESC, 1
            """),
            {"dealer": dealer},
        )
        for code, rows in found:
            yield Unmatched(feed, str(code), int(rows))


def _aside(session: Session, dealer: str) -> list[int]:
    """The rows of the dealer's lists that wait: those of which a cell bears its code.

    A row that cannot be read has no day for sure: it goes by the last day of its file, else by when that came.
    """
    statement = text(f"""
        SELECT DISTINCT f.id, f.batch_n, f.row_no FROM (
            SELECT q.id, q.batch_n, q.row_no, s.n AS source_n, j.value AS party_code, coalesce((
                SELECT max(r.last_on) FROM rule_result r WHERE r.batch_n = q.batch_n AND r.entry = q.entry
                AND r.code = :days), CAST(strftime('%s', b.loaded_at) / 86400 AS INTEGER)) AS day
            FROM quarantine q JOIN import_batch b ON b.n = q.batch_n
            JOIN numbered s ON s.kind = 'source' AND s.entity_id = b.source, json_each(q.cells) j
            WHERE b.state = 'live' AND q.state = 'open' AND q.feed IN :feeds AND q.id NOT IN ({CORRECTED})
            AND j.value IN ({_CODES})) f
        {whose_on("f.day")} AND c.party_id = :dealer ORDER BY 2, 3
    """).bindparams(bindparam("feeds", expanding=True))
    found = session.execute(statement, {"dealer": dealer, "feeds": list(_FEEDS), "days": DAYS})
    return [int(one[0]) for one in found]


def _odd(session: Session, dealer: str, first: int) -> Iterator[Odd]:
    titles = {one.rule.code: one.title for one in list_rules(session) if one.active}
    found: dict[tuple[str, int], int] = {}
    for one in chosen(results_of(session), first=first, dealers={dealer}, feeds=tuple(_FEEDS)):
        if one.code in titles:
            found[one.code, one.month] = found.get((one.code, one.month), 0) + one.failed
    for (code, month), rows in sorted(found.items(), key=lambda one: (one[0][1], one[0][0])):
        yield Odd(titles[code], month, rows)


def month_text(number: int) -> str:
    """A month (yyyymm) as 2026-03."""
    return f"{number // 100}-{number % 100:02d}"


def reminder_text(found: Reminder, feeds: Mapping[str, Feed], t: Texts) -> str:
    """The message in one language, in plain lines."""
    lines = [t("{name}: what is still missing of your reports, as of {day}", name=found.name, day=found.today)]
    if found.nothing:
        return "\n".join([lines[0], t("Nothing is missing. Thank you.")])
    parts = [
        (t("Lists that have not come"), [_missing_line(one, t) for one in found.missing]),
        (
            t("Product codes that we cannot match; please send their names and specifications"),
            [
                t("{code} ({list}, rows: {n})", code=one.code, list=t(LIST_TITLES[one.feed]), n=one.rows)
                for one in found.unmatched[:SHOWN]
            ],
        ),
        (
            t("Rows that could not be taken in (rows: {n}); please correct and send them again", n=found.aside_rows),
            [_row_line(one, feeds, t) for one in found.aside],
        ),
        (
            t("Rows that were taken in but look wrong; please check"),
            [
                t("{month}: {rule} (rows: {n})", month=month_text(one.month), rule=t.render(one.title), n=one.rows)
                for one in found.odd
            ],
        ),
    ]
    more = {1: len(found.unmatched) - SHOWN, 2: found.aside_rows - len(found.aside)}
    asked_for = [(*one, more.get(place, 0)) for place, one in enumerate(parts) if one[1]]
    for number, (title, asked, left) in enumerate(asked_for, start=1):
        lines += ["", f"{number}. {title}", *(f"- {one}" for one in asked)]
        if left > 0:
            lines.append(t("- and {n} more", n=left))
    return "\n".join(lines)


def _missing_line(one: Missing, t: Texts) -> str:
    words = {"month": month_text(one.month), "list": t(LIST_TITLES[one.feed])}
    if one.until is None:
        return t("{month}: {list}, nothing has come", **words)
    return t("{month}: {list} only until {day}; please send the rest", **words, day=one.until.isoformat())


def _row_line(row: QuarantineRow, feeds: Mapping[str, Feed], t: Texts) -> str:
    said = [
        t("{field}: {reason}", field=t(feeds[row.feed].field(field).title), reason=t.render(sentence(code, value)))
        if field in feeds[row.feed].by_name else t.render(sentence(code, value))
        for field, code, value in row.reasons
    ]  # fmt: skip
    return t("{file}, row {n}: {why}", file=row.file_name, n=row.row_no, why=t("; ").join(said))
