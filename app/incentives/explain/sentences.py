"""A tree in sentences, one a line, in one language."""

from dataclasses import dataclass

from app.core.texts import N_, Text, Texts
from app.incentives.explain.amounts import currency_words, money_text
from app.incentives.explain.tree import Tree, lines, value_text
from app.incentives.rounding import minor_per_unit


@dataclass(frozen=True)
class Sentence:
    """One line: how deep it lies, what it says, what it adds to the payout."""

    code: str
    depth: int
    words: str
    amount: str


def sentences(tree: Tree, t: Texts) -> list[Sentence]:
    """Every line of the tree, then what is payable and, where some of it is locked, what that leaves free."""
    found = [
        Sentence(one.code, depth, t.render(one.said), value_text(one, tree.currency)) for depth, one in lines(tree)
    ]
    places = len(str(minor_per_unit(tree.currency))) - 1
    last = Sentence("payable", 0, t.render(conclusion(tree)), money_text(tree.payable_minor, places))
    return [*found, last, *(Sentence(*one) for one in _locked(tree, t, places))]


def _locked(tree: Tree, t: Texts, places: int) -> list[tuple[str, int, str, str]]:
    if not tree.locked_minor:
        return []
    return [
        ("locked_sum", 0, t("Of it locked"), money_text(tree.locked_minor, places)),
        ("free", 0, t("Free to use now"), money_text(tree.free_minor, places)),
    ]


def conclusion(tree: Tree) -> Text:
    """What comes out of it, in one sentence."""
    places = len(str(minor_per_unit(tree.currency))) - 1
    said = {
        "entitled": money_text(tree.entitled_minor, places),
        "amount": money_text(abs(tree.payable_minor), places),
        "currency": currency_words(tree.currency),
    }
    if tree.is_accrual:
        said |= {"amount": money_text(tree.payable_minor, places)}
        return Text(N_("Expected for the period {entitled} {currency}; set aside now {amount}"), said)
    if tree.payable_minor < 0:
        return Text(N_("Entitled to {entitled} {currency}, of which too much is posted: {amount} comes back"), said)
    if tree.locked_minor:
        said |= {"locked": money_text(tree.locked_minor, places), "free": money_text(tree.free_minor, places)}
        words = N_("Entitled to {entitled} {currency}; payable {amount}, of it locked {locked}, free to use now {free}")
        return Text(words, said)
    return Text(N_("Entitled to {entitled} {currency}; payable now {amount}"), said)
