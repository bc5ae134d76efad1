"""The command that shows and replaces the holidays."""

import argparse
from datetime import date

from app.bootstrap import Desk
from app.cli.output import print_json
from app.core.calendar import calendar_name, calendar_reaches, working_days
from app.core.errors import UserError
from app.core.texts import Texts
from app.jobs.holidays import built_in_holidays, import_holidays


def run_calendar(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``calendar show``, ``calendar import FILE``, ``calendar built-in``: the holidays by which days are counted."""
    if args.what == "import":
        if args.file is None:
            raise UserError("Name the file of holidays: calendar import FILE.")
        try:
            data = args.file.read_bytes()
        except OSError as error:
            raise UserError(
                "{file} cannot be read: {error}. Nothing was changed.", file=args.file.name, error=error.strerror
            ) from error
        import_holidays(desk.db, args.file.name, data)
    elif args.what == "built-in":
        built_in_holidays(desk.db)
    _show(desk, args, t)
    return 0


def _show(desk: Desk, args: argparse.Namespace, t: Texts) -> None:
    reaches, year = calendar_reaches(), desk.clock.today().year
    days = {str(one): working_days(date(one, 1, 1), date(one, 12, 31)) for one in (year, year + 1)}
    if args.json:
        print_json({"source": calendar_name() or "built-in", "reaches": reaches.isoformat(), "working_days": days})
        return
    said = {"source": calendar_name() or t("built-in"), "day": reaches.isoformat()}
    print(t("Holidays: {source}, known until {day}.", **said))
    for one, count in days.items():
        print(t("{year}: working days: {n}", year=one, n=count))
    if reaches.year <= year and desk.clock.today().month > _AUTUMN:
        print(t("Next year's holidays are announced in November; import them: calendar import FILE"))


_AUTUMN = 10
