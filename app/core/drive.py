"""Where a workspace lies: a local disk, a network drive, a folder that a cloud service copies about."""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from app.core.connect import connect
from app.core.sqlite_errors import any_error
from app.core.texts import Text

_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "fuse.sshfs", "9p", "ncpfs",
     "fuse.davfs2", "fuse.rclone", "vboxsf", "fuse.gvfsd-fuse", "afs", "ceph", "glusterfs", "fuse.glusterfs"}
)  # fmt: skip
_CLOUD: Final = (
    ("OneDrive", "OneDrive"),
    ("Nutstore", "坚果云 Nutstore"),
    ("坚果云", "坚果云 Nutstore"),
    ("BaiduSyncdisk", "百度网盘"),
    ("BaiduNetdisk", "百度网盘"),
    ("百度", "百度网盘"),
    ("iCloud", "iCloud"),
    ("Mobile Documents", "iCloud"),
    ("Dropbox", "Dropbox"),
    ("Google Drive", "Google Drive"),
    ("GoogleDrive", "Google Drive"),
    ("WPS云盘", "WPS 云盘"),
    ("WPSDrive", "WPS 云盘"),
    ("aDrive", "阿里云盘"),
    ("阿里云盘", "阿里云盘"),
    ("微云", "腾讯微云"),
)
_DRIVE_REMOTE: Final = 4


@dataclass(frozen=True)
class Drive:
    """What can be done where a workspace lies."""

    network: bool = False
    writable: bool = True
    cloud: str = ""

    @property
    def wal(self) -> bool:
        """A write-ahead log needs memory that processes share, which no network drive gives."""
        return not self.network

    def notices(self) -> tuple[Text, ...]:
        """What the user should know, as sentences."""
        found = []
        if not self.writable:
            found.append(Text("This workspace can only be read where it lies; nothing can be changed in it."))
        elif self.network:
            found.append(
                Text(
                    "This workspace lies on a network drive: it is slower there, and only one program can have it "
                    "open. Move it to a local disk where you can."
                )
            )
        if self.cloud:
            found.append(
                Text(
                    "This workspace lies in a folder that {service} synchronises. Two machines may overwrite each "
                    "other's work there; keep the workspace elsewhere and let {service} have the backups.",
                    {"service": self.cloud},
                )
            )
        return tuple(found)


def probe(path: Path, *, network: bool | None = None) -> Drive:
    """Find out where ``path`` lies; on a network drive a real write says whether it can be written."""
    folder = path.resolve().parent
    on_network = is_network(folder) if network is None else network
    if on_network:
        writable = _written(folder)
    else:
        writable = os.access(folder, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))
    return Drive(on_network, writable, cloud_service(folder))


def cloud_service(folder: Path) -> str:
    """The cloud service whose mark a folder on the way bears, or nothing."""
    for part in folder.parts:
        for sign, name in _CLOUD:
            if part.lower().startswith(sign.lower()):
                return name
    return ""


def is_network(folder: Path) -> bool:
    """Whether the operating system says that the folder lies on another machine."""
    if sys.platform == "win32":
        import ctypes

        root = Path(folder.anchor)
        return str(root).startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(str(root)) == _DRIVE_REMOTE
    best = ""
    kind = ""
    for partition in psutil.disk_partitions(all=True):
        mount = Path(partition.mountpoint)
        if folder.is_relative_to(mount) and len(partition.mountpoint) > len(best):
            best, kind = partition.mountpoint, partition.fstype
    return kind.lower() in _NETWORK


def _written(folder: Path) -> bool:
    """Write a small database, read it back through a second connection, and clear it away."""
    trial = folder / f".channeldesk-trial-{os.getpid()}"
    try:
        trial.touch(exist_ok=False)
        writer = connect(trial, wal=False)
        try:
            writer.execute("CREATE TABLE trial(value)")
            writer.execute("INSERT INTO trial VALUES (1)")
            reader = connect(trial, query_only=True, wal=False)
            try:
                return bool(reader.execute("SELECT value FROM trial").fetchone() == (1,))
            finally:
                reader.close()
        finally:
            writer.close()
    except any_error(OSError):
        return False
    finally:
        for tail in ("", "-journal"):
            with suppress(OSError):
                trial.with_name(trial.name + tail).unlink(missing_ok=True)
