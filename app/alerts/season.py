"""What moves a month without anybody's doing: its working days, and the days around 除夕 that fall into it."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from app.core.calendar import is_festival, working_days
from app.core.period import Period

Floats = npt.NDArray[np.float64]
_FESTIVAL_DAYS = 22
"""除夕 -7 .. +14 (``app/core/calendar.py``)."""


def festival_share(months: Sequence[Period]) -> Floats:
    """Of the days 除夕 -7 .. +14 of a year the share that falls into each month, 0 to 1; shape (months,)."""
    return np.array([_festival_days(one) / _FESTIVAL_DAYS for one in months])


def working_days_of(months: Sequence[Period]) -> Floats:
    """Working days of each month, 调休 respected, at least 1; shape (months,)."""
    return np.array([float(max(working_days(one.first, one.last), 1)) for one in months])


def _festival_days(month: Period) -> int:
    count = (month.last - month.first).days + 1
    return sum(is_festival(month.first + timedelta(offset)) for offset in range(count))
