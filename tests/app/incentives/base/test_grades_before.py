"""Grades that a period's payouts go by: of the quarter before, as they are now, decided ones first."""

from datetime import date

import pytest

from app.core.clock import FixedClock
from app.core.db import Action
from app.core.period import parse_period
from app.core.workspace import Workspace
from app.health.review import service
from app.health.review.model import HealthReview
from app.health.review.signing import signing_text
from app.incentives.base.who import grades_before
from app.incentives.dossier.evidence import read_quarter
from app.people.service import add_person
from tests.app.health.rounds import keep_quarter

Q = "2026-Q1"


@pytest.mark.parametrize("period", ["2026-Q2", "2026-05"])
def test_grades_follow_the_assessment_and_then_the_signed_review(workspace: Workspace, period: str) -> None:
    db = workspace.db
    db.clock = FixedClock(date(2026, 4, 12))
    db.actor = db.write(Action("test"), lambda s: add_person(s, name="周岚")).value
    with db.read() as session:
        assert grades_before(session, parse_period(period)) == {}
    keep_quarter(workspace)
    with db.read() as session:
        computed = grades_before(session, parse_period(period))
        quarter = read_quarter(session, Q)
    assert computed == {party: one.health.grade for party, one in quarter.dealers.items() if one.health.grade}
    party = next(one for one, found in quarter.dealers.items() if found.computed == "B")
    review = service.begin_review(db, period=Q)
    service.comment(db, review_id=review, party_id=None, text="库存是本季的主题。")
    service.proceed(db, review_id=review)
    service.decide(db, review_id=review, party_id=party, grade="E", reason="虚报库存")
    with db.read() as session:
        assert grades_before(session, parse_period(period)) == computed
        seen = signing_text(session, session.get_one(HealthReview, review))[1]
    service.sign_review(db, workspace.files, review_id=review, seen_sha256=seen)
    with db.read() as session:
        assert grades_before(session, parse_period(period)) == {**computed, party: "E"}
