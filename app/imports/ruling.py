"""Data rules as values: what a rule says, which names its expression may use, and the SQL that finds what breaks it.

A rule states what holds for a good row, group or file; where something unknown decides, nothing is broken. Whoever
keeps the rules hands them in: an import knows no more of them than this.
"""

import re
import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from app.core.errors import UserError
from app.core.formula import SqlColumn, condition_sql, names, parse_condition
from app.core.texts import N_, OWN, Text
from app.imports.feeds import SEPARATOR, Feed, Field

Reach = Literal["field", "row", "set", "file"]
Level = Literal["warn", "quarantine", "stop"]
PREFIX: Final = "rule:"
"""How the codes of reasons and warnings begin that a rule gives."""
REACHES: Final[Mapping[str, str]] = {
    "field": N_("one field"), "row": N_("each row"), "set": N_("rows of one key"), "file": N_("the whole file"),
}  # fmt: skip
LEVELS: Final[Mapping[str, str]] = {
    "warn": N_("warn"), "quarantine": N_("put aside"), "stop": N_("refuse the file"),
}  # fmt: skip
INDICATORS: Final[Mapping[str, str]] = {
    "conformity": N_("Conformity"), "completeness": N_("Completeness"), "accuracy": N_("Accuracy"),
    "consistency": N_("Consistency"), "timeliness": N_("Timeliness"), "accessibility": N_("Accessibility"),
}  # fmt: skip
"""规范性 完整性 准确性 一致性 时效性 可访问性: the indicators of data quality of GB/T 36344-2018."""
RULED: Final = ("conformity", "completeness", "accuracy", "consistency")
"""Those that a rule may speak of; the other two follow from when data came and whether they can be used."""
PLACES: Final[Mapping[str, int | None]] = {
    "text": None, "code": None, "choice": None, "day": 0, "month": 0, "moment": 0, "quantity": 3, "amount": 4,
    "price": 6, "rate": 4, "number": 0, "flag": 0,
}  # fmt: skip
"""The decimal places of each kind's stored integers; None is a text."""
_DAYS: Final = frozenset({"day", "month", "moment"})
_PARTS: Final = re.compile(r"(sum|min|max|missing|distinct|stated)_(.+)")


@dataclass(frozen=True)
class Rule:
    """One rule; every part of it can be pickled."""

    code: str
    """``rule:`` and what the rule is known by; stands in reasons and results."""
    feed: str
    reach: Reach
    level: Level
    indicator: str
    must: str
    """The condition that good rows, groups or files meet."""
    message_zh: str
    message_en: str
    """With names of the expression in braces, which their values take the place of."""
    field: str = ""
    """For a rule of one field: which."""
    keys: tuple[str, ...] = ()
    """For a rule of rows of one key: the fields that make the key; none is the whole file as one group."""


@dataclass(frozen=True)
class Setting:
    """What a file brings with it that is in no row: numbers by name, None where unknown."""

    today: int
    """Day number of the workspace's today."""
    values: Mapping[str, tuple[int | None, int]]
    """``usual_rows``, ``left_out`` and ``stated_...``: scaled integers with their decimal places."""
    unread: frozenset[str] = frozenset()
    """Fields of which a cell of the file could not be read, so that nothing can be said of all of them together."""


def said(zh: str, en: str) -> Text:
    """A person's own words in both languages, of which each falls back to the other."""
    return Text(OWN, {"zh_CN": zh or en, "en": en or zh})


def packed(value: str, zh: str, en: str) -> str:
    """What a reason keeps of a rule: the cell's value and the message as it was said then."""
    return SEPARATOR.join((value, zh, en))


def unpacked(kept: str) -> tuple[str, Text]:
    """The value of the cell and the message out of what a reason keeps."""
    value, zh, en = (*kept.split(SEPARATOR), "", "")[:3]
    return value, said(zh, en)


def vocabulary(rule: Rule, feed: Feed, setting: Setting) -> dict[str, SqlColumn]:
    """The names that the rule's expression may use and what stands for them; aggregates are columns of their group."""
    found = {"today": SqlColumn(str(setting.today), 0)}
    if rule.reach in {"field", "row"}:
        found |= {one.name: SqlColumn(one.columns[0], PLACES[one.kind]) for one in feed.fields}
        if rule.reach == "field":
            own = _field(feed, rule.field)
            found |= {"value": found[own.name], "length": SqlColumn(f"length({own.columns[0]})", 0)}
        return found
    found |= {"rows": SqlColumn("[rows]", 0)}
    for one in feed.fields:
        places = PLACES[one.kind]
        for how in ("missing", "distinct"):
            found[f"{how}_{one.name}"] = SqlColumn(f"[{how}_{one.name}]", 0)
        if places is not None:
            found |= {f"{how}_{one.name}": SqlColumn(f"[{how}_{one.name}]", places) for how in ("min", "max")}
        if places is not None and one.kind not in _DAYS:
            found[f"sum_{one.name}"] = SqlColumn(f"[sum_{one.name}]", places)
    if rule.reach == "set":
        return found | {one: SqlColumn(f"[{one}]", PLACES[_field(feed, one).kind]) for one in rule.keys}
    stated = [f"stated_{one.name}" for one in feed.fields if PLACES[one.kind] is not None and one.kind not in _DAYS]
    for name in ("usual_rows", "left_out", "days", *stated):
        value, places = setting.values.get(name, (None, 0))
        found[name] = SqlColumn("[days]" if name == "days" else "NULL" if value is None else str(value), places)
    unknown = [f"{how}_{name}" for name in setting.unread for how in ("sum", "min", "max", "distinct")]
    return found | {name: SqlColumn("NULL", found[name].places) for name in unknown if name in found}


def _field(feed: Feed, name: str) -> Field:
    if name not in feed.by_name:
        raise UserError("The feed {feed} has no field “{name}”; its fields are {fields}.",
                        feed=feed.id, name=name, fields=", ".join(feed.by_name))  # fmt: skip
    return feed.field(name)


NOTHING: Final = Setting(0, {})


def check_rule(rule: Rule, feeds: Mapping[str, Feed]) -> None:
    """Raise UserError, naming the place, where a rule cannot be kept: it needs a message besides."""
    check_test(rule, feeds)
    if not (rule.message_zh.strip() or rule.message_en.strip()):
        raise UserError("A rule needs a message: what is told of a row that breaks it.")


def check_test(rule: Rule, feeds: Mapping[str, Feed]) -> None:
    """Raise UserError, naming the place, where a rule cannot be held against rows of its feed."""
    if rule.feed not in feeds:
        raise UserError("There is no feed “{name}”; the feeds are {feeds}.",
                        name=rule.feed, feeds=", ".join(sorted(feeds)))  # fmt: skip
    for given, known in ((rule.reach, REACHES), (rule.level, LEVELS), (rule.indicator, RULED)):
        if given not in known:
            raise UserError("A rule's {given} must be one of: {known}.", given=given or "?", known=", ".join(known))
    feed = feeds[rule.feed]
    for name in rule.keys:
        _field(feed, name)
    if rule.level == "quarantine" and (rule.reach == "file" or (rule.reach == "set" and not rule.keys)):
        raise UserError("A rule over the whole file cannot put rows aside; let it warn or refuse the file.")
    words = vocabulary(rule, feed, NOTHING)
    condition_sql(parse_condition(rule.must), words)
    for message in (rule.message_zh, rule.message_en):
        for name in placeholders(message):
            if name not in words:
                raise UserError("The message names “{name}”, which is not known here.", name=name)


def placeholders(message: str) -> list[str]:
    """The names in the braces of a message; raises UserError where a brace is not closed."""
    try:
        return [name for _, name, _, _ in string.Formatter().parse(message) if name is not None]
    except ValueError as error:
        raise UserError("The message “{text}” has a brace that is not closed.", text=message) from error


def fields_of(rule: Rule, feed: Feed) -> set[str]:
    """The fields without which a rule has nothing to look at."""
    used = set(names(parse_condition(rule.must))) - {"today", "length", "rows", "days", "usual_rows", "left_out"}
    found = {match[2] if (match := _PARTS.fullmatch(one)) and one not in feed.by_name else one for one in used}
    return (found - {"value"}) | ({rule.field} if rule.field else set()) | set(rule.keys)


def seen_fields(rules: Collection[Rule], feed: Feed) -> list[str]:
    """The fields that rules over a whole file of this feed speak of, in a fixed order."""
    found: set[str] = set()
    for rule in rules:
        if rule.reach == "file" and rule.feed == feed.id:
            told = {*placeholders(rule.message_zh), *placeholders(rule.message_en)}
            found |= fields_of(rule, feed) | {match[2] for one in told if (match := _PARTS.fullmatch(one))}
    return sorted(found & set(feed.by_name))


def applies(rule: Rule, feed: Feed, filled: Collection[str]) -> bool:
    """Whether a file that fills these fields can be held against the rule."""
    return rule.feed == feed.id and fields_of(rule, feed) <= set(filled)


def broken_rows(rule: Rule, feed: Feed, table: str, setting: Setting, where: str = "1") -> str:
    """A condition on rows of ``table`` that break a rule of a field, a row or a key."""
    test = f"NOT {condition_sql(parse_condition(rule.must), vocabulary(rule, feed, setting))}"
    if rule.reach in {"field", "row"}:
        return test
    groups = groups_sql(rule, feed, table, setting, where)
    if not rule.keys:
        return f"EXISTS (SELECT 1 FROM ({groups}))"
    keys = [feed.field(one).columns[0] for one in rule.keys]
    asked = ", ".join(f"coalesce({one}, '')" for one in keys)
    return f"({asked}) IN (SELECT {', '.join(f'coalesce([{one}], {_EMPTY})' for one in rule.keys)} FROM ({groups}))"


_EMPTY: Final = "''"


def groups_sql(rule: Rule, feed: Feed, table: str, setting: Setting, where: str = "1") -> str:
    """The groups of rows that break a rule, each with its keys and the aggregates that the rule speaks of."""
    words = vocabulary(rule, feed, setting)
    used = set(names(parse_condition(rule.must)))
    for message in (rule.message_zh, rule.message_en):
        used |= set(placeholders(message))
    keys = [f"{feed.field(one).columns[0]} AS [{one}]" for one in rule.keys]
    columns = [*keys, "count(*) AS [rows]", f"count(DISTINCT {feed.scope_on or 'NULL'}) AS [days]"]
    columns += [f"{sql} AS [{one}]" for one in sorted(used) if (sql := _aggregate(one, feed))]
    grouped = f"GROUP BY {', '.join(str(place + 1) for place in range(len(keys)))}" if keys else ""
    test = condition_sql(parse_condition(rule.must), words)
    return f"SELECT * FROM (SELECT {', '.join(columns)} FROM {table} WHERE {where} {grouped}) WHERE NOT {test}"


def _aggregate(name: str, feed: Feed) -> str:
    match = _PARTS.fullmatch(name)
    if match is None or match[1] == "stated" or match[2] not in feed.by_name:
        return ""
    column = feed.field(match[2]).columns[0]
    return {
        "missing": f"count(*) - count({column})", "distinct": f"count(DISTINCT {column})",
    }.get(match[1], f"{match[1]}({column})")  # fmt: skip
