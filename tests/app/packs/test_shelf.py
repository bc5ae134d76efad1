"""Where packs come from: a file, a folder, an address, the policy file; who is trusted, and what waits."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core import fleet
from app.core.errors import UserError
from app.core.locks import pack_in_force
from app.core.signing import make_key
from app.core.workspace import Workspace
from app.inbox.queries import unseen
from app.packs.archive import UnknownKeyError, write_pack
from app.packs.finding import UnreachableError
from tests.app.packs.samples import PRIVATE, PUBLIC, manifest
from tests.desks import desk_of, sign
from tests.endpoints import Asked, Said, endpoint

KPI = {
    "kpi": "own_order_value", "name": "订单均值", "formula": "net_amount / order_count", "sentence": "x",
    "unit": "money", "direction": "higher", "owner": "sales", "grain": "",
}  # fmt: skip


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    found = desk_of(workspace)
    sign(found)
    return found


def data(version: str, pack: str = "group", locks: tuple[str, ...] = ()) -> bytes:
    from dataclasses import replace

    parts = {"kpis": {"own_order_value": KPI | {"name": f"订单均值 {version}"}}}
    return write_pack(replace(manifest(parts, version, locks=locks), id=pack), parts, PRIVATE)


def put(folder: Path, version: str, pack: str = "group") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{pack}-{version}.cdpack"
    path.write_bytes(data(version, pack))
    return path


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A policy file of the machine with these lines."""
    path = tmp_path / "policy.toml"
    monkeypatch.setenv(fleet.VARIABLE, str(path))
    monkeypatch.setattr(fleet, "system_place", lambda: tmp_path / "nowhere.toml")

    def say(text: str) -> None:
        path.write_text(text, encoding="utf-8")

    return say


def told(desk: Desk) -> list[str]:
    with desk.db.read() as session:
        return [str(one.subject) for one in unseen(session) if one.kind == "pack"]


def version(desk: Desk) -> str:
    with desk.db.read() as session:
        found = pack_in_force(session)
    return "" if found is None else found.version


def test_a_key_is_accepted_once_and_forgotten_again(desk: Desk, tmp_path: Path) -> None:
    path = put(tmp_path, "1")
    with pytest.raises(UnknownKeyError, match=r"\d{5} \d{5} \d{5} \d{5} \d{5} \d{5} \(总部\)"):
        desk.packs.read(str(path))
    desk.packs.accept(desk.packs.read_untrusted(path).signer, "总部")
    assert desk.packs.read(str(path)).manifest.version == "1"
    desk.packs.forget(PUBLIC)
    with pytest.raises(UnknownKeyError):
        desk.packs.read(str(path))


def test_of_a_folder_the_newest_of_the_pack_in_force_counts(desk: Desk, tmp_path: Path) -> None:
    desk.packs.accept(PUBLIC)
    folder = tmp_path / "share"
    for one in ("2", "10", "9.9"):
        put(folder, one)
    (folder / "broken.cdpack").write_bytes(b"no pack")
    assert desk.packs.read(str(folder)).manifest.version == "10"
    put(folder, "11", "other")
    with pytest.raises(UserError, match=r"different configuration packs: group, other"):
        desk.packs.read(str(folder))
    desk.packs.install(desk.packs.read(str(folder / "group-2.cdpack")))
    assert desk.packs.read(str(folder)).manifest.version == "10"
    with pytest.raises(UserError, match=r"no configuration pack"):
        desk.packs.read(str(tmp_path))
    with pytest.raises(UnreachableError, match=r"cannot be read"):
        desk.packs.read(str(tmp_path / "gone.cdpack"))


def _sent_on(to: str, _asked: Asked) -> Said:
    return Said(b"", 302, {"location": to})


def test_a_pack_comes_from_an_address(desk: Desk) -> None:
    desk.packs.accept(PUBLIC)

    def answer(asked: Asked) -> Said:
        return Said(data("3")) if asked.path == "/p.cdpack" else Said(b"", 404)

    with endpoint(answer) as there:
        assert desk.packs.read(f"{there.url}/p.cdpack").manifest.version == "3"
        with pytest.raises(UserError, match=r"status 404"):
            desk.packs.read(f"{there.url}/q.cdpack")
        gone = there.url
    with pytest.raises(UnreachableError, match=r"cannot be reached: nothing listens at this address"):
        desk.packs.read(f"{gone}/p.cdpack")
    with pytest.raises(UserError, match=r"read by https:// alone"):
        desk.packs.read("http://packs.example.org/p.cdpack")
    for to, words in (("http://packs.example.org/p.cdpack", r"read by https:// alone"), ("/p.cdpack", r"without end")):
        with endpoint(partial(_sent_on, to)) as there, pytest.raises(UserError, match=words):
            desk.packs.read(f"{there.url}/p.cdpack")


def test_what_the_policy_names_is_told_once_and_over_when_it_is_installed(
    desk: Desk, tmp_path: Path, policy: Callable[[str], None]
) -> None:
    folder = tmp_path / "share"
    put(folder, "1")
    policy(f'[pack]\npath = "{folder}"\n[trust]\nkeys = ["{PUBLIC}"]\n')
    assert desk.packs.look_after() is not None
    assert desk.packs.look_after() is not None
    (said,) = told(desk)
    assert "集团配置 1" in said
    pack = desk.packs.waiting()
    assert pack is not None
    desk.packs.install(pack, where=str(folder))
    assert told(desk) == []
    assert desk.packs.look_after() is None
    assert desk.packs.standing().place == str(folder)
    with pytest.raises(UserError, match=r"whoever keeps the policy"):
        desk.packs.remove("x")
    put(folder, "2")
    assert desk.packs.look_after() is not None
    policy("")
    assert desk.packs.look_after() is None


def test_the_policy_may_have_it_installed_without_asking(
    desk: Desk, tmp_path: Path, policy: Callable[[str], None]
) -> None:
    folder = tmp_path / "share"
    put(folder, "1")
    policy(f'[pack]\npath = "{folder}"\nsilent = true\n[trust]\nkeys = ["{PUBLIC}"]\n')
    assert desk.packs.look_after() is None
    assert version(desk) == "1"
    put(folder, "2")
    desk.packs.look_after()
    assert (version(desk), told(desk)) == ("2", [])
    (folder / "group-2.cdpack").unlink()
    desk.packs.look_after()
    assert version(desk) == "2", "an older one in the share takes nothing back"


def test_a_wrong_pack_of_the_policy_is_told_and_an_absent_share_is_not(
    desk: Desk, tmp_path: Path, policy: Callable[[str], None]
) -> None:
    path = tmp_path / "p.cdpack"
    policy(f'[pack]\npath = "{path}"\nsilent = true\n[trust]\nkeys = ["{PUBLIC}"]\n')
    assert (desk.packs.look_after(), told(desk)) == (None, [])
    path.write_bytes(data("1")[:-40])
    desk.packs.look_after()
    (said,) = told(desk)
    assert "is refused" in said
    assert version(desk) == ""


def test_where_only_the_policy_names_keys_and_packs_nobody_does_by_hand(
    desk: Desk, tmp_path: Path, policy: Callable[[str], None]
) -> None:
    path = put(tmp_path, "1")
    desk.packs.accept(PUBLIC)
    named = f'[pack]\npath = "{tmp_path / "there.cdpack"}"\n[trust]\nkeys = ["{make_key()[1]}"]\n'
    policy(f'locked = ["trust.keys", "pack.path"]\n{named}')
    with pytest.raises(UnknownKeyError):
        desk.packs.read(str(path))
    with pytest.raises(UserError, match=r"set by your administrator"):
        desk.packs.accept(PUBLIC)
    with pytest.raises(UserError, match=r"set by your administrator"):
        desk.packs.install(desk.packs.read_untrusted(path))
    assert desk.packs.standing().hand_locked is not None


def test_a_broken_policy_file_does_not_let_the_pack_go(
    desk: Desk, tmp_path: Path, policy: Callable[[str], None]
) -> None:
    path = tmp_path / "group-1.cdpack"
    path.write_bytes(data("1", locks=("kpis",)))
    desk.packs.accept(PUBLIC)
    desk.packs.install(desk.packs.read(str(path)))
    policy(f'[pack]\npath = "{path}\n')
    with pytest.raises(UserError, match=r"is broken"):
        desk.packs.remove("x")
    assert version(desk) == "1"


def test_an_older_version_lifts_no_lock_unless_it_lies_where_the_policy_says(
    desk: Desk, tmp_path: Path, policy: Callable[[str], None]
) -> None:
    share, old = tmp_path / "share", put(tmp_path / "kept", "1")
    share.mkdir()
    (share / "group-2.cdpack").write_bytes(data("2", locks=("kpis",)))
    policy(f'[pack]\npath = "{share}"\n[trust]\nkeys = ["{PUBLIC}"]\n')
    desk.packs.install(desk.packs.read(str(share)), where=str(share))
    with pytest.raises(UserError, match=r"only its own next version"):
        desk.packs.install(desk.packs.read(str(old)), where=str(old), older=True)
    assert version(desk) == "2"
    (share / "group-2.cdpack").unlink()
    put(share, "1")
    desk.packs.install(desk.packs.read(str(share)), where=str(share), older=True)
    assert version(desk) == "1"
