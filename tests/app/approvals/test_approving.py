"""Approvals: who makes something does not approve it, and what changed is not approved, below every screen."""

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from app.approvals.commands import void_changed
from app.approvals.enrolling import set_rule
from app.approvals.model import Approval
from app.approvals.queries import approval, approvals_about
from app.approvals.service import decide, open_for, record_oa, require_approved, withdraw
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.model import Entry
from app.core.period import day_number
from app.core.undo import undo
from app.core.workspace import Workspace
from app.inbox.queries import list_notices
from tests.approving import MAKER, People, ask, enrol, give

PDF = b"%PDF-1.7 scan of the sheet"


@pytest.fixture
def files(workspace: Workspace) -> FileStore:
    return workspace.files


@pytest.fixture
def people(db: Database) -> People:
    return enrol(db)


def state(db: Database, approval_id: str) -> str:
    with db.read() as session:
        return approval(session, approval_id).state


def require(db: Database, approval_id: str | None, content_sha256: str, about_id: str = "") -> None:
    """What a step that needs approval does in its own transaction."""
    db.write(
        Action("post"),
        lambda session: require_approved(
            session, approval_id=approval_id, content_sha256=content_sha256, about_id=about_id
        ),
    )


def agreed(
    db: Database, people: People, *steps: tuple[str, ...], kind: str = "", from_minor: int = 0
) -> None:  # fmt: skip
    """A rule to which the checker agrees, as the maker works here."""
    set_rule(db, kind=kind, from_minor=from_minor, steps=steps, witness_id=people.checker,
             witness_passphrase=people.words(people.checker))  # fmt: skip


def test_another_person_approves_with_his_own_passphrase_on_the_makers_machine(
    db: Database, files: FileStore, people: People
) -> None:  # fmt: skip
    db.actor = people.maker  # it is the maker who works here all along
    asked = ask(db, files, people.maker)
    sha256 = files.put(b"pay 1,000")
    with pytest.raises(UserError, match="not given yet"):
        require(db, asked, sha256)
    give(db, files, asked, people.checker, people.words(people.checker))
    require(db, asked, sha256, "thing")
    with db.read() as session:
        found = approval(session, asked)
        who = session.scalars(select(Entry.actor).order_by(Entry.dseq.desc()).limit(1)).one()
    assert (found.state, found.decisions[0].person, found.decisions[0].content_sha256) == ("approved", "李审核", sha256)
    assert who == people.checker  # the history names who decided, not who works here


def test_the_maker_does_not_approve_though_somebody_elses_name_stands_in_the_list(
    db: Database, files: FileStore, people: People
) -> None:  # fmt: skip
    asked = ask(db, files, people.maker)
    with pytest.raises(UserError, match="somebody else has to"):
        give(db, files, asked, people.maker, people.words(people.maker))
    db.actor = people.checker  # the name in the list is no proof
    with pytest.raises(UserError, match="passphrase is wrong"):
        give(db, files, asked, people.checker, people.words(people.maker))
    assert state(db, asked) == "open"


def test_a_second_approver_on_another_connection_cannot_approve_what_changed(
    workspace: Workspace, files: FileStore, people: People
) -> None:  # fmt: skip
    db = workspace.db
    other = Database(db.path, origin="window")
    try:
        asked = ask(db, files, people.maker)
        with other.read() as session:
            seen = approval(session, asked).content_sha256
        again = ask(db, files, people.maker, content=b"pay 9,000")
        with pytest.raises(UserError, match="changed since you looked"):
            decide(other, files, approval_id=asked, person_id=people.checker, passphrase=people.words(people.checker),
                   verdict="yes", seen_sha256=seen)  # fmt: skip
        with pytest.raises(UserError, match="changed since you looked"):
            decide(other, files, approval_id=again, person_id=people.checker, passphrase=people.words(people.checker),
                   verdict="yes", seen_sha256=seen)  # fmt: skip
    finally:
        other.close()
    assert [state(db, asked), state(db, again)] == ["void", "open"]


def test_it_is_held_again_in_the_transaction_that_decides(
    db: Database, files: FileStore, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """What changes between the look and the decision, while the passphrase is tried, is not approved either."""
    asked = ask(db, files, people.maker)
    really = files.get

    def changing(sha256: str) -> bytes:
        ask(db, files, people.maker, content=b"pay 9,000")
        return really(sha256)

    monkeypatch.setattr(files, "get", changing)
    with pytest.raises(UserError, match="changed since you looked"):
        give(db, files, asked, people.checker, people.words(people.checker))
    assert state(db, asked) == "void"


def test_approved_is_exactly_that_content_of_that_record(db: Database, files: FileStore, people: People) -> None:
    asked = ask(db, files, people.maker)
    give(db, files, asked, people.checker, people.words(people.checker))
    with pytest.raises(UserError, match="has changed since"):
        require(db, asked, files.put(b"pay 9,000"))
    with pytest.raises(UserError, match="of something else"):
        require(db, asked, files.put(b"pay 1,000"), "other")
    with pytest.raises(UserError, match="needs an approval"):
        require(db, None, files.put(b"pay 1,000"))
    today = day_number(db.clock.today())
    db.write(Action("change"), lambda session: void_changed(session, about_id="thing", content_sha256="", today=today))
    with pytest.raises(UserError, match="has changed since"):
        require(db, asked, files.put(b"pay 1,000"))


def test_a_state_without_decisions_approves_nothing(db: Database, files: FileStore, people: People) -> None:
    asked = ask(db, files, people.maker)
    db.write(Action("forge"), lambda session: setattr(session.get_one(Approval, asked), "state", "approved"))
    with pytest.raises(UserError, match="not given yet"):
        require(db, asked, files.put(b"pay 1,000"))


def test_steps_are_decided_by_different_people_whom_the_rule_names(
    db: Database, files: FileStore, people: People
) -> None:  # fmt: skip
    db.actor = people.maker
    agreed(db, people, (people.checker,), (people.third,), kind="settlement", from_minor=50_000)
    small, large = ask(db, files, people.maker, amount_minor=49_999, about_id="a"), ask(db, files, people.maker)
    with db.read() as session:
        assert [one.id for one in open_for(session, people.third)] == [small]
        assert {one.id for one in open_for(session, people.checker)} == {small, large}
        assert open_for(session, people.maker) == []
    with pytest.raises(UserError, match="not yours"):
        give(db, files, large, people.third, people.words(people.third))
    give(db, files, large, people.checker, people.words(people.checker))
    assert state(db, large) == "open"
    with pytest.raises(UserError, match="decided a step of this already"):
        give(db, files, large, people.checker, people.words(people.checker))
    give(db, files, large, people.third, people.words(people.third))
    assert state(db, large) == "approved"


def test_one_no_refuses_and_says_why(db: Database, files: FileStore, people: People) -> None:
    asked = ask(db, files, people.maker)
    with pytest.raises(UserError, match="Say why"):
        give(db, files, asked, people.checker, people.words(people.checker), verdict="no")
    give(db, files, asked, people.checker, people.words(people.checker), verdict="no", reason="超出预算")
    assert state(db, asked) == "refused"
    with pytest.raises(UserError, match="was refused"):
        require(db, asked, files.put(b"pay 1,000"))
    again = ask(db, files, people.maker)
    assert state(db, again) == "open"  # a refused thing may be asked for again


def test_a_decision_is_final(db: Database, files: FileStore, people: People) -> None:
    db.actor = people.maker
    asked = ask(db, files, people.maker)
    give(db, files, asked, people.checker, people.words(people.checker))
    for who in (people.maker, people.checker):
        db.actor = who
        with pytest.raises(UserError):
            undo(db, {})
    assert state(db, asked) == "approved"


def test_only_who_asked_takes_it_back(db: Database, files: FileStore, people: People) -> None:
    asked = ask(db, files, people.maker)
    with pytest.raises(UserError, match="waits for approval already"):
        ask(db, files, people.maker)
    db.actor = people.checker
    with pytest.raises(UserError, match="Only who asked"):
        withdraw(db, approval_id=asked)
    db.actor = people.maker
    withdraw(db, approval_id=asked)
    assert state(db, asked) == "void"
    with db.read() as session:
        assert [one.id for one in approvals_about(session, "thing")] == [asked]


def test_nobody_asks_without_a_name(db: Database, files: FileStore) -> None:
    with pytest.raises(UserError, match="say who works here"):
        ask(db, files, "")


@dataclass(frozen=True)
class Sheet:
    """What is typed off a scanned sheet."""

    approval_id: str
    printed: str
    approved_on: int
    number: str = "OA-2026-0117"
    approver: str = "赵总"
    scan: bytes = PDF

    def record(self, db: Database, files: FileStore) -> None:
        record_oa(db, files, approval_id=self.approval_id, printed=self.printed, verdict="yes", number=self.number,
                  approver=self.approver, approved_on=self.approved_on, scan=self.scan)  # fmt: skip


def test_the_companys_own_system_is_recorded_with_number_approver_day_and_scan(
    db: Database, files: FileStore, people: People
) -> None:  # fmt: skip
    db.actor = people.maker
    sha256, today = files.put(b"pay 1,000"), day_number(db.clock.today())
    sheet = Sheet(ask(db, files, people.maker), f"{sha256[:8]} {sha256[8:16].upper()}", today)
    for wrong, words in (
        (replace(sheet, printed="0" * 16), "another hash"), (replace(sheet, printed=sha256[:8]), "another hash"),
        (replace(sheet, scan=b"no picture"), "PDF, JPEG or PNG"), (replace(sheet, number=" "), "Name the number"),
        (replace(sheet, approver=MAKER), "somebody else has to"),
        (replace(sheet, approved_on=today + 1), "not after today"),
        (replace(sheet, approved_on=today - 1), "after it was asked for"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=words):
            wrong.record(db, files)
    sheet.record(db, files)
    require(db, sheet.approval_id, sha256)
    with db.read() as session:
        (one,) = approval(session, sheet.approval_id).decisions
    assert (one.way, one.oa_number, one.oa_approver, one.oa_on) == ("oa", "OA-2026-0117", "赵总", today)
    assert files.get(one.scan_sha256) == PDF
    other = ask(db, files, people.maker, content=b"pay 2,000", about_id="other")
    with pytest.raises(UserError, match="recorded for another approval"):
        replace(sheet, approval_id=other, printed=files.put(b"pay 2,000")).record(db, files)


def test_the_inbox_tells_who_can_decide_and_then_who_asked(db: Database, files: FileStore, people: People) -> None:
    db.actor = people.maker
    agreed(db, people, (people.checker, people.third), ())
    asked = ask(db, files, people.maker)

    def told() -> set[tuple[str, str]]:
        with db.read() as session:
            return {(one.newest.owner_id, str(one.newest.subject)) for one in list_notices(session, kind="approval")}

    waits = "Waits for approval: Policy"
    assert told() == {(people.checker, waits), (people.third, waits)}
    give(db, files, asked, people.third, people.words(people.third))
    assert told() == {("", waits)}
    give(db, files, asked, people.checker, people.words(people.checker))
    assert told() == {(people.maker, "Approved: Policy")}
