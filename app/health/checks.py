"""What makes a health model one that can be scored, refused in sentences where it is not."""

import itertools
from fractions import Fraction

from app.core.errors import UserError
from app.health.scheme import GRADES, Indicator, Scheme, fitted


def check_scheme(scheme: Scheme) -> None:
    """Refuse a model that could not be scored: an unknown dimension, a span of no width, bounds out of order."""
    _check_indicators(scheme)
    values = [bound for _, bound in scheme.bounds]
    if [grade for grade, _ in scheme.bounds] != list(GRADES[:-1]) or sorted(values, reverse=True) != values:
        raise UserError("The grades' bounds must fall from A to D.")
    gaps = [high - low for high, low in itertools.pairwise(values)]
    if scheme.margin < 0 or any(2 * scheme.margin >= gap for gap in gaps):
        raise UserError("The hysteresis margin must be smaller than half a grade.")
    for rail in scheme.rails:
        if scheme.indicator(rail.kpi) is None or not 0 < rail.below <= 100 or rail.at_most not in GRADES[1:]:
            raise UserError("The guard rail of {kpi} needs an indicator of the model, points above 0 and up to 100, "
                            "and a grade from B to E.", kpi=rail.kpi)  # fmt: skip
        if any(each.kpi == rail.kpi and each.scoring == "peers" for each in scheme.indicators):
            raise UserError("{kpi} is scored among peers, where somebody is always last; a guard rail needs bounds "
                            "that all can keep.", kpi=rail.kpi)  # fmt: skip
    if any(each.grade not in GRADES or not each.text.strip() for each in scheme.consequences):
        raise UserError("A consequence needs a grade and words that say what follows.")


def check_draft(scheme: Scheme) -> None:
    """Refuse what no new version may be, though kept ones go on: sums that are off, dimensions without indicators."""
    check_scheme(scheme)
    if not scheme.name.strip():
        raise UserError("The model needs a name.")
    if not any(each.points for each in scheme.indicators):
        raise UserError("All points of the model are 0.")
    used = {each.dimension for each in scheme.indicators}
    for side in scheme.dimensions:
        if not side.title.strip():
            raise UserError("A dimension needs a name.")
        if side.id not in used:
            raise UserError("The dimension “{title}” has no indicator.", title=side.title)
    if len({each.id for each in scheme.dimensions}) < len(scheme.dimensions) or fitted(scheme) != scheme:
        raise UserError("A dimension stands in the model twice, or its points are not those of its indicators.")
    values = [bound for _, bound in scheme.bounds]
    if not all(0 < bound < 100 for bound in values) or len(set(values)) < len(values):
        raise UserError("The grades' bounds lie between 0 and 100, each at another score.")
    if not 0 <= scheme.coverage_floor <= 1:
        raise UserError("The least share of figures lies between 0 and 100%.")
    rails = [(rail.kpi, rail.at_most) for rail in scheme.rails]
    if len(set(rails)) < len(rails):
        raise UserError("A guard rail stands in the model twice.")


def _check_indicators(scheme: Scheme) -> None:
    known = {each.id for each in scheme.dimensions}
    seen: set[str] = set()
    for each in scheme.indicators:
        if each.dimension not in known:
            raise UserError("Indicator {kpi} belongs to no dimension of the model.", kpi=each.kpi)
        if each.kpi in seen:
            raise UserError("Indicator {kpi} is in the model twice.", kpi=each.kpi)
        seen.add(each.kpi)
        if each.scoring not in {"span", "peers"} or (each.scoring == "peers" and each.direction == "band"):
            raise UserError("Indicator {kpi}: among peers more is better, or less; a band is scored by its own bounds.",
                            kpi=each.kpi)  # fmt: skip
        if each.points < Fraction(0) or (each.scoring == "span" and not _span_is_right(each)):
            raise UserError("Indicator {kpi}: floor, target and band do not fit its direction.", kpi=each.kpi)


def _span_is_right(each: Indicator) -> bool:
    if each.direction == "band":
        if each.upper is None or each.limit is None:
            return False
        return each.floor < each.target <= each.upper < each.limit
    return each.floor < each.target if each.direction == "rise" else each.floor > each.target
