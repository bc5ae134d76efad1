"""Visits to dealers on the command line: the plan of a month, and the sheet before the door."""

import argparse

from app.bootstrap import Desk
from app.cli.output import print_json, print_table
from app.core.period import day_of, month_of, parse_period
from app.core.texts import Texts
from app.core.whole import write_whole
from app.dealers.queries import find_party
from app.reports.kit.numbers import joined
from app.reports.visit_sheet import reason_text, visit_report
from app.visits.queries import propose, visits_in
from app.visits.records import STATE_TITLES
from app.visits.sheet import visit_sheet


def run_visits(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``visits [--month M] [--propose]``: who visits whom on which day, or who should be visited and why."""
    today = desk.clock.today()
    month = parse_period(args.month) if args.month else month_of(today)
    if args.propose:
        return _propose(desk, args, t)
    with desk.db.read() as session:
        found = visits_in(session, month)
    if args.json:
        print_json({"month": month.name, "rows": [
            {"ref": one.ref, "dealer": one.dealer, "who": one.owner, "day": day_of(one.planned_on).isoformat(),
             "state": one.state, "done": None if one.done_on is None else day_of(one.done_on).isoformat(),
             "purpose": one.purpose, "notes": one.notes, "promises": len(one.promises)}
            for one in found
        ]})  # fmt: skip
        return 0
    print_table(
        [t("Day"), t("Who goes"), t("Dealer"), t("State"), t("Purpose")],
        [[day_of(one.planned_on).isoformat(), one.owner, one.dealer, t(STATE_TITLES[one.state]), one.purpose]
         for one in found],
    )  # fmt: skip
    return 0


def _propose(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    today = desk.clock.today()
    month = parse_period(args.month) if args.month else month_of(today)
    with desk.db.read() as session:
        found = propose(session, month, today=today)
    rows = [(one, joined(t, [reason_text(t, {"code": why.code, "params": why.params}) for why in one.reasons]))
            for one in found]  # fmt: skip
    if args.json:
        print_json({"month": month.name, "rows": [
            {"dealer": one.dealer, "who": one.owner, "day": None if one.on is None else day_of(one.on).isoformat(),
             "points": one.points, "why": why} for one, why in rows
        ]})  # fmt: skip
        return 0
    print_table(
        [t("Urgency"), t("Dealer"), t("Who goes"), t("Day"), t("Why")],
        [[one.points, one.dealer, one.owner, "" if one.on is None else day_of(one.on).isoformat(), why]
         for one, why in rows],
    )  # fmt: skip
    return 0


def run_visit_sheet(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``visit-sheet --dealer X --out FILE``: one page before the door, in either language."""
    with desk.db.read() as session:
        sheet = visit_sheet(session, party_id=find_party(session, args.dealer).id, today=desk.clock.today())
    pdf = visit_report(sheet, t.lang)
    write_whole(args.out, pdf)
    if args.json:
        print_json({"out": str(args.out), "bytes": len(pdf)})
    else:
        print(t("Wrote {path}", path=args.out))
    return 0
