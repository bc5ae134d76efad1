"""How the rows behind a figure lead to each name of its formula: a sum, a place in a sorted list, what was counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.calendar import ordinary_days
from app.core.money import decimal_text
from app.core.period import day_of
from app.core.texts import N_, Text
from app.kpi.adding import read_added, read_both_years, read_by_dealer, read_days
from app.kpi.atoms import CALENDAR, CALENDAR_TARGETED, TARGETED
from app.kpi.coverage import owed_lists
from app.kpi.drill import Asked, ask_rows, read_alone
from app.kpi.own.known import find_kpi
from app.kpi.people import read_dealers
from app.kpi.reading import WINDOW_DAYS
from app.kpi.sources import VIEWS
from app.kpi.wording import listed, without_text

_COUNTED: Final = "cycle_known"


@dataclass(frozen=True)
class Explained:
    """One name of a formula: its value and how the rows lead to it, in no language yet."""

    name: str
    total: Fraction | None
    """None where it is unknown."""
    how: Text | None = None
    """None for what the rows simply add up to."""
    parts: tuple[tuple[str, Text | str], ...] = ()
    """What was counted, one by one: dealers with their sums, months with what came."""


@dataclass(frozen=True)
class _Question:
    """One name of a KPI's formula, with which of whose rows it is asked of."""

    session: Session
    kpi: str
    name: str
    found: Asked
    asked: Mapping[str, Any]


def explain(session: Session, kpi: str, name: str, **asked: Any) -> Explained:
    """One name of a KPI's formula; raises UserError as ``read_rows`` does."""
    found = ask_rows(session, kpi, measure=name, **asked)
    plain = name if name in (*CALENDAR, *CALENDAR_TARGETED) else _mode(name, found)
    return _HOW.get(plain, _sum)(_Question(session, kpi, name, found, asked))


def _mode(name: str, found: Asked) -> str:
    if found.wanted.name != name:  # rows of another measure stand for what is counted from them
        return "dealers" if name == "buying_dealers" else "percentile"
    return "checks" if found.wanted.measure.pack.view in VIEWS else found.wanted.mode


def _sum(q: _Question) -> Explained:
    total = read_added(q.session, q.kpi, q.name, **q.asked)
    if q.found.wanted.mode == "list" and total is not None:
        return Explained(
            q.name, total, Text(N_("the newest list of each at {day}"), {"day": _iso(q.found.bucket.last)})
        )
    return Explained(q.name, total)


def _window(q: _Question) -> Explained:
    said = {"n": WINDOW_DAYS, "first": _iso(q.found.bucket.last - WINDOW_DAYS + 1), "last": _iso(q.found.bucket.last)}
    how = Text(N_("the {n} days from {first} to {last}"), said)
    return Explained(q.name, read_added(q.session, q.kpi, q.name, **q.asked), how)


def _ordinary(q: _Question) -> Explained:
    spans = ordinary_days(q.found.bucket.last, WINDOW_DAYS)
    said = {"n": WINDOW_DAYS, "days": "; ".join(f"{_iso(first)}..{_iso(last)}" for first, last in spans)}
    how = Text(N_("the last {n} days without those around the spring festival: {days}"), said)
    return Explained(q.name, read_added(q.session, q.kpi, q.name, **q.asked), how)


def _to_date(q: _Question) -> Explained:
    how = Text(N_("everything up to {day}"), {"day": _iso(q.found.bucket.last)})
    return Explained(q.name, read_added(q.session, q.kpi, q.name, **q.asked), how)


def _targeted(q: _Question) -> Explained:
    """Only the months that have a target."""
    return Explained(q.name, read_added(q.session, q.kpi, q.name, **q.asked), _of_months(q))


def _of_months(q: _Question) -> Text:
    row = read_alone(q.session, find_kpi(q.session, q.kpi), q.name, **q.asked)
    without = None if row is None else without_text(row)
    said = Text(N_("the months that have a target"))
    return said if without is None else listed([said, without])


def _checks(q: _Question) -> Explained:
    """Each list against each product that must be in stock: what a list lacks is an observation of zero."""
    each = read_by_dealer(q.session, q.kpi, q.name, **q.asked)
    words = N_(
        "each stock list of {first}..{last} against each product that must be in stock; what a list lacks is out of "
        "stock"
    )
    how = Text(words, _days(q.found))
    return Explained(q.name, sum(each.values(), Fraction(0)), how, _by_name(q.session, each))


def _compared(q: _Question) -> Explained:
    """Growth is told over the dealers that have some in both periods."""
    both = read_both_years(q.session, q.kpi, q.found.wanted.measure.id, **q.asked)
    before = q.found.wanted.mode == "before"
    each = {dealer: pair[before] for dealer, pair in both.items()}
    how = Text(N_("{first}..{last}, over the {n} dealers with some in both years"), _days(q.found) | {"n": len(each)})
    return Explained(q.name, sum(each.values(), Fraction(0)), how, _by_name(q.session, each))


def _dealers(q: _Question) -> Explained:
    """Distinct dealers whose net sales of the whole period are above zero."""
    each = {one: value for one, value in read_by_dealer(q.session, q.kpi, "net_amount", **q.asked).items() if value > 0}
    how = Text(N_("dealers whose net sales of {first}..{last} are above zero"), _days(q.found))
    return Explained(q.name, Fraction(len(each)), how, _by_name(q.session, each))


def _percentile(q: _Question) -> Explained:
    """Nearest rank: the smallest number of days within which at least so many percent lie."""
    days, percent = read_days(q.session, q.kpi, _COUNTED, **q.asked), int(q.name.rpartition("p")[2])
    if not days:
        return Explained(q.name, None, Text(N_("nothing was delivered whose days are known")))
    place = ceil(len(days) * percent / 100)
    value = days[place - 1]
    words = N_("place {place} of {n} in the list sorted by days ({percent}%): {days} days; {within} took no longer")
    within = sum(one <= value for one in days)
    how = Text(words, {"place": place, "n": len(days), "days": value, "within": within, "percent": percent})
    return Explained(q.name, Fraction(value), how)


def _reports(q: _Question) -> Explained:
    """Dealer-months in which a dealer owes its lists, and those of which all came."""
    scope, received, total, parts = q.found.scope, q.name.startswith("received"), 0, []
    names = {n: one.name for n, one in read_dealers(q.session).items()}
    for dealer, months in owed_lists(q.session, q.found.bucket.first, q.found.bucket.last, scope.ended).items():
        if scope.chosen is not None and dealer not in scope.chosen:
            continue
        late = [one.month.name for one in months if False in (one.sold, one.listed)]
        total += len(months) - len(late) if received else len(months)
        said = {"owed": len(months), "came": len(months) - len(late), "late": ", ".join(late)}
        words = N_("owed {owed}, came {came}, missing: {late}") if late else N_("owed {owed}, all came")
        parts.append((names.get(dealer, ""), Text(words, said)))
    how = N_("months of which all owed lists came") if received else N_("months in which a dealer owes its lists")
    return Explained(q.name, Fraction(total), Text(how), tuple(parts))


def _calendar(q: _Question) -> Explained:
    """Working days by the calendar with its holidays; no row is behind them."""
    over, whole = q.found.bucket.working
    if q.name == CALENDAR[1]:
        return Explained(q.name, Fraction(over), Text(N_("working days by the calendar that are over")))
    return Explained(q.name, Fraction(whole), Text(N_("working days by the calendar")))


def _calendar_targeted(q: _Question) -> Explained:
    """Working days of the months that have a target."""
    row = read_alone(q.session, find_kpi(q.session, q.kpi), q.name, **q.asked)
    plain = _calendar(replace(q, name=q.name.removesuffix(TARGETED)))
    how = listed([one for one in (plain.how, _of_months(q)) if one is not None])
    return Explained(q.name, Fraction(0) if row is None else row.amount, how)


_How = Callable[[_Question], Explained]
_HOW: Final[Mapping[str, _How]] = {
    "window": _window, "ordinary": _ordinary, "to_date": _to_date, "checks": _checks, "matched": _compared,
    "before": _compared, "dealers": _dealers, "percentile": _percentile, "reports": _reports,
    "targeted": _targeted, **dict.fromkeys(CALENDAR, _calendar),
    **dict.fromkeys(CALENDAR_TARGETED, _calendar_targeted),
}  # fmt: skip


def _by_name(session: Session, each: Mapping[int, Fraction]) -> tuple[tuple[str, str], ...]:
    names = {n: one.name for n, one in read_dealers(session).items()}
    order = sorted(each.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((names.get(n, ""), decimal_text(value.numerator, value.denominator) or "") for n, value in order)


def _days(found: Asked) -> dict[str, object]:
    return {"first": _iso(found.bucket.first), "last": _iso(found.bucket.last)}


def _iso(day: int) -> str:
    return day_of(day).isoformat()
