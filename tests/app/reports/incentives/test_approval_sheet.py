"""The sheet for approval prints the hash and everything that is approved, in both languages, always the same bytes."""

import pypdfium2
import pytest

from app.approvals.queries import approvals
from app.approvals.showing import grouped, show_approval
from app.core.db import Database
from app.core.texts import LANGUAGES, texts
from app.core.workspace import Workspace
from app.people.queries import names
from app.reports.incentives.approval_sheet import MOST_LINES, amount_text, approval_sheet
from tests.approving import CHECKER, THIRD, WORDS, ask, enrol, give


def sheet(workspace: Workspace, db: Database, lang: str) -> bytes:
    with db.read() as session:
        one = approvals(session)[0].id
        return approval_sheet(show_approval(session, workspace.files, one), names(session), lang)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    found = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_is_asked_by_whom_and_its_hash(workspace: Workspace, db: Database, lang: str) -> None:
    people = enrol(db)
    asked = ask(db, workspace.files, people.maker, content="返利政策：1%\n\n自 2026-01-01 起".encode(), region="浙江")
    pdf = sheet(workspace, db, lang)
    assert pdf == sheet(workspace, db, lang)
    text = text_of(pdf)
    with db.read() as session:
        sha256 = approvals(session)[0].content_sha256
    money = "1,000.00 元" if lang == "zh_CN" else "1,000.00 CNY"
    for words in (grouped(sha256)[:26], money, "浙江", "返利政策：1%", "2026-01-01"):
        assert words in text
    give(db, workspace.files, asked, people.checker, WORDS[CHECKER], verdict="no", reason="预算不足")
    text = text_of(sheet(workspace, db, lang))
    assert CHECKER in text
    assert "预算不足" in text
    assert THIRD not in text


def test_what_is_not_printed_is_counted(workspace: Workspace, db: Database) -> None:
    content = "\n".join(f"line {n}" for n in range(MOST_LINES + 7)).encode()
    ask(db, workspace.files, enrol(db).maker, content=content)
    text = text_of(sheet(workspace, db, "en"))
    assert "not printed: 7" in text
    assert f"line {MOST_LINES - 1}" in text


def test_a_file_is_named_by_its_size(workspace: Workspace, db: Database) -> None:
    ask(db, workspace.files, enrol(db).maker, content=b"%PDF-1.7 a statement")
    assert "(20 bytes)" in text_of(sheet(workspace, db, "en"))


def test_data_is_told_in_words_before_it_stands_as_it_is_kept(workspace: Workspace, db: Database) -> None:
    said = '{"currency":"CNY","dealer":"杭州一号","note":"","requested_minor":1200000,"rows":[1,2],"version":"PV-1"}'
    ask(db, workspace.files, enrol(db).maker, content=said.encode())
    text = text_of(sheet(workspace, db, "zh_CN"))
    for words in (
        "经销商 杭州一号",
        "申请金额 12,000.00 元",
        "行数 2",
        '"requested_minor": 1200000',
        '"version": "PV-1"',
    ):
        assert words in text


def test_amounts_have_the_decimals_of_their_currency() -> None:
    assert amount_text(-123_456_789, "CNY") == "-1,234,567.89 CNY"
    assert amount_text(5, "CNY") == "0.05 CNY"
    assert (amount_text(5, "CNY", "zh_CN"), amount_text(5, "USD", "zh_CN")) == ("0.05 元", "0.05 USD")
    assert amount_text(1_500, "JPY") == "1,500 JPY"
    assert amount_text(1_500, "KWD") == "1.500 KWD"


def test_the_footer_keeps_the_hash_and_the_page_in_one_line_each(workspace: Workspace, db: Database) -> None:
    asked = ask(db, workspace.files, enrol(db).maker, content=b"1 %")
    text = text_of(sheet(workspace, db, "en"))
    assert "Page 1 of 1" in " ".join(text.split())
    assert "pages" not in text
    with db.read() as session:
        row = next(one for one in approvals(session) if one.id == asked)
    assert f"{row.ref} · SHA-256 {row.content_sha256}" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_of_adjustments_is_a_table_before_it_stands_as_it_is_kept(
    workspace: Workspace, db: Database, lang: str
) -> None:
    line = "1. AD-1 D01 Hang Zhou: B (2025-Q3) → A (88.4); factor 100% → 110%; 1,000.00 CNY → 1,100.00 CNY; Grade A, up"
    chinese = texts("zh_CN")(
        "{n}. {ref} {code} {dealer}: {before} → {after} ({score}); factor {old} → {new}; {cost} → {cost_after}; {why}",
        n=1, ref="AD-1", code="D01", dealer="杭州一号", before="B（2025-Q3）", after="A", score="88.4", old="100%",
        new="110%", cost="1,000.00 元", cost_after="1,100.00 元", why="A 级，上升",
    )  # fmt: skip
    ask(db, workspace.files, enrol(db).maker, content=f"Policy\n\f\nAdjustments\n{line}\n\n调整\n{chinese}\n".encode())
    text = " ".join(text_of(sheet(workspace, db, lang)).split())
    assert "88.4 100% → 110%" in text, "the parts stand in columns"
    assert text.count("AD-1") == 2, "what is kept follows whole"
