"""The disk image for macOS out of ``ChannelDesk.app``: ``python -m installer.macos.package APP OUT``.

Without identities the program keeps the ad-hoc signature that PyInstaller gives it, which runs where it was built and,
after a right click, elsewhere. With CHANNELDESK_CODESIGN (an identity of the keychain) program and image are signed,
with CHANNELDESK_NOTARY (a profile of ``xcrun notarytool store-credentials``) the image is notarised and stapled too.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from installer.product import Stamp, product, stamp

IDENTITY: Final = "CHANNELDESK_CODESIGN"
NOTARY: Final = "CHANNELDESK_NOTARY"
ENTITLEMENTS: Final = Path(__file__).with_name("entitlements.plist")
_LIBRARIES: Final = (".dylib", ".so")


def image_name(version: str, machine: str) -> str:
    """Such as ``ChannelDesk-1.4.0-macos-arm64.dmg``."""
    return f"{product().name}-{version}-macos-{machine}.dmg"


def signing_steps(app: Path, identity: str) -> list[list[str]]:
    """What signs a program: every library inside first, the program last, for a seal covers what lies in it."""
    sign = ["codesign", "--force", "--timestamp", "--options", "runtime", "--sign", identity]
    libraries = sorted(path for path in app.rglob("*") if path.suffix in _LIBRARIES and not path.is_symlink())
    inner = [[*sign, str(path)] for path in libraries]
    outer = [*sign, "--entitlements", str(ENTITLEMENTS), str(app)]
    return [*inner, outer, ["codesign", "--verify", "--strict", "--verbose=2", str(app)]]


def image_steps(app: Path, staging: Path, image: Path, given: Mapping[str, str]) -> list[list[str]]:
    """What makes the image of a folder that shows the program beside a way to the folder of programs."""
    name = product().name
    steps = [
        ["ditto", str(app), str(staging / app.name)],
        ["ln", "-s", "/Applications", str(staging / "Applications")],
        ["hdiutil", "create", "-volname", name, "-srcfolder", str(staging), "-fs", "HFS+", "-format", "UDZO", "-ov",
         str(image)],
    ]  # fmt: skip
    if given.get(IDENTITY):
        steps.append(["codesign", "--force", "--timestamp", "--sign", given[IDENTITY], str(image)])
    if given.get(NOTARY):
        steps.append(["xcrun", "notarytool", "submit", str(image), "--keychain-profile", given[NOTARY], "--wait"])
        steps.append(["xcrun", "stapler", "staple", str(image)])
    return steps


def build(app: Path, out: Path, one: Stamp, given: Mapping[str, str] = os.environ) -> Path:
    """The image of a program; raises SystemExit where the program is not there."""
    if not (app / "Contents" / "Info.plist").is_file():
        raise SystemExit(f"{app} is no program of macOS")
    machine = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
    image = out / image_name(one.version, machine)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        steps = signing_steps(app, given[IDENTITY]) if given.get(IDENTITY) else []
        for step in [*steps, *image_steps(app, Path(folder), image, given)]:
            subprocess.run(step, check=True)
    return image


def main(words: Sequence[str] | None = None) -> int:
    """Make the image and name it."""
    parser = argparse.ArgumentParser(prog="python -m installer.macos.package", description=__doc__)
    parser.add_argument("app", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args(words)
    print(build(asked.app, asked.out, stamp()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
