"""A desk with invoices of two dealers and a signed policy, for tests of settlements."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.approvals.commands import keep_decision
from app.approvals.queries import approval
from app.bootstrap import Desk
from app.core.clock import FixedClock
from app.core.db import Action
from app.core.journal import create
from app.core.period import day_number
from app.core.workspace import Workspace
from app.incentives.canonical import policy_json, policy_sha256
from app.incentives.ledger.run import Asked
from app.incentives.ledger.service import post_run, request_run, run_of
from app.incentives.ledger.unlocking import release_locked, request_release
from app.incentives.model import IncentivePolicy, PolicyVersion
from app.incentives.policy import Basis, Payout, Policy, Scale, Tier
from app.people.service import find_or_add_person
from tests.desks import desk_of, mapped, sign, take_in, write_csv

INVOICES = mapped("invoices", "invoice", "invoice_no line_no party_code product_code invoiced quantity amount kind")
HEAD = ("invoice_no", "line_no", "party_code", "product_code", "invoiced", "quantity", "amount", "kind")
ROWS = (
    ("F1", 1, "D1", "P1", "2026-01-10", 10, "6000.00", "blue"),
    ("F2", 1, "D1", "P1", "2026-02-10", 10, "6000.00", "blue"),
    ("F3", 1, "D2", "P1", "2026-03-10", 10, "4000.00", "blue"),
)
RATES = Scale(tiers=(Tier(0, 10_000_00, 10_000), Tier(10_000_00, None, 20_000)))
"""1 % below 10,000, 2 % of everything from there on."""
Q1_END = day_number(date(2026, 3, 31))
SETTLED_ON = day_number(date(2026, 4, 10))
TODAY = date(2026, 12, 31)
"""Nothing is posted on a day after it."""


def policy(**changes: Any) -> Policy:
    """1 % or 2 % of what is invoiced in a quarter, with whatever else is said."""
    said: dict[str, Any] = {
        "code": "R1", "name": "季度返利", "from_on": Q1_END - 89, "to_on": Q1_END + 275,
        "scale": RATES, "basis": Basis(event="invoiced"), "payout": Payout(expires_months=6),
    }  # fmt: skip
    return Policy(**(said | changes))


def desk_with(workspace: Workspace, folder: Path, *more: tuple[object, ...]) -> Desk:
    """A desk with the invoices, where somebody works."""
    desk = desk_of(workspace)
    desk.db.clock = FixedClock(TODAY)
    sign(desk)
    take_in(desk, write_csv(folder / "invoices.csv", [HEAD, *ROWS, *more]), INVOICES)
    return desk


def later(desk: Desk, folder: Path, *rows: tuple[object, ...]) -> None:
    """Invoices that come afterwards."""
    take_in(desk, write_csv(folder / f"later{len(list(folder.iterdir()))}.csv", [HEAD, *rows]), INVOICES)


def signed(desk: Desk, content: Policy, *, policy_id: str = "", number: int = 1) -> str:
    """A signed version of a policy; returns its id."""

    def command(session: Session) -> str:
        of = policy_id or create(session, IncentivePolicy, code=content.code, name=content.name, kind=content.kind).id
        return create(
            session, PolicyVersion, policy_id=of, number=number, state="active", content=policy_json(content),
            content_sha256=policy_sha256(content), from_on=content.from_on, to_on=content.to_on,
        ).id  # fmt: skip

    return desk.db.write(Action("Signed a policy"), command).value


def asked(
    version: str,
    kind: str = "final",
    *,
    day: int = SETTLED_ON,
    period: str = "2026-Q1",
    locked: frozenset[str] = frozenset(),
) -> Asked:
    """A run of the first quarter."""
    return Asked(version_id=version, period=period, kind=kind, day_on=day, locked=locked)


def approve(desk: Desk, approval_id: str, name: str = "王总") -> None:
    """Somebody else says yes."""

    def command(session: Session) -> None:
        person = find_or_add_person(session, name=name)
        session.flush()
        seen = approval(session, approval_id).content_sha256
        keep_decision(
            session, approval_id=approval_id, person_id=person, verdict="yes", seen_sha256=seen, reason="",
            today=SETTLED_ON,
        )  # fmt: skip

    desk.db.write(Action("Approved"), command)


def settle(desk: Desk, wanted: Asked) -> str:
    """A run computed, approved by somebody else where it has to be, and posted; returns the posting's id."""
    run = run_of(desk.db, wanted)
    approval_id = None
    if run.needs_approval:
        approval_id = request_run(desk.db, desk.workspace.files, run)
        approve(desk, approval_id)
    return post_run(desk.db, desk.workspace.files, wanted, seen_sha256=run.sha256, approval_id=approval_id)


def release(desk: Desk, posting_id: str, dealer: str, *, day: int, reason: str = "Licence renewed") -> str:
    """What was locked by hand released, as somebody else approved it; returns the posting's id."""
    files = desk.workspace.files
    yes = request_release(desk.db, files, posting_id=posting_id, party_id=dealer, day_on=day, reason=reason)
    approve(desk, yes)
    return release_locked(
        desk.db, files, posting_id=posting_id, party_id=dealer, day_on=day, reason=reason, approval_id=yes
    )  # fmt: skip


def dealers(desk: Desk) -> dict[str, str]:
    """Ids of the dealers by code."""
    with desk.db.raw_read() as raw:
        return dict(raw.execute("SELECT code, party_id FROM party_code").fetchall())
