"""``briefs``: templates of briefs that are kept in the workspace."""

import argparse
import sys
from pathlib import Path

from app.boards.brief_templates import TemplateRow, find_template, keep_template, list_templates, remove_template
from app.boards.briefs import DEFAULTS
from app.bootstrap import Desk
from app.cli.output import print_json, print_table
from app.core.db import Action
from app.core.errors import UsageError, UserError
from app.core.texts import N_, Texts


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``briefs``."""
    one.add_argument("what", choices=["list", "show", "keep", "remove"], nargs="?", default="list")
    one.add_argument("name", nargs="?", metavar="NAME", default="")
    one.add_argument(
        "file", nargs="?", metavar="FILE", help=t("keep: a text file with placeholders, - is what is typed")
    )


def run_briefs(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``briefs``: lists the templates, shows, keeps or removes one."""
    with desk.db.read() as session:
        rows, found = list_templates(session), find_template(session, args.name) if args.name else None
    if args.what == "list":
        return _list(rows, args, t)
    if args.what == "keep":
        return _keep(desk, args, found, t)
    body = t(DEFAULTS[args.name]) if args.what == "show" and args.name in DEFAULTS else ""
    if found is None and not body:
        known = ", ".join([*DEFAULTS, *(one.name for one in rows)])
        raise UserError("There is no template “{name}”; there are: {known}.", name=args.name, known=known)
    if args.what == "show":
        body = body or (found.body if found else "")
        print_json({"name": args.name, "body": body}) if args.json else print(body)
        return 0
    if found is not None:
        action = Action(N_("Took out the template of a brief {name}"), {"name": found.name})
        desk.db.write(action, lambda session: remove_template(session, template_id=found.id))
    return _done(args, t)


def _keep(desk: Desk, args: argparse.Namespace, found: TemplateRow | None, t: Texts) -> int:
    if not args.name or not args.file:
        raise UsageError("Name the template and the file with its words.")
    try:
        body = sys.stdin.read() if args.file == "-" else Path(args.file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("“{path}” cannot be read: {error}", path=args.file, error=str(error)) from error
    action = Action(N_("Kept the template of a brief {name}"), {"name": args.name})
    desk.db.write(action, lambda session: keep_template(
        session, name=found.name if found else args.name, body=body, template_id=found.id if found else None
    ))  # fmt: skip
    return _done(args, t)


def _done(args: argparse.Namespace, t: Texts) -> int:
    if args.json:
        print_json({"done": True})
    else:
        print(t("Done. One undo takes it back."))
    return 0


def _list(rows: tuple[TemplateRow, ...], args: argparse.Namespace, t: Texts) -> int:
    if args.json:
        print_json({"templates": [{"ref": one.ref, "name": one.name, "body": one.body} for one in rows]})
        return 0
    heads = [t("Reference"), t("Name"), t("Words")]
    print_table(heads, [[one.ref, one.name, " ".join(one.body.split())] for one in rows])
    return 0
