"""A channel as head office makes it: a folder with packages, signed by the publisher's own tool."""

from datetime import UTC, datetime
from pathlib import Path

from app.core import signing
from app.core.clock import FixedClock
from app.core.settings import MachineSettings
from app.updates.service import Updates
from installer import channel as publisher

PRIVATE, PUBLIC = signing.make_key()
MADE = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
NOTES = {"zh_CN": "导入更快。", "en": "Imports are faster."}
CONTENT = bytes(range(256)) * 4096
"""One megabyte: more than one piece."""


def a_channel(
    folder: Path, version: str = "9.1.0", *, made: datetime = MADE, private: str = PRIVATE, public: str = PUBLIC,
    content: bytes = CONTENT, schema: str = "", valid_days: int = 0,
) -> Path:  # fmt: skip
    """The folder with packages for Linux and Windows and what head office says of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name in (f"channeldesk_{version}_amd64.deb", f"ChannelDesk-{version}-windows-x86_64-setup.exe"):
        (folder / name).write_bytes(content)
    publisher.make(
        folder, public, version=version, build="abc1234", notes=NOTES, minimum_schema=schema, valid_days=valid_days,
        now=made,
    )  # fmt: skip
    publisher.sign(folder, private)
    return folder


def updates_of(home: Path, *, now: datetime = NOW, version: str = "9.0.0", opened: list[Path] | None = None) -> Updates:
    """Updates of a Linux laptop that was installed from a .deb."""
    return Updates(
        MachineSettings(home), clock=FixedClock(now.date(), instant=now), version=version, platform="linux-x86_64",
        kinds=("deb", "portable"), opener=(opened if opened is not None else []).append,
    )  # fmt: skip


def trusting(home: Path, place: str, **said: object) -> Updates:
    """The same with the channel chosen and its key accepted."""
    found = updates_of(home, **said)  # type: ignore[arg-type]
    found.choose(place)
    found.trust(PUBLIC, "Head office")
    return found
