"""匹配率: of what dealers sold on, how much is in rows whose buyer and product are known, by dealer and month."""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import Period, day_of
from app.flows.meanings import read_meanings
from app.flows.queue import BUYER


@dataclass
class Rate:
    """A dealer's sell-out rows of a month; rows that a person said are none of ours are left out."""

    dealer: int
    month: str
    rows: int = 0
    matched: int = 0
    amount_e4: int = 0
    matched_e4: int = 0

    @property
    def by_rows(self) -> Fraction | None:
        """Matched rows / rows; None for 0/0."""
        return Fraction(self.matched, self.rows) if self.rows else None

    @property
    def by_amount(self) -> Fraction | None:
        """Matched amount / amount, both without their signs; None for 0/0."""
        return Fraction(self.matched_e4, self.amount_e4) if self.amount_e4 else None


def read_rates(session: Session, first: Period, last: Period) -> list[Rate]:
    """The rates of each dealer (its number; 0 is a dealer that nobody knows) and month.

    A row is matched where its product is known and its buyer too; a consumer needs no name.
    """
    parties, products = read_meanings(session, "party"), read_meanings(session, "product")
    found: dict[tuple[int, str], Rate] = {}
    rows = session.execute(
        text(f"""
        SELECT f.source_n, f.party_code, f.sold_on, {BUYER}, coalesce(f.counterparty_kind = 'consumer', 0),
               f.product_code, count(*), sum(abs(coalesce(f.amount_e4, 0)))
        FROM sellout f WHERE f.current = 1 AND f.sold_on BETWEEN :first AND :last GROUP BY 1, 2, 3, 4, 5, 6
    """),
        {"first": first.first_day, "last": last.last_day},
    )
    for source_n, code, day, buyer, consumer, product, count, amount in rows:
        seller = parties.of((source_n, code), day)
        meant = None if buyer is None else parties.of((source_n, buyer), day)
        goods = products.of((source_n, product), day)
        if seller == 0 or goods == 0 or (meant == 0 and not consumer):
            continue
        key = (seller or 0, f"{day_of(day):%Y-%m}")
        one = found.setdefault(key, Rate(*key))
        one.rows += count
        one.amount_e4 += amount
        if seller is not None and goods is not None and (consumer or meant is not None):
            one.matched += count
            one.matched_e4 += amount
    return [found[key] for key in sorted(found, key=lambda key: (key[1], key[0]))]
