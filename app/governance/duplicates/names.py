"""Company names split into what they are made of: 地名 + 字号 + 行业 + 组织形式, and the branch where there is one.

The order is that of 企业名称登记管理规定 (State Council, 2020), article 6; only the 字号 tells companies of one place
and trade apart. Traditional signs are left as they stand: a name in them may be another company's.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.governance.duplicates.name_words import (
    BRANCH,
    ENGLISH_FORMS,
    ENGLISH_INDUSTRIES,
    FILLERS,
    FORMS,
    INDUSTRIES,
)
from app.governance.duplicates.places import COUNTRY, Places

_BRACKETS: Final = re.compile(r"[(\[【〔<]([^()\[\]【】〔〕<>]*)[)\]】〕>]")
_CHINESE: Final = re.compile(r"[㐀-鿿]")
_SPACES: Final = re.compile(r"[\s·•・.,，。、'\"“”‘’_\-—/]+")
_BRANCH: Final = re.compile(BRANCH)
_FORMER: Final = re.compile(r"^(?:原|曾用名|原名|旧)")
_INDUSTRIES: Final = sorted(INDUSTRIES, key=lambda word: (-len(word), word))
_FORMS: Final = sorted(FORMS, key=lambda word: (-len(word), word))
_LEAST_BRAND: Final = 2
_AGAIN: Final = re.compile(r"^(.{2,9}?[省市县区])\1")
_LEVEL: Final = re.compile(r"(?<=[\u4e00-\u9fff]{2})[省市县区](?=[\u4e00-\u9fff]{2})")


@dataclass(frozen=True)
class NameParts:
    """The parts of one name, as they are compared."""

    places: tuple[str, ...] = ()
    """地名 without 省, 市, 县, from large to small."""
    brand: str = ""
    """字号."""
    industry: str = ""
    """行业, or several words of it."""
    form: str = ""
    """组织形式."""
    branch: str = ""
    """The branch that the name belongs to; empty is the company itself."""

    @property
    def place(self) -> str:
        """The smallest place that is named."""
        return self.places[-1] if self.places else ""


def kind_of_industry(words: str) -> str:
    """The kind of trade that an industry word belongs to; the word itself where it is a mixture."""
    return INDUSTRIES.get(words) or ENGLISH_INDUSTRIES.get(words, words)


def plain_name(name: str) -> str:
    """A name in half width, small letters, without spaces and marks: two ways to write the same name are equal."""
    return _SPACES.sub("" if _CHINESE.search(name) else " ", unicodedata.normalize("NFKC", name).casefold()).strip()


def bare_name(name: str) -> str:
    """A name as one text for its spelling: without marks, brackets, form, and its place once without 市, 县, 区."""
    wide = unicodedata.normalize("NFKC", name).casefold().strip()
    if not _CHINESE.search(wide):
        return "".join(one for one in _initials(_words(wide)) if one not in ENGLISH_FORMS) or plain_name(name)
    opened = _BRACKETS.sub(lambda found: "" if found[1] in wide[: found.start()] else found[1], wide)
    bare, _form = _cut_form(_AGAIN.sub(r"\1", plain_name(opened)))
    return _LEVEL.sub("", bare)


def split_name(name: str, places: Places) -> NameParts:
    """The parts of a company's name, Chinese or English; what is none of the others is the 字号."""
    wide = unicodedata.normalize("NFKC", name).casefold().strip()
    return _chinese(_SPACES.sub("", wide), places) if _CHINESE.search(wide) else _english(wide)


def _chinese(name: str, places: Places) -> NameParts:
    bracketed = _BRACKETS.findall(name)
    rest = _BRACKETS.sub("", name)
    groups = "集团" if any(one == "集团" for one in bracketed) else ""
    extra_places, extra_forms = [], []
    for one in bracketed:
        stem, left = places.at_start(one)
        if stem and not left:
            extra_places.append(stem)
        elif one in FORMS and one != "集团":
            extra_forms.append(one)
        elif not _FORMER.match(one) and one != "集团":
            rest += one if _BRANCH.match(rest + one) else ""
    rest, branch = _cut_branch(rest)
    rest, form = _cut_form(rest)
    rest, industry = _cut_industry(rest)
    found, rest = _cut_places(rest, places)
    if rest.endswith("集团") and len(rest) - 2 >= _LEAST_BRAND:
        rest, groups = rest.removesuffix("集团"), "集团"
    if not found and (behind := places.at_end(rest)):
        found, rest = (behind,), rest.removesuffix(behind)
        rest, more = _cut_industry(rest)
        industry = more + industry
    form = "".join(dict.fromkeys((groups, *extra_forms, form))) if groups not in form or extra_forms else form
    return NameParts((*found, *extra_places), rest, industry, form, branch)


def _cut_branch(name: str) -> tuple[str, str]:
    match = _BRANCH.match(name)
    return (match["head"], match["branch"]) if match else (name, "")


def _cut_form(name: str) -> tuple[str, str]:
    form = next((one for one in _FORMS if name.endswith(one) and len(name) - len(one) >= _LEAST_BRAND), "")
    return name.removesuffix(form), form


def _cut_industry(name: str) -> tuple[str, str]:
    """Words of trade from the end on, as long as enough stays for a 字号."""
    industry = ""
    while True:
        fits = (one for one in _INDUSTRIES if name.endswith(one) and len(name) - len(one) >= _LEAST_BRAND)
        word = next(fits, "")
        if not word:
            return name, industry
        name, industry = name.removesuffix(word), word + industry


def _cut_places(name: str, places: Places) -> tuple[tuple[str, ...], str]:
    """Places from the start on, each within the one before; one that would leave no 字号 is the 字号 itself."""
    found: list[str] = []
    while True:
        stem, rest = places.at_start(name)
        lies = not found or found[-1] == COUNTRY or places.lies_in(stem, found[-1])
        if not stem or len(rest) < _LEAST_BRAND or not lies:
            return tuple(found), name
        found, name = [*found, stem], rest


def _english(name: str) -> NameParts:
    places = tuple(one.strip() for one in _BRACKETS.findall(name))
    words = [one for one in _words(_BRACKETS.sub(" ", name)) if one]
    joined = _initials([word for word in words if word not in FILLERS]) or words
    forms = [word for word in joined if word in ENGLISH_FORMS]
    trades = [word for word in joined if word in ENGLISH_INDUSTRIES]
    brand = [word for word in joined if word not in ENGLISH_FORMS and word not in ENGLISH_INDUSTRIES]
    if not brand:
        brand, trades = trades or forms, []
    return NameParts(places, " ".join(brand), " ".join(trades), " ".join(_same_form(one) for one in forms))


def _words(name: str) -> list[str]:
    return re.split(r"[^0-9a-z\u00c0-\uffff+]+", name.replace("'", ""))


def _initials(words: list[str]) -> list[str]:
    """Letters that stand alone as one word: S.A. and SA are the same."""
    found: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        found += [run] if run else []
        run = ""
        found += [word] if word else []
    return found


@cache
def _same_form(word: str) -> str:
    long = {"company": "co", "limited": "ltd", "incorporated": "inc", "corporation": "corp"}
    return long.get(word, word)
