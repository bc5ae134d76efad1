"""A first profile from a file's headers, Chinese or English, and a look at its cells; a person corrects it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, Final
from unicodedata import normalize

from app.imports.columns import plain_text
from app.imports.dates import read_month
from app.imports.feeds import Feed, Field
from app.imports.profile import Column, Entry, FileShape, Profile, Unpivot

_NOISE: Final = re.compile(r"[\s_\-./\\:：*#“”\"'‘’]+")
_BRACKETS: Final = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_NUMBER: Final = re.compile(r"[-+(]?[¥$€]?\s?[\d,.]+\s?[%)]?-?\Z")
_DATE: Final = re.compile(
    r"\d{1,4}[-/.年]\w{1,3}[-/.月]\d{1,4}|\d{8}\Z|(?:19|20)\d\d[-/.年](?:0?[1-9]|1[0-2])月?\Z|\w{3}-\d\d\Z"
)
MONTH_FORMS: Final = (
    r"^\d{4}年\d{1,2}月$", r"^\d{4}[-/.]\d{1,2}$", r"^\d{6}$", r"^[A-Za-z]{3,9}[-/ .]?(?:\d{4}|\d{2})$",
)  # fmt: skip
DAYS_FORM: Final = r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2})日?$"
BARE_MONTHS: Final = (r"^M(0[1-9]|1[0-2])$", r"^(\d{1,2})月(?:份)?$")
_YEARS: Final = frozenset({"year", "fiscalyear", "fy", "年", "年度", "年份", "财年", "会计年度"})
_QUANTITIES: Final = ("ordered_quantity", "shipped_quantity", "quantity")
_DISCOUNTS: Final = frozenset({"discount", "discountrate", "discountpct", "disc", "折扣", "折扣率", "让利率"})
_TAXED: Final = ("含税", "grossprice", "withtax", "incltax", "includingtax")
_UNTAXED: Final = ("不含税", "未含税")
_HALF: Final = 0.5
_NO_VALUE: Final = frozenset({"null", "n/a", "#n/a", "nan", "(null)", "\\n"})
_ACROSS: Final = 3
"""From so many columns of months on they are values of a dimension, not columns of their own."""
_EXACT: Final = 100
_PLAIN: Final = 90
_PART: Final = 45
_ENOUGH: Final = 40


@dataclass(frozen=True)
class Proposal:
    """A feed that the file could be, with the header proposed for each field, and how well it fits."""

    feed: str
    columns: tuple[tuple[str, str], ...]
    score: float
    missing: tuple[str, ...]
    """Required fields for which no column was found."""
    unpivot: Unpivot | None = None
    """Months that stand across and are read as rows."""
    year: str = ""
    """Header of the year that the headers of the months leave out."""
    computed: tuple[tuple[str, str], ...] = ()
    """Fields without a column, each with the formula that gives it."""
    absent: tuple[str, ...] = ()
    """The file's words for no value, of those that mean nothing else anywhere."""


def propose(
    headers: Sequence[str], rows: Sequence[Sequence[Any]], feeds: Mapping[str, Feed], *, name: str = ""
) -> list[Proposal]:
    """What the table could be, the likeliest first.

    ``rows`` are sample rows in the order of ``headers``; ``name`` is the file's or the sheet's.
    """
    found = [
        replace(one, computed=_computed(one, feeds[one.feed], headers, rows))
        for one in (_propose_feed(headers, _natures(headers, rows), feed, name) for feed in feeds.values())
    ]
    for turned, kind in ((months_across(headers), "month"), (days_across(headers), "day")):
        if turned is None:
            continue
        unpivot, year = turned
        own_headers, own_rows = _turned(headers, rows, unpivot)
        natures = _natures(own_headers, own_rows)
        for feed in feeds.values():
            one = _propose_feed(own_headers, natures, feed, name)
            months = [field for field, header in one.columns if header == unpivot.name]
            if months and feed.field(months[0]).kind == kind:
                found.append(replace(one, unpivot=unpivot, year=year))
    absent = _absent(rows)
    found = [replace(one, absent=absent) for one in found]
    return sorted(found, key=lambda one: (-one.score, one.unpivot is None, one.feed))


def _computed(
    proposal: Proposal, feed: Feed, headers: Sequence[str], rows: Sequence[Sequence[Any]]
) -> tuple[tuple[str, str], ...]:
    """An amount as price x quantity, less a discount that is a share, where the file has no column of amounts.

    A price with tax makes an amount with tax. Of a discount that may be an amount or a percentage nothing is computed.
    """
    given = dict(proposal.columns)
    price, quantity = given.get("price"), next((given[one] for one in _QUANTITIES if one in given), None)
    if price is None or quantity is None or given.keys() & {"amount", "gross_amount"}:
        return ()
    taxed = any(word in _plain(price) for word in _TAXED) and not any(word in _plain(price) for word in _UNTAXED)
    field = "gross_amount" if taxed else "amount"
    off = next((one for one in headers if _plain(one) in _DISCOUNTS), None)
    used = [price, quantity, *([off] if off else [])]
    if field not in feed.by_name or any({"[", "]"} & set(one) for one in used):
        return ()
    if off is not None and not _is_share([row[headers.index(off)] for row in rows if headers.index(off) < len(row)]):
        return ()
    return ((field, f"[{price}] * [{quantity}]" + (f" * (1 - [{off}])" if off else "")),)


def _is_share(cells: Sequence[Any]) -> bool:
    """Whether cells are discounts as shares of 1, of which none is more than half of the price."""
    texts = [plain_text(cell) for cell in cells]
    found = [float(one) for one in texts if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", one)]
    return len(found) == sum(one != "" for one in texts) and all(0 <= one <= _HALF for one in found)


def _absent(rows: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    words = {plain_text(cell) for row in rows for cell in row if isinstance(cell, str)}
    return tuple(sorted(one for one in words if one.casefold() in _NO_VALUE))


def _natures(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    samples = [
        [normalize("NFKC", plain_text(row[place])) if place < len(row) else "" for row in rows]
        for place in range(len(headers))
    ]
    return [_nature(values) for values in samples]


def months_across(headers: Sequence[str]) -> tuple[Unpivot, str] | None:
    """How months that stand across are turned into rows, and the header of their year; None where none stand so.

    The months either name their year (2026年3月, 2026-03, Mar-26) or a column of years stands beside them (M03, 3月).
    """
    year = next((one for one in headers if _plain(one) in _YEARS), "")
    months = [one for one in headers if read_month(one) is not None]
    pattern = next((one for one in MONTH_FORMS if months and all(re.search(one, each) for each in months)), "")
    if len(months) >= _ACROSS:
        year = ""
    elif year:
        pattern, months = max(
            ((one, [each for each in headers if re.search(one, each)]) for one in BARE_MONTHS),
            key=lambda one: len(one[1]),
        )
    if len(months) < _ACROSS:
        return None
    chinese = any("\u4e00" <= letter <= "\u9fff" for one in headers for letter in one)
    name, value = ("月份", "目标额") if chinese else ("month", "target")
    pattern = pattern or "^(?:" + "|".join(map(re.escape, months)) + ")$"
    return None if {name, value} & set(headers) else (Unpivot(pattern, name, value), year)


def days_across(headers: Sequence[str]) -> tuple[Unpivot, str] | None:
    """How the days of stock lists that stand across are turned into rows; None where none stand so."""
    days = [one for one in headers if re.search(DAYS_FORM, one)]
    chinese = any("\u4e00" <= letter <= "\u9fff" for one in headers for letter in one)
    name, value = ("库存日期", "库存数量") if chinese else ("as of", "stock")
    return None if len(days) < _ACROSS or {name, value} & set(headers) else (Unpivot(DAYS_FORM, name, value), "")


def _turned(
    headers: Sequence[str], rows: Sequence[Sequence[Any]], unpivot: Unpivot
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The sample as it will be read: of each row the first month that is filled."""
    across = [place for place, one in enumerate(headers) if re.search(unpivot.columns, one)]
    kept = [place for place in range(len(headers)) if place not in across]
    found = []
    for row in rows:
        cells = [row[place] if place < len(row) else None for place in range(len(headers))]
        month = next((place for place in across if plain_text(cells[place]) not in {"", "-"}), across[0])
        label = re.search(unpivot.columns, headers[month])
        name = "".join(label.groups()) if label else ""
        found.append((*(cells[place] for place in kept), name or headers[month], cells[month]))
    return [*(headers[place] for place in kept), unpivot.name, unpivot.value], found


def _propose_feed(headers: Sequence[str], natures: Sequence[str], feed: Feed, name: str) -> Proposal:
    scored = sorted(
        (
            (-score, place, order)
            for place, header in enumerate(headers)
            for order, one in enumerate(feed.fields)
            if (score := _score(header, natures[place], one)) >= _ENOUGH
        ),
    )
    taken: dict[str, str] = {}
    used: set[int] = set()
    strength: dict[str, int] = {}
    for negative, place, order in scored:
        one = feed.fields[order]
        if one.name not in taken and place not in used:
            taken[one.name] = headers[place]
            strength[one.name] = -negative
            used.add(place)
    for one in feed.fields:
        if one.also in taken:
            taken.setdefault(one.name, taken[one.also])
    missing = tuple(one.name for one in feed.fields if one.required and one.name not in taken)
    return Proposal(
        feed=feed.id,
        columns=tuple((one.name, taken[one.name]) for one in feed.fields if one.name in taken),
        score=_fit(feed, strength, missing, len(headers), name),
        missing=missing,
    )


def _fit(feed: Feed, strength: Mapping[str, int], missing: Sequence[str], width: int, name: str) -> float:
    plain = _plain(PurePath(name).name)
    named = max((len(word) for word in feed.words if _plain(word) and _plain(word) in plain), default=0)
    signature = sum(one in strength for one in feed.signature) / max(len(feed.signature), 1)
    return (
        sum(strength.values()) / 100 / max(width, 1)
        + 2 * signature
        - 1.5 * len(missing)
        + (0.6 + named / 50 if named else 0)
    )


def _score(header: str, nature: str, field: Field) -> int:
    """How well a header names a field: exactly, but for spelling, in part; the cells must not speak against it."""
    if not _suits(nature, field):
        return 0
    plain, bare = _plain(header), _plain(_BRACKETS.sub("", header))
    best = 0
    for order, word in enumerate(field.words):
        wanted = _plain(word)
        if header.strip().casefold() == word.casefold():
            return _EXACT * 10 - order
        if wanted in {plain, bare}:
            best = max(best, _PLAIN * 10 - order)
        elif len(wanted) >= 3 and len(bare) >= 3 and (wanted in bare):
            best = max(best, int(_PART * 10 + 300 * len(wanted) / len(bare)) - order)
    return best // 10


def _suits(nature: str, field: Field) -> bool:
    if nature == "empty":
        return True
    if field.kind in {"day", "moment"}:
        return nature in {"date", "mixed date"}
    if field.kind in {"quantity", "amount", "price", "rate", "number"}:
        return nature in {"number", "mixed number"}
    return not (field.kind in {"text", "choice"} and nature == "date")


def _nature(values: Sequence[str]) -> str:
    """What the cells of a column mostly are: date, number, text; mixed where a third says otherwise."""
    filled = [value for value in values if value and value.casefold() not in {"null", "n/a", "none", "-", "--"}]
    if not filled:
        return "empty"
    dates = sum(1 for value in filled if _DATE.match(value)) / len(filled)
    numbers = sum(1 for value in filled if _NUMBER.match(value)) / len(filled)
    if dates >= 0.9 and not (numbers >= 0.9 and not _eight_digit_days(filled)):
        return "date"
    if numbers >= 0.9:
        return "number"
    if dates >= 0.3:
        return "mixed date"
    return "mixed number" if numbers >= 0.3 else "text"


def _eight_digit_days(values: Sequence[str]) -> bool:
    return all(len(value) == 8 and "19000101" <= value <= "21001231" and value[4:6] <= "12" for value in values) or any(
        mark in value for value in values for mark in "-/年."
    )


def _plain(text: str) -> str:
    return _NOISE.sub("", normalize("NFKC", text)).casefold()


def profile_of(proposal: Proposal, *, id: str, source: str, name: str, feed: Feed) -> Profile:  # noqa: A002 - the field's name
    """A profile from a proposal; lists of a day (stock, open items) are taken as complete for that day.

    Stock is complete for the places in its file only: each warehouse has its own list. Lines that name their order but
    no dealer have dealer and dates from the order's header.
    """
    complete = feed.id in {"stock", "receivable"}
    given = {field for field, _ in proposal.columns}
    entry = Entry(
        feed=feed.id,
        columns=(
            *((field, _column(proposal, header)) for field, header in proposal.columns),
            *((field, Column(formula=formula)) for field, formula in proposal.computed),
        ),
        mode="complete" if complete else "rows",
        scope="date" if complete else "",
        by="party" if feed.id == "stock" else "",
        head=bool(feed.head) and "order_no" in given and "party_code" not in given,
    )
    shape = FileShape(match=_names(name), unpivot=proposal.unpivot, missing=proposal.absent)
    return Profile(id=id, version=1, source=source, title=PurePath(name).stem, file=shape, entries=(entry,))


def _names(name: str) -> tuple[str, ...]:
    """What the next files of a kind are called: other digits, or, where there are none, a number at the end."""
    if re.search(r"\d", name):
        return (re.sub(r"\d+", "*", name),)
    stem, suffix = PurePath(name).stem, PurePath(name).suffix
    return (name, f"{stem}[0-9]*{suffix}", f"{stem}[ _.(-][(0-9]*{suffix}")


def _column(proposal: Proposal, header: str) -> Column:
    if proposal.unpivot and proposal.year and header == proposal.unpivot.name:
        return Column(join=(proposal.year, header))
    return Column(column=header)
