"""The command that shows and replaces the holidays, and makes and chooses the calendars by which months are counted."""

import argparse
from datetime import date
from pathlib import Path

from app.bootstrap import Desk
from app.cli.output import print_json, print_table
from app.core.calendar import working_days
from app.core.calendars import CALENDARS, Calendar
from app.core.errors import UsageError, UserError
from app.core.holidays import text_of
from app.core.own_calendar import RowCalendar, read_rows
from app.core.texts import N_, Texts
from app.jobs.calendars import drop_calendar, make_calendar, use_calendar
from app.jobs.holidays import built_in_holidays, import_holidays
from app.kpi.calendar import kept_calendar
from app.planning.calendars import KIND_TITLES, calendar_title, find_calendar, read_calendars


def counted(desk: Desk, name: str | None = None) -> Calendar:
    """The calendar of a name, or the chosen one; raises UserError where there is none of that name."""
    with desk.db.read() as session:
        return find_calendar(session, name) if name else kept_calendar(session.connection())


def run_calendar(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``calendar show | import | built-in`` for the holidays, ``calendar list | add | use | remove`` for months."""
    words: list[str] = args.words
    if args.what == "import":
        import_holidays(desk.db, *_file(words, 0, N_("Name the file of holidays: calendar import FILE.")))
    elif args.what == "built-in":
        built_in_holidays(desk.db)
    elif args.what == "add":
        _add(desk, args)
    elif args.what == "use":
        use_calendar(desk.db, name=_name(words))
    elif args.what == "remove":
        drop_calendar(desk.db, name=_name(words))
    show = _show if args.what in {"show", "import", "built-in"} else _list
    show(desk, args, t)
    return 0


def _name(words: list[str]) -> str:
    if not words:
        raise UsageError("Name the calendar; calendar list shows them all.")
    return words[0]


def _file(words: list[str], place: int, lacking: str) -> tuple[str, bytes]:
    if len(words) <= place:
        raise UsageError(lacking)
    path = Path(words[place])
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise UserError(
            "{file} cannot be read: {error}. Nothing was changed.", file=path.name, error=error.strerror
        ) from error


def _add(desk: Desk, args: argparse.Namespace) -> None:
    name = _name(args.words)
    if args.kind is not None:
        make_calendar(desk.db, name=name, kind=args.kind, first=args.first)
        return
    lacking = N_("Name the file of its periods, or say --kind: calendar add NAME FILE.")
    _, data = _file(args.words, 1, lacking)
    make_calendar(desk.db, name=name, kind="rows", rows=read_rows(text_of(data)))


def _list(desk: Desk, args: argparse.Namespace, t: Texts) -> None:
    with desk.db.read() as session:
        found, chosen = read_calendars(session), kept_calendar(session.connection())
    today = desk.clock.today()
    rows = [(one, one.id if one.id in CALENDARS else one.name, one.period_of(today)) for one in found]
    if args.json:
        print_json({"calendars": [
            {
                "name": name, "kind": one.kind, "chosen": one.id == chosen.id, "first": month.first.isoformat(),
                "last": month.last.isoformat(), "periods": len(one.rows) if isinstance(one, RowCalendar) else None,
            }
            for one, name, month in rows
        ]})  # fmt: skip
        return
    headers = [t("Calendar"), t("How it counts"), t("Now"), t("Chosen")]
    print_table(headers, [
        [name, t.render(calendar_title(one)) if one.id in CALENDARS else t(KIND_TITLES[one.kind]),
         f"{month.name} ({month.first.isoformat()} .. {month.last.isoformat()})",
         t("yes") if one.id == chosen.id else ""]
        for one, name, month in rows
    ])  # fmt: skip


def _show(desk: Desk, args: argparse.Namespace, t: Texts) -> None:
    reaches, year = desk.db.holidays.reaches, desk.clock.today().year
    with desk.db.holidays.applied():
        days = {str(one): working_days(date(one, 1, 1), date(one, 12, 31)) for one in (year, year + 1)}
    months = counted(desk)
    name = months.id if months.id in CALENDARS else months.name
    if args.json:
        print_json({
            "source": desk.db.holidays.name or "built-in", "reaches": reaches.isoformat(), "working_days": days,
            "calendar": name,
        })  # fmt: skip
        return
    said = {"source": desk.db.holidays.name or t("built-in"), "day": reaches.isoformat()}
    print(t("Holidays: {source}, known until {day}.", **said))
    for one, count in days.items():
        print(t("{year}: working days: {n}", year=one, n=count))
    print(t("Months: {calendar}", calendar=calendar_title(months)))
    if reaches.year <= year and desk.clock.today().month > _AUTUMN:
        print(t("Next year's holidays are announced in November; import them: calendar import FILE"))


_AUTUMN = 10
