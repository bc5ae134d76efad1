"""The holidays as files tell them."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.core.calendar import InForce, is_working_day, working_days
from app.core.db import Action
from app.core.errors import UserError
from app.core.holidays import Holidays, read_holidays
from app.core.period import day_number, month
from app.core.settings import MachineSettings
from app.core.workspace import Workspace
from app.jobs.holidays import import_holidays
from app.kpi.scope import Bucket

NEXT = "日期,类型\n2027-01-01,休\n2027/2/5,休\n2027年2月8日,休\n2027-02-13,班\n".encode("gb18030")


def test_a_csv_in_the_encoding_of_excel_is_read() -> None:
    found = read_holidays("放假.csv", NEXT)
    assert found.free == {date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 8)}
    assert found.worked == {date(2027, 2, 13)}
    assert (found.first, found.last) == (date(2027, 1, 1), date(2027, 12, 31))
    assert Holidays.of(found.plain()) == found


def test_both_files_of_the_same_years_say_the_same(shared: Path) -> None:
    folder = shared / "data" / "china-holidays"
    events = read_holidays("holidays.ics", (folder / "holidays.ics").read_bytes())
    listed = read_holidays("chinese-days.json", (folder / "chinese-days.json").read_bytes())
    assert (events.first, events.last) == (date(2024, 1, 1), date(2026, 12, 31))
    assert listed.first == date(2004, 1, 1)
    days = [events.first + timedelta(offset) for offset in range((events.last - events.first).days + 1)]
    assert [day for day in days if events.works(day) != listed.works(day)] == []
    assert [day for day in days if events.works(day) != is_working_day(day)] == []


def test_a_file_counts_at_once_and_the_built_in_days_where_it_says_nothing() -> None:
    own = InForce()
    with own.applied():
        april = working_days(date(2026, 4, 1), date(2026, 4, 30))
        assert is_working_day(date(2027, 2, 8)), "a Monday of which nobody knows yet"
        own.adopt(read_holidays("放假.csv", NEXT))
        assert not is_working_day(date(2027, 2, 8))
        assert is_working_day(date(2027, 2, 13)), "a Saturday that is worked"
        assert (own.name, own.reaches) == ("放假.csv", date(2027, 12, 31))
        assert working_days(date(2026, 4, 1), date(2026, 4, 30)) == april


def test_what_was_computed_with_other_holidays_is_computed_anew() -> None:
    february, own = month(2027, 2), InForce()
    with own.applied():
        before = Bucket.of(february, today=day_number(date(2027, 2, 28))).working
        own.adopt(read_holidays("放假.csv", NEXT))
        assert Bucket.of(february, today=day_number(date(2027, 2, 28))).working == (before[0] - 1, before[1] - 1)


def test_two_workspaces_that_are_open_at_once_do_not_share_their_holidays(tmp_path: Path) -> None:
    day = date(2027, 2, 8)
    machine = MachineSettings(tmp_path / "home")
    with (
        Workspace.create(tmp_path / "one.cdesk", machine=machine) as one,
        Workspace.create(tmp_path / "other.cdesk", machine=machine) as other,
    ):
        import_holidays(one.db, "放假.csv", NEXT)
        found = []
        for each in (one, other, one):
            with each.db.read():
                found.append(is_working_day(day))
            found.append(each.db.write(Action("look"), lambda _session: is_working_day(day)).value)
        assert found == [False, False, True, True, False, False]
        assert (one.db.holidays.name, other.db.holidays.name) == ("放假.csv", "")
        assert is_working_day(day), "outside of any workspace the built-in ones count"


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"a,b\n1,2\n", b"BEGIN:VCALENDAR\nEND:VCALENDAR", b"2027-13-45,x"])
def test_a_file_without_holidays_is_refused(data: bytes) -> None:
    with pytest.raises(UserError, match="names no holidays"):
        read_holidays("x.csv", data)
