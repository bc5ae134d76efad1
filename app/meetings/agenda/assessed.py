"""The newest assessed quarter as an agenda needs it: whom to watch, what contradicts itself; the whole for a review."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.files import FileStore
from app.core.period import parse_period
from app.core.progress import Progress
from app.health.contradictions import all_contradictions
from app.health.frozen import frozen_from_json, region_from_json
from app.health.model import HealthRound
from app.health.queries import region_sheets, rounds
from app.health.region import watched
from app.health.sheet_lines import Contradiction
from app.health.sheets import KpiInfo, RegionSheet, WatchLine


@dataclass(frozen=True)
class Assessed:
    """What was frozen of a quarter."""

    period: str
    watch: tuple[WatchLine, ...]
    contradictions: tuple[Contradiction, ...]
    sheet: RegionSheet | None
    """The region's whole sheet, where a review walks it."""


def read_assessed(
    session: Session, db: Database, files: FileStore, infos: Mapping[str, KpiInfo], *, until: date, whole: bool,
    progress: Progress,
) -> Assessed | None:  # fmt: skip
    """The newest quarter assessed that began by a day; None where there is none."""
    known = next((one for one in rounds(db) if parse_period(one.period).first <= until), None)
    if known is None:
        return None
    if whole:
        sheet, _ = region_sheets(db, files, infos, period=known.period, progress=progress.part())
        return Assessed(known.period, sheet.watch, sheet.contradictions, sheet)
    region = region_from_json(files.get(session.get_one(HealthRound, known.id).region_sha256).decode("utf-8"))
    dealers = [frozen_from_json(data.decode("utf-8")) for data in files.each(region.dealers.values())]
    return Assessed(known.period, watched(dealers, infos), all_contradictions(dealers, infos), None)
