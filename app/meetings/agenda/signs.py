"""Signs in the rows as items of an agenda: which part they belong to, which department owns them, in a few words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_of
from app.core.texts import N_, Text
from app.core.wording import decimals, money_text
from app.health.wording import short_name
from app.kpi.findings.evidence import mark_of as sign_mark
from app.kpi.findings.model import Figure, Finding
from app.kpi.findings.reading import KINDS
from app.kpi.findings.wording import written
from app.kpi.reference import SIGN
from app.meetings.agenda.month import RANK, Month
from app.meetings.evidence import Evidence, FrozenFigure

_OLD_DAYS: Final = 60
"""A sign that ended so long before the period is spoken of after newer ones."""


@dataclass(frozen=True)
class SignPart:
    """Where a kind of sign stands on an agenda."""

    section: str
    department: str
    """A department's code."""
    brief: str
    """A msgid with names of the sign's figures, and ``dealer``."""
    amount: str = ""
    """The figure that says what is at stake."""


SIGNS: Final[Mapping[str, SignPart]] = MappingProxyType({
    "channel_stuffed": SignPart(
        "dealers", "sales",
        N_("{dealer}: {share} of what it bought in {month} came in the last days; stock for {after} days"), "rush",
    ),
    "credit_over": SignPart(
        "dealers", "finance", N_("{dealer}: {over} beyond its limit, {old} overdue for over 60 days"), "over",
    ),
    "sold_outside": SignPart(
        "dealers", "inspection", N_("{dealer}: {quantity} of {product} sold into {region}, price {below}"),
    ),
    "expiry_at_risk": SignPart(
        "dealers", "order_desk", N_("{dealer}: {left} of {product} will expire unsold, {amount}"), "amount",
    ),
    "rebate_cliff": SignPart(
        "dealers", "sales", N_("{dealer}: {gap} short of the {threshold} step, worth {gain}"), "gain",
    ),
    "display_fee": SignPart(
        "dealers", "marketing",
        N_("{dealer}: display fees of {rate} (others {others}), shops with one and the same photo: {same}"), "fee",
    ),
    "third_invoice": SignPart(
        "dealers", "quality", N_("{dealer}: {amount} of {product} for hospitals bought from {seller}"), "amount",
    ),
    "sellout_made_up": SignPart(
        "contradictions", "inspection",
        N_("{dealer}: {share} of the sell-out list of {month} repeats that of {before}"),
    ),
    "sellout_stopped": SignPart(
        "contradictions", "it", N_("{dealer}: no sell-out list since {seen}, yet bought for {bought}"), "bought",
    ),
    "unit_suspicious": SignPart(
        "contradictions", "it", N_("{dealer}: {product} at {price} each, usually {median}: probably another unit"),
    ),
    "unit_unknown": SignPart("contradictions", "it", N_("{product}: rows {rows} in {unit}, a unit of unknown size")),
    "licence_ended": SignPart(
        "licences", "quality",
        N_("{dealer}: {licence} ended on {until}, orders since then: {orders}, {amount}"), "amount",
    ),
    "tier_dry": SignPart(
        "waits", "supply_chain", N_("{group}, {tier}: {dry} of {dealers} dealers out of stock for {days} days"),
    ),
    "carrier_late": SignPart(
        "waits", "logistics", N_("{carrier}, {lanes}: on time {since} since {month}, before {before}"),
    ),
    "review_late": SignPart(
        "waits", "finance", N_("Orders reviewed within 48 hours: {rate} since {month}, before {before}"),
    ),
})  # fmt: skip
"""By kind; licences that only run out are read from the papers themselves."""
FALLBACKS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "inspection": ("quality", "sales"), "supply_chain": ("warehouse", "logistics"),
        "order_desk": ("sales",), "marketing": ("sales",), "warehouse": ("logistics",),
    }
)  # fmt: skip
"""Who owns it in a workspace that has no such department."""
_OTHER: Final = N_("{dealer}: {sign}")


def signs_of(month: Month, section: str) -> list[Finding]:
    """The signs that belong to a part of the agenda, in the order of their kinds."""
    return [one for one in month.findings if one.kind in SIGNS and SIGNS[one.kind].section == section]


def brief(one: Finding) -> Text:
    """A sign in a few words, as the title of an item."""
    said: dict[str, object] = {name: short(figure) for name, figure in one.figures.items()}
    dealer = short_name(one.dealer.name) if one.dealer else ""
    part = SIGNS.get(one.kind)
    if part is None:
        return Text(_OTHER, {"dealer": dealer, "sign": Text(KINDS[one.kind].title)})
    return Text(part.brief, {"dealer": dealer, **said})


def short(figure: Figure) -> str | Text:
    """A figure as an agenda prints it: money in 万 or thousands, companies without their legal form."""
    value = figure.value
    if isinstance(value, int | Fraction):
        if figure.kind == "money":
            return money_text(Fraction(value) / AMOUNT_SCALE)
        if figure.kind == "change":
            return f"{'+' if value > 0 else ''}{decimals(Fraction(value) * 100)}%"
        if figure.kind == "day":
            return day_of(int(value)).isoformat()
    if isinstance(value, str):
        return short_name(value)
    return written(figure)


def stake_of(one: Finding) -> int:
    """What is at stake in whole currency units; 0 where the sign says none."""
    part = SIGNS.get(one.kind)
    if one.kind == "sold_outside":
        quantity, price = _number(one, "quantity"), _number(one, "price")
        return int(quantity / QUANTITY_SCALE * price)
    return int(_number(one, part.amount) / AMOUNT_SCALE) if part and part.amount else 0


def _number(one: Finding, name: str) -> Fraction:
    figure = one.figures.get(name)
    return Fraction(figure.value) if figure and isinstance(figure.value, int | Fraction) else Fraction(0)


def weights(month: Month, found: Iterable[Finding]) -> dict[int, int]:
    """By the object's id what each weighs: the greatest of each kind before the rest, old ones after new ones."""
    best: dict[str, Finding] = {}
    rows = list(found)
    for one in rows:
        if one.kind not in best or stake_of(one) > stake_of(best[one.kind]):
            best[one.kind] = one
    weighed = {}
    for one in rows:
        old = one.last < month.period.first_day - _OLD_DAYS
        rank = 0 if best[one.kind] is not one else 2 if old else 3
        weighed[id(one)] = rank * RANK + stake_of(one)
    return weighed


def sign_evidence(month: Month, one: Finding) -> tuple[Evidence, dict[str, FrozenFigure]]:
    """The whole sentence of a sign, with the reference that opens its rows, and what is frozen of it."""
    mark, dealer = sign_mark(one), one.dealer.id if one.dealer else ""
    span = f"{day_of(one.first).isoformat()}..{day_of(one.last).isoformat()}"
    ref = month.references.to(SIGN, span, dealer=dealer, i=one.kind, k=mark)
    key = f"sign:{mark}"
    sentence = one.said(written)
    figure = FrozenFigure(
        Text(KINDS[one.kind].title), value=sentence, department=SIGNS[one.kind].department if one.kind in SIGNS else "",
        points=((Text(N_("Reference")), str(ref)),),
    )  # fmt: skip
    return Evidence(sentence, "board", {"ref": str(ref)}, key), {key: figure}
