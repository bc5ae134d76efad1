"""An accrual taken apart: entitlement by the forecast, of it the share of the figure to date, less what is booked."""

from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.texts import N_, Text
from app.incentives.accrual import accrue
from app.incentives.engine import Figures, settle
from app.incentives.explain.amounts import exact_text, money_text
from app.incentives.explain.titles import Titles
from app.incentives.explain.tree import Check, Filtered, Node, Tree, build
from app.incentives.ledger.dealer_rows import whole_period
from app.incentives.policy import Policy
from app.incentives.rounding import minor_per_unit
from app.incentives.steps import figure_of

_BOOKED = """
    SELECT coalesce(sum(e.amount_minor), 0)
    FROM incentive_entry e JOIN incentive_posting p ON p.id = e.posting_id
    LEFT JOIN incentive_entry o ON e.kind = 'reverse' AND o.posting_id = p.reverses_id AND o.n = e.reverses_n
    WHERE e.party_id = :party AND e.period = :period AND coalesce(o.kind, e.kind) = 'accrue' AND p.id < :posting
      AND e.policy_id = (SELECT policy_id FROM policy_version WHERE id = :version)
"""


def booked_before(session: Session, *, posting_id: str, party_id: str, version_id: str, period: str) -> int:
    """What was accrued of a policy's period by postings before one; ids of postings rise with time."""
    asked = {"posting": posting_id, "party": party_id, "version": version_id, "period": period}
    return int(session.execute(text(_BOOKED), asked).scalar_one())


def accrual_tree(
    policy: Policy, figures: Figures, *, through: int | None, booked_minor: int, filtered: Sequence[Filtered],
    titles: Titles, checks: Sequence[Check],
) -> Tree:  # fmt: skip
    """The tree of one accrual; what it adds up to is the change that was booked."""
    forecast = whole_period(figures, through)
    found = accrue(policy, figures, forecast, booked_minor=booked_minor)
    whole = forecast if figure_of(policy, forecast) > figure_of(policy, figures) else figures
    expected = build(settle(policy, whole), (), titles)
    documents = build(settle(policy, figures), filtered, titles).nodes[0]
    places = len(str(minor_per_unit(policy.payout.currency))) - 1
    scale, unit = (10_000, 2) if policy.basis.measure == "value" else (1_000, 0)
    said = {
        "figure": exact_text(Fraction(figure_of(policy, figures), scale), unit),
        "whole": exact_text(Fraction(figure_of(policy, whole), scale), unit),
        "expected": money_text(found.expected_minor, places),
    }
    nodes = [
        documents,
        Node("forecast", Text(N_("If it goes on like this the period comes to {whole}: entitled to {expected}"), said),
             None, tuple(_only_told(one) for one in expected.nodes[1:] if one.code != "rounding")),
        Node("accrued", Text(N_("Of it for the figure to date, {figure} of {whole}"), said),
             Fraction(found.accrued_minor)),
    ]  # fmt: skip
    if booked_minor:
        words = Text(N_("Less what is accrued already: {booked}"), {"booked": money_text(booked_minor, places)})
        nodes.append(Node("booked", words, Fraction(-booked_minor)))
    return Tree(
        tuple(nodes), found.expected_minor, found.booked_minor, policy.payout.currency, tuple(checks), is_accrual=True
    )  # fmt: skip


def _only_told(node: Node) -> Node:
    return Node(node.code, node.said, None, tuple(_only_told(one) for one in node.parts))
