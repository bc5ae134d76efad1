"""Builds the folder a second time somewhere else and compares: ``python -m installer.check.twice FOLDER``."""

import argparse
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from installer.product import ROOT, product, stamp


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file, links by where they lead."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[path.relative_to(folder).as_posix()] = f"-> {path.readlink()}"
        elif path.is_file():
            found[path.relative_to(folder).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """The paths that are not the same in both, each with how."""
    there = [f"{path}: only in the first" for path in sorted(one.keys() - other.keys())]
    there += [f"{path}: only in the second" for path in sorted(other.keys() - one.keys())]
    return there + [f"{path}: other bytes" for path in sorted(one.keys() & other.keys()) if one[path] != other[path]]


def main(words: list[str] | None = None) -> int:
    """Build again from a copy of the tree in another folder and say what differs."""
    parser = argparse.ArgumentParser(prog="python -m installer.check.twice", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder that was built")
    parser.add_argument("--venv", type=Path, default=ROOT / "build" / "venv")
    asked = parser.parse_args(words)
    if stamp().dirty:
        print("SKIPPED  needs a tree that is committed")
        return 0
    with tempfile.TemporaryDirectory(prefix="channeldesk-twice-") as name:
        tree, out = Path(name) / "another" / "tree", Path(name) / "out"
        subprocess.run(
            ["git", "clone", "--quiet", "--no-local", "--depth", "1", f"file://{ROOT}", str(tree)], check=True
        )
        subprocess.run(
            [sys.executable, "-m", "installer.build", "--folder", "--out", str(out), "--work", str(Path(name) / "w"),
             "--venv", str(asked.venv.absolute())],
            cwd=tree, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        first, second = hashes(asked.folder), hashes(out / product().name)
    found = differences(first, second)
    for line in found:
        print(f"DIFFERS  {line}")
    print(f"Built twice: {len(first)} files, {len(found)} differ.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
