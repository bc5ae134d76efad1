"""The command line's way to what was known: a copy of the workspace as it was at a transaction."""

import argparse

from app.bootstrap import Desk, known_desk
from app.cli.output import moment, print_json, progress
from app.core.texts import Texts
from app.jobs.known_at import keep_known


def run_known_at(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``known-at K [--out FILE]``: makes the copy where there is none yet and says where it lies."""
    copy = known_desk(desk, args.when, progress=progress(t))
    try:
        known = copy.workspace.known
        assert known is not None  # noqa: S101 - it is a copy
        path = copy.db.path if args.out is None else keep_known(desk.workspace, copy.db.path, args.out)
    finally:
        copy.close()
    if args.json:
        print_json({"tx": known.tx, "at": moment(known.at), "path": str(path)})
        return 0
    print(t.render(known.notice()))
    print(t("The copy is {path}", path=path))
    if args.out is None:
        print(t("Any command answers out of it with --known-at {tx}.", tx=known.tx))
    return 0
