"""The quarter's review as a story: comments, decided grades, a signature, reports, and taking it up again."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from app.bootstrap import BOOK
from app.core import undo
from app.core.clock import FixedClock
from app.core.db import Action
from app.core.errors import UserError
from app.core.texts import EN
from app.core.workspace import Workspace
from app.health.queries import dealer_sheet, region_sheets
from app.health.review import service
from app.health.review.model import HealthReview
from app.health.review.queries import decided_grades, review_of, reviews_of
from app.health.review.signing import read_signed, signing_text
from app.health.scheme import Grade
from app.health.service import assess
from app.jobs.upkeep import named_files
from app.people.service import add_person
from app.reports.plans.publishing import publish_review
from tests.app.health.samples import INFOS, STUFFED
from tests.app.health.test_service import Region, _dealers

Q = "2026-Q1"


@pytest.fixture
def region(workspace: Workspace) -> Region:
    """Three dealers, one of them stuffed, assessed for the quarter."""
    workspace.db.clock = FixedClock(date(2026, 4, 10))
    workspace.db.actor = workspace.db.write(Action("test"), lambda s: add_person(s, name="周岚")).value
    dealers = _dealers(workspace, "温州瑞康", "绍兴越泰", "嘉兴同济")
    source = Region(dealers, {dealers[0]: STUFFED})
    assess(workspace.db, workspace.files, source, period=Q)
    return source


def _seen(workspace: Workspace, review: str) -> str:
    with workspace.db.read() as session:
        return signing_text(session, session.get_one(HealthReview, review))[1]


def _to_grades(workspace: Workspace) -> str:
    review = service.begin_review(workspace.db, period=Q)
    service.comment(workspace.db, review_id=review, party_id=None, text="库存是本季的主题。")
    service.proceed(workspace.db, review_id=review)
    return review


def _signed(workspace: Workspace, dealer: str) -> str:
    review = _to_grades(workspace)
    service.keep_line(workspace.db, review_id=review, party_id=dealer, text="已约谈。", grade="E", reason="虚报库存",
                      grades=True)  # fmt: skip
    service.sign_review(workspace.db, workspace.files, review_id=review, seen_sha256=_seen(workspace, review))
    return review


def _refused(call: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        call()
    return str(refused.value)


def test_a_quarter_goes_from_comments_over_grades_to_a_signature_and_what_was_computed_stays(
    workspace: Workspace, region: Region
) -> None:
    db, dealer = workspace.db, region.dealers[0]
    computed = dealer_sheet(db, workspace.files, INFOS, dealer_id=dealer, period=Q)
    review = service.begin_review(db, period=Q)
    assert "a review already" in _refused(lambda: service.begin_review(db, period=Q))
    assert "Say something of the region" in _refused(lambda: service.proceed(db, review_id=review))
    service.comment(db, review_id=review, party_id=None, text="库存是本季的主题。")

    def decide(grade: Grade | None, reason: str) -> None:
        service.decide(db, review_id=review, party_id=dealer, grade=grade, reason=reason)

    assert "still at its comments" in _refused(lambda: decide("D", "虚报库存"))
    service.proceed(db, review_id=review)
    assert "Say why" in _refused(lambda: decide("E", " "))
    assert computed.grade is not None
    assert "is the computed grade" in _refused(lambda: decide(computed.grade, "同意"))
    decide("E", "虚报库存")
    with db.read() as session:
        assert decided_grades(session, Q) == {}, "nothing is decided before it is signed"
    service.sign_review(db, workspace.files, review_id=review, seen_sha256=_seen(workspace, review))

    with db.read() as session:
        one = decided_grades(session, Q)[dealer]
        face = review_of(session, Q)
        assert face is not None
        signed = read_signed(session, workspace.files, face.signed_sha256)
        assert face.signed_sha256 in named_files(session)
    assert (one.grade, one.reason, one.by, one.on) == ("E", "虚报库存", "周岚", date(2026, 4, 10))
    assert (face.state, face.signed_by, face.comment) == ("signed", "周岚", "库存是本季的主题。")
    assert [(line.name, line.computed, line.grade) for line in signed.lines] == [("温州瑞康", computed.grade, "E")]
    sheet = dealer_sheet(db, workspace.files, INFOS, dealer_id=dealer, period=Q)
    assert (sheet.grade, sheet.score) == (computed.grade, computed.score), "the computed grade never changes"
    assert (sheet.decided, sheet.counts_as) == (one, "E")
    whole, _ = region_sheets(db, workspace.files, INFOS, period=Q)
    assert whole.review == face
    assert {line.dealer.id: line.decided for line in whole.ranking}[dealer] == one


def test_what_is_signed_is_what_was_seen_and_nothing_of_it_is_undone_or_assessed_again(
    workspace: Workspace, region: Region
) -> None:
    db, dealer = workspace.db, region.dealers[0]
    review = _to_grades(workspace)
    seen = _seen(workspace, review)
    service.comment(db, review_id=review, party_id=dealer, text="另一台电脑上写的。")

    def sign(hash_: str) -> None:
        service.sign_review(db, workspace.files, review_id=review, seen_sha256=hash_)

    assert "changed since you looked" in _refused(lambda: sign(seen))
    other = db.write(Action("test"), lambda s: add_person(s, name="吴敏"), actor="").value
    actor, db.actor = db.actor, other
    service.comment(db, review_id=review, party_id=region.dealers[1], text="同意。")
    db.actor = ""
    assert "say who works here" in _refused(lambda: sign(_seen(workspace, review)))
    db.actor = actor
    sign(_seen(workspace, review))
    for who in (actor, other):
        db.actor = who
        assert "final" in _refused(lambda: undo.undo(db, {}, book=BOOK)), "nor what somebody else said"
    db.actor = actor
    region.now[dealer] = {"overdue_share": "0.25"}
    assert "signed by 周岚 on 2026-04-10" in _refused(lambda: assess(db, workspace.files, region, period=Q))
    assert "stays as it is" in _refused(lambda: service.comment(db, review_id=review, party_id=dealer, text="x"))


def test_a_review_of_figures_that_were_assessed_again_is_not_signed_before_it_moves_to_them(
    workspace: Workspace, region: Region
) -> None:
    db, (one, two, _) = workspace.db, region.dealers
    review = _to_grades(workspace)
    service.decide(db, review_id=review, party_id=two, grade="C", reason="先观察")
    region.now[one] = {"overdue_share": "0.02"}
    assess(db, workspace.files, region, period=Q)

    def sign() -> None:
        service.sign_review(db, workspace.files, review_id=review, seen_sha256=_seen(workspace, review))

    assert "assessed again since this review began" in _refused(sign)
    assert service.move_review(db, review_id=review) == 0
    sign()
    with db.read() as session:
        face = review_of(session, Q)
    assert face is not None
    assert json.loads(workspace.files.get(face.signed_sha256))["assessment"]["version"] == 2


def test_a_published_review_keeps_its_reports_and_is_taken_up_again_only_with_a_reason(
    workspace: Workspace, region: Region
) -> None:
    db, files, dealer = workspace.db, workspace.files, region.dealers[0]
    review = _to_grades(workspace)
    assert "not signed yet" in _refused(lambda: publish_review(db, files, INFOS, review_id=review, lang=EN))
    service.keep_line(db, review_id=review, party_id=dealer, text="已约谈。", grade="E", reason="虚报库存", grades=True)
    service.sign_review(db, files, review_id=review, seen_sha256=_seen(workspace, review))
    names = publish_review(db, files, INFOS, review_id=review, lang=EN)
    assert names
    with db.read() as session:
        kept = session.connection().exec_driver_sql("SELECT review_id, name, data_sha256 FROM published_report").all()
        first = review_of(session, Q)
    assert {(row[0], row[1]) for row in kept} == {(review, name) for name in names}
    assert all(files.get(row[2]) for row in kept)
    assert first is not None
    assert (first.state, first.published_on) == ("published", date(2026, 4, 10))

    assert "Say why" in _refused(lambda: service.reopen_review(db, review_id=review, reason=""))
    again = service.reopen_review(db, review_id=review, reason="渠道核实后更正")
    with db.read() as session:
        assert decided_grades(session, Q) == {}
        new, old = reviews_of(session, Q)
        signed = read_signed(session, files, old.signed_sha256)
    assert (new.id, new.number, new.reason, new.state) == (again, 2, "渠道核实后更正", "comment")
    assert (old.state, old.signed_by, old.published_on) == ("reopened", "周岚", date(2026, 4, 10))
    assert [line.grade for line in signed.lines] == ["E"]
    region.now[dealer] = {"overdue_share": "0.25"}
    assert assess(db, files, region, period=Q).written
    service.move_review(db, review_id=again)
    service.proceed(db, review_id=again)
    service.sign_review(db, files, review_id=again, seen_sha256=_seen(workspace, again))
    with db.read() as session:
        assert decided_grades(session, Q)[dealer].reason == "虚报库存", "what was decided was taken along"


def test_a_dealer_who_owes_reports_is_not_decided_better_than_by_their_rule(
    workspace: Workspace, region: Region
) -> None:
    db, dealer = workspace.db, region.dealers[1]
    region.now[dealer], region.owing[dealer] = {"data_coverage": "0.2"}, True
    assess(db, workspace.files, region, period=Q)
    review = _to_grades(workspace)
    sheet = dealer_sheet(db, workspace.files, INFOS, dealer_id=dealer, period=Q)
    assert (sheet.ungraded, sheet.counts_as) == ("not_reported", "D")
    refused = _refused(lambda: service.decide(db, review_id=review, party_id=dealer, grade="B", reason="口头确认"))
    assert "no grade better than D" in refused
    service.decide(db, review_id=review, party_id=dealer, grade="E", reason="屡次不报")
