"""Mail by SMTP (RFC 5321): encrypted from the start or by STARTTLS, certificates checked."""

import html
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from mimetypes import guess_type
from typing import Any, Final

from app.core.texts import N_
from app.jobs.delivery.problems import LaterError, RefusedError
from app.jobs.delivery.settings import Mail

TIMEOUT_S: Final = 20
SLOWEST: Final = 50_000
"""Bytes a second that a line has to carry: the largest letter then leaves within the lease of the queue."""
_PERMANENT: Final = 500


def compose(
    mail: Mail, *, key: str, recipient: str, message: Mapping[str, Any], now: datetime,
    files: Sequence[tuple[str, bytes]] = (),
) -> EmailMessage:  # fmt: skip
    """A mail of plain text and the same as HTML, every word escaped; the Message-ID follows from the key.

    ``files`` are names and bytes of what goes along; names that are not ASCII are written as RFC 2231 says.
    """
    found = EmailMessage()
    found["From"] = Address("ChannelDesk", addr_spec=mail.sender)
    found["To"] = recipient
    found["Subject"] = " ".join(str(message["subject"]).split())
    found["Date"] = format_datetime(now.astimezone())
    found["Message-ID"] = f"<{key.replace('@', '.').replace(':', '.')}@channeldesk.invalid>"
    found["Auto-Submitted"] = "auto-generated"
    lines = [str(one) for one in message["lines"]]
    found.set_content("\n".join(lines) + "\n")
    body = "".join(f"<p style='margin:4px 0'>{html.escape(one)}</p>" if one else "<br>" for one in lines)
    found.add_alternative(f"<html><body>{body}</body></html>", subtype="html")
    for name, data in files:
        kind, _, sub = (guess_type(name)[0] or "application/octet-stream").partition("/")
        found.add_attachment(data, maintype=kind, subtype=sub, filename=name, params=_params(kind, data))
    return found


def _params(kind: str, data: bytes) -> dict[str, str]:
    """What a text is written in; of a calendar file also what it asks for, as RFC 6047 wants it."""
    method = re.search(rb"^METHOD:([A-Z]+)", data, re.MULTILINE) if kind == "text" else None
    return ({"charset": "utf-8"} if kind == "text" else {}) | ({"method": method[1].decode()} if method else {})


def send_mail(mail: Mail, password: str, letter: EmailMessage) -> None:
    """Hand a mail over; raises LaterError or RefusedError in words."""
    try:
        with _server(mail) as server:
            if mail.user:
                server.login(mail.user, password)
            _send(server, letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _refusal(code, said) from error
    except smtplib.SMTPAuthenticationError as error:
        raise LaterError(N_("The mail server does not accept user and password: {said}"), said=_said(error)) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except ssl.SSLCertVerificationError as error:
        raise LaterError(
            N_("The certificate of {host} is not valid: {said}"), host=mail.host, said=error.verify_message
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise LaterError(
            N_("The mail server {host} cannot be reached: {said}"), host=mail.host, said=str(error)
        ) from error


def _send(server: smtplib.SMTP, letter: EmailMessage) -> None:
    """Hand the letter over; the time-out of a socket is that of all its bytes, not of each piece."""
    if server.sock is not None:
        server.sock.settimeout(TIMEOUT_S + len(bytes(letter)) / SLOWEST)
    server.send_message(letter)


@contextmanager
def _server(mail: Mail) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if mail.security == "ssl":
        server: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, timeout=TIMEOUT_S, context=context)
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=TIMEOUT_S)
    with server:
        if mail.security == "starttls":
            server.starttls(context=context)
        yield server


def _refusal(code: int, said: bytes | str) -> LaterError | RefusedError:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    kind = RefusedError if code >= _PERMANENT else LaterError
    return kind(N_("The mail server said {code}: {said}"), code=code, said=words)


def _said(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
