"""The agenda that writes itself, on the command line: looked at first, written with ``--write``."""

import argparse
from typing import TYPE_CHECKING, Any, Final

from app.cli.meeting_words import Act, found, said, table
from app.cli.meeting_words import meeting_words as of_meeting
from app.cli.output import print_json
from app.core.progress import Progress
from app.core.texts import N_, Texts, either
from app.meetings.agenda.proposal import Proposal
from app.meetings.agenda.service import read_proposals, write_agenda
from app.meetings.words import SECTIONS
from app.people.queries import departments

if TYPE_CHECKING:
    from app.bootstrap import Desk


def _agenda_words(one: argparse.ArgumentParser, t: Texts) -> None:
    of_meeting(one, t)
    one.add_argument("--write", action="store_true", help=t("put it on the agenda and freeze its figures"))
    one.add_argument("--cut", action="store_true", help=t("also what found no place on it"))


def _agenda(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row, files = found(desk, args), desk.workspace.files
    proposed = read_proposals(desk.db, files, meeting_id=row.id, progress=Progress())
    made = write_agenda(desk.db, files, meeting_id=row.id) if args.write else []
    with desk.db.read() as session:
        names = {one.code: t(either(one.name, one.name_en or "")) for one in departments(session)}
    rows = [*proposed.agenda, *(proposed.cut if args.cut else ())]
    if args.json:
        print_json({
            "ref": row.ref, "period": proposed.period, "as_of": proposed.as_of, "known_tx": proposed.known_tx,
            "written": len(made), "agenda": [_plain(one, t) for one in proposed.agenda],
            "cut": [_plain(one, t) for one in proposed.cut] if args.cut else [],
        })  # fmt: skip
        return 0
    table([t("Section"), t("Department"), t("Title"), t("Minutes planned")],
          [[t(SECTIONS[one.section]), names.get(one.department, ""), said(t, one.title), one.minutes]
           for one in rows])  # fmt: skip
    print(t("Items written on the agenda: {n}", n=len(made)) if args.write else
          t("Items proposed: {n}; --write puts them on the agenda", n=len(proposed.agenda)))  # fmt: skip
    return 0


def _plain(one: Proposal, t: Texts) -> dict[str, Any]:
    return {
        "section": one.section, "cause": one.cause, "title": said(t, one.title), "department": one.department,
        "kpi": one.kpi, "minutes": one.minutes, "source": one.source,
        "evidence": [{"words": t.render(link.words), "page": link.page, "target": dict(link.target)}
                     for link in one.evidence],
    }  # fmt: skip


ACTS: Final = (Act("agenda", N_("the agenda that the month proposes"), _agenda_words, _agenda),)
"""What can be done about an agenda that writes itself."""
