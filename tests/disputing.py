"""Helpers of tests of disputes: a desk on which one dealer's quarter was settled, and the dealer's lists."""

from functools import partial
from pathlib import Path
from typing import NamedTuple

from app.bootstrap import Desk
from app.core.attachments import attach
from app.core.db import Action
from app.core.period import day_number, parse_period
from app.core.progress import Progress
from app.dealers.queries import find_party
from app.incentives.base import read_bases
from app.incentives.disputes.opening import Payout, open_from_file, settled_payouts
from app.incentives.disputes.queries import DisputeView, dispute_view
from app.incentives.disputes.rules import Outcome
from app.incentives.disputes.service import decide_lines
from app.incentives.engine import Figures, figures_json, settle
from app.incentives.ledger.posting import post
from app.incentives.ledger.queries import account
from app.incentives.ledger.rules import Row
from app.incentives.policies.queries import list_policies
from app.incentives.policies.service import save_draft
from app.incentives.policy import Basis, Policy, Scale, Tier
from tests.approving import People, enrol
from tests.desks import mapped, take_in, write_csv

QUARTER = parse_period("2026-Q1")
ORDERS = [("XS1", 600), ("XS2", 300), ("XS3", 90)]


class Case(NamedTuple):
    """A desk on which one dealer's quarter was settled."""

    desk: Desk
    people: People
    payout: Payout
    folder: Path

    def list_of(self, *rows: tuple[object, ...]) -> Path:
        """The dealer's list."""
        return write_csv(self.folder / "清单.csv", [("订单号", "金额"), *rows])

    def open(self, *rows: tuple[object, ...]) -> str:
        """A dispute over his list."""
        opened = open_from_file(
            self.desk.db, self.desk.workspace.files, payout=self.payout, path=self.list_of(*rows), reason="漏算",
            due_on=None, progress=Progress(),
        )  # fmt: skip
        return opened.id

    def view(self, dispute_id: str) -> DisputeView:
        with self.desk.db.read() as session:
            return dispute_view(session, dispute_id)

    def decide(self, dispute_id: str, **outcomes: Outcome) -> None:
        """Outcomes by document."""
        today = day_number(self.desk.clock.today())
        for line in self.view(dispute_id).lines:
            if line.line.document in outcomes:
                command = partial(
                    decide_lines, line_ids=[line.id], outcome=outcomes[line.line.document], answer="见附件", today=today
                )
                self.desk.db.write(Action("decide"), command)

    def prove(self, dispute_id: str) -> None:
        """Attach a piece of evidence."""
        sha256 = self.desk.workspace.files.put(b"signed delivery note")
        self.desk.db.write(
            Action("attach"),
            lambda session: attach(
                session, entity="dispute", entity_id=dispute_id, name="pod.pdf", sha256=sha256, size=20
            ),
        )

    def usable(self) -> int:
        """The dealer's balance."""
        with self.desk.db.read() as session:
            return account(session, self.payout.party_id, 1 << 40).balance.usable


def settled_case(desk: Desk, folder: Path) -> Case:
    """Take in three orders of one dealer and settle his quarter."""
    take_in(
        desk, write_csv(folder / "d.csv", [("party_code", "name", "role"), ("D1", "甲商贸", "dealer")]),
        mapped("d", "party_row", "party_code name role"),
    )  # fmt: skip
    take_in(
        desk, write_csv(folder / "p.csv", [("product_code", "name"), ("P1", "感冒片")]),
        mapped("p", "product_row", "product_code name"),
    )  # fmt: skip
    rows = [(no, 1, "D1", "P1", "2026-02-05", 1, amount) for no, amount in ORDERS]
    header = ("order_no", "line_no", "party_code", "product_code", "ordered", "ordered_quantity", "amount")
    take_in(desk, write_csv(folder / "o.csv", [header, *rows]), mapped("o", "order_line", " ".join(header)))
    people = enrol(desk.db)
    desk.workspace.set_person(people.maker)
    return Case(desk, people, _settled(desk), folder)


def _settled(desk: Desk) -> Payout:
    """Two percent from 1,000 on, one below: on 990 that is 9.90."""
    policy = Policy(
        "R1", "季度返利", from_on=QUARTER.first_day, to_on=QUARTER.last_day, basis=Basis(event="ordered"),
        scale=Scale(tiers=(Tier(0, 100_000, 10_000), Tier(100_000, None, 20_000))),
    )  # fmt: skip
    version_id = desk.db.write(Action("draft"), lambda session: save_draft(session, policy=policy)).value
    with desk.db.read() as session:
        party = find_party(session, "D1")
        base = read_bases(session, policy, [QUARTER])[party.id, QUARTER.first_day]
        policy_id = list_policies(session)[0].id
    figures = Figures(party.id, QUARTER.first_day, QUARTER.last_day, amount_e4=base.amount_e4, rows=base.rows)
    entry = Row(
        kind="credit", party_id=party.id, amount_minor=settle(policy, figures).payable_minor,
        day_on=day_number(desk.clock.today()), period=QUARTER.name, policy_id=policy_id, version_id=version_id,
        figures=figures_json(figures),
    )  # fmt: skip
    post(desk.db, desk.workspace.files, kind="final", period=QUARTER.name, entries=[entry])
    with desk.db.read() as session:
        (payout,) = settled_payouts(session)
    return payout
