"""A laptop asks its channel: what it believes, what it refuses, and how often it asks."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from app.core import signing
from app.core.errors import UserError
from app.core.settings import MachineSettings
from app.core.signing import accept_key
from app.updates.channel import MANIFEST, SIGNATURE, UntrustedError, read_trusted, version_key
from tests.app.updates.channels import MADE, NOW, PRIVATE, PUBLIC, a_channel, trusting, updates_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A share with version 9.1.0."""
    return a_channel(tmp_path / "share")


def test_a_newer_version_is_told_with_what_is_new(home: Path, folder: Path) -> None:
    answer = trusting(home, str(folder)).check()
    assert (answer.release.version, answer.is_new) == ("9.1.0", True)
    assert (answer.release.said("zh_CN"), answer.release.said("en")) == ("导入更快。", "Imports are faster.")
    assert answer.package is not None
    assert answer.package.name == "channeldesk_9.1.0_amd64.deb"


def test_the_same_version_is_no_news_and_an_older_one_is_refused(home: Path, folder: Path) -> None:
    assert trusting(home, str(folder), version="9.1.0").check().is_new is False
    with pytest.raises(UserError, match=r"never goes back to an older version"):
        updates_of(home, version="9.2.0").check()


def test_a_key_is_accepted_once_by_hand_and_its_fingerprint_is_said_before(home: Path, folder: Path) -> None:
    updates = updates_of(home)
    updates.choose(str(folder))
    with pytest.raises(UntrustedError, match=signing.fingerprint(PUBLIC)) as untrusted:
        updates.check()
    updates.trust(untrusted.value.key, "Head office")
    assert updates.check().is_new


def test_a_file_that_somebody_changed_or_signed_otherwise_is_refused(home: Path, folder: Path) -> None:
    updates = trusting(home, str(folder))
    manifest = folder / MANIFEST
    signed = manifest.read_bytes()
    manifest.write_bytes(signed.replace(b"9.1.0", b"9.1.1"))
    with pytest.raises(UserError, match=r"signature of the update channel does not fit"):
        updates.check()
    manifest.write_bytes(signed)
    (folder / SIGNATURE).write_text(
        signing.sign(PRIVATE, signed), encoding="ascii"
    )  # the same key, but as another file
    with pytest.raises(UserError, match=r"does not fit"):
        updates.check()
    (folder / SIGNATURE).unlink()
    with pytest.raises(UserError, match=r"There is no file channel\.json\.sig"):
        updates.check()


def test_somebody_elses_channel_is_not_believed_where_head_offices_key_is_trusted(home: Path, tmp_path: Path) -> None:
    private, public = signing.make_key()
    updates = trusting(home, str(a_channel(tmp_path / "other", private=private, public=public)))
    with pytest.raises(UntrustedError):
        updates.check()


def test_old_files_put_back_are_noticed_though_their_signature_is_good(home: Path, folder: Path) -> None:
    updates = trusting(home, str(folder), version="9.0.0")
    old = {path.name: path.read_bytes() for path in folder.iterdir()}
    a_channel(folder, "9.2.0", made=MADE + timedelta(hours=2))
    assert updates.check().release.version == "9.2.0"
    for path in folder.iterdir():
        path.unlink()
    for name, content in old.items():
        (folder / name).write_bytes(content)
    updates.choose(str(a_channel(folder.parent / "other", made=MADE)))
    updates.check()
    updates.choose(str(folder))
    with pytest.raises(UserError, match=r"somebody put old files back"):
        updates.check()


def test_a_clock_that_was_set_back_is_said(home: Path, folder: Path) -> None:
    with pytest.raises(UserError, match=r"the clock was set back"):
        trusting(home, str(folder), now=MADE - timedelta(days=3)).check()
    assert updates_of(home, now=MADE - timedelta(hours=3)).check().is_new, "laptops are a little off"


def test_what_is_no_longer_valid_is_refused(home: Path, tmp_path: Path) -> None:
    place = str(a_channel(tmp_path / "share", valid_days=30))
    assert trusting(home, place).check().is_new
    with pytest.raises(UserError, match=r"was valid until 2026-04-08"):
        updates_of(home, now=MADE + timedelta(days=31)).check()


def test_a_version_that_leaves_out_our_workspaces_is_not_offered(home: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"Install a version in between first"):
        trusting(home, str(a_channel(tmp_path / "share", schema="9999"))).check()


def test_without_a_package_for_this_computer_the_version_is_told_but_not_fetched(home: Path, folder: Path) -> None:
    updates = trusting(home, str(folder))
    updates._platform = "linux-arm64"
    answer = updates.check()
    assert (answer.is_new, answer.package) == (True, None)


def test_the_program_asks_once_a_day_and_speaks_of_a_version_once(home: Path, folder: Path) -> None:
    updates = trusting(home, str(folder))
    first = updates.check_daily()
    assert first is not None
    assert updates.check_daily() is None, "asked today"
    for hours in (23, 25, 26):
        assert updates_of(home, now=NOW + timedelta(hours=hours)).check_daily() is None
    a_channel(folder, "9.2.0", made=MADE + timedelta(days=2))
    told = updates_of(home, now=NOW + timedelta(days=2, hours=3)).check_daily()
    assert told is not None
    assert told.release.version == "9.2.0"


def test_a_clock_set_back_by_years_does_not_stop_the_daily_question(home: Path, folder: Path) -> None:
    trusting(home, str(folder), now=NOW + timedelta(days=4000)).check()
    assert updates_of(home).check_daily() is not None


def test_offline_is_no_news_by_itself_and_a_sentence_when_asked(home: Path, tmp_path: Path) -> None:
    updates = trusting(home, str(tmp_path / "gone"))
    assert updates.check_daily() is None
    with pytest.raises(UserError, match=r"cannot be reached: the folder is not there\. You can go on working"):
        updates.check()


def test_who_switched_the_question_off_is_not_asked_for(home: Path, folder: Path) -> None:
    updates = trusting(home, str(folder))
    updates.ask_daily(on=False)
    assert updates.check_daily() is None
    assert updates.check().is_new, "by hand it answers"
    updates.ask_daily(on=True)
    assert updates.terms().daily


@pytest.mark.parametrize(
    "place", ["http://example.org/x", "ftp://example.org/", "relative/folder", "https://a:b@example.org"]
)
def test_a_place_that_can_be_no_channel_is_refused(home: Path, place: str) -> None:
    with pytest.raises(UserError):
        updates_of(home).choose(place)


def test_versions_are_ordered_by_figures_and_stages() -> None:
    ordered = ["0.9", "0.9.10", "0.10.0a1", "0.10.0b1", "0.10.0rc1", "0.10.0rc2", "0.10.0", "0.10.1", "1.0"]
    assert sorted(set(ordered), key=version_key) == ordered
    assert version_key("1.0") == version_key("1.0.0")
    for wrong in ("", "1", "1.0-beta", "1.0.0.0.0", "1.0 "):
        with pytest.raises(UserError, match=r"is no version"):
            version_key(wrong)


@pytest.mark.parametrize(("name", "value"), [
    ("version", "latest"), ("made_at", "2026-03-09T08:00:00"), ("files", [{"platform": "linux-x86_64"}]),
    ("minimum_schema", "9"), ("notes", 7), ("format", 2), ("program", "other"),
])  # fmt: skip
def test_a_signed_file_that_makes_no_sense_is_refused_in_words(folder: Path, name: str, value: object) -> None:
    manifest = json.dumps(json.loads((folder / MANIFEST).read_bytes()) | {name: value}).encode()
    assert_refused(manifest)


@pytest.mark.parametrize("name", ["../evil.deb", "a/b.deb", "..", "C:\\x.exe", "", "x" * 200])
def test_a_package_never_leaves_its_folder(folder: Path, name: str) -> None:
    value = json.loads((folder / MANIFEST).read_bytes())
    value["files"][0]["name"] = name
    assert_refused(json.dumps(value).encode())


def assert_refused(manifest: bytes) -> None:
    signature = signing.sign(PRIVATE, b"channeldesk update channel 1\n" + manifest)
    keys = signing.trusted_keys(MachineSettings(), [PUBLIC])
    with pytest.raises(UserError) as refused:
        read_trusted(manifest, signature, keys)
    assert not isinstance(refused.value, UntrustedError)


def test_the_administrators_policy_names_channel_and_key(
    home: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(
        f"locked = ['updates.channel', 'trust.keys']\n[updates]\nchannel = '{folder}'\n[trust]\nkeys = ['{PUBLIC}']\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("CHANNELDESK_POLICY", str(policy))
    updates = updates_of(home)
    assert updates.check().is_new
    terms = updates.terms()
    assert (terms.by_policy, terms.only_policy_keys, [one.public for one in terms.keys]) == (True, True, [PUBLIC])
    with pytest.raises(UserError, match=r"is set by your administrator"):
        updates.choose(str(tmp_path))
    with pytest.raises(UserError, match=r"is set by your administrator"):
        updates.trust(PUBLIC)
    accept_key(updates.machine, signing.make_key()[1])
    assert len(updates.terms().keys) == 1, "what was accepted by hand counts no more"


def test_the_administrator_may_forbid_the_daily_question(
    home: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("locked = ['updates.check']\n[updates]\ncheck = 'never'\n", encoding="utf-8")
    monkeypatch.setenv("CHANNELDESK_POLICY", str(policy))
    updates = trusting(home, str(folder))
    assert updates.check_daily() is None
    with pytest.raises(UserError, match=r"is set by your administrator"):
        updates.ask_daily(on=True)
    assert updates.check().is_new
