"""Two versions side by side: which sentences of their texts differ, part by part. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from app.incentives.policies.wording import PolicyText


@dataclass(frozen=True)
class Difference:
    """One sentence that is another, came or went."""

    part: str
    before: str
    """Empty where it came."""
    after: str
    """Empty where it went."""


def differences(before: PolicyText, after: PolicyText) -> list[Difference]:
    """What differs between two texts in one language, in the order of the parts."""
    old, new = ({part.title: part.lines for part in text.parts} for text in (before, after))
    found = [Difference("", before.title, after.title)] if before.title != after.title else []
    for title in dict.fromkeys([*old, *new]):
        mine, other = old.get(title, ()), new.get(title, ())
        for tag, a, b, c, d in SequenceMatcher(None, mine, other, autojunk=False).get_opcodes():
            if tag != "equal":
                found += [
                    Difference(title, one or "", two or "") for one, two in zip_longest(mine[a:b], other[c:d])
                ]  # fmt: skip
    return found
