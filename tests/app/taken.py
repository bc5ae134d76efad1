"""The practice region taken in once by the real import, and short ways to its figures."""

import json
import shutil
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.bootstrap import Desk
from app.core.period import parse_period
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.workspace import Workspace
from app.health.service import assess
from app.kpi.queries import KpiRow, kpi_rows
from app.practice.frame import TODAY
from app.practice.service import RegionFiles, profile_path
from app.practice.writers import RegionFile
from tests.desks import desk_of, take_in

LEFT_OUT = ("jianghe_own_stock", "jianghe_shipped_lots")
"""What no figure here needs, to be quick about it."""


def is_wanted(file: RegionFile) -> bool:
    return file.profile not in LEFT_OUT


def build(folder: Path, region: RegionFiles) -> None:
    machine = MachineSettings(folder / "home")
    with Workspace.create(folder / "region.cdesk", name="浙江", currency="", day=TODAY, machine=machine) as workspace:
        desk = desk_of(workspace)
        known = {name: desk.shelf.read(profile_path(name)) for name in {file.profile for file in region.files}}
        done = [(file, take_in(desk, file.path, known[file.profile])) for file in region.files if is_wanted(file)]
        (folder / "loads.json").write_text(
            json.dumps([(file.path.name, one.existing, one.feeds[0].reasons) for file, one in done])
        )
        shutil.copyfile(region.totals, folder / "totals.xlsx")
        assess(desk.db, workspace.files, desk.figures, period="2026-Q1", progress=Progress())


def figure(desk: Desk, kpi: str, period: str, **asked: Any) -> KpiRow:
    day = parse_period(period)
    (row,) = kpi_rows(desk.db, only=[kpi], first=day, last=day, today=TODAY, **asked)
    return row


def value(desk: Desk, kpi: str, period: str, **asked: Any) -> Decimal:
    return Decimal(str(figure(desk, kpi, period, **asked).value))


def percent(desk: Desk, kpi: str, period: str, **asked: Any) -> Decimal:
    return round(value(desk, kpi, period, **asked) * 100, 1)


def one(desk: Desk, query: str, **values: Any) -> Any:
    with desk.db.read() as session:
        return session.execute(text(query), values).one()


def day(words: str) -> int:
    return (date.fromisoformat(words) - date(1970, 1, 1)).days


def wan(tenths: int) -> Decimal:
    """Stored money as 万元 to 0.01."""
    return (Decimal(tenths) / 100_000_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
