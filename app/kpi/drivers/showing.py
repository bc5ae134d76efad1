"""A change in words and as a waterfall: rounded parts that still add up to the rounded change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from app.core.charts import Chart, Format, Series, Tone
from app.core.money import apportion, round_half_up
from app.core.period import Period
from app.core.texts import N_, Text, Texts
from app.kpi.drivers.queries import PRICE, Line, Split
from app.kpi.drivers.rules import Effect, State
from app.kpi.kpi import Kpi
from app.kpi.wording import listed

WAY_TITLES: Final[Mapping[str, str]] = {
    "dealer": N_("Dealers"), "product-group": N_("Product groups"), PRICE: N_("Volume, mix, price"),
    "region": N_("Regions"),
}  # fmt: skip
"""The ways to split a change that the screen offers."""
EFFECT_TITLES: Final[Mapping[Effect, str]] = {
    "change": N_("Change"), "rate": N_("Own change"), "volume": N_("Volume"), "mix": N_("Mix"),
    "dealer_mix": N_("Dealer mix"), "price": N_("Price"), "appeared": N_("Later period only"),
    "disappeared": N_("Earlier period only"), "aside": N_("Not comparable"), "rest": N_("Not in the parts"),
}  # fmt: skip
_STATES: Final[Mapping[State, str]] = {
    "both": "", "new": N_("later period only"), "returned": N_("back again"), "gone": N_("earlier period only"),
    "silent": N_("not reported"), "aside": N_("not comparable"), "rest": N_("not in the parts"),
}  # fmt: skip
_DEALERS: Final[Mapping[State, str]] = {**_STATES, "new": N_("new dealer"), "gone": N_("lost")}
_OTHERS: Final = N_("Others: {n}")
MOST: Final = 8
"""Steps of a waterfall between its totals."""
_FIRST: Final = 3
"""Parts that a sentence names."""


@dataclass(frozen=True)
class Scale:
    """How values are written."""

    step: Fraction
    """The last decimal that is written."""
    figure: Callable[[Fraction], str]
    """A change with its sign and unit."""


class Step(NamedTuple):
    """One bar between the totals."""

    title: Text | str
    value: Fraction
    line: int | None
    """Which line it is; None where it is several."""


def state_text(split: Split, line: Line) -> Text | None:
    """What is to be said of a line beside its figures."""
    flow = split.kind == "sum" and split.by == "dealer" and split.kpi.kind == "additive"
    found = (_DEALERS if flow else _STATES)[line.driver.state]
    return Text(found) if found else None


def name_text(split: Split, line: Line) -> Text | str:
    """What a line is called."""
    if line.driver.state == "rest":
        return Text(EFFECT_TITLES["rest"])
    if line.name:
        return line.name
    return Text(N_("Without a group") if split.by == "product-group" else N_("Without a name"))


def steps_of(split: Split, most: int = MOST) -> list[Step]:
    """The bars between both totals: effects of a split by price, else the largest lines, all others and the rest."""
    if split.kind == "price":
        return [Step(Text(EFFECT_TITLES[name]), value, None) for name, value in split.effects.items() if value]
    return _largest(split, split.lines, most)


def _largest(split: Split, lines: Sequence[Line], most: int) -> list[Step]:
    parts = [(at, line) for at, line in enumerate(lines) if line.driver.state != "rest"]
    main, others = (parts, []) if len(parts) <= most else (parts[: most - 1], parts[most - 1 :])
    found = [Step(name_text(split, line), line.driver.total, at) for at, line in main]
    if others:
        total = sum((line.driver.total for _, line in others), Fraction(0))
        found.append(Step(Text(_OTHERS, {"n": len(others)}), total, None))
    rests = [(at, line) for at, line in enumerate(lines) if line.driver.state == "rest"]
    return [*found, *(Step(name_text(split, line), line.driver.total, at) for at, line in rests)]


def printed(split: Split, steps: Sequence[Step], step: Fraction) -> tuple[Fraction, list[Fraction], Fraction]:
    """The first total, the steps and the last total in whole ``step``s: they add up as they stand there."""
    first, last = (round_half_up((row.amount or Fraction(0)) / step) for row in (split.before, split.after))
    parts = apportion([one.value / step for one in steps], last - first)
    return first * step, [part * step for part in parts], last * step


def waterfall(t: Texts, split: Split, scale: Scale, labels: tuple[str, str], *, form: Format, unit: str = "") -> Chart:
    """From the earlier value to the later one; ``keys`` are positions of lines."""
    steps = steps_of(split)
    first, parts, last = printed(split, steps, scale.step)
    upward = split.kpi.direction == "higher"  # what a waterfall's colours say by themselves
    tones: tuple[Tone, ...] = () if upward else ("series1", *(_tone(split.kpi, part) for part in parts), "series1")
    names = [t.render(one.title) if isinstance(one.title, Text) else one.title for one in steps]
    return Chart(
        title=t(split.kpi.name),
        categories=(labels[0], *names, labels[1]),
        series=(Series(t(split.kpi.name), tuple(map(float, (first, *parts, last))), tones=tones),),
        kind="waterfall",
        format=form,
        unit=unit,
        keys=("", *("" if one.line is None else str(one.line) for one in steps), ""),
    )


def _tone(kpi: Kpi, part: Fraction) -> Tone:
    """Of a figure that should fall whether a step is for the better; of others there is nothing to be said."""
    return "series2" if kpi.direction != "lower" else "good" if part <= 0 else "bad"


def sentence(split: Split, scale: Scale, period: Callable[[Period], str], percent: Callable[[Fraction], str]) -> Text:
    """The change with what made most of it; ``percent`` writes a share with its sign."""
    said = {
        "kpi": Text(split.kpi.name), "now": period(split.choice.period), "then": period(split.then),
        "change": _change(split, scale, percent),
    }  # fmt: skip
    if not split.lines:
        return Text(N_("{kpi}, {now} against {then}: {change}."), said)
    parts = _said(_named(split, split.dealers if split.kind == "price" else split.lines, scale), scale)
    if split.kind == "sum":
        return Text(N_("{kpi}, {now} against {then}: {change}. {parts}."), {**said, "parts": parts})
    effects = [Step(Text(EFFECT_TITLES[name]), value, None) for name, value in split.effects.items() if value]
    causes = _said(_printed(split, effects, scale), scale)
    return Text(
        N_("{kpi}, {now} against {then}: {change}. {parts}. By cause: {effects}."),
        {**said, "parts": parts, "effects": causes},
    )  # fmt: skip


def _printed(split: Split, steps: Sequence[Step], scale: Scale) -> list[Step]:
    """The steps with the values that are written."""
    _, values, _ = printed(split, steps, scale.step)
    return [one._replace(value=value) for one, value in zip(steps, values, strict=True)]


def _named(split: Split, lines: Sequence[Line], scale: Scale) -> list[Step]:
    """The largest lines as the waterfall writes them, all others together, and the rest."""
    steps = _printed(split, _largest(split, lines, MOST), scale)
    count = sum(line.driver.state != "rest" for line in lines)
    if count <= _FIRST + 1:
        return steps
    last = len(steps) - (len(lines) - count)
    others = sum((one.value for one in steps[_FIRST:last]), Fraction(0))
    return [*steps[:_FIRST], Step(Text(_OTHERS, {"n": count - _FIRST}), others, None), *steps[last:]]


def _said(steps: Sequence[Step], scale: Scale) -> Text:
    """Those that do not read as nothing."""
    said = [
        Text(N_("{name} {value}"), {"name": one.title, "value": scale.figure(one.value)}) for one in steps if one.value
    ]
    return listed(said) if said else Text(N_("No part changed by as much"))


def _change(split: Split, scale: Scale, percent: Callable[[Fraction], str]) -> Text | str:
    """Of sums in per cent and as an amount, of quotients the difference."""
    first, _, last = printed(split, [], scale.step)
    said = scale.figure(last - first)
    before = split.before.amount or Fraction(0)
    if split.kind == "quotient" or before <= 0:
        return said
    return Text(N_("{percent} ({amount})"), {"percent": percent(split.change / before), "amount": said})
