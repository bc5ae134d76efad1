"""What checks and rules found, out of the results that are kept with the batches in use; nothing else is stored."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import month
from app.governance.rules.queries import rules_in_force
from app.governance.score.rules import Counts, Score
from app.imports.ruled import ASIDE, FIXED
from app.imports.ruling import PREFIX

EVER: Final = 999_912


class Result(NamedTuple):
    """Elements of one indicator that were checked, or what one check found, in one place."""

    source: str
    feed: str
    dealer: str
    """The dealer's id; empty where a row names none that is known."""
    month: int
    """yyyymm of the rows' business day; 0 where they name none."""
    code: str
    """The check or rule; empty where elements are counted."""
    indicator: str
    checked: int
    failed: int


_LIVE: Final = """
    SELECT b.n, b.source, s.n AS source_n FROM import_batch b LEFT JOIN import_batch p ON p.id = b.parent_id
    LEFT JOIN numbered s ON s.kind = 'source' AND s.entity_id = b.source
    WHERE b.state = 'live' AND (p.id IS NULL OR p.state = 'live')
"""
_ROWS: Final = """
    SELECT batch_n, entry, feed, code, indicator, party_code, month, sum(checked), sum(failed) FROM rule_result
    WHERE party_code <> '*' GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
_CHECKS: Final = """
    SELECT batch_n, entry, code, indicator FROM rule_result WHERE party_code = '*' AND indicator <> ''
"""
_CODES: Final = """
    SELECT source_n, code, by_hand IS NOT NULL, from_on, to_on, party_id FROM party_code WHERE removed = 0 ORDER BY id
"""
_EVER: Final = 2**40


class Owners:
    """Who bears each code when; what a person said comes before what files say, later before earlier."""

    def __init__(self, session: Session) -> None:
        """As the codes stand now."""
        self._rows: dict[tuple[int, str], list[tuple[bool, int, int, str]]] = defaultdict(list)
        for source_n, code, own, first, end, party in session.execute(text(_CODES)):
            span = (-_EVER if first is None else first, _EVER if end is None else end)
            self._rows[source_n, code].append((bool(own), *span, party))
        for rows in self._rows.values():
            rows.sort(key=lambda one: one[:2], reverse=True)

    def of(self, source_n: int, code: str, number: int) -> str:
        """The id of who bears a code at the end of a month (yyyymm; 0 is ever after), for results tell no day.

        Empty for a code that nobody bears.
        """
        day = month(number // 100, number % 100).last_day if number else _EVER - 1
        rows = self._rows.get((source_n, code), ())
        return next((party for _, first, end, party in rows if first <= day < end), "")


def read_results(session: Session) -> tuple[Result, ...]:
    """Everything that was counted in the batches in use; a dealer is who bears the code in that month.

    What a rule found counts for as long as it is in force.
    """
    live = {n: (source, source_n) for n, source, source_n in session.execute(text(_LIVE))}
    owners, in_force = Owners(session), {one.code for one in rules_in_force(session)}
    checks: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for batch_n, entry, code, indicator in session.execute(text(_CHECKS)):
        checks[batch_n, entry][indicator] += _counts(code, in_force)
    found: list[Result] = []
    for batch_n, entry, feed, code, indicator, party, number, checked, failed in session.execute(text(_ROWS)):
        if batch_n not in live:
            continue
        source, source_n = live[batch_n]
        place = (source, feed, owners.of(source_n, party, number), number)
        if not code:
            found += [Result(*place, "", name, checked * n, 0) for name, n in checks[batch_n, entry].items() if n]
        elif code == FIXED:  # what a correction took in can be used after all
            found.append(Result(*place, FIXED, "accessibility", 0, -checked))
        elif _counts(code, in_force):
            found.append(Result(*place, code, indicator, 0, failed))
    return tuple(found)


def _counts(code: str, in_force: Collection[str]) -> bool:
    return not code.startswith(PREFIX) or code in in_force


def chosen(
    results: Iterable[Result], *, first: int = 0, last: int = EVER, source: str = "",
    dealers: Collection[str] | None = None, feeds: Collection[str] = (),
) -> Iterator[Result]:  # fmt: skip
    """The results of some months (yyyymm), dealers by id, one source and some feeds."""
    for one in results:
        if (
            first <= one.month <= last
            and (dealers is None or one.dealer in dealers)
            and (not source or one.source == source)
            and (not feeds or one.feed in feeds)
        ):
            yield one


def scored(results: Iterable[Result]) -> Score:
    """The score of results together; timeliness follows from lists that are owed and not from rows that came."""
    checked: dict[str, int] = defaultdict(int)
    failed: dict[str, int] = defaultdict(int)
    for one in results:
        checked[one.indicator] += one.checked
        failed[one.indicator] += one.failed
    return Score({name: Counts(count, failed[name]) for name, count in checked.items()})


def failed_by_code(results: Iterable[Result]) -> dict[str, int]:
    """How many rows broke each check and rule, the most frequent first."""
    found: dict[str, int] = defaultdict(int)
    for one in results:
        if one.code not in {"", FIXED, ASIDE}:
            found[one.code] += one.failed
    return {code: rows for code, rows in sorted(found.items(), key=lambda each: (-each[1], each[0])) if rows}


def months_of(results: Iterable[Result]) -> dict[tuple[str, str], set[int]]:
    """The months of which each source has rows, by source and feed."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one in results:
        if one.checked and one.month:
            found[one.source, one.feed].add(one.month)
    return found
