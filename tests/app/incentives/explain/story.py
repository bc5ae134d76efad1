"""A quarter of one dealer, taken in from a file and settled: what an explanation is held against."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.core.db import Action
from app.core.journal import create
from app.core.period import day_number, parse_period
from app.core.workspace_settings import NAME, set_setting
from app.dealers.queries import find_party
from app.incentives.canonical import policy_json, policy_sha256
from app.incentives.ledger.posting import post
from app.incentives.ledger.run import Asked, through_of
from app.incentives.ledger.runs import preview_run
from app.incentives.ledger.service import post_run
from app.incentives.model import IncentivePolicy, PolicyVersion
from app.incentives.policy import Basis, Payout, Policy, Scale, Tier
from tests.desks import mapped, take_in, write_csv

QUARTER = parse_period("2026-Q1")
HEADER = ("order_no", "line_no", "party_code", "product_code", "ordered", "ordered_quantity", "amount", "line_type")
ORDERS = [
    ("XS1", 1, "D1", "P1", "2026-02-05", 6, 600.05, ""),
    ("XS2", 1, "D1", "P1", "2026-03-05", 3, 500.15, ""),
    ("XS3", 1, "D1", "P1", "2026-03-06", 1, 90, "运费"),
    ("XS4", 1, "D1", "P1", "2026-04-02", 1, 70, ""),
    ("XS5", 1, "D2", "P1", "2026-02-02", 1, 10, ""),
]
POLICY = Policy(
    "R1", "季度返利", name_en="Quarterly rebate", from_on=QUARTER.first_day,
    to_on=day_number(parse_period("2026-Q4").last), basis=Basis(event="ordered"),
    scale=Scale(tiers=(Tier(0, 100_000, 10_000), Tier(100_000, None, 20_000))), payout=Payout(cap=2_000),
)  # fmt: skip
"""One percent, from 1,000 on two, at most 20: on 1,100.20 that is 22.00 and 20.00."""


@dataclass
class Story:
    """A desk, a version in effect, the dealer."""

    desk: Desk
    version_id: str
    party_id: str
    folder: Path

    def orders(self, name: str, *rows: tuple[object, ...]) -> None:
        """Take rows in."""
        how = mapped("o", "order_line", " ".join(HEADER))
        take_in(self.desk, write_csv(self.folder / name, [HEADER, *rows]), how)

    def settle(self, kind: str = "final", day: str = "2026-04-20") -> str:
        """Settle the quarter; returns the posting's id."""
        day_on = day_number(date.fromisoformat(day))
        asked = Asked(self.version_id, QUARTER.name, kind, day_on)
        with self.desk.db.read() as session:
            run = preview_run(session, asked)
        if not run.needs_approval:
            return post_run(self.desk.db, self.desk.workspace.files, asked, seen_sha256=run.sha256)
        return post(
            self.desk.db, self.desk.workspace.files, kind=kind, period=QUARTER.name, entries=run.kept.rows,
            tx=run.tx, seen=run.seen, cutoff_on=through_of(asked),
        )  # fmt: skip


def begin(desk: Desk, folder: Path, policy: Policy = POLICY) -> Story:
    """Dealers, a product, their orders, and a policy in effect."""
    dealers = write_csv(folder / "d.csv", [("code", "name"), ("D1", "甲商贸"), ("D2", "乙商贸")])
    take_in(desk, dealers, mapped("d", "party_row", "party_code=code name"))
    products = write_csv(folder / "p.csv", [("code", "name"), ("P1", "感冒片")])
    take_in(desk, products, mapped("p", "product_row", "product_code=code name"))

    def make(session: Session) -> str:
        head = create(session, IncentivePolicy, scope="region", code=policy.code, name=policy.name, kind=policy.kind)
        session.flush()
        set_setting(session, key=NAME, value="华东大区")
        version = create(
            session, PolicyVersion, scope="region", policy_id=head.id, number=1, state="active",
            content=policy_json(policy), content_sha256=policy_sha256(policy), from_on=policy.from_on,
            to_on=policy.to_on,
        )  # fmt: skip
        return version.id

    version_id = desk.db.write(Action("draft"), make).value
    story = Story(desk, version_id, "", folder)
    story.orders("o.csv", *ORDERS)
    with desk.db.read() as session:
        story.party_id = find_party(session, "D1").id
    return story
