"""Commands that print and write figures: KPIs, assessments, reports, tables."""

import argparse
from collections.abc import Mapping
from dataclasses import asdict, replace
from fractions import Fraction
from typing import Final

from app.bootstrap import Desk
from app.cli.calendar import counted
from app.cli.filters import structure_of
from app.cli.output import complain, print_json, print_table, progress
from app.core.calendars import NATURAL
from app.core.clock import SystemClock
from app.core.errors import UserError
from app.core.money import decimal_text
from app.core.period import between, month_of
from app.core.texts import Texts
from app.core.whole import write_whole
from app.dealers.queries import find_party
from app.health.service import assess
from app.jobs.export import export_table
from app.kpi.board import Choice
from app.kpi.counting import counting_of
from app.kpi.goals import Aim, Goals, goal_text
from app.kpi.kpi import Kpi
from app.kpi.organisation import STRUCTURES, SUCCESSORS
from app.kpi.queries import KpiRow, kpi_rows
from app.kpi.reference import References
from app.kpi.span import data_span
from app.kpi.states import PRESENT, STATES
from app.kpi.wording import basis_text, posted_text, without_text
from app.planning.calendars import calendar_title
from app.reports.kinds import PDF, make_report, make_workbook

_SHOWN: Final = (
    "kpi", "keys", "value", "numerator", "denominator", "unit", "currency", "grain", "basis", "n", "known_at",
    "as_of", "compared", "structure", "successors", "state", "unit_name", "tax", "types", "sellers", "left_out",
    "calendar", "without",
)  # fmt: skip


_BESIDE: Final = ("time_progress", "target_gap")


def run_kpi(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``kpi``: each value with what it is made of; without dates all that there is."""
    with desk.db.read() as session:
        first, last = data_span(session, default=month_of(desk.clock.today()))
    of = counted(desk, args.calendar)

    counting = counting_of(tax=args.tax, types=args.types, sellers=args.sellers)

    begin = of.parse(args.first) if args.first else of.period_of(first.first)
    end = of.parse(args.last) if args.last else of.period_of(last.last)

    def ask(only: list[str] | None) -> list[KpiRow]:
        return kpi_rows(
            desk.db, only=only, first=begin, last=end, by=args.by, grain=args.grain, basis=args.basis,
            dealer=args.dealer, today=desk.clock.today(), align=args.align, structure=structure_of(args),
            counting=counting,
        )  # fmt: skip

    rows = ask([one.strip() for one in args.only.split(",")] if args.only else None)
    with desk.db.read() as session:
        known = Goals(session)
        span = between(begin, end)
        goals = [known.of_row(desk.kpis[one.kpi], one, span) if one.kpi in desk.kpis else None for one in rows]
    if args.json:
        counting = replace(counting, basis=args.basis or "")
        choice = Choice(between(begin, end), None, args.dealer, None, args.align, structure_of(args), counting)
        print_json({"rows": _with_references(desk, rows, choice, goals)})
        return 0
    headers = [t("KPI"), t("for"), t("value"), t("numerator"), t("denominator"), t("unit"), t("basis"), "n", t("note")]
    beside = ask(list(_BESIDE)) if any(one.kpi == "target_attainment" for one in rows) else []
    pace: dict[tuple[object, ...], Fraction | None] = {
        (one.kpi, *sorted(one.keys.items())): one.amount for one in beside
    }
    kpis = desk.kpis
    notes = [(_note(one, pace, t), _goal_note(kpis, one, aim, t)) for one, aim in zip(rows, goals, strict=True)]
    said = [" · ".join(filter(None, each)) for each in notes]
    print_table(headers, [[*_cells(one, kpis, t), each] for one, each in zip(rows, said, strict=True)])
    if any(one.as_of and one.as_of[:4] > str(desk.db.holidays.reaches.year) for one in rows):
        complain(t("holidays known until {day}", day=desk.db.holidays.reaches.isoformat()))
    said = list(dict.fromkeys(t.render(basis_text(one)) for one in rows if one.tax or one.types))
    for words in said:
        print(t("Counted: {basis}", basis=words))
    if of != NATURAL:
        print(t("Months: {calendar}", calendar=calendar_title(of)))
    structure = structure_of(args)
    if not said:  # it is part of what is counted
        print(t("Organisation: {structure}", structure=t(STRUCTURES[structure.id])))
    if any(one.successors == "follow" for one in rows) or structure.successors == "own":
        print(t("Dealers taken over: {successors}", successors=t(SUCCESSORS[structure.successors])))
    return 0


def _with_references(
    desk: Desk, rows: list[KpiRow], choice: Choice, goals: list[Aim | None]
) -> list[dict[str, object]]:
    """The rows, each with the reference by which ``trace`` finds it again, and with its goal."""
    with desk.db.read() as session:
        references = References(session, desk.clock.today())
        found = [references.of_row(one, choice) for one in rows]
    return [
        _plain(one) | {"ref": ref and str(ref)} | _held(desk.kpis, one, aim)
        for one, ref, aim in zip(rows, found, goals, strict=True)
    ]


def _held(kpis: Mapping[str, Kpi], row: KpiRow, aim: Aim | None) -> dict[str, object]:
    if aim is None:
        return {}
    value = decimal_text(aim.value.numerator, aim.value.denominator)
    upper = {} if aim.upper is None else {"goal_upper": decimal_text(aim.upper.numerator, aim.upper.denominator)}
    return {"goal": value, **upper, "goal_met": aim.met(kpis[row.kpi], row.amount)}


def _plain(row: KpiRow) -> dict[str, object]:
    top, bottom = (None if one is None else decimal_text(one.numerator, one.denominator) for one in row.posted)
    return {**{name: getattr(row, name) for name in _SHOWN}, "posted": top, "posted_denominator": bottom}


def _cells(row: KpiRow, kpis: Mapping[str, Kpi], t: Texts) -> list[object]:
    keys = " · ".join(row.labels.get(key, value) for key, value in row.keys.items())
    unit = row.unit_name or row.unit
    return [t(kpis[row.kpi].name), keys, row.value, row.numerator, row.denominator, unit, row.basis, row.n]


def _goal_note(kpis: Mapping[str, Kpi], row: KpiRow, aim: Aim | None, t: Texts) -> str:
    if aim is None:
        return ""
    verdict = aim.verdict(kpis[row.kpi], row.amount)
    goal = t("goal {value}", value=goal_text(kpis[row.kpi], aim.value, aim.upper))
    return " ".join(filter(None, (goal, "" if verdict is None else t.render(verdict))))


def _note(row: KpiRow, pace: Mapping[tuple[object, ...], Fraction | None], t: Texts) -> str:
    """Until when a period is counted, how far its time and its target are, and what growth compares."""
    parts = [t("up to {day}", day=row.as_of)] if row.as_of else []
    if row.kpi == "target_attainment":
        over, gap = (pace.get((one, *sorted(row.keys.items()))) for one in _BESIDE)
        if over is not None and gap is not None:
            parts.append(t("time progress {share}", share=f"{float(over):.1%}"))
            said = {"value": f"{float(abs(gap)):,.2f}"}
            parts.append(t("behind by {value}", **said) if gap > 0 else t("ahead by {value}", **said))
    parts += [row.compared] if row.compared else []
    parts += [t(STATES[row.state], unit=row.unit_name)] if row.state != PRESENT else []
    parts += [t.render(one) for one in [posted_text(row), without_text(row)] if one is not None]
    parts += [t("left out as unknown: {n}", n=row.left_out)] if row.left_out else []
    return " · ".join(parts)


def run_assess(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``assess --period 2014-Q3``: every dealer's health, frozen with the figures that it used."""
    found = assess(desk.db, desk.workspace.files, desk.figures, period=args.period, progress=progress(t))
    if args.json:
        print_json({**asdict(found), "notes": [t.render(one) for one in found.notes]})
        return 0
    if found.written:
        counts = {"period": found.period, "dealers": found.dealers, "graded": found.graded}
        print(t("{period}: dealers assessed: {dealers}, graded: {graded}.", **counts))
    else:
        print(t("{period}: nothing changed since it was assessed.", period=found.period))
    for one in found.notes:
        print(t.render(one))
    return 0


def run_report(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``report health --period P --kind K [--dealer CODE]``: a report of a quarter, in either language."""
    dealer_id = None
    if args.dealer:
        with desk.db.read() as session:
            dealer_id = find_party(session, args.dealer).id
    kind = args.about or ("dealer" if args.dealer else "region")
    where = (desk.db, desk.workspace.files, desk.infos)
    made = make_report(
        *where, kind, period=args.period, lang=t.lang, reader=args.reader, dealer_id=dealer_id, progress=progress(t)
    )
    book = None
    if args.workbook:
        book = make_workbook(
            *where, kind, period=args.period, lang=t.lang, dealer_id=dealer_id, progress=progress(t)
        )  # fmt: skip
    path = args.out / made.name if args.out.is_dir() else args.out
    data = made.data
    if args.sign:
        if made.media_type != PDF:
            raise UserError("Only a PDF can be signed; this kind of report is a workbook.")
        data = desk.signing.open(SystemClock().now()).sign(data)
    write_whole(path, data)
    beside = None if book is None else path.with_suffix(".xlsx")
    if book is not None and beside is not None:
        write_whole(beside, book.data)
    if args.json:
        print_json({"out": str(path), "bytes": len(data), "name": made.name, "signed": args.sign,
                    "workbook": beside and str(beside)})  # fmt: skip
    else:
        for one in filter(None, (path, beside)):
            print(t("Wrote {path}", path=one))
    return 0


def run_export(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``export TABLE --out FILE.xlsx``: a table of facts or records; nothing in it can act as a formula."""
    rows = export_table(
        desk.db, desk.feeds, table=args.table, out=args.out, lang=t.lang, progress=progress(t), reveal=args.reveal
    )
    if args.json:
        print_json({"out": str(args.out), "rows": rows})
    else:
        print(t("Written to {path}. Rows: {rows}", rows=rows, path=args.out))
    return 0
