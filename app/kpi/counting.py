"""What figures of lines count (口径): by which date, with or without tax, which types of lines, who sold them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from app.core.errors import UsageError
from app.core.formula import parse
from app.core.texts import N_
from app.kpi.atoms import atoms
from app.kpi.kpi import EACH_BASIS, Kpi
from app.kpi.model import BY_DEALER, DEFAULT_KINDS, LINE_KINDS

Tax = Literal["", "net", "gross", "stated"]
Sellers = Literal["own", "dealers", "all"]
USUAL_TYPES: Final = ("sale", "discount")
ALL_TYPES: Final = "all"
STATED: Final = "stated"
"""As each file says it, so that amounts with tax are added to those without: how a first total goes wrong."""
TAXES: Final[Mapping[str, str]] = {
    "net": N_("excluding tax"), "gross": N_("including tax"), STATED: N_("as each file states it, tax in or out"),
}  # fmt: skip
SELLERS: Final[Mapping[str, str]] = {
    "own": N_("sold by us"), "dealers": N_("sold by dealers to lower tiers"),
    "all": N_("sold by all tiers (goods counted twice)"),
}  # fmt: skip
_MEASURES: Final[Mapping[str, str]] = {"net": "net_amount", "gross": "gross_amount"}
_OTHER: Final[Mapping[str, str]] = {"net": "gross_amount", "gross": "net_amount"}


@dataclass(frozen=True)
class Counting:
    """What is asked for by name; as it is made it is what finance counts."""

    tax: Tax = ""
    """'' is each KPI's own."""
    types: tuple[str, ...] = USUAL_TYPES
    sellers: Sellers = "own"
    basis: str = ""
    """The date that puts a line into a month, where a KPI offers it; '' is each KPI's own."""

    @property
    def kinds(self) -> tuple[int, ...]:
        """The kinds of cells that are summed; 0 is what is no line."""
        if self.types == USUAL_TYPES and self.sellers == "own":
            return DEFAULT_KINDS
        lines = [1 + LINE_KINDS.index(one) for one in self.types]
        own = lines if self.sellers != "dealers" else []
        other = [one + BY_DEALER for one in lines] if self.sellers != "own" else []
        return (0, *sorted(own), *sorted(other))


USUAL: Final = Counting()
"""Without anything asked for by name."""


def counting_of(
    *, tax: str | None = None, types: str | None = None, sellers: str | None = None, basis: str | None = None
) -> Counting:
    """What these words ask for, ``types`` with commas between them or ``all``; raises UserError for another word."""
    if tax and tax not in TAXES:
        raise UsageError("Amounts are told by {known}, not by “{word}”.", word=tax, known=", ".join(TAXES))
    if sellers and sellers not in SELLERS:
        raise UsageError("Sellers are {known}, not “{word}”.", word=sellers, known=", ".join(SELLERS))
    if basis and basis not in EACH_BASIS:
        raise UsageError("Dates are {known}, not “{word}”.", word=basis, known=", ".join(EACH_BASIS))
    return Counting(_tax(tax), _types(types), _sellers(sellers), basis or "")


def _types(words: str | None) -> tuple[str, ...]:
    if not words:
        return USUAL_TYPES
    asked = {one.strip() for one in words.split(",")}
    for one in sorted(asked - {ALL_TYPES, *LINE_KINDS}):
        raise UsageError(
            "Types of lines are {known}, not “{word}”.", word=one, known=", ".join((*LINE_KINDS, ALL_TYPES))
        )
    found = tuple(one for one in LINE_KINDS if one in asked or ALL_TYPES in asked)
    return USUAL_TYPES if set(found) == set(USUAL_TYPES) else found


def _tax(word: str | None) -> Tax:
    known: Mapping[str | None, Tax] = {"net": "net", "gross": "gross", STATED: "stated"}
    return known.get(word, "")


def _sellers(word: str | None) -> Sellers:
    return "dealers" if word == "dealers" else "all" if word == "all" else "own"


@dataclass(frozen=True)
class Told:
    """What one KPI counts; '' and nothing where that is no question for it."""

    tax: str = ""
    types: tuple[str, ...] = ()
    sellers: str = ""


def told_of(kpi: Kpi, counting: Counting) -> Told:
    """What is said beside a KPI's values: tax of its amounts, types and sellers of its lines."""
    tax = counting.tax if counting.tax in kpi.taxes else kpi.taxes[0] if kpi.taxes else ""
    lines = any(
        one.measure.pack.by_kind and one.mode not in {"reports", "calendar"}
        for one in atoms(parse(kpi.formula), kpi.grains[0], kpi.bases[0] if kpi.bases else "shipped")
    )
    return Told(tax, counting.types, counting.sellers) if lines else Told(tax)


def left_aside(kpi: Kpi, counting: Counting) -> Counting:
    """What is asked for by name and is no question for a KPI, which stays as it is there."""
    told = told_of(kpi, counting)
    return Counting(
        "" if counting.tax in {"", *kpi.taxes} else counting.tax,
        USUAL_TYPES if told.types else counting.types,
        "own" if told.sellers else counting.sellers,
        "" if counting.basis in kpi.bases else counting.basis,
    )


def by_tax(kpi: Kpi, tax: str) -> Kpi:
    """The KPI with its lines' money as asked; itself where it is told so anyway, or has no choice."""
    if tax not in kpi.taxes or tax == kpi.taxes[0]:
        return kpi
    if tax == STATED:
        return replace(kpi, formula=re.sub(r"\bnet_amount\b", "net_amount + tax_in_files", kpi.formula))
    other, wanted = _OTHER[tax], _MEASURES[tax]
    formula = re.sub(rf"\b{other}", wanted, kpi.formula)
    if tax == "net":
        formula = re.sub(r"\bgross_known", "line_count", formula)  # every line states what it is without tax
    lines = {"net": "line_count", "gross": "gross_known"}
    counted = lines[tax] if kpi.counted in lines.values() else kpi.counted
    among = "line_count" if counted == "gross_known" else kpi.among if tax == "gross" else ""
    return replace(kpi, formula=formula, counted=counted, among=among, unvalued="")
