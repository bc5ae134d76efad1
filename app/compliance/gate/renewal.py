"""The renewal pack: what a dealer has to send again, as a letter's content, and the tasks that wait for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.actions.service import close_by_code, create_action
from app.compliance.gate.expiring import Expiring, expiring
from app.compliance.gate.needs import DRUG
from app.compliance.gate.reading import DealerFile, read_goods, read_papers
from app.compliance.gate.rules import pieces
from app.core.attachments import attach
from app.core.errors import UserError
from app.core.period import day_number, day_of
from app.core.texts import N_
from app.dealers.codes import whose
from app.dealers.model import Licence
from app.people.model import Person

RENEWAL: Final = "licence_renewal"
SCAN: Final = "licence_scan"
ANSWER_DAYS: Final = 7
"""How long a dealer has at least to answer."""
AHEAD_DAYS: Final = 30
"""By how many days before the last day the renewed paper is wanted."""
_RENEW: Final = N_("{dealer}: renewed {kind} {number}, which ends on {until}")
_SEND: Final = N_("{dealer}: scan of {kind} {number}")
ASKED: Final = (
    N_("The renewed document with all annexes, scanned in colour, with the company seal on each page"),
    N_("Until it is issued: the authority's receipt for the application, and the day on which it is expected"),
    N_("Where the scope or an address changed: the record of the change"),
)
ASKED_OF: Final = {DRUG: N_("The latest result of the authority's inspection of the warehouse and transport (GSP)")}
"""What is asked for beyond that, by type of licence."""
_SCANNED: Final = f"""
    SELECT l.id, c.party_id, l.licence_type, l.to_on,
           EXISTS (SELECT 1 FROM attachment a WHERE a.entity = 'licence' AND a.entity_id = l.id AND a.removed = 0)
    FROM licence l {whose("l")}
    WHERE l.removed = 0
"""


@dataclass(frozen=True)
class Unscanned:
    """A valid paper of which no scan is at hand."""

    id: str
    kind: str
    number: str
    to_on: int | None


@dataclass(frozen=True)
class RenewalPack:
    """What a dealer is asked for on a day; days are day numbers."""

    dealer: DealerFile
    day: int
    by_on: int
    """By when it is to be sent."""
    ending: tuple[Expiring, ...]
    unscanned: tuple[Unscanned, ...]
    missing: tuple[tuple[str, str], ...]
    """Types of licences of which none is on file, with the class of goods that needs them."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to ask for."""
        return not (self.ending or self.unscanned or self.missing)


def renewal_pack(session: Session, *, dealer_id: str, today: date) -> RenewalPack:
    """What one dealer is to be asked for. Raises UserError for a dealer that is gone."""
    papers = read_papers(session, today, today, dealer_id=dealer_id)
    if not papers.dealers:
        raise UserError("This dealer is no longer in the workspace.")
    dealer, day = papers.dealers[0], day_number(today)
    ending = tuple(expiring(session, today, dealer_id=dealer_id))
    scanned = {row[0] for row in session.execute(text(_SCANNED)) if row[4]}
    told = {one.id for one in ending}
    unscanned = tuple(
        Unscanned(one.id, one.kind, one.number, one.to_on)
        for one in sorted(dealer.file.licences, key=lambda one: (one.kind, one.number))
        if one.id not in scanned and one.id not in told and (one.to_on is None or one.to_on >= day)
    )
    missing = set()
    for group in read_goods(session):
        for goods in group.goods:
            for piece in pieces(papers.needs, dealer.file, goods):
                reason = piece.explain(day)
                if reason.code == "licence_missing" and not piece.passes(day):
                    missing.add((str(reason.params["kind"]), goods.goods_class))
    return RenewalPack(dealer, day, _by(ending, day), ending, unscanned, tuple(sorted(missing)))


def _by(ending: Sequence[Expiring], day: int) -> int:
    ahead = [one.to_on - AHEAD_DAYS for one in ending if one.left >= 0]
    return max(day + ANSWER_DAYS, min(ahead, default=day))


def make_renewal_tasks(session: Session, *, pack: RenewalPack) -> list[str]:
    """A task for each paper that is to come; one that is open already stays the only one. Returns their ids."""
    owner = session.scalars(
        select(Person.id).where(Person.name == pack.dealer.manager, Person.removed.is_(False)).order_by(Person.id)
    ).first()
    found = []
    for one in pack.ending:
        until = day_of(one.to_on).isoformat()
        params = {"dealer": pack.dealer.name, "kind": one.kind, "number": one.number, "until": until}
        found.append(
            create_action(session, title=_RENEW, params=params, code=RENEWAL, about=("licence", one.id),
                          due_on=pack.by_on, owner_id=owner)
        )  # fmt: skip
    for each in pack.unscanned:
        params = {"dealer": pack.dealer.name, "kind": each.kind, "number": each.number}
        found.append(
            create_action(session, title=_SEND, params=params, code=SCAN, about=("licence", each.id),
                          due_on=pack.by_on, owner_id=owner)
        )  # fmt: skip
    return found


def attach_scan(session: Session, *, licence_id: str, name: str, sha256: str, size: int, on: int) -> str:
    """Put a scan to a licence and close what waited for it; returns the attachment's id.

    Raises UserError for a licence that is gone and as ``attach`` does.
    """
    licence = session.get(Licence, licence_id)
    if licence is None or licence.removed:
        raise UserError("This licence is no longer in the workspace.")
    made = attach(session, entity="licence", entity_id=licence_id, name=name, sha256=sha256, size=size, kind="scan")
    settle_renewals(session, on=on)
    return made


def settle_renewals(session: Session, *, on: int) -> list[str]:
    """Close the tasks whose papers have come, after licences or scans changed; returns their ids.

    A scan has come when it hangs on its licence. A renewal has come when the licence, or another one of its type of the
    same dealer, is valid for longer than what the task was made for, and has a scan.
    """
    waiting = session.scalars(
        select(ActionItem).where(
            ActionItem.code.in_([RENEWAL, SCAN]), ActionItem.state == "open", ActionItem.removed.is_(False)
        )
    ).all()
    if not waiting:
        return []
    session.flush()
    rows = session.execute(text(_SCANNED)).all()
    by_id = {row[0]: row for row in rows}
    closed = []
    for one in waiting:
        row = by_id.get(one.about_id)
        if row is None or one.about_id is None or one.code is None:
            continue
        if one.code == SCAN:
            come = bool(row[4])
        else:
            until = day_number(date.fromisoformat(str(one.params["until"])))
            come = any(other[4] and other[1:3] == row[1:3] and (other[3] is None or other[3] > until) for other in rows)
        if come:
            closed += close_by_code(session, code=one.code, about=("licence", one.about_id), on=on)
    return closed
