"""The tokens of a formula, each with the position of its first character, counted from 1."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from app.core.errors import UserError

MAX_LENGTH: Final = 2_000
MAX_DIGITS: Final = 30

Kind = Literal["number", "name", "column", "text", "mark", "end"]

_WIDE: Final = str.maketrans(
    "（），＋－＊／×÷＝＜＞！．０１２３４５６７８９［］＂＇≤≥≠−",
    "(),+-*/*/=<>!.0123456789[]\"'≤≥≠-",
)
_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
    |(?P<name>[^\W\d]\w*)
    |\[(?P<bracket>[^\[\]\n]{1,120})\]
    |"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)'|“(?P<curly>[^“”\n]*)”
    |(?P<mark><=|>=|<>|!=|==|[-+*/(),<>=≤≥≠])""",
    re.VERBOSE,
)
_SAME: Final = {"==": "=", "!=": "<>", "≠": "<>", "≤": "<=", "≥": ">="}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: a number, a name, a [column name], a quoted text, a mark such as ``<=``, or the end."""

    kind: Kind
    text: str
    at: int


def tokens(text: str) -> list[Token]:
    """The tokens of a formula and an end token; raises UserError for an unknown character or too much text."""
    if len(text) > MAX_LENGTH:
        raise UserError(
            "The formula has {length} characters; at most {limit} are allowed.", length=len(text), limit=MAX_LENGTH
        )
    found: list[Token] = []
    plain, position = _narrow(text), 0
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        if match is None:
            raise UserError(
                "“{part}” at position {at} does not belong in a formula.", part=text[position], at=position + 1
            )
        if match.lastgroup != "space":
            found.append(_token(match, position + 1))
        position = match.end()
    return [*found, Token("end", "", len(text) + 1)]


def number(token: Token) -> Fraction:
    """The exact value of a number token; raises UserError for more than 30 digits."""
    if len(token.text) > MAX_DIGITS + 1:
        raise UserError("The number at position {at} has more than {limit} digits.", at=token.at, limit=MAX_DIGITS)
    return Fraction(token.text)


def is_plain_name(name: str) -> bool:
    """Whether a name can be written without brackets."""
    match = _TOKEN.fullmatch(name)
    return match is not None and match.lastgroup == "name" and name == name.translate(_WIDE)


def _narrow(text: str) -> str:
    """Full-width marks and digits of a Chinese keyboard as their plain forms, but never inside quotes or brackets."""
    parts = re.split(r"""("[^"\n]*"|'[^'\n]*'|“[^“”\n]*”|\[[^\[\]\n]*\])""", text)
    return "".join(part if index % 2 else part.translate(_WIDE) for index, part in enumerate(parts))


def _token(match: re.Match[str], at: int) -> Token:
    group, text = str(match.lastgroup), str(match[str(match.lastgroup)])
    if group == "bracket":
        if not text.strip():
            raise UserError("The name in brackets at position {at} is empty.", at=at)
        return Token("column", text, at)
    if group in {"double", "single", "curly"}:
        return Token("text", text, at)
    if group == "mark":
        return Token("mark", _SAME.get(text, text), at)
    return Token("number" if group == "number" else "name", text, at)
