"""Microsoft's compound file ([MS-CFB]): which streams it holds, and what the workbook stream says about itself."""

import struct
from pathlib import Path
from typing import Final

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END: Final = 0xFFFFFFFA
_MAX_SECTORS: Final = 1 << 22
_WORKBOOKS: Final = ("workbook", "book")
_FILEPASS: Final = 0x2F
_DATEMODE: Final = 0x22


class BrokenCompoundError(ValueError):
    """The file's chains or sizes contradict each other."""


class CompoundFile:
    """The directory of a compound file and the bytes of its streams."""

    def __init__(self, path: Path) -> None:
        """Read header, allocation table and directory; raises BrokenCompoundError."""
        self._data = path.read_bytes()
        try:
            self._open()
        except (struct.error, IndexError) as error:
            raise BrokenCompoundError(str(error)) from error

    def _open(self) -> None:
        shift, mini_shift = struct.unpack_from("<HH", self._data, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise BrokenCompoundError("sector size")
        self._size = 1 << shift
        first_directory, _, self._cutoff = struct.unpack_from("<III", self._data, 48)
        first_mini, _, next_difat, _ = struct.unpack_from("<IIII", self._data, 60)
        tables = [sector for sector in struct.unpack_from("<109I", self._data, 76) if sector < _END]
        while next_difat < _END and len(tables) < _MAX_SECTORS:
            entries = struct.unpack(f"<{self._size // 4}I", self._sector(next_difat))
            tables += [sector for sector in entries[:-1] if sector < _END]
            next_difat = entries[-1]
        self._fat = [entry for table in tables for entry in struct.unpack(f"<{self._size // 4}I", self._sector(table))]
        self.streams: dict[str, tuple[int, int]] = {}
        directory = self._chain(first_directory)
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<IQ", directory, at + 116)
            if kind in {2, 5}:
                name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                self.streams.setdefault(name.lower() if kind == 2 else "/", (start, size & 0xFFFFFFFF))
        packed = self._chain(first_mini)
        self._mini_fat = struct.unpack(f"<{len(packed) // 4}I", packed)

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self._data):
            raise BrokenCompoundError("a sector lies behind the end")
        return self._data[at : at + self._size].ljust(self._size, b"\0")

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector < _END:
            if len(parts) > len(self._fat):
                raise BrokenCompoundError("a chain without an end")
            parts.append(self._sector(sector))
            sector = self._fat[sector]
        return b"".join(parts)

    def read(self, name: str) -> bytes:
        """The bytes of a stream, whichever of the two allocation tables it lies in."""
        try:
            start, size = self.streams[name]
            if size >= self._cutoff:
                return self._chain(start)[:size]
            container = self._chain(self.streams["/"][0])
            parts: list[bytes] = []
            while start < _END and len(parts) <= len(self._mini_fat):
                parts.append(container[start * 64 : start * 64 + 64])
                start = self._mini_fat[start]
        except (IndexError, KeyError) as error:
            raise BrokenCompoundError(str(error)) from error
        return b"".join(parts)[:size]

    @property
    def workbook(self) -> str | None:
        """The name of the stream that makes the file a workbook."""
        return next((name for name in _WORKBOOKS if name in self.streams), None)

    @property
    def encrypted(self) -> bool:
        """Whether it is the envelope of an encrypted office document ([MS-OFFCRYPTO])."""
        return "encryptedpackage" in self.streams or "encryptioninfo" in self.streams


def workbook_globals(stream: bytes) -> tuple[bool, bool]:
    """(encrypted, 1904 dates) from the first records of a BIFF stream ([MS-XLS] 2.4.117 FilePass, 2.4.77 Date1904)."""
    at, encrypted, epoch_1904, count = 0, False, False, 0
    while at + 4 <= len(stream) and count < 20_000:
        record, size = struct.unpack_from("<HH", stream, at)
        if record == _FILEPASS:
            encrypted = True
        elif record == _DATEMODE and size >= 2:
            epoch_1904 = stream[at + 4] == 1
        elif record == 0x0A:
            break
        at += 4 + size
        count += 1
    return encrypted, epoch_1904
