"""Builds the packages of this system: ``python -m installer.build [--out DIR] [--folder] [--version X]``.

A virtual environment of its own (``installer/requirements.lock``, hashes checked), PyInstaller's one folder, what is
shipped (SBOM, licences, a table of sizes), and on Linux the ``.deb`` and the portable archive.
"""

import argparse
import hashlib
import os
import py_compile
import shutil
import subprocess
import sys
import time
from pathlib import Path

from installer import linux
from installer.macos import package as macos
from installer.product import HERE, ROOT, Stamp, product, stamp
from installer.sizes import sizes, table
from installer.windows import package as windows

LOCK = HERE / "requirements.lock"


def say(*words: object) -> None:
    """A line of the report, seen at once."""
    print(*words, flush=True)


def environment(folder: Path) -> Path:
    """The interpreter of the environment that builds; made anew where the lock has changed."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    mark, wanted = folder / "lock.sha256", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if python.exists() and mark.exists() and mark.read_text() == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", LOCK],
        check=True,
    )
    mark.write_text(wanted)
    return python


def prepare(work: Path, one: Stamp) -> None:
    """What the specification takes from the folder of the build: the stamp and the migrations' bytecode."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    (work / "build.json").write_text(one.text(), encoding="utf-8")
    if sys.platform == "win32":
        windows.write_resources(work, one)
    for path in sorted((ROOT / "migrations").rglob("*.py")):
        inside = path.relative_to(ROOT)
        to = work / inside.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc"
        to.parent.mkdir(parents=True, exist_ok=True)
        unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH  # valid wherever and whenever it is unpacked
        py_compile.compile(str(path), str(to), dfile=inside.as_posix(), doraise=True, invalidation_mode=unchecked)


def freeze(python: Path, work: Path, out: Path, one: Stamp) -> Path:
    """PyInstaller's folder; the same bytes for the same commit, wherever it is built."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_"))}
    surroundings |= {"CHANNELDESK_WORK": str(work), "SOURCE_DATE_EPOCH": str(one.epoch), "PYTHONHASHSEED": "1"}
    surroundings |= {"PYINSTALLER_CONFIG_DIR": str(work / "cache"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    words = ["--noconfirm", "--clean", "--log-level", "WARN", "--workpath", str(work / "pyinstaller")]
    subprocess.run(
        [python, "-m", "PyInstaller", *words, "--distpath", str(out), str(HERE / "channeldesk.spec")],
        env=surroundings, cwd=ROOT, check=True,
    )  # fmt: skip
    return out / product().name


def strip_symbols(folder: Path) -> None:
    """Take the symbols out of the few libraries that bring many: stripping everything breaks numpy's."""
    if sys.platform != "linux" or shutil.which("strip") is None:
        return
    for pattern in ("libpython*.so*", "sqlcipher3/*.so"):
        for path in (folder / "_internal").glob(pattern):
            if not path.is_symlink():
                subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)


def draw_icons(python: Path, work: Path) -> Path:
    """The icon in every size."""
    subprocess.run([python, "-m", "installer.icons.draw", str(work)], cwd=ROOT, check=True)
    return work


def main(words: list[str] | None = None) -> int:
    """Build what is asked for."""
    asked = _asked(words)
    out, work, began = asked.out.absolute(), asked.work.absolute(), time.monotonic()
    one = stamp(asked.version)
    say(f"{product().name} {one.version}, build {one.build}")
    python = environment(asked.venv.absolute() if asked.venv else work / "venv")
    say(f"environment: {time.monotonic() - began:.0f} s")
    prepare(work / "freeze", one)
    icons = draw_icons(python, work / "freeze")
    folder = freeze(python, work / "freeze", out, one)
    strip_symbols(folder)
    found = sizes(folder)
    say(f"folder: {time.monotonic() - began:.0f} s")
    made = []
    if sys.platform == "linux" and not asked.folder:
        made = pack(folder, out, work, one, icons=icons, level=asked.level)
        say(f"packages: {time.monotonic() - began:.0f} s")
    if sys.platform == "win32" and not asked.folder:
        made = [windows.build(folder, out, one, icon=icons / "channeldesk.ico")]
    if sys.platform == "darwin" and not asked.folder:
        made = [macos.build(folder.with_suffix(".app"), out, one)]
    said = table(found, *((path.name, path.stat().st_size) for path in made))
    (out / "sizes.md").write_text(said, encoding="utf-8")
    say(said)
    return _too_big(sum(found.values()), made)


def pack(folder: Path, out: Path, work: Path, one: Stamp, *, icons: Path, level: int) -> list[Path]:
    """The ``.deb`` and the portable archive, with their hashes beside them."""
    made = [linux.portable(folder, out, one, level=level)]
    if shutil.which("dpkg-deb") is None:
        say("dpkg-deb is missing: no .deb")
    else:
        made.append(linux.deb(folder, out, work, one, icons=icons, level=level))
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made]
    (out / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    return made


def _too_big(folder: int, made: list[Path]) -> int:
    limits = product().limits
    weights = [("folder", folder, limits.folder)]
    weights += [(path.name, path.stat().st_size, limits.deb) for path in made if path.suffix == ".deb"]
    found = [f"{name}: {size / 1e6:.1f} MB, at most {most}" for name, size, most in weights if size > most * 1e6]
    for line in found:
        say(f"TOO BIG  {line}")
    return 1 if found else 0


def _asked(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m installer.build", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where the packages go")
    parser.add_argument("--work", type=Path, default=ROOT / "build", help="where environment and work files lie")
    parser.add_argument("--venv", type=Path, help="the environment, where it does not lie in the folder of the work")
    parser.add_argument("--version", default="", help="another version number than the program's (upgrade tests)")
    parser.add_argument("--level", type=int, default=6, help="how hard packages are packed, 1 to 9")
    parser.add_argument("--folder", action="store_true", help="the folder alone, no packages")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
