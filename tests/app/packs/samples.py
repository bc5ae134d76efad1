"""What head office has beside the practice region, its key, and a second workspace."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.bootstrap import FEEDS, Desk
from app.core.db import Action
from app.core.period import day_number, day_of
from app.core.signing import TrustedKey, make_key
from app.core.workspace import Workspace
from app.incentives.policies.service import save_draft
from app.incentives.policies.templates import begun
from app.kpi.own.service import Draft, add_own_kpi
from app.meetings.series import add_series
from app.meetings.templates import Section
from app.packs.archive import read_pack, write_pack
from app.packs.making import Made, Order, make_pack
from app.packs.model import Items, Manifest, Pack
from app.packs.parts.listed import all_parts
from app.planning.calendars import choose_calendar, keep_calendar
from app.planning.targets.service import set_goal
from app.reports.plans.service import PlanDraft, save_report_plan
from tests.desks import desk_of

PRIVATE, PUBLIC = make_key()
KEYS = (TrustedKey(PUBLIC, "Head office", by_policy=False),)
PARTS = all_parts(FEEDS)
AT = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
FIRST, LAST = day_number(day_of(20_454)), day_number(day_of(20_818))


def written(desk: Desk, command: Callable[[Session], object]) -> None:
    """A change by hand."""
    desk.db.write(Action("changed"), command)


def add_kpi(desk: Desk, *, name: str = "订单均值", formula: str = "net_amount / order_count") -> None:
    """A KPI that somebody wrote."""
    written(desk, lambda session: add_own_kpi(session, draft=Draft(name, formula), key="own_order_value"))


def set_goal_of(desk: Desk, value_e4: int) -> None:
    """A goal for everybody."""
    written(desk, lambda session: set_goal(
        session, kpi="otif_rate", level="all", place="", first=FIRST, last=LAST, value_e4=value_e4))  # fmt: skip


def fill(desk: Desk) -> None:
    """Something of every part that the practice region has nothing of."""
    add_kpi(desk)
    set_goal_of(desk, 9_500)

    def rest(session: Session) -> None:
        own = keep_calendar(session, name="集团月", kind="day", first=21)
        session.flush()
        choose_calendar(session, key=own)
        sections = [Section("carried", 10, 5), Section("kpis", 30, 6)]
        add_series(session, name="月度例会", kind="monthly", template=sections)
        save_report_plan(session, draft=PlanDraft("月报", "executive", schedule=""), now=AT)
        save_draft(session, policy=begun("stepped", code="JT-1", name="集团阶梯返利", from_on=FIRST, to_on=LAST))

    written(desk, rest)


def made(desk: Desk, version: str = "1", **order: Any) -> Made:
    """A pack of a workspace, signed by head office."""
    wanted = Order("集团配置", version, "总部", **order)
    return make_pack(desk.db, PARTS, wanted, private_pem=PRIVATE, at=AT)


def pack_of(parts: Mapping[str, Iterable[Mapping[str, Any]]], version: str = "1", **more: Any) -> Pack:
    """A pack of these items, read again."""
    items: dict[str, Items] = {key: {PARTS[key].key_of(one): one for one in rows} for key, rows in parts.items()}
    return read_pack(write_pack(manifest(items, version, **more), items, PRIVATE), PARTS, KEYS)


def manifest(parts: Mapping[str, Items], version: str = "1", **more: Any) -> Manifest:
    """What such a pack says of itself."""
    said: dict[str, Any] = {"made_at": AT.isoformat(), "by": "总部", "program": "0.1.0", "locks": ()} | more
    return Manifest("group", "集团配置", version, parts=dict.fromkeys(parts, ""), **said)


def second(template: Path, folder: Path) -> Desk:
    """Another workspace, in which nothing stands; the test closes it."""
    path = folder / "second.cdesk"
    shutil.copy(template, path)
    return desk_of(Workspace.open(path))
