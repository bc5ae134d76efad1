"""Own boards on the command line: their list, their figures, and the file by which one is sent."""

import argparse
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.boards.choosing import SPANS, Filters, filters_of, span_text
from app.boards.queries import find_board, list_boards
from app.boards.reading import read_board
from app.boards.service import create_board
from app.boards.sharing import read_board_file, write_board
from app.boards.templates import TEMPLATES
from app.boards.tile import BoardSpec, Cell, Tile
from app.bootstrap import Desk
from app.cli.output import print_json, print_table
from app.core.db import Action
from app.core.money import decimal_text
from app.core.texts import N_, Text, Texts
from app.dealers.queries import find_party
from app.kpi.against import ALIGNS


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``boards``."""
    known = ", ".join(TEMPLATES)
    said = t("a board's name or reference, or a ready-made one: {known}", known=known)
    one.add_argument("name", nargs="?", metavar="NAME", help=said)
    add_choice(one, t)
    one.add_argument("--take", metavar="NAME", help=t("make a board of one's own of it, under this name"))
    one.add_argument("--send", type=Path, metavar="FILE", help=t("write what the board asks for, without a figure"))
    one.add_argument("--bring", type=Path, metavar="FILE", help=t("make a board of a file that was sent"))


def add_choice(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words that narrow a board."""
    one.add_argument("--span", metavar="SPAN", help=t("{known}, or a period such as 2026-Q1", known=", ".join(SPANS)))
    one.add_argument("--back", action="store_true", help=t("the same span a year before"))
    one.add_argument("--dealer", metavar="CODE")
    one.add_argument("--region", metavar="REGION")
    one.add_argument("--group", metavar="GROUP")
    one.add_argument("--align", choices=ALIGNS)


def run_boards(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``boards [NAME]``: the boards that there are, or the figures of one; also makes one and sends it as a file."""
    if args.bring is not None:
        spec = read_board_file(args.bring)
        return _make(desk, args, t, replace(spec, name=args.take or spec.name))
    if args.name is None:
        return _list(desk, args, t)
    with desk.db.read() as session:
        spec = spec_of(session, desk, args, t)
    if args.take is not None:
        return _make(desk, args, t, replace(spec, name=args.take))
    if args.send is not None:
        write_board(args.send, spec)
        if args.json:
            print_json({"out": str(args.send)})
        else:
            print(t("Wrote {path}", path=args.send))
        return 0
    return _show(desk, args, t, spec)


def _list(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        boards = list_boards(session, desk.workspace.person)
    ready = [(word, t(one.title), len(one.tiles), t(one.what)) for word, one in TEMPLATES.items()]
    if args.json:
        print_json({
            "boards": [
                {"ref": one.ref, "name": one.name, "owner": one.owner, "shared": one.shared, "tiles": len(one.tiles),
                 "filters": one.filters.plain()} for one in boards
            ],
            "ready": [dict(zip(("name", "title", "tiles", "what"), one, strict=True)) for one in ready],
        })  # fmt: skip
        return 0
    rows = [
        [one.name, one.ref, len(one.tiles), t.render(span_text(one.filters)), t("yes") if one.shared else t("no")]
        for one in boards
    ]
    if rows:
        print_table([t("Board"), t("Reference"), t("Tiles"), t("Period"), t("Shared")], rows)
        print()
    print_table([t("Ready made"), t("Name"), t("Tiles"), t("What it answers")], [list(one) for one in ready])
    return 0


def spec_of(session: Session, desk: Desk, args: argparse.Namespace, t: Texts) -> BoardSpec:
    """The board that is named, narrowed by what the command says."""
    if args.name in TEMPLATES:
        ready = TEMPLATES[args.name]
        spec = BoardSpec(t(ready.title), ready.tiles, Filters())
    else:
        found = find_board(session, args.name, desk.workspace.person)
        spec = BoardSpec(found.name, found.tiles, found.filters)
    return narrowed(session, spec, args)


def narrowed(session: Session, spec: BoardSpec, args: argparse.Namespace) -> BoardSpec:
    """The same, narrowed by what the command says."""
    changes: dict[str, Any] = {
        name: getattr(args, name) for name in ("span", "region", "group", "align") if getattr(args, name)
    }
    if args.dealer:
        changes["dealer"] = find_party(session, args.dealer).id
    if args.back:
        changes["back"] = True
    return replace(spec, filters=filters_of(replace(spec.filters, **changes).plain()))


def _make(desk: Desk, args: argparse.Namespace, t: Texts, spec: BoardSpec) -> int:
    board_id = desk.db.write(
        Action(N_("Made a board")),
        lambda session: create_board(session, name=spec.name, tiles=spec.tiles, filters=spec.filters),
    ).value
    with desk.db.read() as session:
        ref = find_board(session, board_id, desk.workspace.person).ref
    if args.json:
        print_json({"ref": ref, "name": spec.name})
    else:
        print(t("Made the board “{name}”: {ref}", name=spec.name, ref=ref))
    return 0


def _show(desk: Desk, args: argparse.Namespace, t: Texts, spec: BoardSpec) -> int:
    with desk.db.read() as session:
        found = read_board(session, spec.tiles, spec.filters, desk.clock.today())
    if args.json:
        print_json({
            "name": spec.name, "period": found.choice.period.name, "tiles": [_plain(one, t) for one in found.tiles],
        })  # fmt: skip
        return 0
    for one in found.tiles:
        print(t.render(one.title))
        if one.empty is not None:
            print(f"  {t.render(one.empty)}")
        else:
            print_table([t.render(column.title) for column in one.grid.columns],
                        [[_written(cell, t) for cell in row] for row in one.grid.rows])  # fmt: skip
            for words, _, value in one.marks:
                print(f"{t.render(words)} {_written(value, t)}")
        print(t("Counted: {basis}", basis=t.render(one.basis)))
        print()
    return 0


def _plain(tile: Tile, t: Texts) -> dict[str, Any]:
    """A tile as JSON: exact values as decimals, an unknown one as null."""
    rows = [
        {"key": key, "ref": tile.refs[number] if tile.refs else "", "values": [_written(cell, t) for cell in row]}
        for number, (key, row) in enumerate(zip(tile.grid.keys, tile.grid.rows, strict=True))
    ]
    return {
        "kind": tile.spec.kind, "kpi": tile.spec.kpi, "title": t.render(tile.title), "basis": t.render(tile.basis),
        "as_of": tile.as_of.isoformat(), "currency": tile.currency,
        "empty": None if tile.empty is None else t.render(tile.empty),
        "columns": [{"title": t.render(one.title), "unit": one.unit} for one in tile.grid.columns], "rows": rows,
        "marks": [{"title": t.render(words), "unit": unit, "value": _written(value, t)}
                  for words, unit, value in tile.marks],
    }  # fmt: skip


def _written(cell: Cell, t: Texts) -> str | None:
    if isinstance(cell, Text):
        return t.render(cell)
    if isinstance(cell, Fraction):
        return decimal_text(cell.numerator, cell.denominator)
    if isinstance(cell, date):
        return cell.isoformat()
    return None if cell is None else str(cell)
