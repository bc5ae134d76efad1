"""The commands about incentives: each part its words and what it runs."""

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from app.cli import account, adjust, approve, coach, dispute, fund, payout, policy, settle, simulate, statements
from app.core.texts import N_, Texts

if TYPE_CHECKING:
    from app.bootstrap import Desk

PARTS: Final[tuple[tuple[str, str, Callable[[argparse.ArgumentParser, Texts], None]], ...]] = (
    ("account", N_("rebate accounts of dealers: balances of any day, rows, an order paid by it"), account.add_words),
    (
        "adjust",
        N_("adjustments after a reviewed quarter: proposed, simulated, submitted together, put into effect; rules"),
        adjust.add_words,
    ),
    (
        "approve",
        N_("what waits for approval: decided by passphrase, recorded from the company's system; its rules"),
        approve.add_words,
    ),
    ("fund", N_("market money: budgets of funds, requests, approval, proof, claim, payment"), fund.add_words),
    (
        "statements",
        N_("statements of account: issued, returned with a scan, objected to, confirmed"),
        statements.add_words,
    ),
    ("settle", N_("settlement runs: shown, approved, posted, taken back, exported for finance"), settle.add_words),
    ("coach", N_("how far everybody is from the next tier, and what to say to whom"), coach.add_words),
    ("dispute", N_("a dealer's list against a settled payout: rows, outcomes, approval, posting"), dispute.add_words),
    ("payout", N_("a payout step by step, why documents do not count, the statement for the dealer"), payout.add_words),
    ("policy", N_("policies of incentives: list, text, templates, versions, each step of their way"), policy.add_words),
    ("simulate", N_("policies replayed on the past, and thresholds chosen under a budget"), simulate.add_words),
)
"""Name of a command, what it is for (a msgid), and its words."""
COMMANDS: Final[Mapping[str, Callable[["Desk", argparse.Namespace, Texts], int]]] = {
    "account": account.run_account,
    "adjust": adjust.run_adjust,
    "approve": approve.run_approve,
    "fund": fund.run_fund,
    "settle": settle.run_settle,
    "statements": statements.run_statements,
    "coach": coach.run_coach,
    "dispute": dispute.run_dispute,
    "payout": payout.run_payout,
    "policy": policy.run_policy,
    "simulate": simulate.run_simulate,
}
"""What each of them runs."""
