"""Passphrases and rules of a workspace: who vouches for whom, and what a try costs.

A try is counted before it is made, in a transaction of its own: neither another window nor a killed program tries more
often than the limit says. What was counted is sealed, so that nobody takes it back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals import passphrases
from app.approvals.model import ApprovalRule, Passphrase
from app.approvals.queries import ever_enrolled, passphrase_of
from app.approvals.rules import KIND_TITLES, steps_refused, tries_left
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.journal import create, existing, seal
from app.core.period import day_number
from app.core.texts import N_
from app.core.writing import writing_of
from app.people.model import Person

SCOPE = "approvals"
T = TypeVar("T")
_NOT_ENROLLED = N_("{name} has no passphrase in this workspace yet; set one first.")


@dataclass(frozen=True)
class Proof:
    """That a person's passphrase was right a moment ago."""

    person_id: str
    passphrase_id: str
    verifier: str


def prove(db: Database, *, person_id: str, passphrase: str) -> Proof:
    """Make sure that it is this person; raises UserError for a wrong passphrase and while none is taken.

    The step that follows checks with ``require_proof`` that nothing changed since, and forgets the try.
    """

    def count(session: Session) -> tuple[Proof, str, str]:
        row = _kept(session, person_id)
        now = writing_of(session).at_ms
        left = tries_left(row.wrong, row.wrong_at, now)
        if left is not None:
            raise UserError("Too many wrong passphrases; the next one is taken in {n} minutes.", n=left)
        row.wrong, row.wrong_at = row.wrong + 1, now
        seal(session, row)
        return Proof(person_id, row.id, row.verifier), row.salt, row.way

    proof, salt, way = db.write(Action(N_("A passphrase was tried")), count).value
    if not passphrases.is_right(passphrase, salt, proof.verifier, way):
        raise UserError("The passphrase is wrong; nothing was done.")
    return proof


def require_proof(session: Session, proof: Proof) -> None:
    """Hold a proof against what is kept now and forget the try; raises UserError where the passphrase is another."""
    row = _kept(session, proof.person_id)
    if (row.id, row.verifier) != (proof.passphrase_id, proof.verifier):
        raise UserError("The passphrase was changed meanwhile; give the new one.")
    row.wrong, row.wrong_at = 0, None
    seal(session, row)


def clear_tries(db: Database, proof: Proof) -> None:
    """Forget the try of a passphrase that was right though what it was for did not happen."""
    db.write(Action(N_("A passphrase was tried")), lambda session: require_proof(session, proof))


def with_proof(db: Database, proof: Proof, step: Callable[[], T]) -> T:
    """Take a step that a right passphrase opened; where it is refused for another reason the try does not count."""
    try:
        return step()
    except UserError:
        clear_tries(db, proof)
        raise


def _kept(session: Session, person_id: str) -> Passphrase:
    found = passphrase_of(session, person_id)
    if found is None:
        person = session.get(Person, person_id)
        raise UserError(_NOT_ENROLLED, name=person.name if person else "?")
    return found


def set_passphrase(
    db: Database, *, person_id: str, passphrase: str, own: str = "", witness_id: str = "", witness_passphrase: str = ""
) -> None:
    """Give a person a passphrase: the first of a workspace without a witness, any other with one.

    A witness is another person who has one and types it; who knows his own (``own``) changes it himself and keeps his
    witness. Raises UserError where nobody vouches, and for one that is too easy to guess.
    """
    made = passphrases.made(passphrase)
    today = day_number(db.clock.today())
    with db.read() as session:
        first, kept = not ever_enrolled(session), passphrase_of(session, person_id)
    if own and kept is not None:
        proof = prove(db, person_id=person_id, passphrase=own)
    elif not first:
        if not witness_id or witness_id == person_id:
            raise UserError("Somebody else who has a passphrase vouches that it is you, by typing his own.")
        proof = prove(db, person_id=witness_id, passphrase=witness_passphrase)
    else:
        proof = None

    def command(session: Session) -> None:
        if proof is not None:
            require_proof(session, proof)
        elif ever_enrolled(session):
            raise UserError("Somebody else who has a passphrase vouches that it is you, by typing his own.")
        _keep(session, person_id, made, today, proof)

    action = Action(N_("Set a passphrase for approvals"))
    if proof is None:
        db.write(action, command)
    else:
        with_proof(db, proof, lambda: db.write(action, command))


def _keep(session: Session, person_id: str, made: tuple[str, str, str], today: int, proof: Proof | None) -> None:
    existing(session, Person, person_id, N_("That person is not in this workspace."))
    old, salt_verifier_way = passphrase_of(session, person_id), made
    witness = None if proof is None else proof.person_id
    if old is not None:
        if witness == person_id:
            witness = old.witness_id
        old.removed = True
        seal(session, old)
    salt, verifier, way = salt_verifier_way
    new = create(
        session, Passphrase, scope=SCOPE, person_id=person_id, salt=salt, verifier=verifier, way=way, set_on=today,
        witness_id=witness, wrong=0,
    )  # fmt: skip
    session.flush()
    seal(session, new)


# ------------------------------------------------------------------------------------------------ rules


def set_rule(
    db: Database, *, rule_id: str = "", kind: str = "", region: str = "", from_minor: int = 0,
    steps: Sequence[Sequence[str]] = ((),), note: str = "", witness_id: str = "", witness_passphrase: str = "",
) -> str:  # fmt: skip
    """Add a rule, or change one; returns its id.

    Once anybody has a passphrase, somebody other than who works here agrees to it with his own. Raises UserError for
    steps that no different people could decide.
    """
    if kind and kind not in KIND_TITLES:
        raise ValueError(f"nothing of the kind {kind} is approved")
    if from_minor < 0:
        raise UserError("The amount from which a rule counts is zero or more.")
    said: dict[str, Any] = {
        "kind": kind, "region": region.strip() or None, "from_minor": from_minor,
        "steps": [sorted(set(step)) for step in steps], "note": note.strip() or None,
    }  # fmt: skip

    def command(session: Session) -> str:
        known = set(session.scalars(select(Person.id).where(Person.removed.is_(False))))
        refused = steps_refused(steps, known)
        if refused is not None:
            raise UserError(refused.msgid, **refused.params)
        if rule_id:
            row = existing(session, ApprovalRule, rule_id, N_("This rule is no longer in the workspace."))
            for name, value in said.items():
                setattr(row, name, value)
        else:
            row = create(session, ApprovalRule, scope=SCOPE, **said)
            session.flush()
        seal(session, row)
        return row.id

    return _agreed(db, N_("Changed a rule of approval"), command, witness_id, witness_passphrase)


def remove_rule(db: Database, *, rule_id: str, witness_id: str = "", witness_passphrase: str = "") -> None:
    """Take a rule out; agreed to like a change of it."""

    def command(session: Session) -> None:
        row = existing(session, ApprovalRule, rule_id, N_("This rule is no longer in the workspace."))
        row.removed = True
        seal(session, row)

    _agreed(db, N_("Took out a rule of approval"), command, witness_id, witness_passphrase)


def _agreed(db: Database, code: str, command: Callable[[Session], T], witness_id: str, passphrase: str) -> T:
    """Run a command on the rules with the consent of somebody other than who works here, once anybody can give it."""
    with db.read() as session:
        free = not ever_enrolled(session)
    if not free and (not witness_id or witness_id == db.actor):
        raise UserError("Rules of approval change only if somebody other than you agrees with his own passphrase.")
    proof = None if free else prove(db, person_id=witness_id, passphrase=passphrase)

    def agreed(session: Session) -> T:
        if proof is not None:
            require_proof(session, proof)
        elif ever_enrolled(session):
            raise UserError("Rules of approval change only if somebody other than you agrees with his own passphrase.")
        return command(session)

    if proof is None:
        return db.write(Action(code), agreed).value
    return with_proof(db, proof, lambda: db.write(Action(code), agreed).value)
