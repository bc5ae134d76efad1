"""Stamps of a hybrid logical clock: 48 bits of milliseconds, 16 bits of counter, and the device.

Kulkarni, Demirbas et al., "Logical Physical Clocks" (2014): never behind any stamp seen, so that a clock set back does
no harm.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from app.core.model import Record
from app.core.period import day_number

CREATED = "*"


def next_stamp(last: str | None, now_ms: int, device: str) -> str:
    """The stamp after ``last`` (the greatest in the file) at the machine's ``now_ms``."""
    floor = int(last.split("-", 1)[0], 16) + 1 if last else 0
    return f"{max(now_ms << 16, floor):016x}-{device}"


def stamp_ms(stamp: str) -> int:
    """The milliseconds since 1970 of a stamp."""
    return int(stamp.split("-", 1)[0], 16) >> 16


def stamp_of(record: Record, field: str) -> str:
    """The stamp of a field's last change."""
    return stamp_in(record.stamps, field)


def stamp_in(stamps: Mapping[str, str], field: str) -> str:
    """The same of a record's stamps."""
    return stamps.get(field) or stamps.get(CREATED, "")


def changed_on(stamps: Mapping[str, str], field: str) -> int | None:
    """The day number, in the machine's time zone, of a field's last change; None where it has no stamp."""
    stamp = stamp_in(stamps, field)
    return day_number(datetime.fromtimestamp(stamp_ms(stamp) / 1000, UTC).astimezone().date()) if stamp else None


def stamped(stamps: dict[str, str], changed: dict[str, str]) -> dict[str, str]:
    """The stamps after ``changed`` fields got theirs; those equal to the creation's are left out."""
    created = stamps.get(CREATED, "")
    merged = {**stamps, **changed}
    return {name: stamp for name, stamp in merged.items() if name == CREATED or stamp != created}
