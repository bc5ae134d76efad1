"""Opening a dispute from the list that a dealer sent: read, compared with the payout's rows, kept, opened."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.files import FileStore
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_
from app.dealers.model import Party
from app.incentives.disputes.files import DealerList, read_list
from app.incentives.disputes.reading import our_rows
from app.incentives.disputes.rules import Compared, compare
from app.incentives.disputes.service import open_dispute
from app.incentives.ledger.rules import SETTLED
from app.incentives.model import INCENTIVE_ENTRY, IncentivePolicy


@dataclass(frozen=True)
class Payout:
    """A dealer's settled period of a policy, over which he may have another opinion."""

    party_id: str
    dealer: str
    version_id: str
    policy: str
    """Code and name."""
    period: str


@dataclass(frozen=True)
class Opened:
    """A dispute that was opened, and what was found on the way."""

    id: str
    compared: Compared
    read: DealerList


def settled_payouts(session: Session) -> list[Payout]:
    """Every payout that was settled, the newest period first, by dealer."""
    entry = INCENTIVE_ENTRY.c
    rows = session.execute(
        select(entry.party_id, Party.name, entry.version_id, IncentivePolicy.code, IncentivePolicy.name, entry.period)
        .join(Party, Party.id == entry.party_id)
        .join(IncentivePolicy, IncentivePolicy.id == entry.policy_id)
        .where(entry.kind.in_(sorted(SETTLED)), entry.figures.is_not(None), entry.version_id.is_not(None))
        .order_by(entry.period.desc(), Party.name, IncentivePolicy.code)
    )
    newest: dict[tuple[str, str, str], Payout] = {}
    for party, dealer, version_id, code, name, period in rows:
        newest[party, code, period] = Payout(party, dealer, version_id or "", f"{code} {name}", period)
    return list(newest.values())


def open_from_file(
    db: Database, files: FileStore, *, payout: Payout, path: Path, reason: str, due_on: int | None,
    progress: Progress, document: str = "", figure: str = "", statement_id: str | None = None,
) -> Opened:  # fmt: skip
    """Open a dispute from a dealer's file, which is kept; raises UserError where the lists say the same."""
    read = read_list(path, document=document, figure=figure, progress=progress)
    with db.read(progress) as session:
        ours = our_rows(session, payout.party_id, payout.version_id, payout.period)
    compared = compare(read.rows, ours)
    sha256 = files.put_file(path)
    today = day_number(db.clock.today())
    made = db.write(
        Action(N_("Opened a dispute")),
        lambda session: open_dispute(
            session, party_id=payout.party_id, version_id=payout.version_id, period=payout.period,
            lines=compared.lines, data_sha256=sha256, reason=reason, today=today, due_on=due_on,
            statement_id=statement_id,
        ),
    )  # fmt: skip
    return Opened(made.value, compared, read)
