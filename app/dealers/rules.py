"""Rules of dealer master data that need no database."""

from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc_check_character(body: str) -> str:
    """The 18th character of a 统一社会信用代码 for its first 17 (GB 32100-2015).

    ``C18 = 31 - (sum(Ci * 3^(i-1) mod 31) mod 31)`` over the alphabet without I, O, Z, S, V; 31 is written ``0``.
    Raises ValueError for a character outside the alphabet or a wrong length.
    """
    if len(body) != 17:
        raise ValueError("17 characters")
    total = sum(_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return _ALPHABET[(31 - total % 31) % 31]


def uscc_is_valid(code: str) -> bool:
    """Whether a unified social credit code has the right length, alphabet and check character."""
    if len(code) != 18 or any(character not in _ALPHABET for character in code):
        return False
    return uscc_check_character(code[:17]) == code[17]
