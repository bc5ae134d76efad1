"""What an address of mail looks like. Pure."""

import re
from typing import Final

from app.core.errors import UserError

_ADDRESS: Final = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\".]+(\.[^\s@,;<>\".]+)*")


def mail_address(text: str) -> str:
    """The one address of a text (RFC 5321 in ASCII, without quoted parts); raises UserError where it is none."""
    plain = text.strip()
    if not plain.isascii() or _ADDRESS.fullmatch(plain) is None:
        raise UserError("“{address}” is no e-mail address.", address=plain)
    return plain
