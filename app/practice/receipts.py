"""What the dealers paid: receipts with their form, 28 % of the money as bank notes of six months (银承)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from app.practice import dealers as who
from app.practice.dealers import Dealer
from app.practice.dice import Dice
from app.practice.frame import MONTHS, idle_days, later, month_days, month_end
from app.practice.ledger import Payment, payments, prepayments
from app.practice.money import Invoice

NOTE: Final = "银行承兑汇票"
_NOTE_SHARE: Final = 0.28
REBATE: Final = "返利抵款"
_OTHERS: Final = (("电汇", 0.9), ("商业承兑汇票", 0.96), (REBATE, 1.0))
_NOTE_MONTHS: Final = 6
_LISHUI_NOTE: Final = date(2026, 3, 10).toordinal()
"""丽水瓯源's note is due in September: sales counts it as cash (story 11)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt; a bank note is money only on the day on which it is due. Amounts in 分."""

    number: str
    dealer: Dealer
    month: int
    day: int
    form: str
    matures: int
    parts: tuple[tuple[Invoice | None, int], ...]
    """The invoices that it settles; None = in advance."""

    @property
    def amount(self) -> int:
        """All of it."""
        return sum(amount for _, amount in self.parts)


@cache
def receipts() -> tuple[Receipt, ...]:
    """All receipts in the order of their days."""
    drawn = sorted(_drawn(), key=lambda one: (one[1], one[0].code, -one[2][0][1]))
    found: list[Receipt] = []
    notes = total = 0
    for number, (dealer, day, parts) in enumerate(drawn, 1):
        amount = sum(part for _, part in parts)
        total += amount
        lishui = dealer.code == who.LISHUI and day == _LISHUI_NOTE
        form = _form(number, day)
        if lishui or (dealer.terms and notes + amount <= total * _NOTE_SHARE):
            form, notes = NOTE, notes + amount
        matures = _matures(day) if form in (NOTE, "商业承兑汇票") else 0
        when = date.fromordinal(day)
        name = f"SK{when.year % 100:02d}{when.month:02d}{number:05d}"
        month = MONTHS.index((when.year, when.month))
        found.append(Receipt(name, who.account(dealer.code, MONTHS[month]), month, day, form, matures, tuple(parts)))
    return tuple(found)


def _form(number: int, day: int) -> str:
    """Rebates are set off until the year is closed; in the first quarter of 2026 all that comes is money."""
    draw = Dice(f"form {number}").unit()
    form = next(form for form, limit in _OTHERS if draw < limit)
    return "电汇" if form == REBATE and date.fromordinal(day).year == 2026 else form


def _matures(day: int) -> int:
    when = date.fromordinal(day)
    year, month = later((when.year, when.month), _NOTE_MONTHS)
    return date(year, month, min(when.day, month_end(year, month).day)).toordinal()


def _drawn() -> Iterator[tuple[Dealer, int, list[tuple[Invoice | None, int]]]]:
    """Dealer, day and what is settled: one to three receipts of a dealer in a month."""
    by_dealer: dict[tuple[str, int], list[Payment]] = {}
    for one in payments():
        by_dealer.setdefault((one.invoice.dealer.code, one.month), []).append(one)
    for (code, month), rows in by_dealer.items():
        dealer, dice = who.dealer(code), Dice(f"receipts {code} {month}")
        rows.sort(key=lambda one: (one.invoice.due, one.invoice.day, one.invoice.number))
        days = _days(month, 1 + len(rows) // 9 if len(rows) < 27 else 3, dice)
        if code == who.LISHUI and MONTHS[month] == (2026, 3):
            days = [_LISHUI_NOTE]
        size = -(-len(rows) // len(days))
        for at, day in enumerate(days):
            parts = rows[at * size : (at + 1) * size]
            if parts:
                yield dealer, day, [(one.invoice, one.amount) for one in parts]
    for (dealer, month), amount in prepayments().items():
        dice = Dice(f"prepays {dealer.code} {month}")
        days = _days(month, 2, dice)
        for day, part in zip(days, dice.parts(amount // 100, len(days)), strict=True):
            rest = amount % 100 if day == days[0] else 0
            if part * 100 + rest:
                yield (
                    who.dealer(who.ZHOUSHAN) if dealer.code == who.FORMER else dealer,
                    day,
                    [(None, part * 100 + rest)],
                )


def _days(month: int, count: int, dice: Dice) -> Sequence[int]:
    first, last = month_days(MONTHS[month])
    able = [day for day in range(first, last + 1) if day not in idle_days() and day % 7 != 6]
    return sorted(dice.sample(able, count))
