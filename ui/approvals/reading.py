"""What the page of approvals shows, read in a worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.approvals.queries import ApprovalRow, Enrolled, approvals, enrolled, list_rules, may_decide
from app.approvals.rules import Rule
from app.core.period import day_number
from app.core.workspace_settings import CURRENCY, setting
from app.incentives.rounding import e4_per_minor
from app.people.queries import names, people

if TYPE_CHECKING:
    from app.bootstrap import Desk


@dataclass(frozen=True)
class ApprovalsSheet:
    """Approvals, rules and passphrases of a workspace at one moment."""

    rows: tuple[ApprovalRow, ...]
    rules: tuple[Rule, ...]
    enrolled: tuple[Enrolled, ...]
    people: tuple[tuple[str, str], ...]
    """Id and name of everybody who works here now."""
    names: Mapping[str, str]
    deciders: Mapping[str, tuple[Enrolled, ...]]
    """By approval that waits: who has a passphrase and may decide its next step."""
    person: str
    today: int
    currency: str

    def e4(self, amount_minor: int) -> int:
        """An amount in 1/10,000 of the currency, as tables show money."""
        return amount_minor * e4_per_minor(self.currency)

    def who(self, step: tuple[str, ...]) -> str:
        """The people of a step by name; empty for anybody."""
        return ", ".join(self.names.get(one, "") for one in step)


def read_currency(desk: "Desk") -> str:
    """The workspace's currency."""
    with desk.db.read() as session:
        return str(setting(session, CURRENCY) or "CNY")


def read_approvals(desk: "Desk") -> ApprovalsSheet:
    """Everything that the page shows."""
    with desk.db.read() as session:
        rows, have = tuple(approvals(session)), tuple(enrolled(session))
        return ApprovalsSheet(
            rows, tuple(list_rules(session)), have, tuple((one.id, one.name) for one in people(session)),
            names(session),
            {
                one.id: tuple(who for who in have if may_decide(session, one, who.person_id) is None)
                for one in rows
                if one.state == "open"
            },
            desk.workspace.person or "", day_number(desk.clock.today()), str(setting(session, CURRENCY) or "CNY"),
        )  # fmt: skip
