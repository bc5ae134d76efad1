"""Ids made by the client, natural ids that two laptops agree on, short references with a check character."""

import hashlib
import os
import time
import unicodedata
import uuid
from collections.abc import Callable
from typing import Final

from app.core.errors import UserError

_NAMESPACE: Final = uuid.UUID("5b0f8a52-3a55-5c1e-9b57-7d3c1a6f0e21")
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_id() -> str:
    """A UUID version 7 (RFC 9562): sorts by the millisecond of its making."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(uuid.UUID(int=value))


def natural_id(entity: str, key: str) -> str:
    """A UUID version 5 of what the outside world calls the thing, so that two devices make the same record."""
    return str(uuid.uuid5(_NAMESPACE, f"{entity}\0{unicodedata.normalize('NFC', key)}"))


def check_character(body: str) -> str:
    """The check character of the hybrid system of ISO/IEC 7064 with M = 32, over Crockford's alphabet."""
    size = len(_ALPHABET)
    product = size
    for character in body:
        total = (product + _ALPHABET.index(character)) % size or size
        product = 2 * total % (size + 1)
    return _ALPHABET[(size + 1 - product) % size]


def check_pair(text: str) -> str:
    """Two check characters of any text: of each byte the upper three bits and the lower five are checked apart.

    One wrong character is always found, two that changed places nearly always.
    """
    data = text.encode()
    parts = ([byte >> 5 for byte in data], [byte & 31 for byte in data])
    return "".join(check_character("".join(_ALPHABET[one] for one in part)) for part in parts)


def seal_of(text: str) -> str:
    """Three signs of Crockford's alphabet that follow from any text."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:2], "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in (10, 5, 0))


def short_ref(prefix: str, record_id: str, taken: Callable[[str], bool]) -> str:
    """A reference such as D-7F3K2-X from the record's id; longer where a shorter one is ``taken``."""
    number = int.from_bytes(hashlib.sha256(record_id.encode()).digest(), "big")
    digits = ""
    for length in range(1, 50):
        number, digit = divmod(number, len(_ALPHABET))
        digits += _ALPHABET[digit]
        if length < 5:
            continue
        found = f"{prefix}-{digits}-{check_character(digits)}"
        if not taken(found):
            return found
    raise AssertionError("sha256 has 52 digits of base 32")


def parse_ref(text: str) -> str:
    """A reference as somebody typed or read it out, in its written form; raises UserError where the check fails."""
    parts = text.strip().upper().replace(" ", "-").split("-")
    if len(parts) == 3:
        prefix, body, check = parts[0], parts[1].translate(_READ_AS), parts[2].translate(_READ_AS)
        if prefix and body and set(body) <= set(_ALPHABET) and check == check_character(body):
            return f"{prefix}-{body}-{check}"
    raise UserError("“{text}” is not a reference; look for a typing error.", text=text)
