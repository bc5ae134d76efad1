"""Mail as a server gets it: escaped, with an id by which a copy is known; refusals in words."""

import datetime as dt
import ssl
from base64 import b64decode
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.jobs.delivery.mail import compose, send_mail
from app.jobs.delivery.problems import LaterError, RefusedError
from app.jobs.delivery.settings import Mail
from tests.app.jobs.delivery.loopback import MailServer, serving

NOW = dt.datetime(2026, 4, 10, 1, tzinfo=dt.UTC)
EVIL = "<b>甲</b><img src=x onerror=alert(1)> & 乙"
MESSAGE = {"subject": "待处理 3\r\nBcc: a@b.c", "lines": ["严重 (1)", f"· {EVIL}", "", ".end"], "lang": "zh_CN"}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving(MailServer()) as found:
        yield found


def mail(server: MailServer, security: str = "none", user: str = "") -> Mail:
    return Mail("127.0.0.1", server.port, security, user, "desk@example.com")


def send(server: MailServer, **how: str) -> None:
    one = mail(server, **how)
    send_mail(one, "pass", compose(one, key="mail:p1:2026-04-10", recipient="a@example.com", message=MESSAGE, now=NOW))


def test_a_mail_arrives_whole_and_nothing_in_it_is_markup(server: MailServer) -> None:
    send(server, user="me")
    (letter,) = server.letters
    assert letter["Subject"] == "待处理 3 Bcc: a@b.c", "no line of a name becomes a header"
    assert letter["Bcc"] is None
    assert (letter["To"], letter["Message-ID"]) == ("a@example.com", "<mail.p1.2026-04-10@channeldesk.invalid>")
    plain, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert EVIL in plain.get_content()
    assert "<img" not in page.get_content()
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; 乙" in page.get_content()
    assert len(server.logins) == 1


@pytest.mark.parametrize(
    ("verb", "answer", "kind"),
    [("RCPT", "550 no such user", RefusedError), ("RCPT", "450 busy", LaterError), ("DATA", "554 spam", RefusedError),
     ("MAIL", "421 closing", LaterError), ("AUTH", "535 wrong", LaterError)],
)  # fmt: skip
def test_a_refusal_is_for_now_or_for_good_and_said(
    server: MailServer, verb: str, answer: str, kind: type[Exception]
) -> None:
    server.answers[verb] = answer
    with pytest.raises(kind) as error:
        send(server, user="me")
    assert answer.split()[1] in str(error.value)
    assert server.letters == []


def test_without_a_network_it_is_for_later(server: MailServer) -> None:
    gone = Mail("127.0.0.1", 1, "none", "", "desk@example.com")
    with pytest.raises(LaterError, match="cannot be reached"):
        send_mail(gone, "", compose(gone, key="k", recipient="a@example.com", message=MESSAGE, now=NOW))
    with pytest.raises(LaterError, match="cannot be reached"):
        send(server, security="starttls")  # the server has none: nothing goes out in the open instead
    assert server.letters == []


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_a_mail_goes_out_encrypted_with_a_login_and_only_to_a_server_somebody_vouches_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    server, own = MailServer(), _certificate(tmp_path / "own.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    if security == "ssl":
        server.socket = context.wrap_socket(server.socket, server_side=True)
    else:
        server.tls = context
    with serving(server):
        with pytest.raises(LaterError, match="certificate"):
            send(server, security=security, user="me")
        assert (server.letters, server.logins) == ([], []), "the password is told to nobody unknown"
        monkeypatch.setenv("SSL_CERT_FILE", str(own))  # where OpenSSL looks for whom the machine trusts
        send(server, security=security, user="me")
    assert [one["To"] for one in server.letters] == ["a@example.com"]
    assert b64decode(server.logins[0].split()[-1]) == b"\0me\0pass"


def _certificate(path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(start).not_valid_after(start + dt.timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path
