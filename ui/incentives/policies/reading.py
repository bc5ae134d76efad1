"""What the part about policies shows: the list, one version's text, what differs from another, its approval."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.approvals.service import ApprovalRow, approval
from app.core.period import day_number
from app.core.texts import N_, texts
from app.incentives.ledger.changing import change_words, changes_of
from app.incentives.policies.comparing import Difference, differences
from app.incentives.policies.naming import policy_names
from app.incentives.policies.queries import PolicyRow, VersionRow, list_policies
from app.incentives.policies.rules import MAKING
from app.incentives.policies.wording import Part, PolicyText, policy_text

if TYPE_CHECKING:
    from app.bootstrap import Desk


@dataclass(frozen=True)
class Wanted:
    """What is to be shown; empty and 0 are the first policy, its newest version, the version before."""

    policy_id: str = ""
    number: int = 0
    other: int = 0


@dataclass(frozen=True)
class Chosen:
    """One version of one policy."""

    policy: PolicyRow
    version: VersionRow
    text: PolicyText
    other: VersionRow | None
    """With which it is compared; None where there is only one."""
    changes: tuple[Difference, ...]
    approval: ApprovalRow | None
    today: int
    settled: tuple[str, ...] = ()
    """What a version in the making changes of settled periods (true-up), as lines; nothing where it changes none."""

    @property
    def approved(self) -> bool:
        """Whether it waits for nothing but the signature."""
        return self.version.state == "approving" and self.approval is not None and self.approval.decided

    @property
    def refused(self) -> bool:
        """Whether somebody said no, or the request is void."""
        return self.version.state == "approving" and (
            self.approval is None or self.approval.state in {"refused", "void"}
        )

    @property
    def due(self) -> bool:
        """Whether the day has come on which it takes effect."""
        return self.version.state == "signed" and self.version.from_on <= self.today


@dataclass(frozen=True)
class PoliciesView:
    """All that is shown."""

    policies: tuple[PolicyRow, ...]
    chosen: Chosen | None


def read_policies(desk: "Desk", lang: str, wanted: Wanted) -> PoliciesView:
    """Read in a worker."""
    today = day_number(desk.clock.today())
    with desk.db.read() as session:
        rows = tuple(list_policies(session))
        if not rows:
            return PoliciesView((), None)
        policy = next((one for one in rows if one.id == wanted.policy_id), rows[0])
        return PoliciesView(rows, _chosen(session, policy, lang, wanted, today))


def _chosen(session: Any, policy: PolicyRow, lang: str, wanted: Wanted, today: int) -> Chosen:
    version = next((one for one in policy.versions if one.number == wanted.number), policy.newest)
    others = [one for one in policy.versions if one.number != version.number]
    before = next((one for one in others if one.number < version.number), others[0] if others else None)
    other = next((one for one in others if one.number == wanted.other), before)
    text = _text(session, version, lang, version.number)
    changes: list[Difference] = []
    if other is not None:
        old, new = sorted((version, other), key=lambda one: one.number)
        changes = differences(_text(session, old, lang, 0), _text(session, new, lang, 0))
    asked = approval(session, version.approval_id) if version.approval_id else None
    settled = change_words(texts(lang), changes_of(session, version.id)) if version.state in MAKING else []
    if settled:
        text = replace(text, parts=(*text.parts, Part(texts(lang)(N_("True-up of settled periods")), tuple(settled))))
    return Chosen(policy, version, text, other, tuple(changes), asked, today, tuple(settled))


def _text(session: Any, row: VersionRow, lang: str, number: int) -> PolicyText:
    return policy_text(texts(lang), row.policy, policy_names(session, row.policy, lang), number=number)
