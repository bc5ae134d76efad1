"""What must be said beside a simulation's figures: periods without a baseline, and what the likely bill rests on."""

from collections.abc import Sequence
from typing import Final

from app.core.texts import N_, Text
from app.incentives.lab.replaying import LEAST_PERIODS
from app.incentives.lab.result import PeriodCost, Run, Simulation

_QUARTER_DAYS: Final = 100
"""More than the longest quarter has."""
MARK: Final = "*"
"""Behind a period's name in a chart: some candidate had no baseline in it."""
_WHY: Final = {
    "last_year": N_("the same period of the year before is not in the data"),
    "rolling": N_("the months before are not in the data"),
    "adjusted": N_("none was agreed with them"),
    "none": N_("the policy names none"),
}
_SPANS: Final = {
    "month": N_("known months: {n}"), "quarter": N_("known quarters: {n}"), "half": N_("known half-years: {n}"),
    "year": N_("known years: {n}"),
}  # fmt: skip


def notes(found: Simulation, lang: str) -> tuple[Text, ...]:
    """All that has to be said, candidate by candidate."""
    said = []
    for run in found.runs:
        name = run.candidate.label(lang)
        said += [*baseline_notes(run, name), *bill_notes(run, name)]
    return tuple(said)


def baseline_notes(run: Run, name: str) -> list[Text]:
    """Periods that say nothing of a policy on growth, and those that say it of some dealers alone."""
    blind = [one for one in run.periods if one.blind]
    partly = [one for one in run.periods if one.baseless and not one.blind]
    why = Text(_WHY.get(run.baseline, _WHY["none"]))
    said = []
    if blind:
        about = {"name": name, "periods": _named(blind), "why": why, "mark": MARK}
        said.append(Text(N_("{mark} {name}: nobody has a baseline in {periods}, for {why}; a gap there does not mean "
                            "that the policy is cheap."), about))  # fmt: skip
    if partly:
        most = max(one.baseless for one in partly)
        about = {"name": name, "periods": _named(partly), "n": most, "why": why}
        said.append(Text(N_("{name}: of those who bought in {periods} up to {n} have no baseline, for {why}."), about))
    return said


def _named(periods: Sequence[PeriodCost]) -> str:
    if len(periods) > 2:
        return f"{periods[0].period} … {periods[-1].period}"
    return " · ".join(one.period for one in periods)


def bill_notes(run: Run, name: str) -> list[Text]:
    """Why there is no likely bill, or that it is drawn from other periods than the policy's own."""
    if run.estimate is not None:
        return _drawn_notes(run, name)
    if run.drawn_span is None:  # kept before it was noted
        return []
    if not run.drawn_span:
        return [Text(N_("{name}: no likely bill, for price protection pays once for the stock of one day."),
                     {"name": name})]  # fmt: skip
    known = Text(_SPANS[run.drawn_span], {"n": run.drawn_from})
    if run.drawn_from >= LEAST_PERIODS:
        return [Text(N_("{name}: no likely bill, for nobody took part in the replayed time."), {"name": name})]
    about = {"name": name, "known": known, "least": LEAST_PERIODS}
    return [Text(N_("{name}: no likely bill ({known}); at least {least} are needed to draw from. Replay 24 months, or "
                    "take in older files."), about)]  # fmt: skip


def _drawn_notes(run: Run, name: str) -> list[Text]:
    days = run.periods[0].last_on - run.periods[0].first_on + 1 if run.periods else 0
    if run.drawn_span != "quarter" or days <= _QUARTER_DAYS:
        return []
    known = Text(_SPANS["quarter"], {"n": run.drawn_from})
    return [Text(N_("{name}: the likely bill is drawn from quarters and added up ({known}), for too few of the "
                    "policy's own periods are known."), {"name": name, "known": known})]  # fmt: skip
