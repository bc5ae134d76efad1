"""Jobs on the command line: what runs by itself, how it went, and all that is due now for the system's scheduler."""

import argparse
from datetime import datetime
from typing import Any

from app.bootstrap import Desk
from app.cli.output import complain, moment, print_json, print_table, progress, wall
from app.core.clock import SystemClock
from app.core.errors import UserError
from app.core.texts import Texts
from app.jobs.runs import OUTCOMES, Run, TakenError, last_runs, newest_runs
from app.jobs.timetable import TimedJob, due_runs, is_caught_up, timed_jobs


def run_jobs(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``jobs list | run-due``."""
    return {"list": _list, "run-due": _run_due}[args.what](desk, args, t)


def _list(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    now = SystemClock().now()
    with desk.db.read() as session:
        newest, rows = newest_runs(session), list[dict[str, Any]]()
        for job in timed_jobs(session):
            run, due, following = newest.get(job.name), job.wanted(session, now), job.next(session, now)
            rows.append(
                {
                    "job": job.name, "title": t.render(job.title),
                    "schedule": t("Once") if job.schedule.once else t.render(job.schedule.said),
                    "due": due is not None, "next": moment(following) if following else "",
                    "last_run": _ended(run) if run else "", "outcome": run.outcome if run else "",
                    "error": t.render(run.error) if run and run.error else "",
                }
            )  # fmt: skip
    if args.json:
        print_json({"rows": rows})
        return 0
    print_table(
        [t("Job"), t("Schedule"), t("Next run"), t("Last run"), t("Result"), t("Error")],
        [
            [one["title"], one["schedule"], t("due now") if one["due"] else wall(one["next"]), wall(one["last_run"]),
             t(OUTCOMES[one["outcome"]]) if one["outcome"] else t("never"), one["error"]]
            for one in rows
        ],
    )  # fmt: skip
    return 0


def _run_due(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """Every job that is due, one after the other; 1 where one failed. What another program did first is left out."""
    now, status, done = SystemClock().now(), 0, list[tuple[TimedJob, Run]]()
    with desk.db.read() as session:
        due = due_runs(session, now)
    for job, run in due:
        try:
            desk.run_job(run, progress(t))
        except TakenError:
            continue
        except UserError as error:
            complain(f"{t.render(job.title)}: {t.render(error.text)}")
            status = 1
        done += [(job, one) for one in _found(desk, run)]
    rows = [
        {
            "job": job.name, "title": t.render(job.title), "due": moment(datetime.fromisoformat(run.due_at)),
            "caught_up": is_caught_up(run), "outcome": run.outcome, "rows": run.rows, "seconds": run.seconds,
            "error": t.render(run.error) if run.error else "",
        }
        for job, run in done
    ]  # fmt: skip
    if args.json:
        print_json({"rows": rows})
    elif not rows:
        print(t("Nothing is due."))
    else:
        headers = [t("Job"), t("Was due"), t("Result"), t("Remark"), t("Error")]
        print_table(
            headers,
            [
                [one["title"], wall(str(one["due"])), t(OUTCOMES[str(one["outcome"])]),
                 t("caught up") if one["caught_up"] else "", one["error"]]
                for one in rows
            ],
        )  # fmt: skip
    return status


def _found(desk: Desk, run: Run) -> list[Run]:
    """The run as it is written down."""
    with desk.db.read() as session:
        return [one for one in last_runs(session, job=run.job, limit=5) if one.due_at == run.due_at]


def _ended(run: Run) -> str:
    return moment(datetime.fromtimestamp(run.ended_at / 1000).astimezone())
