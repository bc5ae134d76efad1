"""The workbooks of health figures: formulas that give what is printed, words that do nothing, columns that stay."""

import re
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from app.core.texts import EN, LANGUAGES, ZH
from app.health.sheets import HealthSheet, RegionSheet
from app.reports.figures_book import dealer_book, region_book
from app.reports.region_sheet import COLUMNS, DATA, VERSION, region_sheet_file
from tests.app.health import samples

HOSTILE = '=HYPERLINK("http://example.com")'


def opened(made: bytes, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(BytesIO(made), data_only=values)


def computed(sheet: Any, words: str) -> float:
    """What a spreadsheet makes of the few kinds of formulas that are written."""
    spans = re.compile(r"(SUM|AVERAGEIF)\(\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)(?:,\">0\",([A-Z]+)\d+:[A-Z]+\d+)?\)")

    def number(place: str) -> float:
        value = sheet[place].value
        if isinstance(value, str) and value.startswith("="):
            return computed(sheet, value)
        return float(value or 0)

    def span(found: re.Match[str]) -> str:
        name, first, top, last, bottom, other = found.groups()
        cells = [cell.coordinate for row in sheet[f"{first}{top}:{last}{bottom}"] for cell in row]
        if name == "SUM":
            return repr(sum(number(one) for one in cells))
        taken = [number(f"{other}{one[len(first) :]}") for one in cells if number(one) > 0]
        return repr(sum(taken) / len(taken))

    plain = re.sub(r"\b([A-Z]+\d+)\b", lambda found: repr(number(found[1])), spans.sub(span, words.removeprefix("=")))
    assert re.fullmatch(r"[-+*/().\de]+", plain), words
    return float(eval(plain))  # noqa: S307 - digits and signs alone


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_formula_gives_the_value_beside_it(lang: str) -> None:
    region, dealers = samples.region()
    seen = 0
    for made in (region_book(region, dealers, lang), dealer_book(samples.sheet(), lang)):
        formulas, values = opened(made), opened(made, values=True)
        for sheet in formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.data_type == "f":
                        seen += 1
                        kept = values[sheet.title][cell.coordinate].value
                        assert computed(sheet, cell.value) == pytest.approx(kept, abs=1e-9), cell.value
    assert seen > 100


def test_the_ledger_of_the_workbook_is_that_of_the_report() -> None:
    region, dealers = samples.region()
    book = opened(region_book(region, dealers, ZH), values=True)
    assert book.sheetnames == ["排名", "指标", "扣分台账", "变动原因", "指标定义", "来源"]
    rows = {row[0]: row for row in book["扣分台账"].iter_rows(min_row=5, values_only=True)}
    for one in dealers:
        if one.score_tenths is not None:
            assert rows[one.dealer.code][-1] == pytest.approx(one.score_tenths / 10)
    ranking = list(book["排名"].iter_rows(min_row=5, values_only=True))
    assert [row[1] for row in ranking[:-1]] == [line.dealer.code for line in region.ranking]
    indicators = book["指标"]
    assert indicators.max_row == 4 + sum(len(one.indicators) for one in dealers)
    assert any(cell.number_format == "0.0%" for cell in indicators["E"])


def test_words_never_become_formulas() -> None:
    region, dealers = samples.region()
    faces = [replace(one, dealer=replace(one.dealer, name=HOSTILE)) for one in dealers]
    lines = tuple(replace(one, dealer=replace(one.dealer, name=HOSTILE)) for one in region.ranking)
    hostile = replace(region, region=HOSTILE, ranking=lines)
    for made in (region_book(hostile, faces, ZH), region_sheet_file(hostile, faces)):
        found = [cell for sheet in opened(made) for row in sheet.iter_rows() for cell in row if cell.value == HOSTILE]
        assert found
        assert {cell.data_type for cell in found} == {"s"}


def _other(region: RegionSheet, dealers: list[HealthSheet]) -> tuple[RegionSheet, list[HealthSheet]]:
    """Another region, quarter and model: three indicators, nobody graded before, names in English."""
    fewer = [
        replace(one, period="2025-Q4", indicators=one.indicators[:3], before=None, change_tenths=None,
                dealer=replace(one.dealer, name_en="Dealer Ltd"))
        for one in dealers[:2]
    ]  # fmt: skip
    return replace(region, region="江苏省区", period="2025-Q4", currency="USD", ranking=region.ranking[:2]), fewer


def test_the_sheets_of_two_regions_line_up_when_they_are_stacked() -> None:
    ours = samples.region()
    theirs = _other(*ours)
    stacked: list[dict[str, Any]] = []
    heads = set()
    for sheet, dealers in (ours, theirs):
        head, *rows = opened(region_sheet_file(sheet, dealers))[DATA].iter_rows(values_only=True)
        heads.add(head)
        stacked += [dict(zip(head, row, strict=True)) for row in rows]
    assert heads == {tuple(one.code for one in COLUMNS)}, "the same columns in the same order"
    assert len(stacked) == sum(len(one.indicators) for one in (*ours[1], *theirs[1]))
    assert {one["format_version"] for one in stacked} == {VERSION}
    assert {(one["region"], one["period"]) for one in stacked} == {("浙江省区", "2026-Q1"), ("江苏省区", "2025-Q4")}
    for each in (*ours[1], *theirs[1]):
        own = [one for one in stacked if (one["dealer_code"], one["region"]) == (
            each.dealer.code, "江苏省区" if each in theirs[1] else "浙江省区")]  # fmt: skip
        assert [one["indicator"] for one in own] == [line.info.id for line in each.indicators]
        for one, line in zip(own, each.indicators, strict=True):
            assert one["value"] == pytest.approx(None if line.value is None else float(line.value))
            assert one["lost"] == pytest.approx(float(Fraction(line.lost_tenths, 10)))
    graded = next(one for one in ours[1] if one.score_tenths is not None)
    own = [one for one in stacked if (one["dealer_code"], one["period"]) == (graded.dealer.code, "2026-Q1")]
    assert own[0]["score"] + sum(one["lost"] for one in own) == pytest.approx(100)


def test_the_columns_of_version_1_are_these() -> None:
    """Whoever stacks relies on them: another column goes behind, with the next version."""
    assert VERSION == 1
    assert [one.code for one in COLUMNS] == [
        "format_version", "region", "period", "as_of", "assessed_on", "model", "model_version", "currency",
        "dealer_code", "dealer_name", "tier", "area", "grade", "decided_grade", "ungraded", "score", "previous_score",
        "change", "coverage", "net_amount", "indicator", "dimension", "unit", "presence", "value", "previous_value",
        "floor", "target", "upper", "limit", "indicator_score", "weight", "lost", "cases", "reference",
    ]  # fmt: skip
    about = opened(region_sheet_file(*samples.region()))["columns"]
    assert [row[0] for row in about.iter_rows(min_row=2, values_only=True)] == [one.code for one in COLUMNS]
    assert about["B2"].value == "列版本号"
    assert about["C2"].value == "Version of these columns"


def test_the_same_sheets_give_the_same_bytes() -> None:
    region, dealers = samples.region()
    assert region_sheet_file(region, dealers) == region_sheet_file(region, dealers)
    assert dealer_book(dealers[0], EN) == dealer_book(dealers[0], EN)
