"""Passphrases: somebody vouches for whoever gets one, wrong ones cost time, rules change by two people only."""

from dataclasses import replace
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from sqlalchemy import select

from app.approvals import passphrases
from app.approvals.enrolling import prove, remove_rule, set_passphrase, set_rule
from app.approvals.model import Passphrase
from app.approvals.queries import enrolled, list_rules, passphrase_of
from app.approvals.rules import FREE_TRIES, tries_left
from app.core.clock import FixedClock
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.undo import undo
from app.core.workspace import Workspace
from app.people.service import remove_person
from tests.approving import CHEAP, People, add_person, ask, enrol, give

FIRST, SECOND, GUESS = "first one of all here", "second one of all here", "a guess of the maker"
RIVER = "川流不息的江水向东去了又去"


@pytest.fixture
def files(workspace: Workspace) -> FileStore:
    return workspace.files


@pytest.fixture
def people(db: Database) -> People:
    return enrol(db)


def test_the_first_needs_no_witness_and_every_other_one_does(db: Database) -> None:
    a, b = add_person(db, "甲"), add_person(db, "乙")
    set_passphrase(db, person_id=a, passphrase=FIRST)
    for witness in ("", a, b):
        with pytest.raises(UserError):
            set_passphrase(db, person_id=b, passphrase=SECOND, witness_id=witness, witness_passphrase=GUESS)
    set_passphrase(db, person_id=b, passphrase=SECOND, witness_id=a,
                   witness_passphrase=FIRST)  # fmt: skip
    with db.read() as session:
        assert {(one.name, one.witness) for one in enrolled(session)} == {("甲", ""), ("乙", "甲")}


def test_what_is_kept_does_not_tell_the_passphrase(db: Database) -> None:
    a = add_person(db, "甲")
    set_passphrase(db, person_id=a, passphrase=RIVER)
    with db.read() as session:
        kept = passphrase_of(session, a)
        assert kept is not None
        assert kept.way == "scrypt:15:8:1"
        assert len(bytes.fromhex(kept.salt)) == 16
        assert passphrases.is_right(RIVER, kept.salt, kept.verifier, kept.way)
        assert not passphrases.is_right(RIVER[:-2], kept.salt, kept.verifier, kept.way)


def test_the_verifier_is_scrypt_of_rfc_7914() -> None:
    """The fourth vector of its section 12 has the passphrase, salt and cost that a file may ask for at most."""
    assert passphrases.verifier("pleaseletmein", b"SodiumChloride".hex(), "scrypt:14:8:1").startswith(
        "7023bdcb3afd7348461c06cd81fd38eb"
    )
    for way in ("md5", "scrypt:40:8:1", "scrypt:x:8:1", "scrypt:15:8"):
        with pytest.raises(UserError, match="newer program"):
            passphrases.verifier("words", "00", way)


@pytest.mark.parametrize("words", ["short", "aaaaaaaaaaaaaaa", "   hello    "])
def test_easy_ones_are_refused(words: str) -> None:
    with pytest.raises(UserError):
        passphrases.made(words)


def test_five_wrong_ones_are_free_then_even_the_right_one_waits_for_every_program(
    workspace: Workspace, people: People
) -> None:  # fmt: skip
    db, other = workspace.db, Database(workspace.db.path)
    try:
        for n in range(FREE_TRIES):
            with pytest.raises(UserError, match="wrong"):
                prove(other if n % 2 else db, person_id=people.checker, passphrase=f"guess number {n}")
        for one in (db, other):
            with pytest.raises(UserError, match="next one is taken in 1 minutes"):
                prove(one, person_id=people.checker, passphrase=people.words(people.checker))
        prove(db, person_id=people.third, passphrase=people.words(people.third))  # nobody else waits
    finally:
        other.close()


def test_the_pause_doubles_and_ends() -> None:
    minute = 60_000
    assert [tries_left(n, 0, 0) for n in range(4, 9)] == [None, 1, 2, 4, 8]
    assert tries_left(30, 0, 0) == 24 * 60
    assert tries_left(5, 0, minute) is None
    assert tries_left(6, 0, minute) == 1
    assert tries_left(6, 100 * minute, 0) == 2  # a clock that was set back


def test_tries_cannot_be_taken_back_and_a_right_one_forgets_them(
    db: Database, files: FileStore, people: People
) -> None:  # fmt: skip
    db.actor = people.maker
    with pytest.raises(UserError, match="wrong"):
        prove(db, person_id=people.checker, passphrase=GUESS)
    with pytest.raises(UserError):
        undo(db, {})
    with db.read() as session:
        assert {one.name: one.wrong for one in enrolled(session)}["李审核"] == 1
    give(db, files, ask(db, files, people.maker), people.checker, people.words(people.checker))
    with db.read() as session:
        assert {one.wrong for one in enrolled(session)} == {0}


def test_who_knows_his_own_changes_it_and_keeps_his_witness(db: Database, people: People) -> None:
    with patch.object(passphrases, "WAY", CHEAP):
        set_passphrase(db, person_id=people.third, passphrase=SECOND,
                       own=people.words(people.third))  # fmt: skip
    with db.read() as session:
        assert {one.name: one.witness for one in enrolled(session)}["陈总监"] == "李审核"
        old = session.scalars(select(Passphrase).where(Passphrase.removed.is_(True))).all()
        assert len(old) == 1
    with pytest.raises(UserError, match="wrong"):
        prove(db, person_id=people.third, passphrase=people.words(people.third))


def test_a_maker_who_gives_his_checker_a_new_passphrase_gains_nothing(
    db: Database, files: FileStore, people: People
) -> None:  # fmt: skip
    with patch.object(passphrases, "WAY", CHEAP):
        set_passphrase(db, person_id=people.third, passphrase=SECOND, witness_id=people.maker,
                       witness_passphrase=people.words(people.maker))  # fmt: skip
    asked = ask(db, files, people.maker)
    with pytest.raises(UserError, match="vouched for your passphrase"):
        give(db, files, asked, people.third, SECOND)
    of_another = ask(db, files, people.checker, about_id="other")
    give(db, files, of_another, people.third, SECOND)


def test_who_left_approves_nothing(db: Database, files: FileStore, people: People) -> None:
    asked = ask(db, files, people.maker)
    db.write(Action("gone"), lambda session: remove_person(session, person_id=people.checker))
    with pytest.raises(UserError, match="no passphrase"):
        give(db, files, asked, people.checker, people.words(people.checker))


def test_rules_are_free_until_somebody_can_agree(db: Database) -> None:
    db.actor = add_person(db, "甲")
    rule = set_rule(db, kind="policy", from_minor=1)
    people = enrol(db)
    for witness in ("", db.actor, people.checker):
        with pytest.raises(UserError):
            set_rule(db, rule_id=rule, from_minor=10**12, witness_id=witness, witness_passphrase=GUESS)
        with pytest.raises(UserError):
            remove_rule(db, rule_id=rule, witness_id=witness, witness_passphrase=GUESS)
    with db.read() as session:
        (kept,) = list_rules(session)
    assert kept.from_minor == 1
    remove_rule(db, rule_id=rule, witness_id=people.checker, witness_passphrase=people.words(people.checker))
    with db.read() as session:
        assert list_rules(session) == []


def test_a_rule_that_nobody_could_follow_is_refused(db: Database, files: FileStore) -> None:
    a, b = add_person(db, "甲"), add_person(db, "乙")
    for steps in ((), ((a,), (a,)), (("nobody",),)):
        with pytest.raises(UserError):
            set_rule(db, steps=steps)
    set_rule(db, steps=((a,), (a, b)))
    with pytest.raises(UserError, match="nobody but the maker"):
        ask(db, files, a)
    ask(db, files, add_person(db, "丙"))


def test_the_clock_of_the_workspace_has_no_say_in_the_pause(workspace: Workspace, people: People) -> None:
    """The practice region's day stands still; instants go on."""
    db = workspace.db
    db.clock = FixedClock(db.clock.today(), instant=datetime(2026, 3, 10, 1, 0, tzinfo=UTC))
    for n in range(FREE_TRIES):
        with pytest.raises(UserError, match="wrong"):
            prove(db, person_id=people.checker, passphrase=f"guess number {n}")
    with pytest.raises(UserError, match="taken in"):
        prove(db, person_id=people.checker, passphrase=people.words(people.checker))
    db.clock = FixedClock(db.clock.today(), instant=datetime(2026, 3, 10, 1, 2, tzinfo=UTC))
    assert replace(prove(db, person_id=people.checker, passphrase=people.words(people.checker)), verifier="").person_id
