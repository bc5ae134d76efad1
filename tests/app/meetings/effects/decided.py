"""Eight dealers with months of orders, and a meeting that decides something about two of them."""

from datetime import date
from fractions import Fraction
from pathlib import Path

from app.bootstrap import Desk
from app.core.clock import FixedClock
from app.core.period import day_number
from app.core.settings import MachineSettings
from app.core.workspace import Workspace
from app.dealers.queries import list_parties
from app.meetings import commands
from app.meetings.effects.queries import aims
from app.meetings.effects.rows import AimRow, Measured, Months
from app.meetings.effects.service import measure, set_aim
from app.meetings.queries import items_of, meetings, outcomes_of
from tests.app.meetings.rooms import a_meeting, a_room, do
from tests.desks import desk_of, mapped, take_in, write_csv

TOUCHED = ("D1", "D2")
LEFT = ("D3", "D4", "D5", "D6")
COUNTY = ("D7", "D8")
PAUSED = ("D8", 6)
"""A dealer who bought nothing in one month."""
BEFORE, AFTER = ("2026-01", "2026-02", "2026-03"), ("2026-05", "2026-06", "2026-07")
MONTHS = Months("2026-01", "2026-03", "2026-05", "2026-07")
CHECK = day_number(date(2026, 8, 10))
_HEAD = ("order_no", "line_no", "party_code", "product_code", "ordered", "shipped", "ordered_quantity",
         "shipped_quantity", "amount")  # fmt: skip
SEASON = (0, 4_000, 9_000, 2_000, 7_000, 1_000, 3_000, 5_000)
LIFT = {"D1": 6_000, "D2": 6_000}
MET = date(2026, 4, 8)


def bought(code: str, month: int) -> int:
    """What a dealer buys in a month of 2026: a level, the season of all, a habit, and what the decision changes."""
    number = int(code[1])
    habit = (number * 37 + month * number * 11) % 7 * 10
    return 20_000 + 5_000 * number + SEASON[month - 1] + habit + (LIFT.get(code, 0) if month > 4 else 0)


def build(folder: Path) -> None:
    """The workspace on the day of the meeting, with orders up to July: made once, tests work on copies."""
    with Workspace.create(
        folder / "decided.cdesk", name="Test", day=MET, machine=MachineSettings(folder / "home")
    ) as made:
        desk = desk_of(made)
        parties = [("code", "name", "tier"),
                   *((one, f"经销商{one}", "county" if one in COUNTY else "city")
                     for one in (*TOUCHED, *LEFT, *COUNTY))]  # fmt: skip
        take_in(desk, write_csv(folder / "d.csv", parties), mapped("d", "party_row", "party_code=code name tier"))
        take_in(desk, write_csv(folder / "p.csv", [("code", "name"), ("P1", "感冒片")]),
                mapped("p", "product_row", "product_code=code name"))  # fmt: skip
        sell(desk, folder, range(1, 8))
        room = a_room(made.db)
        meeting = a_meeting(made.db, room)
        item = do(made.db, commands.add_item, meeting_id=meeting, title="两家经销商增量")
        do(made.db, commands.add_outcome, item_id=item, kind="decision", text="对两家追加陈列支持")


def sell(desk: Desk, folder: Path, months: range) -> None:
    """The orders of some months of 2026."""
    rows: list[tuple[object, ...]] = [_HEAD]
    rows += [
        (f"S{month}{code}", 1, code, "P1", f"2026-{month:02d}-05", f"2026-{month:02d}-06", 10, 10, bought(code, month))
        for month in months
        for code in (*TOUCHED, *LEFT, *COUNTY)
        if (code, month) != PAUSED and (code != "D7" or month > 2)
    ]  # fmt: skip
    take_in(desk, write_csv(folder / f"o{months.start}.csv", rows), mapped("o", "order_line", " ".join(_HEAD)))


class Decided:
    """What is there before anything is measured, and each step of it."""

    def __init__(self, workspace: Workspace) -> None:
        self.db, self.files = workspace.db, workspace.files
        self.desk, self.folder = desk_of(workspace), workspace.paths.main.parent
        with self.db.read() as session:
            self.ids = {one.code: one.id for one in list_parties(session)}
            self.meeting = meetings(session)[0].id
            self.item = items_of(session, self.meeting)[0].id
            self.decision = outcomes_of(session, self.meeting)[0].id
            self.chair = meetings(session)[0].chair_id

    def decide(self, text: str, kind: str = "decision", **more: object) -> str:
        """Another outcome of the same item."""
        return do(self.db, commands.add_outcome, item_id=self.item, kind=kind, text=text, **more)

    def aim(self, **other: object) -> str:
        """Two dealers shall buy 5,000 more a month than those like them."""
        asked: dict[str, object] = {
            "outcome_id": self.decision, "kpi": "net_amount", "change": Fraction(5_000), "months": MONTHS,
            "check_on": CHECK, "treated": [self.ids[one] for one in TOUCHED],
        }  # fmt: skip
        return do(self.db, set_aim, **(asked | other))

    def on(self, day: date) -> None:
        """Let it be a day."""
        self.db.clock = FixedClock(day)

    def measured(self, aim: str) -> Measured:
        """Measure it now."""
        return measure(self.db, self.files, aim_id=aim)

    def rows(self) -> list[AimRow]:
        """As read, with their measurements."""
        with self.db.read() as session:
            return aims(session, self.files)
