"""Where score, money and satisfaction do not say the same of a dealer (口径打架): rules over frozen figures only.

A figure *alone* is graded as a whole score would be, by the bounds of the model that judged it; so every limit moves
with the model, and nothing is asked that the model does not ask itself.

- ``high_money``: grade A or B, and receivables overdue or days sales outstanding alone would be E. A good grade must
  not hide money that does not come in.
- ``high_sales``: grade A or B, and growth of net sales or target attainment alone would be E. A good grade of a dealer
  that shrinks is a grade of yesterday.
- ``high_displeased``: grade A or B, and satisfaction alone would be E and fell since last quarter. Who is served well
  by our figures and says otherwise knows something that we do not measure.
- ``low_pleased``: grade D or E, and satisfaction alone would be A or B. What pleases him may be what costs the points.
- ``pleased_owing``: satisfaction alone would be A or B, and receivables overdue alone would be E. Contentment is no
  reason to wait for money.
- ``bought_not_sold``: growth of net sales reaches its target, and sell-out shrinks. What was bought stands in stock.
- ``up_sell_out_down``: the score rose by the model's margin or more (less is noise), and sell-out growth fell by
  ``FALL`` and is below zero. The score must not be bought with goods that nobody buys on.
- ``up_overdue_up``: the score rose by the margin or more, and the share of overdue receivables by ``OWING``.
- ``down_sales_up``: the score fell by ``DEEP`` or more, and growth of net sales reaches its target: growth at the cost
  of everything else.

A dealer without a grade contradicts nothing: what is missing comes first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from app.core.texts import N_, Text
from app.health.assembly import info_of
from app.health.frozen import Frozen
from app.health.headline import sales_of
from app.health.rules import Part, plain_grade, shown_tenths
from app.health.scheme import Grade
from app.health.sheet_lines import Contradiction
from app.health.sheets import KpiInfo
from app.health.wording import grade_text, target_text, tenths_text, value_text

FALL: Final = Fraction(3, 100)
"""Percentage points of sell-out growth: a month's noise is less."""
OWING: Final = Fraction(3, 100)
"""Percentage points of overdue receivables: half of what the neutral model allows altogether."""
DEEP: Final = 50
"""Tenths of a point that make a fall worth a meeting (a third of the way from one grade to the next)."""
_GOOD: Final = frozenset[Grade]({"A", "B"})
_POOR: Final = frozenset[Grade]({"D", "E"})
_GROWTH, _SELL_OUT, _ATTAINMENT = "net_amount_growth", "sell_out_growth", "target_attainment"
_OVERDUE, _DSO, _PLEASED = "overdue_share", "dso_days", "csat_mean"

TITLES: Final[Mapping[str, str]] = {
    "high_money": N_("Good grade, money does not come in"),
    "high_sales": N_("Good grade, sales shrink"),
    "high_displeased": N_("Good grade, dealer displeased"),
    "low_pleased": N_("Poor grade, dealer pleased"),
    "pleased_owing": N_("Dealer pleased, money does not come in"),
    "bought_not_sold": N_("Buys more, sells less"),
    "up_sell_out_down": N_("Score up, sell-out down"),
    "up_overdue_up": N_("Score up, overdue up"),
    "down_sales_up": N_("Score down, sales up"),
}
"""The rules in a few words."""
_YET: Final = N_("Grade {grade}, yet {name} at {value} (target {target}), which alone would be grade {alone}.")
_BOTH: Final = N_("{first} at {one}, yet {second} at {other} (target {target}).")
_ROSE: Final = N_("The score rose by {points}, yet {name} went from {before} to {after}.")
_FELL: Final = N_("The score fell by {points}, yet {name} at {value} reaches its target of {target}.")
_Found = Iterator[tuple[Text, tuple[str, ...]]]
"""Sentences, each with the KPIs whose documents it speaks of; the first KPI's department explains it."""


def contradictions_of(frozen: Frozen, infos: Mapping[str, KpiInfo]) -> tuple[Contradiction, ...]:
    """What does not fit together of a dealer's quarter, in the order of the rules."""
    if frozen.verdict.grade is None or frozen.result.score is None:
        return ()
    sales = sales_of(frozen)
    return tuple(
        Contradiction(rule, frozen.dealer, sentence, info_of(infos, kpis[0]).owner, kpis, sales)
        for rule, find in _RULES.items()
        for sentence, kpis in find(frozen, infos)
    )


def all_contradictions(dealers: Iterable[Frozen], infos: Mapping[str, KpiInfo]) -> tuple[Contradiction, ...]:
    """Those of a region, the most net sales first."""
    found = [one for each in dealers for one in contradictions_of(each, infos)]
    return tuple(sorted(found, key=lambda one: (-(one.amount or 0), one.dealer.code, one.dealer.id)))


def _there(frozen: Frozen, kpi: str) -> Part | None:
    part = frozen.result.part(kpi)
    return part if part is not None and part.presence == "present" and part.value is not None else None


def _alone(frozen: Frozen, part: Part) -> Grade:
    return plain_grade(frozen.scheme, part.score)


def _change(frozen: Frozen) -> int:
    """Tenths by which the printed score moved; 0 without an earlier quarter."""
    before = frozen.before.result.score if frozen.before else None
    if before is None or frozen.result.score is None:
        return 0
    return shown_tenths(frozen.result.score) - shown_tenths(before)


def _earlier(frozen: Frozen, kpi: str) -> Fraction | None:
    old = frozen.before.result.part(kpi) if frozen.before else None
    return old.value if old is not None and old.presence == "present" else None


def _aim(frozen: Frozen, infos: Mapping[str, KpiInfo], kpi: str) -> str | Text:
    rule = frozen.scheme.indicator(kpi)
    return "" if rule is None else target_text(info_of(infos, kpi), rule)


def _yet(frozen: Frozen, infos: Mapping[str, KpiInfo], part: Part) -> Text:
    info = info_of(infos, part.kpi)
    said = {
        "grade": grade_text(frozen.verdict.grade), "name": Text(info.title), "value": value_text(info, part.value),
        "target": _aim(frozen, infos, part.kpi), "alone": grade_text(_alone(frozen, part)),
    }  # fmt: skip
    return Text(_YET, said)


def _both(frozen: Frozen, infos: Mapping[str, KpiInfo], first: Part, second: Part) -> Text:
    one, other = info_of(infos, first.kpi), info_of(infos, second.kpi)
    said = {
        "first": Text(one.title), "one": value_text(one, first.value), "second": Text(other.title),
        "other": value_text(other, second.value), "target": _aim(frozen, infos, second.kpi),
    }  # fmt: skip
    return Text(_BOTH, said)


def _critical(kpis: Sequence[str], *, fell: bool = False) -> "_Rule":
    """Good grades with a figure that alone would be E; with ``fell`` only one that was better last quarter."""

    def find(frozen: Frozen, infos: Mapping[str, KpiInfo]) -> _Found:
        if frozen.verdict.grade not in _GOOD:
            return
        for kpi in kpis:
            part = _there(frozen, kpi)
            if part is None or part.value is None or _alone(frozen, part) != "E":
                continue
            before = _earlier(frozen, kpi)
            if not fell or (before is not None and part.value < before):
                yield _yet(frozen, infos, part), (kpi,)

    return find


def _low_pleased(frozen: Frozen, infos: Mapping[str, KpiInfo]) -> _Found:
    pleased = _there(frozen, _PLEASED)
    if frozen.verdict.grade in _POOR and pleased is not None and _alone(frozen, pleased) in _GOOD:
        yield _yet(frozen, infos, pleased), (_PLEASED,)


def _pleased_owing(frozen: Frozen, infos: Mapping[str, KpiInfo]) -> _Found:
    pleased, owing = _there(frozen, _PLEASED), _there(frozen, _OVERDUE)
    if pleased and owing and _alone(frozen, pleased) in _GOOD and _alone(frozen, owing) == "E":
        yield _both(frozen, infos, pleased, owing), (_OVERDUE, _PLEASED)


def _bought_not_sold(frozen: Frozen, infos: Mapping[str, KpiInfo]) -> _Found:
    bought, sold = _there(frozen, _GROWTH), _there(frozen, _SELL_OUT)
    if bought and sold and bought.score == 100 and (sold.value or 0) < 0:
        yield _both(frozen, infos, bought, sold), (_GROWTH, _SELL_OUT)


def _rising(kpi: str, *, by: Fraction, below: Fraction | None = None) -> "_Rule":
    """A score that rose while a figure moved ``by`` so much to the worse, and is ``below`` something where it says."""

    def find(frozen: Frozen, infos: Mapping[str, KpiInfo]) -> _Found:
        part, before = _there(frozen, kpi), _earlier(frozen, kpi)
        if part is None or part.value is None or before is None or _change(frozen) < frozen.scheme.margin * 10:
            return
        worse = part.value - before if info_of(infos, kpi).better == "fall" else before - part.value
        if worse >= by and (below is None or part.value < below):
            info = info_of(infos, kpi)
            said = {
                "points": tenths_text(_change(frozen)), "name": Text(info.title),
                "before": value_text(info, before), "after": value_text(info, part.value),
            }  # fmt: skip
            yield Text(_ROSE, said), (kpi,)

    return find


def _down_sales_up(frozen: Frozen, infos: Mapping[str, KpiInfo]) -> _Found:
    part = _there(frozen, _GROWTH)
    if part is not None and part.score == 100 and _change(frozen) <= -DEEP:
        info = info_of(infos, _GROWTH)
        said = {
            "points": tenths_text(-_change(frozen)), "name": Text(info.title),
            "value": value_text(info, part.value), "target": _aim(frozen, infos, _GROWTH),
        }  # fmt: skip
        yield Text(_FELL, said), (_GROWTH,)


_Rule = Callable[[Frozen, Mapping[str, KpiInfo]], _Found]
_RULES: Final[Mapping[str, _Rule]] = {
    "high_money": _critical((_OVERDUE, _DSO)),
    "high_sales": _critical((_GROWTH, _ATTAINMENT)),
    "high_displeased": _critical((_PLEASED,), fell=True),
    "low_pleased": _low_pleased,
    "pleased_owing": _pleased_owing,
    "bought_not_sold": _bought_not_sold,
    "up_sell_out_down": _rising(_SELL_OUT, by=FALL, below=Fraction(0)),
    "up_overdue_up": _rising(_OVERDUE, by=OWING),
    "down_sales_up": _down_sales_up,
}
