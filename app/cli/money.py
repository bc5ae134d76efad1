"""Commands about money: what is open by invoices and receipts, beside finance's own list."""

import argparse
from datetime import date
from fractions import Fraction

from app.bootstrap import Desk
from app.cli.output import print_json, print_table
from app.core.errors import UsageError
from app.core.money import AMOUNT_SCALE, decimal_text
from app.core.texts import Texts
from app.finance.queries import Balance, balances


def run_receivables(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``receivables --as-of D``: each dealer's open items by invoices and receipts, and what the list says."""
    day = typed_day(args.as_of) if args.as_of else desk.clock.today()
    with desk.db.read() as session:
        found = balances(session, day)
    if args.json:
        print_json({"as_of": day.isoformat(), "rows": [_row(one, day) for one in found]})
        return 0
    headers = [
        t("dealer"), t("open by invoices and receipts"), t("of it overdue"), t("paid beyond it"), t("listed as open"),
        t("difference"),
    ]  # fmt: skip
    print_table(headers, [[f"{one.code} {one.name}", *list(_row(one, day).values())[2:]] for one in found])
    return 0


def _row(one: Balance, day: date) -> dict[str, str | None]:
    return {
        "dealer": one.code,
        "name": one.name,
        "open": _money(one.computed),
        "overdue": None if one.prepays else _money(one.overdue(day)),
        "credit": _money(one.account.credit),
        "listed": _money(one.listed),
        "difference": _money(one.difference),
    }


def _money(amount: int | None) -> str | None:
    exact = Fraction(0 if amount is None else amount, AMOUNT_SCALE)
    return None if amount is None else decimal_text(exact.numerator, exact.denominator)


def typed_day(words: str) -> date:
    """A day as it is typed; raises UsageError for what is none."""
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise UsageError("“{day}” is no day such as 2026-03-31.", day=words) from error
