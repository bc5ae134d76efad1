"""The region's figures in columns that never change, for whoever stacks the sheets of all regions and quarters.

One row a dealer and indicator, in the order of the ranking and of the model. Codes, numbers and days only: the bytes
are the same in every language. A second sheet says in Chinese and English what each column is.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import Final, NamedTuple

from app.core.texts import EN, N_, ZH, texts
from app.health.rules import shown_tenths
from app.health.sheets import HealthSheet, IndicatorLine, RegionSheet
from app.reports.kit.workbook import Value, new_workbook, plain

VERSION: Final = 1
"""Of the columns: a change of their order, names or meaning is the next version."""
DATA: Final = "data"


class FixedColumn(NamedTuple):
    """One column: its code, which stands in the first row, and what it is, a msgid."""

    code: str
    title: str


COLUMNS: Final = (
    FixedColumn("format_version", N_("Version of these columns")),
    FixedColumn("region", N_("Region as the workspace names it")),
    FixedColumn("period", N_("Quarter, 2026-Q1")),
    FixedColumn("as_of", N_("Last day that counts, 2026-03-31")),
    FixedColumn("assessed_on", N_("Day of the assessment")),
    FixedColumn("model", N_("Name of the health model")),
    FixedColumn("model_version", N_("Version of the health model")),
    FixedColumn("currency", N_("Currency of amounts")),
    FixedColumn("dealer_code", N_("Code of the dealer")),
    FixedColumn("dealer_name", N_("Name of the dealer")),
    FixedColumn("tier", N_("Tier: province, city or county")),
    FixedColumn("area", N_("Area")),
    FixedColumn("grade", N_("Computed grade, A to E; empty where there is none")),
    FixedColumn("decided_grade", N_("Grade decided in the signed review; empty where it is the computed one")),
    FixedColumn("ungraded", N_("Why there is no grade: not_reported, coverage, no_figures")),
    FixedColumn("score", N_("Score, 0 to 100, one decimal")),
    FixedColumn("previous_score", N_("Score of the quarter before")),
    FixedColumn("change", N_("Change of the score in points")),
    FixedColumn("coverage", N_("Share of the figures at hand, 0 to 1")),
    FixedColumn("net_amount", N_("Net sales of the quarter in the currency")),
    FixedColumn("indicator", N_("Code of the indicator")),
    FixedColumn("dimension", N_("Code of the dimension")),
    FixedColumn("unit", N_("Unit of the figure: percent is a share of 1")),
    FixedColumn("presence", N_("present, not_applicable, missing (ours), owed (the dealer's) or unused")),
    FixedColumn("value", N_("Figure of the quarter; empty where there is none")),
    FixedColumn("previous_value", N_("Figure of the quarter before")),
    FixedColumn("floor", N_("Figure that scores 0")),
    FixedColumn("target", N_("Figure that scores 100")),
    FixedColumn("upper", N_("Upper end of a target range; empty without one")),
    FixedColumn("limit", N_("Figure above the range that scores 0; empty without one")),
    FixedColumn("indicator_score", N_("Score of the indicator, 0 to 100")),
    FixedColumn("weight", N_("Share of the score, adds to 1 for each dealer")),
    FixedColumn("lost", N_("Points lost, one decimal; with the score they add to 100")),
    FixedColumn("cases", N_("Cases that the figure rests on")),
    FixedColumn("reference", N_("Reference that leads back to the rows")),
)


def region_sheet_file(sheet: RegionSheet, dealers: Sequence[HealthSheet]) -> bytes:
    """The XLSX file; the same sheets give the same bytes, whatever the language."""
    out, origin = BytesIO(), sheet.provenance
    on = origin.assessed_on or date(1980, 1, 1)
    with new_workbook(
        out, title=f"{sheet.region} {sheet.period}", subject="ChannelDesk", on=on, pack=origin.pack
    ) as book:
        data, about = book.add_worksheet(DATA), book.add_worksheet("columns")
        head = book.add_format({"bold": True, "bottom": 1})
        for place, column in enumerate(COLUMNS):
            data.write_string(0, place, column.code, head)
        sales = {line.dealer.id: line.net_amount for line in sheet.ranking}
        rows = (row for one in dealers for row in _rows(sheet, one, sales.get(one.dealer.id)))
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    data.write_string(number, place, value)
                elif isinstance(value, int | Fraction):
                    data.write_number(number, place, plain(value))
        data.freeze_panes(1, 0)
        data.set_column(0, len(COLUMNS) - 1, 14)
        for place, title in enumerate(("code", ZH, EN)):
            about.write_string(0, place, title, head)
        for number, column in enumerate(COLUMNS, 1):
            about.write_string(number, 0, column.code)
            for place, lang in enumerate((ZH, EN), 1):
                about.write_string(number, place, texts(lang)(column.title))
        about.set_column(0, 0, 18)
        about.set_column(1, 2, 64)
    return out.getvalue()


def _rows(sheet: RegionSheet, one: HealthSheet, sales: Fraction | None) -> list[tuple[Value, ...]]:
    """A dealer's rows, one for each indicator of the model."""
    origin, before = one.provenance, one.before
    own: tuple[Value, ...] = (
        VERSION, sheet.region, sheet.period, _day(origin.data_until), _day(origin.assessed_on), origin.model_name,
        origin.model_version, sheet.currency, one.dealer.code, one.dealer.name, one.dealer.tier, one.dealer.area,
        one.grade or "", one.decided.grade if one.decided else "", one.ungraded, _tenths(one.score_tenths),
        _tenths(None if before is None or before.score is None else shown_tenths(before.score)),
        _tenths(one.change_tenths), one.coverage, sales,
    )  # fmt: skip
    return [(*own, *_indicator(each, origin.references.get(each.info.id, ""))) for each in one.indicators]


def _indicator(line: IndicatorLine, reference: str) -> tuple[Value, ...]:
    return (
        line.info.id, line.dimension, line.info.unit, line.presence, line.value, line.previous, line.floor, line.target,
        line.upper, line.limit, line.score, line.weight, _tenths(line.lost_tenths), line.n, reference,
    )  # fmt: skip


def _tenths(value: int | None) -> Fraction | None:
    return None if value is None else Fraction(value, 10)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
