"""One command of the command line, from its words to its exit status."""

import argparse
from collections.abc import Callable, Sequence
from typing import Final

from app.bootstrap import Desk, create_desk, open_desk
from app.cli import aside, calendar, care, closing, data, demo, figures, history, money, units
from app.cli.output import complain
from app.cli.parser import build_parser
from app.core.db import Action
from app.core.errors import UserError
from app.core.settings import MachineSettings
from app.core.texts import EN, N_, Texts, language_of, texts
from app.people.service import find_or_add_person

Command = Callable[[Desk, argparse.Namespace, Texts], int]

COMMANDS: Final[dict[str, Command]] = {
    "import": data.run_import,
    "withdraw": data.run_withdraw,
    "batches": data.run_batches,
    "quarantine": aside.run_quarantine,
    "correct": aside.run_correct,
    "propose": data.run_propose,
    "profile": data.run_profile,
    "kpi": figures.run_kpi,
    "receivables": money.run_receivables,
    "units": units.run_units,
    "assess": figures.run_assess,
    "report": figures.run_report,
    "export": figures.run_export,
    "close": closing.run_close,
    "reopen": closing.run_reopen,
    "closings": closing.run_closings,
    "calendar": calendar.run_calendar,
    "check": care.run_check,
    "history": history.run_history,
    "backup": care.run_backup,
    "undo": care.run_undo,
    "redo": care.run_redo,
    "demo": demo.run_demo,
}
_MAKES_WORKSPACE: Final = frozenset({"import", "profile", "demo"})


def run(words: Sequence[str]) -> int:
    """Run one command: 0 done, 1 refused with a sentence on standard error, 2 wrong usage."""
    machine = MachineSettings()
    lang = _language(words, machine)
    args = build_parser(lang).parse_args(list(words))
    t = texts(lang)
    if args.workspace is None:
        complain(t("Name the workspace: channeldesk --workspace FILE.cdesk {command}", command=args.command))
        return 2
    try:
        if args.command == "restore":
            return care.run_restore(args, t)
        desk = _desk(args, machine)
        try:
            _settle_person(desk, args.person)
            return COMMANDS[args.command](desk, args, t)
        finally:
            desk.close()
    except UserError as error:
        complain(t.render(error.text))
        return 1


def _language(words: Sequence[str], machine: MachineSettings) -> str:
    for place, word in enumerate(words[:-1]):
        if word == "--lang":
            return language_of(words[place + 1])
    return machine.language or EN


def _desk(args: argparse.Namespace, machine: MachineSettings) -> Desk:
    path = args.workspace
    if args.command == "demo":
        return demo.create_practice(path, machine=machine)
    if not path.exists() and args.command in _MAKES_WORKSPACE:
        return create_desk(path, machine=machine)
    return open_desk(path, machine=machine)


def _settle_person(desk: Desk, name: str | None) -> None:
    """Write in the name given by ``--as``, else in the one remembered for this account; nobody's undo reaches this."""
    if not name:
        return
    action = Action(N_("Said who works here"))
    written = desk.db.write(action, lambda session: find_or_add_person(session, name=name), origin="system")
    person = written.value
    desk.workspace.set_person(person)
