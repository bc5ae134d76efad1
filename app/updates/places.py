"""Where a channel lies: a folder or share, or an https address; both are read the same way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import quote, urljoin, urlsplit

from app.core import web
from app.core.errors import UserError
from app.core.texts import N_, Text

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

_NO_SUCH_RANGE: Final = 416


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
    if not web.is_safe(url):
        raise _unsafe(parts.scheme)


def _unsafe(scheme: str) -> UserError:
    return UserError("An update channel on the network is read by https:// alone, not by {scheme}://.", scheme=scheme)


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
            while chunk := file.read(web.CHUNK):
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
        headers = {"range": f"bytes={start}-"} if start else {}
        again = False
        try:
            with web.asked(urljoin(self._url, quote(name)), headers) as answer:
                again = bool(start) and answer.status == _NO_SUCH_RANGE
                if not again:
                    if answer.status not in {200, 206}:
                        raise self._refused(answer.status, name)
                    yield Stream(start if answer.status == 206 else 0, self._chunks(answer))
        except web.FailedError as error:
            raise _unreachable(self._url, error.why) from error
        except web.UnsafeError as error:
            raise _unsafe(error.scheme) from error
        except web.EndlessError as error:
            raise UserError("The update channel sends us on from one address to the next without end.") from error
        if again:
            with self.stream(name, 0) as found:
                yield found

    def _chunks(self, answer: "BaseHTTPResponse") -> Iterator[bytes]:
        try:
            yield from web.chunks(answer)
        except web.FailedError as error:
            raise _unreachable(self._url, error.why) from error

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


def _unreachable(place: str, error: Text | str) -> UserError:
    return UserError("The update channel {place} cannot be reached: {error}. You can go on working; the program asks "
                     "again tomorrow.", place=place, error=error)  # fmt: skip


def _missing(name: str, place: str) -> UserError:
    return UserError("There is no file {name} in the update channel {place}.", name=name, place=place)


def _too_large(name: str) -> UserError:
    return UserError("The file {name} of the update channel is larger than it can be. Nothing is taken from it.",
                     name=name)  # fmt: skip
