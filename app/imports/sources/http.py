"""One request of an endpoint: tried again where that can help, limited in time and size, its answer whole JSON."""

import json
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import (
    HTTPError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    SSLError,
    TimeoutError,  # noqa: A004 - its own, of connecting and of reading
)
from urllib3.util import Timeout

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.sources.reading import masked
from app.imports.sources.settings import WebSettings

_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that may be other ones in a moment (RFC 9110, 6585)."""
_CHUNK: Final = 1 << 16
_LOOK_S: Final = 0.1
_SLOWEST: Final = 10
"""A page may take so many times the time limit of one silence."""


@dataclass(frozen=True)
class WebLimits:
    """What an endpoint may ask of this machine."""

    page_bytes: int = 64 * 2**20
    """Unpacked: an answer that is larger is a mistake or a bomb."""
    pages: int = 100_000
    empty_pages: int = 50
    """So many pages without a row in a row lead nowhere."""
    attempts: int = 4
    backoff_s: float = 1.0
    """The pause before the second attempt; each later one is twice as long."""
    longest_pause_s: float = 60.0


@dataclass(frozen=True)
class Answer:
    """What an endpoint said."""

    value: Any
    link: str
    """The next page by the header ``Link`` (RFC 8288), or nothing."""


class _Failed(Exception):  # noqa: N818 - not an error yet: it is tried again
    """An attempt failed in a way that another one may not."""

    def __init__(self, text: Text, pause_s: float = 0.0) -> None:
        super().__init__(text)
        self.text, self.pause_s = text, pause_s


class Client:
    """Asks one endpoint; the secret goes nowhere but to its own origin."""

    def __init__(self, settings: WebSettings, secret: str | None, limits: WebLimits, progress: Progress) -> None:
        """Raises UserError where a secret is needed and there is none."""
        self._settings, self._secret, self._limits, self._progress = settings, secret, limits, progress
        self._headers, self._proof = _headers(settings), _proof(settings, secret)
        if settings.ca_file and not Path(settings.ca_file).is_file():
            raise UserError("There is no file of certificates “{path}”.", path=settings.ca_file)
        self._pool = urllib3.PoolManager(
            ca_certs=settings.ca_file or None, retries=False, timeout=Timeout(settings.timeout)
        )

    def close(self) -> None:
        """Let the connections go."""
        self._pool.clear()

    def ask(self, url: str, body: str = "") -> Answer:
        """The answer to one request; raises UserError where the last attempt failed too."""
        if _origin(url) != _origin(self._settings.url):
            raise UserError("The endpoint sends us on to another machine ({place}). Nothing was taken in.",
                            place=masked(urlsplit(url).netloc, self._secret))  # fmt: skip
        pause = self._limits.backoff_s
        for attempt in range(1, self._limits.attempts + 1):
            self._progress.step(0)
            try:
                return self._once(url, body)
            except _Failed as failed:
                if self._limits.attempts == 1:
                    raise UserError(failed.text.msgid, **failed.text.params) from failed
                if attempt == self._limits.attempts:
                    raise UserError(
                        "{what} Tried {n} times; nothing was taken in.", what=failed.text, n=attempt
                    ) from failed
                self._rest(max(pause, failed.pause_s))
                pause *= 2
        raise AssertionError  # there is at least one attempt

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + min(seconds, self._limits.longest_pause_s)
        while (left := until - time.monotonic()) > 0:
            self._progress.step(0)
            time.sleep(min(_LOOK_S, left))

    def _once(self, url: str, body: str) -> Answer:
        try:
            response = self._pool.request(
                self._settings.method, self._signed(url), body=body.encode() if body else None,
                headers=self._headers | self._proof, preload_content=False, redirect=False,
            )  # fmt: skip
            try:
                data = self._body(response)
            except BaseException:
                response.close()  # what was not read to its end is no connection to ask again on
                raise
            response.release_conn()
        except SSLError as error:
            if "CERTIFICATE_VERIFY" not in str(error):
                raise UserError(
                    "The endpoint does not speak https at this address: {error}", error=self._said(error)
                ) from error
            raise UserError("The endpoint's certificate is not trusted: {error}", error=self._said(error)) from error
        except (LocationParseError, ValueError) as error:
            raise UserError("The request cannot be sent: {error}", error=self._said(error)) from error
        except (HTTPError, OSError) as error:
            raise _Failed(Text("The endpoint does not answer: {error}.", {"error": self._why(error)})) from error
        self._require_success(response, data)
        return Answer(self._parsed(data), _next_link(response.headers))

    def _why(self, error: Exception) -> Text | str:
        """The usual reasons in words of our own, any other as urllib3 has it."""
        match error:
            case NameResolutionError():
                return Text(N_("no machine has this name"))
            case NewConnectionError():  # one of its timeouts
                return Text(N_("nothing listens at this address"))
            case TimeoutError():
                return Text(N_("it was silent for {n} s"), {"n": self._settings.timeout})
            case ProtocolError():
                return Text(N_("its answer broke off"))
        return self._said(error).rpartition("): ")[2]  # urllib3 names its own object first

    def _signed(self, url: str) -> str:
        """The address with the secret in it, where that is how one signs in."""
        if self._settings.auth != "parameter":
            return url
        return f"{url}{'&' if '?' in url else '?'}{urlencode({self._settings.header: self._secret})}"

    def _body(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """The unpacked body, no larger than allowed and no slower."""
        found = bytearray()
        until = time.monotonic() + _SLOWEST * self._settings.timeout
        for chunk in response.stream(_CHUNK, decode_content=True):
            found += chunk
            self._progress.step(0)
            if len(found) > self._limits.page_bytes:
                raise UserError("The endpoint's answer is larger than {n} MB. Nothing was taken in; ask for smaller "
                                "pages.", n=self._limits.page_bytes >> 20)  # fmt: skip
            if time.monotonic() > until:
                raise _Failed(Text("The endpoint answers too slowly."))
        return bytes(found)

    def _require_success(self, response: urllib3.BaseHTTPResponse, data: bytes) -> None:
        status = response.status
        if status in _AGAIN:
            raise _Failed(Text("The endpoint answers with error {status}.", {"status": status}), _pause(response))
        if status in {401, 403}:
            raise UserError("The endpoint does not let us in (error {status}); look at the source's secret.",
                            status=status)  # fmt: skip
        if 300 <= status < 400:
            place = self._said(response.headers.get("location", ""))
            raise UserError("The endpoint sends us on to {place} (error {status}). If that is the right address, enter "
                            "it; nothing was taken in.", place=f"“{place}”", status=status)  # fmt: skip
        if status >= 400:
            said = self._said(data[:2_000].decode("utf-8", "replace")) or response.reason or "-"
            raise UserError("The endpoint refuses the request (error {status}): {error}", status=status, error=said)

    def _parsed(self, data: bytes) -> Any:
        try:
            return json.loads(data, parse_float=Decimal, parse_constant=_no_number)
        except RecursionError as error:
            raise UserError("The endpoint's answer is nested too deeply. Nothing was taken in.") from error
        except ValueError as error:
            raise _Failed(Text("The endpoint's answer is no whole JSON.")) from error

    def _said(self, what: object) -> str:
        return masked(what, self._secret, *(value.rpartition(" ")[2] for value in self._proof.values()))


def _headers(settings: WebSettings) -> dict[str, str]:
    found = {"accept": "application/json", "accept-encoding": "gzip, deflate", "user-agent": "ChannelDesk"}
    found |= {name.lower(): value for name, value in settings.headers}
    if settings.body:
        found.setdefault("content-type", "application/json")
    return found


def _proof(settings: WebSettings, secret: str | None) -> dict[str, str]:
    """The header that says who asks; user and password are UTF-8 (RFC 7617)."""
    if settings.auth == "none":
        return {}
    if not secret:
        raise UserError("The secret of this source is not on this machine. Enter it, and try again.")
    if settings.auth == "basic":
        return {"authorization": f"Basic {b64encode(f'{settings.user}:{secret}'.encode()).decode('ascii')}"}
    if settings.auth == "parameter":
        return {}
    if not (secret.isascii() and secret.isprintable()):
        raise UserError("The secret holds a line break or a letter that no token has. Enter it again.")
    return {"authorization": f"Bearer {secret}"} if settings.auth == "bearer" else {settings.header.lower(): secret}


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _pause(response: urllib3.BaseHTTPResponse) -> float:
    """Seconds that the answer asks us to wait (Retry-After), 0 where it names none or a date."""
    asked = response.headers.get("retry-after", "")
    return float(asked) if asked.isdecimal() else 0.0


def _next_link(headers: Mapping[str, str]) -> str:
    for part in headers.get("link", "").split(","):
        address, _, rest = part.partition(";")
        if 'rel="next"' in rest.replace("'", '"') or "rel=next" in rest:
            return address.strip().removeprefix("<").removesuffix(">")
    return ""


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")
