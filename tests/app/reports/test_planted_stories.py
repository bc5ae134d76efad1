"""The planted stories of the practice region are named in the right dealer's report, with the right figures."""

from collections.abc import Mapping, Sequence

import pypdfium2
import pytest

from app.bootstrap import Desk
from app.core.texts import EN, ZH, texts
from app.health.queries import region_sheets
from app.health.sheets import HealthSheet
from app.kpi.reference import parse_reference
from app.lineage.sign import find_sign
from app.reports.dealer_health import dealer_report

STORIES: Mapping[str, Sequence[str]] = {
    "温州瑞康": (
        "月末压货", "2026-03进货312.0万，其中最后5天214.0万（68.6%），全区33.0%", "出货138.0万（同比+1.0%）", "44→82",
        "退货21.6万", "自相矛盾（销售部）：销售净额同比22.5%，纯销同比却为−2.9%", "−9.2库存可销天数",
    ),
    "丽水瓯源": (
        "浙江捷运物流有限公司，线路杭州→丽水、杭州→衢州：2025-11起准时71.8%（418单迟118单），此前93.5%；其他承运商和线路95.1%",
        "送本经销商127单，迟40单",
    ),
    "台州恒信": (
        "药品经营许可证浙AA10000020已于2026-03-31到期；此后下单化学药制剂、生物制品3笔，18.4万", "等级最高为C中",
    ),
    "嘉兴同济": (
        "未评（断报）", "已报33.3%", "按D警处理", "最后一份流向是2026-02-03交的", "3个月只报了1个月；此后进货96.0万",
        "87.6", "55.4=100−36.7数据未报",
    ),
    "绍兴越泰": ("52.0→61.5→70.2→78.1分，等级D警→B良", "同期逾期率：38.0%→21.0%→9.0%→4.0%"),
}  # fmt: skip
"""By dealer what his report must say, without spaces."""
OWN = ("月末压货", "流向是2026-02-03", "浙AA10000020", "52.0→61.5→70.2→78.1")
"""What nobody else's may."""


@pytest.fixture(scope="module")
def sheets(region: Desk) -> dict[str, HealthSheet]:
    """The sheets of the quarter by the first four signs of the name."""
    _, found = region_sheets(region.db, region.workspace.files, region.infos, period="2026-Q1")
    return {one.dealer.name[:4]: one for one in found}


def pages_of(sheet: HealthSheet, lang: str) -> list[str]:
    """The text of each page as a viewer's search finds it, without spaces and line ends."""
    document = pypdfium2.PdfDocument(dealer_report(sheet, lang))
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def test_each_story_is_on_the_first_page_of_its_dealers_report(sheets: dict[str, HealthSheet]) -> None:
    for name, words in STORIES.items():
        pages = pages_of(sheets[name], ZH)
        assert len(pages) <= 3, name
        for said in words:
            assert said in pages[0], (name, said)


def test_no_story_is_told_of_another_dealer(sheets: dict[str, HealthSheet]) -> None:
    t = texts(ZH)
    for words in OWN:
        told = [
            name for name, sheet in sheets.items()
            if any(words in "".join(f"{t.render(one.title)}{t.render(one.sentence)}".split()) for one in sheet.signs)
            or (sheet.course is not None and words in "".join(t.render(sheet.course).split()))
        ]  # fmt: skip
        assert [name for name in told if words not in "".join(STORIES[name])] == []
        assert len(told) == 1
    late = {name: sheet for name, sheet in sheets.items() if any(one.kind == "carrier_late" for one in sheet.signs)}
    own = [int(str(one.sentence.params["own_late"])) for sheet in late.values() for one in sheet.signs
           if one.kind == "carrier_late"]  # fmt: skip
    assert sorted(late) == ["丽水括安", "丽水瓯源", "衢州三沅", "衢州信澜"], "whom the carrier delivers to"
    assert sum(own) == 118


def test_a_sign_on_a_sheet_leads_to_its_rows(region: Desk, sheets: dict[str, HealthSheet]) -> None:
    with region.db.read() as session:
        for name in ("温州瑞康", "丽水瓯源"):
            for one in sheets[name].signs:
                assert find_sign(session, parse_reference(one.reference)).kind == one.kind


def test_who_has_most_to_say_ends_on_the_third_page_in_english_too(sheets: dict[str, HealthSheet]) -> None:
    for name in ("金华义利", "丽水括安", "宁波博屹", "嘉兴同济"):
        assert len(pages_of(sheets[name], EN)) == 3, name
