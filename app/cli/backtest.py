"""The command line's back-test of the health model."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import print_json, print_table, progress
from app.core.texts import Texts
from app.core.whole import write_whole
from app.core.wording import decimals, percent_text
from app.health.assembly import info_of
from app.health.backtest.reading import BackTest, back_test
from app.health.backtest.rules import Area, Tested
from app.health.backtest.wording import area_text, lift_text, span_text, title_of, verdict_text
from app.health.canonical import scheme_file
from app.health.current import current_model
from app.health.scheme import with_points

if TYPE_CHECKING:
    from app.bootstrap import Desk


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``backtest``."""
    words = t("write the model with the points that the test proposes; look at it before it is imported")
    one.add_argument("--out", type=Path, metavar="FILE", help=words)


def run_backtest(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``backtest``: scores of past quarters against what became of the dealers."""
    found = back_test(desk.db, desk.figures, progress(t))
    if args.out is not None:
        with desk.db.read() as session:
            _, scheme = current_model(session)
        draft = with_points(scheme, {each.kpi: each.proposed for each in found.points})
        write_whole(args.out, scheme_file(draft).encode("utf-8"))
    if args.json:
        print_json(_told(found))
        return 0
    print(t.render(verdict_text(found)))
    if found.whole.cases:
        print(t.render(span_text(found)))
        _print_outcomes(found, t)
        _print_points(desk, found, t)
    if args.out is not None:
        print(t("Wrote {path}", path=args.out))
    return 0


def _print_outcomes(found: BackTest, t: Texts) -> None:
    headers = [t("What became of dealers"), t("Cases"), t("Went wrong"), t("Lift of the worst fifth"), t("AUC (95%)")]
    print_table(headers, [
        [t.render(title_of(one)), str(one.cases), str(one.wrong), lift_text(one), area_text(one.area)]
        for one in (*found.by_outcome, found.whole)
    ])  # fmt: skip
    fifths = [t("Score"), t("Cases"), t("Went wrong"), t("Share")]
    print_table(fifths, [
        [f"{one.lowest:.1f}–{one.highest:.1f}", str(one.cases), str(one.wrong), percent_text(one.share)]
        for one in found.whole.fifths
    ])  # fmt: skip


def _print_points(desk: "Desk", found: BackTest, t: Texts) -> None:
    headers = [t("Indicator"), t("AUC (95%)"), t("Points now"), t("Points proposed")]
    print_table(headers, [
        [t(info_of(desk.infos, one.kpi).title), area_text(one.area), decimals(one.points), decimals(one.proposed)]
        for one in found.points
    ])  # fmt: skip


def _told(found: BackTest) -> dict[str, object]:
    return {
        "first": found.first, "last": found.last, "dealers": found.dealers, "model": found.model_version,
        "outcomes": [_outcome(one) for one in (found.whole, *found.by_outcome)],
        "points": [
            {"kpi": one.kpi, "auc": _area(one.area), "points": float(one.points), "proposed": float(one.proposed)}
            for one in found.points
        ],
    }  # fmt: skip


def _outcome(one: Tested) -> dict[str, object]:
    return {
        "outcome": one.outcome or "any", "cases": one.cases, "wrong": one.wrong, "auc": _area(one.area),
        "lift": None if one.lift is None else float(one.lift),
        "fifths": [[each.cases, each.wrong, each.lowest, each.highest] for each in one.fifths],
    }  # fmt: skip


def _area(area: Area | None) -> list[float] | None:
    return None if area is None else [float(area.value), area.low, area.high]
