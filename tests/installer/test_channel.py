"""The publisher makes a channel of a folder of packages, and signs only what he made."""

import json
from pathlib import Path

import pytest

from app.core import signing
from app.updates.channel import MANIFEST, SIGNATURE
from installer import channel
from installer.product import own_version

PRIVATE, PUBLIC = signing.make_key("open sesame")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one package of each kind, and what the publisher keeps beside it."""
    version = own_version()
    found = tmp_path / "channel"
    found.mkdir()
    for name in (
        f"channeldesk_{version}_amd64.deb", f"ChannelDesk-{version}-linux-x86_64.tar.xz",
        f"ChannelDesk-{version}-windows-x86_64-setup.exe", f"ChannelDesk-{version}-macos-arm64.dmg", "README.txt",
    ):  # fmt: skip
        (found / name).write_bytes(name.encode())
    (tmp_path / "key.pem").write_text(PRIVATE, encoding="ascii")
    (tmp_path / "key.txt").write_text(PUBLIC, encoding="ascii")
    (tmp_path / "zh.md").write_text("更快。\n", encoding="utf-8")
    return found


def test_a_folder_becomes_a_signed_channel(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(channel.VARIABLE, "open sesame")
    assert (
        channel.main(["make", str(folder), "--key", str(tmp_path / "key.txt"), "--notes-zh", str(tmp_path / "zh.md")])
        == 0
    )
    assert channel.main(["sign", str(folder), "--private", str(tmp_path / "key.pem")]) == 0
    assert signing.fingerprint(PUBLIC) in capsys.readouterr().out
    said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert {(one["platform"], one["kind"]) for one in said["files"]} == {
        ("linux-x86_64", "deb"), ("linux-x86_64", "portable"), ("windows-x86_64", "installer"), ("macos-arm64", "dmg"),
    }  # fmt: skip
    assert (said["version"], said["notes"]) == (own_version(), {"zh_CN": "更快。"})
    assert (folder / SIGNATURE).read_text(encoding="ascii").strip()


def test_what_was_exchanged_after_it_was_made_is_not_signed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(channel.VARIABLE, "open sesame")
    channel.make(folder, PUBLIC)
    next(folder.glob("*.deb")).write_bytes(b"another")
    assert channel.main(["sign", str(folder), "--private", str(tmp_path / "key.pem")]) == 1
    assert "is not the file that channel.json names" in capsys.readouterr().err
    assert not (folder / SIGNATURE).exists()


def test_a_channel_of_two_versions_or_of_nothing_is_not_made(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = ["--key", str(tmp_path / "key.txt")]
    assert channel.main(["make", str(folder), *key, "--version", "7.7.7"]) == 1
    assert "is not of version 7.7.7" in capsys.readouterr().err
    (folder / f"channeldesk-again_{own_version()}_amd64.deb").write_bytes(b"x")
    assert channel.main(["make", str(folder), *key]) == 1
    assert "are for the same" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert channel.main(["make", str(tmp_path / "empty"), *key]) == 1
    assert "No package lies in" in capsys.readouterr().err


def test_another_persons_key_signs_nothing(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    channel.make(folder, PUBLIC)
    (tmp_path / "other.pem").write_text(signing.make_key()[0], encoding="ascii")
    assert channel.main(["sign", str(folder), "--private", str(tmp_path / "other.pem")]) == 1
    assert "names another key" in capsys.readouterr().err
