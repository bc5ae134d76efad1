"""``drivers``: why a KPI changed from one period to another."""

import argparse
from fractions import Fraction
from typing import Final

from app.bootstrap import Desk
from app.cli.calendar import counted
from app.cli.filters import add_filters, structure_of
from app.cli.output import print_json, print_table
from app.core.errors import UserError
from app.core.money import decimal_text
from app.core.period import Period
from app.core.texts import Texts
from app.kpi.board import Choice
from app.kpi.counting import counting_of
from app.kpi.drivers.queries import PREVIOUS, WAYS, Line, Split, read_split
from app.kpi.drivers.showing import EFFECT_TITLES, Scale, name_text, sentence, state_text
from app.kpi.reference import References

GROUP: Final = "group"
"""How a product group is called on the command line."""
_NAMES: Final = {"product-group": GROUP}


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``drivers``."""
    one.add_argument("kpi", metavar="KPI", help=t("the KPI's id, as kpi lists it"))
    one.add_argument("--period", required=True, metavar="PERIOD", help="2014-Q3")
    one.add_argument(
        "--against", default=PREVIOUS, metavar="PERIOD",
        help=t("previous: the period before; year: the same of the year before; or a period; default: previous"),
    )  # fmt: skip
    one.add_argument("--by", choices=[_NAMES.get(way, way) for way in WAYS], default="dealer")
    one.add_argument("--basis", choices=["ordered", "shipped", "signed", "invoiced"])
    one.add_argument("--region", metavar="REGION")
    one.add_argument("--group", metavar="CODE", help=t("only this product group"))
    add_filters(one, t)


def run_drivers(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``drivers KPI --period P``: a sentence and a table, or with ``--json`` everything exactly."""
    choice = Choice(
        counted(desk, args.calendar).parse(args.period), args.region, args.dealer, args.group, args.align,
        structure_of(args),
        counting_of(tax=args.tax, types=args.types, sellers=args.sellers, basis=args.basis),
    )  # fmt: skip
    today = desk.clock.today()
    with desk.db.read() as session:
        by = "product-group" if args.by == GROUP else args.by
        split = read_split(session, args.kpi, choice, today, by=by, against=args.against)
        references = References(session, today)
        refs = [_ref(references, split, one) for one in split.lines]
    said = t.render(sentence(split, _scale(split, t), _period, lambda share: f"{float(share):+.1%}"))
    if args.json:
        lines = [_plain(split, one, ref, t) for one, ref in zip(split.lines, refs, strict=True)]
        print_json(_whole(split) | {"sentence": said, "lines": lines})
        return 0
    print(said)
    effects = [] if split.kind == "sum" else list(split.effects)
    titles = [t(EFFECT_TITLES[one]) for one in effects]
    headers = [t("for"), t("earlier period"), t("later period"), *titles, t("Change"), t("note")]
    rows = [
        [_name(split, one, t), *map(_short, one.driver.values),
         *(_short(one.driver.effects.get(name)) for name in effects), _short(one.driver.total), _note(split, one, t)]
        for one in split.lines
    ]  # fmt: skip
    totals = [_short(split.before.amount), _short(split.after.amount), *(_short(split.effects[one]) for one in effects)]
    print_table(headers, [*rows, [t("total"), *totals, _short(split.change), ""]])
    return 0


def _scale(split: Split, t: Texts) -> Scale:
    """Plain decimals: amounts to the cent, shares to a tenth of a per cent."""
    if split.after.unit == "ratio":
        return Scale(Fraction(1, 1000), lambda value: t("{n} pp", n=f"{float(value * 100):+.1f}"))
    whole = split.after.unit == "count"
    return Scale(Fraction(1 if whole else "0.01"), lambda value: f"{float(value):+,.{0 if whole else 2}f}")


def _period(period: Period) -> str:
    return period.name


def _ref(references: References, split: Split, line: Line) -> str | None:
    """The reference of a line's own figure of the later period; None where there is none by itself."""
    if line.choice is None:
        return None
    try:
        return str(references.of(split.kpi.id, line.choice))
    except UserError:  # a dealer or group without a record
        return None


def _whole(split: Split) -> dict[str, object]:
    return {
        "kpi": split.kpi.id, "by": _NAMES.get(split.by, split.by), "kind": split.kind, "then": split.then.name,
        "now": split.choice.period.name, "unit": split.after.unit, "currency": split.after.currency,
        "before": split.before.value, "after": split.after.value, "change": _exact(split.change),
        "effects": {name: _exact(value) for name, value in split.effects.items()}, "known_at": split.after.known_at,
    }  # fmt: skip


def _plain(split: Split, line: Line, ref: str | None, t: Texts) -> dict[str, object]:
    driver = line.driver
    (before, after), (beside_before, beside_after) = map(_pair, (driver.values, driver.beside))
    beside = {"quotient": "share", "price": "price"}.get(split.kind)
    more = {f"{beside}_before": beside_before, f"{beside}_after": beside_after} if beside else {}
    return {
        "key": line.key, "name": _name(split, line, t), "region": line.region, "state": driver.state, "before": before,
        "after": after, **more, "effects": {name: _exact(value) for name, value in driver.effects.items()},
        "total": _exact(driver.total), "ref": ref,
    }  # fmt: skip


def _pair(values: tuple[Fraction | None, Fraction | None]) -> tuple[str | None, str | None]:
    return _exact(values[0]), _exact(values[1])


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value.numerator, value.denominator)


def _short(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value.numerator, value.denominator, places=4)


def _name(split: Split, line: Line, t: Texts) -> str:
    found = name_text(split, line)
    return found if isinstance(found, str) else t.render(found)


def _note(split: Split, line: Line, t: Texts) -> str:
    found = state_text(split, line)
    return "" if found is None else t.render(found)
