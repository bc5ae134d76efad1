"""The past that candidates are replayed on, read through the same figures and engine that settle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import UserError
from app.core.period import Period, day_number, day_of, month_of, shift
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.incentives.assembly import settle_all
from app.incentives.base.reading import shelf_of
from app.incentives.base.sources import Asked, selects
from app.incentives.base.spans import periods_of
from app.incentives.base.who import members
from app.incentives.engine import ENGINE
from app.incentives.lab.ends import DAYS
from app.incentives.lab.replaying import Past, Sums, replayed
from app.incentives.lab.result import Candidate, Run, Simulation
from app.incentives.lab.thresholds import Choice, Wish, choose_thresholds
from app.incentives.policies.queries import active_on
from app.incentives.policy import Baseline, Policy, Span
from app.incentives.steps import figure_of
from app.kpi.kept import kept_of, known_at
from app.kpi.span import data_span

MONTHS: Final = (12, 24)
_LENGTHS: Final[dict[Span, int]] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class Trial:
    """A candidate and what it says."""

    candidate: Candidate
    policy: Policy


def window(session: Session, spans: Sequence[Span], months: int, today: date) -> tuple[date, date]:
    """So many whole months that end with a period of every span, the newest that the data and the calendar know.

    Fewer where the data begin later.
    """
    begun, last = data_span(session, default=month_of(today))
    known = min(today - timedelta(1), day_of(last.last_day))
    longest = max(spans, key=lambda span: _LENGTHS[span])
    back = known.replace(year=known.year - 2)
    ended = [one for one in periods_of(longest, back, known) if begun.first <= one.last <= known]
    if not ended:
        raise UserError("No period of these policies has ended yet, so there is nothing to replay.")
    first = shift(month_of(ended[-1].last), 1 - months)
    return max(first.first, begun.first), ended[-1].last


def whole_periods(span: Span, first: date, last: date) -> list[Period]:
    """The periods that lie wholly in the days."""
    return [one for one in periods_of(span, first, last) if one.first >= first and one.last <= last]


def simulate(
    db: Database, trials: Sequence[Trial], *, months: int, today: date, progress: Progress | None = None
) -> Simulation:
    """Candidates over the same past; the first one is what the others are held against.

    Raises UserError where there is nothing to replay.
    """
    if not trials:
        raise UserError("Choose at least one version to simulate.")
    progress = progress or Progress()
    with db.read() as session:
        first, last = window(session, [one.policy.span for one in trials], months, today)
        runs = []
        for n, trial in enumerate(trials):
            progress.step(n, len(trials), Text(N_("Replaying {name}"), {"name": trial.candidate.name}))
            runs.append(run_of(session, trial, first, last, today=today, progress=progress))
        progress.step(len(trials), len(trials))
        named = {one.party_id for run in runs for one in run.dealers}
        people = kept_of(session).people(session)[0].values()
        names = {one.id: (one.code, one.name, "") for one in people if one.id in named}
        return Simulation(
            ENGINE, known_at(session), day_number(today), day_number(first), day_number(last), tuple(runs), names
        )


def run_of(session: Session, trial: Trial, first: date, last: date, *, today: date, progress: Progress) -> Run:
    """One candidate over the days."""
    policy = then(trial.policy, first, last)
    before = earlier(session, trial.policy, first, last)
    past = read_past(session, policy, whole_periods(policy.span, first, last), today=today, before=before)
    past = with_quarters(session, policy, past, (first, last), before)
    return replayed(trial.candidate, policy, past, progress.part())


def then(policy: Policy, first: date, last: date) -> Policy:
    """The policy as if it had been in force over the days."""
    return replace(policy, from_on=day_number(first), to_on=day_number(last))


def earlier(session: Session, policy: Policy, first: date, last: date) -> tuple[Policy, ...]:
    """The policies before this one in the stack on its first day, as if they had been in force too.

    None where its base is the whole figure.
    """
    if policy.stacking.base != "reduced":
        return ()
    mine = policy.stacking.order, policy.code
    return tuple(
        then(one.policy, first, last)
        for one in active_on(session, policy.from_on)
        if one.policy.kind == "rebate" and (one.policy.stacking.order, one.policy.code) < mine
    )


def read_past(
    session: Session, policy: Policy, periods: Sequence[Period], *, today: date, before: Sequence[Policy] = ()
) -> Past:
    """What the engine gives for every period, and what came in at their ends."""
    lines = settle_all(session, policy, periods, earlier=before, keys=False)
    _, end = data_span(session, default=month_of(today))
    known = min(day_number(today) - 1, end.last_day)
    return Past(
        tuple(periods), tuple(lines), _ends(session, policy, periods, after=False),
        _ends(session, policy, [one for one in periods if one.last_day + DAYS <= known], after=True), known,
    )  # fmt: skip


def with_quarters(
    session: Session, policy: Policy, past: Past, days: tuple[date, date], before: Sequence[Policy] = ()
) -> Past:
    """The past with its figures by quarters too where the policy's periods are longer: the likely bill needs them."""
    if _LENGTHS[policy.span] <= _LENGTHS["quarter"] or policy.protection is not None:
        return past
    quarters = whole_periods("quarter", *days)
    plain = replace(policy, span="quarter", conditions=(), baskets=(), baseline=Baseline(),
                    scale=replace(policy.scale, reach="amount", earns="all"))  # fmt: skip
    lines = settle_all(session, plain, quarters, earlier=before, keys=False)
    parts = {(figures.party_id, figures.first_on): figure_of(plain, figures) for figures, _ in lines}
    return replace(past, quarters=tuple(one.first_day for one in quarters), parts=parts)


def _ends(session: Session, policy: Policy, periods: Sequence[Period], *, after: bool) -> Sums:
    """The figure of the last days of each period, or of the first after it, by dealer and the period's first day."""
    if policy.protection is not None or policy.basis.event in {"stock", "collected"}:
        return {}
    ids = {one.n: one.id for one in members(session).values()}
    found: dict[tuple[str, int], int] = {}
    for period in periods:
        start = period.last_day + 1 if after else period.last_day - DAYS + 1
        for dealer, figure in _summed(session, policy, start, start + DAYS - 1).items():
            if dealer in ids:
                found[ids[dealer], period.first_day] = figure
    return found


def _summed(session: Session, policy: Policy, first: int, last: int) -> dict[int, int]:
    """By dealer's number the figure of some days, added up where the rows lie: millions of them need not pass.

    As bases count them (``base``), but that an invoice still open counts too: how fast one buys is not how one pays.
    """
    basis, chosen = policy.basis, shelf_of(session).chosen(policy.goods)
    event = "invoiced" if basis.event == "paid" else basis.event
    figure = "quantity" if basis.measure == "quantity" else "amount"
    found: dict[int, int] = {}
    for sql in selects(session.connection(), Asked(event, basis.tax)):
        rows = session.execute(
            text(f"""SELECT dealer_n, product_n, group_n, role, sum({figure}) FROM ({sql})
            WHERE reason = '' AND day BETWEEN :first AND :last GROUP BY dealer_n, product_n, group_n, role"""),
            {"first": first, "last": last},
        )
        for dealer, product, group, role, value in rows:
            if chosen.refusal(product, group) or (role == "return" and basis.returns == "ignore"):
                continue
            found[dealer] = found.get(dealer, 0) + (-1 if role == "return" else 1) * (value or 0)
    return found


def choose(
    db: Database, trial: Trial, wish: Wish, *, months: int, today: date, progress: Progress | None = None
) -> Choice:
    """A candidate's thresholds chosen under a budget; raises UserError where they cannot be."""
    progress = progress or Progress()
    with db.read() as session:
        first, last = window(session, [trial.policy.span], months, today)
        policy = then(trial.policy, first, last)
        periods = whole_periods(policy.span, first, last)
        before = earlier(session, trial.policy, first, last)
        lines = settle_all(session, policy, periods, earlier=before, keys=False)
        past = Past(tuple(periods), tuple(lines), {}, {}, periods[-1].last_day)
        past = with_quarters(session, policy, past, (first, last), before) if wish.sure else past
    return choose_thresholds(policy, periods, lines, wish, progress, past)
