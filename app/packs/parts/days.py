"""The calendars by which months are counted, which one is chosen, and the holidays."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.calendars import CALENDARS
from app.core.errors import UserError
from app.core.holidays import Holidays
from app.core.own_calendar import Row, RowCalendar, tiled
from app.core.period import day_of
from app.core.texts import Texts
from app.core.workspace_settings import HOLIDAYS, setting
from app.jobs.holidays import keep_holidays
from app.packs.model import Item, Items, Part, items_by_key
from app.packs.parts.fields import Kind, check_fields, stored_day
from app.planning.calendars import (
    KIND_TITLES,
    choose_calendar,
    chosen_calendar,
    find_calendar,
    keep_calendar,
    read_calendars,
    remove_calendar,
)

_CHOSEN: Final = "chosen"
_CALENDAR: Final[Mapping[str, Kind]] = {
    "kind": "text", "name": "text", "counts": "text", "first": "whole", "rows": "list",
}  # fmt: skip


def calendars_part() -> Part:
    """Own calendars, and by which one months are counted."""
    return Part("calendars", key_of=_key, name_of=_name, check=_check, read=_read, keep=_keep, end=_end)


def _key(item: Item) -> str:
    return f"calendar:{item['name']}" if item["kind"] == "calendar" else _CHOSEN


def _name(item: Item, t: Texts) -> str:
    if item["kind"] != _CHOSEN:
        return str(item["name"])
    return t("Months by which figures are counted")


def _check(item: Item) -> None:
    if item.get("kind") == _CHOSEN:
        check_fields(item, {"kind": "text", "calendar": "text"})
        return
    check_fields(item, _CALENDAR)
    if item["kind"] != "calendar" or item["counts"] not in KIND_TITLES:
        raise UserError("Calendars are of the kinds {known}, not “{kind}”.", kind=item["counts"],
                        known=", ".join(KIND_TITLES))  # fmt: skip
    if item["counts"] == "rows":
        tiled(_rows(item))


def _rows(item: Item) -> tuple[Row, ...]:
    found = []
    for one in item["rows"]:
        row: dict[str, Any] = dict(zip(("year", "name", "first", "last"), one, strict=False)) if isinstance(
            one, list
        ) else {}  # fmt: skip
        check_fields(row, {"year": "whole", "name": "text", "first": "day", "last": "day"})
        first, last = stored_day(row["first"]) or 0, stored_day(row["last"]) or 0
        found.append(Row(row["year"], row["name"], day_of(first), day_of(last)))
    return tuple(found)


def _read(session: Session) -> Items:
    rows: list[Item] = []
    for one in read_calendars(session):
        if one.id not in CALENDARS:
            told = one.rows if isinstance(one, RowCalendar) else ()
            periods = [[row.year, row.name, row.first.isoformat(), row.last.isoformat()] for row in told]
            rows.append({"kind": "calendar", "name": one.name, "counts": one.kind, "first": one.first,
                         "rows": periods})  # fmt: skip
    chosen = chosen_calendar(session)
    rows.append({"kind": _CHOSEN, "calendar": chosen.id if chosen.id in CALENDARS else chosen.name})
    return items_by_key({_key(one): one for one in rows})


def _keep(session: Session, item: Item) -> None:
    if item["kind"] == _CHOSEN:
        choose_calendar(session, key=find_calendar(session, item["calendar"]).id)
    else:
        keep_calendar(session, name=item["name"], kind=item["counts"], first=item["first"], rows=_rows(item))
    session.flush()


def _end(session: Session, _named: str, item: Item) -> None:
    if item["kind"] == _CHOSEN:
        return
    found = find_calendar(session, item["name"])
    if chosen_calendar(session).id != found.id:
        remove_calendar(session, key=found.id)


# --------------------------------------------------------------------------------------------------------- holidays


def holidays_part() -> Part:
    """The days off and the days that are worked for them."""
    return Part(
        "holidays", key_of=lambda _item: HOLIDAYS, name_of=lambda item, _t: str(item["name"]), check=_check_days,
        read=_read_days, keep=lambda session, item: keep_holidays(session, found=Holidays.of(dict(item))),
        end=lambda session, _key, _item: keep_holidays(session, found=None),
    )  # fmt: skip


def _check_days(item: Item) -> None:
    check_fields(item, {"name": "text", "free": "list", "worked": "list"})
    for name in ("free", "worked"):
        for one in item[name]:
            check_fields({name: one}, {name: "day"})
    if not item["free"]:
        raise UserError("“{field}” is missing", field="free")


def _read_days(session: Session) -> Items:
    kept = setting(session, HOLIDAYS)
    return items_by_key({HOLIDAYS: dict(kept)} if kept else {})
