"""Makes resources/fonts from the npm tarball of @expo-google-fonts/noto-sans-sc: ``python tools/fonts.py TARBALL``.

Regular and Bold, static TrueType outlines (reportlab refuses CFF), cut down to GB2312, the 8,105 characters of the
general-use list of 2013 (Unihan's kTGH, from Debian's package ``unicode-data``), Latin, Greek, Cyrillic, punctuation,
arrows, mathematics, boxes and shapes. Renamed, so that an installed Noto does not shadow it; the OFL text goes along.
"""

import bz2
import io
import re
import sys
import tarfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
OUT = ROOT / "resources" / "fonts"
UNIHAN = Path("/usr/share/unicode")
FAMILY = "ChannelDesk Sans"
WEIGHTS = {"Regular": "package/400Regular/NotoSansSC_400Regular.ttf", "Bold": "package/700Bold/NotoSansSC_700Bold.ttf"}
BLOCKS = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x2FF), (0x370, 0x3FF), (0x400, 0x45F), (0x1E00, 0x1EFF),
    (0x2000, 0x22FF), (0x2300, 0x23FF), (0x2460, 0x27BF), (0x3000, 0x30FF), (0x3200, 0x33FF), (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
)  # fmt: skip


def gb2312() -> set[int]:
    """Every character that GB/T 2312-1980 can encode."""
    found: set[int] = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            found |= {ord(char) for char in bytes((high, low)).decode("gb2312", errors="ignore")}
    return found


def general_use() -> set[int]:
    """The 8,105 characters of 通用规范汉字表 (2013), as Unihan's field kTGH names them."""
    found: set[int] = set()
    for path in sorted(UNIHAN.glob("Unihan_*.txt.bz2")):
        with bz2.open(path, "rt", encoding="utf-8") as lines:
            found |= {int(hit[1], 16) for line in lines if (hit := re.match(r"U\+([0-9A-F]+)\tkTGH\t", line))}
    if len(found) != 8105:
        sys.exit(f"kTGH names {len(found)} characters, not 8,105; is Debian's unicode-data installed?")
    return found


def rename(font: TTFont, style: str) -> None:
    """Give the font our family name; copyright, licence and its address stay as they are."""
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style} 1.0", 4: f"{FAMILY} {style}"}
    names[6] = f"{FAMILY.replace(' ', '')}-{style}"
    table = font["name"]
    kept = {0, 5, 7, 13, 14}
    table.names = [record for record in table.names if record.nameID in kept and record.langID == 0x409]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)


def make(source: bytes, style: str, characters: set[int]) -> bytes:
    """One weight, cut down and renamed."""
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.glyph_names = False
    options.layout_features = ["kern", "ccmp", "locl", "mark", "mkmk"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "STAT"]
    cutter = Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    rename(font, style)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main(words: list[str]) -> int:
    """Write both weights and the licence."""
    if len(words) != 1:
        print(__doc__)
        return 2
    characters = gb2312() | general_use() | {code for first, last in BLOCKS for code in range(first, last + 1)}
    OUT.mkdir(parents=True, exist_ok=True)
    with tarfile.open(words[0]) as tarball:
        for style, member in WEIGHTS.items():
            found = tarball.extractfile(member)
            if found is None:
                sys.exit(f"{member} is not in the tarball")
            target = OUT / f"ChannelDeskSans-{style}.ttf"
            target.write_bytes(make(found.read(), style, characters))
            print(target.name, target.stat().st_size)
        licence = tarball.extractfile("package/LICENSE_FONT")
        if licence is not None:
            (OUT / "OFL.txt").write_bytes(licence.read())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
