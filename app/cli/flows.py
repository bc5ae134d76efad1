"""The commands ``flows``: what is not matched, the balance of goods, lines that are withheld."""

import argparse
from datetime import date
from fractions import Fraction

from app.bootstrap import Desk
from app.catalog.queries import find_product
from app.cli.output import print_json, print_pairs, print_table, progress
from app.core.errors import UsageError, UserError
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE, decimal_text, scaled
from app.core.period import Period, day_number, day_of, month_of, parse_period
from app.core.texts import LANGUAGES, Texts
from app.dealers.queries import find_party
from app.flows.balance import Line, lacks_text, part_rows, read_balance, tolerance
from app.flows.queue import Open, read_decisions, read_queue
from app.flows.rates import read_rates
from app.flows.rules import PARTS
from app.flows.service import NOBODY
from app.flows.signs import SIGNS
from app.flows.withheld import FEED_TITLES, list_withheld
from app.jobs.flows import Decision, change_tolerance, decide_words, release, take_back_word, withhold
from app.kpi.people import chosen_dealers, read_dealers


def run_flows(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``flows matching``, ``match``, ``unmatch``, ``balance``, ``withhold``, ``withheld``, ``release``."""
    return _RUN[args.what](desk, args, t)


def _months(args: argparse.Namespace, desk: Desk) -> list[Period]:
    period = parse_period(args.period) if args.period else month_of(desk.clock.today())
    return list(period.months)


def _exact(value: int | None, scale: int) -> str | None:
    return None if value is None else decimal_text(value, scale)


def _percent(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value.numerator, value.denominator, places=6)


def _matching(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    months = _months(args, desk)
    with desk.db.read() as session:
        waiting = read_queue(session)
        decided = read_decisions(session)
        dealers = read_dealers(session)
        chosen = chosen_dealers(dealers, args.dealer, None)
        rates = [one for one in read_rates(session, months[0], months[-1]) if chosen is None or one.dealer in chosen]
    if args.json:
        print_json({
            "rates": [
                {"dealer": dealers[one.dealer].code if one.dealer in dealers else "", "month": one.month,
                 "rows": one.rows, "matched_rows": one.matched, "amount": _exact(one.amount_e4, AMOUNT_SCALE),
                 "matched_amount": _exact(one.matched_e4, AMOUNT_SCALE), "by_rows": _percent(one.by_rows),
                 "by_amount": _percent(one.by_amount)}
                for one in rates
            ],
            "queue": [_open(one) for one in waiting],
            "decisions": [
                {"ref": one.ref, "side": one.side, "source": one.source, "word": one.word, "means": one.target or None,
                 "from": one.from_on and str(day_of(one.from_on)), "to": one.to_on and str(day_of(one.to_on))}
                for one in decided
            ],
        })  # fmt: skip
        return 0
    titles = [t("Dealer"), t("Month"), t("Rows"), t("Matched rows"), t("Matched by amount")]
    print_table(
        titles,
        [
            [dealers[one.dealer].name if one.dealer in dealers else "", one.month, one.rows, one.matched,
             "" if one.by_amount is None else f"{float(one.by_amount):.1%}"]
            for one in rates
        ],
    )  # fmt: skip
    print(t("Not matched: {n}", n=len(waiting)))
    headers = [t("Name or code"), t("Source"), t("Rows"), t("Amount"), t("Named by"), t("May be")]
    print_table(
        headers,
        [
            [one.word, one.source, one.rows, _exact(one.amount_e4, AMOUNT_SCALE), "、".join(one.dealers[:2]),
             f"{one.suggestions[0].name} ({one.suggestions[0].score})" if one.suggestions else ""]
            for one in waiting
        ],
    )  # fmt: skip
    return 0


def _open(one: Open) -> dict[str, object]:
    return {
        "side": one.side, "source": one.source, "word": one.word, "name": one.name, "feeds": list(one.feeds),
        "rows": one.rows, "amount": _exact(one.amount_e4, AMOUNT_SCALE), "first": str(day_of(one.first)),
        "last": str(day_of(one.last)), "dealers": list(one.dealers), "clear": one.clear,
        "suggestions": [
            {"id": each.id, "name": each.name, "score": each.score, "reasons": list(each.reasons)}
            for each in one.suggestions
        ],
    }  # fmt: skip


def _match(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """One word to a dealer, terminal or product; ``--clear`` takes every clear suggestion."""
    with desk.db.read() as session:
        waiting = read_queue(session)
    if args.clear:
        decisions = [Decision(one.side, one.source_n, one.word, one.suggestions[0].id) for one in waiting if one.clear]
    else:
        if not args.word or bool(args.to) == args.none:
            raise UsageError("Say which name or code, and what it is: flows match WORD --to CODE, or --none")
        named = [one for one in waiting if one.word == args.word]
        if not named:
            raise UserError("“{word}” does not wait to be matched.", word=args.word)
        first = None if args.first is None else day_number(_day(args.first))
        last = None if args.last is None else day_number(_day(args.last)) + 1
        decisions = [
            Decision(
                one.side, one.source_n, one.word, NOBODY if args.none else _target(desk, one, args.to), first, last
            )
            for one in named
        ]
    if decisions:
        decide_words(desk.db, decisions, progress(t))
    print(t("Matched: {n}", n=len(decisions)))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("“{day}” is no day such as 2026-03-31.", day=text) from error


def _target(desk: Desk, one: Open, wanted: str | None) -> str:
    if not wanted:
        return NOBODY
    with desk.db.read() as session:
        if one.side == "product":
            return find_product(session, wanted).id
        return find_party(session, wanted).id


def _unmatch(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        found = [one for one in read_decisions(session) if args.word in {one.word, one.ref}]
    if not found:
        raise UserError("There is no decision on “{word}”.", word=args.word)
    for one in found:
        take_back_word(desk.db, side=one.side, alias_id=one.id, word=one.word, progress=progress(t))
    print(t("Taken back: {n}", n=len(found)))
    return 0


def _balances(desk: Desk, args: argparse.Namespace, t: Texts) -> list[Line]:
    with desk.db.read() as session:
        chosen = chosen_dealers(read_dealers(session), args.dealer, None)
        product = find_product(session, args.product) if args.product else None
        found = read_balance(session, _months(args, desk), chosen, progress(t))
    if product is not None:
        codes = {*product.code.split(", "), product.ref}
        found = [one for one in found if one.product == product.name and one.product_code in codes]
    return [one for one in found if one.beyond] if args.beyond else found


def _balance(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    found = _balances(desk, args, t)
    if args.json:
        print_json({"rows": [_line(one) for one in found]})
        return 0
    headers = [t("Month"), t("Dealer"), t("Product"), t("Opening stock"), t("Calculated stock"), t("Reported stock"),
               t("Unexplained gap"), t("Unknown"), t("Signs")]  # fmt: skip
    rows = []
    for one in found:
        own = one.balance
        sums = [_exact(value, QUANTITY_SCALE) for value in (own.opening_e3, own.calculated_e3, own.reported_e3)]
        gap = _exact(own.gap_e3, QUANTITY_SCALE)
        signs = "、".join(t(SIGNS[name]) for name in one.signs)
        rows.append([one.month.name, one.dealer, one.product, *sums, gap, lacks_text(one, t), signs])
    print_table(headers, rows)
    return 0


def _line(one: Line) -> dict[str, object]:
    own = one.balance
    return {
        "month": one.month.name, "dealer": one.dealer_code, "product": one.product_code, "unit": one.unit,
        "opening": _exact(own.opening_e3, QUANTITY_SCALE),
        "parts": {name: _exact(own.parts[name], QUANTITY_SCALE) for name in PARTS if name in own.parts},
        "calculated": _exact(own.calculated_e3, QUANTITY_SCALE), "reported": _exact(own.reported_e3, QUANTITY_SCALE),
        "gap": _exact(own.gap_e3, QUANTITY_SCALE), "gap_share": _percent(own.gap_share),
        "gap_amount": _exact(one.gap_e4, AMOUNT_SCALE), "beyond": one.beyond, "unknown": list(own.lacks),
        "signs": list(one.signs),
    }  # fmt: skip


def _withhold(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """The sell-out lines of some balances; without a dealer and product only of those beyond the tolerance."""
    args.beyond = args.beyond or not (args.dealer and args.product)
    found = _balances(desk, args, t)
    with desk.db.read() as session:
        rows = [
            ("sellout", ids)
            for one in found
            for part in ("sold", "resold", "moved_out", "came_back")
            if (ids := part_rows(session, one.balance, part).get("sellout"))
        ]
    marks = withhold(desk.db, rows=rows, reason=args.reason) if rows else []
    print(t("Withheld lines: {n}", n=len(marks)))
    return 0


def _withheld(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        found = list_withheld(session, released=args.all)
    if args.json:
        print_json({
            "rows": [
                {"ref": one.ref, "feed": one.feed, "key": one.key, "dealer": one.dealer, "product": one.product,
                 "day": None if one.day is None else str(day_of(one.day)), "reason": one.reason,
                 "released": one.released, "counts": one.row is not None,
                 "quantity": _exact(one.quantity_e3, QUANTITY_SCALE), "amount": _exact(one.amount_e4, AMOUNT_SCALE)}
                for one in found
            ]
        })  # fmt: skip
        return 0
    headers = [t("Reference"), t("Feed"), t("Dealer"), t("Product"), t("Date"), t("Quantity"), t("Amount"),
               t("Reason"), t("Why it was released")]  # fmt: skip
    print_table(
        headers,
        [
            [one.ref, t(FEED_TITLES[one.feed]), one.dealer, one.product, one.day and day_of(one.day).isoformat(),
             _exact(one.quantity_e3, QUANTITY_SCALE), _exact(one.amount_e4, AMOUNT_SCALE), one.reason, one.released]
            for one in found
        ],
    )  # fmt: skip
    return 0


def _release(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    release(desk.db, refs=args.refs, reason=args.reason)
    print(t("Released lines: {n}", n=len(args.refs)))
    return 0


def _tolerance(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """What a gap may be, and whether lists hold what is on its way; without words it is only told."""
    with desk.db.read() as session:
        now = tolerance(session)
    share = now.share if args.share is None else _number(args.share) / 100
    quantity = now.quantity_e3 if args.quantity is None else scaled(_number(args.quantity), QUANTITY_SCALE)
    held = now.held if args.transit is None else args.transit == "held"
    if (share, quantity, held) != (now.share, now.quantity_e3, now.held):
        change_tolerance(desk.db, share=share, quantity_e3=quantity, held=held)
    if args.json:
        print_json({"share": _percent(share), "quantity": _exact(quantity, QUANTITY_SCALE), "transit_held": held})
        return 0
    print_pairs({
        t("Share"): f"{float(share):.1%}", t("Quantity"): _exact(quantity, QUANTITY_SCALE),
        t("Lists hold goods that are on their way"): t("yes") if held else t("no"),
    })  # fmt: skip
    return 0


def _number(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError("“{text}” is no number.", text=text) from error


_RUN = {
    "matching": _matching, "match": _match, "unmatch": _unmatch, "balance": _balance, "withhold": _withhold,
    "withheld": _withheld, "release": _release, "tolerance": _tolerance,
}  # fmt: skip


def add_words(flows: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``flows``."""
    commands = flows.add_subparsers(dest="what", required=True, metavar="WHAT")

    def add(name: str, said: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=said, description=said)
        one.add_argument("--json", action="store_true", help="JSON")
        one.add_argument("--lang", choices=["zh", *LANGUAGES], default=argparse.SUPPRESS)
        return one

    one = add("matching", t("the matching rate by dealer and month, and what is not matched, by amount"))
    _asked(one, t)
    one = add("match", t("say what a name or code is: a dealer, terminal or product, or none of ours"))
    one.add_argument("word", nargs="?", metavar="WORD", help=t("the name or code as the rows have it"))
    one.add_argument("--to", metavar="CODE", help=t("what it is, by code, reference or full name"))
    one.add_argument("--none", action="store_true", help=t("it is none of ours"))
    one.add_argument("--clear", action="store_true", help=t("take every suggestion that has the very name"))
    one.add_argument("--from", dest="first", metavar="D", help=t("from which day on; default: ever since"))
    one.add_argument("--until", dest="last", metavar="D", help=t("its last day; default: for ever"))
    one = add("unmatch", t("take a decision back"))
    one.add_argument("word", metavar="WORD", help=t("the name, the code or the reference of the decision"))
    one = add("balance", t("the balance of goods per dealer, product and month, the largest gap first"))
    _asked(one, t)
    _narrowed(one, t)
    one = add("tolerance", t("from when on a gap asks for an explanation, and what stock lists hold"))
    one.add_argument("--share", metavar="PERCENT", help=t("of what was there and came in, such as 5"))
    one.add_argument("--quantity", metavar="N", help=t("in base units, such as 20"))
    one.add_argument("--transit", choices=["held", "left-out"], help=t("whether lists hold goods on their way"))
    one = add("withhold", t("withhold the sell-out lines of balances beyond the tolerance"))
    _asked(one, t)
    _narrowed(one, t)
    one.add_argument("--reason", required=True, metavar="TEXT", help=t("why they are withheld"))
    one = add("withheld", t("list the lines that are withheld"))
    one.add_argument("--all", action="store_true", help=t("also those that were released again"))
    one = add("release", t("let withheld lines count again"))
    one.add_argument("refs", nargs="+", metavar="REF", help=t("references of the list, such as WH-7F3K2-X"))
    one.add_argument("--reason", required=True, metavar="TEXT", help=t("why they are released"))


def _asked(one: argparse.ArgumentParser, t: Texts) -> None:
    one.add_argument("--period", metavar="PERIOD", help=t("2026-03 or 2026-Q1; default: this month"))
    one.add_argument("--dealer", metavar="CODE", help=t("one dealer by code, reference or name"))


def _narrowed(one: argparse.ArgumentParser, t: Texts) -> None:
    one.add_argument("--product", metavar="PRODUCT", help=t("one product by its code or name"))
    one.add_argument("--beyond", action="store_true", help=t("only what is beyond the tolerance"))
