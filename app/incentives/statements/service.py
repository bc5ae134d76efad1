"""A statement's way: issued, then sealed and returned with its scan or objected to, then confirmed, or replaced."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.service import SCANS
from app.core.attachments import attach, require_attachable
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.journal import create, existing, seal
from app.core.period import day_number, day_of
from app.core.texts import N_
from app.incentives.model import AccountStatement

DUE_DAYS: Final = 15
"""So many days after it was issued a statement is due back, where nobody says otherwise."""
ENTITY: Final = AccountStatement.__tablename__
_GONE: Final = N_("This statement of account is no longer in the workspace.")
_NEXT: Final[Mapping[str, frozenset[str]]] = {
    "returned": frozenset({"issued", "disputed"}),
    "disputed": frozenset({"issued", "returned"}),
    "confirmed": frozenset({"returned"}),
}
"""From which states each state is reached."""
_REFUSED: Final[Mapping[str, str]] = {
    "returned": N_("Only a statement that is out can come back."),
    "disputed": N_("Only a statement that is out or came back can be objected to."),
    "confirmed": N_("Only a statement that came back sealed is confirmed."),
}


def issue_statement(
    session: Session, *, party_id: str, period: str, through_on: int, data_sha256: str, balance_minor: int, today: int,
    due_on: int | None = None,
) -> str:  # fmt: skip
    """Keep a statement whose PDF stands in the files store already; returns its id.

    One of the same dealer and period that is not confirmed yet is replaced. Raises UserError where one is confirmed.
    """
    rows = session.scalars(
        select(AccountStatement).where(
            AccountStatement.party_id == party_id, AccountStatement.period == period,
            AccountStatement.removed.is_(False), AccountStatement.state != "replaced",
        )
    ).all()  # fmt: skip
    if any(one.state == "confirmed" for one in rows):
        raise UserError("The statement of {period} is confirmed already.", period=period)
    for one in rows:
        one.state = "replaced"
    made = create(
        session, AccountStatement, party_id=party_id, period=period, through_on=through_on, state="issued",
        data_sha256=data_sha256, balance_minor=balance_minor, issued_on=today,
        due_on=today + DUE_DAYS if due_on is None else due_on,
    )  # fmt: skip
    session.flush()
    seal(session, made)
    return made.id


def _moved(session: Session, statement_id: str, to: str) -> AccountStatement:
    found = existing(session, AccountStatement, statement_id, _GONE)
    if found.state not in _NEXT[to]:
        raise UserError(_REFUSED[to])
    found.state = to
    return found


def record_return(
    db: Database, files: FileStore, *, statement_id: str, scan: bytes, name: str, returned_on: int | None = None
) -> None:
    """Record that a statement came back sealed, with its scan. Raises UserError without one."""
    require_attachable(len(scan))
    if not any(scan.startswith(one) for one in SCANS):
        raise UserError("The scan has to be a PDF, JPEG or PNG file; this one is none. Nothing was recorded.")
    sha256 = files.put(scan)
    day = day_number(db.clock.today()) if returned_on is None else returned_on

    def command(session: Session) -> None:
        found = _moved(session, statement_id, "returned")
        if day < found.issued_on:
            raise UserError("It cannot come back before it was issued.")
        found.returned_on = day
        attach(
            session, entity=ENTITY, entity_id=statement_id, name=name, sha256=sha256, size=len(scan), kind="scan",
            taken_on=day,
        )  # fmt: skip

    db.write(Action(N_("Recorded a statement of account that came back")), command)


def object_statement(db: Database, *, statement_id: str, note: str) -> None:
    """Record that the dealer objects, and to what. Raises UserError without a word of it."""
    if not note.strip():
        raise UserError("Say what the dealer objects to.")

    def command(session: Session) -> None:
        _moved(session, statement_id, "disputed").note = note.strip()

    db.write(Action(N_("Recorded an objection to a statement of account")), command)


def confirm_statement(db: Database, *, statement_id: str) -> None:
    """Confirm a statement that came back sealed; the step is final."""
    today = day_number(db.clock.today())

    def command(session: Session) -> None:
        found = _moved(session, statement_id, "confirmed")
        found.confirmed_on = today
        seal(session, found)

    db.write(Action(N_("Confirmed a statement of account")), command)


def issue_each(
    db: Database, files: FileStore, made: Sequence[tuple[str, bytes, int]], *, period: str, through_on: int,
    due_on: int | None = None,
) -> list[str]:  # fmt: skip
    """Issue statements in one step, each a dealer's id, its PDF and the balance that it says; returns their ids."""
    if not made:
        raise UserError(
            "Nobody has a rebate account at the end of {period} ({day}), so that there is nothing to send. An account "
            "begins with the first accrual or settlement that is posted.",
            period=period, day=day_of(through_on).isoformat(),
        )  # fmt: skip
    hashes = files.put_each([data for _, data, _ in made])
    today = day_number(db.clock.today())

    def command(session: Session) -> list[str]:
        return [
            issue_statement(
                session, party_id=party, period=period, through_on=through_on, data_sha256=sha256,
                balance_minor=minor, today=today, due_on=due_on,
            )
            for (party, _, minor), sha256 in zip(made, hashes, strict=True)
        ]  # fmt: skip

    action = Action(N_("Issued statements of account for {period}"), {"period": period})
    return db.write(action, command).value
