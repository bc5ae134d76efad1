"""What head office signs, and whose signature counts on a machine: Ed25519 (RFC 8032), keys as one line of text."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.core.errors import UserError
from app.core.settings import MachineSettings

TRUSTED: Final = "trusted_keys"
"""The name under which the account's settings keep keys that were accepted by hand."""
_MARK: Final = "cdkey1."
_CHECK: Final = 4
_KEY: Final = 32
_GROUPS: Final = 6
_DIGITS: Final = 5
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True)
class TrustedKey:
    """A key whose signature counts here, who it is said to be, and whether the policy file names it."""

    public: str
    name: str
    by_policy: bool

    @property
    def fingerprint(self) -> str:
        """The key in figures that can be read out."""
        return fingerprint(self.public)


def make_key(passphrase: str = "") -> tuple[str, str]:
    """A new pair: the private key as PEM (sealed where a passphrase is given) and the public one as a line of text."""
    key = Ed25519PrivateKey.generate()
    sealed: Any = (
        serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    )
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, sealed).decode(), _public_text(key)


def public_of(private_pem: str, passphrase: str = "") -> str:
    """The public key that belongs to a private one."""
    return _public_text(_private(private_pem, passphrase))


def sign(private_pem: str, data: bytes, passphrase: str = "") -> str:
    """The signature over ``data``; raises UserError where the file is no key or its passphrase is another one."""
    return base64.b64encode(_private(private_pem, passphrase).sign(data)).decode()


def verify(public_text: str, signature: str, data: bytes) -> bool:
    """Whether the owner of a key signed exactly this; what is no key or no signature proves nothing."""
    try:
        key = Ed25519PublicKey.from_public_bytes(_bytes_of(public_text))
        key.verify(base64.b64decode(signature, validate=True), data)
    except (UserError, InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_text: str) -> str:
    """Six groups of five figures out of a key's SHA-256 (99 bits), to be compared over the phone."""
    number = int.from_bytes(hashlib.sha256(_bytes_of(public_text)).digest(), "big") % 10 ** (_GROUPS * _DIGITS)
    figures = f"{number:0{_GROUPS * _DIGITS}d}"
    return " ".join(figures[at : at + _DIGITS] for at in range(0, len(figures), _DIGITS))


def checked_key(public_text: str) -> str:
    """The key as it is kept, without spaces or breaks; raises UserError where a figure of it is wrong or missing."""
    found = _SPACE.sub("", public_text)
    _bytes_of(found)
    return found


def trusted_keys(
    machine: MachineSettings, policy_keys: Sequence[str] = (), *, only_policy: bool = False
) -> tuple[TrustedKey, ...]:
    """Whose signature counts here: keys of the policy file, and those accepted by hand unless only the policy may."""
    ours = [TrustedKey(checked_key(one), "", by_policy=True) for one in policy_keys]
    named = {one.public for one in ours}
    if not only_policy:
        ours += [TrustedKey(key, name, by_policy=False) for key, name in _accepted(machine).items() if key not in named]
    return tuple(ours)


def accept_key(machine: MachineSettings, public_text: str, name: str = "") -> str:
    """Trust a key on this machine from now on, after a person compared its fingerprint; returns the key as kept."""
    key = checked_key(public_text)
    machine.update(**{TRUSTED: _accepted(machine) | {key: name}})
    return key


def forget_key(machine: MachineSettings, public_text: str) -> None:
    """Trust a key no more that was accepted by hand; what it signed before stays."""
    key = checked_key(public_text)
    machine.update(**{TRUSTED: {one: name for one, name in _accepted(machine).items() if one != key}})


def signer(keys: Sequence[TrustedKey], signature: str, data: bytes) -> TrustedKey | None:
    """Which of the trusted keys signed; None where none did."""
    return next((one for one in keys if verify(one.public, signature, data)), None)


def _accepted(machine: MachineSettings) -> dict[str, str]:
    found = machine.read().get(TRUSTED)
    if not isinstance(found, dict):
        return {}
    return {key: str(name) for key, name in found.items() if _is_key(key)}


def _is_key(text: str) -> bool:
    try:
        _bytes_of(text)
    except UserError:
        return False
    return True


def _public_text(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return _MARK + base64.urlsafe_b64encode(raw + _check(raw)).decode()


def _check(raw: bytes) -> bytes:
    return hashlib.sha256(_MARK.encode() + raw).digest()[:_CHECK]


def _bytes_of(public_text: str) -> bytes:
    text = _SPACE.sub("", public_text)
    if not text.startswith(_MARK):
        raise UserError("This is no public key of ChannelDesk: it begins with {mark}.", mark=_MARK)
    try:
        found = base64.b64decode(text.removeprefix(_MARK), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        found = b""
    raw, check = found[:_KEY], found[_KEY:]
    if len(raw) != _KEY or check != _check(raw):
        raise UserError("This public key is incomplete or a character of it is wrong; copy the whole line again.")
    return raw


def _private(private_pem: str, passphrase: str) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(private_pem.encode(), passphrase.encode() or None)
    except TypeError as fault:  # sealed without a passphrase given, or the other way round
        if passphrase:
            return _private(private_pem, "")
        raise UserError("This private key is sealed: its passphrase is missing.") from fault
    except ValueError as fault:
        if passphrase and "ENCRYPTED" in private_pem:
            raise UserError("This private key does not open with this passphrase.") from fault
        raise UserError("This file is no private key of ChannelDesk.") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise UserError("This private key is of another kind; make one with “channeldesk pack key”.")
    return key
