"""The commands about incentives: each part its words and what it runs."""

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from app.cli import coach, dispute, simulate
from app.core.texts import N_, Texts

if TYPE_CHECKING:
    from app.bootstrap import Desk

PARTS: Final[tuple[tuple[str, str, Callable[[argparse.ArgumentParser, Texts], None]], ...]] = (
    ("coach", N_("how far everybody is from the next tier, and what to say to whom"), coach.add_words),
    ("dispute", N_("a dealer's list against a settled payout: rows, outcomes, approval, posting"), dispute.add_words),
    ("simulate", N_("policies replayed on the past, and thresholds chosen under a budget"), simulate.add_words),
)
"""Name of a command, what it is for (a msgid), and its words."""
COMMANDS: Final[Mapping[str, Callable[["Desk", argparse.Namespace, Texts], int]]] = {
    "coach": coach.run_coach,
    "dispute": dispute.run_dispute,
    "simulate": simulate.run_simulate,
}
"""What each of them runs."""
