"""Commands that look after the workspace: check, backups, undo, the practice region."""

import argparse

from app.bootstrap import Desk, restore_workspace
from app.cli.output import print_json
from app.core.check import check
from app.core.texts import Text, Texts
from app.core.undo import redo, undo
from app.jobs.products import unit_notes


def run_check(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``check``: 0 if file, keys, journal, records and cells are sound, else 1 with a sentence for each fault.

    What is no fault but worth a look, as rows with a suspicious unit, is noted beside.
    """
    found = [t.render(one) for one in check(desk.db, desk.workspace.files, [desk.cells_check])]
    notes = [t.render(one) for one in unit_notes(desk.db, desk.clock.today())]
    if args.json:
        print_json({"sound": not found, "faults": found, "notes": notes})
    elif found:
        print("\n".join(found))
    else:
        print(t("The workspace is sound: file, keys, journal, records and figures agree."))
    for one in [] if args.json else notes:
        print(one)
    return 1 if found else 0


def run_backup(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``backup``: a verified copy, if anything changed since the last one."""
    made = desk.workspace.back_up(reason="manual")
    if args.json:
        print_json({"backup": None if made is None else str(made.path)})
    elif made is None:
        print(t("Nothing changed since the newest backup; none was made."))
    else:
        print(t("Backed up to {path}", path=made.path))
    return 0


def run_restore(args: argparse.Namespace, t: Texts) -> int:
    """``restore FILE``: the present state is backed up first; the workspace goes on as a new device."""
    restore_workspace(args.workspace, args.backup)
    if args.json:
        print_json({"restored": str(args.backup)})
    else:
        print(t("Restored {backup}; what was there before is kept as a backup too.", backup=args.backup))
    return 0


def run_undo(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``undo``: the newest change of the person who works here."""
    return _said(undo(desk.db, desk.undo_handlers, book=desk.book).value.action, args, t, t("Undone: {action}"))


def run_redo(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``redo``: the newest undo."""
    return _said(redo(desk.db, desk.undo_handlers, book=desk.book).value.action, args, t, t("Redone: {action}"))


def _said(action: Text, args: argparse.Namespace, t: Texts, sentence: str) -> int:
    words = t.render(action)
    if args.json:
        print_json({"action": words})
    else:
        print(sentence.format(action=words))
    return 0
