"""Where a workspace lies decides how it is opened and what the user is told."""

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from app.core.drive import Drive, cloud_service, is_network, probe


def test_a_local_folder_is_quiet(tmp_path: Path) -> None:
    found = probe(tmp_path / "x.cdesk")
    assert (found.network, found.writable, found.wal, found.notices()) == (False, True, True, ())


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("/home/li/OneDrive - Acme/work", "OneDrive"),
        ("/Users/li/Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("/home/li/我的坚果云", ""),
        ("/home/li/坚果云/渠道", "坚果云 Nutstore"),
        ("/home/li/Nutstore Files/渠道", "坚果云 Nutstore"),
        ("/home/li/BaiduSyncdisk", "百度网盘"),
        ("/home/li/Dropbox", "Dropbox"),
        ("/home/li/work", ""),
    ],
)
def test_a_folder_that_a_cloud_service_copies_about_is_known_by_its_name(folder: str, service: str) -> None:
    assert cloud_service(Path(folder)) == service


def test_a_cloud_folder_warns_with_the_name_of_the_service(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    (notice,) = probe(folder / "x.cdesk").notices()
    assert "Dropbox synchronises" in str(notice)


def test_the_innermost_mount_says_what_kind_of_drive_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = [("/", "ext4"), ("/mnt", "ext4"), ("/mnt/share", "cifs"), ("/mnt/share/disk", "ext4")]
    found = [SimpleNamespace(mountpoint=where, fstype=kind) for where, kind in mounts]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: found)
    assert is_network(Path("/mnt/share/region"))
    assert not is_network(Path("/mnt/share/disk/region"))
    assert not is_network(Path("/mnt/shared"))


def test_a_network_drive_is_tried_with_a_real_write(tmp_path: Path) -> None:
    assert probe(tmp_path / "x.cdesk", network=True) == Drive(network=True, writable=True)
    assert list(tmp_path.iterdir()) == []


def test_a_network_drive_that_takes_no_write_is_opened_for_reading() -> None:
    found = probe(Path("/proc/self/x.cdesk"), network=True)
    assert not found.writable
    (notice,) = found.notices()
    assert "only be read" in str(notice)
