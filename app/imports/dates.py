"""Dates as people and systems write them, as stored days; which of day and month comes first is decided per column."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal
from unicodedata import normalize

DateReading = Literal["ymd", "dmy", "mdy"]
Moment = tuple[int, int | None]
"""Stored day number (days since 1970-01-01) and minute of the day, or None where only a date was given."""

READINGS: Final[tuple[DateReading, ...]] = ("ymd", "dmy", "mdy")
PIVOT: Final = 69
"""Two-digit years from here on are of the 1900s, those before of the 2000s (POSIX strptime %y)."""
_EPOCH: Final = date(1970, 1, 1).toordinal()
_FIRST: Final = 0
_LAST: Final = date(2100, 12, 31).toordinal() - _EPOCH
_SERIAL_1900: Final = date(1899, 12, 30).toordinal() - _EPOCH
_SERIAL_1904: Final = date(1904, 1, 1).toordinal() - _EPOCH
_LEAP_BUG: Final = 60
_LONGEST: Final = 60
_ENOUGH: Final = 5
_FEW_YEARS: Final = 5
_TIME: Final = (
    r"(?:(?:[T\s,]+|(?<=[日号]))(?P<half>上午|下午|AM|PM)?\s*(?P<hour>\d{1,2})[:.时](?P<minute>\d{1,2})(?:[:.分](?P<second>\d{1,2})"
    r"(?:[.,:]\d{1,9})?)?[秒分]?\s*(?P<after>[AP]\.?M\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?\s*\Z"
)
_WEEKDAY: Final = re.compile(
    r"\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?\s*|\A(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE
)
_YEAR_FIRST: Final = re.compile(
    r"(?P<y>\d{4})\s?[-/.年\s]\s?(?P<m>\d{1,2})\s?[-/.月\s]\s?(?P<d>\d{1,2})\s?[日号]?" + _TIME, re.IGNORECASE
)
_COMPACT: Final = re.compile(
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T\s]?(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?)?\Z"
)
_TRIPLE: Final = re.compile(
    r"(?P<a>\d{1,2})\s?[-/.年\s]\s?(?P<b>\d{1,2})\s?[-/.月\s]\s?(?P<c>\d{4}|\d{1,2})日?" + _TIME, re.IGNORECASE
)
_DAY_NAME: Final = re.compile(
    r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[-/.\s]*(?P<n>[A-Za-z]{3,9}|\d{1,2}月)\.?,?[-/.\s]*(?P<y>\d{4}|\d{2})" + _TIME,
    re.IGNORECASE,
)
_NAME_DAY: Final = re.compile(
    r"(?P<n>[A-Za-z]{3,9})\.?[-/.\s]*(?P<d>\d{1,2})(?:st|nd|rd|th)?,?[-/.\s]+(?P<y>\d{4})" + _TIME, re.IGNORECASE
)
_YEAR_NAME: Final = re.compile(
    r"(?P<y>\d{4})[-/.\s]*(?P<n>[A-Za-z]{3,9})\.?[-/.\s]*(?P<d>\d{1,2})" + _TIME, re.IGNORECASE
)
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d{1,12})?\Z")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "sept",
)  # fmt: skip
_HAN: Final = re.compile(r"[〇零○一二三四五六七八九十]+(?=[年月日号])")
_HAN_DIGITS: Final = {mark: str(index) for index, mark in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_MONTH_TEXTS: Final = (
    re.compile(r"(?P<y>\d{4})\s?[-/.年\s]\s?(?P<m>\d{1,2})\s?月?(?:份|度)?\Z"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})\Z"),
    re.compile(r"(?P<n>[A-Za-z]{3,9})\.?[-/\s]*(?P<y>\d{4}|\d{2})\Z"),
    re.compile(r"(?P<y>\d{4})[-/\s]*(?P<n>[A-Za-z]{3,9})\.?\Z"),
    re.compile(r"(?P<m>\d{1,2})/(?P<y>\d{4})\Z"),
)


@dataclass(frozen=True)
class Ambiguous:
    """A column whose texts can be read in several ways that mean different days: somebody must say which."""

    readings: tuple[DateReading, ...]
    examples: tuple[tuple[str, tuple[str, ...]], ...]
    """A text of the file and the ISO date that each of ``readings`` makes of it."""


class DateParser:
    """Turns one cell into (day, minute); raises ValueError with a reason code.

    ``reading`` says only what ``03/04/2026`` and ``03-04-26`` mean; every form that means one day by itself is read as
    such under any reading. An offset or Z behind a time is ignored: business dates are the local dates as written.
    Midnight counts as "no time given" unless ``midnight_is_time``: see ``has_times``.
    """

    def __init__(self, reading: str, *, epoch_1904: bool = False, midnight_is_time: bool = False) -> None:
        """``epoch_1904`` is how the workbook counts days that stand in it as plain numbers."""
        self._reading = reading
        self._epoch_1904 = epoch_1904
        self._midnight_is_time = midnight_is_time

    def __call__(self, cell: Any) -> Moment:
        """The stored day of a cell and the minute of the day."""
        day, minute = self._moment(cell)
        if not _FIRST <= day <= _LAST:
            raise ValueError("date_range")
        if minute == 0 and not self._midnight_is_time:
            return day, None
        return day, minute if minute is not None or not self._midnight_is_time else _whole(cell)

    def _moment(self, cell: Any) -> Moment:
        if isinstance(cell, str):
            return parse_text(cell, self._reading, epoch_1904=self._epoch_1904)
        if isinstance(cell, datetime):
            return cell.toordinal() - _EPOCH, cell.hour * 60 + cell.minute
        if isinstance(cell, date):
            return cell.toordinal() - _EPOCH, None
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            if isinstance(cell, int) and cell >= 10_000_000:
                return parse_text(str(cell), self._reading)
            return serial_moment(cell, epoch_1904=self._epoch_1904)
        raise ValueError("not_a_date")


def _whole(cell: Any) -> int | None:
    """A workbook's reader hands out a moment at midnight as a plain date; in a column of moments it is one."""
    return 0 if isinstance(cell, date) else None


def serial_moment(serial: float, *, epoch_1904: bool = False) -> Moment:
    """An Excel day number: of the 1900 system with its 29 February 1900 that never was, or of the 1904 system."""
    days = int(serial // 1)
    minute: int | None = round((serial - days) * 1440) if isinstance(serial, float) and serial != days else None
    if minute == 1440:
        days, minute = days + 1, 0
    if not 0 <= days < 2_958_466 or (days == 0 and not epoch_1904):
        raise ValueError("not_a_date")
    if epoch_1904:
        return _SERIAL_1904 + days, minute
    if days == _LEAP_BUG:
        raise ValueError("no_such_day")
    return _SERIAL_1900 + days + (days < _LEAP_BUG), minute


def parse_text(text: str, reading: str, *, epoch_1904: bool = False) -> Moment:
    """The day that a text means under a reading; raises ValueError(not_a_date | no_such_day)."""
    text = _plain(text)
    for pattern in (_YEAR_FIRST, _COMPACT):
        if found := pattern.match(text):
            return _moment_of(int(found["y"]), int(found["m"]), int(found["d"]), found)
    if found := _TRIPLE.match(text):
        return _moment_of(*_ordered(found["a"], found["b"], found["c"], reading), found)
    for pattern in (_DAY_NAME, _YEAR_NAME, _NAME_DAY):
        if found := pattern.match(text):
            return _moment_of(_year(found["y"]), _month(found["n"]), int(found["d"]), found)
    if _SERIAL.match(text):
        return serial_moment(float(text) if "." in text else int(text), epoch_1904=epoch_1904)
    raise ValueError("not_a_date")


def _plain(text: str) -> str:
    if len(text) > _LONGEST:
        raise ValueError("not_a_date")
    if not text.isascii():
        text = _HAN.sub(lambda found: _han_number(found[0]), normalize("NFKC", text))
    text = text.strip().lstrip("'")
    return _WEEKDAY.sub(" ", text).strip() if text[:1].isalpha() or not text.isascii() else text


def _han_number(marks: str) -> str:
    """二〇二六 is 2026, 三 is 3, 二十 is 20, 三十一 is 31."""
    if "十" not in marks:
        return "".join(_HAN_DIGITS[mark] for mark in marks)
    tens, _, ones = marks.partition("十")
    return str(int(_HAN_DIGITS.get(tens, "1")) * 10 + int(_HAN_DIGITS.get(ones, "0")))


def _ordered(a: str, b: str, c: str, reading: str) -> tuple[int, int, int]:
    if reading == "ymd":
        if len(a) != 2 or len(c) > 2:
            raise ValueError("not_a_date")
        return _year(a), int(b), int(c)
    if len(c) == 1:
        raise ValueError("not_a_date")
    return (_year(c), int(b), int(a)) if reading == "dmy" else (_year(c), int(a), int(b))


def _year(text: str) -> int:
    number = int(text)
    if len(text) == 4:
        return number
    return number + (1900 if number >= PIVOT else 2000)


def _month(name: str) -> int:
    if name.endswith("月"):
        return int(name[:-1])
    folded = name.casefold()
    if folded not in _FULL_MONTHS and folded not in _MONTHS:
        raise ValueError("not_a_date")
    return _MONTHS.index(folded[:3]) + 1


def _moment_of(year: int, month: int, day: int, found: re.Match[str]) -> Moment:
    try:
        number = date(year, month, day).toordinal() - _EPOCH
    except ValueError as error:
        raise ValueError("no_such_day") from error
    named = found.groupdict()
    if named.get("hour") is None:
        return number, None
    hour, minute, second = int(named["hour"]), int(named["minute"]), int(named["second"] or 0)
    half = (named.get("half") or named.get("after") or "").upper().replace(".", "")
    if half in {"PM", "下午"} and hour < 12:
        hour += 12
    elif half in {"AM", "上午"} and hour == 12:
        hour = 0
    if (hour, minute, second) == (24, 0, 0):
        return number + 1, 0
    if hour > 23 or minute > 59 or second > 60:
        raise ValueError("not_a_date")
    return number, hour * 60 + minute


def read_dates(values: Iterable[Any]) -> DateReading | Ambiguous:
    """How a column's dates are to be read: the one reading that all its texts bear, else the one that most bear.

    Ambiguous if several bear it and they disagree on a day. Texts that are no dates under any reading say nothing.
    """
    texts = [text for text in dict.fromkeys(value for value in values if isinstance(value, str)) if _open_triple(text)]
    if not texts:
        return "ymd"
    days = {text: {reading: _day_or_none(text, reading) for reading in READINGS} for text in texts}
    counts = {reading: sum(found[reading] is not None for found in days.values()) for reading in READINGS}
    most = max(counts.values())
    if most == 0:
        return "ymd"
    best = _by_year(days, tuple(reading for reading in READINGS if counts[reading] == most))
    apart = [text for text in texts if len({days[text][reading] for reading in best}) > 1]
    if len(best) == 1 or not apart:
        return best[0]
    examples = tuple((text, tuple(_iso(days[text][reading]) for reading in best)) for text in apart[:3])
    return Ambiguous(best, examples)


def _by_year(
    days: dict[str, dict[DateReading, int | None]], readings: tuple[DateReading, ...]
) -> tuple[DateReading, ...]:
    """Whether the two digits that come first are the year (26-03-05): years keep together where days do not."""
    if "ymd" not in readings or len(readings) == 1 or len(days) < _ENOUGH:
        return readings
    spreads = {
        reading: max(found) - min(found)
        for reading in readings
        if (found := [day // 365 for text in days.values() if (day := text[reading]) is not None])
    }
    rest = tuple(reading for reading in readings if reading != "ymd")
    others = min(spreads[reading] for reading in rest)
    if spreads["ymd"] <= _FEW_YEARS < others:
        return ("ymd",)
    return rest if others <= _FEW_YEARS < spreads["ymd"] else readings


def _open_triple(text: str) -> bool:
    """Whether a text's meaning depends on the reading."""
    try:
        plain = _plain(text)
    except ValueError:
        return False
    return _TRIPLE.match(plain) is not None and not _YEAR_FIRST.match(plain)


def _day_or_none(text: str, reading: str) -> int | None:
    try:
        day, _ = parse_text(text, reading)
    except ValueError:
        return None
    return day if _FIRST <= day <= _LAST else None


def _iso(day: int | None) -> str:
    return "" if day is None else (date(1970, 1, 1) + timedelta(day)).isoformat()


def has_times(values: Iterable[Any]) -> bool:
    """Whether any value of a column has a time of day other than midnight: then midnight is a time too."""
    for value in values:
        if isinstance(value, datetime) and (value.hour or value.minute):
            return True
        if isinstance(value, float) and value != int(value):
            return True
        if isinstance(value, str) and ":" in value:
            try:
                minute = parse_text(value, "dmy")[1]
            except ValueError:
                minute = None
            if minute:
                return True
    return False


def read_month(text: str) -> date | None:
    """The first day of the month that a header such as 2026年3月, 2026-03, 202603 or Jul-91 names, or None."""
    try:
        plain = _plain(text)
    except ValueError:
        return None
    for pattern in _MONTH_TEXTS:
        found = pattern.match(plain)
        if found:
            named = found.groupdict()
            try:
                month = _month(named["n"]) if named.get("n") else int(named["m"])
                return date(_year(named["y"]), month, 1)
            except ValueError:
                return None
    return None
