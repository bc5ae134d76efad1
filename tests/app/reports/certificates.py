"""Certificates made for a test, as PKCS#12 files."""

import datetime as dt
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSPHRASE = "开门 sesame"  # noqa: S105 - of certificates that live as long as a test


def certificate(
    path: Path, *more: x509.ExtensionType, days: tuple[int, int] = (-1, 30), signs: bool = True, key: Any = None
) -> Path:
    """A file with a certificate of 王芳, in force from and until so many days from now."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "王芳"), x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")])
    now = dt.datetime.now(dt.UTC)
    usage = x509.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_encipherment=not signs, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days[0])).not_valid_after(now + dt.timedelta(days[1]))
        .add_extension(usage, critical=True)
    )  # fmt: skip
    for one in more:
        made = made.add_extension(one, critical=False)
    sealed = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"me", key, made.sign(key, hashes.SHA256()), None, sealed))
    return path
