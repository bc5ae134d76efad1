"""What people are told: once for each cause and what is said of it, put aside, put away, over by itself."""

import pytest
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.texts import EN, N_, ZH, Text, texts
from app.core.undo import undo
from app.inbox.queries import NoticeRow, judged, list_notices, unseen
from app.inbox.service import (
    Post,
    close_cause,
    mark_acting,
    mark_done,
    mark_not_useful,
    mark_seen,
    post_notice,
    reopen_notice,
    settle_kind,
    snooze_cause,
)
from app.people.service import add_person

DAY = 20_500
SAID = N_("The licence {name} runs out in {time}.")


def licence(step: str, cause: str = "licence:1", **more: object) -> Post:
    """What is said of a licence at a step of its ladder."""
    time = Text(N_("{n} days"), {"n": int(step)})
    return Post(cause, step, Text(SAID, {"name": "X-1", "time": time}), page="gate", target={"licence": "1"}, **more)  # type: ignore[arg-type]


def tell(db: Database, post: Post, on: int = DAY) -> str:
    return db.write(Action("test"), lambda session: post_notice(session, kind="licence", post=post, on=on)).value


def shown(db: Database) -> list[NoticeRow]:
    """What the inbox shows, by cause, without what is snoozed."""
    with db.read() as session:
        return [one.newest for one in list_notices(session) if not one.newest.snoozed]


def test_the_same_is_told_once_however_often_it_is_posted(db: Database) -> None:
    first = tell(db, licence("60"))
    assert tell(db, licence("60"), DAY + 1) == first
    twice = db.write(
        Action("test"),
        lambda session: [post_notice(session, kind="licence", post=licence("9", "licence:2"), on=DAY) for _ in "ab"],
    ).value
    assert len(set(twice)) == 1
    assert [(one.cause, one.state, one.posted_on) for one in shown(db)] == [
        ("licence:1", "new", DAY), ("licence:2", "new", DAY),
    ]  # fmt: skip


def test_a_sentence_in_a_sentence_is_kept_in_both_languages(db: Database) -> None:
    tell(db, licence("60"))
    (one,) = shown(db)
    assert texts(EN).render(one.subject) == "The licence X-1 runs out in 60 days."
    assert "60 天" in texts(ZH).render(one.subject)


def test_snoozed_until_something_else_is_to_be_said(db: Database) -> None:
    tell(db, licence("60"))
    db.write(Action("test"), lambda session: snooze_cause(session, cause="licence:1"))
    tell(db, licence("60"), DAY + 5)
    assert shown(db) == []
    tell(db, licence("30"), DAY + 30)
    assert [(one.fingerprint, one.state) for one in shown(db)] == [("30", "new")]
    with db.read() as session:
        (group,) = list_notices(session, open_only=False)
    assert [(one.fingerprint, one.state) for one in group.notices] == [("30", "new"), ("60", "closed")]


def test_what_a_person_put_away_comes_again_only_when_it_says_something_else(db: Database) -> None:
    one, two = tell(db, licence("60")), tell(db, licence("60", "licence:2"))
    with pytest.raises(UserError, match="of no use"):
        db.write(Action("t"), lambda session: mark_not_useful(session, notice_id=one, reason=" ", on=DAY))
    db.write(Action("t"), lambda session: mark_not_useful(session, notice_id=one, reason="已 换证", on=DAY))
    db.write(Action("t"), lambda session: mark_done(session, notice_id=two, on=DAY))
    tell(db, licence("60"))
    tell(db, licence("60", "licence:2"))
    assert shown(db) == []
    with db.read() as session:
        assert judged(session, kind="licence") == {"not_useful": 1, "done": 1}
        assert judged(session, kind="licence", cause="licence:2") == {"done": 1}
    with pytest.raises(UserError, match="put away or over"):
        db.write(Action("t"), lambda session: mark_acting(session, notice_id=one))
    db.write(Action("t"), lambda session: reopen_notice(session, notice_id=one))
    assert [(row.id, row.state, row.reason) for row in shown(db)] == [(one, "seen", "")]


def test_what_is_no_longer_so_is_over_and_told_again_if_it_comes_back(db: Database) -> None:
    def settle(*posts: Post, on: int) -> tuple[int, int]:
        return db.write(Action("test"), lambda session: settle_kind(session, kind="licence", posts=posts, on=on)).value

    assert settle(licence("60"), licence("30", "licence:2"), on=DAY) == (2, 0)
    assert settle(licence("60"), licence("30", "licence:2"), on=DAY + 1) == (0, 0)
    assert settle(licence("60"), on=DAY + 2) == (0, 1)
    assert [one.cause for one in shown(db)] == ["licence:1"]
    assert settle(licence("60"), licence("30", "licence:2"), on=DAY + 9) == (1, 0)
    assert {one.cause: one.posted_on for one in shown(db)} == {"licence:1": DAY, "licence:2": DAY + 9}
    db.write(Action("test"), lambda session: close_cause(session, cause="licence:1", on=DAY + 10))
    assert [one.cause for one in shown(db)] == ["licence:2"]


def test_a_person_sees_what_is_for_them_and_for_everybody(db: Database) -> None:
    def make(session: Session) -> str:
        one, other = add_person(session, name="王芳"), add_person(session, name="李强")
        session.flush()
        post_notice(session, kind="licence", post=licence("60", owner_id=one), on=DAY)
        post_notice(session, kind="licence", post=licence("60", "licence:2", owner_id=other), on=DAY)
        post_notice(session, kind="licence", post=licence("60", "licence:3", severity="bad"), on=DAY)
        return one

    one = db.write(Action("test"), make).value
    with db.read() as session:
        mine = list_notices(session, person=one)
        assert [group.cause for group in mine] == ["licence:3", "licence:1"], "the worst first"
        assert (len(unseen(session)), len(unseen(session, person=one))) == (3, 2)
    db.write(Action("test"), lambda session: mark_seen(session, notice_ids=[mine[0].newest.id]))
    with db.read() as session:
        assert len(unseen(session, person=one)) == 1


def test_a_decision_can_be_taken_back(db: Database) -> None:
    tell(db, licence("60"))
    db.write(Action("Snoozed"), lambda session: snooze_cause(session, cause="licence:1"))
    assert shown(db) == []
    undo(db, {})
    assert [one.cause for one in shown(db)] == ["licence:1"]


def test_an_unknown_kind_or_severity_is_a_mistake_of_the_program(db: Database) -> None:
    with pytest.raises(ValueError, match="kind"):
        db.write(Action("t"), lambda session: post_notice(session, kind="rumour", post=licence("1"), on=DAY))
    with pytest.raises(ValueError, match="severity"):
        tell(db, licence("1", severity="red"))
