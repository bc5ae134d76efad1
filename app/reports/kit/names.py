"""What the file of a report is called: who it is about, what it is, which quarter, as of which day."""

import re
from datetime import date
from typing import Final

from app.core.texts import texts
from app.reports.kit.fonts import clean

_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\s]+')


def safe(words: str) -> str:
    """Words as a part of a file's name on any system; never a path."""
    return _UNSAFE.sub("_", clean(words)).strip("._")[:60] or "report"


def file_name(who: str, what: str, period: str, on: date | None, *, lang: str, suffix: str = "pdf") -> str:
    """``浙江省区_渠道健康度_2026Q1_20260410.pdf``; ``what`` is a msgid."""
    day = f"_{on:%Y%m%d}" if on else ""
    return f"{safe(who)}_{texts(lang)(what)}_{period.replace('-', '')}{day}.{suffix}"
