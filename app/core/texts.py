"""One gettext catalogue for the screen, the command line and the PDFs; the language is an argument, never a global."""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from app import RESOURCES

ZH: Final = "zh_CN"
EN: Final = "en"
LANGUAGES: Final = (ZH, EN)
OWN: Final = ""
"""The msgid of a Text that a person wrote: its params are the words by language."""
DOMAIN: Final = "channeldesk"
LOCALE_DIR: Final = RESOURCES / "locale"


_OR: Final = "\u001f"
"""Between the Chinese and the English words that a person gave to one thing."""


def N_(msgid: str) -> str:
    """Mark a text for the catalogue without translating it yet."""
    return msgid


@dataclass(frozen=True)
class Text:
    """A sentence that is not in any language yet: its English msgid and the values of its braces."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return texts(EN).render(self)


def either(chinese: str, english: str) -> str:
    """The msgid of what a person named in Chinese and maybe in English; without English words both languages agree."""
    return f"{chinese}{_OR}{english}" if english else chinese


def days(n: object) -> Text:
    """A number of days as people say it: one day, else days; ``n`` is a number or one written out."""
    return Text(N_("{n} day") if str(n).lstrip("+-−") == "1" else N_("{n} days"), {"n": n})


def packed(text: Text) -> tuple[str, dict[str, Any]]:
    """A sentence as it is stored: its msgid and its values as JSON, sentences among them as pairs of the same."""
    return text.msgid, {
        name: list(packed(value)) if isinstance(value, Text) else value if isinstance(value, int) else str(value)
        for name, value in text.params.items()
    }


def unpacked(msgid: str, params: Mapping[str, Any]) -> Text:
    """The sentence that ``packed`` stored."""
    return Text(msgid, {name: unpacked(*one) if isinstance(one, list) else one for name, one in params.items()})


class Texts:
    """Turns msgids into one language: ``t("Imported {rows} rows", rows=5)``."""

    def __init__(self, lang: str, *, straight: bool = False) -> None:
        """Load the catalogue of ``lang``; a language without one (English) shows the msgids themselves.

        With ``straight`` quotation marks of the sentences (never of values) are straight.
        """
        self.lang = lang
        self._straight = straight
        self._catalogue = gettext.translation(DOMAIN, str(LOCALE_DIR), languages=[lang], fallback=True)

    def __call__(self, msgid: str, **params: object) -> str:
        """The translated sentence with its braces filled; nested Texts are rendered in the same language."""
        if msgid == OWN and params:
            return str(params[self.lang])
        if _OR in msgid:
            return msgid.split(_OR)[self.lang != ZH]
        found = self._catalogue.gettext(msgid) if msgid else ""
        if self._straight and "“" in found:
            found = found.replace("“", '"').replace("”", '"')
        if not params:
            return found
        return found.format(
            **{key: self.render(value) if isinstance(value, Text) else value for key, value in params.items()}
        )

    def render(self, text: Text) -> str:
        """The sentence of a Text in this language."""
        return self(text.msgid, **dict(text.params))


@cache
def texts(lang: str) -> Texts:
    """The one Texts of a language."""
    return Texts(lang)


@cache
def drawn_texts(lang: str) -> Texts:
    """The same for the screen and the PDFs, whose Chinese font has quotation marks as wide as a Chinese sign."""
    return Texts(lang, straight=lang != ZH)


def language_of(tag: str) -> str:
    """The supported language nearest to a tag such as ``zh``, ``zh-Hans-CN`` or ``en_GB``."""
    return ZH if tag.replace("-", "_").lower().startswith("zh") else EN
