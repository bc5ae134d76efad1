"""What the inbox, the digest and the composer of alerts read about notices."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.texts import Text, unpacked
from app.inbox.model import Notice
from app.inbox.service import OPEN, SEVERITIES

WORST: Final = {one: n for n, one in enumerate(reversed(SEVERITIES))}


@dataclass(frozen=True)
class NoticeRow:
    """One notice; days are stored days."""

    id: str
    ref: str
    cause: str
    kind: str
    fingerprint: str
    subject: Text
    severity: str
    page: str
    target: Mapping[str, Any]
    owner_id: str
    dealer_id: str
    kpi: str
    due_on: int | None
    posted_on: int
    state: str
    snoozed: bool
    reason: str
    closed_on: int | None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in OPEN


@dataclass(frozen=True)
class CauseGroup:
    """What was said about one cause, the newest first; the newest stands for it."""

    cause: str
    notices: tuple[NoticeRow, ...]

    @property
    def newest(self) -> NoticeRow:
        """What is said of it now."""
        return self.notices[0]


def list_notices(session: Session, *, open_only: bool = True, person: str = "", kind: str = "") -> list[CauseGroup]:
    """The notices by cause: those to look at first, then the worst, then by the day they are due.

    With ``person`` only what is for that person or for everybody; with ``open_only`` causes whose newest notice is
    open (snoozed ones too), and of each only what it says now.
    """
    asked = select(Notice).where(Notice.removed.is_(False)).order_by(Notice.posted_on.desc(), Notice.id)
    if open_only:
        asked = asked.where(Notice.state.in_(OPEN))
    if person:
        asked = asked.where((Notice.owner_id == person) | Notice.owner_id.is_(None))
    if kind:
        asked = asked.where(Notice.kind == kind)
    groups: dict[str, list[NoticeRow]] = defaultdict(list)
    for one in session.scalars(asked):
        groups[one.cause].append(_row(one))
    found = [
        CauseGroup(cause, tuple(sorted(rows, key=lambda one: (not one.is_open, one.state == "closed"))))
        for cause, rows in groups.items()
    ]
    return sorted(found, key=_order)


def unseen(session: Session, *, person: str = "") -> list[NoticeRow]:
    """The notices that are new and not snoozed, for a person and for everybody, the worst first."""
    found = [one.newest for one in list_notices(session, person=person)]
    return [one for one in found if one.state == "new" and not one.snoozed]


def judged(session: Session, *, kind: str, cause: str = "") -> dict[str, int]:
    """How many notices of a kind stand in each state, those of causes beginning with ``cause``.

    ``not_useful`` beside the rest is the share that people found of no use.
    """
    asked = select(Notice.state).where(Notice.kind == kind, Notice.removed.is_(False))
    if cause:
        asked = asked.where(Notice.cause.startswith(cause, autoescape=True))
    return dict(Counter(session.scalars(asked)))


def _order(group: CauseGroup) -> tuple[bool, bool, int, int, str]:
    one = group.newest
    return not one.is_open, one.snoozed, WORST[one.severity], one.due_on or one.posted_on, group.cause


def _row(one: Notice) -> NoticeRow:
    return NoticeRow(
        one.id, one.ref, one.cause, one.kind, one.fingerprint, unpacked(one.subject, one.params), one.severity,
        one.page, one.target, one.owner_id or "", one.dealer_id or "", one.kpi or "", one.due_on, one.posted_on,
        one.state, one.snoozed, one.reason or "", one.closed_on,
    )  # fmt: skip
