"""Commands on data sources: what is read by itself, when, and how it went."""

import argparse
import getpass
import sys
import tomllib
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.bootstrap import Desk
from app.cli.output import complain, moment, print_json, print_table, progress, wall
from app.core.db import Action
from app.core.errors import UsageError, UserError
from app.core.schedule import parse_schedule
from app.core.texts import N_, Text, Texts
from app.imports.records import RECORDS
from app.imports.sources.queries import SourceRow, find_source, list_sources
from app.imports.sources.service import pause_source, remove_source, save_source
from app.imports.sources.settings import KINDS, parse_settings
from app.imports.sources.spool import write_rows
from app.jobs.runs import OUTCOMES, Run, TakenError, last_runs, newest_runs
from app.jobs.sources import job_of
from app.jobs.timetable import OWN, due_runs, timed_jobs


def run_source(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``source list | add | run | test | secret | pause | resume | remove | runs``."""
    acts = {
        "list": _list, "add": _add, "run": _run, "test": _test, "secret": _secret, "pause": _pause, "resume": _pause,
        "remove": _remove, "runs": _runs,
    }  # fmt: skip
    return acts[args.what](desk, args, t)


def _source(desk: Desk, args: argparse.Namespace) -> SourceRow:
    if not args.name:
        raise UsageError("Name the data source; source list shows them all.")
    with desk.db.read() as session:
        return find_source(session, args.name)


def _list(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        sources, newest = list_sources(session), newest_runs(session)
        jobs = {job.name: job for job in timed_jobs(session)}
        following = {name: job.next(session, desk.sources.now()) for name, job in jobs.items()}
    rows: list[dict[str, Any]] = []
    for one in sources:
        run, schedule = newest.get(job_of(one.id)), parse_schedule(one.schedule)
        at = following.get(job_of(one.id))
        rows.append(
            {
                "name": one.name, "kind": t(RECORDS["data_source"].fields["kind"].choices[one.kind]),
                "place": one.place, "profile": one.profile_id,
                "schedule": t.render(schedule.said) if schedule else t("By hand"), "paused": one.paused,
                "next": moment(at) if at else "", "read_up_to": one.cursor or "", "last": _last(run, t),
            }
        )  # fmt: skip
    if args.json:
        print_json({"rows": rows})
        return 0
    headers = [t("Name"), t("Kind"), t("Place"), t("profile"), t("Schedule"), t("Next run"), t("Last run")]
    print_table(
        headers,
        [
            [one["name"], one["kind"], one["place"], one["profile"], one["schedule"],
             t("Paused") if one["paused"] else wall(one["next"]), one["last"]]
            for one in rows
        ],
    )  # fmt: skip
    return 0


def _last(run: Run | None, t: Texts) -> str:
    return "" if run is None else f"{t(OUTCOMES[run.outcome])} · {_at(run)}"


def _at(run: Run) -> str:
    return moment(datetime.fromtimestamp(run.ended_at / 1000).astimezone())


def _add(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """The TOML names the source; one of the same name is changed."""
    if not args.name:
        raise UsageError("Name the file of the data source: source add FILE.toml.")
    raw = _toml(Path(args.name))
    name, kind = str(raw.get("name", "")), next((one for one in KINDS if one in raw), "")
    unknown = set(raw) - {"name", "profile", "schedule", kind}
    if not kind or unknown:
        raise UserError(
            "The file of a data source holds name, profile, schedule and one of [database], [web], [folder]."
        )
    settings = parse_settings(kind, raw[kind])
    with desk.db.read() as session:
        known = {one.name: one.id for one in list_sources(session)}
    desk.db.write(
        Action(N_("Kept the data source {name}"), {"name": name}),
        lambda session: save_source(
            session, name=name, settings=settings, profile_id=str(raw.get("profile", "")),
            schedule=str(raw.get("schedule", "")), now=desk.sources.now(), source_id=known.get(name, ""),
        ),
    )  # fmt: skip
    return _list(desk, args, t)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UserError(
            "{file} cannot be read: {error}. Nothing was changed.", file=path.name, error=error.strerror
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError("{file} is not valid TOML: {error}", file=path.name, error=str(error)) from error


def _run(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """One source now; with ``--due`` every one that its schedule wants now, for a scheduler of the system."""
    if not args.due:
        source = _source(desk, args)
        ended = desk.sources.run(source.id, progress=progress(t), anew=args.anew)
        return _print_runs([(source.name, ended)], args, t)
    with desk.db.read() as session:
        names = {job_of(one.id): (one.id, one.name) for one in list_sources(session)}
        wanted = [run for job, run in due_runs(session, desk.sources.now()) if job.name not in OWN]
    done, status = [], 0
    for run in wanted:
        source_id, name = names[run.job]
        try:
            done.append((name, desk.sources.run(source_id, run=run, progress=progress(t))))
        except TakenError:
            continue
        except UserError as error:
            complain(f"{name}: {t.render(error.text)}")
            status = 1
    return _print_runs(done, args, t) or status


def _test(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """The first rows, read and not taken in; ``--out`` writes them to a file, from which a profile can be proposed."""
    source = _source(desk, args)
    found = desk.sources.trial(source.settings, desk.sources.secret_of(source), progress(t), source.profile_id)
    if args.out:
        write_rows(iter(found.rows), args.out, progress(t))
    if args.json:
        print_json({"columns": found.columns, "lacking": found.lacking, "rows": [dict(row) for row in found.rows]})
    else:
        print_table(found.columns, [[row.get(name, "") for name in found.columns] for row in found.rows])
    if found.fault is not None:
        complain(t.render(found.fault))
    return 0 if found.fault is None else 1


def _secret(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """From standard input, so that it stands in no list of processes and in no history of a shell."""
    source = _source(desk, args)
    entered = getpass.getpass(t("Secret of {name}: ", name=source.name)) if sys.stdin.isatty() else sys.stdin.readline()
    desk.sources.secrets.put(source.id, entered)
    kept = N_("The secret is kept in the system's keyring.")
    if not desk.sources.secrets.in_keyring:
        kept = N_("This machine has no keyring: the secret is kept in a sealed file that opens only here and for you.")
    if not entered.strip():
        kept = N_("The secret is forgotten.")
    return _say(args, t, Text(kept), source)


def _pause(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    source, paused = _source(desk, args), args.what == "pause"
    action = N_("Paused the data source {name}") if paused else N_("Resumed the data source {name}")
    desk.db.write(
        Action(action, {"name": source.name}),
        lambda session: pause_source(session, source_id=source.id, paused=paused, now=desk.sources.now()),
    )
    return _say(args, t, Text(action, {"name": source.name}), source)


def _remove(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    source, action = _source(desk, args), N_("Removed the data source {name}")
    desk.db.write(Action(action, {"name": source.name}), lambda session: remove_source(session, source_id=source.id))
    return _say(args, t, Text(action, {"name": source.name}), source)


def _say(args: argparse.Namespace, t: Texts, text: Text, source: SourceRow) -> int:
    if args.json:
        print_json({"name": source.name, "ref": source.ref, "text": t.render(text)})
    else:
        print(t.render(text))
    return 0


def _runs(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """The last runs, the newest first; of one source where it is named."""
    job = job_of(_source(desk, args).id) if args.name else ""
    with desk.db.read() as session:
        names = {job_of(one.id): one.name for one in list_sources(session)} | {
            name: t(title) for name, title in OWN.items()
        }
        found = last_runs(session, job=job, limit=50)
    return _print_runs([(names.get(run.job, ""), run) for run in found], args, t)


def _print_runs(found: list[tuple[str, Run]], args: argparse.Namespace, t: Texts) -> int:
    if args.json:
        rows = [
            asdict(replace(run, error=None))
            | {"name": name, "seconds": run.seconds, "error": t.render(run.error) if run.error else ""}
            for name, run in found
        ]
        print_json({"rows": rows})
        return 0
    headers = [t("Name"), t("Ended"), t("Result"), t("rows"), t("quarantined"), t("Seconds"), t("batch"), t("Error")]
    print_table(
        headers,
        [
            [name, _at(run), t(OUTCOMES[run.outcome]), run.rows, run.aside, f"{run.seconds:.1f}",
             " ".join(run.batches), t.render(run.error) if run.error else ""]
            for name, run in found
        ],
    )  # fmt: skip
    return 0
