"""Where a channel lies: a folder or share, or an https address; both are read the same way."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import getproxies

import urllib3
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, ProtocolError, SSLError
from urllib3.exceptions import TimeoutError as TooSlowError

from app.core.errors import UserError
from app.core.texts import N_, Text

CHUNK: Final = 1 << 18
_REDIRECTS: Final = 5
_TIMEOUT: Final = urllib3.Timeout(connect=10, read=20)
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADERS: Final = {"user-agent": "ChannelDesk", "accept-encoding": "identity"}


@dataclass(frozen=True)
class Stream:
    """The bytes of a file from ``start`` on; a server that cannot begin in the middle begins at 0."""

    start: int
    chunks: Iterator[bytes]


def place_of(text: str) -> "Place":
    """The place that a line of text names; raises UserError where it can be none."""
    text = text.strip()
    parts = urlsplit(text)
    if parts.scheme in {"http", "https"} and "://" in text:
        _require_safe(text)
        if parts.username or parts.password or parts.query or parts.fragment:
            raise UserError("The address of an update channel ends with its folder and holds no password.")
        return WebPlace(text.rstrip("/") + "/")
    if "://" in text and parts.scheme != "file":
        raise UserError("An update channel is a folder, a share, or an address that begins with https://.")
    folder = Path(text.removeprefix("file://"))
    if not text or not folder.is_absolute():
        raise UserError("Name the folder of the update channel in full, from the root or the drive on.")
    return FolderPlace(folder)


def _require_safe(url: str) -> None:
    """Without TLS others on the way see which version this computer runs; on the machine itself there is no way."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise UserError("“{url}” is no address.", url=url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise UserError("An update channel on the network is read by https:// alone, not by {scheme}://.",
                        scheme=parts.scheme)  # fmt: skip


class FolderPlace:
    """A folder of this machine or a share."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read yet."""
        self._folder = folder

    def read(self, name: str, most: int) -> bytes:
        """A small file as a whole."""
        with self.stream(name, 0) as stream:
            return _small(name, stream, most)

    @contextmanager
    def stream(self, name: str, start: int) -> Iterator[Stream]:
        """A file in pieces from ``start`` on."""
        try:
            file = (self._folder / name).open("rb")
        except FileNotFoundError as error:
            if not self._folder.is_dir():
                raise _unreachable(str(self._folder), Text(N_("the folder is not there"))) from error
            raise _missing(name, str(self._folder)) from error
        except OSError as error:
            raise _unreachable(str(self._folder), error.strerror or str(error)) from error
        with file:
            file.seek(start)
            yield Stream(start, self._chunks(file))

    def _chunks(self, file: BinaryIO) -> Iterator[bytes]:
        try:
            while chunk := file.read(CHUNK):
                yield chunk
        except OSError as error:  # the share went away
            raise _unreachable(str(self._folder), error.strerror or str(error)) from error


class WebPlace:
    """A folder behind an https address."""

    def __init__(self, url: str) -> None:
        """``url`` ends with a slash; nothing is asked yet."""
        self._url = url

    def read(self, name: str, most: int) -> bytes:
        """A small file as a whole."""
        with self.stream(name, 0) as stream:
            return _small(name, stream, most)

    @contextmanager
    def stream(self, name: str, start: int) -> Iterator[Stream]:
        """A file in pieces; what begins at 0 although it was asked for later says so."""
        with self._pool() as pool, closing(self._answer(pool, name, start)) as answer:
            begins = start if answer.status == 206 else 0
            yield Stream(begins, self._chunks(answer))

    @contextmanager
    def _pool(self) -> Iterator[urllib3.PoolManager]:
        """A way out as the system's settings name it, straight where they name none."""
        parts = urlsplit(self._url)
        proxy = None if parts.hostname in _LOOPBACK else getproxies().get(parts.scheme)
        pool = urllib3.ProxyManager(proxy, retries=False) if proxy else urllib3.PoolManager(retries=False)
        try:
            yield pool
        finally:
            pool.clear()

    def _answer(self, pool: urllib3.PoolManager, name: str, start: int) -> urllib3.BaseHTTPResponse:
        url = urljoin(self._url, quote(name))
        headers = _HEADERS | ({"range": f"bytes={start}-"} if start else {})
        for _ in range(_REDIRECTS):
            answer = self._asked(pool, url, headers)
            if answer.status in {200, 206}:
                return answer
            answer.close()
            if answer.status == 416:
                return self._answer(pool, name, 0)
            if not (300 <= answer.status < 400 and answer.headers.get("location")):
                raise self._refused(answer.status, name)
            url = urljoin(url, answer.headers["location"])
            _require_safe(url)
        raise UserError("The update channel sends us on from one address to the next without end.")

    def _asked(self, pool: urllib3.PoolManager, url: str, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        try:
            return pool.request(
                "GET", url, headers=headers, timeout=_TIMEOUT, retries=False, redirect=False, preload_content=False
            )
        except (HTTPError, OSError, ValueError) as error:
            raise _unreachable(self._url, _why(error)) from error

    def _chunks(self, answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        try:
            yield from answer.stream(CHUNK, decode_content=False)
        except (HTTPError, OSError) as error:
            raise _unreachable(self._url, _why(error)) from error

    def _refused(self, status: int, name: str) -> UserError:
        if status in {404, 410}:
            return _missing(name, self._url)
        return _unreachable(self._url, Text(N_("it answers with error {status}"), {"status": status}))


Place = FolderPlace | WebPlace


def _small(name: str, stream: Stream, most: int) -> bytes:
    found = bytearray()
    for chunk in stream.chunks:
        found += chunk
        if len(found) > most:
            raise _too_large(name)
    return bytes(found)


def _why(error: Exception) -> Text | str:
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


def _unreachable(place: str, error: Text | str) -> UserError:
    return UserError("The update channel {place} cannot be reached: {error}. You can go on working; the program asks "
                     "again tomorrow.", place=place, error=error)  # fmt: skip


def _missing(name: str, place: str) -> UserError:
    return UserError("There is no file {name} in the update channel {place}.", name=name, place=place)


def _too_large(name: str) -> UserError:
    return UserError("The file {name} of the update channel is larger than it can be. Nothing is taken from it.",
                     name=name)  # fmt: skip
