"""Files behind an address: TLS alone, the system's proxy, ways on that stay safe, and what went wrong in words."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from app.core.texts import N_, Text

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

CHUNK: Final = 1 << 18
_REDIRECTS: Final = 5
_CONNECT_S: Final = 10
_READ_S: Final = 20
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADERS: Final = {"user-agent": "ChannelDesk", "accept-encoding": "identity"}


class FailedError(Exception):
    """No answer, or one that broke off; ``why`` says it in words."""

    def __init__(self, why: Text | str) -> None:
        """For a sentence of whoever asked."""
        super().__init__(str(why))
        self.why = why


class UnsafeError(Exception):
    """An address, or one to which a server sends on, that others on the way could read and change."""

    def __init__(self, url: str) -> None:
        """Says with which scheme it begins."""
        super().__init__(url)
        self.scheme = urlsplit(url).scheme


class EndlessError(Exception):
    """A server sends on from one address to the next."""


def is_safe(url: str) -> bool:
    """Whether nobody on the way reads along: TLS, or the machine itself, to which there is no way."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


@contextmanager
def asked(url: str, headers: Mapping[str, str] | None = None) -> Iterator["BaseHTTPResponse"]:
    """The answer of an address, of whatever status, with its body still to come (``chunks``).

    Raises FailedError, UnsafeError and EndlessError.
    """
    if not is_safe(url):
        raise UnsafeError(url)
    pool = _pool(url)
    try:
        with closing(_answer(pool, url, {**_HEADERS, **(headers or {})})) as answer:
            yield answer
    finally:
        pool.clear()


def chunks(answer: "BaseHTTPResponse") -> Iterator[bytes]:
    """The body in pieces, as it was sent; raises FailedError where it breaks off."""
    from urllib3.exceptions import HTTPError

    try:
        yield from answer.stream(CHUNK, decode_content=False)
    except (HTTPError, OSError) as error:
        raise FailedError(_why(error)) from error


def proxy_of(url: str) -> str | None:
    """The proxy that the system's settings name for an address; None where they except it, or name none."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    if parts.hostname in _LOOPBACK or proxy_bypass(parts.hostname or ""):
        return None
    found = getproxies().get(parts.scheme)
    return found if not found or "://" in found else f"http://{found}"


def _pool(url: str) -> "PoolManager":
    import urllib3

    proxy = proxy_of(url)
    try:
        return urllib3.ProxyManager(proxy, retries=False) if proxy else urllib3.PoolManager(retries=False)
    except (urllib3.exceptions.HTTPError, ValueError) as error:  # settings that name no proxy
        raise FailedError(_why(error)) from error


def _answer(pool: "PoolManager", url: str, headers: Mapping[str, str]) -> "BaseHTTPResponse":
    import urllib3

    wait = urllib3.Timeout(connect=_CONNECT_S, read=_READ_S)
    for _ in range(_REDIRECTS):
        try:
            answer = pool.request("GET", url, headers=headers, timeout=wait, retries=False, redirect=False,
                                  preload_content=False)  # fmt: skip
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise FailedError(_why(error)) from error
        to = answer.headers.get("location")
        if not (300 <= answer.status < 400 and to):
            return answer
        answer.close()
        url = urljoin(url, to)
        if not is_safe(url):
            raise UnsafeError(url)
    raise EndlessError


def _why(error: Exception) -> Text | str:
    from urllib3.exceptions import NameResolutionError, NewConnectionError, ProtocolError, SSLError
    from urllib3.exceptions import TimeoutError as TooSlowError

    match error:
        case NameResolutionError():
            return Text(N_("no machine has this name"))
        case SSLError():
            return Text(N_("its certificate is not trusted"))
        case NewConnectionError():  # one of its timeouts
            return Text(N_("nothing listens at this address"))
        case TooSlowError():
            return Text(N_("it does not answer in time"))
        case ProtocolError():
            return Text(N_("its answer broke off"))
    return type(error).__name__
