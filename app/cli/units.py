"""The command that lists products with their units, sets a factor, and lists rows whose unit is suspicious."""

import argparse
from datetime import date
from decimal import Decimal, InvalidOperation

from app.bootstrap import Desk
from app.catalog.queries import DatedFactor, ProductRow, find_product, list_products
from app.cli.output import print_json, print_table
from app.core.errors import UsageError
from app.core.money import QUANTITY_SCALE
from app.core.period import day_number, day_of
from app.core.texts import Texts
from app.jobs.products import set_factor
from app.kpi.suspects import last_day, read_suspect_rows, read_suspects


def run_units(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``units``: products with their units; ``--suspects`` lists rows that cannot be so, ``--factor`` sets one."""
    if args.suspects:
        return _suspects(desk, args, t)
    if args.factor is not None:
        if not args.product or not args.unit:
            raise UsageError("Say of which product and of which unit: units PRODUCT --unit 件 --factor 300")
        with desk.db.read() as session:
            product = find_product(session, args.product)
        from_on = None if args.first is None else _day(args.first)
        set_factor(
            desk.db, product_id=product.id, name=product.name, unit=args.unit, factor_e3=_thousandths(args.factor),
            from_on=from_on,
        )  # fmt: skip
    with desk.db.read() as session:
        rows = [find_product(session, args.product)] if args.product else list_products(session)
    rows = [one for one in rows if one.lacks_units] if args.lacking else rows
    if args.json:
        print_json({"rows": [_product(one) for one in rows]})
        return 0
    headers = [t("Product code"), t("Name"), t("Product group"), t("Base unit"), t("Unit of reports"), t("Units")]
    cells = [[one.code, one.name, one.group, one.base_unit, one.report_unit, _said(one, t)] for one in rows]
    print_table(headers, cells)
    return 0


def _day(text: str) -> int:
    try:
        return day_number(date.fromisoformat(text))
    except ValueError as error:
        raise UsageError("“{day}” is no day such as 2026-03-31.", day=text) from error


def _thousandths(text: str) -> int:
    try:
        found = Decimal(text) * QUANTITY_SCALE
    except InvalidOperation as error:
        raise UsageError("“{text}” is no number.", text=text) from error
    if not found.is_finite() or found != found.to_integral_value():
        raise UsageError("“{text}” is no number with at most three places.", text=text)
    return int(found)


def _product(one: ProductRow) -> dict[str, object]:
    return {
        "product": one.code, "name": one.name, "group": one.group_code, "base_unit": one.base_unit,
        "pack_factor": one.pack_factor, "report_unit": one.report_unit,
        "units": [
            {"unit": each.unit, "factor": _plain(each), "from": each.from_on and str(day_of(each.from_on))}
            for each in one.factors
        ],
    }  # fmt: skip


def _plain(one: DatedFactor) -> str:
    return format((Decimal(one.factor_e3) / QUANTITY_SCALE).normalize(), "f")


def _said(one: ProductRow, t: Texts) -> str:
    base = one.base_unit or "?"
    parts = [] if one.pack_factor is None else [t("case = {n} {base}", n=one.pack_factor, base=base)]
    for each in one.factors:
        since = "" if each.from_on is None else t(" from {day}", day=day_of(each.from_on).isoformat())
        parts.append(f"1 {each.unit} = {_plain(each)} {base}{since}")
    return " · ".join(parts)


def _suspects(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        found = read_suspects(session, last_day(session, desk.clock.today()))
        rows = read_suspect_rows(session, found)
    if args.json:
        print_json({
            "count": found.count,
            "rows": [
                {"feed": one.feed, "file": one.file_name, "row": one.row_no, "batch": one.batch,
                 "dealer": one.dealer_code, "product": one.product_code, "day": str(day_of(one.day)),
                 "quantity": one.quantity_e3 / QUANTITY_SCALE, "unit": one.unit, "price": f"{float(one.price):.4f}",
                 "median": f"{float(one.median):.4f}", "likely_unit": one.likely}
                for one in rows
            ],
            "unknown_units": [
                {"feed": one.feed, "product": one.product_code, "unit": one.unit, "rows": one.rows}
                for one in found.unknown
            ],
        })  # fmt: skip
        return 0
    print(t("Rows with a suspicious unit: {n}", n=found.count))
    headers = [t("File"), t("row"), t("Dealer"), t("Product"), t("Date"), t("Quantity"), t("Unit"), t("Unit price"),
               t("Median"), t("Likely unit")]  # fmt: skip
    print_table(
        headers,
        [
            [one.file_name, one.row_no, one.dealer, one.product, day_of(one.day).isoformat(),
             f"{one.quantity_e3 / QUANTITY_SCALE:g}", one.unit, f"{float(one.price):,.2f}", f"{float(one.median):,.2f}",
             one.likely or t("unknown")]
            for one in rows
        ],
    )  # fmt: skip
    if found.unknown:
        print(t("Rows in units without a factor, whose quantity is unknown: {n}", n=found.unknown_rows))
        titles = [t("Product code"), t("Product"), t("Unit"), t("Rows")]
        print_table(titles, [[one.product_code, one.product, one.unit, one.rows] for one in found.unknown])
    return 0
