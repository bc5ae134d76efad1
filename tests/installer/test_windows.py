"""The Windows installer: its script is compiled over a folder of the same shape, and says what the description says."""

import re
import shutil
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.updates.channel import version_key
from installer import channel
from installer.product import Stamp, product
from installer.windows import package

STAMP = Stamp("1.4.0", "a" * 40, "2026-11-24T00:00:00Z", 1795478400, dirty=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the build leaves on Windows: two programs, a folder and texts at the top."""
    found = tmp_path / "ChannelDesk"
    (found / "_internal" / "resources").mkdir(parents=True)
    for name in ("ChannelDesk.exe", "channeldesk-cli.exe", "LICENSE.txt", "_internal/python312.dll"):
        (found / name).write_bytes(b"MZ" + name.encode())
    return found


@pytest.fixture
def needs_makensis() -> None:
    """NSIS comes with apt; make setup asks for it."""
    if shutil.which("makensis") is None:
        pytest.skip("makensis is missing: apt-get install nsis")


@pytest.mark.usefixtures("needs_makensis")
def test_the_script_is_compiled_without_a_warning_and_twice_to_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    first = package.build(folder, tmp_path / "one", STAMP, compressor="zlib")
    made = first.read_bytes()
    assert made[:2] == b"MZ"
    for said in (product().publisher, STAMP.version, "ChannelDesk 安装程序"):
        assert said.encode("utf-16-le") in made, f"the version inside the installer lacks {said}"
    assert package.build(folder, tmp_path / "two", STAMP, compressor="zlib").read_bytes() == made
    assert [path.name for path in (tmp_path / "one").iterdir()] == [first.name], "nothing is left beside it"
    assert [(one.platform, one.kind) for one in channel.packages(tmp_path / "one")] == [("windows-x86_64", "installer")]


@pytest.mark.usefixtures("needs_makensis")
def test_programs_uninstaller_and_installer_are_signed_where_a_way_is_given(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = tmp_path / "signed"
    signer = tmp_path / "sign.sh"
    signer.write_text(f'#!/bin/sh\necho "$1" >> {signed}\n', encoding="utf-8")
    signer.chmod(0o755)
    monkeypatch.setenv(package.SIGN, str(signer))
    made = package.build(folder, tmp_path / "out", STAMP, compressor="zlib")
    said = signed.read_text(encoding="utf-8").split()
    assert said[:2] == [str(folder / "ChannelDesk.exe"), str(folder / "channeldesk-cli.exe")]
    assert said[-1] == str(made)
    assert len(said) == 4, "the uninstaller, before it is packed, is the third"
    signer.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    for program in folder.glob("*.exe"):
        program.unlink()
    with pytest.raises(SystemExit, match=r"holds no ChannelDesk\.exe, channeldesk-cli\.exe"):
        package.build(folder, tmp_path / "out", STAMP)


@pytest.mark.usefixtures("needs_makensis")
def test_a_signature_that_fails_makes_no_installer(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "sign", lambda _files: None)
    monkeypatch.setenv(package.SIGN, "false")
    with pytest.raises(SystemExit, match=r"makensis refused"):
        package.build(folder, tmp_path / "out", STAMP, compressor="zlib")


def test_what_lies_at_the_top_is_swapped_with_the_programs_last(folder: Path) -> None:
    said = package.entries(folder)
    everything, programs = said.split("!macroend\n")[:2]
    assert re.findall(r'"([^"]+)"', everything) == [
        "LICENSE.txt",
        "_internal",
        "ChannelDesk.exe",
        "channeldesk-cli.exe",
    ]
    assert re.findall(r'"([^"]+)"', programs) == ["ChannelDesk.exe", "channeldesk-cli.exe"]


def test_the_four_figures_of_windows_are_ordered_as_versions_are() -> None:
    versions = ["0.9.0", "0.10.0a2", "0.10.0b1", "0.10.0rc1", "0.10.0rc12", "0.10.0", "0.10.1", "1.0"]
    figures = [tuple(int(part) for part in package.version4(one).split(".")) for one in versions]
    assert all(first < second for first, second in pairwise(figures))
    assert sorted(set(versions), key=version_key) == versions
    assert all(len(one) == 4 and max(one) < 65536 for one in figures)


def test_the_version_inside_a_program_is_what_pyinstaller_reads() -> None:
    names = (
        "VSVersionInfo",
        "FixedFileInfo",
        "StringFileInfo",
        "StringTable",
        "StringStruct",
        "VarFileInfo",
        "VarStruct",
    )
    kinds = {name: lambda *args, **more: SimpleNamespace(args=args, **more) for name in names}
    read = eval(package.version_resource("ChannelDesk", STAMP), kinds)  # noqa: S307 - as PyInstaller reads it
    english, chinese = read.kids[0].args[0]
    words = {one.args[0]: one.args[1] for one in chinese.args[1]}
    assert (english.args[0], chinese.args[0]) == ("040904B0", "080404B0")
    assert (words["FileDescription"], words["ProductVersion"]) == (product().summary_zh, "1.4.0")
    assert read.ffi.filevers == (1, 4, 0, 60000)


def test_every_sentence_is_said_in_both_languages() -> None:
    script = package.SCRIPT.read_text(encoding="utf-8")
    texts = package.SCRIPT.with_name("texts.nsh").read_text(encoding="utf-8")
    said = dict(re.findall(r"^!insertmacro Say (\w+) (.*)$", texts, re.MULTILINE))
    assert set(re.findall(r"\$\((\w+)\)", script)) == set(said)
    for name, both in said.items():
        english, chinese = re.fullmatch(r'"([^"]*)" "([^"]*)"', both).groups()  # type: ignore[union-attr]
        assert english.isascii(), name
        assert re.search(r"[一-鿿]", chinese), name


def test_what_the_script_writes_to_the_registry_it_removes() -> None:
    script = package.SCRIPT.read_text(encoding="utf-8")
    installs, removes = script.split("; -- the uninstaller")
    written = set(re.findall(r'WriteReg\w+ SHCTX "([^"]+)"', installs))
    for key in written:
        gone = [
            found
            for found in re.findall(r'DeleteRegKey (?:/ifempty )?SHCTX "([^"]+)"', removes)
            if key.startswith(found)
        ]
        assert gone, f"{key} stays behind"
    for link in re.findall(r'CreateShortCut "([^"]+)"', installs):
        assert f'Delete "{link}"' in removes


def test_the_uninstaller_names_what_the_program_keeps_and_no_workspace() -> None:
    removes = package.SCRIPT.read_text(encoding="utf-8").split('Section /o "un.$(SayData)"')[1].split("SectionEnd")[0]
    assert ".cdesk" not in removes
    assert 'RMDir /r "$0"' not in removes, "the whole folder could hold somebody's workspace"
    from app.core.settings import MachineSettings
    from app.updates.state import FOLDER
    from ui.app import PRACTICE

    kept = {MachineSettings()._path.name, "window.json", PRACTICE, f"{PRACTICE}.making", FOLDER, "Logs"}
    assert {name for name in kept if f'"$0\\{name}"' not in removes} == set()
