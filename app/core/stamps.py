"""Stamps of a hybrid logical clock: 48 bits of milliseconds, 16 bits of counter, and the device.

Kulkarni, Demirbas et al., "Logical Physical Clocks" (2014): never behind any stamp seen, so that a clock set back does
no harm.
"""

from app.core.model import Record

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
    return record.stamps.get(field) or record.stamps.get(CREATED, "")


def stamped(stamps: dict[str, str], changed: dict[str, str]) -> dict[str, str]:
    """The stamps after ``changed`` fields got theirs; those equal to the creation's are left out."""
    created = stamps.get(CREATED, "")
    merged = {**stamps, **changed}
    return {name: stamp for name, stamp in merged.items() if name == CREATED or stamp != created}
