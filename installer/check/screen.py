"""A screen in memory that programs of a clean root paint on, and what is to be seen there."""

import struct
import subprocess
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

WIDTH: Final = 1366
HEIGHT: Final = 768
_HEAD: Final = struct.Struct(">25I")


class Screen:
    """An X server without a monitor; its picture lies in a file."""

    def __init__(self, name: str, picture: Path) -> None:
        """``picture`` is the X server's own frame buffer, in the format of xwd."""
        self.name = name
        self._picture = picture

    def pixels(self) -> bytes:
        """The picture as rows of red, green and blue."""
        data = self._picture.read_bytes()
        head = _HEAD.unpack_from(data)
        size, width, height, line, colours = head[0], head[4], head[5], head[12], head[19]
        start = size + colours * 12
        rows = []
        for number in range(height):
            row = data[start + number * line : start + number * line + width * 4]
            rows.append(row[2::4] + row[1::4] + row[0::4])
        return b"".join(_interleave(row, width) for row in rows)

    def colours(self) -> int:
        """How many different colours are to be seen; an empty screen has one."""
        pixels = self.pixels()
        return len({pixels[place : place + 3] for place in range(0, len(pixels), 3)})

    def wait_painted(self, least: int = 100, seconds: float = 60) -> int:
        """Wait until a window with text and drawings is there; returns its colours. Raises where nothing comes."""
        end = time.monotonic() + seconds
        found = 0
        while time.monotonic() < end:
            found = self.colours()
            if found >= least:
                return found
            time.sleep(0.5)
        raise RuntimeError(f"Nothing was painted in {seconds:.0f} seconds: {found} colours on the screen")

    def save(self, path: Path) -> None:
        """Keep the picture as PNG."""
        pixels = self.pixels()
        rows = b"".join(b"\0" + pixels[at : at + WIDTH * 3] for at in range(0, len(pixels), WIDTH * 3))
        parts = (
            (b"IHDR", struct.pack(">2I5B", WIDTH, HEIGHT, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(rows)),
            (b"IEND", b""),
        )
        body = b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in parts
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def _interleave(planes: bytes, width: int) -> bytes:
    made = bytearray(width * 3)
    for place in range(3):
        made[place::3] = planes[place * width : (place + 1) * width]
    return bytes(made)


@contextmanager
def screen() -> Iterator[Screen]:
    """An X server that picks a free number itself; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="channeldesk-screen-") as folder:
        said = Path(folder) / "number"
        with said.open("wb") as out:
            server = subprocess.Popen(
                ["Xvfb", "-displayfd", "1", "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", folder,
                 "-nolisten", "tcp"],
                stdout=out, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        try:
            end = time.monotonic() + 30
            while not said.read_text().strip():
                if time.monotonic() > end or server.poll() is not None:
                    raise RuntimeError("Xvfb did not start")
                time.sleep(0.1)
            yield Screen(f":{said.read_text().strip()}", Path(folder) / "Xvfb_screen0")
        finally:
            server.terminate()
            server.wait()
