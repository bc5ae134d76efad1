"""The PDFs as a reader, a checker and a search box find them."""

import io
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pypdfium2
import pytest
from pypdf import PdfReader

from app.core.errors import Cancelled
from app.core.progress import Progress
from app.core.texts import EN, LANGUAGES, ZH, Text, texts
from app.health.asks import asks_of
from app.health.frozen import Series, Sign
from app.health.region import key_figure
from app.health.review.rules import Decided, ReviewFace
from app.health.review.showing import ranked, reviewed
from app.health.sheets import DealerFace, HealthSheet, RegionSheet
from app.kpi.findings.model import Figure
from app.reports.dealer_health import dealer_report
from app.reports.executive import executive_summary
from app.reports.region_pack import dealer_file_name, region_file_name, region_pack
from tests.app.health import samples
from tests.benchmarks.replaying import recorded

HOSTILE = "<b>&amp;</para>\x00\u202e甲" + "特别长的经销商名称" * 7 + "שלום\U0001f600"
RIGHT_EDGE = 545.3
"""Width of A4 less the right margin, in points."""


def _text(data: bytes) -> str:
    """All text as a viewer's search would find it, without spaces and line ends."""
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [document[i].get_textpage().get_text_bounded() for i in range(len(document))]
    finally:
        document.close()
    return "".join("".join(pages).split())


def _documents(lang: str) -> dict[str, bytes]:
    region, dealers = samples.region()
    return {"dealer": dealer_report(samples.sheet(), lang), "pack": region_pack(region, dealers, lang)}


def test_a_dealers_report_has_two_to_four_pages_and_says_everything_in_chinese() -> None:
    sheet = samples.sheet()
    data = dealer_report(sheet, ZH)
    assert 2 <= len(PdfReader(io.BytesIO(data)).pages) <= 4
    text = _text(data)
    for words in ("温州瑞康医药有限公司", "61.8", "扣分明细", "变了什么，为什么", "指标定义与数据来源", "操作日志链头",
                  "9f" * 32, "第1/3页"):  # fmt: skip
        assert words in text, words


def test_the_report_is_english_where_english_is_asked_whatever_the_screen_speaks() -> None:
    text = _text(dealer_report(samples.sheet(), EN))
    assert "Whatchanged,andwhy" in text
    assert "Daysofsupplyrosefrom44.0daysto82.0days(target25–45days):−9.2points." in text
    assert "扣分" not in text


def test_printed_parts_add_to_the_printed_change() -> None:
    sheet = samples.sheet()
    assert sum(each.tenths for each in sheet.drivers) == sheet.change_tenths
    assert sheet.score_tenths == 1000 - sum(each.lost_tenths for each in sheet.dimensions)
    assert sum(each.lost_tenths for each in sheet.indicators) == sum(each.lost_tenths for each in sheet.dimensions)
    region, _ = samples.region()
    assert region.score is not None
    assert region.score_before is not None
    assert sum(each.points for each in region.bridge) == region.score - region.score_before


def test_the_executive_page_holds_verdict_figures_health_and_whom_to_watch() -> None:
    region, dealers = samples.region()
    data = region_pack(region, dealers, ZH)
    document = pypdfium2.PdfDocument(data)
    page = "".join(document[0].get_textpage().get_text_bounded().split())
    second = document[1].get_textpage().get_text_bounded()
    assert second.index("决定 1") < second.index("宁波甬丰医药有限公司"), "one page, then the evidence as it is asked"
    document.close()
    for words in ("销售6,430.0万元，完成93.2%，欠470.0万元，同比+7.0%", "−19.1%", "未达标", "要盯的5家", "进步的2家",
                  "断报", "药品经营许可证", "数据可信度92%", "发货口径、不含税、现架构" ):  # fmt: skip
        assert words in page, words
    assert re.search(r"第1/\d+页", page)
    for words in ("库存可销天数（库销比1.4个月）", "回款额（含税）", "6,986.0", "7,350.0", "95.0%",
                  "逾期率（期末、含税）", "分数桥：", "数据质量（满分100，逐行）：97、94、91、87、84、81"):  # fmt: skip
        assert words in page, words
    assert "应收账款周转天数" not in page, "six figures, and no others"
    for hidden in ("SHA-256", "9f9f", "权重"):
        assert hidden not in page


def _first(data: bytes) -> tuple[str, str]:
    """The first page without spaces, and how the second begins."""
    document = pypdfium2.PdfDocument(data)
    pages = ["".join(document[i].get_textpage().get_text_bounded().split()) for i in range(2)]
    document.close()
    return pages[0], pages[1]


def test_what_is_asked_carries_money_owner_and_date_and_the_page_ends_with_the_answer() -> None:
    page, _ = _first(region_pack(*samples.region(), ZH))
    for words in (
        "请您定的3件事",
        "宁波甬丰医药：人胰岛素注射液近效期", "调1,374支给杭州同康医药（日销40）", "34.4", "6月30日到期", "5/17",
        "台州恒信医药：药品经营许可证3月31日到期", "换证之前停发", "18.4", "质量部", "4/10",
        "差2.6万到500.0万返利档", "5.1", "5/1",
    ):  # fmt: skip
        assert words in page, words
    for words in ("4月截至10日：达成27.0%，时间进度33.3%，欠进度138.0万", "许可证90天内到期5家；返利档位将到1家",
                  "另有迹象待查3处", "不同意", "再议", "签名"):  # fmt: skip
        assert words in page, words
    assert page.index("34.4") < page.index("18.4") < page.index("悬而未决"), "the most money first"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_did_not_report_stands_on_the_page_that_the_first_one_names(lang: str) -> None:
    region, dealers = samples.region()
    for data in (region_pack(region, dealers, lang), executive_summary(region, lang)):
        document = pypdfium2.PdfDocument(data)
        pages = ["".join(document[i].get_textpage().get_text_bounded().split()) for i in range(len(document))]
        document.close()
        named = re.search("家见第(\\d+)页" if lang == ZH else r"didnotonpage(\d+)\)", pages[0])
        assert named is not None
        page = pages[int(named[1]) - 1]
        assert ("未按时报送1家" if lang == ZH else "Whodidnotreport:1") in page
        for words in ("嘉兴同济药业有限公司", "2026-02", "2026-03", "钱佳宁",
                      "2026年1月31日" if lang == ZH else "31Jan2026"):  # fmt: skip
            assert words in page, words
        assert all("总经理" in one for one in pages), "who it is for stands on every page"


def test_where_everybody_reported_no_page_is_named() -> None:
    region, dealers = samples.region()
    whole = replace(region, late=(), trust=Text("Data trust {share}: {good} of {all} dealers reported in time.",
                                                {"share": "100%", "good": 12, "all": 12}))  # fmt: skip
    text = _text(region_pack(whole, dealers, ZH))
    assert "数据可信度100%" in text
    assert "未按时报送" not in text


def test_the_pack_says_what_a_signed_review_decided_and_keeps_silent_before_it_is_signed() -> None:
    region, dealers = samples.region()
    one = dealers[0].dealer
    decided = {one.id: Decided("D", "月末集中进货", "周敏", date(2026, 4, 11))}
    face = ReviewFace("r", "RV-1", "2026-Q1", 1, "signed", "h", "周敏", date(2026, 4, 12), comment="先清库存",
                      comments={one.id: "已约谈"}, decided=decided)  # fmt: skip
    text = _text(_with_review(region, dealers, face))
    for words in ("评审签署于2026年4月12日", "周敏签署于2026年4月12日", "经理意见：先清库存", "评审：D警",
                  "月末集中进货", "经理意见：已约谈"):  # fmt: skip
        assert words in text, words
    open_text = _text(
        _with_review(region, dealers, replace(face, state="calibrate", signed_on=None, decided={}, comments={}))
    )
    assert "评审" not in open_text


def _with_review(region: RegionSheet, dealers: list[HealthSheet], face: ReviewFace) -> bytes:
    whole = replace(region, review=face, ranking=ranked(region.ranking, face))
    return region_pack(whole, [reviewed(each, face, samples.SCHEME) for each in dealers], ZH)


def test_a_goal_that_is_a_range_comes_before_the_models_band() -> None:
    info, series = samples.INFOS["days_of_supply"], Series("days_of_supply", ("2026-Q1",), (Fraction(44),))
    rule = samples.SCHEME.indicator("days_of_supply")
    by_model, by_goal = (
        key_figure(info, series, rule, None, None, span) for span in (None, (Fraction(20), Fraction(40)))
    )
    assert by_model is not None
    assert by_goal is not None
    assert [texts(ZH).render(one.goal) for one in (by_model, by_goal) if isinstance(one.goal, Text)] == [
        "25–45 天", "20–40 天"]  # fmt: skip
    assert (by_model.light, by_goal.light) == ("good", "bad")


def test_the_three_with_most_money_are_asked_and_no_fourth() -> None:
    rush = {"rush": Figure("money", Fraction(21_400_000_000)), "after": Figure("number", Fraction(82))}
    owed = {"over": Figure("money", Fraction(4_300_000_000)), "old": Figure("money", Fraction(5_800_000_000))}
    signs = samples.signs()
    more = (
        Sign("channel_stuffed", "温州瑞康医药有限公司", 1, 2, rush),
        Sign("credit_over", "丽水康民药业有限公司", 1, 2, owed),
    )
    found = asks_of(replace(signs, asked=(*signs.asked, *more)))
    assert [(t.render(one.topic), one.amount, one.owner) for t in (texts(ZH),) for one in found] == [
        ("温州瑞康医药：库存可销 82 天", 2_140_000, "Sales"),
        ("丽水康民药业：超授信 43.0 万", 430_000, "Finance"),
        ("宁波甬丰医药：人胰岛素注射液近效期", 343_500, "Sales"),
    ]


def test_nothing_is_asked_where_no_sign_has_money_and_a_day() -> None:
    region, dealers = samples.region()
    page, _ = _first(region_pack(replace(region, asks=()), dealers, ZH))
    assert "请您定" not in page
    assert "不同意" not in page, "nothing to agree to"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("holder", ["宁波甬丰医药有限公司", HOSTILE])
def test_one_page_stays_one_page_whatever_the_names(lang: str, holder: str) -> None:
    page, second = _first(region_pack(*samples.region(holder=holder), lang))
    assert ("签名" if lang == ZH else "Signed") in page
    assert ("签名" if lang == ZH else "Signed") not in second
    assert ("决定1" if lang == ZH else "Decision1") in second


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_is_defined_with_what_it_counts(lang: str) -> None:
    text = _text(region_pack(*samples.region(), lang))
    said = {
        ZH: ("口径：含税", "口径：期末、含税", "口径：发货口径、不含税"),
        EN: ("Counted:includingtax", "Counted:attheperiod'send,includingtax", "Counted:byshippingdate,excludingtax"),
    }
    for words in said[lang]:
        assert words in text, words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_names_break_nothing(lang: str) -> None:
    data = dealer_report(samples.sheet(HOSTILE), lang)
    assert "<b>&amp;</para>甲特别长的经销商名称" in _text(data)
    assert "〓" in _text(data)
    face = DealerFace("x", "..", "../../etc/passwd\x00<>|甲 乙")
    assert dealer_file_name(face, "2026-Q1", lang).startswith("etc_passwd_甲_乙_")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_drawn_outside_the_margins(lang: str) -> None:
    for data in (*_documents(lang).values(), dealer_report(samples.sheet(HOSTILE), lang)):
        document = pypdfium2.PdfDocument(data)
        for page in document:
            found = page.get_textpage()
            for i in range(found.count_chars()):
                if found.get_text_range(i, 1).isspace():
                    continue
                left, bottom, right, top = found.get_charbox(i)
                assert left >= 45
                assert right <= RIGHT_EDGE + 3, found.get_text_range(max(0, i - 20), 24)
                assert bottom >= 14
                assert top <= 842
        document.close()


def test_a_thousand_dealers_with_names_of_sixty_characters_keep_every_word() -> None:
    region, _ = samples.region(1000)
    ranking = tuple(
        replace(line, dealer=replace(line.dealer, name=f"{i:04d}{'杭州市余杭区特别长的医药有限' * 4}"))
        for i, line in enumerate(region.ranking)
    )
    with recorded() as made:
        data = region_pack(replace(region, ranking=ranking), [], ZH)
    document = pypdfium2.PdfDocument(data)
    pages = ["".join(document[i].get_textpage().get_text_bounded().split()) for i in range(len(document))]
    document.close()
    assert sum("主要原因" in page for page in pages) > 20, "every page of the table repeats its head"
    number = 0
    for call in made[0].calls:
        number += call.name == "showPage"
        if call.name == "drawString" and number < len(pages):  # what follows the last page are forms
            assert "".join(call.args[2].split()) in pages[number], call.args[2]
    text = "".join(pages)
    assert all(line.dealer.name in text for line in ranking)


def test_a_dealer_without_figures_still_gets_an_honest_page() -> None:
    sheet = samples.sheet(now={}, then={})
    assert sheet.score is None
    text = _text(dealer_report(sheet, ZH))
    assert "未评：本季没有数据" in text
    assert "我方缺数" in text


def test_file_names_say_region_document_period_and_day() -> None:
    region, _ = samples.region()
    assert region_file_name(region, ZH, samples.provenance().assessed_on) == "浙江省区_渠道健康度_2026Q1_20260410.pdf"


def test_a_long_pack_can_be_stopped() -> None:
    region, dealers = samples.region()
    progress = Progress()

    def report(done: int, total: int, text: object) -> None:
        if done == 3:
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        region_pack(region, dealers, ZH, progress=progress)


def test_outlines_lead_to_every_dealer() -> None:
    region, dealers = samples.region()
    reader = PdfReader(io.BytesIO(region_pack(region, dealers, ZH)))
    titles: list[str] = []

    def walk(entries: list[object]) -> None:
        for each in entries:
            if isinstance(each, list):
                walk(each)
            else:
                titles.append(str(each.title))  # type: ignore[attr-defined]
                assert reader.get_destination_page_number(each) is not None  # type: ignore[arg-type]

    walk(reader.outline)
    assert {"摘要", "排名", "经销商", "指标定义与数据来源"} <= set(titles)
    assert {each.dealer.name for each in dealers} <= set(titles)
