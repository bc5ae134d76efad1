"""The command line's health model: versions, files, weights by rule, and what a quarter would have been."""

import argparse
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from app.cli.output import moment, print_json, print_table, wall
from app.core.errors import UsageError, UserError
from app.core.texts import Text, Texts
from app.health.assembly import info_of
from app.health.canonical import scheme_file, scheme_from_file
from app.health.comparing import (
    DIRECTION_TITLES,
    EMPTY_TITLES,
    SCORING_TITLES,
    WAY_TITLES,
    bounds_of,
    differences,
    exact_text,
    rail_text,
    short,
)
from app.health.rules import shown_tenths
from app.health.scheme import Scheme, Way
from app.health.trial import Trial, try_model
from app.health.versions import find_version, list_versions, save_version
from app.health.weighing.pairs import Pair
from app.health.weighing.proposal import Proposal, answers_of, by_figures, by_pairs, things_of
from app.health.weighing.wording import agreement_text, contradiction_text
from app.health.wording import consequence_text, grade_text, grading_text, tenths_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.bootstrap import Desk
    from app.health.rules import Verdict

_ACTS: Final = ("list", "show", "compare", "try", "weigh", "export", "import")
_WAYS: Final = {"ahp": "pairs", "entropy": "entropy", "critic": "critic", "blend": "blend"}


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``model``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="list")
    words = t("a version's number or a file; default: the newest; export: the file to write last")
    one.add_argument("models", nargs="*", metavar="VERSION | FILE", help=words)
    one.add_argument("--reason", default="", metavar="TEXT", help=t("import: why the model changes"))
    words = t("try, weigh: 2026-Q1; default: the last assessed")
    one.add_argument("--period", default="", metavar="PERIOD", help=words)
    one.add_argument("--by", choices=list(_WAYS), default="ahp", help=t("weigh: how the points are proposed"))
    words = t("weigh, ahp: compare the indicators of one dimension; default: the dimensions")
    one.add_argument("--among", default="", metavar="DIMENSION", help=words)
    words = t("weigh, ahp: A is three times as important as B (1/3: B is); one for each pair")
    one.add_argument("--answer", action="append", default=[], metavar="A:B=3", help=words)
    words = t("weigh, blend: how much the points of now count")
    one.add_argument("--share", default="50", metavar="PERCENT", help=words)
    one.add_argument("--out", type=Path, metavar="FILE", help=t("weigh: write the model with the proposed points"))


def run_model(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``model``: lists the versions, or does with one of them what is asked."""
    acts: Mapping[str, Callable[[Desk, argparse.Namespace, Texts], int]] = {
        "list": _list, "show": _show, "compare": _compare, "try": _try, "weigh": _weigh, "export": _export,
        "import": _import,
    }  # fmt: skip
    return acts[args.what](desk, args, t)


def _model(desk: "Desk", word: str = "") -> Scheme:
    """The model that a word names: a version's number, a file; the newest for nothing."""
    if not word or word.isdigit():
        with desk.db.read() as session:
            return find_version(session, int(word) if word else None)
    return _from_file(Path(word))


def _from_file(path: Path) -> Scheme:
    try:
        return scheme_from_file(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("“{path}” cannot be read: {error}", path=path, error=error) from error


def _list(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        found = list_versions(session)
    rows = [
        {"version": one.number, "ref": one.ref, "name": one.scheme.name,
         "saved": moment(one.saved_at) if one.saved_at else "", "reason": one.reason,
         "quarters": list(one.quarters), "indicators": len(one.scheme.indicators)}
        for one in found
    ]  # fmt: skip
    if args.json:
        print_json({"versions": rows})
        return 0
    heads = [t("Version"), t("Reference"), t("Name"), t("Saved"), t("Reason"), t("Assessed quarters"), t("Indicators")]
    for row, one in zip(rows, found, strict=True):
        row |= {"name": t(str(row["name"])), "saved": wall(str(row["saved"])), "quarters": " ".join(one.quarters)}
    print_table(heads, [list(row.values()) for row in rows])
    return 0


def _show(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    scheme = _model(desk, *args.models[:1])
    if args.json:
        print(scheme_file(scheme), end="")
        return 0
    sides = {each.id: t(each.title) for each in scheme.dimensions}
    print(f"{t(scheme.name)} · {t('Version')} {scheme.version} · {t(WAY_TITLES[scheme.way])}")
    heads = [t("Dimension"), t("Indicator"), t("Points"), t("Direction"), t("0 points at"), t("100 points at"),
             t("100 points up to"), t("0 points again at"), t("Scored"), t("Without a figure")]  # fmt: skip
    rows = []
    for each in scheme.indicators:
        info = info_of(desk.infos, each.kpi)
        spans = [_said(t, exact_text(info, one)) for one in bounds_of(each)]
        rows.append([sides[each.dimension], t(info.title), short(each.points), t(DIRECTION_TITLES[each.direction]),
                     *spans, t(SCORING_TITLES[each.scoring]), t(EMPTY_TITLES[each.empty])])  # fmt: skip
    print_table(heads, rows)
    print(t.render(grading_text(scheme)))
    for rail in scheme.rails:
        print(f"{t('Guard rail')}: {t(info_of(desk.infos, rail.kpi).title)}: {t.render(rail_text(rail))}")
    for one in scheme.consequences:
        print(f"{t.render(grade_text(one.grade))}: {t.render(consequence_text(one))}")
    return 0


def _said(t: Texts, words: str | Text) -> str:
    return words if isinstance(words, str) else t.render(words)


def _compare(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    if not args.models:
        raise UsageError("Name the two models to compare: version numbers or files.")
    old, new = _model(desk, args.models[0]), _model(desk, *args.models[1:2])
    found = differences(old, new, desk.infos)
    rows = [[_said(t, one.what), t.render(one.field), _said(t, one.old), _said(t, one.new)] for one in found]
    if args.json:
        print_json({"differences": [dict(zip(("what", "field", "old", "new"), row, strict=True)) for row in rows]})
    elif not rows:
        print(t("The two models are the same."))
    else:
        print_table([t("What"), t("Field"), t("Before"), t("After")], rows)
    return 0


def _try(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    found = try_model(desk.db, desk.workspace.files, desk.figures, _model(desk, *args.models[:1]), period=args.period)
    rows = [
        {"dealer": one.dealer.code, "name": one.dealer.name, "score_before": _score(one.old_score),
         "score": _score(one.result.score), "grade_before": _grade(t, one.old), "grade": _grade(t, one.new),
         "moved": one.moved, "place": one.place, "place_by_closeness": one.balanced}
        for one in found.lines
    ]  # fmt: skip
    if args.json:
        print_json({"period": found.period, "version": found.version, "fresh": list(found.fresh), "dealers": rows})
        return 0
    print(t("{period}: {moved} of {n} grades would be others.", period=found.period,
            moved=sum(one.moved for one in found.lines), n=len(found.lines)))  # fmt: skip
    _fresh(desk, found, t)
    heads = [t("Code"), t("Dealer"), t("Score before"), t("Score after"), t("Grade before"), t("Grade after"),
             t("Moves"), t("Place by score"), t("Place by closeness (TOPSIS)")]  # fmt: skip
    print_table(heads, [list({**row, "moved": "→" if row["moved"] else ""}.values()) for row in rows])
    return 0


def _fresh(desk: "Desk", found: Trial, t: Texts) -> None:
    if found.fresh:
        names = ", ".join(t(info_of(desk.infos, kpi).title) for kpi in found.fresh)
        print(t("Not frozen then, read from today's data: {names}.", names=names))


def _score(score: Fraction | None) -> str:
    return "" if score is None else tenths_text(shown_tenths(score))


def _grade(t: Texts, verdict: "Verdict") -> str:
    return t.render(grade_text(verdict.grade))


def _weigh(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    scheme, way = _model(desk, *args.models[:1]), cast("Way", _WAYS[args.by])
    if way == "pairs":
        answers = {**answers_of(scheme, args.among), **_answers(scheme, args)}
        proposal = by_pairs(scheme, args.among, answers)
    else:
        kept = try_model(desk.db, desk.workspace.files, desk.figures, scheme, period=args.period)
        proposal = by_figures(scheme, [one.result for one in kept.lines], way, _percent(args.share))
    if args.out:
        args.out.write_text(scheme_file(proposal.scheme), encoding="utf-8")
    rows = [
        {"kpi": new.kpi, "before": short(old.points), "points": short(new.points), "kept": new.kpi in proposal.kept}
        for old, new in zip(scheme.indicators, proposal.scheme.indicators, strict=True)
    ]
    if args.json:
        print_json({"points": rows, "agreement": _agreement(proposal)})
        return 0
    heads = [t("Indicator"), t("Points before"), t("Points proposed"), t("Remark")]
    remark = t("too few figures, keeps its points")
    print_table(heads, [[t(info_of(desk.infos, str(row["kpi"])).title), row["before"], row["points"],
                         remark if row["kept"] else ""] for row in rows])  # fmt: skip
    if proposal.judged is not None:
        print(t.render(agreement_text(proposal.judged)))
        if proposal.judged.least is not None:
            print(t.render(contradiction_text(proposal.judged.least, _titles(desk, scheme))))
    return 0


def _agreement(proposal: Proposal) -> dict[str, object] | None:
    one = proposal.judged
    if one is None:
        return None
    least = one.least and {"pair": list(one.least.pair), "given": one.least.given, "implied": one.least.implied}
    return {"weights": dict(one.weights), "lambda_max": one.lambda_max, "ci": one.index, "cr": one.ratio,
            "consistent": one.consistent, "least_consistent": least}  # fmt: skip


def _titles(desk: "Desk", scheme: Scheme) -> dict[str, Text]:
    sides = {each.id: Text(each.title) for each in scheme.dimensions}
    return sides | {each.kpi: Text(info_of(desk.infos, each.kpi).title) for each in scheme.indicators}


def _answers(scheme: Scheme, args: argparse.Namespace) -> dict[Pair, Fraction]:
    things = things_of(scheme, args.among)
    found: dict[Pair, Fraction] = {}
    for word in args.answer:
        pair, _, times = word.partition("=")
        one, _, other = pair.partition(":")
        if one not in things or other not in things or one == other:
            raise UsageError("“{word}” compares nothing; there are {known}.", word=word, known=", ".join(things))
        value = _fraction(times)
        if things.index(one) < things.index(other):
            found[one, other] = value
        elif value:
            found[other, one] = 1 / value
    return found


def _percent(word: str) -> Fraction:
    return _fraction(word.removesuffix("%")) / 100


def _fraction(word: str) -> Fraction:
    try:
        return Fraction(word)
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError("“{text}” is no number.", text=word) from error


def _export(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    if not args.models:
        raise UsageError("Name the file to write.")
    *model, path = args.models
    Path(path).write_text(scheme_file(_model(desk, *model[:1])), encoding="utf-8")
    print_json({"file": path}) if args.json else print(t("Written: {path}", path=path))
    return 0


def _import(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    if len(args.models) != 1:
        raise UsageError("Name the file of the model.")
    draft, newest = _from_file(Path(args.models[0])), _model(desk)
    number = save_version(desk.db, replace(draft, version=0), base=newest.version, reason=args.reason)
    print_json({"version": number}) if args.json else print(
        t("Saved as version {n}; quarters that are assessed from now on go by it. One undo takes it back.", n=number)
    )
    return 0
