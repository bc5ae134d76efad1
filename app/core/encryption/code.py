"""The recovery code: 140 random bits for people to write down and type, with a check in every group.

Letters and digits of Crockford's base 32, which has no I, L, O and U. The fifth character of a group is the sum of the
four before it, weighted by 1, 3, 5 and 7, and of the group's number, modulo 32: one wrong character is always found.
"""

import secrets
import unicodedata
from typing import Final

from app.core.errors import UserError
from app.core.texts import N_, Texts

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_WEIGHTS: Final = (1, 3, 5, 7)
GROUPS: Final = 7
GROUP: Final = len(_WEIGHTS) + 1
_MEANT: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A code as it is shown: groups of five with hyphens between them."""
    groups = []
    for number in range(GROUPS):
        body = "".join(secrets.choice(_LETTERS) for _ in _WEIGHTS)
        groups.append(body + _check(body, number))
    return "-".join(groups)


def read_code(typed: str) -> str:
    """A code as somebody typed it: small letters, spaces and look-alikes are taken.

    Raises UserError that names the group with the typing error.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    plain = "".join(char for char in plain if char.isalnum()).translate(_MEANT)
    if len(plain) != GROUPS * GROUP:
        raise UserError("A recovery code has {wanted} letters and digits; these are {n}.",
                        wanted=GROUPS * GROUP, n=len(plain))  # fmt: skip
    groups = [plain[at : at + GROUP] for at in range(0, len(plain), GROUP)]
    for number, group in enumerate(groups):
        if any(char not in _LETTERS for char in group) or _check(group[:-1], number) != group[-1]:
            raise UserError("Group {n} of the recovery code has a typing error.", n=number + 1)
    return "-".join(groups)


def _check(body: str, number: int) -> str:
    total = sum(weight * _LETTERS.index(char) for weight, char in zip(_WEIGHTS, body, strict=True))
    return _LETTERS[(total + number) % len(_LETTERS)]


def code_sheet(name: str, code: str, t: Texts) -> str:
    """What is printed and locked away."""
    about = N_(
        "Whoever has this code and the files of the workspace can read them. Keep it on paper, away from the laptop: "
        "without it a new laptop cannot open the workspace or its backups."
    )
    return "\n".join([t("Recovery code of {name}", name=name), "", f"    {code}", "", t(about), ""])
