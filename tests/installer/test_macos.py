"""The macOS image: libraries are signed before the program that seals them, and the notary comes last."""

import plistlib
from pathlib import Path

import pytest

from installer import channel
from installer.macos import package
from installer.product import Stamp

STAMP = Stamp("1.4.0", "a" * 40, "2026-11-24T00:00:00Z", 1795478400, dirty=False)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """The shape of a program."""
    found = tmp_path / "ChannelDesk.app"
    inside = found / "Contents" / "Frameworks" / "numpy"
    inside.mkdir(parents=True)
    (inside / "core.so").touch()
    (inside.parent / "libpython3.12.dylib").touch()
    (inside.parent / "again.dylib").symlink_to("libpython3.12.dylib")
    (found / "Contents" / "Info.plist").write_bytes(plistlib.dumps({"CFBundleName": "ChannelDesk"}))
    return found


def test_libraries_are_signed_before_the_program(app: Path) -> None:
    *inner, outer, check = package.signing_steps(app, "Developer ID Application: X")
    assert [Path(step[-1]).name for step in inner] == ["libpython3.12.dylib", "core.so"], "a link is no library"
    assert (outer[-1], "--entitlements" in outer) == (str(app), True)
    assert all("runtime" in step and "Developer ID Application: X" in step for step in [*inner, outer])
    assert check[:2] == ["codesign", "--verify"]
    rights = plistlib.loads(package.ENTITLEMENTS.read_bytes())
    assert list(rights) == ["com.apple.security.cs.allow-unsigned-executable-memory"]


def test_an_image_is_made_signed_and_notarised_by_what_is_given(
    app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("installer.macos.package.platform.machine", lambda: "arm64")
    ran: list[list[str]] = []
    monkeypatch.setattr("installer.macos.package.subprocess.run", lambda step, **_more: ran.append(step))
    image = package.build(app, tmp_path / "out", STAMP, {})
    assert [step[0] for step in ran] == ["ditto", "ln", "hdiutil"]
    image.write_bytes(b"dmg")
    assert [(one.platform, one.kind) for one in channel.packages(image.parent)] == [("macos-arm64", "dmg")]
    ran.clear()
    package.build(app, tmp_path / "out", STAMP, {package.IDENTITY: "me", package.NOTARY: "profile"})
    tools = [" ".join(step[:2]) for step in ran]
    assert tools[-3:] == ["codesign --force", "xcrun notarytool", "xcrun stapler"]
    assert tools.index("codesign --verify") < tools.index("hdiutil create")


def test_what_is_no_program_of_macos_makes_no_image(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"is no program of macOS"):
        package.build(tmp_path / "ChannelDesk.app", tmp_path, STAMP, {})
