"""Pages of an encrypted SQLite file written directly: what SQLCipher 4 makes of a page, for disposable files.

A page is AES-256-CBC under the raw key, then its own random start (16 bytes), then HMAC-SHA-512 (64 bytes) of both and
of the page's number. The first page keeps the file's salt in its first 16 bytes. SQLCipher's "Design", section
"Database Encryption".
"""

import hashlib
import hmac
import os
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

_SALT, _START, _SEAL = 16, 16, 64
_SALT_MASK: Final = 0x3A
_ROUNDS: Final = 2


class PageCipher:
    """Turns pages of one file into what lies on the disk, and back."""

    def __init__(self, key: str, salt: bytes) -> None:
        """``key`` is raw, in hexadecimal; ``salt`` are the first bytes of the file."""
        raw = bytes.fromhex(key)
        self._salt, self._algorithm = salt, AES(raw)
        masked = bytes(one ^ _SALT_MASK for one in salt)
        self._seal_key = hashlib.pbkdf2_hmac("sha512", raw, masked, _ROUNDS, 32)

    def sealed(self, number: int, page: bytes) -> bytes:
        """A page of a number, without its reserved bytes, as it is written."""
        head = self._salt if number == 1 else b""
        start = os.urandom(_START)
        cipher = Cipher(self._algorithm, CBC(start)).encryptor()
        body = cipher.update(page[len(head) :]) + start
        return head + body + hmac.digest(self._seal_key, body + number.to_bytes(4, "little"), "sha512")

    def opened(self, number: int, page: bytes) -> bytes:
        """A page as it was before it was sealed; ValueError where it is another one's or was changed."""
        head = self._salt if number == 1 else b""
        body, seal = page[len(head) : -_SEAL], page[-_SEAL:]
        if not hmac.compare_digest(hmac.digest(self._seal_key, body + number.to_bytes(4, "little"), "sha512"), seal):
            raise ValueError("the page is not what was written")
        cipher = Cipher(self._algorithm, CBC(body[-_START:])).decryptor()
        return b"SQLite format 3\0"[: len(head)] + cipher.update(body[:-_START])
