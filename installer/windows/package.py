"""The Windows installer out of a folder of programs: ``python -m installer.windows.package FOLDER OUT``.

makensis runs on Windows and Linux alike, so that the script is compiled wherever packages are checked. With
CHANNELDESK_SIGN, a command that takes a file's name as its last word, programs, uninstaller and installer are signed.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from installer.product import ROOT, Stamp, product, stamp

SCRIPT: Final = Path(__file__).with_name("channeldesk.nsi")
SIGN: Final = "CHANNELDESK_SIGN"
_FIGURES: Final = re.compile(r"\d+")
_STAGES: Final = {"a": 10_000, "b": 20_000, "rc": 30_000}
_FINAL: Final = 60_000


def version4(version: str) -> str:
    """Four figures as Windows wants them, so that 1.4.0rc2 comes before 1.4.0: ``1.4.0.30002`` and ``1.4.0.60000``."""
    stage = re.search(r"(a|b|rc)(\d+)$", version)
    figures = _FIGURES.findall(version[: stage.start()] if stage else version)[:3]
    last = _STAGES[stage[1]] + int(stage[2]) if stage else _FINAL
    return ".".join([*figures, *["0"] * (3 - len(figures)), str(last)])


def version_resource(name: str, one: Stamp) -> str:
    """The text from which PyInstaller makes the version inside a program, in English and Chinese."""
    about, numbers = product(), tuple(int(part) for part in version4(one.version).split("."))

    def table(code: str, description: str) -> str:
        values = {
            "CompanyName": about.publisher, "FileDescription": description, "FileVersion": one.version,
            "InternalName": name, "LegalCopyright": about.copyright, "OriginalFilename": f"{name}.exe",
            "ProductName": about.name, "ProductVersion": one.version, "Comments": one.build,
        }  # fmt: skip
        rows = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in values.items())
        return f"StringTable({code!r}, [{rows}])"

    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004, "
        "fileType=0x1, subtype=0x0, date=(0, 0)), kids=[StringFileInfo([\n"
        f"{table('040904B0', about.summary)},\n{table('080404B0', about.summary_zh)}]),\n"
        "VarFileInfo([VarStruct('Translation', [0x409, 1200, 0x804, 1200])])])\n"
    )


def write_resources(work: Path, one: Stamp) -> None:
    """Leave the version of both programs where the specification looks for it."""
    about = product()
    for name in (about.window, about.console):
        (work / f"{name}.version.txt").write_text(version_resource(name, one), encoding="utf-8")


def entries(folder: Path) -> str:
    """What lies at the top of the folder, as two macros of NSIS: all of it, and the programs.

    The programs come last, so that a swap that stops early leaves the old ones in place.
    """
    names = sorted((path.name for path in folder.iterdir()), key=lambda name: (name.endswith(".exe"), name))
    programs = [name for name in names if name.endswith(".exe")]

    def macro(title: str, each: Sequence[str]) -> str:
        lines = "".join(f'  !insertmacro ${{WHAT}} "{name}"\n' for name in each)
        return f"!macro {title} WHAT\n{lines}!macroend\n"

    return macro("EachEntry", names) + macro("EachProgram", programs)


def defines(folder: Path, outfile: Path, notes: Path, one: Stamp, icon: Path | None) -> dict[str, str]:
    """What the script is told."""
    about = product()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1024
    found = {
        "NAME": about.name, "VERSION": one.version, "VERSION4": version4(one.version), "BUILD": f"build {one.build}",
        "PUBLISHER": about.publisher, "COPYRIGHT": about.copyright, "SUMMARY": about.summary, "WINDOW": about.window,
        "CONSOLE": about.console, "EXTENSION": about.association.extension, "PROGID": about.association.progid,
        "COMMENT": about.association.comment, "MIME": about.association.mime, "SIZE_KB": str(size),
        "PAYLOAD": str(folder.absolute() / "*"), "OUTFILE": str(outfile.absolute()), "ENTRIES": str(notes.absolute()),
        "LICENCE": str(ROOT / "LICENSE"),
    }  # fmt: skip
    if icon is not None:
        found["ICON"] = str(icon.absolute())
    if os.environ.get(SIGN):
        found["SIGN"] = os.environ[SIGN]
    return found


def sign(files: Sequence[Path]) -> None:
    """Sign files where a way to do so is given."""
    if command := os.environ.get(SIGN):
        for path in files:
            subprocess.run([*shlex.split(command, posix=os.name != "nt"), str(path)], check=True)


def build(folder: Path, out: Path, one: Stamp, *, icon: Path | None = None, compressor: str = "lzma") -> Path:
    """The installer of a folder; ``compressor`` zlib is quicker, for tests.

    Raises SystemExit where makensis is missing or the folder holds no program.
    """
    about = product()
    makensis = shutil.which("makensis") or shutil.which("makensis", path=r"C:\Program Files (x86)\NSIS")
    if makensis is None:
        raise SystemExit("makensis is missing: install NSIS 3.08 or newer")
    programs = [folder / f"{name}.exe" for name in (about.window, about.console)]
    if lacking := [path.name for path in programs if not path.is_file()]:
        raise SystemExit(f"{folder} holds no {', '.join(lacking)}")
    sign(programs)
    out.mkdir(parents=True, exist_ok=True)
    outfile = out / f"{about.name}-{one.version}-windows-x86_64-setup.exe"
    notes = out / f"{outfile.stem}.nsh"
    notes.write_text(entries(folder), encoding="utf-8")
    words = [f"-D{name}={value}" for name, value in defines(folder, outfile, notes, one, icon).items()]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(one.epoch)}
    try:
        done = subprocess.run(
            [makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8", f"-DCOMPRESSOR={compressor}", *words, str(SCRIPT)],
            check=False, env=environment, cwd=SCRIPT.parent,
        )  # fmt: skip
    finally:
        notes.unlink()
    if done.returncode:
        raise SystemExit("makensis refused the script; what it says stands above")
    return outfile


def main(words: Sequence[str] | None = None) -> int:
    """Make the installer and name it."""
    parser = argparse.ArgumentParser(prog="python -m installer.windows.package", description=__doc__)
    parser.add_argument("folder", type=Path, help="the programs, as installer.build left them")
    parser.add_argument("out", type=Path, help="where the installer goes")
    parser.add_argument("--version", default="")
    parser.add_argument("--quick", action="store_true", help="compress quickly (tests)")
    parser.add_argument("--icon", type=Path)
    asked = parser.parse_args(words)
    one = stamp(asked.version)
    print(build(asked.folder, asked.out, one, icon=asked.icon, compressor="zlib" if asked.quick else "lzma"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
