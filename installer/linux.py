"""The packages of Linux from a built folder: the ``.deb`` and the portable archive; same bytes for the same folder."""

import gzip
import hashlib
import os
import platform
import re
import shutil
import subprocess
import tarfile
from email.utils import formatdate
from pathlib import Path
from typing import Final

from installer.elf import BY_SONAME, wants
from installer.icons.draw import DRAWING, SIZES
from installer.product import Stamp, product
from installer.sizes import total

ARCHITECTURES: Final = {"x86_64": "amd64", "aarch64": "arm64"}
DATA: Final = ("fontconfig-config", "libx11-data", "xkb-data")
"""Packages of data that libraries inside read from their usual places: font settings, composed keys, keyboards."""
RECOMMENDED: Final = ("ca-certificates", "gnome-keyring | kwalletmanager | keepassxc", "xdg-utils")


def machine() -> str:
    """Debian's name of this machine's kind."""
    return ARCHITECTURES.get(platform.machine(), platform.machine())


def deb(folder: Path, out: Path, work: Path, one: Stamp, *, icons: Path, level: int = 6) -> Path:
    """The package; ``level`` 0 packs without compression (for tests of upgrades)."""
    root = work / "deb"
    shutil.rmtree(root, ignore_errors=True)
    inside = root / "usr" / "lib" / product().id
    shutil.copytree(folder, inside, symlinks=True)
    _modes(inside)
    (root / "usr" / "bin").mkdir(parents=True)
    (root / "usr" / "bin" / product().id).symlink_to(f"../lib/{product().id}/{product().id}")
    desktop(root / "usr" / "share", icons)
    papers(root / "usr" / "share" / "doc" / product().id, one)
    _control(root, one)
    _times(root, one.epoch)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{product().id}_{one.version}_{machine()}.deb"
    packing = ["-Zxz", f"-z{level}", "--threads-max=2"] if level else ["-Znone"]
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", *packing, "--build", str(root), str(path)],
        check=True, env=os.environ | {"SOURCE_DATE_EPOCH": str(one.epoch)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    shutil.rmtree(root)
    return path


def portable(folder: Path, out: Path, one: Stamp, *, level: int = 6) -> Path:
    """The folder as an archive that runs wherever it is unpacked."""
    name = f"{product().name}-{one.version}-linux-{platform.machine()}"
    out.mkdir(parents=True, exist_ok=True)
    plain = out / f"{name}.tar"

    def same(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.uid = info.gid = 0
        info.uname = info.gname = "root"
        info.mtime = one.epoch
        info.mode = 0o755 if info.isdir() or info.mode & 0o100 else 0o644
        return info

    with tarfile.open(plain, "w", format=tarfile.PAX_FORMAT) as archive:
        for path in [folder, *sorted(folder.rglob("*"))]:
            archive.add(
                path, f"{name}/{path.relative_to(folder).as_posix()}".rstrip("/."), recursive=False, filter=same
            )
    subprocess.run(["xz", "--force", f"-{level}", "--threads=2", str(plain)], check=True)
    return plain.with_suffix(".tar.xz")


def _modes(folder: Path) -> None:
    for path in folder.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or (path.parent == folder and path.stat().st_mode & 0o100)
            path.chmod(0o755 if runs else 0o644)


def _times(root: Path, epoch: int) -> None:
    for path in sorted(root.rglob("*"), reverse=True):
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def desktop(share: Path, icons: Path) -> None:
    """What a desktop reads: the entry of the menu in both languages, the kind of file, the icon in every size."""
    one, kind = product(), product().association
    _write(
        share / "applications" / f"{one.id}.desktop",
        f"[Desktop Entry]\nType=Application\nVersion=1.0\nName={one.name}\nName[zh_CN]={one.name_zh}\n"
        f"GenericName=Channel management\nGenericName[zh_CN]=渠道管理\nComment={one.summary}\n"
        f"Comment[zh_CN]={one.summary_zh}\nExec={one.id} %f\nIcon={one.id}\nTerminal=false\n"
        f"Categories=Office;Database;\nKeywords={';'.join(one.keywords)};\nKeywords[zh_CN]={';'.join(one.keywords_zh)};\n"
        f"MimeType={kind.mime};\nStartupWMClass={one.id}\nStartupNotify=true\n",
    )
    _write(
        share / "mime" / "packages" / f"{one.id}.xml",
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">\n'
        f'  <mime-type type="{kind.mime}">\n    <comment>{kind.comment}</comment>\n'
        f'    <comment xml:lang="zh_CN">{kind.comment_zh}</comment>\n    <icon name="{one.id}"/>\n'
        f'    <glob pattern="*{kind.extension}" weight="80"/>\n  </mime-type>\n</mime-info>\n',
    )
    for size in SIZES:
        to = share / "icons" / "hicolor" / f"{size}x{size}" / "apps" / f"{one.id}.png"
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(icons / f"{one.id}-{size}.png", to)
    to = share / "icons" / "hicolor" / "scalable" / "apps" / f"{one.id}.svg"
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(DRAWING, to)


def papers(doc: Path, stamp: Stamp) -> None:
    """Copyright and changelog as Debian wants them."""
    one = product()
    _write(
        doc / "copyright",
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        f"Upstream-Name: {one.name}\nUpstream-Contact: {one.contact}\n"
        f"Comment: Work of others inside is listed in /usr/lib/{one.id}/_internal/THIRD-PARTY.txt, as CycloneDX in\n"
        " sbom.cdx.json beside it; the text of every licence lies in the folder licences there.\n\n"
        f"Files: *\nCopyright: {one.copyright.removeprefix('Copyright ')}\nLicense: {one.licence}\n"
        " On Debian systems the full text lies in /usr/share/common-licenses/Apache-2.0.\n",
    )
    head = f"{one.id} ({debian_version(stamp.version)}) stable; urgency=medium"
    text = f"{head}\n\n  * Build {stamp.build}.\n\n -- {one.contact}  {formatdate(stamp.epoch)}\n"
    (doc / "changelog.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def debian_version(version: str) -> str:
    """As Debian orders versions: 1.4.0~rc2 comes before 1.4.0, so that the final one is no downgrade."""
    return re.sub(r"(?<=\d)(?=(a|b|rc)\d)", "~", version)


def _control(root: Path, stamp: Stamp) -> None:
    one = product()
    inside = root / "usr" / "lib" / one.id
    wanted = wants(inside)
    strange = [name for name in wanted.libraries if name not in BY_SONAME]
    if strange:
        raise SystemExit(f"These libraries are neither inside nor known as packages: {', '.join(strange)}")
    libc = f"libc6 (>= {wanted.glibc[0]}.{wanted.glibc[1]})"
    depends = ", ".join([libc, *sorted({*(BY_SONAME[name] for name in wanted.libraries), *DATA})])
    told = "\n".join(f" {line}" for line in f"{one.description}\n.\n{one.name_zh}: {one.description_zh}".splitlines())
    _write(
        root / "DEBIAN" / "control",
        f"Package: {one.id}\nVersion: {debian_version(stamp.version)}\nArchitecture: {machine()}\n"
        f"Maintainer: {one.contact}\n"
        f"Installed-Size: {-(-total(root) // 1024)}\nDepends: {depends}\nRecommends: {', '.join(RECOMMENDED)}\n"
        f"Section: misc\nPriority: optional\nDescription: {one.summary}\n{told}\n",
    )
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(root).as_posix()}"
        for path in sorted((root / "usr").rglob("*"))
        if path.is_file() and not path.is_symlink()
    ]
    _write(root / "DEBIAN" / "md5sums", "\n".join(sums) + "\n")
    (root / "DEBIAN").chmod(0o755)
