"""What the inbox page shows, read in a worker, and which of it fits the filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.period import day_number
from app.core.records import names_of
from app.core.texts import N_
from app.inbox.queries import CauseGroup, NoticeRow, list_notices
from app.inbox.service import OPEN, PUT_AWAY
from app.people.queries import PersonRow, names, people
from ui.core.words import Tone, Words

if TYPE_CHECKING:
    from app.bootstrap import Desk

MINE, ALL = "mine", "all"
STANDS: Final[tuple[tuple[str, str], ...]] = (
    ("open", N_("Still open")), ("snoozed", N_("Snoozed")), ("away", N_("Put away")), ("over", N_("Over by itself")),
    ("", N_("All")),
)  # fmt: skip
"""How a cause stands, as one filters by it."""
TONES: Final[dict[str, Tone]] = {"info": "brand", "warn": "warn", "bad": "bad"}


@dataclass(frozen=True)
class Line:
    """A cause with its newest notice, and names for what it hangs on."""

    group: CauseGroup
    dealer: Words
    owner: str

    @property
    def notice(self) -> NoticeRow:
        """What is said of it now."""
        return self.group.newest

    @property
    def stands(self) -> str:
        """A key of ``STANDS``."""
        one = self.notice
        if one.state in OPEN:
            return "snoozed" if one.snoozed else "open"
        return "away" if one.state in PUT_AWAY else "over"


@dataclass(frozen=True)
class View:
    """What the page shows."""

    lines: tuple[Line, ...]
    people: Sequence[PersonRow]
    me: str
    today: int


def read_view(desk: "Desk") -> View:
    """Every cause of the workspace with names."""
    with desk.db.read() as session:
        groups = list_notices(session, open_only=False)
        dealers = names_of(session, desk.book, {("party", one.newest.dealer_id) for one in groups})
        who = names(session)
        lines = tuple(
            Line(one, dealers.get(("party", one.newest.dealer_id), ""), who.get(one.newest.owner_id, ""))
            for one in groups
        )
        return View(lines, people(session), desk.workspace.person or "", day_number(desk.clock.today()))


def fits(one: Line, me: str, *, whose: str, stands: str, kind: str, severity: str) -> bool:
    """Whether a line fits the filters; what is for nobody in particular is mine too."""
    notice = one.notice
    if whose == MINE and notice.owner_id not in {"", me}:
        return False
    return stands in {"", one.stands} and kind in {"", notice.kind} and severity in {"", notice.severity}
