"""The command line's health of a quarter: the points of one dealer, or what does not fit together in the region."""

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.output import print_json, print_table
from app.core.texts import Texts
from app.dealers.queries import find_party
from app.health.contradictions import TITLES
from app.health.ledger import equation_of, ledger_of
from app.health.queries import dealer_sheet, region_sheets
from app.health.sheet_lines import Contradiction
from app.health.sheets import DriverLine, HealthSheet
from app.health.wording import grade_text, signed_tenths, tenths_text

if TYPE_CHECKING:
    from app.bootstrap import Desk


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``health``."""
    one.add_argument("dealer", metavar="CODE", nargs="?", help=t("one dealer; default: what contradicts itself in all"))
    one.add_argument("--period", required=True, metavar="QUARTER", help=t("an assessed quarter, such as 2026-Q1"))


def run_health(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``health [CODE] --period Q``: where points went and why they moved; without a dealer the contradictions."""
    files, infos = desk.workspace.files, desk.infos
    if args.dealer:
        with desk.db.read() as session:
            dealer = find_party(session, args.dealer)
        sheet = dealer_sheet(desk.db, files, infos, dealer_id=dealer.id, period=args.period)
        if args.json:
            print_json(_told(sheet, t))
        else:
            _print(sheet, t)
        return 0
    region, _ = region_sheets(desk.db, files, infos, period=args.period)
    if args.json:
        print_json({"period": region.period, "contradictions": [_odd(one, t) for one in region.contradictions]})
    elif region.contradictions:
        _print_odd(region.contradictions, t)
    else:
        print(t("Score, money and satisfaction say the same of every dealer."))
    return 0


def _told(sheet: HealthSheet, t: Texts) -> dict[str, Any]:
    equation = equation_of(sheet)
    return {
        "dealer": sheet.dealer.code, "period": sheet.period, "grade": sheet.grade, "score_tenths": sheet.score_tenths,
        "change_tenths": sheet.change_tenths, "ref": sheet.provenance.reference,
        "equation": t.render(equation) if equation else "",
        "ledger": [
            {"kpi": one.kpi, "tenths": -one.tenths, "owed": one.owed, "sentence": t.render(one.sentence),
             "ref": one.reference}
            for one in ledger_of(sheet)
        ],
        "drivers": [
            {"kpi": one.kpi, "kind": one.kind, "points": str(one.points), "tenths": one.tenths,
             "sentence": t.render(one.sentence), "ref": _ref(sheet, one)}
            for one in sheet.drivers
        ],
        "peers": t.render(sheet.peers) if sheet.peers else "",
        "course": t.render(sheet.course) if sheet.course else "",
        "signs": [
            {"kind": one.kind, "level": one.level, "sentence": t.render(one.sentence), "ref": one.reference}
            for one in sheet.signs
        ],
        "contradictions": [_odd(one, t) for one in sheet.contradictions],
    }  # fmt: skip


def _odd(one: Contradiction, t: Texts) -> dict[str, Any]:
    return {
        "rule": one.rule, "dealer": one.dealer.code, "name": one.dealer.name, "sentence": t.render(one.sentence),
        "owner": t(one.owner), "kpis": list(one.kpis),
    }  # fmt: skip


def _ref(sheet: HealthSheet, driver: DriverLine) -> str:
    return sheet.provenance.references.get(driver.kpi, "")


def _print(sheet: HealthSheet, t: Texts) -> None:
    equation = equation_of(sheet)
    score = "—" if sheet.score_tenths is None else tenths_text(sheet.score_tenths)
    grade = t.render(grade_text(sheet.grade))
    name = sheet.dealer.label(t.lang)
    print(t("{dealer}, {period}: {score}, {grade}", dealer=name, period=sheet.period, score=score, grade=grade))
    print(t.render(sheet.verdict))
    if equation is not None:
        print(t.render(equation))
    lines = [[t.render(one.sentence), one.reference] for one in ledger_of(sheet)]
    if lines:
        print_table([t("Where points were lost"), t("Reference")], lines)
    moved = [one for one in sheet.drivers if one.tenths]
    if moved and sheet.change_tenths is not None:
        title = t("What changed since {period}: {points}", period=sheet.previous_period,
                  points=signed_tenths(sheet.change_tenths))  # fmt: skip
        print_table([title, t("Reference")], [[t.render(one.sentence), _ref(sheet, one)] for one in moved])
    if sheet.peers is not None:
        print(t.render(sheet.peers))
    if sheet.course is not None:
        print(t.render(sheet.course))
    if sheet.signs:
        signs = [[f"{t.render(one.title)}: {t.render(one.sentence)}", one.reference] for one in sheet.signs]
        print_table([t("What the rows show"), t("Reference")], signs)
    for one in sheet.contradictions:
        print(f"{t('Contradiction')} · {t(one.owner)}: {t.render(one.sentence)}")


def _print_odd(found: tuple[Contradiction, ...], t: Texts) -> None:
    headers = [t("code"), t("Dealer"), t("Contradiction"), t("what it rests on"), t("owner")]
    print_table(headers, [
        [one.dealer.code, one.dealer.label(t.lang), t(TITLES[one.rule]), t.render(one.sentence), t(one.owner)]
        for one in found
    ])  # fmt: skip
