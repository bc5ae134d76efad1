"""Numbers as people and systems write them, as exact scaled integers; codes that Excel has ruined."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any, Final, Literal
from unicodedata import normalize

from app.core.money import round_half_up

DecimalMark = Literal[".", ","]

_LARGEST: Final = 2**63 - 1
_LONGEST: Final = 80
_EXACT_DIGITS: Final = 15
"""Excel keeps 15 significant digits of a number."""
_BLANKS: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’`]")
_MONEY: Final = re.compile(r"RMB|CNY|USD|EUR|HK\$|US\$|[¥$€£]", re.IGNORECASE)
_UNIT: Final = re.compile(r"(?P<power>千万|百万|万|萬|亿|億|千)?(?:人民币|美元|元整|元|圆)?\Z")
_POWERS: Final = {"千": 10**3, "万": 10**4, "萬": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "億": 10**8}
_DIGITS: Final = re.compile(r"(\d*)(?:\.(\d*))?(?:E([+-]?\d{1,3}))?\Z", re.IGNORECASE)
_WITH_POINT: Final = re.compile(r"-?(\d+)\.(\d+)\Z", re.ASCII)
_GROUPED: Final = {
    ".": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z"),
    ",": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?\Z"),
}
_HEADER_UNIT: Final = re.compile(
    r"(?:[(（\[【/:：_\-\s]|单位[:：]?)(千万|百万|万|亿|千)(?:元|美元|人民币|[支盒件箱台套瓶])?[)）\]】]?\s*\Z"
    r"|(千万|百万|万|亿|千)元"
)
_HEADER_THOUSANDS: Final = re.compile(r"'000|\(\s*k\s*\)|in thousands|thousand\b", re.IGNORECASE)
_HEADER_MILLIONS: Final = re.compile(r"\(\s*(?:m|mn|mio)\s*\)|in millions|million\b", re.IGNORECASE)
_TITLE_UNIT: Final = re.compile(
    r"单位\s*[:：]?\s*(?:人民币)?\s*(千万|百万|万|亿|千)元|\(\s*(?:人民币)?(千万|百万|万|亿|千)元\s*\)"
)
_HEADER_PLAIN: Final = re.compile(r"[(\[【/:_\-\s]元\s*[)\]】]?\s*\Z")
_E_CODE: Final = re.compile(r"\d(?:\.\d+)?E\+\d{1,3}\Z", re.IGNORECASE)
_DATE_CODE: Final = re.compile(
    r"\d{4}/\d{1,2}/\d{1,2}\Z|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?\Z|\d{4}年\d{1,2}月\Z"
    r"|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:-\d{2,4})?\Z"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{2,4}\Z",
    re.IGNORECASE,
)


class NumberParser:
    """Turns one cell into an integer of ``1/scale``; raises ValueError with a reason code.

    Exact: text by its digits, floats of a workbook by the shortest decimal that means them (what Excel shows). Digits
    beyond the scale are rounded half away from zero. A unit written in the cell (12.5万元) outranks ``factor``.
    """

    def __init__(self, scale: int, *, decimal: str = ".", factor: str | int | Fraction = 1) -> None:
        """``decimal`` is the column's decimal mark, the other one groups thousands; ``factor`` multiplies values."""
        self._scale = scale
        self.decimal: DecimalMark = "," if decimal == "," else "."
        self._factor = Fraction(factor)
        places = len(str(scale)) - 1
        self.places = places if scale == 10**places and self._factor == 1 else -1
        """Decimal places of plain digits; -1 where they are multiplied by more than a power of ten."""
        mark = re.escape(self.decimal)
        fraction = rf"(?:{mark}(\d{{1,{places}}}))?" if places else "()"
        self._plain = re.compile(rf"(-?\d{{1,12}}){fraction}\Z", re.ASCII)

    def __call__(self, cell: Any) -> int:
        """The scaled integer of a cell."""
        if cell.__class__ is str:
            found = self._plain.match(cell) if self.places >= 0 else None
            if found:
                return int(found[1] + (found[2] or "").ljust(self.places, "0"))
            return self._fit(self._text(cell))
        if cell.__class__ is int:
            return self._fit(cell * self._factor * self._scale)
        if cell.__class__ is float:
            if not isfinite(cell):
                raise ValueError("not_a_number")
            return self._fit(Fraction(Decimal(repr(cell))) * self._factor * self._scale)
        raise ValueError("not_a_number")

    def _fit(self, value: Fraction | int) -> int:
        number = round_half_up(Fraction(value))
        if abs(number) > _LARGEST:
            raise ValueError("too_large")
        return number

    def _text(self, cell: str) -> Fraction:
        if len(cell) > _LONGEST:
            raise ValueError("not_a_number")
        text = _BLANKS.sub("", cell if cell.isascii() else normalize("NFKC", cell).replace("−", "-"))
        text, negative = _signed(_MONEY.sub("", text))
        unit = _UNIT.search(text)
        power = _POWERS[unit["power"]] if unit and unit["power"] else 0
        text = text[: unit.start()] if unit else text
        percent = text.endswith("%")
        value = _magnitude(text[:-1] if percent else text, self.decimal)
        value = value * (power or self._factor) * self._scale / (100 if percent else 1)
        return -value if negative else value


def _signed(text: str) -> tuple[str, bool]:
    """A number without its sign: in front, behind as SAP writes it, or as an accountant's parentheses."""
    if len(text) > 2 and text[0] == "(" and text[-1] == ")":
        return text[1:-1], True
    if text[:1] in {"-", "+"}:
        return text[1:], text[0] == "-"
    if text[-1:] in {"-", "+"}:
        return text[:-1], text[-1] == "-"
    return text, False


def _magnitude(text: str, decimal: DecimalMark) -> Fraction:
    group = "," if decimal == "." else "."
    if group in text:
        if not _GROUPED[decimal].match(text):
            raise ValueError("not_a_number")
        text = text.replace(group, "")
    found = _DIGITS.match(text.replace(decimal, "."))
    if found is None or not (found[1] or found[2]) or not text.isascii():
        raise ValueError("not_a_number")
    digits = Fraction(int((found[1] or "") + (found[2] or "")), 10 ** len(found[2] or ""))
    exponent = int(found[3] or 0)
    if exponent > 40:
        raise ValueError("too_large")
    return digits * Fraction(10) ** max(exponent, -60)


def decide_decimal(values: Iterable[Any]) -> DecimalMark:
    """The decimal mark of a column, by its texts: the comma only where a value cannot be read otherwise.

    ``1.234,56``, ``12,5`` and ``1.234.567`` speak for the comma, ``1,234.56`` and ``12.5`` for the point; ``1,234`` and
    ``1.234`` alone for nothing. Where both speak, the more frequent one wins and the other values are put aside.
    """
    comma = point = 0
    for value in values:
        if value.__class__ is not str or not ("," in value or "." in value):
            continue
        plain = _WITH_POINT.match(value)
        if plain:  # 12.5 speaks for the point; 1.234 may also be grouped thousands
            point += len(plain[2]) != 3 or len(plain[1]) > 3
            continue
        text = _BLANKS.sub("", _MONEY.sub("", normalize("NFKC", value))).strip("()-+%")
        as_point, as_comma = _fits(text, "."), _fits(text, ",")
        comma += as_comma and not as_point
        point += as_point and not as_comma
    return "," if comma > point else "."


def _fits(text: str, decimal: DecimalMark) -> bool:
    try:
        _magnitude(text, decimal)
    except ValueError:
        return False
    return True


def factor_of_header(header: str) -> str:
    """What a header says that its numbers count in: ``"10000"`` for 金额（万元）, ``"1"`` where it says nothing."""
    text = normalize("NFKC", header)
    found = _HEADER_UNIT.search(text)
    if found:
        return str(_POWERS[found[1] or found[2]])
    if _HEADER_THOUSANDS.search(text):
        return "1000"
    return "1000000" if _HEADER_MILLIONS.search(text) else "1"


def factor_of_titles(cells: Iterable[Any]) -> str:
    """What a table's titles say that its money counts in: ``"10000"`` under 单位：万元, ``"1"`` where they do not."""
    texts = (normalize("NFKC", cell) for cell in cells if isinstance(cell, str))
    return next((str(_POWERS[found[1] or found[2]]) for text in texts if (found := _TITLE_UNIT.search(text))), "1")


def names_plain_money(header: str) -> bool:
    """Whether a header itself says that its amounts are whole yuan, as 金额（元） does."""
    return _HEADER_PLAIN.search(normalize("NFKC", header)) is not None


def ruined_code(cell: Any) -> str | None:
    """Why a code is not what was typed: ``ruined_number`` (6.90E+12), ``ruined_date`` (lot 3-5 as 3月5日); or None."""
    if isinstance(cell, str):
        text = cell.strip()
        if _E_CODE.match(text):
            return "ruined_number"
        if len(text) > _EXACT_DIGITS and text.isdigit() and not text[_EXACT_DIGITS:].strip("0"):
            return "ruined_number"
        return "ruined_date" if _DATE_CODE.match(text) else None
    if isinstance(cell, date):
        return "ruined_date"
    return "ruined_number" if isinstance(cell, float) and abs(cell) >= 10**_EXACT_DIGITS else None


def lost_zeros(codes: Iterable[Any]) -> frozenset[str]:
    """The codes of a column that have lost leading zeros: digits shorter than the length that nine in ten share."""
    digits = [text for text in {str(code).strip() for code in codes if code is not None} if text.isdecimal()]
    lengths: dict[int, int] = {}
    for text in digits:
        lengths[len(text)] = lengths.get(len(text), 0) + 1
    if not lengths:
        return frozenset()
    usual, count = max(lengths.items(), key=lambda item: item[1])
    padded = any(text.startswith("0") for text in digits)
    if usual < 5 or count < 0.9 * len(digits) or padded:
        return frozenset()
    short = frozenset(text for text in digits if len(text) < usual)
    counted_up = all(len(text) == usual - 1 and text.startswith("9") for text in short)  # 99999, then 100000
    return frozenset() if counted_up else short
