"""Passphrases: what is kept of one is a salted verifier that is slow to try (scrypt, RFC 7914)."""

import hashlib
import hmac
import secrets
import unicodedata
from typing import Final

from app.core.errors import UserError

WAY: Final = "scrypt:15:8:1"
"""2^15 rounds of 8 blocks: 32 MB and about a tenth of a second for each try."""
SHORTEST: Final = 10
"""Characters; four words are longer than that."""
_MOST_EXPONENT: Final = 20
"""A file made elsewhere cannot ask for more memory than 1 GB."""


def made(passphrase: str) -> tuple[str, str, str]:
    """``(salt, verifier, way)`` to keep of a new passphrase; raises UserError where it is too easy to guess."""
    words = _normal(passphrase)
    if len(words) < SHORTEST:
        raise UserError("A passphrase has at least {n} characters: take a sentence that you remember.", n=SHORTEST)
    if len(set(words)) < SHORTEST // 2:
        raise UserError("The passphrase repeats too few characters; take a sentence that you remember.")
    salt = secrets.token_hex(16)
    return salt, verifier(words, salt, WAY), WAY


def is_right(passphrase: str, salt: str, kept: str, way: str) -> bool:
    """Whether a passphrase is the one of which the verifier was kept."""
    return hmac.compare_digest(verifier(passphrase, salt, way), kept)


def verifier(passphrase: str, salt: str, way: str) -> str:
    """Scrypt of a passphrase with its salt, in hexadecimal; ``way`` names algorithm and cost, as ``scrypt:15:8:1``.

    Raises UserError for a way that this program does not know.
    """
    name, _, cost = way.partition(":")
    parts = cost.split(":")
    if name != "scrypt" or len(parts) != 3 or not all(one.isdecimal() for one in parts):
        raise UserError("The passphrase was kept by a newer program.")
    exponent, blocks, parallel = (int(one) for one in parts)
    if not (1 <= exponent <= _MOST_EXPONENT and 1 <= blocks <= 16 and 1 <= parallel <= 4):
        raise UserError("The passphrase was kept by a newer program.")
    memory = 128 * blocks * ((1 << exponent) + parallel + 2)
    found = hashlib.scrypt(
        _normal(passphrase).encode(), salt=bytes.fromhex(salt), n=1 << exponent, r=blocks, p=parallel,
        maxmem=memory + (1 << 20), dklen=32,
    )  # fmt: skip
    return found.hex()


def _normal(passphrase: str) -> str:
    """The same words however a keyboard makes their signs (NFKC), without blanks around them."""
    return unicodedata.normalize("NFKC", passphrase).strip()
