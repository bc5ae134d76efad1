"""The command line's scores by hand: what is asked, what was given for a quarter, files out and in."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.cli.output import print_json, print_table, progress
from app.core.attachments import attach, require_attachable
from app.core.db import Action
from app.core.errors import UsageError, UserError
from app.core.period import day_number, day_of
from app.core.texts import N_, Text, Texts
from app.dealers.queries import find_party
from app.health.surveys.files import scores_of_file, tenths_said, typed_tenths, write_scores
from app.health.surveys.model import SurveyScore
from app.health.surveys.queries import Score, score_sheet
from app.health.surveys.questions import find_question, questions
from app.health.surveys.service import (
    Asking,
    Given,
    add_question,
    change_question,
    give_scores,
    remove_question,
)
from app.kpi.kpi import OWNERS

if TYPE_CHECKING:
    from app.bootstrap import Desk

_ACTS: Final = ("list", "question", "remove", "score", "export", "import")
GAVE: Final = N_("Scores given by hand: {n}")


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``survey``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="list")
    one.add_argument("name", nargs="?", metavar="QUESTION | FILE", default="",
                     help=t("name or reference of a question; export, import: the file"))  # fmt: skip
    one.add_argument("value", nargs="?", metavar="SCORE", default="", help=t("score: such as 8.5; “-” takes it out"))
    one.add_argument("--period", default="", metavar="QUARTER", help=t("list, score, files: 2026-Q1"))
    one.add_argument("--dealer", default="", metavar="CODE", help=t("score: whose"))
    one.add_argument("--note", metavar="TEXT", help=t("score: why, in a sentence"))
    one.add_argument("--evidence", action="append", default=[], type=Path, metavar="FILE",
                     help=t("score: a file that proves it; can be given more than once"))  # fmt: skip
    one.add_argument("--name-en", metavar="NAME", help=t("question: its English name"))
    one.add_argument("--rename", metavar="NAME", help=t("question: another name"))
    one.add_argument("--guide", metavar="TEXT", help=t("question: what the scores mean"))
    one.add_argument("--most", type=int, metavar="N", help=t("question: the best score; the worst is 0"))
    one.add_argument("--department", choices=list(OWNERS), help=t("question: who gives the scores"))
    one.add_argument("--dry-run", action="store_true", help=t("import: say what would change, write nothing"))


def run_survey(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``survey``: lists questions, or a quarter's scores with ``--period``; asks, scores, writes and takes files."""
    if args.what == "list":
        return _scores(desk, args, t) if args.period else _list(desk, args, t)
    if not args.name:
        raise UsageError("Name the question or the file.")
    acts = {"question": _question, "remove": _remove, "score": _score, "export": _export, "import": _import}
    if args.what in {"score", "export", "import"} and not args.period:
        raise UsageError("Name the quarter: --period 2026-Q1.")
    return acts[args.what](desk, args, t)


def _list(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        found = [one for one in questions(session) if one.listed]
    if args.json:
        print_json({"questions": [asdict(one) | {"kpi": one.info.id} for one in found]})
        return 0
    heads = [t("Reference"), t("Name"), t("Best score"), t("Department"), t("What the scores mean"), t("KPI")]
    print_table(heads, [[one.ref, one.label(t.lang), one.most, t(one.info.owner), one.guide, one.info.id]
                        for one in found])  # fmt: skip
    return 0


def _scores(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        sheet = score_sheet(session, args.period)
    rows = [
        _row(score, dealer.code, dealer.label(t.lang), question.label(t.lang))
        for dealer in sheet.dealers
        for question in sheet.questions
        if (score := sheet.scores.get((dealer.id, question.id))) is not None
    ]
    if args.json:
        print_json({"period": sheet.period, "scores": rows})
        return 0
    heads = [t("Reference"), t("Code"), t("Dealer"), t("Question"), t("Score"), t("Note"), t("Given by"),
             t("Scored on"), t("Evidence")]  # fmt: skip
    print_table(heads, [[*{**row, "evidence": len(row["evidence"])}.values()] for row in rows])
    return 0


def _row(one: Score, code: str, dealer: str, question: str) -> dict[str, Any]:
    return {"ref": one.ref, "code": code, "dealer": dealer, "question": question, "score": float(one.value),
            "note": one.note, "by": one.by, "on": day_of(one.on).isoformat(),
            "evidence": [{"name": file.name, "sha256": file.sha256} for file in one.files]}  # fmt: skip


def _question(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """A question that is known is changed, another one is asked from now on."""
    with desk.db.read() as session:
        words = {args.name}
        old = next((one for one in questions(session) if one.listed and words & {one.name, one.ref, one.id}), None)
    before = Asking(args.name) if old is None else Asking(old.name, old.guide, old.most, old.name_en, old.department)
    asking = Asking(
        args.rename or before.name,
        before.guide if args.guide is None else args.guide,
        before.most if args.most is None else args.most,
        before.name_en if args.name_en is None else args.name_en,
        before.department if args.department is None else args.department,
    )

    def command(session: Any) -> str:
        if old is None:
            return add_question(session, asking=asking)
        change_question(session, question_id=old.id, asking=asking)
        return old.id

    words_of = N_("Asked “{name}”") if old is None else N_("Changed the question “{name}”")
    made = desk.db.write(Action(words_of, {"name": asking.name}), command).value
    with desk.db.read() as session:
        found = find_question(session, made)
    print_json(asdict(found) | {"kpi": found.info.id}) if args.json else print(
        t("{ref}: {name}. As an indicator it is called {kpi}.", ref=found.ref, name=found.name, kpi=found.info.id)
    )
    return 0


def _remove(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        one = find_question(session, args.name)
    desk.db.write(Action(N_("Asked “{name}” no more"), {"name": one.name}),
                  lambda session: remove_question(session, question_id=one.id))  # fmt: skip
    print_json({"removed": one.ref}) if args.json else print(t("Asked no more; the scores that were given stay."))
    return 0


def _score(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        question, dealer = find_question(session, args.name), find_party(session, args.dealer)
    if not args.value:
        raise UsageError("Name the score, such as 8.5.")
    tenths = None if args.value == "-" else typed_tenths(args.value)
    files = [_kept(desk, path) for path in args.evidence]
    today = desk.clock.today()

    def command(session: Any) -> list[str]:
        given = Given(question.id, dealer.id, tenths, args.note)
        made = give_scores(session, period=args.period, scores=[given], today=today)
        for name, sha256, size in files if made else ():
            attach(session, entity=SurveyScore.__tablename__, entity_id=made[0], name=name, sha256=sha256, size=size,
                   taken_on=day_number(today))  # fmt: skip
        return made

    made = desk.db.write(Action(GAVE, {"n": 1}), command).value
    if args.json:
        print_json({"id": made[0] if made else None})
        return 0
    said = {"dealer": dealer.name, "question": question.label(t.lang), "most": question.most}
    print(t("{dealer}, {question}: taken out.", **said) if tenths is None
          else t("{dealer}, {question}: {score} of {most}.", score=tenths_said(tenths), **said))  # fmt: skip
    return 0


def _kept(desk: "Desk", path: Path) -> tuple[str, str, int]:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UserError("“{path}” cannot be read: {error}", path=path, error=error) from error
    require_attachable(size)
    return path.name, desk.workspace.files.put_file(path), size


def _export(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    count = write_scores(desk.db, args.period, Path(args.name), lang=t.lang, progress=progress(t))
    print_json({"rows": count, "file": args.name}) if args.json else print(
        t("Written to {file}. Rows: {n}", file=args.name, n=count)
    )
    return 0


def _import(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    taken = scores_of_file(desk.db, args.period, Path(args.name), progress=progress(t))
    today = desk.clock.today()
    if taken.scores and not args.dry_run:
        desk.db.write(
            Action(GAVE, {"n": len(taken.scores)}),
            lambda session: give_scores(session, period=args.period, scores=taken.scores, today=today),
        )
    refused = [[_said(where, t), _said(why, t)] for where, why in taken.refused]
    if args.json:
        print_json({"changed": len(taken.scores), "written": not args.dry_run,
                    "refused": [{"where": where, "why": why} for where, why in refused]})  # fmt: skip
    else:
        print(t("Scores that change: {n}", n=len(taken.scores)))
        if refused:
            print(t("Not taken:"))
            print_table([t("Row"), t("Why")], refused)
        if args.dry_run:
            print(t("Nothing was written (--dry-run)."))
    return 1 if refused else 0


def _said(words: Text, t: Texts) -> str:
    return t.render(words)
