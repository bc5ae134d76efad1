"""The commands about meetings: each part its words and what it runs."""

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from app.cli import (
    meeting_acts,
    meeting_agenda,
    meeting_effects,
    meeting_papers,
    meeting_people,
    meeting_prepared,
    meeting_search,
    meeting_series,
    squad,
)
from app.cli.meeting_words import Act
from app.core.texts import LANGUAGES, N_, Texts

if TYPE_CHECKING:
    from app.bootstrap import Desk

ACTS: Final[tuple[Act, ...]] = (
    *meeting_series.ACTS, *meeting_agenda.ACTS, *meeting_prepared.ACTS, *meeting_acts.ACTS,
    *meeting_effects.ACTS, *meeting_search.ACTS, *meeting_papers.ACTS, *meeting_people.ACTS,
)  # fmt: skip
"""The words after ``meeting``; a part adds its own here."""


def _add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    acts = one.add_subparsers(dest="act", metavar="ACT", required=True)
    for act in ACTS:
        each = acts.add_parser(act.name, help=t(act.about), description=t(act.about))
        each.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON")
        each.add_argument("--lang", choices=["zh", *LANGUAGES], default=argparse.SUPPRESS)
        act.words(each, t)


def _run(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    return next(act for act in ACTS if act.name == args.act).run(desk, args, t)


PARTS: Final[tuple[tuple[str, str, Callable[[argparse.ArgumentParser, Texts], None]], ...]] = (
    ("meeting", N_("meetings: series, agendas, outcomes, what was agreed before, minutes"), _add_words),
    *squad.PARTS,
)
"""Name of a command, what it is for (a msgid), and its words."""
COMMANDS: Final[Mapping[str, Callable[["Desk", argparse.Namespace, Texts], int]]] = {
    "meeting": _run, **squad.COMMANDS,
}  # fmt: skip
"""What each of them runs."""
