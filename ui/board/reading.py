"""What the board shows for one choice of filters, read in a worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal

from app.core.calendars import Calendar
from app.core.period import Period, day_number, month_of, shift
from app.core.texts import N_
from app.core.workspace_settings import CURRENCY, NAME, setting
from app.dealers.queries import Placed, list_places
from app.health.current import current_model
from app.health.lights import light_of
from app.health.scheme import Indicator, Scheme
from app.health.sheets import Light
from app.imports.queries import quarantine_reasons
from app.kpi.against import year_ago
from app.kpi.board import (
    ATTAINMENT,
    CARDS,
    MONTHS,
    RANKED,
    Choice,
    Dimension,
    Figure,
    Rank,
    Stocked,
    Trend,
    days_over,
    first_choice,
    gap_of,
    read_attainment,
    read_cards,
    read_ranking,
    read_region_trend,
    read_stock,
    read_trend,
)
from app.kpi.counting import USUAL, Counting
from app.kpi.goals import Aim, Goals, goals_by, goals_of
from app.kpi.kept import kept_of, known_at
from app.kpi.organisation import Organisation, chosen_of
from app.kpi.parts import Part, read_parts
from app.kpi.progress import Progress, read_progress
from app.kpi.queries import KpiRow, people_once
from app.kpi.span import data_span

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.kpi.findings.model import Finding
    from app.kpi.trust import Trust

TrendBy = Literal["year", "region"]
_QUARTER: Final = 3
_NOTHING: Final = Period(date.min, date.min, "")


@dataclass(frozen=True)
class Asked:
    """The choice with how trend and ranking are split; ``choice`` None asks for the first look."""

    choice: Choice | None = None
    trend: TrendBy = "year"
    ranking: Dimension = "dealer"
    counting: Counting = USUAL
    """What the first look counts."""


@dataclass(frozen=True)
class Option:
    """A dealer, region or group that can be chosen."""

    key: str
    name: str
    code: str = ""
    """By what a figure names a dealer."""


@dataclass(frozen=True)
class Concern:
    """Something that wants attention: how many, how much, and who first of all."""

    kind: Literal["late", "receivable", "silent", "stuffed", "quarantine", "findings"]
    count: int
    amount: Fraction | None = None
    names: tuple[str, ...] = ()
    period: Period | None = None
    limit: Fraction | None = None


@dataclass(frozen=True)
class BoardView:
    """Everything that the board draws, in no language yet."""

    choice: Choice
    asked: Asked
    today: date
    name: str
    currency: str
    known_at: int
    first: date
    last: date
    """The last month with data ends here, or today."""
    reaches: date
    """Until when the holidays are known."""
    dealers: int
    """How many dealers the choice leaves."""
    calendar: Calendar
    """By whose months periods are offered."""
    organised: bool
    """Whether dated rows say who has a dealer, so that history may be told in two ways."""
    successions: bool
    """Whether somebody's business was taken over."""
    dealer_names: tuple[Option, ...]
    regions: tuple[Option, ...]
    groups: tuple[Option, ...]
    cards: tuple[Figure, ...]
    lights: Mapping[str, Light]
    rules: Mapping[str, Indicator]
    attainment: KpiRow | None
    goals: Mapping[str, Aim]
    """What somebody said that a card shall be, beside net sales' own target."""
    over: Fraction
    """The share of the period's working days that are over, of those of months with a target where some have none."""
    trend: Trend
    regions_trend: Mapping[str, tuple[int | None, ...]]
    ranking: tuple[Rank, ...]
    ranked: Mapping[str, Mapping[str, Aim]]
    """By KPI and key what those in the ranking shall reach."""
    progress: Progress
    stock: tuple[Stocked, ...]
    concerns: tuple[Concern, ...]
    trust: "Mapping[str, Trust]" = field(default_factory=dict)
    """How far the data under each card can be trusted."""

    @property
    def running(self) -> bool:
        """Whether the period is not over."""
        return self.choice.period.first <= self.today < self.choice.period.last

    @property
    def gap(self) -> Fraction | None:
        """What net sales lack of the target for the time that is over; None without a target."""
        return gap_of(self.attainment, self.over)

    @property
    def aligned(self) -> str:
        """How growth from year to year was compared."""
        twin = year_ago(self.choice.period, self.today, self.choice.align)
        return "" if twin is None else twin.kind

    @property
    def dealer_ids(self) -> Mapping[str, str]:
        """Names of dealers by id."""
        return {one.key: one.name for one in self.dealer_names}


def spans_of(today: date, of: Calendar) -> tuple[tuple[str, Period], ...]:
    """The periods that are asked for by name."""
    return (
        (N_("Board: this month"), of.period_of(today)),
        (N_("Board: this quarter"), of.quarter_of(today)),
        (N_("Board: this year"), of.year(of.year_of(today))),
        (N_("Board: last 12 months"), rolling_year(today, of)),
    )


def read_board(desk: "Desk", asked: Asked) -> BoardView | None:
    """The board; None where nothing was imported yet. Raises UserError for a filter that fits nobody."""
    today = desk.clock.today()
    with desk.db.read() as session:
        first, last = data_span(session, default=_NOTHING)
        if not first.name:
            return None
        calendar = kept_of(session).calendar(session)
        choice = asked.choice or Choice(first_choice(last, today, calendar), counting=asked.counting)
        organisation = kept_of(session).organisation(session)
        _, scheme = current_model(session)
        people = list_places(session, role="dealer")
        codes = {one.id: one.code for one in people_once(session)[0].values()}
        regions = {one.region for one in people if one.region}
        cards = read_cards(session, choice, today, CARDS)
        attainment = read_attainment(session, choice, today)
        over = days_over(choice.period, today, attainment.without if attainment is not None else ())
        rules = {each.kpi: each for each in scheme.indicators}
        asked_of = {one: desk.kpis[one] for one in CARDS if one != "net_amount"}
        goals = goals_of(session, asked_of, choice, today)
        ranking = read_ranking(session, choice, today, asked.ranking)
        by_region = asked.trend == "region"
        trend, lines = read_region_trend(session, choice, today) if by_region else (None, {})
        return BoardView(
            choice=choice, asked=replace(asked, choice=choice), today=today,
            name=str(setting(session, NAME, "")), currency=str(setting(session, CURRENCY, "")),
            known_at=known_at(session),
            first=first.first, last=min(last.last, today), reaches=desk.db.holidays.reaches,
            dealers=_businesses(organisation, choice, today, _chosen(session, choice, today, people)),
            calendar=calendar, organised=bool(organisation.dated),
            successions=bool(organisation.chains.kept),
            dealer_names=tuple(Option(one.id, one.name, codes.get(one.id, "")) for one in people),
            regions=tuple(Option(one, one) for one in sorted(regions)),
            groups=tuple(sorted((Option(one.code, one.name) for one in people_once(session)[1].values()), key=_code)),
            cards=cards, lights=_lights(cards, attainment, over, scheme, desk) | _held(cards, goals, desk), rules=rules,
            attainment=attainment, goals=goals,
            over=over, trend=trend or read_trend(session, choice, today), regions_trend=lines,
            ranking=ranking, ranked=_ranked(session, desk, choice, asked.ranking, ranking),
            progress=read_progress(session, choice, today), stock=read_stock(session, choice, today),
            concerns=_concerns(session, choice, today, rules),
        )  # fmt: skip


def read_trust(desk: "Desk", choice: Choice) -> "Mapping[str, Trust]":
    """The quality of the data under the cards, of the months of the period and the dealers that the filters leave.

    It looks through the results of many files, so that the figures do not wait for it.
    """
    from app.kpi.trust import kpi_trust

    today = desk.clock.today()
    with desk.db.read() as session:
        people = list_places(session, role="dealer")
        chosen = {one.id for one in _chosen(session, choice, today, people)}
        whole = len(chosen) == len(people)
        first, last = (int(f"{day:%Y%m}") for day in (choice.period.first, choice.period.last))
        return kpi_trust(session, CARDS, today=today, first=first, last=last, dealers=None if whole else chosen)


def _chosen(session: Any, choice: Choice, today: date, people: Sequence[Placed] | None = None) -> list[Placed]:
    """The dealers that the filters leave."""
    only = _only(kept_of(session).organisation(session), choice, today)
    return [
        one
        for one in (list_places(session, role="dealer") if people is None else people)
        if (only is None or one.id in only)
        and (choice.dealer is None or one.id == choice.dealer)
        and (choice.region is None or one.region == choice.region)
    ]


def _businesses(organisation: Organisation, choice: Choice, today: date, chosen: list[Placed]) -> int:
    """How many dealers there are at the period's end; a code whose business was taken over is none of them."""
    end = day_number(min(choice.period.last, today))
    over = {organisation.dealers[one].id for one, day in organisation.chains.ended.items() if day <= end}
    return len(chosen) if choice.dealer else sum(one.id not in over for one in chosen)


def _only(organisation: Organisation, choice: Choice, today: date) -> frozenset[str] | None:
    """The ids of the dealers that one person, office, group, entity or tier has at the period's end, or today."""
    if not choice.structure.only:
        return None
    end = min(choice.period.last, today) if choice.structure.historical else today
    chosen = chosen_of(organisation, choice.structure, day=day_number(end))
    return None if chosen is None else frozenset(organisation.dealers[one].id for one in chosen)


def _code(option: Option) -> str:
    return option.key


def _lights(
    cards: tuple[Figure, ...], attainment: KpiRow | None, over: Fraction, scheme: Scheme, desk: "Desk"
) -> dict[str, Light]:
    """Each card against the health model's target; net sales against their own, measured by the time that is over."""
    found: dict[str, Light] = {}
    infos = desk.infos
    for card in cards:
        value = card.value
        if value is None:
            found[card.kpi] = "none"
        elif card.kpi == "net_amount":
            target = attainment.bottom * over if attainment is not None and attainment.bottom else None
            sold = attainment.top if attainment is not None and attainment.without else None  # of months with a target
            found[card.kpi] = light_of(None, infos[card.kpi], value if sold is None else sold, target)
        else:
            found[card.kpi] = light_of(scheme.indicator(card.kpi), infos[card.kpi], value, None)
    return found


def _held(cards: tuple[Figure, ...], goals: Mapping[str, Aim], desk: "Desk") -> dict[str, Light]:
    """The cards that somebody set a goal for, against that instead of the health model's target."""
    said: dict[bool, Light] = {True: "good", False: "bad"}
    kpis = desk.kpis if goals else {}
    met = {one.kpi: goals[one.kpi].met(kpis[one.kpi], one.value) for one in cards if one.kpi in goals}
    return {kpi: said[reached] for kpi, reached in met.items() if reached is not None}


def _ranked(
    session: Any, desk: "Desk", choice: Choice, by: str, ranking: tuple[Rank, ...]
) -> dict[str, Mapping[str, Aim]]:
    keys, goals, today, kpis = [one.key for one in ranking], Goals(session), desk.clock.today(), desk.kpis
    return {
        kpi: goals_by(session, goals, kpis[kpi], choice, today, by=by, keys=keys) for kpi in RANKED if kpi != ATTAINMENT
    }


def _concerns(session: Any, choice: Choice, today: date, rules: Mapping[str, Indicator]) -> tuple[Concern, ...]:
    found = [
        _late(read_parts(session, choice, today, "overdue_lines", "dealer")),
        _receivable(read_parts(session, choice, today, "overdue_share", "dealer")),
        _silent(session, choice, today),
        _stuffed(read_parts(session, choice, today, "days_of_supply", "dealer"), rules.get("days_of_supply")),
        Concern("quarantine", sum(quarantine_reasons(session).values())),
    ]
    return tuple(found)


def read_signs(desk: "Desk", choice: Choice) -> "tuple[Finding, ...]":
    """What the rows of twelve months show of the dealers chosen.

    It looks through many rows, once after every change, so that the board does not wait for it.
    """
    from app.kpi.findings.reading import read_findings

    today = desk.clock.today()
    with desk.db.read() as session:
        if choice.dealer is None and choice.region is None and not choice.structure.only:
            return read_findings(session, today)
        return read_findings(session, today, {one.id for one in _chosen(session, choice, today)})


def sign_concern(signs: "tuple[Finding, ...]") -> Concern:
    """How many there are, and of whom the first are."""
    names = dict.fromkeys(one.dealer.name for one in signs if one.dealer is not None)
    return Concern("findings", len(signs), names=tuple(names)[:3])


def _late(parts: tuple[Part, ...]) -> Concern:
    late = [one for one in parts if one.value is not None and one.value > 0]
    return Concern("late", int(sum((one.value or 0 for one in late), Fraction(0))), names=_names(late))


def _receivable(parts: tuple[Part, ...]) -> Concern:
    owing = [one for one in parts if one.numerator is not None and one.numerator > 0]
    amount = sum((one.numerator or Fraction(0) for one in owing), Fraction(0))
    return Concern("receivable", len(owing), amount, _names(owing))


def silent_period(choice: Choice, today: date) -> Period:
    """The last month of the period that is over, or the month before it."""
    last = month_of(choice.period.last)
    while last.last >= today:
        last = shift(last, -1)
    return last


def _silent(session: Any, choice: Choice, today: date) -> Concern:
    period = silent_period(choice, today)
    parts = read_parts(session, replace(choice, period=period, group=None), today, "data_coverage", "dealer")
    silent = [one for one in parts if one.value is not None and one.value < 1]
    return Concern("silent", len(silent), names=_names(silent), period=period)


def _stuffed(parts: tuple[Part, ...], rule: Indicator | None) -> Concern:
    limit = rule.upper if rule is not None else None
    high = [one for one in parts if limit is not None and one.value is not None and one.value > limit]
    high.sort(key=lambda one: -(one.value or 0))
    return Concern("stuffed", len(high), names=_names(high), limit=limit)


def _names(parts: list[Part]) -> tuple[str, ...]:
    return tuple(one.name for one in parts[:3])


def rolling_year(today: date, calendar: Calendar) -> Period:
    """The twelve months of a calendar up to the last that is over."""
    return calendar.run_up(shift(calendar.period_of(today), -1), MONTHS)


def calendar_at(desk: "Desk") -> Calendar:
    """The calendar by which months are counted, before the board was read."""
    with desk.db.read() as session:
        return kept_of(session).calendar(session)


def recounted(period: Period, calendar: Calendar) -> Period:
    """A month, quarter or year of another calendar that lies where the period lies."""
    middle = period.first + (period.last - period.first) / 2
    count = len(period.months)
    if ".." in period.name:
        return calendar.run_up(calendar.period_of(period.last), count)
    if count > _QUARTER:
        return calendar.year(calendar.year_of(middle))
    return calendar.quarter_of(middle) if count > 1 else calendar.period_of(middle)
