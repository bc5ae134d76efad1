"""Helpers of tests of funds: a desk with two dealers, a fund in effect and people who approve."""

from dataclasses import dataclass, replace
from pathlib import Path

from app.bootstrap import Desk
from app.core.period import Period, day_number, year
from app.dealers.queries import find_party
from app.incentives.funds.queries import FundRow, RequestRow, list_funds, request
from app.incentives.funds.service import ask_money, claim, pay, prove, submit_request
from app.incentives.policies.queries import version
from app.incentives.policies.templates import template
from app.incentives.policy import Parties, Policy
from tests.app.incentives.in_effect import put_in_effect
from tests.approving import People, enrol, give
from tests.desks import mapped, take_in, write_csv

BUDGET = 10_000_00
"""1 万元 in minor units."""


@dataclass(frozen=True)
class Funded:
    """A fund of 10,000 yuan for dealer D1."""

    desk: Desk
    people: People
    policy_id: str
    party: str
    other: str

    def ask(self, minor: int = 600_000, *, title: str = "春季推广会") -> str:
        today = day_number(self.desk.clock.today())
        return ask_money(self.desk.db, policy_id=self.policy_id, party_id=self.party, title=title, from_on=today,
                         to_on=today + 3, requested_minor=minor)  # fmt: skip

    def submit(self, request_id: str) -> str:
        return submit_request(self.desk.db, self.desk.workspace.files, request_id=request_id)

    def approve(self, request_id: str) -> None:
        one = self.row(request_id).approval_id or self.submit(request_id)
        give(self.desk.db, self.desk.workspace.files, one, self.people.checker, self.people.words(self.people.checker))

    def prove(self, request_id: str) -> None:
        prove(self.desk.db, self.desk.workspace.files, request_id=request_id, name="现场.jpg", data=b"jpg")

    def claim(self, request_id: str, minor: int) -> None:
        claim(self.desk.db, request_id=request_id, claimed_minor=minor)

    def pay(self, request_id: str) -> str:
        return pay(self.desk.db, self.desk.workspace.files, request_id=request_id)

    def row(self, request_id: str) -> RequestRow:
        with self.desk.db.read() as session:
            return request(session, request_id)

    def fund(self) -> FundRow:
        with self.desk.db.read() as session:
            (found,) = list_funds(session, day_number(self.desk.clock.today()))
        return found


def fund_policy(policy: Policy, dealer: str, of: Period) -> Policy:
    """The template of a fund, with a budget, for one dealer."""
    return replace(policy, code="MDF", name="年度市场费用", from_on=of.first_day, to_on=of.last_day,
                   budget=BUDGET, parties=Parties(dealers=(dealer,)))  # fmt: skip


def funded(desk: Desk, folder: Path) -> Funded:
    """Make all of it."""
    path = write_csv(folder / "dealers.csv", [("code", "name"), ("D1", "杭州一号"), ("D2", "温州二号")])
    take_in(desk, path, mapped("dealers", "party_row", "party_code=code name"))
    people = enrol(desk.db)
    desk.workspace.set_person(people.maker)
    with desk.db.read() as session:
        one, two = find_party(session, "D1").id, find_party(session, "D2").id
    made = put_in_effect(desk.db, fund_policy(template("fund").policy, one, year(desk.clock.today().year)))
    with desk.db.read() as session:
        policy_id = version(session, made).policy_id
    return Funded(desk, people, policy_id, one, two)
