"""The sheet before the door (拜访单): what one has to know of a dealer and to ask, as a frozen dataclass."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.queries import ActionRow, actions_about
from app.compliance.cases.queries import CaseRow, list_cases
from app.compliance.gate.expiring import Expiring, expiring
from app.core.money import AMOUNT_SCALE
from app.core.period import day_number, month_of, shift
from app.core.texts import N_, Text
from app.core.wording import money_text, percent_text
from app.dealers.contacts import contacts_on
from app.dealers.life.queries import life_of, notes_of
from app.dealers.life.rules import TITLES
from app.dealers.queries import DealerRow, PartyCard, party_card
from app.health.kpis import kpi_infos
from app.health.model import Assessment
from app.health.sheets import KpiInfo, Standing
from app.kpi.findings.model import Figure, Finding
from app.kpi.findings.reading import KINDS, read_findings
from app.kpi.findings.wording import written
from app.kpi.queries import read_rows
from app.visits.queries import VisitRow, visits_to
from app.visits.rules import question

FIGURES: Final = (
    "net_amount", "sell_out_amount", "target_attainment", "collection_attainment", "on_time_rate", "days_of_supply",
    "near_expiry_share", "overdue_share",
)  # fmt: skip
PARTS: Final = (
    "overdue_1_30_amount", "overdue_31_60_amount", "overdue_61_90_amount", "overdue_91_180_amount",
    "overdue_over_180_amount",
)  # fmt: skip
MONTHS: Final = 3
HIGH_DAYS: Final = 60
"""From so many days of supply on one asks how it will be sold."""
_WITHIN_DAYS: Final = 90
"""Papers that run out so soon are told."""
_ASKED: Final = 8
"""More questions than these nobody asks."""


@dataclass(frozen=True)
class FigureLine:
    """A KPI over the last three whole months, over the three before, and over the same months of the year before."""

    info: KpiInfo
    value: Fraction | None
    before: Fraction | None
    year_ago: Fraction | None


@dataclass(frozen=True)
class Change:
    """Something that happened on a day, in words."""

    on: int | None
    said: Text


@dataclass(frozen=True)
class VisitSheet:
    """Everything on the sheet; days are stored days, money exact amounts in the currency's units."""

    dealer: DealerRow
    name_en: str
    contact: str
    visit: VisitRow | None
    """The planned visit that it is printed for."""
    last: VisitRow | None
    today: int
    months: tuple[date, date]
    state_since: int | None
    health: Standing | None
    figures: tuple[FigureLine, ...]
    open_amount: Fraction | None
    overdue_amount: Fraction | None
    overdue_parts: tuple[tuple[KpiInfo, Fraction], ...]
    """The ages of what is overdue, without those of nothing."""
    changes: tuple[Change, ...]
    promises: tuple[ActionRow, ...]
    papers: tuple[Expiring, ...]
    cases: tuple[CaseRow, ...]
    questions: tuple[Text | str, ...]

    def label(self, lang: str) -> str:
        """The dealer's name in a language, the Chinese one where there is no other."""
        return self.name_en if self.name_en and not lang.startswith("zh") else self.dealer.name


def visit_sheet(session: Session, *, party_id: str, today: date, visit_id: str = "") -> VisitSheet:
    """Read the sheet of a dealer. Raises UserError for a dealer that is not there.

    It is for ``visit_id``, else for the next visit that is planned.
    """
    day = day_number(today)
    card = party_card(session, party_id, on=day)
    visits = visits_to(session, party_id)
    planned = [one for one in visits[::-1] if one.state == "planned"]
    planned.sort(key=lambda one: one.planned_on < day)
    visit = next((one for one in visits if one.id == visit_id), planned[0] if planned else None)
    last = next((one for one in visits if one.state == "done"), None)
    life = life_of(session, party_id)
    signs = list(read_findings(session, today, [party_id]))
    end = shift(month_of(today), -1)
    money = _money(session, party_id, today)
    open_ones = actions_about(session, "party", party_id, open_only=True)
    sheet = VisitSheet(
        dealer=card.row, name_en=card.name_en, contact=_contact(session, party_id, day), visit=visit, last=last,
        today=day, months=(shift(end, 1 - MONTHS).first, end.last), state_since=life.since_on,
        health=_health(session, party_id), figures=_figures(session, party_id, today),
        open_amount=money.get("receivable_amount"), overdue_amount=money.get("overdue_amount"),
        overdue_parts=tuple((kpi_infos()[name], amount) for name in PARTS if (amount := money.get(name))),
        changes=_changes(session, card, signs),
        promises=tuple(sorted(open_ones, key=lambda one: (one.kind != "promise", one.due_on is None, one.due_on or 0))),
        papers=tuple(expiring(session, today, within=_WITHIN_DAYS, dealer_id=party_id)),
        cases=tuple(list_cases(session, party_id=party_id, open_only=True)), questions=(),
    )  # fmt: skip
    return replace(sheet, questions=_questions(sheet, signs))


def _contact(session: Session, party_id: str, day: int) -> str:
    """Whom to call first, on a day."""
    for one in contacts_on(session, [party_id], day).get(party_id, [])[:1]:
        return " ".join(part for part in (one.name, one.position, one.mobile or one.phone) if part)
    return ""


def _health(session: Session, party_id: str) -> Standing | None:
    row = session.scalars(
        select(Assessment)
        .where(Assessment.party_id == party_id, Assessment.removed.is_(False))
        .order_by(Assessment.period.desc(), Assessment.version.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    score = None if row.score_tenths is None else Fraction(row.score_tenths, 10)
    return Standing(row.period, score, row.grade)


def _figures(session: Session, party_id: str, today: date) -> tuple[FigureLine, ...]:
    end = shift(month_of(today), -1)
    spans = [(shift(end, 1 - MONTHS - back), shift(end, -back)) for back in (0, MONTHS, 12)]
    read = [
        {row.kpi: row.amount for row in read_rows(session, only=FIGURES, first=first, last=last, dealer=party_id,
                                                  today=today)}
        for first, last in spans
    ]  # fmt: skip
    lines = (FigureLine(kpi_infos()[name], *(one.get(name) for one in read)) for name in FIGURES)
    return tuple(one for one in lines if one.value is not None or one.before is not None)


def _money(session: Session, party_id: str, today: date) -> dict[str, Fraction]:
    month = month_of(today)
    wanted = ["receivable_amount", "overdue_amount", *PARTS]
    rows = read_rows(session, only=wanted, first=month, last=month, dealer=party_id, today=today)
    return {row.kpi: row.amount for row in rows if row.amount is not None}


def _changes(session: Session, card: PartyCard, signs: list[Finding]) -> tuple[Change, ...]:
    """What the rows show, steps of its life cycle and notes: signs first, then the newest."""
    told = N_("{title}: {sentence}")
    found = [
        Change(None, Text(told, {"title": Text(KINDS[one.kind].title), "sentence": one.said(_written)}))
        for one in signs
    ]
    steps = [
        Change(one.at_on, Text(N_("{state} ({reason})") if one.reason else "{state}",
                               {"state": Text(TITLES.get(one.to_state, one.to_state)), "reason": one.reason}))
        for one in life_of(session, card.row.id).passages
    ]  # fmt: skip
    notes = [Change(one.at_on, Text("{words}", {"words": one.body})) for one in notes_of(session, card.row.id)]
    return (*found, *sorted(steps + notes, key=lambda one: -(one.on or 0)))


def _written(figure: Figure) -> str | Text:
    """As on every paper: money in 万 or thousands."""
    if figure.kind == "money" and isinstance(figure.value, int | Fraction):
        return money_text(Fraction(figure.value) / AMOUNT_SCALE)
    return written(figure)


def _questions(sheet: VisitSheet, signs: list[Finding]) -> tuple[Text | str, ...]:
    """What to ask: the purpose first, then money, promises, papers, signs, figures; each kind once."""
    values = {one.info.id: one.value for one in sheet.figures}
    asked: list[Text | str | None] = [sheet.visit.purpose if sheet.visit is not None and sheet.visit.purpose else None]
    if sheet.overdue_amount:
        asked.append(question("overdue", amount=money_text(sheet.overdue_amount)))
    asked += [
        question("promise", title=one.title) for one in sheet.promises
        if one.kind == "promise" and one.due_on is not None and one.due_on <= sheet.today
    ]  # fmt: skip
    asked += [question("papers", paper=f"{one.kind} {one.number}") for one in sheet.papers]
    asked += [question(kind) for kind in dict.fromkeys(one.kind for one in signs)]
    supply, reached = values.get("days_of_supply"), values.get("target_attainment")
    if supply is not None and supply > HIGH_DAYS:
        asked.append(question("stock_high", days=round(supply)))
    if reached is not None and reached < 1:
        asked.append(question("target", attainment=percent_text(reached)))
    return tuple([one for one in asked if one is not None][:_ASKED])
