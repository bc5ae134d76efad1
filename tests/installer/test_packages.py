"""What packages are made from: the description, what stays out, what goes with them; `make packages` builds them."""

import json
import os
import re
import struct
from dataclasses import replace
from email.utils import formatdate
from importlib import import_module, metadata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import app
import main
from app.core import settings
from installer import elf, linux
from installer.check import papers, twice
from installer.check.root import NotHereError, clean_root
from installer.check.screen import Screen
from installer.icons.draw import SIZES
from installer.papers import LICENCES, NOTICES, SBOM, notices
from installer.product import HERE, Stamp, own_version, product, stamp
from installer.shipped import BY_HAND, Part, licence_texts, plain
from installer.sizes import sizes, table, total
from installer.trim import DROPPED, kept, linked, reached
from ui.core.parts import names

STAMP = Stamp("1.2.3", "a4350ab123" + "0" * 30, "2026-11-24T02:17:00Z", 1795486620, dirty=False)


def test_a_build_says_its_version_its_commit_and_its_day() -> None:
    found = json.loads(STAMP.text())
    assert (found["version"], found["build"]) == ("1.2.3", "a4350ab123 (2026-11-24)")
    assert Stamp.read(found) == STAMP
    assert replace(STAMP, dirty=True).build == "a4350ab123+ (2026-11-24)"


def test_debian_takes_a_release_for_newer_than_its_candidates() -> None:
    assert [linux.debian_version(one) for one in ("1.4.0", "1.4.0rc2", "1.4.0b1")] == ["1.4.0", "1.4.0~rc2", "1.4.0~b1"]


def test_the_stamp_is_of_the_programs_own_version() -> None:
    assert own_version() == app.VERSION
    assert stamp("0.0.9").version == "0.0.9"
    assert re.fullmatch(r"[0-9a-f]{40}", stamp().commit)


def test_from_source_the_version_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--version"]) == 0
    assert capsys.readouterr().out == f"ChannelDesk {app.VERSION}\n"


def test_whatever_the_program_starts_itself_for_is_there() -> None:
    assert all(callable(import_module(module).serve) for module in main.CHILDREN.values())
    assert not set(main.CHILDREN) & main.COMMANDS


def test_every_module_is_asked_for() -> None:
    there = names()
    assert {"app.cli.run", "app.imports.sandbox", "app.packs.service", "ui.board.page", "ui.core.chart_plot"} <= there


def test_a_portable_program_keeps_its_settings_beside_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(settings.HOME_VARIABLE, raising=False)
    monkeypatch.setattr(settings, "FROZEN", True)
    monkeypatch.setattr(settings, "BESIDE", tmp_path)
    assert settings.named_folder() is None
    (tmp_path / settings.PORTABLE).touch()
    assert settings.machine_folder() == tmp_path / "settings"
    monkeypatch.setenv(settings.HOME_VARIABLE, "elsewhere")
    assert settings.machine_folder() == Path("elsewhere")


@pytest.mark.parametrize(
    ("path", "stays"),
    [
        ("babel/locale-data/zh_Hans_CN.dat", True), ("babel/locale-data/fr.dat", False), ("babel/global.dat", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True), ("PySide6/Qt/plugins/platforms/libqwayland.so", False),
        ("PySide6/plugins/platforms/qwindows.dll", True), ("PySide6/plugins/platforms/qdirect2d.dll", False),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False), ("PySide6/Qt/qml/x.qml", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True), ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("numpy/tests/data.csv", False), ("migrations/versions/__pycache__/0001_initial.cpython-311.pyc", True),
        ("resources/locale/zh_CN/LC_MESSAGES/channeldesk.mo", True), ("resources/locale/.lock", False),
        ("resources/locale/zh_CN/LC_MESSAGES/channeldesk.po", False), ("resources/rules.toml", True),
    ],
)  # fmt: skip
def test_what_is_not_used_stays_out(path: str, *, stays: bool) -> None:
    assert bool(kept([(path, f"/from/{path}", "DATA")])) is stays
    assert bool(kept([(path.replace("/", "\\"), f"/from/{path}", "DATA")])) is stays
    assert len(DROPPED) > 10


def test_libraries_go_with_what_loaded_them() -> None:
    lib = "PySide6/Qt/lib"
    entries = [
        ("PySide6/QtGui.abi3.so", "/a/QtGui.so", "EXTENSION"), (f"{lib}/libQt6Gui.so.6", "/a/gui", "BINARY"),
        (f"{lib}/libQt6Pdf.so.6", "/a/pdf", "BINARY"), (f"{lib}/libicu.so", "/a/icu", "BINARY"),
        ("numpy.libs/libblas.so", "/a/blas", "BINARY"), ("libpython3.11.so.1.0", "/a/python", "BINARY"),
    ]  # fmt: skip
    needs = {"/a/QtGui.so": ["libQt6Gui.so.6"], "/a/gui": ["libicu.so"], "/a/pdf": ["libicu.so"]}
    found = reached(entries, lambda path: needs.get(path, []))
    assert [one[1] for one in found] == ["/a/QtGui.so", "/a/gui", "/a/icu", "/a/python"]
    links = [
        ("libQt6Gui.so.6", f"{lib}/libQt6Gui.so.6", "SYMLINK"),
        ("libQt6Pdf.so.6", f"{lib}/libQt6Pdf.so.6", "SYMLINK"),
    ]
    assert linked(links, found) == links[:1]


def test_every_distribution_of_the_lock_brings_the_text_of_its_licence() -> None:
    """Those that bring none have one in installer/licences; the build refuses a package where one lacks."""
    lock = (HERE / "requirements.lock").read_text(encoding="utf-8")
    locked = {plain(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    here = {plain(one.name): licence_texts(one) for one in metadata.distributions() if plain(one.name) in locked}
    assert len(here) > 50
    assert [name for name, texts in here.items() if not texts] == []
    assert {path.name for path in BY_HAND.iterdir()} <= locked


def part(name: str, kind: str = "python") -> Part:
    return Part(kind, name, "1.0", "MIT", f"pkg:pypi/{name}@1.0", ())


def test_what_lacks_an_entry_or_a_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "alembic-1.0.dist-info").mkdir()
    (tmp_path / "alembic-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: Alembic\n")
    for name in ("lxml", "resources", f"{LICENCES}/mako", f"{LICENCES}/alembic"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / LICENCES / "mako" / "LICENSE").write_text("as long as a text of a licence is\n")
    (tmp_path / SBOM).write_text(json.dumps({"components": [{"name": "Mako"}, {"name": "alembic"}]}))
    assert papers.faults(tmp_path) == [
        "lxml is not in the SBOM", "alembic has no licence text", "lxml has no licence text",
    ]  # fmt: skip


def test_notices_name_every_part() -> None:
    said = notices([part("alembic"), part("libxcb1", "system")])
    assert said.splitlines()[2:] == ["alembic 1.0: MIT", "libxcb1 1.0: MIT"]
    assert NOTICES.endswith(".txt")


def test_two_builds_are_compared_by_path_and_bytes(tmp_path: Path) -> None:
    for number, text in enumerate(("same", "other")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "a").write_text("same")
        (folder / "b").write_text(text)
        (folder / f"only{number}").touch()
        (folder / "link").symlink_to("a")
    found = twice.differences(twice.hashes(tmp_path / "0"), twice.hashes(tmp_path / "1"))
    assert found == ["only0: only in the first", "only1: only in the second", "b: other bytes"]


def test_the_table_of_sizes_adds_up(tmp_path: Path) -> None:
    for name, size in (("channeldesk", 3), ("_internal/numpy.libs/libblas.so", 5), ("_internal/what/else", 7)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size * 1_000_000)
    found = sizes(tmp_path)
    assert list(found.values())[:4] == [7_000_000, 5_000_000, 3_000_000, 0]
    assert total(tmp_path) == 15_000_000
    said = table(found, ("x.deb", 4_500_000)).splitlines()
    assert said[2:] == [
        "| the rest | 7.0 |", "| numpy: OpenBLAS and Fortran | 5.0 |",
        "| code of program and libraries, in the programs | 3.0 |", "| **folder** | 15.0 |", "| x.deb | 4.5 |",
    ]  # fmt: skip


def test_the_desktop_knows_the_program_and_its_files_in_both_languages(tmp_path: Path) -> None:
    icons = tmp_path / "icons"
    icons.mkdir()
    for size in SIZES:
        (icons / f"channeldesk-{size}.png").touch()
    linux.desktop(tmp_path, icons)
    about, kind = product(), product().association
    entry = (tmp_path / "applications" / "channeldesk.desktop").read_text(encoding="utf-8").splitlines()
    assert {f"Name={about.name}", f"Name[zh_CN]={about.name_zh}", f"MimeType={kind.mime};", "Exec=channeldesk %f"} <= {
        *entry
    }
    tree = ET.parse(tmp_path / "mime" / "packages" / "channeldesk.xml")  # noqa: S314 - written just now
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    assert [one.get("pattern") for one in tree.iter(f"{space}glob")] == [f"*{kind.extension}"]
    assert [one.text for one in tree.iter(f"{space}comment")] == [kind.comment, kind.comment_zh]


def test_papers_of_the_package_are_the_same_for_the_same_commit(tmp_path: Path) -> None:
    for name in ("one", "other"):
        linux.papers(tmp_path / name, STAMP)
    for name in ("copyright", "changelog.gz"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    assert formatdate(STAMP.epoch).endswith("2026 02:17:00 -0000")


def test_what_no_package_brings_is_asked_of_the_system() -> None:
    assert set(elf.BY_SONAME.values()) >= {"libegl1", "libgl1", "libxcb1"}
    assert linux.machine() == linux.ARCHITECTURES.get("x86_64") or linux.machine() != "x86_64"


def test_a_screen_tells_its_colours(tmp_path: Path) -> None:
    head = [100, 7, 2, 24, 3, 1, 0, 0, 32, 0, 32, 32, 12, 4, 0xFF0000, 0xFF00, 0xFF, 8, 256, 0, 256, 3, 1, 0, 0]
    pixels = bytes((1, 2, 3, 0, 4, 5, 6, 0, 1, 2, 3, 0))  # blue, green, red, nothing
    picture = tmp_path / "picture"
    picture.write_bytes(struct.pack(">25I", *head) + pixels)
    screen = Screen(":9", picture)
    assert (screen.pixels(), screen.colours()) == (bytes((3, 2, 1, 6, 5, 4, 3, 2, 1)), 2)
    with pytest.raises(RuntimeError, match=r"Nothing was painted"):
        screen.wait_painted(seconds=0.1)


def test_a_machine_that_makes_no_clean_root_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "debootstrap").write_text("#!/bin/sh\necho E: no mknod here >&2\nexit 3\n", encoding="utf-8")
    (tools / "debootstrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    said = r"debootstrap, which ended with 3 here \(E: no mknod here\)"
    with pytest.raises(NotHereError, match=said), clean_root(tmp_path / "root", tmp_path / "cache"):
        pass
    assert not list((tmp_path / "cache").glob("*.tar"))
