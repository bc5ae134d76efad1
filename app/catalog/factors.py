"""Quantities and prices inside SQL statements: a row's unit in base units by its day, a product's list price.

``maps`` names the tables that hold the factors and prices by product and day: ``cell`` for those that figures were
computed with. A quantity in a unit without a factor is unknown.
"""

from app.catalog.rules import ONE_E3, REPORTING


def unit_join(maps: str, *, unit: str, day: str) -> str:
    """The factor ``u.factor_e3`` of a row's unit on its day beside the product ``p``; nothing is sought without one."""
    return f"""LEFT JOIN {maps}_unit u ON u.unit = lower({unit}) AND u.product_n = p.product_n
          AND u.from_on <= {day} AND u.to_on > {day}"""


def in_base(quantity: str, unit: str) -> str:
    """A stored quantity in base units; unknown where the row's unit has no factor."""
    return f"CASE WHEN {unit} IS NULL THEN {quantity} ELSE {rounded(f'({quantity}) * u.factor_e3', str(ONE_E3))} END"


def report_factor(maps: str, *, day: str) -> str:
    """How many thousandths of base units the product's reporting unit holds; NULL where it has none."""
    return f"""(SELECT w.factor_e3 FROM {maps}_unit w WHERE w.product_n = p.product_n AND w.unit = '{REPORTING}'
            AND w.from_on <= {day} AND w.to_on > {day})"""


def rounded(top: str, bottom: str) -> str:
    """A quotient of whole numbers rounded half away from zero; SQLite's division goes towards zero."""
    return f"(2 * {top} + CASE WHEN {top} < 0 THEN -{bottom} ELSE {bottom} END) / (2 * {bottom})"


def price_on(maps: str, *, day: str) -> str:
    """The list price of the product ``p`` on a day, in 1/1,000,000; NULL where it has none."""
    return f"""(SELECT w.price_e6 FROM {maps}_price w WHERE w.product_n = p.product_n
            AND w.from_on <= {day} AND w.to_on > {day})"""
