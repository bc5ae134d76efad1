"""What the health page shows of a quarter, read in a worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.period import Period, day_number, parse_period, quarter_of, shift
from app.health.current import current_model
from app.health.peers import PeerPlace, PeerView, peers_of
from app.health.queries import RoundLine, region_sheets, rounds
from app.health.sheets import HealthSheet, RankLine, RegionSheet
from app.health.subjects import subjects
from app.kpi.span import data_span

if TYPE_CHECKING:
    from app.bootstrap import Desk

MOST_QUARTERS = 40


@dataclass(frozen=True)
class Ranked:
    """One line of the ranking: what the region's sheet says of a dealer, and his own sheet."""

    line: RankLine
    sheet: HealthSheet
    among: PeerPlace

    @property
    def change(self) -> Fraction | None:
        """Points against last quarter, as printed."""
        return None if self.line.change_tenths is None else Fraction(self.line.change_tenths, 10)

    @property
    def net_amount_e4(self) -> int | None:
        """Net sales in stored units."""
        return None if self.line.net_amount is None else int(self.line.net_amount * 10_000)


@dataclass(frozen=True)
class HealthView:
    """One quarter as the page shows it; ``region`` is None where it was not assessed."""

    quarter: Period
    quarters: tuple[Period, ...]
    """Every quarter that can be chosen, the newest first."""
    assessed: Mapping[str, RoundLine]
    region: RegionSheet | None
    ranking: tuple[Ranked, ...]
    dealers: int
    indicators: int
    data_until: date | None
    """The last day with data; None where nothing was imported."""
    today: date
    peers: PeerView | None = None
    """How scores are spread among like dealers."""

    @property
    def running(self) -> bool:
        """Whether the quarter is not over yet."""
        return self.today <= self.quarter.last


def read_health(desk: "Desk", wanted: str = "") -> HealthView:
    """A quarter: the wanted one, else the newest that was assessed, else the last that is over and has data."""
    today = desk.clock.today()
    assessed = {one.period: one for one in rounds(desk.db)}
    with desk.db.read() as session:
        span = data_span(session, default=Period(today, today, ""))
        _, scheme = current_model(session)
        first, last = span
        empty = not first.name
        quarters = () if empty else _quarters(first.first, min(max(last.last, first.first), today), assessed)
        chosen = _chosen(wanted, quarters, assessed, today)
        who = subjects(session, on=day_number(chosen.last))
    region: RegionSheet | None = None
    ranking: tuple[Ranked, ...] = ()
    peers: PeerView | None = None
    if chosen.name in assessed:
        region, sheets = region_sheets(desk.db, desk.workspace.files, desk.infos, period=chosen.name)
        by_id = {each.dealer.id: each for each in sheets}
        peers = peers_of(sheets)
        ids = [line.dealer.id for line in region.ranking]
        ranking = tuple(
            Ranked(line, by_id[one], peers.places[one]) for line, one in zip(region.ranking, ids, strict=True)
        )
    return HealthView(
        quarter=chosen, quarters=quarters or (chosen,), assessed=assessed, region=region, ranking=ranking,
        dealers=len(who), indicators=len(scheme.indicators), data_until=None if empty else min(last.last, today),
        today=today, peers=peers,
    )  # fmt: skip


def _quarters(first: date, last: date, assessed: Mapping[str, RoundLine]) -> tuple[Period, ...]:
    found = {parse_period(name) for name in assessed}
    at, oldest = quarter_of(last), quarter_of(first)
    while at >= oldest and len(found) < MOST_QUARTERS:
        found.add(at)
        at = shift(at, -1)
    return tuple(sorted(found, reverse=True))


def _chosen(wanted: str, quarters: tuple[Period, ...], assessed: Mapping[str, RoundLine], today: date) -> Period:
    if wanted:
        return parse_period(wanted)
    if assessed:
        return parse_period(max(assessed))
    over = [one for one in quarters if one.last < today]
    return (over or list(quarters) or [quarter_of(today)])[0]
