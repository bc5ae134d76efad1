"""Corrected rows held against rules over rows of one key, together with the rows of their file that are in."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.imports.correct import Reason
from app.imports.feeds import Feed
from app.imports.load import STAGING
from app.imports.profile import Profile
from app.imports.ruled import Hit, Ruling, fault_of, refusal
from app.imports.ruling import Rule, Setting, applies


@dataclass
class Broken:
    """Corrected rows, by their places, that go ill with others of their key."""

    faults: dict[int, tuple[Reason, ...]] = field(default_factory=dict)
    """Why they stay aside."""
    warned: list[tuple[int, str]] = field(default_factory=list)
    """With the codes of the rules that only warn of them."""


def rule_family(
    connection: sqlite3.Connection, *, profile: Profile, feeds: Mapping[str, Feed], rules: Sequence[Rule], today: int,
    family: Sequence[int], apart: Mapping[int, Sequence[int]], row_numbers: Sequence[int],
) -> dict[int, Broken]:  # fmt: skip
    """What rules over rows of one key say of staged corrections, by the part of the profile.

    ``family`` are the numbers of the file's batch and its corrections, ``apart`` the places of rows that stay aside
    anyway, ``row_numbers`` the numbers of the rows in the file by their places. A rule over the file as one group
    speaks of the file as it came, and not of corrections. Raises UserError where a rule refuses them.
    """
    found = {}
    for index, entry in enumerate(profile.entries):
        feed, broken = feeds[entry.feed], Broken()
        filled = [name for name, _ in entry.columns]
        for rule in rules:
            if rule.reach == "set" and rule.keys and applies(rule, feed, filled):
                table = _together(rule, feed, index, family, apart.get(index, ()))
                ruling = Ruling(connection, table, feed, [rule], Setting(today, {}), filled)
                _look(ruling, broken, row_numbers)
        found[index] = broken
    return found


_STAGED = -1
"""In place of the id of a row that is in: a staged one."""


def _together(rule: Rule, feed: Feed, index: int, family: Sequence[int], apart: Sequence[int]) -> str:
    """The staged rows and those of their file that have the same key."""
    columns = ", ".join(("row_no", *feed.columns))
    keys = ", ".join(f"coalesce({feed.field(one).columns[0]}, '')" for one in rule.keys)
    staged = f"{STAGING}.good_{index} WHERE row_no NOT IN ({', '.join(map(str, apart))})"
    numbers = ", ".join(map(str, family))
    return (
        f"(SELECT {_STAGED} AS id, {columns} FROM {staged} UNION ALL SELECT id, {columns} FROM {feed.table} "
        f"WHERE batch_n IN ({numbers}) AND ({keys}) IN (SELECT {keys} FROM {staged}))"
    )


def _look(ruling: Ruling, broken: Broken, row_numbers: Sequence[int]) -> None:
    for rule in ruling.rules:
        ((_, count),) = ruling.counts(rule.level)
        for hit in ruling.hits(rule) if count else ():
            if hit.place == _STAGED:
                _add(rule, hit, broken, row_numbers)


def _add(rule: Rule, hit: Hit, broken: Broken, row_numbers: Sequence[int]) -> None:
    if rule.level == "stop":
        raise refusal(rule, replace(hit, row_no=row_numbers[hit.row_no]), 1)
    if rule.level == "warn":
        broken.warned.append((hit.row_no, rule.code))
    else:
        broken.faults[hit.row_no] = (*broken.faults.get(hit.row_no, ()), fault_of(rule, hit))
