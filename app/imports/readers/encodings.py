"""Which character encoding the bytes of a text file are in, by evidence over the whole file."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

CHUNK: Final = 1 << 20
_HEAD: Final = 1 << 16
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL: Final = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")
_PUNCTUATION: Final = "、。·ˉ—…“”（），．：；？！￥％＋－／０-９Ａ-Ｚａ-ｚ【】《》×÷±℃㎡№①-⑩Ⅰ-Ⅻ　"
_BLOCKS: Final = 2
_TOLERATED: Final = 0.01
"""Share of undecodable characters that a damaged but recognisable file may have."""


@dataclass(frozen=True)
class Evidence:
    """What one pass over the bytes found."""

    encoding: str
    line_ends: int
    bare_returns: int
    nuls: int


def looks_binary(head: bytes) -> bool:
    """Whether the first bytes hold control characters or NULs that no text in an eight-bit encoding holds."""
    body = head.rstrip(b"\x00")
    if not body:
        return bool(head)
    controls = len(_CONTROL.findall(body))
    return controls > max(2, len(body) * 0.005) or body.count(0) > max(4, len(body) * 0.05)


def marked_encoding(head: bytes) -> str | None:
    """The encoding that a byte order mark names, or UTF-16 without a mark by where its zero bytes stand."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    body = head[: len(head) // 2 * 2]
    even, odd = body[::2].count(0), body[1::2].count(0)
    least = max(2, len(body) // 40)
    if odd >= least and even * 50 <= odd:
        return _if_text(body, "utf-16-le")
    if even >= least and odd * 50 <= even:
        return _if_text(body, "utf-16-be")
    return None


def _if_text(body: bytes, encoding: str) -> str | None:
    """The encoding where the bytes make words in it: hardly a control character, hardly a broken one."""
    text = body.decode(encoding, "replace")
    odd = sum(char == "\ufffd" or (char < " " and char not in "\t\r\n\f\x1a") for char in text)
    return encoding if odd * 50 <= len(text) else None


def examine(path: Path, encoding: str | None = None) -> Evidence:
    """One pass over the file: its encoding (unless given), its line ends, its NUL bytes."""
    with path.open("rb") as file:
        marked = encoding or marked_encoding(file.read(_HEAD))
    if marked and codecs.lookup(marked).name.startswith(("utf-16", "utf-32")):
        return Evidence(marked, *_wide_line_ends(path, marked), 0)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    utf8, ends, returns, nuls, last = True, 0, 0, 0, b""
    for chunk in _chunks(path):
        nuls += chunk.count(0)
        lines, found = chunk.count(b"\n"), chunk.count(b"\r")
        pairs = (chunk.count(b"\r\n") if found else 0) + (last == b"\r" and chunk[:1] == b"\n")
        ends += lines + found - pairs
        returns += found - pairs
        last = chunk[-1:]
        if utf8 and not marked:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                utf8 = False
    return Evidence(marked or ("utf-8" if utf8 else _eight_bit(path)), ends, returns, nuls)


def _wide_line_ends(path: Path, encoding: str) -> tuple[int, int]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    ends, returns, last = 0, 0, ""
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        found = text.count("\r")
        pairs = text.count("\r\n") + (last == "\r" and text[:1] == "\n")
        ends += text.count("\n") + found - pairs
        returns += found - pairs
        last = text[-1:]
    return ends, returns


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


@cache
def _common_hanzi() -> re.Pattern[str]:
    """The 3,755 characters of GB/T 2312's first level and the marks of Chinese typing: nearly all of real text."""
    first = "".join(
        bytes((lead, trail)).decode("gb2312", "ignore") for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF)
    )
    return re.compile(f"[{first}{_PUNCTUATION}]")


def _eight_bit(path: Path) -> str:
    """UTF-8 with a few broken bytes, GB18030 or Windows-1252, by how much each reading looks like text.

    The first blocks that hold any byte over 127, wherever in the file they stand, are evidence enough.
    """
    foreign = bad_utf8 = hanzi = bad_gb = common = 0
    for block in islice(_foreign_blocks(path), _BLOCKS):
        as_utf8 = block.decode("utf-8", "replace")
        bad = as_utf8.count("�") - block.count(b"\xef\xbf\xbd")
        bad_utf8 += bad
        foreign += len(_FOREIGN.findall(as_utf8)) - bad
        as_gb = block.decode("gb18030", "replace")
        bad_gb += as_gb.count("�")
        hanzi += len(_FOREIGN.findall(as_gb))
        common += len(_common_hanzi().findall(as_gb))
    if foreign and bad_utf8 <= foreign * _TOLERATED:
        return "utf-8"
    if hanzi and bad_gb <= hanzi * _TOLERATED and common >= hanzi * 0.6:
        return "gb18030"
    return "cp1252"


def _foreign_blocks(path: Path) -> Iterator[bytes]:
    """Whole lines that hold bytes over 127; a line end is never the second byte of a Chinese character."""
    carried = b""
    for chunk in _chunks(path):
        block = carried + chunk
        cut = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1 or len(block)
        block, carried = block[:cut], block[cut:]
        if not block.isascii():
            yield block
    if not carried.isascii():
        yield carried
