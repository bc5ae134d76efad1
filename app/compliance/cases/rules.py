"""The steps of a case (举报→核查→认定→处罚→申诉→结案), its kinds, and when it limits a grade; pure."""

from dataclasses import dataclass
from typing import Final

from app.core.period import Period, quarter_of, shift
from app.core.period import day_of as _day_of
from app.core.texts import N_

STAGES: Final[tuple[str, ...]] = ("reported", "investigating", "decided", "sanctioned", "appealed", "closed")
STAGE_TITLES: Final[dict[str, str]] = {
    "reported": N_("Reported"),
    "investigating": N_("Investigation"),
    "decided": N_("Decision"),
    "sanctioned": N_("Sanction"),
    "appealed": N_("Appeal"),
    "closed": N_("Closed"),
}
RESULT_TITLES: Final = {"founded": N_("Founded"), "unfounded": N_("Unfounded")}
GRADES: Final = ("C", "D", "E")
"""A case limits the grade to C at most, never to a better one."""
_NEXT: Final[dict[str, tuple[str, ...]]] = {
    "reported": ("investigating",),
    "investigating": ("decided",),
    "sanctioned": ("appealed", "closed"),
    "appealed": ("decided", "closed"),
    "closed": ("investigating",),
}


@dataclass(frozen=True)
class Kind:
    """A kind of violation."""

    code: str
    title: str
    """A msgid of the program, or a person's words."""
    caps: bool = True
    at_most: str = "C"
    quarters: int = 1


KINDS: Final = (
    Kind("diversion", N_("Selling outside its territory (窜货)")),
    Kind("price", N_("Selling against the price order (乱价)"), caps=False),
    Kind("false_flow", N_("False flow reports")),
    Kind("stale_papers", N_("Expired papers")),
)
"""What a new workspace knows. 乱价 limits no grade unless somebody switches it on: fixing resale prices is what the
反垄断法 forbids."""


def next_stages(stage: str, result: str | None) -> tuple[str, ...]:
    """The steps that may follow: a sanction only where 认定 found the case founded; a closed case is opened again."""
    if stage == "decided":
        return ("sanctioned", "closed") if result == "founded" else ("closed",)
    return _NEXT.get(stage, ())


def capped_quarters(closed_on: int, quarters: int) -> tuple[Period, Period]:
    """First and last quarter in which a case that was closed on a day limits the grade: that of its closing first."""
    first = quarter_of(_day_of(closed_on))
    return first, shift(first, quarters - 1)
