"""What is compared of companies: codes, accounts, telephones, and the parts of their names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import JaroWinkler

from app.core.texts import N_
from app.governance.duplicates.addresses import address_keys, compare_addresses, plain_address
from app.governance.duplicates.blocking import Pass
from app.governance.duplicates.fields import CLOSE, DIFFERENT, Chances, Field, Values, similar, within_slips
from app.governance.duplicates.names import NameParts, kind_of_industry, split_name
from app.governance.duplicates.places import Places, stem_of

_BRANCH_MARK: Final = "·"
_ENGLISH_CLOSE: Final = 0.93
_PLAIN_FORMS: Final = frozenset({"有限公司", "有限责任公司", "公司", "co", "ltd", "co ltd"})
_LAW: Final = 2_000.0
"""How a name is made up is settled by registration; a register with few doubles cannot teach otherwise."""
PASSES: Final[tuple[Pass, ...]] = (
    ("uscc",), ("code",), ("account",), ("phone",), ("address",), ("brand",), ("brand", "place"),
    ("brand", "industry"), ("name_en",),
)  # fmt: skip


@dataclass(frozen=True)
class Company:
    """What is known of one party, as far as it is compared."""

    id: str
    name: str
    name_en: str = ""
    uscc: str = ""
    area: str = ""
    """The name of its area, for companies whose name says no place."""
    address: str = ""
    codes: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    """Bank accounts."""
    phones: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Its other names: short, former, as somebody spells it."""


def company_values(company: Company, places: Places) -> dict[str, Values]:
    """The values of all fields of one company."""
    parts, english = split_name(company.name, places), split_name(company.name_en, places)
    other = [split_name(name, places) for name in company.names]
    place = parts.place or stem_of(company.area)
    return {
        "uscc": _some(company.uscc.strip().upper()),
        "code": tuple(sorted(set(company.codes))),
        "account": _digits(company.accounts, 8),
        "phone": _phones(company.phones),
        "address": _some(plain_address(company.address, places, company.area)),
        "brand": _some(_brand(parts), *map(_brand, other)),
        "place": _some(place),
        "industry": _some(parts.industry, *(one.industry for one in other)),
        "form": _some(parts.form),
        "name_en": _some(english.brand),
    }


def company_fields(places: Places) -> tuple[Field, ...]:
    """The fields of companies, in the order in which they are said; the chances are where learning begins."""

    def compare_places(one: str, other: str) -> int:
        return CLOSE if places.lies_in(one, other) or places.lies_in(other, one) else DIFFERENT

    return (
        Field("uscc", N_("Credit code (USCC)"), Chances(0.93, 0.04, 0.03), 0.000_01, within_slips(1), u_close=0.0001),
        Field("code", N_("Code in another source"), Chances(0.5, 0.0, 0.5), 0.001, shared_only=True),
        Field("account", N_("Bank account"), Chances(0.8, 0.05, 0.15), 0.000_05, within_slips(1)),
        Field("phone", N_("Telephone"), Chances(0.6, 0.05, 0.35), 0.0002, within_slips(1)),
        Field("address", N_("Address"), Chances(0.5, 0.3, 0.2), 0.0005, compare_addresses(places), u_close=0.001,
              keys=address_keys),
        Field("brand", N_("Own word of the name"), Chances(0.95, 0.03, 0.02), 0.001, compare_brands,
              u_close=0.01, keys=_brand_keys, held=_LAW),
        Field("place", N_("Place, by name or area"), Chances(0.92, 0.07, 0.01), 0.01, compare_places,
              u_close=0.02, held=_LAW),
        Field("industry", N_("Trade in the name"), Chances(0.878, 0.12, 0.002), 0.2, compare_industries, u_close=0.2,
              held=_LAW),
        Field("form", N_("Legal form"), Chances(0.85, 0.1, 0.05), 0.6, compare_forms, u_close=0.1),
        Field("name_en", N_("English name"), Chances(0.85, 0.1, 0.05), 0.001, similar(_ENGLISH_CLOSE)),
    )  # fmt: skip


def compare_brands(one: str, other: str) -> int:
    """Close where one 字号 begins with the other, or English words look alike; one other sign is another company.

    康源 and 康元 sound alike and are two companies; of a branch and its company neither is the other.
    """
    left, _, branch = one.partition(_BRANCH_MARK)
    right, _, other_branch = other.partition(_BRANCH_MARK)
    if branch != other_branch:
        return DIFFERENT
    if left.isascii() and right.isascii():
        return CLOSE if JaroWinkler.similarity(left, right) >= _ENGLISH_CLOSE else DIFFERENT
    return CLOSE if left == right or left.startswith(right) or right.startswith(left) else DIFFERENT


def compare_industries(one: str, other: str) -> int:
    """Close where both belong to one kind of trade, or one says more than the other."""
    same = kind_of_industry(one) == kind_of_industry(other)
    return CLOSE if same or one.startswith(other) or other.startswith(one) else DIFFERENT


def compare_forms(one: str, other: str) -> int:
    """Close where both are limited companies under another word; a 集团 is another company than its members."""
    return CLOSE if one in _PLAIN_FORMS and other in _PLAIN_FORMS else DIFFERENT


def _brand(parts: NameParts) -> str:
    return f"{parts.brand}{_BRANCH_MARK}{parts.branch}" if parts.branch else parts.brand


def _brand_keys(brand: str) -> Iterable[str]:
    """The 字号 itself and how it begins."""
    word = brand.partition(_BRANCH_MARK)[0]
    return {word, word[:6] if word.isascii() else word[:2]}


def _some(*values: str) -> Values:
    return tuple(sorted({value for value in values if value}))


def _phones(values: Sequence[str]) -> Values:
    """Each number of a cell without the country's 86 and without an extension."""
    single = [part for value in values for part in re.split(r"[/,;、，；]", value)]
    found = {re.sub(r"\D", "", re.split(r"转|ext|#", one.casefold())[0]) for one in single}
    local = {re.sub(r"^(?:0086|86|0)(?=\d{9})", "", one) for one in found}
    return tuple(sorted(one for one in local if len(one) >= 7))


def _digits(values: Sequence[str], least: int) -> Values:
    found = {re.sub(r"\D", "", one) for one in values}
    return tuple(sorted(one for one in found if len(one) >= least))
