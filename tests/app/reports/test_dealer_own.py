"""The report that a dealer himself gets: all of his own, nothing of anybody else's, nothing that is ours alone."""

import io
from dataclasses import fields, replace
from datetime import date

import pypdfium2
import pytest
from pypdf import PdfReader

from app.core.texts import EN, ZH, Text
from app.health.assembly import health_sheet
from app.health.letter import Contact, OwedList, OwnSheet, bare
from app.health.review.rules import Decided
from app.health.rules import Cap
from app.health.sheets import HealthSheet
from app.health.standing import placed, positions
from app.reports.dealer_own import own_report
from tests.app.health import samples

LICENCE = Cap("licence", "C", {"what": "药品经营许可证", "on": "2026-03-31"})
CREDIT = Cap("credit_over", "D", {"used": "9000000000", "limit": "5000000000", "on": ""})


def _text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


def _sheet() -> HealthSheet:
    """A dealer among eleven others, with a remark, what follows for us, and a credit stop."""
    frozens = samples.region_frozens()
    own = replace(samples.frozen(caps=(LICENCE, CREDIT)), dealer=frozens[0].dealer)
    own = replace(own, dealer=replace(own.dealer, parent="杭州同康医药股份有限公司"))
    stands = positions(samples.SCHEME, [own, *frozens[1:]], samples.INFOS)
    sheet = health_sheet(own, samples.INFOS, samples.provenance(), notes=(Text("remark of ours"),))
    sheet = replace(sheet, follows=Text("Credit is reviewed"))
    sheet = replace(sheet, comment="remark of the manager", course=Text("down for quarters"))
    return placed(sheet, stands[own.dealer.id])


def _own(*, with_grade: bool = True) -> OwnSheet:
    lists = (OwedList("sellout", "2026-02"), OwedList("sellout", "2026-03"))
    contact = Contact("周敏", "0571-8700 0000", "zhou@example.com")
    return OwnSheet(bare(_sheet()), "浙江省区", with_grade, lists, (), contact)


def test_nobody_else_is_named_and_no_place_among_them() -> None:
    text = _text(own_report(_own(), ZH))
    assert "温州瑞康医药有限公司" in text
    for name, _ in samples.NAMES[1:]:
        assert name not in text
        assert name.removesuffix("有限公司") not in text
    for words in (
        "排名",
        "名次",
        "remarkof",
        "downfor",
        "Creditisreviewed",
        "授信",
        "停发",
        "同类",
        "四分之一",
        "9f9f",
        "内部",
    ):
        assert words not in text, words


def test_of_every_part_of_a_sheet_it_is_decided_whether_the_dealer_reads_it() -> None:
    kept = {
        "dealer", "region", "period", "previous_period", "grade", "counts_as", "ungraded", "score", "low", "high",
        "coverage", "confidence", "before", "change_tenths", "history", "verdict", "next_grade", "dimensions",
        "indicators", "drivers", "caps", "trends", "missing", "provenance", "quality", "path",
    }  # fmt: skip
    full, own = _sheet(), bare(_sheet())
    hidden = {one.name for one in fields(full)} - kept
    assert hidden == {"place", "places", "graded", "banner", "follows", "notes", "contradictions", "signs", "course",
                      "decided", "comment", "peers"}  # fmt: skip
    assert not any(getattr(own, name) for name in hidden)
    assert full.place, "the full sheet does say it"


@pytest.mark.parametrize(("lang", "said"), [
    (ZH, ("请贵司做到", "请补报：2026-02、2026-03的", "周敏·0571-87000000·zhou@example.com", "药品经营许可证",
          "另有一项规定限制了等级",          "库存可销天数", "82.0天", "2026年6月30日")),
    (EN, ("Whatweaskofyou", "Daysofsupply", "82.0days", "30Jun2026", "Pleasesend:sell-outlistof2026-02,2026-03")),
])  # fmt: skip
def test_he_reads_his_figures_what_is_asked_until_when_and_whom_to_call(lang: str, said: tuple[str, ...]) -> None:
    own = _own()
    data = own_report(own, lang)
    assert len(PdfReader(io.BytesIO(data)).pages) <= 2
    assert data == own_report(own, lang)
    text = _text(data)
    assert own.sheet.score_tenths is not None
    for words in (f"{own.sheet.score_tenths / 10}", *said):
        assert words in text, words


def test_the_grade_that_people_decided_is_the_one_he_is_told_without_their_reason() -> None:
    decided = Decided("B", "as agreed at the table", "周敏", date(2026, 4, 10))
    own = replace(_own(), sheet=bare(replace(_sheet(), decided=decided)))
    text = _text(own_report(own, EN))
    assert "gradeBgood" in text
    assert "agreed" not in text


def test_a_workspace_may_keep_score_and_grade_to_itself() -> None:
    own = _own(with_grade=False)
    text = _text(own_report(own, ZH))
    assert own.sheet.score_tenths is not None
    assert f"{own.sheet.score_tenths / 10}分" not in text
    assert "等级" not in text
    assert "项达到目标" in text
