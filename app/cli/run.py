"""One command of the command line, from its words to its exit status."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from app.bootstrap import Desk, known_desk, open_desk
from app.cli import (
    alerts,
    aside,
    backtest,
    boards,
    briefs,
    calendar,
    care,
    closing,
    cockpit,
    data,
    dealers,
    demo,
    doctor,
    drivers,
    duplicates,
    encrypt,
    figures,
    fleet,
    flows,
    gate,
    goals,
    health,
    history,
    inbox,
    incentives,
    jobs,
    known,
    kpis,
    life,
    meetings,
    model,
    money,
    move,
    next_grade,
    pack,
    quality,
    recalls,
    register,
    reports,
    review,
    rules,
    share,
    sources,
    survey,
    targets,
    trace,
    units,
    updates,
    visits,
)
from app.cli.output import complain, progress
from app.cli.parser import build_parser
from app.core.db import Action
from app.core.errors import UsageError, UserError
from app.core.fleet import notice as policy_notice
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
    "aside": cockpit.run_aside,
    "profile": data.run_profile,
    "rules": rules.run_rules,
    "quality": quality.run_quality,
    "remind": quality.run_remind,
    "source": sources.run_source,
    "jobs": jobs.run_jobs,
    "inbox": inbox.run_inbox,
    "alerts": alerts.run_command,
    "kpi": figures.run_kpi,
    "kpis": kpis.run_kpis,
    "drivers": drivers.run_drivers,
    "targets": targets.run_targets,
    "goals": goals.run_goals,
    "briefs": briefs.run_briefs,
    "receivables": money.run_receivables,
    "dealer": dealers.run_dealer,
    "recalls": recalls.run_recalls,
    "territories": dealers.run_territories,
    "units": units.run_units,
    "register": register.run_register,
    "gate": gate.run_gate,
    "expiring": gate.run_expiring,
    "renewal": gate.run_renewal,
    "flows": flows.run_flows,
    "assess": figures.run_assess,
    "health": health.run_health,
    "next-grade": next_grade.run_next_grade,
    "backtest": backtest.run_backtest,
    "model": model.run_model,
    "review": review.run_review,
    "survey": survey.run_survey,
    "report": figures.run_report,
    "reports": reports.run_reports,
    "export": figures.run_export,
    "close": closing.run_close,
    "reopen": closing.run_reopen,
    "closings": closing.run_closings,
    "calendar": calendar.run_calendar,
    "duplicates": duplicates.run_duplicates,
    "merge": duplicates.run_merge,
    "check": care.run_check,
    "pack": pack.run_pack,
    "history": history.run_history,
    "known-at": known.run_known_at,
    "trace": trace.run_trace,
    "backup": care.run_backup,
    "undo": care.run_undo,
    "redo": care.run_redo,
    "demo": demo.run_demo,
    "lifecycle": life.run_lifecycle,
    "actions": life.run_actions,
    "cases": life.run_cases,
    "boards": boards.run_boards,
    "share": share.run_share,
    "visits": visits.run_visits,
    "visit-sheet": visits.run_visit_sheet,
    **incentives.COMMANDS,
    **meetings.COMMANDS,
}
ALONE: Final[dict[str, Callable[[argparse.Namespace, Texts], int]]] = {
    "propose": data.run_propose, "restore": care.run_restore, **doctor.COMMANDS, **fleet.COMMANDS,
    **updates.COMMANDS, **encrypt.COMMANDS, **move.COMMANDS,
}  # fmt: skip
"""Commands that work without an open workspace."""
_NAMELESS: Final = frozenset({"propose", *doctor.COMMANDS, *fleet.COMMANDS, *updates.COMMANDS})
"""Those that do without the name of a workspace too."""
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where a terminal says its language, the strongest first (POSIX)."""
_MAKES_WORKSPACE: Final = frozenset({"import", "profile", "demo"})


def run(words: Sequence[str]) -> int:
    """Run one command: 0 done, 1 refused with a sentence on standard error, 2 wrong usage."""
    machine = MachineSettings()
    lang = _language(words, machine)
    args = build_parser(lang).parse_args(list(words))
    t = texts(lang)
    if args.workspace is None and args.command not in _NAMELESS and not pack.is_alone(args):
        complain(t("Name the workspace: channeldesk --workspace FILE.cdesk {command}", command=args.command))
        return 2
    if args.command not in fleet.COMMANDS and (broken := policy_notice()) is not None:
        complain(t.render(broken))
    try:
        status = _done(args, machine, t)
        sys.stdout.flush()
        return status  # noqa: TRY300
    except UserError as error:
        complain(t.render(error.text))
        return 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        complain(t("Stopped; what was not finished was not written."))
        return 1
    except BrokenPipeError:  # who reads has enough, as ``head`` does; nothing may be written at the end either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _done(args: argparse.Namespace, machine: MachineSettings, t: Texts) -> int:
    if args.recovery_code and args.command not in move.COMMANDS:  # which has no workspace to open yet
        encrypt.take_code(args.workspace)
    if pack.is_alone(args):
        return pack.run_key(args, t)
    if args.command in ALONE:
        return ALONE[args.command](args, t)
    lacking = [one for one in args.workspace.parents if not one.exists()]
    desk, is_new = _desk(args, machine)
    if args.known_at is not None and not is_new:
        desk = _known(desk, args.known_at, t)
    try:
        for notice in desk.workspace.notices:
            complain(t.render(notice))
        _settle_person(desk, args.person)
        return COMMANDS[args.command](desk, args, t)
    finally:
        if is_new and desk.is_empty:
            desk.workspace.discard()
            for folder in lacking:
                with suppress(OSError):  # something else lies in it by now
                    folder.rmdir()
        desk.close()


def _known(desk: Desk, asked: str, t: Texts) -> Desk:
    """What the workspace knew then, in its place."""
    try:
        return known_desk(desk, asked, progress=progress(t))
    finally:
        desk.close()


def _language(words: Sequence[str], machine: MachineSettings) -> str:
    """The language asked for last, else the one chosen on this machine, else that of the terminal."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--lang", nargs="?")
    asked = early.parse_known_args(list(words))[0].lang
    tags = [asked, machine.language, *map(os.environ.get, _LOCALE)]
    return language_of(next(filter(None, tags), EN))


def _desk(args: argparse.Namespace, machine: MachineSettings) -> tuple[Desk, bool]:
    """The desk, and whether its workspace was made by this very command: then it goes again if nothing comes in."""
    path = args.workspace
    if args.command == "demo":
        return demo.create_practice(path, machine=machine), True
    if not path.exists() and args.command in _MAKES_WORKSPACE:
        try:
            return encrypt.create_told(path, machine, texts(_language([], machine))), True
        except UserError:
            if not path.exists():  # else another program made it at the same moment
                raise
    return open_desk(path, machine=machine), False


def _settle_person(desk: Desk, name: str | None) -> None:
    """Write in the name given by ``--as``, else in the one remembered for this account; nobody's undo reaches this."""
    if not name:
        return
    action = Action(N_("Said who works here"))
    written = desk.db.write(action, lambda session: find_or_add_person(session, name=name), origin="system")
    person = written.value
    desk.workspace.set_person(person)
