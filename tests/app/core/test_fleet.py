"""The policy file: what it may hold, each way in which it can be wrong with its line, and what its locks refuse."""

import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bootstrap import create_desk
from app.core import fleet
from app.core.backup import list_backups, rotation
from app.core.errors import UserError
from app.core.fleet_file import KEYS, KINDS, READERS, SECURITIES, read_bytes
from app.core.fleet_view import held
from app.core.restore import restore
from app.core.settings import MachineSettings
from app.core.signing import make_key
from app.core.texts import ZH, texts
from app.core.workspace import Paths, Workspace
from app.imports.sources.settings import KINDS as SOURCE_KINDS
from app.jobs.delivery.settings import SECURITIES as MAIL_SECURITIES
from tests.fleet import put_policy

ROOT = Path(__file__).parents[3]


def faults(words: str) -> list[str]:
    return [str(one.text) for one in read_bytes(words.encode()).faults]


def test_without_a_file_nothing_is_set_and_nothing_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet, "places", list)
    found = fleet.policy()
    assert (found, fleet.notice(), fleet.reason("language"), rotation()) == (fleet.NONE, None, None, (7, 4, 5))
    assert found.choose("language", None) is None


def test_everything_that_the_manual_shows_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manual = (ROOT / "docs" / "admin" / "en" / "policy.md").read_text(encoding="utf-8")
    words = manual.split("```toml\n")[1].split("```")[0].replace("keys = []", f'keys = ["{make_key()[1]}"]')
    put_policy(tmp_path, monkeypatch, words)
    found = fleet.policy()
    assert found.faults == ()
    assert set(found.values) == set(KEYS), "the manual shows every setting"
    assert found.language == ZH
    assert found.backup_folder is not None
    assert "{user}" not in str(found.backup_folder)
    assert found.encrypt == "required"
    assert {"workspace.encrypt", "sources.kinds", "mail.port", "language"} <= found.locked
    assert "theme" not in found.locked
    assert len(found.trusted_keys) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("language = 'fr'", "line 1: “fr” is none of: zh, en"),
        ("\ntheme = 3", "line 2: “3” is none of: system, light, dark"),
        ("[backup]\n\ndays = 0", "line 3: “0” is no whole number from 1 to 366"),
        ("[backup]\ndays = true", "line 2: “True” is no whole number from 1 to 366"),
        ("backup.made = 'x'", "line 1: “x” is no whole number from 1 to 100"),
        ("[backup]\nfolder = 'backups'", "line 2: “backups” is no whole path on this system"),
        ("[backup]\nfolder = '/{x}'", "line 2: “/{x}” holds {x}; only {user}, {computer}, {home} are filled in"),
        ("[mail]\nhost = 'https://x'", "line 2: “https://x” is no name of a server; one looks like mail.example.com"),
        ("[mail]\nsender = 'x'", "line 2: “x” is no address of mail"),
        ("[mail]\nport = 70000", "line 2: “70000” is no whole number from 1 to 65535"),
        ("[updates]\nchannel = 'ftp://x'", "line 2: “ftp://x” is no address of the web and no whole path"),
        ("[trust]\nkeys = ['cdkey1.AAAA']",
         "line 2: This public key is incomplete or a character of it is wrong; copy the whole line again."),
        ("[trust]\nkeys = 'x'", "line 2: “x” is no list: write […, …]"),
        ("[sources]\nkinds = ['ftp']", "line 2: “ftp” is none of: database, web, folder"),
        ("[updates]\nchannel = 'http://intranet/x'",
         "line 2: “http://intranet/x” begins with http://; on the network only https:// is read"),
        ("mail = 'x'", "line 1: “mail” is a part of its own: write [mail]"),
        ("[mail]\nserver = 'x'", "line 2: “server” is not known in [mail]; there are: host, port, security, sender"),
        ("locked = 'mail'", 'line 1: “locked” is a list of words: ["…", "…"]'),
        ("locked = ['mail']", "line 1: “mail” is locked, but the file gives no value for it"),
    ],
)  # fmt: skip
def test_each_fault_is_a_sentence_with_its_line(words: str, said: str) -> None:
    assert faults(words) == [said]


def test_a_word_that_nobody_knows_names_those_that_are_known() -> None:
    assert "“langauge” is not known here; there are: locked, language, theme, [workspace]" in faults("langauge = 1")[0]
    assert "“colours” cannot be locked; there are: workspace, backup" in faults("locked = ['colours']")[0]


@pytest.mark.parametrize("content", [b"language = ", b"\xff\xfe", b"a = 1\na = 2", b"[" * 50_000])
def test_what_is_no_toml_locks_everything(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put_policy(tmp_path, monkeypatch, "")
    path.write_bytes(content)
    assert fleet.policy().locked == set(KEYS)
    assert fleet.notice() is not None
    with pytest.raises(UserError, match=r"policy\.toml is broken: until your administrator mends it, “Colours”"):
        fleet.require_free("theme")
    with pytest.raises(UserError, match=r"this may be what it forbids"):
        create_desk(tmp_path / "new.cdesk")
    assert not (tmp_path / "new.cdesk").exists()


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_stands_in_a_file_is_read_or_told(content: bytes) -> None:
    read = read_bytes(content)
    assert all(str(one.text) for one in read.faults)
    assert set(read.values) <= set(READERS)


def test_a_fault_locks_what_it_may_have_been_meant_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_policy(tmp_path, monkeypatch, "theme = 'dark'\n[backup]\ndays = 0\nweeks = 9\n[sources]\nhost = ['x']")
    found = fleet.policy()
    assert found.broken == {"backup.days", "sources.kinds", "sources.hosts", "sources.folders"}
    assert found.theme == "dark", "what is sound beside a fault holds"
    assert rotation() == (7, 9, 5)
    fleet.require_free("theme", "language")


def test_a_default_gives_way_to_a_choice_and_a_lock_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = MachineSettings(tmp_path)
    path = put_policy(tmp_path, monkeypatch, "language = 'zh'")
    assert machine.language == ZH
    machine.update(language="en")
    assert machine.language == "en"
    path.write_text("language = 'zh'\nlocked = ['language']", encoding="utf-8")
    assert machine.language == ZH, "a changed file holds at once"
    with pytest.raises(UserError, match=r"“Language” is set by your administrator in .*policy\.toml"):
        fleet.require_free("language")
    shown = {one.key: (one.value, one.whence) for one in held(fleet.policy(), machine)}
    assert shown["language"] == (ZH, "locked")
    assert shown["backup.days"] == (7, "default")
    assert "管理员" in texts(ZH).render(fleet.reason("language") or pytest.fail("locked"))


def test_the_systems_file_is_stronger_than_the_programs_and_the_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "system_place", lambda: tmp_path / "system.toml")
    monkeypatch.setattr(fleet, "PROGRAM", tmp_path)
    monkeypatch.setenv(fleet.VARIABLE, str(tmp_path / "named.toml"))
    for name in ("named.toml", fleet.BESIDE, "system.toml"):
        (tmp_path / name).write_text("theme = 'dark'", encoding="utf-8")
        assert fleet.policy().path == tmp_path / name


def test_on_windows_a_variable_of_the_account_hides_no_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def opened(_root: object, name: str) -> object:
        asked.append(name)
        return nullcontext("key")

    given = SimpleNamespace(HKEY_LOCAL_MACHINE=1, OpenKey=opened, QueryValueEx=lambda _key, name: (f"/all/{name}", 1))
    monkeypatch.setitem(sys.modules, "winreg", given)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("PROGRAMDATA", str(tmp_path))
    assert fleet.system_place() == Path("/all/Common AppData/ChannelDesk/policy.toml")
    assert asked[0].endswith("Shell Folders")


def test_a_policy_that_cannot_be_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_policy(tmp_path, monkeypatch, "").unlink()
    (tmp_path / "policy.toml").mkdir()
    assert "cannot be read" in str(fleet.policy().faults[0].text)
    assert fleet.policy().is_locked("theme")


def test_backups_go_where_the_policy_says_and_come_back_from_there(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, beside = workspace.paths.main, workspace.back_up(reason="manual")
    put_policy(tmp_path, monkeypatch, f"[backup]\nfolder = '{tmp_path / 'far' / '{user}'}'\n")
    monkeypatch.setattr("app.core.backup._same_state", lambda *_: False)
    made = workspace.back_up(reason="manual")
    assert made is not None
    assert beside is not None
    assert made.path.is_relative_to(tmp_path / "far")
    assert workspace.paths.backups != Paths(tmp_path / "other" / path.name).backups, "one folder for each workspace"
    assert [one.path for one in workspace.backups()] == [made.path, beside.path], "older ones are shown too"
    workspace.close()
    restore(path, made.path)
    assert [one.reason for one in list_backups(made.path.parent)] == ["restore", "manual"]


def test_a_folder_out_of_reach_stops_the_daily_backup_and_no_restore(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = workspace.back_up(reason="manual")
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    put_policy(tmp_path, monkeypatch, f"[backup]\nfolder = '{tmp_path / 'file' / 'under'}'\n")
    with pytest.raises(UserError, match=r"The folder of backups cannot be reached: .* No backup was made\."):
        workspace.back_up()
    workspace.close()
    assert made is not None
    monkeypatch.setattr("app.core.backup._same_state", lambda *_: False)
    restore(workspace.paths.main, made.path)
    assert "restore" in [one.reason for one in list_backups(made.path.parent)], "beside the workspace instead"


def test_new_workspaces_lie_where_the_policy_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ready_schema: None
) -> None:
    put_policy(tmp_path, monkeypatch,
               f"locked = ['workspace']\n[workspace]\nfolder = '{tmp_path / 'kept'}'")  # fmt: skip
    with pytest.raises(UserError, match=r"workspaces are kept in .*kept; make this one there"):
        fleet.require_place(tmp_path / "kept" / ".." / "elsewhere.cdesk")
    fleet.require_place(tmp_path / "kept" / "a.cdesk")
    with pytest.raises(UserError, match=r"make this one there"):
        create_desk(tmp_path / "elsewhere.cdesk")
    assert not (tmp_path / "elsewhere.cdesk").exists()
    for hidden in (MachineSettings().folder / "b.cdesk", MachineSettings().folder / "practice" / ".." / "c.cdesk"):
        with pytest.raises(UserError, match=r"workspaces are kept in"):
            create_desk(hidden)
    create_desk(MachineSettings().folder / "practice" / "practice.cdesk").close()
    create_desk(tmp_path / "kept" / "a.cdesk").close()


def test_words_that_two_parts_share_are_the_same() -> None:
    assert set(KINDS) == set(SOURCE_KINDS)
    assert set(SECURITIES) == set(MAIL_SECURITIES)
    assert set(READERS) == set(KEYS)
