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
    """Every line of the tree and, last, what is payable."""
    found = [
        Sentence(one.code, depth, t.render(one.said), value_text(one, tree.currency)) for depth, one in lines(tree)
    ]
    places = len(str(minor_per_unit(tree.currency))) - 1
    last = Sentence("payable", 0, t.render(conclusion(tree)), money_text(tree.payable_minor, places))
    return [*found, last]


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
    return Text(N_("Entitled to {entitled} {currency}; payable now {amount}"), said)
