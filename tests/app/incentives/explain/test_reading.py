"""A posted payout explained: every line re-adds to it, and it says so when something came in since."""

from pathlib import Path

import pytest

from app.core.errors import UserError
from app.core.texts import texts
from app.core.workspace import Workspace
from app.incentives.explain.reading import payout_tree, posted_statement
from app.incentives.explain.sentences import sentences
from app.incentives.explain.statement import Statement
from app.incentives.explain.tree import Tree
from app.incentives.explain.why_not import why_not
from app.incentives.ledger.posting import post
from app.incentives.ledger.queries import posting_entries
from app.incentives.ledger.rules import Row
from tests.app.incentives.explain.story import POLICY, QUARTER, Story, begin
from tests.desks import desk_of


@pytest.fixture
def story(workspace: Workspace, tmp_path: Path) -> Story:
    return begin(desk_of(workspace), tmp_path)


def _row_of(story: Story, posting_id: str, *kinds: str) -> int:
    with story.desk.db.read() as session:
        return next(
            one.n for one in posting_entries(session, posting_id)
            if one.row.party_id == story.party_id and one.row.kind in kinds
        )  # fmt: skip


def _tree(story: Story, posting_id: str, *kinds: str) -> Tree:
    n = _row_of(story, posting_id, *(kinds or ("credit",)))
    with story.desk.db.read() as session:
        return payout_tree(session, story.desk.workspace.files, posting_id, n)


def _statement(story: Story, posting_id: str) -> Statement:
    n = _row_of(story, posting_id, "credit")
    with story.desk.db.read() as session:
        return posted_statement(session, story.desk.workspace.files, posting_id=posting_id, n=n)


def test_a_payout_is_told_from_its_documents_to_the_cent(story: Story) -> None:
    tree = _tree(story, story.settle())

    assert tree.payable_minor == 2_000
    assert tree.adds_up
    assert tree.holds, [str(one.said) for one in tree.checks]
    said = [(one.depth, one.words, one.amount) for one in sentences(tree, texts("en"))]
    assert said == [
        (0, "Rows of the dealer in the period: 3, of them counted: 2", ""),
        (1, "Left out, rows 1, value 90.00, quantity 1: It is freight.", ""),
        (1, "Left and counted: rows 2", ""),
        (0, "Base: 1,100.20", ""),
        (1, "Counted rows: 2, together 1,100.20", ""),
        (0, "Earned by tier 2", "22.004"),
        (1, "Tier 2, from 1,000.00: 2% of 1,100.20", "22.004"),
        (0, "Most for one dealer and period: 20.00", "−2.004"),
        (0, "Entitled to 20.00 CNY; payable now 20.00", "20.00"),
    ]
    assert [one.words for one in sentences(tree, texts("zh_CN"))][-1] == "应得 20.00 元，本次应付 20.00"


def test_documents_that_came_since_are_said_and_the_payout_stays(story: Story) -> None:
    posting = story.settle()
    story.orders("more.csv", ("XS9", 1, "D1", "P1", "2026-03-30", 1, 400, ""))

    tree = _tree(story, posting)

    assert tree.payable_minor == 2_000
    assert not tree.holds
    (wrong,) = [str(one.said) for one in tree.checks if not one.holds]
    assert wrong.startswith("Documents came in or changed since; open the workspace as it was known at transaction")


def test_the_rows_and_what_else_the_statement_says(story: Story) -> None:
    statement = _statement(story, story.settle())

    assert [(one.document, one.amount_e4) for one in statement.counted] == [("XS1", 6_000_500), ("XS2", 5_001_500)]
    assert [(one.document, str(one.why)) for one in statement.excluded] == [("XS3", "It is freight.")]
    head = statement.head
    assert (head.dealer, head.dealer_code, head.issuer, head.period) == ("甲商贸", "D1", "华东大区", "2026-Q1")
    assert head.posting_ref.startswith("PO")


def test_an_accrual_is_told_by_its_forecast_and_what_was_accrued_before(story: Story) -> None:
    story.settle("accrual", "2026-02-14")
    tree = _tree(story, story.settle("accrual", "2026-03-10"), "accrue")

    assert tree.is_accrual
    assert tree.adds_up
    assert tree.holds, [str(one.said) for one in tree.checks]
    said = [(one.depth, one.words, one.amount) for one in sentences(tree, texts("en")) if one.depth == 0]
    assert said[1:] == [
        (0, "If it goes on like this the period comes to 1,435.0435: entitled to 20.00", ""),
        (0, "Of it for the figure to date, 1,100.20 of 1,435.0435", "15.33"),
        (0, "Less what is accrued already: 10.00", "−10.00"),
        (0, "Expected for the period 20.00 CNY; set aside now 5.33", "5.33"),
    ]


def test_a_settled_quarter_whose_accrual_was_right_books_nothing_more_and_a_row_by_hand_has_no_tree(
    story: Story,
) -> None:
    by_hand = Row(kind="use", party_id=story.party_id, amount_minor=-100, day_on=QUARTER.last_day, document="XS1")
    desk = story.desk
    posting = post(desk.db, desk.workspace.files, kind="use", period="", entries=[by_hand])

    with desk.db.read() as session, pytest.raises(UserError, match="follows from no policy"):
        payout_tree(session, desk.workspace.files, posting, 0)
    with desk.db.read() as session, pytest.raises(UserError, match="no such row"):
        payout_tree(session, desk.workspace.files, posting, 7)


def test_why_not_this_document(story: Story) -> None:
    def ask(wanted: str) -> list[tuple[str, bool, str]]:
        with story.desk.db.read() as session:
            found = why_not(session, POLICY, story.party_id, QUARTER, wanted=wanted)
        return [(one.row.document, one.counts, str(one.said)) for one in found]

    assert ask("xs1") == [("XS1", True, "It counts.")]
    assert ask("XS3") == [("XS3", False, "It is freight.")]
    assert ask("XS4") == [("XS4", False, "Its date, 2026-04-02, puts it into another period.")]
    assert ask("XS5") == [], "another dealer's"
    assert ask("") == [("XS3", False, "It is freight.")]
