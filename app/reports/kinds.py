"""The kinds of health reports by name, and one way to make any of them: for the screen, the command line, the mail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from app.core.db import Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.health.letter import own_sheet
from app.health.queries import Infos, dealer_sheet, region_sheets
from app.health.sheets import HealthSheet, RegionSheet
from app.health.trend import trend_sheet
from app.incentives.cost import with_cost
from app.reports.dealer_health import dealer_report
from app.reports.dealer_own import own_report
from app.reports.executive import executive_file_name, executive_summary
from app.reports.figures_book import dealer_book, region_book
from app.reports.kit.names import file_name
from app.reports.region_pack import dealer_file_name, region_file_name, region_pack
from app.reports.region_sheet import region_sheet_file
from app.reports.trend_book import trend_book

PDF: Final = "application/pdf"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Made:
    """A report as a file."""

    name: str
    data: bytes
    media_type: str = PDF


@dataclass(frozen=True)
class Asked:
    """What is asked for, and where its figures are read."""

    db: Database
    files: FileStore
    infos: Infos
    period: str
    lang: str
    reader: str = ""
    dealer_id: str = ""
    progress: Progress = field(default_factory=Progress)


@dataclass(frozen=True)
class ReportKind:
    """One kind of report; ``title`` is a msgid."""

    id: str
    title: str
    about: Literal["region", "dealer"]
    """What it is made for one of."""
    make: Callable[[Asked], Made]
    book: Callable[[Asked], Made] | None = None
    """The workbook of the figures beside it; None where there is none."""


def _read(asked: Asked) -> tuple[RegionSheet, list[HealthSheet]]:
    whole, sheets = region_sheets(
        asked.db, asked.files, asked.infos, period=asked.period, reader=asked.reader, progress=asked.progress
    )
    with asked.db.read() as session:
        return with_cost(session, whole), sheets


def _executive(asked: Asked) -> Made:
    whole, _ = _read(asked)
    name = executive_file_name(whole, asked.lang, whole.provenance.assessed_on)
    return Made(name, executive_summary(whole, asked.lang))


def _region(asked: Asked) -> Made:
    whole, sheets = _read(asked)
    data = region_pack(whole, sheets, asked.lang, progress=asked.progress)
    return Made(region_file_name(whole, asked.lang, whole.provenance.assessed_on), data)


def _dealer(asked: Asked) -> Made:
    sheet = dealer_sheet(asked.db, asked.files, asked.infos, dealer_id=asked.dealer_id, period=asked.period)
    name = dealer_file_name(sheet.dealer, asked.period, asked.lang, sheet.provenance.assessed_on)
    return Made(name, dealer_report(sheet, asked.lang))


def _own(asked: Asked) -> Made:
    own = own_sheet(asked.db, asked.files, asked.infos, dealer_id=asked.dealer_id, period=asked.period)
    sheet = own.sheet
    name = file_name(sheet.dealer.label(asked.lang), N_("Health_notice"), asked.period,
                     sheet.provenance.assessed_on, lang=asked.lang)  # fmt: skip
    return Made(name, own_report(own, asked.lang))


def _trend(asked: Asked) -> Made:
    book = trend_sheet(asked.db, asked.files, asked.infos, period=asked.period, reader=asked.reader)
    name = file_name(book.region, N_("Trend_book"), asked.period, book.provenance.assessed_on, lang=asked.lang)
    return Made(name, trend_book(book, asked.lang))


def _sheet(asked: Asked) -> Made:
    whole, sheets = _read(asked)
    name = file_name(whole.region, N_("Health_sheet"), asked.period, whole.provenance.assessed_on, lang=asked.lang,
                     suffix="xlsx")  # fmt: skip
    return Made(name, region_sheet_file(whole, sheets), XLSX)


def _region_book(asked: Asked) -> Made:
    whole, sheets = _read(asked)
    name = region_file_name(whole, asked.lang, whole.provenance.assessed_on)
    return Made(_beside(name), region_book(whole, sheets, asked.lang), XLSX)


def _dealer_book(asked: Asked) -> Made:
    sheet = dealer_sheet(asked.db, asked.files, asked.infos, dealer_id=asked.dealer_id, period=asked.period)
    name = dealer_file_name(sheet.dealer, asked.period, asked.lang, sheet.provenance.assessed_on)
    return Made(_beside(name), dealer_book(sheet, asked.lang), XLSX)


def _beside(name: str) -> str:
    """The name of the workbook that lies beside a PDF."""
    return f"{name.removesuffix('.pdf')}.xlsx"


KINDS: Final[Mapping[str, ReportKind]] = MappingProxyType(
    {
        one.id: one
        for one in (
            ReportKind("executive", N_("Executive summary"), "region", _executive, _region_book),
            ReportKind("region", N_("Region pack"), "region", _region, _region_book),
            ReportKind("dealer", N_("Dealer health report"), "dealer", _dealer, _dealer_book),
            ReportKind("own", N_("Report for the dealer"), "dealer", _own),
            ReportKind("trend", N_("Trend book"), "region", _trend),
            ReportKind("sheet", N_("Sheet of fixed columns (XLSX)"), "region", _sheet),
        )
    }
)


def make_report(
    desk_db: Database,
    files: FileStore,
    infos: Infos,
    kind: str,
    *,
    period: str,
    lang: str,
    reader: str = "",
    dealer_id: str | None = None,
    progress: Progress | None = None,
) -> Made:
    """A report of an assessed quarter; the same figures give the same name and bytes.

    Raises UserError where the quarter was not assessed, or where a report about a dealer names none.
    """
    found = _kind(kind, dealer_id)
    return found.make(Asked(desk_db, files, infos, period, lang, reader, dealer_id or "", progress or Progress()))


def make_workbook(
    desk_db: Database, files: FileStore, infos: Infos, kind: str, *, period: str, lang: str,
    dealer_id: str | None = None, progress: Progress | None = None,
) -> Made:  # fmt: skip
    """The figures of a report as XLSX; raises UserError where there are none beside this kind."""
    found = _kind(kind, dealer_id)
    if found.book is None:
        raise UserError("There is no workbook beside this report: {title}.", title=Text(found.title))
    return found.book(Asked(desk_db, files, infos, period, lang, "", dealer_id or "", progress or Progress()))


def _kind(kind: str, dealer_id: str | None) -> ReportKind:
    """The kind asked for; raises UserError where there is none, or where it lacks its dealer."""
    found = KINDS.get(kind)
    if found is None:
        raise UserError("There is no report “{kind}”; there are: {known}.", kind=kind, known=", ".join(KINDS))
    if found.about == "dealer" and not dealer_id:
        raise UserError("Say which dealer: {title} is about one.", title=Text(found.title))
    return found
