"""``share``: a board or a figure as a brief, a picture or a file."""

import argparse
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.boards.brief_templates import find_template, list_templates
from app.boards.briefs import DEFAULTS
from app.boards.choosing import Filters, choice_of
from app.boards.handing import hand_out, kpi_specs, standing_specs
from app.boards.handout import Handout
from app.boards.tile import BoardSpec
from app.bootstrap import Desk
from app.cli.boards import add_choice, narrowed, spec_of
from app.cli.output import print_json, progress
from app.core.errors import UserError
from app.core.texts import Texts
from app.core.whole import write_whole
from app.kpi.own.known import known_kpis
from app.reports.boards.brief import brief
from app.reports.boards.shapes import FILES

STANDING: Final = "board"
"""The word for the board that everybody has."""


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``share``."""
    words = t("a KPI's id, “{board}” for the standing board, or what boards takes", board=STANDING)
    one.add_argument("name", metavar="KPI | BOARD", help=words)
    one.add_argument("--as", dest="shape", choices=["text", *FILES], default="text")
    one.add_argument("--out", type=Path, metavar="FILE", help=t("where to; a brief is printed without it"))
    words = t(
        "of a brief: {known}, one that is kept (briefs), or a text file with placeholders", known=", ".join(DEFAULTS)
    )
    one.add_argument("--template", default="daily", metavar="T", help=words)
    add_choice(one, t)


def run_share(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``share KPI|BOARD --as SHAPE --out FILE``: the file appears whole or not at all."""
    if args.shape != "text" and args.out is None:
        raise UserError("Say where to: --out FILE.{shape}", shape=args.shape)
    with desk.db.read() as session:
        body = _template(session, args.template, t) if args.shape == "text" else ""
        handout = _handout(session, desk, args, t)
    if args.shape == "text":
        words = brief(handout, body, t.lang)
        data = words.encode()
    else:
        words, data = "", FILES[args.shape](handout, t.lang, progress(t))
    if args.out is not None:
        write_whole(args.out, data)
    if args.json:
        print_json({"out": args.out and str(args.out), "bytes": len(data), "text": words or None,
                    "as_of": handout.as_of.isoformat(), "tiles": len(handout.tiles)})  # fmt: skip
    else:
        print(words if args.out is None else t("Wrote {path}", path=args.out))
    return 0


def _handout(session: Session, desk: Desk, args: argparse.Namespace, t: Texts) -> Handout:
    today, kpis = desk.clock.today(), known_kpis(session)
    if args.name == STANDING:
        spec = narrowed(session, BoardSpec(t("Board"), standing_specs(), Filters()), args)
    elif args.name in kpis:
        spec = narrowed(session, BoardSpec(t(kpis[args.name].name), (), Filters()), args)
        spec = BoardSpec(spec.name, kpi_specs(kpis, args.name, choice_of(session, spec.filters, today)), spec.filters)
    else:
        spec = spec_of(session, desk, args, t)
    choice = choice_of(session, spec.filters, today)
    return hand_out(session, title=spec.name, specs=spec.tiles, choice=choice, today=today)


def _template(session: Session, name: str, t: Texts) -> str:
    """The words of a template by its name, or of a text file."""
    kept = find_template(session, name)
    if kept is not None:
        return kept.body
    for rhythm, body in DEFAULTS.items():
        if name == rhythm:
            return t(body)
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join([*DEFAULTS, *(one.name for one in list_templates(session))])
        raise UserError("There is no template “{name}”; there are: {known}.", name=name, known=known) from error
