"""The statement on paper: the amount first, how it comes about, the policy, every row, where it comes from."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.core.errors import UserError
from app.core.texts import Text
from app.incentives.explain.tree import Check
from app.reports.incentives.statement import MOST_ROWS, statement_report
from tests.app.reports.incentives.made import statement_by_chance


def _said(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_it_says_the_amount_the_policy_its_version_and_the_hashes(lang: str) -> None:
    statement = next(one for one in map(statement_by_chance, range(200)) if one.outcome.payable_minor > 100_000)
    said = _said(statement_report(statement, lang))

    assert f"{statement.outcome.payable_minor / 100:,.2f}" in said
    head = statement.head
    for words in ("PV-0002", "PO-0001", head.content_sha256[:20], statement.counted[0].document, "SO9999"):
        assert words in said
    for line in statement.policy_words.by_language[lang].split():
        assert line in said


def test_the_same_statement_gives_the_same_bytes() -> None:
    assert statement_report(statement_by_chance(7), "zh_CN") == statement_report(statement_by_chance(7), "zh_CN")


def test_what_no_longer_holds_is_said_on_the_first_page() -> None:
    statement = statement_by_chance(7)
    tree = replace(statement.tree, checks=(Check(Text("Documents came in or changed since; compute it again"), False),))

    first = PdfReader(BytesIO(statement_report(replace(statement, tree=tree), "en"))).pages[0].extract_text()
    assert "Documents came in or changed since" in " ".join(first.split())


def test_thousands_of_rows_are_left_to_the_workbook() -> None:
    statement = statement_by_chance(7)
    many = tuple(statement.excluded[0] for _ in range(MOST_ROWS + 30))

    said = _said(statement_report(replace(statement, excluded=many), "en"))
    assert "and30moreintheworkbook" in said


def test_no_dealer_gets_a_statement_of_an_accrual() -> None:
    statement = statement_by_chance(7)

    with pytest.raises(UserError, match="our own estimate"):
        statement_report(replace(statement, tree=replace(statement.tree, is_accrual=True)), "en")
