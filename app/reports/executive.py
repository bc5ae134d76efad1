"""The executive's summary by itself: the one page, who did not report, what figures mean and where they are from."""

from datetime import date

from app.core.texts import N_
from app.health.sheets import RegionSheet
from app.reports.kit.names import file_name
from app.reports.region_evidence import draw_late
from app.reports.region_page import draw_closing, draw_first_page, draw_health_charts, open_region


def executive_summary(sheet: RegionSheet, lang: str) -> bytes:
    """The PDF of a region's first page with its definitions; the same sheet gives the same bytes."""
    flow = open_region(sheet, lang, subject=N_("Executive summary"))
    draw_first_page(flow, sheet)
    flow.page_break()
    draw_health_charts(flow, sheet)
    draw_late(flow, sheet)
    draw_closing(flow, sheet)
    return flow.finish()


def executive_file_name(sheet: RegionSheet, lang: str, on: date | None) -> str:
    """``浙江省区_总经理摘要_2026Q1_20260410.pdf``."""
    return file_name(sheet.region, N_("Executive_summary"), sheet.period, on, lang=lang)
