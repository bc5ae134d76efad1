"""The rules of alerts as a job: found without holding the writer, kept and claimed in one transaction."""

from typing import Final

from sqlalchemy.orm import Session

from app.alerts.service import Ran, find, run_rules
from app.core.clock import SystemClock
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_
from app.jobs.runs import DONE, FAILED, NOTHING, Run, settle, write_down

_RAN: Final = N_("Looked what the rules of alerts find")


def run_alerts(db: Database, progress: Progress, run: Run | None = None) -> Ran:
    """Run all rules in force over the months that are over, also those that were missed.

    With ``run`` as the job that is due, claimed in the transaction that keeps what was found. Raises TakenError where
    another program has done the run, UserError where it failed, which is written down too.
    """
    today = db.clock.today()
    try:
        with db.read(progress) as session:
            found = find(session, today)
    except UserError as error:
        if run is not None:
            write_down(db, run, Action(_RAN), FAILED, error=error.text)
        raise

    def command(session: Session) -> Ran:
        ran = run_rules(session, today, found)
        if run is not None:
            outcome = DONE if ran.made or ran.told or ran.over else NOTHING
            settle(session, run, SystemClock().now(), outcome, rows=ran.told)
        return ran

    return db.write(Action(_RAN), command, origin="job").value
