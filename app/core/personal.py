"""What of personal data is shown where they leave the program: their ends (个人信息保护法, data minimisation)."""

from typing import Final

STARS: Final = "****"
_PHONE_SIGNS: Final = 11


def masked(text: str) -> str:
    """The ends of a number: 138****0001; of an e-mail its first sign and its host; of what is short its first sign."""
    plain = text.strip()
    name, at, host = plain.partition("@")
    if at:
        return f"{name[:1]}{STARS}@{host}"
    if len(plain) >= _PHONE_SIGNS:
        return f"{plain[:3]}{STARS}{plain[-4:]}"
    return f"{plain[:1]}{STARS}" if plain else ""
