"""The register of dealers out as XLSX, back in with a look at what would change; the same for many dealers at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.progress import Progress
from app.core.records import at_hand
from app.core.tables import write_book
from app.core.texts import N_, Text
from app.dealers.model import Party
from app.dealers.register.plan import OF_DEALER, Change, Plan, plan_register
from app.dealers.register.service import tried
from app.dealers.register.sheets import PARTS, PARTY, read_sheets
from app.imports.sandbox import run_child

MEMORY_MB: Final = 1_024
SECONDS: Final = 600


class _TakenBack(Exception):  # noqa: N818 - it is how a trial ends, not an error
    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def write_register(db: Database, out: Path, *, lang: str, progress: Progress, reveal: bool = False) -> int:
    """Write the whole register, a sheet for each kind of row; returns the rows. The file appears whole or not.

    Of personal data only the ends go out unless they are revealed; what comes back so means what is stored.
    """
    with db.read(progress) as session:
        return write_book(out, read_sheets(session, lang, reveal=reveal), progress=progress)


def plan_of_file(db: Database, path: Path, *, progress: Progress) -> Plan:
    """What a changed register would change; nothing is written. Raises UserError where the file is none."""
    read = run_child(
        "app.dealers.register.reading:read_register", (path,), memory_mb=MEMORY_MB, seconds=SECONDS, progress=progress
    )
    with db.read(progress) as session:
        plan = plan_register(session, [(PARTS[name], rows) for name, rows in read])
    return _trial(db, plan, progress)


def plan_of_values(db: Database, party_ids: Sequence[str], values: Mapping[str, Any], *, progress: Progress) -> Plan:
    """What setting the same fields of several dealers would change; nothing is written."""
    changes = []
    with db.read(progress) as session:
        held = at_hand(session, [(PARTY, one) for one in party_ids])
        for one in party_ids:
            party = session.get(Party, one)
            before = {name: getattr(party, name, None) for name in values}
            if party is not None and before != dict(values):
                where = Text(OF_DEALER, {"dealer": party.name})
                changes.append(Change(PARTY, one, party.name, values=dict(values), before=before, where=where))
        del held
    return _trial(db, Plan(tuple(changes)), progress)


def carry_out_plan(db: Database, plan: Plan, *, progress: Progress) -> Plan:
    """Change what can be changed, in one transaction that one undo takes back; returns what was and was not taken."""

    def command(session: Session) -> Plan:
        return tried(session, plan=plan, progress=progress)

    return db.write(Action(N_("Changed the register: {n} records"), {"n": len(plan.changes)}), command).value


def _trial(db: Database, plan: Plan, progress: Progress) -> Plan:
    if not plan.changes:
        return plan

    def command(session: Session) -> Plan:
        raise _TakenBack(tried(session, plan=plan, progress=progress))

    try:
        return db.write(Action(N_("Looking at what would change")), command, progress=progress).value
    except _TakenBack as done:
        return done.plan
