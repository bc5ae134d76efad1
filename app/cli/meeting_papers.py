"""Minutes, agendas and invitations as files, and minutes by mail, on the command line."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.actions.queries import all_actions
from app.cli.meeting_words import Act, found, meeting_words, person
from app.cli.output import print_json
from app.core.errors import UsageError
from app.core.texts import N_, Texts
from app.core.whole import write_whole
from app.jobs.meeting_invites import queue_invitations
from app.jobs.meeting_mail import invitation, queue_minutes
from app.meetings.closing import minutes_content
from app.meetings.evidence import frozen_figures
from app.meetings.minutes import MinutesContent
from app.meetings.queries import meeting_view
from app.reports.meetings.agenda import agenda_pdf
from app.reports.meetings.invitation import actions_ics
from app.reports.meetings.minutes import minutes_pdf
from app.reports.meetings.minutes_docx import minutes_docx
from app.reports.meetings.minutes_pptx import minutes_pptx

if TYPE_CHECKING:
    from app.bootstrap import Desk

_MAKERS: Final[Mapping[str, Callable[[MinutesContent, str], bytes]]] = {
    ".pdf": minutes_pdf, ".docx": minutes_docx, ".pptx": minutes_pptx,
}  # fmt: skip


def _out_words(one: argparse.ArgumentParser, t: Texts) -> None:
    meeting_words(one, t)
    one.add_argument("--out", type=Path, required=True, metavar="FILE", help=t("where it is written"))


def _minutes(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = found(desk, args)
    make = _MAKERS.get(args.out.suffix.lower())
    if make is None:
        raise UsageError("Minutes are written as .pdf, .docx or .pptx, not as “{name}”.", name=args.out.name)
    with desk.db.read() as session:
        content = minutes_content(session, desk.workspace.files, row.id)
    return _written(args, t, make(content, t.lang))


def _paper(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = found(desk, args)
    with desk.db.read() as session:
        view = meeting_view(session, row.id)
    figures = frozen_figures(desk.workspace.files, row.figures_sha256 or None)
    return _written(args, t, agenda_pdf(view, figures, t.lang))


def _ics_words(one: argparse.ArgumentParser, t: Texts) -> None:
    one.add_argument("meeting", metavar="REF", nargs="?", help=t("the meeting"))
    one.add_argument("--actions-of", metavar="NAME", help=t("instead of a meeting the open actions of somebody"))
    one.add_argument("--out", type=Path, required=True, metavar="FILE", help=t("where it is written"))


def _ics(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    now = desk.clock.now()
    if bool(args.meeting) == bool(args.actions_of):
        raise UsageError("Name either a meeting or whose actions.")
    row = found(desk, args) if args.meeting else None
    with desk.db.read() as session:
        if row is not None:
            data = invitation(session, row.id, t.lang, now)
        else:
            owner = person(session, args.actions_of)
            data = actions_ics([one for one in all_actions(session, open_only=True) if one.owner_id == owner], t.lang,
                               now)  # fmt: skip
    return _written(args, t, data)


def _send(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = found(desk, args)
    one = queue_minutes(desk.db, desk.workspace.files, meeting_id=row.id, lang=t.lang, now=desk.clock.now())
    if args.json:
        print_json({"minutes": one.minutes, "own": one.own, "lacking": list(one.lacking)})
        return 0
    print(t("Queued: minutes to {n}, own actions to {own}", n=one.minutes, own=one.own))
    if one.lacking:
        print(t("Without an address: {names}", names=", ".join(one.lacking)))
    return 0


def _invite(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = found(desk, args)
    one = queue_invitations(desk.db, desk.workspace.files, meeting_id=row.id, lang=t.lang, now=desk.clock.now())
    if args.json:
        print_json({"invitations": one.queued, "lacking": list(one.lacking)})
        return 0
    print(t("Invitations queued: {n}", n=one.queued))
    if one.lacking:
        print(t("Without an address: {names}", names=", ".join(one.lacking)))
    return 0


def _written(args: argparse.Namespace, t: Texts, data: bytes) -> int:
    write_whole(args.out, data)
    if args.json:
        print_json({"file": str(args.out), "size": len(data)})
    else:
        print(t("{file} is written.", file=args.out.name))
    return 0


ACTS: Final = (
    Act("minutes", N_("the minutes as PDF, Word file or slides, by the name of the file"), _out_words, _minutes),
    Act("paper", N_("the agenda as a PDF"), _out_words, _paper),
    Act("ics", N_("a calendar file of a meeting, or of somebody's open actions"), _ics_words, _ics),
    Act("invite", N_("send the invitation by mail: calendar file and agenda, to everybody invited"), meeting_words,
        _invite),
    Act("send", N_("send closed minutes: all of them to everybody invited, to each owner his actions"), meeting_words,
        _send),
)  # fmt: skip
"""What goes out of a meeting."""
