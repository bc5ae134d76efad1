"""Files of no lasting use beside an encrypted workspace: AES-256-CTR under a key that lives as long as its process.

As long as the plain file and read at any place, so that whoever reads rows, sheets and columns need not know. Nothing
is sealed against change: who can write in the folder of a running program can do worse. Written once, from its start.
"""

import hashlib
import io
import os
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final, cast

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import CipherContext

_BLOCK: Final = 16


class _Veil(io.RawIOBase):
    """Turns what goes to a file and what comes from it."""

    def __init__(self, path: str, mode: str, key: str) -> None:
        self._file = open(path, mode, buffering=0)  # noqa: PTH123, SIM115 - a path that opens itself in this way
        self._key = hashlib.sha256(bytes.fromhex(key) + os.path.basename(path).encode()).digest()  # noqa: PTH119

    def _turned(self, place: int, data: bytes) -> bytes:
        skipped = bytes(place % _BLOCK)
        return self._stream(place // _BLOCK).update(skipped + data)[len(skipped) :]

    def _stream(self, block: int) -> "CipherContext":
        from cryptography.hazmat.primitives.ciphers import Cipher
        from cryptography.hazmat.primitives.ciphers.algorithms import AES
        from cryptography.hazmat.primitives.ciphers.modes import CTR

        return Cipher(AES(self._key), CTR(block.to_bytes(_BLOCK, "big"))).encryptor()

    def readinto(self, buffer: Any) -> int:
        place = self._file.tell()
        data = self._file.read(len(buffer)) or b""
        buffer[: len(data)] = self._turned(place, data)
        return len(data)

    def write(self, data: Any) -> int:
        plain, place = bytes(data), self._file.tell()
        return self._file.write(self._turned(place, plain)) or 0

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(place, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readable(self) -> bool:
        return self._file.readable()

    def writable(self) -> bool:
        return self._file.writable()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_veiled(path: Path, mode: str, key: str | None) -> BinaryIO:
    """A binary file, ``rb``, ``wb`` or ``w+b``; with a key nothing of what is written lies in plain."""
    if key is None:
        return cast("BinaryIO", open(path, mode))  # noqa: PTH123 - the caller closes it
    veil = _Veil(os.fspath(path), mode, key)
    if "+" in mode:
        return cast("BinaryIO", io.BufferedRandom(veil))
    return cast("BinaryIO", io.BufferedReader(veil) if veil.readable() else io.BufferedWriter(veil))


class VeiledPath(type(Path())):  # type: ignore[misc]
    """The path of a veiled file: what opens it reads and writes plain."""

    key: str

    @classmethod
    def under(cls, path: Path, key: str | None) -> Path:
        """``path`` itself without a key."""
        if key is None:
            return path
        found = cls(path)
        found.key = key
        return cast("Path", found)

    def open(
        self, mode: str = "r", buffering: int = -1, encoding: str | None = None, errors: str | None = None,
        newline: str | None = None,
    ) -> IO[Any]:  # fmt: skip
        """Like Path.open."""
        raw = mode.replace("t", "").replace("b", "") + "b"
        if buffering == 0:
            return cast("IO[Any]", _Veil(os.fspath(self), raw, self.key))
        file = open_veiled(Path(os.fspath(self)), raw, self.key)
        return file if "b" in mode else io.TextIOWrapper(file, encoding or "utf-8", errors, newline)

    def read_bytes(self) -> bytes:
        """Like Path.read_bytes."""
        with self.open("rb") as file:
            return bytes(file.read())

    def write_bytes(self, data: Any) -> int:
        """Like Path.write_bytes."""
        with self.open("wb") as file:
            return int(file.write(data))

    def read_text(self, encoding: str | None = None, errors: str | None = None) -> str:
        """Like Path.read_text."""
        with self.open("r", encoding=encoding, errors=errors) as file:
            return str(file.read())

    def with_suffix(self, suffix: str) -> Path:
        """Like Path.with_suffix, with the same key."""
        return VeiledPath.under(Path(os.fspath(self)).with_suffix(suffix), self.key)

    def __reduce__(self) -> Any:
        """Goes to another process with its key."""
        return _again, (os.fspath(self), self.key)


def _again(path: str, key: str) -> Path:
    return VeiledPath.under(Path(path), key)


def veil_of(path: Path) -> str | None:
    """The key of a veiled path, None for a plain one."""
    return path.key if isinstance(path, VeiledPath) else None
