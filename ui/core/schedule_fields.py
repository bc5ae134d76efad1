"""How often something runs, and at what time of the day."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from app.core.schedule import MINUTES, WEEKDAY_TITLES, WEEKDAYS, Schedule, parse_schedule
from app.core.texts import N_, Text
from ui.core.card import row
from ui.core.controls import Choice
from ui.core.form import Field

if TYPE_CHECKING:
    from ui.core.look import Look
    from ui.core.words import Words

_OF_MONTH: Final = (5, 10, 15, 20, 25)
"""Days of a month that are offered where a few times a day make no sense."""


def day_choices(days: Iterable[int]) -> "list[tuple[str, Words]]":
    """On which days something happens: each (working) day, a weekday, the first and some other days of a month."""
    found: list[tuple[str, Words]] = [("daily", Text(N_("Daily"))), ("working days", Text(N_("On working days")))]
    found += [(day, Text(title)) for day, title in zip(WEEKDAYS, WEEKDAY_TITLES, strict=True)]
    found += [("monthly 1", Text(N_("On the first of each month")))]
    found += [(f"monthly {day}", Text(N_("On day {day} of each month"), {"day": day})) for day in days]
    return found


def days_of(schedule: Schedule) -> str:
    """The key among ``day_choices`` of a schedule."""
    return f"{schedule.days} {schedule.of_month}" if schedule.of_month else schedule.days


class ScheduleFields(QWidget):
    """How often, and at what time of the day where that matters."""

    def __init__(self, look: "Look", text: str, *, minutes: bool = True) -> None:
        """Filled with a schedule as ``app/core/schedule.py`` reads it; ``minutes`` offers several times a day too."""
        super().__init__()
        self.setObjectName("clear")
        kept = parse_schedule(text)
        often: list[tuple[str, Words]] = [("", Text(N_("By hand")))]
        often += [(f"every {n} minutes", Schedule(n).said) for n in MINUTES if minutes]
        days = sorted({*(() if minutes else _OF_MONTH), *((kept.of_month,) if kept and kept.of_month > 1 else ())})
        often += day_choices(days)
        self.often = Choice(look, often, name=Text(N_("Schedule")))
        self.time = Field(look, kept.at.strftime("%H:%M") if kept and not kept.minutes else "07:30")
        self.time.setFixedWidth(72)
        if kept is not None:
            self.often.choose(f"every {kept.minutes} minutes" if kept.minutes else days_of(kept))
        self.often.picked.connect(lambda _key: self._show_time())
        self.setLayout(row(self.often, self.time, None))
        self._show_time()

    def _show_time(self) -> None:
        key = str(self.often.key())
        self.time.setVisible(bool(key) and not key.startswith("every "))

    def text(self) -> str:
        """The schedule as text; raises UserError where the time is none."""
        key = str(self.often.key())
        found = key if not key or key.startswith("every ") else f"{key} {self.time.text().strip()}"
        parse_schedule(found)
        return found
