"""The command line's way to the next grade, and what another figure would give."""

import argparse
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.cli.output import print_json, print_table
from app.core.db import Action
from app.core.errors import UsageError
from app.core.money import decimal_text
from app.core.texts import N_, Texts
from app.dealers.queries import find_party
from app.health.assembly import info_of
from app.health.editing import typed_number
from app.health.path import simulate
from app.health.queries import dealer_sheet, kept_assessment
from app.health.rules import shown_tenths
from app.health.sheets import HealthSheet, PathLine
from app.health.surveys.naming import question_of
from app.health.tasks import ask_for_path
from app.health.wording import grade_text, tenths_text, value_text
from app.kpi.goals import SCALE, goal_value

if TYPE_CHECKING:
    from app.bootstrap import Desk


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``next-grade``."""
    one.add_argument("dealer", metavar="CODE")
    one.add_argument("--period", required=True, metavar="QUARTER", help=t("an assessed quarter, such as 2026-Q1"))
    one.add_argument("--tasks", action="store_true", help=t("make a task of each step"))
    one.add_argument(
        "--set", action="append", default=[], metavar="KPI=VALUE",
        help=t("what if: the score with another figure, shares in percent; can be given more than once"),
    )  # fmt: skip


def run_next_grade(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``next-grade CODE --period Q``: place, steps to the next grade; with ``--set`` the score with other figures."""
    with desk.db.read() as session:
        dealer = find_party(session, args.dealer)
    if args.set:
        return _what_if(desk, args, t, dealer.id)
    sheet = dealer_sheet(desk.db, desk.workspace.files, desk.infos, dealer_id=dealer.id, period=args.period)
    made: list[str] = []
    if args.tasks and sheet.path is not None:
        path = sheet.path
        made = desk.db.write(
            Action(N_("Tasks of the way to the next grade")),
            lambda session: ask_for_path(session, dealer_id=dealer.id, path=path, words=t),
        ).value
    if args.json:
        print_json(_told(sheet, t, made))
    else:
        _print(sheet, t, made)
    return 0


def _told(sheet: HealthSheet, t: Texts, made: list[str]) -> dict[str, Any]:
    path = sheet.path
    found: dict[str, Any] = {
        "dealer": sheet.dealer.code, "period": sheet.period, "score_tenths": sheet.score_tenths, "grade": sheet.grade,
        "place": sheet.place, "graded": sheet.graded, "places": asdict(sheet.places) if sheet.places else None,
        "tasks": made,
    }  # fmt: skip
    if path is not None:
        found["path"] = {
            "grade": path.grade, "score_tenths": path.score_tenths, "due": path.due.isoformat(),
            "hindrance": t.render(path.hindrance) if path.hindrance else "",
            "lifted": [t.render(one) for one in path.lifted],
            "steps": [_step(one) for one in path.lines],
        }  # fmt: skip
    return found


def _step(one: PathLine) -> dict[str, object]:
    value = decimal_text(one.value.numerator, one.value.denominator)
    return {"kpi": one.kpi, "value": value, "tenths": one.tenths, "owner": one.owner}


def _print(sheet: HealthSheet, t: Texts, made: list[str]) -> None:
    path, lang = sheet.path, t.lang
    tenths = sheet.score_tenths
    score = "—" if tenths is None else tenths_text(tenths)
    said = {"dealer": sheet.dealer.label(lang), "period": sheet.period, "score": score}
    print(t("{dealer}, {period}: {score}, {grade}", grade=t.render(grade_text(sheet.grade)), **said))
    if sheet.places is not None:
        span = {"place": sheet.place, "n": sheet.graded, "best": sheet.places.best, "worst": sheet.places.worst}
        print(t("Place {place} of {n}; {best} to {worst} in nine of ten draws of the weights", **span))
    if path is None:
        return
    if path.hindrance is not None:
        print(t.render(path.hindrance))
    for one in path.lifted:
        print(t("Lift the cap: {words}", words=one))
    if path.lines:
        headers = [t("KPI"), t("now"), t("needed"), t("points"), t("owner")]
        print_table(headers, [
            [t.render(one.title), t.render(one.old), t.render(one.new), tenths_text(one.tenths), t(one.owner)]
            for one in path.lines
        ])  # fmt: skip
    if path.grade is not None and path.score_tenths is not None:
        said = {"grade": t.render(grade_text(path.grade)), "score": tenths_text(path.score_tenths)}
        print(t("Together {score}, which is grade {grade}; by {day}", day=path.due.isoformat(), **said))
    if made:
        print(t("Tasks: {n}. One undo takes new ones back.", n=len(made)))


def _what_if(desk: "Desk", args: argparse.Namespace, t: Texts, dealer: str) -> int:
    kept = kept_assessment(desk.db, desk.workspace.files, dealer_id=dealer, period=args.period)
    values = dict(_given(desk, text, {part.kpi for part in kept.result.parts}) for text in args.set)
    base = kept.before.base if kept.before else None
    result, verdict = simulate(kept.scheme, kept.result, values, previous=base, caps=kept.caps)
    tenths = None if result.score is None else shown_tenths(result.score)
    if args.json:
        print_json({"score_tenths": tenths, "grade": verdict.grade, "before_tenths": _tenths(kept.result.score)})
        return 0
    for kpi, value in values.items():
        old = kept.result.part(kpi)
        info = info_of(desk.infos, kpi)
        said = {"old": value_text(info, old.value if old else None), "new": value_text(info, value)}
        print(t("{kpi}: {old} → {new}", kpi=t(info.title), **said))
    was = _tenths(kept.result.score)
    said_scores = {
        "old": "—" if was is None else tenths_text(was),
        "new": "—" if tenths is None else tenths_text(tenths),
    }
    print(t("Score {old} → {new}, {grade}", grade=t.render(grade_text(verdict.grade)), **said_scores))
    return 0


def _tenths(score: Fraction | None) -> int | None:
    return None if score is None else shown_tenths(score)


def _given(desk: "Desk", text: str, known: set[str]) -> tuple[str, Fraction]:
    kpi, _, said = text.partition("=")
    if kpi not in known:
        raise UsageError("The model has no indicator “{kpi}”; it has {known}.", kpi=kpi, known=", ".join(sorted(known)))
    if question_of(kpi):
        return kpi, typed_number(said)
    return kpi, Fraction(goal_value(desk.kpis[kpi], said), SCALE)
