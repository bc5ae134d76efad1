"""Commands on how far data can be trusted: the quality score, and the reminder to a dealer."""

import argparse
from fractions import Fraction
from typing import Any

from app.bootstrap import Desk
from app.cli.output import complain, print_json, print_table, progress
from app.core.errors import UsageError, UserError
from app.core.money import decimal_text
from app.core.texts import Texts
from app.dealers.queries import find_party, list_parties
from app.governance.score.queries import EVER, chosen, failed_by_code
from app.imports.ruling import INDICATORS
from app.jobs.reminder import month_text, read_reminder, reminder_text
from app.kpi.trust import BY, Trust, read_trust, results_of


def run_quality(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``quality [--by source,dealer,month] [--dealer X] [--month M] [--source S]``; ``--recheck`` reads files again."""
    by = tuple((args.by or ("month" if args.dealer else "source")).split(","))
    for word in by:
        if word not in BY:
            raise UsageError("--by takes {known}; “{word}” is none of them.", known=", ".join(BY), word=word)
    _check(desk, t, lacking=not args.recheck)
    month = typed_month(args.month) if args.month else 0
    with desk.db.read() as session:
        names = {one.id: one for one in list_parties(session, role="")}
        dealers = {find_party(session, args.dealer).id} if args.dealer else None
        rows = read_trust(
            session, today=desk.clock.today(), by=by, first=month, last=month, source=args.source or "",
            dealers=dealers,
        )  # fmt: skip
        some: dict[str, Any] = {"first": month, "last": month or EVER, "source": args.source or "", "dealers": dealers}
        failed = failed_by_code(chosen(results_of(session), **some))
        sources = {one.source for one in results_of(session)}
    if args.source and args.source not in sources:
        raise UserError("No source is called “{name}”; there are: {names}.", name=args.source,
                        names=", ".join(sorted(sources)) or "—")  # fmt: skip
    found = [_json(one, names) for one in rows if not one.dealer or _sells(names.get(one.dealer))]
    if args.json:
        print_json({"rows": found, "failed": failed})
        return 0
    titles = {"source": t("source"), "dealer": t("dealer"), "month": t("month")}
    shown = [name for name in titles if name in by]
    if "dealer" in by:
        titles |= {"name": t("Name")}
        shown.insert(shown.index("dealer") + 1, "name")
    headers = [*(titles[name] for name in shown), t("Quality score"), *(t(one) for one in INDICATORS.values())]
    headers.append(t("Lists missing"))
    print_table(
        headers,
        [
            [*(one[name] or "—" for name in shown), one["score"] or "—",
             *(one["indicators"][name] or "—" for name in INDICATORS), len(one["late"])]
            for one in found
        ],
    )  # fmt: skip
    return 0


def _sells(row: Any) -> bool:
    """Whether a party is a dealer: what terminals are named by, they do not hand in."""
    return row is not None and "dealer" in row.role


def _check(desk: Desk, t: Texts, *, lacking: bool) -> None:
    """Make results anew, of all files or of those that lack them; what cannot be read any more is said, not fatal."""
    if desk.db.read_only:
        return
    try:
        desk.pipeline.rechecker.recheck(progress=progress(t), lacking=lacking)
    except UserError as error:
        complain(t.render(error.text))


def _json(one: Trust, names: dict[str, Any]) -> dict[str, Any]:
    row = names.get(one.dealer)
    return {
        "source": one.source or None, "dealer": row.code if row else None, "name": row.name if row else None,
        "month": month_text(one.month) if one.month else None, "score": percent(one.score.value),
        "indicators": {name: percent(one.score.share(name)) for name in INDICATORS},
        "checked": {name: count.checked for name, count in one.score.counts.items()},
        "failed": {name: count.failed for name, count in one.score.counts.items()},
        "late": [
            {"source": late.source or None, "dealer": names[late.dealer].code if late.dealer in names else None,
             "feed": late.feed, "month": month_text(late.month)}
            for late in one.late
        ],
    }  # fmt: skip


def percent(value: Fraction | None) -> str | None:
    """A share as points of 100 with two decimals."""
    if value is None:
        return None
    points = round(value * 10_000)
    return decimal_text(points, 100)


def typed_month(words: str) -> int:
    """A month as it is typed, 2026-03, as yyyymm; raises UsageError for what is none."""
    year, _, number = words.partition("-")
    if not (year.isdecimal() and len(year) == 4 and number.isdecimal() and 1 <= int(number) <= 12):
        raise UsageError("“{month}” is no month such as 2026-03.", month=words)
    return int(year) * 100 + int(number)


def run_remind(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``remind --dealer X``: the message that says what is missing, ready to be sent."""
    _check(desk, t, lacking=True)
    with desk.db.read() as session:
        found = read_reminder(session, dealer=args.dealer, today=desk.clock.today())
    message = reminder_text(found, desk.feeds, t)
    if args.json:
        print_json({
            "dealer": found.name, "text": message, "nothing": found.nothing,
            "missing": [
                {"feed": one.feed, "month": month_text(one.month), "until": str(one.until) if one.until else None}
                for one in found.missing
            ],
            "unmatched": [{"feed": one.feed, "code": one.code, "rows": one.rows} for one in found.unmatched],
            "aside": found.aside_rows,
            "odd": [{"rule": t.render(one.title), "month": month_text(one.month), "rows": one.rows}
                    for one in found.odd],
        })  # fmt: skip
    else:
        print(message)
    return 0
