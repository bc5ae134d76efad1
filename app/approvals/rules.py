"""Approvals without a database: which rule counts, what the steps still lack, and who may decide."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.core.texts import N_, Text

Verdict = Literal["yes", "no"]
State = Literal["open", "approved", "refused", "void"]
Steps = tuple[tuple[str, ...], ...]
"""For each step the ids of the people of whom one has to approve; none named is anybody but the maker."""
KIND_TITLES: Final[Mapping[str, str]] = {
    "policy": N_("Policy"),
    "adjustment": N_("Adjustment of incentives"),
    "settlement": N_("Settlement"),
    "fund": N_("Market development fund"),
    "dispute": N_("Dispute"),
}
AMOUNT_TITLES: Final[Mapping[str, str]] = {
    "cost": N_("Likely cost by the simulation"),
    "budget": N_("Budget of the policy"),
    "true_up": N_("True-up of settled periods"),
    "adjustment": N_("Change of a year's rebates, up and down"),
    "settlement": N_("Amount posted, up and down"),
    "fund": N_("Amount asked for"),
    "dispute": N_("Amount adjusted"),
}
"""What an approval's amount is: by what its request says of it, else by its kind."""
AMOUNT_OF: Final = "amount_of"
"""Where a request says which of these its amount is, beside the values of its title."""
STATE_TITLES: Final[Mapping[str, str]] = {
    "open": N_("Waiting for approval"),
    "approved": N_("Approved"),
    "refused": N_("Refused"),
    "void": N_("Void: it changed"),
}
WAY_TITLES: Final[Mapping[str, str]] = {"passphrase": N_("Own passphrase"), "oa": N_("Company's approval system")}
VERDICT_TITLES: Final[Mapping[str, str]] = {"yes": N_("Approved"), "no": N_("Refused")}
ANYBODY: Final[Steps] = ((),)
"""Where no rule counts: one step, by anybody but the maker."""
FREE_TRIES: Final = 5
"""So many wrong passphrases in a row cost no pause."""
MARK: Final = 12
"""So many characters of the hash at least are read off a scanned sheet."""


@dataclass(frozen=True)
class Rule:
    """Who has to approve what; ``kind`` empty is every kind, ``region`` empty is every region."""

    id: str
    ref: str
    kind: str
    region: str
    from_minor: int
    steps: Steps
    note: str = ""


@dataclass(frozen=True)
class Verdicts:
    """What was decided so far: of each step who decided and how."""

    given: tuple[tuple[int, str, str], ...] = ()
    """Step, the person's id (empty where it came from the company's approval system), verdict."""
    whole: str = ""
    """The verdict of the company's approval system, which has steps of its own; empty where there is none."""


def rule_for(rules: Iterable[Rule], kind: str, region: str, amount_minor: int) -> Rule | None:
    """The rule that counts: of those that are reached the one with the highest amount, then the one that says more.

    A rule of this kind says more than one of every kind, and one of this region more than one of every region; money
    that is taken counts like money that is given. None where no rule is reached.
    """
    reached = [
        one for one in rules
        if one.kind in {"", kind} and one.region in {"", region} and one.from_minor <= abs(amount_minor)
    ]  # fmt: skip
    return max(reached, key=lambda one: (one.from_minor, one.kind != "", one.region != "", one.id), default=None)


def state_of(steps: Sequence[Collection[str]], verdicts: Verdicts) -> State:
    """What the decisions make of an approval: one no refuses it, a yes to each step approves it."""
    if verdicts.whole == "no" or any(verdict == "no" for _, _, verdict in verdicts.given):
        return "refused"
    if verdicts.whole == "yes" or len({step for step, _, _ in verdicts.given}) >= len(steps):
        return "approved"
    return "open"


def step_of(steps: Sequence[Collection[str]], verdicts: Verdicts) -> int:
    """The step that is to be decided next; the number of steps where none is left."""
    done = {step for step, _, verdict in verdicts.given if verdict == "yes"}
    return next((n for n in range(len(steps)) if n not in done), len(steps))


def kept_from_deciding(steps: Steps, verdicts: Verdicts, *, maker: str, person: str) -> Text | None:
    """Why a person may not decide the next step; None where he may.

    Four eyes: the maker never decides on his own, and nobody decides two steps of the same approval.
    """
    if person == maker:
        return Text(N_("Who made it does not approve it: somebody else has to."))
    if any(who == person for _, who, _ in verdicts.given):
        return Text(N_("You decided a step of this already; another person decides the next one."))
    step = step_of(steps, verdicts)
    if step >= len(steps) or state_of(steps, verdicts) != "open":
        return Text(N_("This is decided already."))
    if steps[step] and person not in steps[step]:
        return Text(N_("This step is approved by other people: by the rule it is not yours."))
    return None


def steps_refused(steps: Sequence[Sequence[str]], known: Collection[str]) -> Text | None:
    """What is wrong with the steps of a rule; None where they can be kept."""
    if not steps:
        return Text(N_("A rule needs at least one step: somebody other than the maker approves."))
    if any(one not in known for step in steps for one in step):
        return Text(N_("Somebody named in a step does not work in this workspace."))
    if _persons_short(steps):
        return Text(N_("Nobody decides two steps: name enough people for each of them to be decided by another one."))
    return None


def _persons_short(steps: Sequence[Sequence[str]]) -> bool:
    """Whether the named steps cannot be given to that many different people (Hall's condition, by trying)."""
    named = [frozenset(step) for step in steps if step]

    def fits(n: int, taken: frozenset[str]) -> bool:
        return n == len(named) or any(fits(n + 1, taken | {one}) for one in named[n] - taken)

    return not fits(0, frozenset())


def tries_left(wrong: int, wrong_at_ms: int | None, now_ms: int) -> int | None:
    """Minutes until another passphrase is taken, after too many wrong ones in a row; None where one is taken now.

    Five are free; then the pause begins with a minute and doubles with each further wrong one, up to a day.
    """
    if wrong < FREE_TRIES or wrong_at_ms is None:
        return None
    pause_ms = min(1 << min(wrong - FREE_TRIES, 12), 24 * 60) * 60_000
    left = min(wrong_at_ms + pause_ms - now_ms, pause_ms)  # a clock that was set back makes the pause no longer
    return None if left <= 0 else -(-left // 60_000)
