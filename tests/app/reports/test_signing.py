"""A PDF signed with one's own certificate: every byte is covered, and what cannot sign is refused in words."""

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ExtendedKeyUsage
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.core.errors import UserError
from app.core.workspace import Workspace
from app.imports.sources.secrets import Secrets
from app.reports.kit.flow import Flow
from app.reports.signing import Signing, read_certificate
from tests.app.reports.certificates import PASSPHRASE, certificate


def a_pdf() -> bytes:
    flow = Flow("zh_CN", title="浙江省区", subject="季度报告", running="浙江省区", footer="1")
    flow.text("甲" * 400)
    return flow.finish()


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_a_signed_report_is_covered_wholly_and_a_changed_byte_is_told(
    workspace: Workspace, tmp_path: Path, kind: str
) -> None:
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    machine, secrets = workspace.machine, Secrets(workspace.machine.folder, workspace.id)
    now, signing = dt.datetime.now(dt.UTC), Signing(machine, secrets)
    with pytest.raises(UserError, match="No certificate is chosen"):
        signing.open(now)
    file = certificate(tmp_path / "me.p12", key=key)
    signing.choose(file, PASSPHRASE, now)
    mine, plain = signing.open(now), a_pdf()
    signed = mine.sign(plain)
    assert (mine.holder, signed[: len(plain)]) == ("王芳", plain)
    kept = "".join(one.read_text("utf-8", "replace") for one in machine.folder.iterdir() if one.is_file())
    assert PASSPHRASE not in kept
    status = validated(signed, file)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert (status.valid, status.intact, status.timestamp_validity) == (True, True, None)
    place = len(plain) // 2
    changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    assert not validated(changed, file).intact
    signing.forget()
    assert (signing.path, secrets.get("certificate"), file.exists()) == (None, None, True)


def validated(pdf: bytes, file: Path) -> PdfSignatureStatus:
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    own = pkcs12.load_key_and_certificates(file.read_bytes(), PASSPHRASE.encode())[1]
    assert own is not None
    trusted = ValidationContext(
        trust_roots=list(load_certs_from_pemder_data(own.public_bytes(Encoding.DER))), allow_fetching=False
    )
    (signature,) = PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    return validate_pdf_signature(signature, trusted)


def test_what_cannot_sign_is_refused_in_words(tmp_path: Path) -> None:
    now, usual = dt.datetime.now(dt.UTC), tmp_path / "me.p12"
    tls = ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    (tmp_path / "text.p12").write_text("no certificate")
    for file, passphrase, said in (
        (certificate(usual), "wrong", "passphrase is wrong"), (tmp_path / "text.p12", "", "passphrase is wrong"),
        (tmp_path / "gone.p12", "", "cannot be read"),
        (certificate(tmp_path / "old.p12", days=(-9, -2)), PASSPHRASE, "王芳 ended on"),
        (certificate(tmp_path / "new.p12", days=(2, 9)), PASSPHRASE, "王芳 begins only on"),
        (certificate(tmp_path / "keys.p12", signs=False), PASSPHRASE, "not made for signing"),
        (certificate(tmp_path / "tls.p12", tls), PASSPHRASE, "not made for signing"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=said):
            read_certificate(file, passphrase, now)
    mine = read_certificate(usual, PASSPHRASE, now)
    with pytest.raises(UserError, match="could not be signed"):
        mine.sign(b"no PDF")
