"""The picture of an effect: the dealers that were touched beside those that were left alone, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.core.charts import Chart, Format, Series
from app.core.texts import N_, Text, Texts
from app.meetings.effects.rows import DealerCourse, Measured

_FORMATS: Final[dict[str, Format]] = {"money": "money", "ratio": "percent", "days": "days", "score": "score"}
TOUCHED: Final = N_("Touched by the decision")
ALONE: Final = N_("Control group")
WITHOUT: Final = N_("As the control group went")


@dataclass(frozen=True)
class Means:
    """Both groups' means, month by month; of relative aims as multiples of each dealer's own mean before."""

    names: tuple[str, ...]
    touched: tuple[Fraction | None, ...]
    control: tuple[Fraction | None, ...]
    without: tuple[Fraction | None, ...]
    """The touched ones' level before, moved on as the control group moved; None before, and without one."""


def means_of(found: Measured) -> Means:
    """The courses of a measurement's two groups, of the dealers that count."""
    cut = len(found.names) - (len(found.treated[0].after) if found.treated else 0)
    touched, control = _group(found.treated, relative=found.relative), _group(found.control, relative=found.relative)
    level, their = _mean(touched[:cut]), _mean(control[:cut])
    without = tuple(
        None if at < cut or value is None or level is None or their is None else level + value - their
        for at, value in enumerate(control)
    )
    return Means(found.names, touched, control, without)


def effect_chart(t: Texts, found: Measured) -> Chart:
    """Lines of both groups with what would have been expected without the decision."""
    means = means_of(found)
    series = [Series(t(TOUCHED), _floats(means.touched), "series1", "line")]
    if any(one is not None for one in means.control):
        series.append(Series(t(ALONE), _floats(means.control), "dim", "line"))
    if any(one is not None for one in means.without):
        series.append(Series(t(WITHOUT), _floats(means.without), "series3", "line"))
    kind: Format = "percent" if found.relative else _FORMATS.get(found.unit, "number")
    title = t.render(
        Text(N_("Mean of the dealers, 100% is each one's level before"))
        if found.relative
        else Text(N_("Mean of the dealers"))
    )
    return Chart(title, means.names, tuple(series), format=kind)


def _group(dealers: Sequence[DealerCourse], *, relative: bool) -> tuple[Fraction | None, ...]:
    counted = [one for one in dealers if one.counts]
    if not counted:
        return tuple(None for one in dealers[:1] for _ in (*one.before, *one.after))
    rows = [_own(one) if relative else (*one.before, *one.after) for one in counted]
    return tuple(_mean(column) for column in zip(*rows, strict=True))


def _own(one: DealerCourse) -> tuple[Fraction | None, ...]:
    level = _mean(one.before)
    return tuple(None if value is None or not level else value / level for value in (*one.before, *one.after))


def _mean(values: Sequence[Fraction | None]) -> Fraction | None:
    known = [one for one in values if one is not None]
    return sum(known, Fraction()) / len(known) if known else None


def _floats(values: Sequence[Fraction | None]) -> tuple[float | None, ...]:
    return tuple(None if one is None else float(one) for one in values)
