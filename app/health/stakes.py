"""What a figure that is off its target is about in money, who acts, and until when: nothing red without the three."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from app.core.money import AMOUNT_SCALE
from app.core.period import parse_period, shift
from app.core.texts import N_, Text
from app.core.wording import money_text
from app.health.frozen import Series, Signs
from app.health.region_lines import Stake
from app.health.sheets import KeyFigure
from app.kpi.findings.expiring import EXPIRING

BESIDE: Final = ("overdue_amount",)
"""KPIs that are frozen with the region's figures for this alone."""
_Amounts = Mapping[str, Fraction]
_SAID: Final[Mapping[str, str]] = {
    "net_amount": N_("{amount} short of target"),
    "collection_amount": N_("{amount} short of target"),
    "overdue_share": N_("{amount} overdue"),
    "near_expiry_share": N_("{amount} will expire unsold"),
    "days_of_supply": N_("about {amount} of stock off the range"),
    "otif_rate": N_("about {amount} of sales late or short"),
}


def with_stakes(
    figures: Sequence[KeyFigure], series: Sequence[Series], signs: Signs | None, period: str
) -> tuple[KeyFigure, ...]:
    """The figures, each that is off target with what it is about; it is judged again at the end of the next quarter."""
    quarter = parse_period(period)
    known = {each.kpi: each.values[-1] for each in series if each.values and each.values[-1] is not None}
    amounts = {kpi: value for kpi, value in known.items() if value is not None}
    if signs is not None:
        expiring = [one.number("amount") for one in signs.asked if one.kind == EXPIRING.id]
        amounts["expiring"] = sum((one for one in expiring if one), Fraction(0)) / AMOUNT_SCALE
    amounts["days"] = Fraction(quarter.last_day - quarter.first_day + 1)
    due = shift(quarter, 1).last
    found = []
    for each in figures:
        amount = _AMOUNTS[each.info.id](each, amounts) if each.light == "bad" and each.info.id in _AMOUNTS else None
        if amount:
            said = Text(_SAID[each.info.id], {"amount": money_text(amount)})
            found.append(replace(each, stake=Stake(said, amount, each.info.owner, due)))
        else:
            found.append(each)
    return tuple(found)


def _short(each: KeyFigure, _: _Amounts) -> Fraction | None:
    return None if each.value is None or each.target is None else each.target - each.value


def _overdue(_: KeyFigure, amounts: _Amounts) -> Fraction | None:
    return amounts.get("overdue_amount")


def _expiring(_: KeyFigure, amounts: _Amounts) -> Fraction | None:
    return amounts.get("expiring")


def _off_range(each: KeyFigure, amounts: _Amounts) -> Fraction | None:
    """Days beyond an end of the range x sales of a day; stock is not known by value everywhere."""
    if each.value is None or each.ends is None:
        return None
    low, high = each.ends
    days = each.value - high if each.value > high else low - each.value
    return days * amounts.get("net_amount", Fraction(0)) / amounts["days"]


def _late(each: KeyFigure, amounts: _Amounts) -> Fraction | None:
    return None if each.value is None else (1 - each.value) * amounts.get("net_amount", Fraction(0))


_AMOUNTS: Final[Mapping[str, Callable[[KeyFigure, _Amounts], Fraction | None]]] = {
    "net_amount": _short, "collection_amount": _short, "overdue_share": _overdue, "near_expiry_share": _expiring,
    "days_of_supply": _off_range, "otif_rate": _late,
}  # fmt: skip
