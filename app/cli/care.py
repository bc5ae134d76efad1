"""Commands that look after the workspace: check, backups, undo, the practice region."""

import argparse

from app.bootstrap import Desk, restore_workspace
from app.cli.findings import finding_lines, finding_row, findings_of
from app.cli.output import print_json
from app.core.check import check
from app.core.texts import Text, Texts
from app.core.undo import redo, undo
from app.jobs.checks import unchecked


def run_check(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``check``: 0 if file, keys, journal, records and cells are sound, else 1 with a sentence for each fault.

    Where the workspace can only be read, it says what could not be looked at. What is no fault of the workspace but
    worth a look in its rows is told beside: the findings.
    """
    found = [t.render(one) for one in check(desk.db, desk.workspace.files, [desk.cells_check])]
    left = [t.render(one) for one in unchecked(desk.db)]
    findings = findings_of(desk)
    if args.json:
        rows = [finding_row(one, t) for one in findings]
        print_json({"sound": not found, "faults": found, "unchecked": left, "findings": rows})
    elif found or left:
        print("\n".join([*found, *([] if found else [t("What could be checked is sound.")]), *left]))
    else:
        print(t("The workspace is sound: file, keys, journal, records and figures agree."))
    for line in [] if args.json else finding_lines(findings, t):
        print(line)
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
