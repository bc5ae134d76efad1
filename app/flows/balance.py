"""The balance of goods per dealer, product and month, read from the facts with its signs and rows (进销存平衡表)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalog.factors import price_on
from app.core.charts import Chart, Series
from app.core.errors import UserError
from app.core.money import QUANTITY_SCALE, round_half_up
from app.core.period import Period
from app.core.progress import Progress
from app.core.texts import N_, Text, Texts
from app.core.workspace_settings import set_setting, setting
from app.flows.facts import Facts, list_days, read_facts
from app.flows.rules import LACKS, LONGEST_DAYS, PARTS, Balance, Move, Tolerance, balances, spans_of
from app.flows.signs import signs_of
from app.flows.withheld import PRODUCT_CODE

SETTING: Final = "balance"


@dataclass(frozen=True)
class Line:
    """One dealer, one product, one month."""

    month: Period
    dealer_id: str
    dealer_code: str
    dealer: str
    product_code: str
    product: str
    unit: str
    balance: Balance
    gap_e4: int | None
    """What the gap is worth at the list price of the last day; None where gap or price is unknown."""
    beyond: bool
    """Whether the gap is beyond the tolerance."""
    signs: tuple[str, ...]
    """What is suspicious about the dealer's sell-out of the month (``app/flows/signs.py``)."""


def tolerance(session: Session) -> Tolerance:
    """What the workspace tolerates; the usual where nobody said."""
    found: Mapping[str, Any] = setting(session, SETTING) or {}
    usual = Tolerance()
    share = Fraction(found["share"]) if "share" in found else usual.share
    return Tolerance(share, found.get("quantity_e3", usual.quantity_e3), found.get("held", usual.held))


def set_tolerance(session: Session, *, share: Fraction, quantity_e3: int, held: bool) -> None:
    """Set from when on a gap asks for an explanation; raises UserError for what is below zero."""
    if share < 0 or quantity_e3 < 0:
        raise UserError("A tolerance is not below zero.")
    set_setting(session, key=SETTING, value={"share": str(share), "quantity_e3": quantity_e3, "held": held})


def read_balance(
    session: Session, months: Sequence[Period], dealers: Collection[int] | None = None,
    progress: Progress | None = None,
) -> list[Line]:  # fmt: skip
    """The balances of some months in order, of all dealers that hand in lists or of some (numbers).

    By month, then the largest gap first; what is unknown comes after what is known. Raises Cancelled through
    ``progress``.
    """
    watch = progress or Progress()
    first, last = months[0].first_day, months[-1].last_day
    known = list_days(session, first - LONGEST_DAYS, last, dealers)
    days = [(one.first_day, one.last_day) for one in months]
    spans = {dealer: spans_of(own, days) for dealer, own in known.items()}
    whole = [one for own in spans.values() for one in own]
    begin = min((one.after for one in whole), default=first - 1) + 1
    ends = {day for one in whole for day in (one.opening, one.last) if day is not None}
    facts = read_facts(session, (begin, last), ends, dealers, watch)
    allowed = tolerance(session)
    parties, products = _parties(session), _products(session, last)
    signs = signs_of(session, months, dealers)
    found: list[Line] = []
    listed = sorted(spans.keys() & parties.keys())
    for done, dealer in enumerate(listed):
        watch.step(done, len(listed), Text(N_("Balancing dealer by dealer")))
        each = balances(
            dealer, spans[dealer], facts.moves.get(dealer, ()), facts.stock.get(dealer, {}),
            facts.reports.get(dealer, ()), held=allowed.held,
        )  # fmt: skip
        for month, own in zip(months, each, strict=True):
            found += [_line(month, one, parties, products, allowed, signs) for one in own]
    return sorted(found, key=lambda one: (one.month.first, one.balance.gap_e3 is None, -_weight(one), one.dealer_code))


def _weight(line: Line) -> int:
    return abs(line.gap_e4) if line.gap_e4 is not None else abs(line.balance.gap_e3 or 0)


def _line(
    month: Period, one: Balance, parties: Mapping[int, tuple[str, str, str]],
    products: Mapping[int, tuple[str, str, str, int | None]], allowed: Tolerance,
    signs: Mapping[tuple[int, str], tuple[str, ...]],
) -> Line:  # fmt: skip
    code, name, unit, price_e6 = products[one.product]
    gap = one.gap_e3
    worth = None if gap is None or price_e6 is None else round_half_up(Fraction(gap * price_e6, 100_000))
    return Line(
        month, *parties[one.dealer], code, name, unit, one, worth, allowed.exceeded(one),
        signs.get((one.dealer, month.name), ()),
    )  # fmt: skip


def _parties(session: Session) -> dict[int, tuple[str, str, str]]:
    rows = session.execute(
        text("""
        SELECT n.n, p.id, coalesce((SELECT min(c.code) FROM party_code c WHERE c.party_id = p.id AND c.removed = 0
               AND c.by_hand IS NULL), p.ref), p.name
        FROM party p JOIN numbered n ON n.kind = 'party' AND n.entity_id = p.id WHERE p.removed = 0
    """)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _products(session: Session, day: int) -> dict[int, tuple[str, str, str, int | None]]:
    rows = session.execute(
        text(f"""
        SELECT p.product_n, {PRODUCT_CODE}, g.name, coalesce(g.base_unit, ''), {price_on("cell", day=":day")}
        FROM (SELECT n AS product_n, entity_id FROM numbered WHERE kind = 'product') p
        JOIN product g ON g.id = p.entity_id
    """),
        {"day": day},
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


# ------------------------------------------------------------------------------------------------ one balance


def part_rows(session: Session, balance: Balance, part: str) -> dict[str, tuple[int, ...]]:
    """The ids of the facts behind one bar, by feed; ``opening`` and ``reported`` are rows of stock lists."""
    span = balance.span
    lists = {day for day in (span.opening, span.last) if day is not None}
    facts = read_facts(session, (span.after + 1, span.last), lists, {balance.dealer})
    if part in {"opening", "reported"}:
        day = span.opening if part == "opening" else span.last
        ids = facts.rows.get((balance.dealer, day or 0, balance.product), ())
        return {"stock": tuple(ids)} if ids else {}
    wanted = tuple(PARTS) if part == "gap" else (part,)
    return _rows(facts, balance, wanted, held=tolerance(session).held)


def _rows(facts: Facts, balance: Balance, parts: Collection[str], *, held: bool) -> dict[str, tuple[int, ...]]:
    found: dict[str, dict[int, None]] = {}
    for one in facts.moves.get(balance.dealer, ()):
        if one.product == balance.product and _counts(one, balance, parts, held=held):
            found.setdefault(one.row[0], {})[one.row[1]] = None
    return {feed: tuple(ids) for feed, ids in found.items()}


def _counts(move: Move, balance: Balance, parts: Collection[str], *, held: bool) -> bool:
    return any(part in parts for part, _ in move.within(balance.span, held=held))


def waterfall(line: Line, t: Texts) -> Chart:
    """The balance as a chart: from the list at the beginning by each part to what is reported, the gap among them.

    Where a list is missing the chart ends with what is known.
    """
    one = line.balance
    steps: list[tuple[str, str, int, str]] = []
    if one.opening_e3 is not None:
        steps.append(("opening", t(N_("Opening stock")), one.opening_e3, "series1"))
    for part, quantity in one.parts.items():
        sign, title = PARTS[part]
        steps.append((part, t(title), sign * quantity, "good" if sign * quantity > 0 else "warn"))
    if one.gap_e3:
        steps.append(("gap", t(N_("Unexplained gap")), one.gap_e3, "bad"))
    end = one.reported_e3 if one.reported_e3 is not None else one.calculated_e3
    if end is not None:
        title = N_("Reported stock") if one.reported_e3 is not None else N_("Calculated stock")
        steps.append(("reported", t(title), end, "series1"))
    values = tuple(step[2] / QUANTITY_SCALE for step in steps)
    tones: Any = tuple(step[3] for step in steps)
    series = (Series("", values, tones=tones),)
    title = f"{line.dealer} · {line.product} · {line.month.name}"
    return Chart(
        title, tuple(step[1] for step in steps), series, kind="waterfall", unit=line.unit,
        keys=tuple(step[0] for step in steps),
    )  # fmt: skip


def lacks_text(line: Line, t: Texts) -> str:
    """What is unknown of a balance, in words."""
    return t(N_(", ")).join(t(LACKS[name]) for name in line.balance.lacks)
