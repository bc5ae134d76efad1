"""Why a row was put aside or is odd, from the stored code to words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.core.texts import N_, Text
from app.imports.feeds import Feed
from app.imports.ruling import PREFIX, unpacked

_UNNAMED: Final[Mapping[str, Text]] = MappingProxyType({})
_TITLES: Final = {
    "required": N_("A value that is needed is missing"),
    "repeated_key": N_("The same key stands in other rows with other values: {value}"),
    "not_yes_or_no": N_("“{value}” is neither yes nor no"),
    "unknown_word": N_("“{value}” is not a word that the profile knows"),
    "other_currency": N_(
        "The currency {value} is not the workspace's; once the files in the other one are withdrawn, "
        "import the file again"
    ),
    "left_out": N_("The profile leaves such a row out"),
    "too_many_cells": N_("The row has more cells than the header"),
    "not_a_number": N_("“{value}” is not a number"),
    "not_a_rate": N_("“{value}” is no rate between 0 and 100 %"),
    "not_a_date": N_("“{value}” is not a date"),
    "no_such_day": N_("“{value}” is no day of the calendar"),
    "date_range": N_("The date {value} lies outside 1970 to 2100"),
    "too_large": N_("The number {value} is too large"),
    "ruined_number": N_("Excel has turned the code into a rounded number: {value}"),
    "ruined_date": N_("Excel has turned the code into a date: {value}"),
    "lost_zeros": N_("The code {value} is shorter than the others: Excel has probably dropped its leading zeros"),
    "unreadable": N_("“{value}” cannot be read"),
}
_SHORT: Final = {
    "required": N_("value missing"),
    "repeated_key": N_("same key, other values"),
    "not_yes_or_no": N_("neither yes nor no"),
    "unknown_word": N_("unknown word"),
    "other_currency": N_("other currency"),
    "left_out": N_("left out by the profile"),
    "too_many_cells": N_("too many cells"),
    "not_a_number": N_("not a number"),
    "not_a_rate": N_("not a rate"),
    "not_a_date": N_("not a date"),
    "no_such_day": N_("no such day"),
    "date_range": N_("date out of range"),
    "too_large": N_("number too large"),
    "ruined_number": N_("code ruined by Excel"),
    "ruined_date": N_("code turned into a date by Excel"),
    "lost_zeros": N_("leading zeros lost"),
    "unreadable": N_("cannot be read"),
}
SUSPECT_UNIT: Final = "unit"
"""The warning of rows whose unit price speaks of another unit (单位可疑)."""
OTHER_CURRENCY: Final = "other_currency"
"""The reason of rows that bear another currency than those in use."""
CODES: Final = tuple(_TITLES)
"""Every reason code."""


def sentence(code: str, value: str) -> Text:
    """The reason of one cell as a sentence; a data rule's in the words that it had then."""
    if code.startswith(PREFIX):
        return unpacked(value)[1]
    msgid = _TITLES.get(code, _TITLES["unreadable"])
    return Text(msgid, {"value": value} if "{value}" in msgid else {})


def short(code: str, rules: Mapping[str, Text] = _UNNAMED) -> Text:
    """The reason in two or three words, for counts; ``rules`` are the titles of data rules by code."""
    if code.startswith(PREFIX):
        return rules.get(code) or Text(N_("rule {rule}"), {"rule": code.removeprefix(PREFIX)})
    return Text(_SHORT.get(code, _SHORT["unreadable"]))


def warning(code: str, feed: Feed, rules: Mapping[str, Text] = _UNNAMED) -> Text:
    """A warning of the good rows: a data rule, a span that runs backwards, or a value of zero or less."""
    kind, *names = code.split(":")
    if code.startswith(PREFIX):
        return Text(N_("Breaks the rule “{rule}”"), {"rule": rules.get(code, code.removeprefix(PREFIX))})
    if kind == SUSPECT_UNIT:
        return Text(N_("Suspicious unit (the unit price is outside 0.2 to 5 times the product's median)"))
    titles = {column: one.title for one in feed.fields for column in one.columns}
    if kind == "span":
        return Text(
            N_("“{last}” lies before “{first}”"), {"first": Text(titles[names[0]]), "last": Text(titles[names[1]])}
        )
    return Text(N_("“{field}” is zero or less"), {"field": Text(feed.field(names[0]).title)})


def stood(code: str, value: str) -> str:
    """What stood in the cell that a reason is about."""
    return "" if code == "repeated_key" else unpacked(value)[0] if code.startswith(PREFIX) else value
