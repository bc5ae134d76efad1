"""A package is fetched: from a share or a server, with stops and faults, and only whole ones are opened."""

import os
from pathlib import Path

import pytest

from app.core.errors import Cancelled, UserError
from app.core.lock import FileLock, HolderNote
from app.core.progress import Progress
from app.core.texts import Text
from app.updates.service import Updates
from tests.app.updates.channels import CONTENT, a_channel, trusting, updates_of
from tests.endpoints import Asked, Endpoint, Said, endpoint

NAME = "channeldesk_9.1.0_amd64.deb"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A share with version 9.1.0."""
    return a_channel(tmp_path / "share")


class Server:
    """A web server over a folder; ``most`` bytes a file at a time, ``ranges`` whether it can begin in the middle."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ranges = folder, True
        self.cut = 0

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/moved/channel.json":
            return Said(status=302, headers={"location": "/channel/channel.json"})
        file = self.folder / Path(asked.path).name
        if not file.is_file():
            return Said(status=404)
        body, start = file.read_bytes(), 0
        if self.ranges and "range" in asked.headers:
            start = int(asked.headers["range"].removeprefix("bytes=").removesuffix("-"))
        if self.cut and file.name == NAME:
            return Said(body[start : start + self.cut], status=206 if start else 200, claimed=len(body) - start)
        return Said(body[start:], status=206 if start else 200)


def asked_ranges(server: Endpoint) -> list[str]:
    return [one.headers["range"] for one in server.asked if "range" in one.headers]


def part_of(updates: Updates) -> list[Path]:
    return list(updates.state.folder.glob("*.part"))


def test_a_package_of_a_share_comes_whole_and_is_opened_once_nothing_runs(home: Path, folder: Path) -> None:
    opened: list[Path] = []
    updates = trusting(home, str(folder), opened=opened)
    said: list[tuple[int, int]] = []
    ready = updates.fetch(Progress(lambda done, total, _text: said.append((done, total))))
    assert (ready.path.name, ready.path.read_bytes()) == (NAME, CONTENT)
    assert (1024, 1024) in said
    assert part_of(updates) == []
    updates.open_ready()
    assert opened == [ready.path]


def test_a_stopped_fetch_goes_on_where_it_was(home: Path, folder: Path) -> None:
    with endpoint(Server(folder)) as server:
        updates = trusting(home, f"{server.url}/channel")

        def stop(done: int, _total: int, text: Text | None) -> None:
            if done >= 512:
                progress.cancel()

        progress = Progress(stop)
        with pytest.raises(Cancelled):
            updates.fetch(progress)
        (part,) = part_of(updates)
        have = part.stat().st_size
        assert 0 < have < len(CONTENT)
        assert updates.ready() is None, "a part is no package"
        assert updates.fetch(Progress()).path.read_bytes() == CONTENT
        assert asked_ranges(server) == [f"bytes={have}-"]


def test_a_server_that_cannot_begin_in_the_middle_begins_anew(home: Path, folder: Path) -> None:
    serve = Server(folder)
    serve.cut = 300_000
    with endpoint(serve) as server:
        updates = trusting(home, f"{server.url}/channel")
        with pytest.raises(UserError, match=r"broke off|cannot be reached"):
            updates.fetch(Progress())
        assert part_of(updates), "what came is kept"
        serve.cut, serve.ranges = 0, False
        assert updates.fetch(Progress()).path.read_bytes() == CONTENT


def test_a_part_that_was_spoilt_is_fetched_again_from_the_beginning(home: Path, folder: Path) -> None:
    updates = trusting(home, str(folder))
    updates.fetch(Progress()).path.unlink()
    (package,) = [one for one in updates.check().release.packages if one.name == NAME]
    part = updates.state.folder / f"{NAME}.{package.sha256[:16]}.part"
    part.write_bytes(b"spoilt" * 1000)
    assert updates.fetch(Progress()).path.read_bytes() == CONTENT


def test_another_file_under_the_signed_name_is_never_kept(home: Path, folder: Path) -> None:
    updates = trusting(home, str(folder))
    for wrong in (CONTENT[:-1] + b"!", b"more" + CONTENT):
        (folder / NAME).write_bytes(wrong)
        with pytest.raises(UserError, match=r"is not the one that was signed"):
            updates.fetch(Progress())
        assert (updates.ready(), [one.name for one in updates.state.folder.glob("*.deb*")]) == (None, [])
    (folder / NAME).write_bytes(CONTENT[:1000])
    with pytest.raises(UserError, match=r"broke off\. What came is kept"):
        updates.fetch(Progress())
    (folder / NAME).unlink()
    with pytest.raises(UserError, match=r"There is no file channeldesk_9\.1\.0_amd64\.deb"):
        updates.fetch(Progress())


def test_the_server_may_send_us_on_but_not_to_where_others_can_read_along(home: Path, folder: Path) -> None:
    with endpoint(Server(folder)) as server:
        updates = trusting(home, f"{server.url}/moved")
        assert updates.check().is_new
    with endpoint(lambda _asked: Said(status=301, headers={"location": "http://example.org/channel.json"})) as server:
        updates.choose(server.url)
        with pytest.raises(UserError, match=r"read by https:// alone"):
            updates.check()
    with endpoint(lambda asked: Said(status=302, headers={"location": asked.path})) as server:
        updates.choose(server.url)
        with pytest.raises(UserError, match=r"without end"):
            updates.check()


@pytest.mark.parametrize(("said", "words"), [
    (Said(status=503), r"answers with error 503"), (Said(status=404), r"There is no file channel\.json"),
    (Said(b"{", claimed=50), r"its answer broke off"), (Said(b"x" * (1 << 21)), r"larger than it can be"),
    (Said(b"<html>"), r"signature of the update channel does not fit"),
])  # fmt: skip
def test_a_server_that_says_something_else_is_a_sentence(home: Path, said: Said, words: str) -> None:
    small = Said(b"x")
    with endpoint(lambda asked: small if asked.path.endswith(".sig") else said) as server:
        updates = trusting(home, server.url)
        with pytest.raises(UserError, match=words):
            updates.check()
    with pytest.raises(UserError, match=r"cannot be reached: nothing listens at this address"):
        updates_of(home).check()


def test_two_do_not_fetch_at_once(home: Path, folder: Path) -> None:
    updates = trusting(home, str(folder))
    updates.state.folder.mkdir(parents=True)
    other = FileLock(updates.state.folder / "fetching.lock")
    assert other.acquire()
    with pytest.raises(UserError, match=r"fetching the update already"):
        updates.fetch(Progress())
    other.release()
    updates.fetch(Progress())


def test_nothing_is_opened_while_a_workspace_is_open_or_written(home: Path, folder: Path, tmp_path: Path) -> None:
    opened: list[Path] = []
    updates = trusting(home, str(folder), opened=opened)
    updates.fetch(Progress())
    path = tmp_path / "region.cdesk"
    path.touch()
    updates.machine.set_device("w", device="d", path=path, dseq=1)
    window = FileLock(path.with_name("region.cdesk-window"))
    assert window.acquire()
    with pytest.raises(UserError, match=r"“region\.cdesk” is open in a window"):
        updates.open_ready()
    updates.require_quiet(own=path)  # the window that asks closes first
    window.release()
    note = HolderNote(path)
    note.leave(actor="a", origin="cli", action="import")
    with pytest.raises(UserError, match=r"is being written just now"):
        updates.open_ready(own=path)
    note.clear()
    updates.open_ready()
    assert len(opened) == 1


def test_a_package_that_was_changed_here_is_not_opened(home: Path, folder: Path) -> None:
    opened: list[Path] = []
    updates = trusting(home, str(folder), opened=opened)
    ready = updates.fetch(Progress())
    ready.path.write_bytes(b"evil")
    with pytest.raises(UserError, match=r"was changed on this computer"):
        updates.open_ready()
    assert (opened, ready.path.exists()) == ([], False)
    with pytest.raises(UserError, match=r"No package is fetched yet"):
        updates.open_ready()


def test_after_the_update_the_package_is_removed(home: Path, folder: Path) -> None:
    path = trusting(home, str(folder)).fetch(Progress()).path
    assert updates_of(home, version="9.1.0").ready() is None
    assert not path.exists()


def test_a_full_disk_is_a_sentence(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    updates = trusting(home, str(folder))
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match=r"The disk is full"):
        updates.fetch(Progress())
    assert updates.ready() is None


def test_where_nothing_is_new_nothing_is_fetched(home: Path, folder: Path) -> None:
    with pytest.raises(UserError, match=r"Version 9\.1\.0 is the newest"):
        trusting(home, str(folder), version="9.1.0").fetch(Progress())
