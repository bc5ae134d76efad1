"""An item that the month proposes for an agenda, in no language yet."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from app.core.texts import Text
from app.meetings.evidence import Evidence, FrozenFigure

_MARK: Final = 16


@dataclass(frozen=True)
class Proposal:
    """One item for an agenda: what it says, who owns it, how much it weighs, and what it rests on."""

    section: str
    """A key of ``words.SECTIONS``."""
    cause: str
    """What it is about, stable from month to month, as ``kpis:logistics`` or ``dealer:<id>``."""
    fingerprint: str
    """What it says, short: a rejected cause comes back only when this changes."""
    title: Text
    """Always with values: a title without any is a person's own words."""
    department: str = ""
    """The code of the department that owns it; empty where nobody does."""
    owner_id: str | None = None
    """Who presents it; None is whoever speaks for the department."""
    dealer_id: str | None = None
    kpi: str | None = None
    minutes: int = 0
    """0 until its section's minutes are shared out."""
    weight: int = 0
    """Within its section: the greater the earlier. Money is in whole currency units."""
    evidence: tuple[Evidence, ...] = ()
    figures: Mapping[str, FrozenFigure] = field(default_factory=lambda: MappingProxyType({}))
    """By the keys that ``evidence`` names."""
    source: str = "month"
    """A key of ``words.SOURCES``."""
    department_id: str | None = None
    """Its record, where the source names it and not its code."""
    topic_id: str = ""
    """The topic of the backlog that it is; taken when the agenda is written."""
    once: bool = False
    """Whether it is news: what was discussed once and says the same is not proposed again."""


def mark_of(*said: object) -> str:
    """A fingerprint of what is said: sixteen signs of its SHA-256."""
    return hashlib.sha256("\n".join(str(one) for one in said).encode()).hexdigest()[:_MARK]
