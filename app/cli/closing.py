"""Commands that close months and open them again."""

import argparse

from app.bootstrap import Desk
from app.cli.calendar import counted
from app.cli.output import print_json, print_table
from app.core.db import Action
from app.core.texts import N_, Texts
from app.kpi.closings import ClosedMonth, close_months, read_closings, reopen_months
from app.kpi.drill import fetch
from app.kpi.later import late_facts, later_batches


def run_close(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``close 2026-03``: the month and those before it are closed; what is printed of them stays."""
    until, today = counted(desk).parse(args.period), desk.clock.today()
    files = desk.workspace.files
    found = desk.db.write(
        Action(N_("Closed {period}"), {"period": until.name}),
        lambda session: close_months(session, files, until=until, today=today, reason=args.reason),
    ).value
    return _said(args, found, t("Closed: {months}", months=", ".join(found)))


def run_reopen(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``reopen 2026-03 --reason TEXT``: the month and those after it are open again."""
    first = counted(desk).parse(args.period)
    found = desk.db.write(
        Action(N_("Opened {period} again"), {"period": first.name}),
        lambda session: reopen_months(session, first=first, reason=args.reason),
    ).value
    return _said(args, found, t("Open again: {months}", months=", ".join(found)))


def _said(args: argparse.Namespace, months: tuple[str, ...], sentence: str) -> int:
    if args.json:
        print_json({"months": list(months)})
    else:
        print(sentence)
    return 0


def run_closings(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``closings [2026-03]``: every closing with what came after it; of one month the batches and the rows."""
    if args.period:
        return _later(desk, args, t)
    with desk.db.read() as session:
        found = read_closings(session)
    if args.json:
        print_json({"closings": [_plain(one) for one in found]})
        return 0
    headers = [t("Month"), t("State"), t("Cross-period adjustment"), t("Reason"), t("Reference")]
    states = {"closed": t("closed"), "open": t("opened again")}
    rows = [[one.period.name, states[one.state], float(one.late), one.reason, one.ref] for one in found]
    print_table(headers, rows)
    return 0


def _plain(one: ClosedMonth) -> dict[str, object]:
    return {
        "ref": one.ref, "period": one.period.name, "state": one.state, "known_tx": one.known_tx, "reason": one.reason,
        "late": str(float(one.late)),
    }  # fmt: skip


def _later(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    period = counted(desk).parse(args.period)
    with desk.db.read() as session:
        batches, facts = later_batches(session, period), late_facts(session, args.only, month=period)
    rows = fetch(desk.db, facts.feed, facts.ids) if facts.ids else []
    if args.json:
        print_json({
            "batches": [{"ref": one.ref, "file": one.file_name, "state": one.state} for one in batches],
            "rows": [{"batch": one.batch, "file": one.file_name, "row": one.row_no, "gone": one.id in facts.gone}
                     for one in rows],
        })  # fmt: skip
        return 0
    states = {"live": t("came"), "withdrawn": t("withdrawn"), "replaced": t("replaced")}
    print_table([t("Import batch"), t("File"), t("State")], [[b.ref, b.file_name, states[b.state]] for b in batches])
    headers = [t("Import batch"), t("File"), t("Row number"), t("Dealer"), t("Change")]
    change = {True: t("counts no more"), False: t("came")}
    cells = [[one.batch, one.file_name, one.row_no, one.dealer, change[one.id in facts.gone]] for one in rows]
    print_table(headers, cells)
    return 0
