"""Commands on data rules: list them, keep one, switch one on or off, try one on the newest file."""

import argparse
import tomllib
from pathlib import Path
from typing import Any

from app.bootstrap import Desk
from app.cli.output import print_json, print_table
from app.core.db import Action
from app.core.errors import UsageError, UserError
from app.core.period import day_number
from app.core.texts import N_, Texts
from app.governance.rules.queries import find_rule, list_rules
from app.governance.rules.service import keep_rule, remove_rule, switch_rule
from app.governance.rules.starter import Kept, kept_of
from app.governance.rules.trial import Tried, try_rule
from app.imports.ruling import LEVELS, REACHES


def run_rules(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``rules list | keep FILE | on | off | remove KEY | try KEY``."""
    what: str = args.what
    if what == "list":
        return _list(desk, args, t)
    if not args.word:
        raise UsageError("Name the rule; channeldesk rules lists them all.")
    if what == "try":
        return _try(desk, args, t)
    keys = _keep(desk, Path(args.word)) if what == "keep" else [_change(desk, what, args.word)]
    print_json({"rules": keys}) if args.json else print("\n".join(keys))
    return 0


def _list(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        found = list_rules(session)
    if args.json:
        print_json({"rules": [_json(one, t) for one in found]})
        return 0
    headers = [t("rule"), t("feed"), t("Looks at"), t("Level"), t("In force"), t("title"), t("What must hold")]
    print_table(
        headers,
        [
            [one.key, one.rule.feed, t(REACHES[one.rule.reach]), t(LEVELS[one.rule.level]), "✓" if one.active else "—",
             t.render(one.title), one.rule.must]
            for one in found
        ],
    )  # fmt: skip
    return 0


def _json(one: Kept, t: Texts) -> dict[str, Any]:
    return {
        "key": one.key, "title": t.render(one.title), "active": one.active, "starter": one.starter,
        "changed": one.changed, **{name: value for name, value in vars(one.rule).items() if name != "code"},
    }  # fmt: skip


def _keep(desk: Desk, path: Path) -> list[str]:
    """Keep the rules of a TOML file."""
    found = _read(path)

    def command(session: Any) -> list[str]:
        return [keep_rule(session, kept=one, feeds=desk.feeds) for one in found]

    return desk.db.write(Action(N_("Kept data rules of {file}"), {"file": path.name}), command).value


def _read(path: Path) -> list[Kept]:
    """The rules of a TOML file: a table for each, named by its key; a new rule's table may have any name."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return [kept_of(key, one) for key, one in raw.items()]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, KeyError, ValueError) as error:
        raise UserError("{file} holds no data rules: {error}", file=path.name, error=str(error)) from error


def _change(desk: Desk, what: str, key: str) -> str:
    with desk.db.read() as session:
        found = find_rule(session, key)
    if what == "remove":
        action = Action(N_("Took back the data rule {rule}"), {"rule": found.key})
        desk.db.write(action, lambda session: remove_rule(session, key=found.key))
    else:
        words = N_("Switched on the data rule {rule}") if what == "on" else N_("Switched off the data rule {rule}")
        action = Action(words, {"rule": found.key})
        desk.db.write(
            action, lambda session: switch_rule(session, key=found.key, active=what == "on", feeds=desk.feeds)
        )
    return found.key


def _try(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    word: str = args.word
    with desk.db.read() as session:
        rules = _read(Path(word)) if word.endswith(".toml") else [find_rule(session, word)]
        today = day_number(desk.clock.today())
        tried = [(one, try_rule(session, rule=one.rule, feeds=desk.feeds, today=today)) for one in rules]
    if args.json:
        print_json({"tried": [_tried(kept, one, t) for kept, one in tried]})
        return 0
    for kept, one in tried:
        print(t("{rule}: {broken} of {rows} rows of {file} ({batch})", rule=t.render(kept.title), broken=one.broken,
                rows=one.rows, file=one.file_name or "—", batch=one.batch_ref or "—"))  # fmt: skip
        print_table([t("row"), t("message")], [[row.row_no, t.render(row.message)] for row in one.shown])
    return 0


def _tried(kept: Kept, one: Tried, t: Texts) -> dict[str, Any]:
    return {
        "rule": kept.key, "batch": one.batch_ref, "file": one.file_name, "rows": one.rows, "broken": one.broken,
        "applies": one.applies,
        "shown": [{"row": row.row_no, "value": row.value, "message": t.render(row.message)} for row in one.shown],
    }  # fmt: skip
