"""Everything that the arithmetic of one payout is given, and its canonical JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple

_NO_FIGURES: Final[Mapping[str, int]] = MappingProxyType({})
_NO_KPIS: Final[Mapping[str, str | None]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Protected:
    """A product's stock under price protection (价保): what counts is the lesser of stock and purchases."""

    product_id: str
    stock_e3: int
    bought_e3: int
    """Bought in the months before that the policy names."""
    cut_e6: int
    """The price cut, 1/1,000,000 currency unit for one base unit."""


class Figures(NamedTuple):
    """One dealer's figures of one period.

    "The basis' scale" is 1/10,000 currency unit, or 1/1,000 base unit where the basis is a quantity.
    """

    party_id: str
    first_on: int
    last_on: int
    amount_e4: int = 0
    """Value of the counted rows, returns taken off where the basis says so."""
    quantity_e3: int = 0
    returns_e4: int = 0
    """What was taken off, positive."""
    returns_e3: int = 0
    baseline: int | None = None
    """In the basis' scale, of the whole period; None: there is none."""
    target: int | None = None
    """In the basis' scale, of the whole period; None: there is none."""
    baskets: Mapping[str, int] = _NO_FIGURES
    """By basket name, in the basis' scale."""
    kpis: Mapping[str, str | None] = _NO_KPIS
    """Exact decimal or fraction text by KPI; None: no figure."""
    grade: str | None = None
    days: int = 0
    """Of the period."""
    days_in: int = 0
    """Of them taking part."""
    reduced_e4: int = 0
    """What earlier policies of the stack gave on the same lines."""
    carried_minor: int = 0
    """Below zero: a negative rest from before. Above: earned beyond the guarantee before, which a cumulative
    guarantee takes off."""
    paid_minor: int = 0
    """Already posted for this period."""
    protected: tuple[Protected, ...] = ()
    rows: int = 0
    keys_sha256: str = ""
    agreed: int | None = None
    """Millionths: a factor that the policy names under another id of this dealer, who was merged since; it is kept
    here so that what was paid is computed again as it was."""


_DEFAULTS: Final = Figures("", 0, 0)
_NAMES: Final = Figures._fields
_ALWAYS: Final = ("party_id", "first_on", "last_on")
_MAPS: Final = frozenset({"baskets", "kpis"})


def figures_json(figures: Figures) -> str:
    """Canonical JSON: sorted keys, whole numbers and text only; what is as it is without saying is not written."""
    found: dict[str, Any] = {name: getattr(figures, name) for name in _ALWAYS}
    for name in _NAMES[len(_ALWAYS) :]:
        value = getattr(figures, name)
        if name == "protected":
            if value:
                found[name] = [[p.product_id, p.stock_e3, p.bought_e3, p.cut_e6] for p in value]
        elif value != getattr(_DEFAULTS, name):
            found[name] = dict(value) if name in _MAPS else value
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def figures_from_json(text: str) -> Figures:
    """The figures that ``figures_json`` wrote."""
    raw = json.loads(text)
    for name in _MAPS & set(raw):
        raw[name] = MappingProxyType(raw[name])
    raw["protected"] = tuple(Protected(*each) for each in raw.get("protected", ()))
    return Figures(**raw)
