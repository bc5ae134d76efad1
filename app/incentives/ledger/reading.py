"""What the screen and the command line show of settlements and accounts, with names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from app.approvals.queries import ApprovalRow, approvals_about
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.texts import N_
from app.dealers.queries import DealerRow, list_parties
from app.incentives.ledger.before import finals_of
from app.incentives.ledger.kept import kept_from_json
from app.incentives.ledger.periods import due_from, policy_periods
from app.incentives.ledger.queries import Account, Entry, account, balances, entries_until
from app.incentives.ledger.rules import Balance, Lot, Row, lots
from app.incentives.ledger.run import Asked, Line, Run
from app.incentives.ledger.runs import preview_run
from app.incentives.ledger.service import about_run, asked_day
from app.incentives.policies.queries import VersionRow, list_policies

SOON_DAYS: Final = 60
"""What runs out within so many days is said."""


@dataclass(frozen=True)
class Named:
    """A dealer by name."""

    party_id: str
    code: str
    name: str
    region: str = ""

    @property
    def label(self) -> str:
        """Name and code."""
        return f"{self.name} {self.code}".strip()


@dataclass(frozen=True)
class RunLine:
    """One dealer of a run, with his name."""

    dealer: Named
    line: Line


@dataclass(frozen=True)
class RunView:
    """A run with names and where its approval stands; ``refused`` says why there is none."""

    run: Run | None
    lines: tuple[RunLine, ...]
    approval: ApprovalRow | None
    refused: UserError | None = None

    @property
    def may_post(self) -> bool:
        """Whether it can be posted now."""
        if self.run is None or not self.run.kept.rows:
            return False
        return not self.run.needs_approval or (self.approval is not None and self.approval.state == "approved")

    @property
    def may_ask(self) -> bool:
        """Whether approval can be asked for now."""
        return (
            self.run is not None and bool(self.run.kept.rows) and self.run.needs_approval and self.approval is None
        )  # fmt: skip


@dataclass(frozen=True)
class AccountRow:
    """A dealer's account in the list."""

    dealer: Named
    balance: Balance
    soon_minor: int
    """Of the balance, what runs out within ``SOON_DAYS``."""
    soon_on: int | None
    """The next day on which something runs out."""


@dataclass(frozen=True)
class AccountView:
    """A dealer's account with what is left of each credit."""

    dealer: Named
    account: Account
    lots: tuple[Lot, ...]


def names_of(session: Session) -> Mapping[str, Named]:
    """Every party by id."""
    return {one.id: named(one) for one in list_parties(session, role="")}


def named(one: DealerRow) -> Named:
    """A party's name."""
    return Named(one.id, one.code, one.name, one.region)


def name_in(known: Mapping[str, Named], party_id: str) -> Named:
    """A dealer by name; one that is not there by the beginning of his id."""
    return known.get(party_id) or Named(party_id, "", party_id[:8])


def settled_versions(session: Session) -> list[VersionRow]:
    """The versions that may be settled, by policy, the newest first; funds are paid by their requests."""
    return [
        one
        for policy in list_policies(session)
        for one in policy.versions
        if one.state in {"signed", "active", "closing", "settled"} and one.policy.kind != "fund"
    ]


def first_open_period(session: Session, version: VersionRow, today: int) -> str:
    """The first period that begins until today and is not settled for good, else the newest that has begun."""
    done = finals_of(session, version.id)
    begun = [one for one in policy_periods(version.policy) if one.first_day <= today]
    left = [one.name for one in begun if one.name not in done]
    return left[0] if left else begun[-1].name if begun else policy_periods(version.policy)[0].name


def usual_kind(session: Session, version: VersionRow, period: str, today: int) -> str:
    """What is usually next: an accrual while it runs, the final settlement when it is due, then a true-up."""
    if period in finals_of(session, version.id):
        return "true_up"
    found = next(one for one in policy_periods(version.policy) if one.name == period)
    return "final" if today >= due_from(version.policy, found) else "accrual"


def read_run(session: Session, asked: Asked) -> RunView:
    """A run with names and its approval; a run that may not be made says why.

    What waits for approval, or was approved, on an earlier day is shown as of that day, as long as it is still so.
    """
    try:
        run = preview_run(session, asked)
    except UserError as error:
        return RunView(None, (), None, error)
    found = None
    for one in approvals_about(session, about_run(session, run)):
        if one.state in {"open", "approved"}:
            day = asked_day(one, asked.day_on)
            then = run if day == asked.day_on else preview_run(session, replace(asked, day_on=day))
            if then.sha256 == one.content_sha256:
                run, found = then, one
                break
    known = names_of(session)
    lines = tuple(RunLine(name_in(known, one.party_id), one) for one in run.lines)
    return RunView(run, tuple(sorted(lines, key=_size)), found)


def kept_back(session: Session, files: FileStore, run: Run) -> frozenset[str]:
    """Whom a run that waits for approval, or was approved, keeps back by hand."""
    for one in approvals_about(session, about_run(session, run)):
        if one.state in {"open", "approved"}:
            kept = kept_from_json(files.get(one.content_sha256))
            return frozenset(row.party_id for row in kept.rows if row.kind == "lock" and row.document is None)
    return frozenset()


def _size(one: RunLine) -> tuple[int, int, int, str]:
    """What moves most stands first."""
    line = one.line
    return -abs(line.posted), -abs(line.accrued), -line.outcome.entitled_minor, one.dealer.name


def read_accounts(session: Session, day: int) -> list[AccountRow]:
    """Every account on a day, the largest balance first."""
    known, entries = names_of(session), entries_until(session, day)
    found = []
    for party, balance in balances(session, day).items():
        left = [one for one in lots(_rows(entries[party]), day) if one.expires_on is not None]
        soon = sum(one.left_minor for one in left if (one.expires_on or 0) <= day + SOON_DAYS)
        found.append(AccountRow(name_in(known, party), balance, soon, left[0].expires_on if left else None))
    return sorted(found, key=lambda one: (-one.balance.usable, one.dealer.name))


def read_account(session: Session, party_id: str, day: int) -> AccountView:
    """One account on a day."""
    found = account(session, party_id, day)
    dealer = name_in(names_of(session), party_id)
    return AccountView(dealer, found, tuple(lots(_rows(found.entries), day)))


def _rows(entries: list[Entry] | tuple[Entry, ...]) -> list[Row]:
    return [one.row for one in entries]


NOBODY: Final = N_(
    "Nobody takes part in this policy in {period}: nothing is settled and the period holds nothing up. Choose another "
    "period, let a new version name who takes part, or close the version: what nobody takes part in counts as settled."
)
"""What to do where a run has no dealers."""
RUN_TITLES: Final[Mapping[str, str]] = {
    "accrual": N_("Accrual"),
    "partial": N_("Partial settlement"),
    "final": N_("Final settlement"),
    "true_up": N_("True-up"),
}
"""The kinds of runs in their order."""
