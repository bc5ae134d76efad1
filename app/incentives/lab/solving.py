"""The thresholds chosen by a kept solver (HiGHS): a way from tier to tier that must stay within the budget.

A ladder of bounds is a way: from nothing to a bound of the lowest tier, from there to a higher bound of the next one,
and so on to the end. A dealer whose stretch ends between two neighbouring bounds takes the lower one, so what he costs
and brings hangs on that step alone. Hence one binary for each step, whatever the number of dealers is; the budget is
one row, and each drawn future one more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

from app.core.errors import Cancelled, UserError
from app.core.progress import Progress
from app.incentives.lab.choosing import Plan, Question, Taker, allowed, held, rank

if TYPE_CHECKING:
    from highspy import Highs
    from highspy.highs import highs_linear_expression, highs_var

_SECONDS: Final = 60.0
_POLL_S: Final = 0.1
_HALF: Final = 0.5
_ALONE: Final = Lock()
_MOST_STEPS: Final = 20_000
_MOST_WORTHS: Final = 4_000_000
Place = tuple[int, int] | None
"""Number of a tier and of its bound; None before the first and after the last."""


@dataclass(frozen=True)
class Step:
    """From one bound to the next higher one that is used."""

    start: Place
    end: Place


def chosen(question: Question, progress: Progress | None = None) -> Plan | None:
    """The best ladder of bounds; None where no allowed one exists.

    Raises UserError where there is too much to choose from, or no proof was found in a minute.
    """
    steps = list(_steps(question.grids, needed=question.needed))
    if len(steps) > _MOST_STEPS or question.size > _MOST_WORTHS:
        raise UserError("There is too much to choose from: fewer thresholds, tiers or futures, please.")
    progress = progress or Progress()
    budget = question.budget
    while True:
        bounds = _solve(question, steps, budget, progress)
        if bounds is None:
            return None
        plan = held(question, bounds)
        if allowed(question, plan):
            return _plainest(question, plan)
        # the solver counts in floats, and passed tiers rounded: what lies a hair over the budget is over it
        budget -= max(1 if question.whole is None else len(question.takers), plan.cost - question.budget)


def _plainest(question: Question, plan: Plan) -> Plan:
    """Tiers that change nothing are left out."""
    fewer = (held(question, plan.bounds[:tiers]) for tiers in range(len(plan.bounds)))
    return max((plan, *(one for one in fewer if allowed(question, one))), key=rank)


def _steps(grids: Sequence[Sequence[int]], *, needed: bool) -> Iterator[Step]:
    if not needed:
        yield Step(None, None)
    for k, grid in enumerate(grids):
        for g, bound in enumerate(grid):
            if k == 0:
                yield Step(None, (k, g))
            yield Step((k, g), None)
            if k + 1 < len(grids):
                yield from (Step((k, g), (k + 1, h)) for h, higher in enumerate(grids[k + 1]) if higher > bound)


def _sums(question: Question, takers: Sequence[Taker], steps: Sequence[Step]) -> list[tuple[int, int]]:
    """For each step the margin and the cost of the dealers whose stretch ends on it.

    Where passed tiers pay, also the cost of those who go on to its end.
    """
    order = sorted(range(len(takers)), key=lambda n: takers[n].limit)
    found = []
    kept: dict[Place, list[tuple[int, int, int]]] = {}
    gone: dict[tuple[int, int], int] = {}
    for step in steps:
        if step.start not in kept:
            kept[step.start] = _running(question, takers, order, step.start)
        end = None if step.end is None else question.grids[step.end[0]][step.end[1]]
        below = [one for one in kept[step.start] if end is None or one[0] < end]
        margin, cost = below[-1][1:] if below else (0, 0)
        if question.whole is not None and step.start is not None and end is not None:
            way = step.start[0], end
            if way not in gone:
                gone[way] = _passed(question, takers, *way)
            cost += gone[way]
        found.append((margin, cost))
    return found


def _passed(question: Question, takers: Sequence[Taker], tier: int, end: int) -> int:
    """What a tier pays those who go on to the next bound."""
    return sum(question.worth(n, tier, end).cost for n, one in enumerate(takers) if one.limit >= end)


def _running(
    question: Question, takers: Sequence[Taker], order: Sequence[int], start: Place
) -> list[tuple[int, int, int]]:
    """By rising stretch: the stretch, and margin and cost of all from the bound up to there."""
    bound = 0 if start is None else question.grids[start[0]][start[1]]
    margin = cost = 0
    found = []
    for n in order:
        one = takers[n]
        if start is not None and one.limit < bound:
            continue
        bought = one.base if start is None else max(one.base, bound)
        worth = question.worth(n, None if start is None else start[0], bought)
        margin, cost = margin + worth.margin, cost + worth.cost
        found.append((one.limit, margin, cost))
    return found


def _solve(question: Question, steps: Sequence[Step], budget: int, progress: Progress) -> tuple[int, ...] | None:
    import highspy

    solver = _quiet_solver()
    for name, value in (("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.25),
                        ("mip_feasibility_tolerance", 1e-9), ("time_limit", _SECONDS)):  # fmt: skip
        solver.setOptionValue(name, value)
    taken = [solver.addBinary() for _ in steps]
    _go_through(solver, steps, taken)
    sums = _sums(question, question.takers, steps)
    solver.addConstr(solver.qsum(cost * one for one, (_, cost) in zip(taken, sums, strict=True)) <= budget)
    _keep_futures(solver, question, steps, taken, budget)
    gain = solver.qsum((margin - cost) * one for one, (margin, cost) in zip(taken, sums, strict=True))
    _run(solver, gain, progress)
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise UserError("The solver found no proof within a minute: fewer thresholds, tiers or futures, please.")
    values = solver.getSolution().col_value
    ends = sorted(step.end for step, one in zip(steps, taken, strict=True)
                  if step.end is not None and values[one.index] > _HALF)  # fmt: skip
    return tuple(question.grids[k][g] for k, g in ends)


def _quiet_solver() -> "Highs":
    """A solver that writes nothing: the library's own begins with a line on standard output, whatever it is told."""
    import highspy
    from highspy.highs import HighsCallback

    class Quiet(highspy.Highs):
        def __init__(self) -> None:
            super(highspy.Highs, self).__init__()
            self.silent()
            kinds = highspy.cb.HighsCallbackType
            self.callbacks = [HighsCallback(kinds(n), self) for n in range(int(kinds.kCallbackMax) + 1)]
            self.enableCallbacks()

    return Quiet()


def _go_through(solver: "Highs", steps: Sequence[Step], taken: "Sequence[highs_var]") -> None:
    """One way from the beginning to the end: who comes to a bound leaves it."""
    places = sorted({place for step in steps for place in (step.start, step.end) if place is not None})
    solver.addConstr(solver.qsum(one for step, one in zip(steps, taken, strict=True) if step.start is None) == 1)
    for place in places:
        come = solver.qsum(one for step, one in zip(steps, taken, strict=True) if step.end == place)
        leave = solver.qsum(one for step, one in zip(steps, taken, strict=True) if step.start == place)
        solver.addConstr(come - leave == 0)


def _keep_futures(
    solver: "Highs", question: Question, steps: Sequence[Step], taken: "Sequence[highs_var]", budget: int
) -> None:
    """In all but a few drawn futures the budget holds too; which ones may break it is the solver's to choose."""
    count = len(question.futures)
    if not count or not question.sure:
        return
    broken = []
    for takers in question.futures:
        costs = [cost for _, cost in _sums(question, takers, steps)]
        most = sum(max(0, cost) for cost in costs)
        over = solver.addBinary()
        broken.append(over)
        cost = solver.qsum(each * one for one, each in zip(taken, costs, strict=True))
        solver.addConstr(cost - max(0, most - budget) * over <= budget)
    solver.addConstr(solver.qsum(broken) <= count - -(-question.sure * count // 1_000_000))


def _run(solver: "Highs", gain: "highs_linear_expression", progress: Progress) -> None:
    """Solve in the solver's own thread, so that the user can stop it; one at a time, for its locks are shared."""
    import highspy

    solver.setObjective(gain, highspy.ObjSense.kMaximize)
    solver.HandleUserInterrupt = True
    while not _ALONE.acquire(timeout=_POLL_S):
        progress.step(0)
    try:
        progress.step(0)
        solver.startSolve()
        while not solver.wait(_POLL_S)[0]:
            progress.step(0)
    except Cancelled:
        solver.cancelSolve()
        solver.wait()
        raise
    finally:
        _ALONE.release()
