"""The renewal pack: what a dealer has to send again, as a letter's content, and the tasks that wait for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.actions.service import close_by_code, create_action
from app.compliance.gate.expiring import Expiring, expiring
from app.compliance.gate.needs import DRUG, kind_of
from app.compliance.gate.reading import DealerFile, read_goods, read_papers
from app.compliance.gate.rules import pieces
from app.core.attachments import attach
from app.core.errors import UserError
from app.core.journal import existing
from app.core.period import day_number, day_of
from app.core.texts import N_
from app.dealers.codes import whose
from app.dealers.model import Licence
from app.people.model import Person
from app.people.service import add_person

RENEWAL: Final = "licence_renewal"
SCAN: Final = "licence_scan"
MISSING: Final = "licence_missing"
"""What makes a task; the code of one ends with the licence that it waits for, or with the missing types."""
ANSWER_DAYS: Final = 7
"""How long a dealer has at least to answer."""
AHEAD_DAYS: Final = 30
"""By how many days before the last day the renewed paper is wanted."""
_RENEW: Final = N_("{dealer}: renewed {kind} {number}, which ends on {until}")
_SEND: Final = N_("{dealer}: scan of {kind} {number}")
_FILE: Final = N_("{dealer}: {kind}, of which none is on file")
ASKED: Final = (
    N_(
        "Each document (the new one where it runs out) with all annexes, scanned in colour, with the company seal on "
        "each page"
    ),
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
    """A task for each paper that is to come; one that is open already stays the only one. Returns their ids.

    They are about the dealer and its manager's, who becomes a person where nobody is called so.
    """
    manager, dealer = pack.dealer.manager.strip(), pack.dealer
    called = select(Person.id).where(Person.name == manager, Person.removed.is_(False)).order_by(Person.id)
    owner = (session.scalars(called).first() or add_person(session, name=manager)) if manager else None

    def ask(title: str, code: str, **params: str) -> str:
        return create_action(
            session, title=title, params={"dealer": dealer.name, **params}, code=code, about=("party", dealer.id),
            due_on=pack.by_on, owner_id=owner,
        )  # fmt: skip

    found = []
    for one in pack.ending:
        until = day_of(one.to_on).isoformat()
        found.append(ask(_RENEW, f"{RENEWAL}:{one.id}", kind=one.kind, number=one.number, until=until))
    for each in pack.unscanned:
        found.append(ask(_SEND, f"{SCAN}:{each.id}", kind=each.kind, number=each.number))  # noqa: PERF401 - as above
    for kinds in sorted({kinds for kinds, _ in pack.missing}):
        found.append(ask(_FILE, f"{MISSING}:{kinds}", kind=kinds))  # noqa: PERF401 - as above
    return found


def attach_scan(session: Session, *, licence_id: str, name: str, sha256: str, size: int, on: int) -> list[str]:
    """Put a scan to a licence and close what waited for it; returns the ids of what it closed.

    Raises UserError for a licence that is gone and as ``attach`` does.
    """
    existing(session, Licence, licence_id, N_("This licence is no longer in the workspace."))
    attach(session, entity="licence", entity_id=licence_id, name=name, sha256=sha256, size=size, kind="scan")
    return settle_renewals(session, on=on)


def settle_renewals(session: Session, *, on: int) -> list[str]:
    """Close the tasks whose papers have come, after licences or scans changed; returns their ids.

    A scan has come when it hangs on its licence. A renewal has come when the licence, or another one of its type of the
    same dealer, is valid for longer than what the task was made for, and has a scan. What was missing has come when a
    licence of its type that has not ended has a scan.
    """
    made = or_(*(ActionItem.code.startswith(f"{one}:", autoescape=True) for one in (RENEWAL, SCAN, MISSING)))
    waiting = session.scalars(
        select(ActionItem).where(made, ActionItem.state == "open", ActionItem.removed.is_(False))
    ).all()
    if not waiting:
        return []
    session.flush()
    rows = [_Filed(*row) for row in session.execute(text(_SCANNED))]
    closed = []
    for one in waiting:
        if one.about_id is not None and one.code is not None and _come(one, rows, on):
            closed += close_by_code(session, code=one.code, about=("party", one.about_id), on=on)
    return closed


class _Filed(NamedTuple):
    id: str
    party_id: str
    kind: str
    to_on: int | None
    scanned: int


def _come(task: ActionItem, rows: Sequence[_Filed], on: int) -> bool:
    what, _, of = str(task.code).partition(":")
    scanned = [one for one in rows if one.scanned]
    if what == SCAN:
        return any(one.id == of for one in scanned)
    if what == MISSING:
        kinds = of.split("/")
        return any(
            one.party_id == task.about_id and kind_of(one.kind) in kinds and (one.to_on is None or one.to_on >= on)
            for one in scanned
        )
    asked = {(one.party_id, one.kind) for one in rows if one.id == of}
    until = day_number(date.fromisoformat(str(task.params["until"])))
    return any((one.party_id, one.kind) in asked and (one.to_on is None or one.to_on > until) for one in scanned)
