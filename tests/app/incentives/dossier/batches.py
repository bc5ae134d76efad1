"""A frozen quarter of twelve dealers, a policy in effect, its maker and a checker, and the steps of a batch."""

from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.core import journal
from app.core.clock import FixedClock
from app.core.db import Action
from app.core.period import day_number
from app.core.workspace import Workspace
from app.dealers.model import PartyCode
from app.incentives.dossier import service
from app.incentives.dossier.queries import DossierLine, dossier_lines
from app.incentives.policies.queries import VersionRow, active_on, versions_of
from app.incentives.policies.service import activate_due, mark_simulated, save_draft, sign_version, submit
from app.incentives.policy import Basis, Policy, Scale, Tier
from tests.app.health.rounds import keep_quarter
from tests.approving import People, enrol, give
from tests.desks import desk_of, mapped, take_in, write_csv

Q = "2026-Q1"
FIRST, LAST = day_number(date(2026, 1, 1)), day_number(date(2026, 12, 31))
POLICY = Policy("QR", "季度返利", from_on=FIRST, to_on=LAST, basis=Basis(event="ordered"),
                scale=Scale(tiers=(Tier(0, None, 20_000),)))  # fmt: skip
NEXT = day_number(date(2026, 4, 1))


class Batches:
    """What is there before anything is proposed, and each step of it."""

    def __init__(self, workspace: Workspace) -> None:
        self.db, self.files = workspace.db, workspace.files
        self.db.clock = FixedClock(date(2026, 4, 12))
        self.people: People = enrol(self.db)
        self.db.actor = self.people.maker
        self.dealers = keep_quarter(workspace)
        self._sell(desk_of(workspace), workspace.paths.main.parent)
        version = self.db.write(Action("test"), lambda s: save_draft(s, policy=POLICY)).value
        kept = self.files.put(b"{}")
        self.db.write(
            Action("test"), lambda s: mark_simulated(s, version_id=version, simulation_sha256=kept, today=NEXT)
        )
        asked = submit(self.db, self.files, version_id=version)
        self.approve(asked)
        self.db.write(Action("test"), lambda s: sign_version(s, version_id=version, approval_id=asked, today=NEXT))
        self.db.write(Action("test"), lambda s: activate_due(s, today=NEXT))
        with self.db.read() as session:
            self.policy = active_on(session, NEXT)[0].policy_id

    def _sell(self, desk: Desk, folder: Path) -> None:
        """Each dealer bought for 12,000 in the quarter."""
        take_in(desk, write_csv(folder / "d.csv", [("code", "name"), ("X1", "旁人")]),
                mapped("d", "party_row", "party_code=code name"))  # fmt: skip
        take_in(desk, write_csv(folder / "p.csv", [("code", "name"), ("P1", "感冒片")]),
                mapped("p", "product_row", "product_code=code name"))  # fmt: skip

        def called(session: Session) -> None:
            source_n = session.scalars(select(PartyCode.source_n)).first()
            for n, party in enumerate(self.dealers):
                journal.create(session, PartyCode, source_n=source_n, code=f"K{n}", party_id=party)

        self.db.write(Action("test"), called)
        head = ("order_no", "line_no", "party_code", "product_code", "ordered", "ordered_quantity", "amount")
        rows = [
            (f"S{month}{n}", 1, f"K{n}", "P1", f"2026-{month:02d}-05", 10, 4_000)
            for month in (1, 2, 3)
            for n in range(len(self.dealers))
        ]
        take_in(desk, write_csv(folder / "o.csv", [head, *rows]), mapped("o", "order_line", " ".join(head)))

    def approve(self, asked: str) -> None:
        """The checker says yes with his own passphrase."""
        give(self.db, self.files, asked, self.people.checker, self.people.words(self.people.checker))

    def propose(self) -> int:
        """The table's proposals."""
        return service.propose_batch(self.db, period=Q, policy_id=self.policy)

    def simulate(self) -> None:
        """Their effect."""
        service.simulate_batch(self.db, self.files, period=Q, policy_id=self.policy)

    def submit(self) -> str:
        """All of them together."""
        return service.submit_batch(self.db, self.files, period=Q, policy_id=self.policy)

    def lines(self) -> list[DossierLine]:
        """As read."""
        with self.db.read() as session:
            return dossier_lines(session)

    def versions(self) -> list[VersionRow]:
        """Of the policy."""
        with self.db.read() as session:
            return versions_of(session, self.policy)
