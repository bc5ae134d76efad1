"""Signing a PDF with the user's own certificate: PAdES baseline B-B (ETSI EN 319 142-1), offline, no timestamp.

The certificate is a PKCS#12 file (RFC 7292) that stays where it is; this machine keeps its path, and its passphrase as
it keeps other secrets. The signature covers every byte of the file and shows in the reader's panel of signatures, not
on a page. Without a timestamp nobody but the signer says when it was made.
"""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.core.errors import UserError
from app.core.settings import MachineSettings

if TYPE_CHECKING:
    from cryptography import x509

    from app.imports.sources.secrets import Secrets

SECRET: Final = "certificate"  # noqa: S105 - the name under which the passphrase is kept
_FIELD: Final = "ChannelDesk"
_OTHER_USES: Final = frozenset({"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9"})
"""Extended key usages (RFC 5280) that say nothing of documents: TLS servers, timestamps, OCSP."""


@dataclass(frozen=True)
class Certificate:
    """A certificate that can sign now."""

    path: Path
    holder: str
    issuer: str
    until: date
    data: bytes
    passphrase: str

    def sign(self, pdf: bytes) -> bytes:
        """The PDF with a signature over all its bytes; raises UserError where it cannot be signed."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign.fields import SigSeedSubFilter
        from pyhanko.sign.general import SigningError
        from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf

        signer = SimpleSigner.load_pkcs12_data(self.data, [], self.passphrase.encode() or None)
        how = PdfSignatureMetadata(
            field_name=_FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=self.holder
        )
        found = BytesIO()
        try:
            sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), how, signer, output=found)
        except (SigningError, PdfError, ValueError) as error:
            raise UserError("The PDF could not be signed: {error}", error=str(error)) from error
        return found.getvalue()


class Signing:
    """Which certificate signs on this machine."""

    def __init__(self, machine: MachineSettings, secrets: "Secrets") -> None:
        """``machine`` keeps the path, ``secrets`` the passphrase."""
        self._machine, self._secrets = machine, secrets

    @property
    def path(self) -> Path | None:
        """The chosen file; None where nobody chose one."""
        return self._machine.certificate

    def choose(self, path: Path, passphrase: str, now: datetime) -> Certificate:
        """Sign with this file from now on; raises UserError where it cannot sign, and keeps what was chosen before."""
        found = read_certificate(path, passphrase, now)
        self._secrets.put(SECRET, passphrase)
        self._machine.update(certificate=str(path.absolute()))
        return found

    def forget(self) -> None:
        """Sign with nothing any more; the file stays where it is."""
        self._machine.update(certificate=None)
        self._secrets.put(SECRET, None)

    def open(self, now: datetime) -> Certificate:
        """The chosen certificate; raises UserError where there is none or it cannot sign now."""
        if self.path is None:
            raise UserError("No certificate is chosen on this computer; choose one in the settings.")
        return read_certificate(self.path, self._secrets.get(SECRET) or "", now)


def read_certificate(path: Path, passphrase: str, now: datetime) -> Certificate:
    """The certificate of a PKCS#12 file with its key; raises UserError where it cannot sign a document at ``now``."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError("The certificate {path} cannot be read.", path=path) from error
    try:
        key, own, _others = pkcs12.load_key_and_certificates(data, passphrase.encode() or None)
    except ValueError as error:
        raise UserError("{file} does not open: the passphrase is wrong, or it is no certificate with its key (PKCS#12, "
                        ".p12 or .pfx).", file=path.name) from error  # fmt: skip
    if own is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UserError("{file} holds no certificate with an RSA or ECDSA key.", file=path.name)
    found = Certificate(
        path, _name(own.subject), _name(own.issuer), own.not_valid_after_utc.astimezone().date(), data, passphrase
    )
    if now > own.not_valid_after_utc:
        raise UserError("The certificate of {holder} ended on {day}.", holder=found.holder, day=found.until.isoformat())
    if now < own.not_valid_before_utc:
        day = own.not_valid_before_utc.astimezone().date().isoformat()
        raise UserError("The certificate of {holder} begins only on {day}.", holder=found.holder, day=day)
    if not _may_sign(own):
        raise UserError("The certificate of {holder} is not made for signing documents.", holder=found.holder)
    return found


def _name(name: Any) -> str:
    """The common name of a subject or issuer, else all of it."""
    from cryptography.x509.oid import NameOID

    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else str(name.rfc4514_string())


def _may_sign(certificate: "x509.Certificate") -> bool:
    """Whether its key usage (RFC 5280 4.2.1.3, .12) lets it sign documents; one that says nothing may."""
    from cryptography import x509

    for one in certificate.extensions:
        value = one.value
        if isinstance(value, x509.KeyUsage) and not (value.digital_signature or value.content_commitment):
            return False
        if isinstance(value, x509.ExtendedKeyUsage) and {each.dotted_string for each in value} <= _OTHER_USES:
            return False
        if isinstance(value, x509.BasicConstraints) and value.ca:
            return False
    return True
