import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.signing import make_key, sign
from app.packs.archive import _PURPOSE, MOST_BYTES, UnknownKeyError, read_pack, write_pack
from app.packs.model import Items, final
from tests.app.packs.samples import KEYS, PARTS, PRIVATE, PUBLIC, manifest

KPI = {
    "kpi": "own_order_value", "name": "订单均值", "formula": "net_amount / order_count", "sentence": "",
    "unit": "money", "direction": "higher", "owner": "sales", "grain": "",
}  # fmt: skip
GROUP = {"kind": "group", "code": "CF01", "name": "处方药"}
HELD: dict[str, Items] = {"kpis": {"own_order_value": KPI}, "products": {"group:CF01": GROUP}}
DATA = write_pack(manifest(HELD), HELD, PRIVATE)


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def sealed(files: dict[str, bytes], private: str = PRIVATE, public: str = PUBLIC, **said: Any) -> bytes:
    """The files with a manifest that says something else, signed anew."""
    head = json.dumps(json.loads(files["manifest.json"]) | said).encode()
    seal = json.dumps({"key": public, "signature": sign(private, _PURPOSE + head)}).encode()
    return packed(files | {"manifest.json": head, "manifest.sig": seal})


def with_part(text: str, part: str = "kpis") -> bytes:
    """A pack that head office signed around another text of a part."""
    from hashlib import sha256

    files = files_of(DATA) | {f"parts/{part}.json": text.encode()}
    sums = json.loads(files["manifest.json"])["parts"] | {part: sha256(text.encode()).hexdigest()}
    return sealed(files, parts=sums)


def test_what_was_written_is_read_and_the_same_gives_the_same_bytes() -> None:
    found = read_pack(DATA, PARTS, KEYS)
    assert found.parts == HELD
    assert found.manifest.name == "集团配置"
    assert found.signer == PUBLIC
    assert write_pack(manifest(HELD), HELD, PRIVATE) == DATA


def test_a_program_before_its_release_makes_and_reads_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.packs.archive.VERSION", "1.4.0rc2")
    assert read_pack(DATA, PARTS, KEYS).parts == HELD
    assert (final("1.4.0rc2"), final("1.4.0"), final("2.0b1")) == ("1.4.0", "1.4.0", "2.0")
    with pytest.raises(UserError, match=r"needs version 1\.5 of the program"):
        read_pack(write_pack(manifest(HELD, program="1.5"), HELD, PRIVATE), PARTS, KEYS)


@settings(max_examples=150)
@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed_without_being_refused_or_saying_the_same(place: int, by: int) -> None:
    wrong = bytearray(DATA)
    wrong[place] ^= by
    try:
        found = read_pack(bytes(wrong), PARTS, KEYS)
    except UserError:
        return
    assert found.parts == HELD
    assert found.manifest == read_pack(DATA, PARTS, KEYS).manifest


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_any_file_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(UserError):
        read_pack(data, PARTS, KEYS)
    with pytest.raises(UserError):
        read_pack(DATA[: len(data)], PARTS, KEYS)


def test_a_signature_of_somebody_else_does_not_count() -> None:
    private, public = make_key()
    theirs = sealed(files_of(DATA), private, public)
    with pytest.raises(UnknownKeyError, match=r"Nobody has accepted") as refused:
        read_pack(theirs, PARTS, KEYS)
    assert refused.value.public == public
    assert read_pack(theirs, PARTS, None).signer == public
    with pytest.raises(UserError, match=r"The signature does not fit"):
        read_pack(sealed(files_of(DATA), private, PUBLIC), PARTS, KEYS)
    files = files_of(DATA)
    head = files["manifest.json"].replace(b'"version": "1"', b'"version": "2"')
    with pytest.raises(UserError, match=r"The signature does not fit"):
        read_pack(packed(files | {"manifest.json": head}), PARTS, KEYS)
    del files["manifest.sig"]
    with pytest.raises(UserError, match=r"manifest\.sig is missing"):
        read_pack(packed(files), PARTS, KEYS)


def test_only_what_the_manifest_names_may_lie_in_it() -> None:
    files = files_of(DATA)
    with pytest.raises(UserError, match=r"does not name: \.\./\.\./evil\.txt"):
        read_pack(packed(files | {"../../evil.txt": b"x"}), PARTS, KEYS)
    with pytest.raises(UserError, match=r"changed after the pack was signed"):
        read_pack(packed(files | {"parts/kpis.json": b"[]"}), PARTS, KEYS)
    sums = json.loads(files["manifest.json"])["parts"]
    with pytest.raises(UserError, match=r"no part “magic” of a pack; it knows profiles, products"):
        read_pack(sealed(files, parts=sums | {"magic": "0" * 64}), PARTS, KEYS)
    with pytest.raises(UserError, match=r"parts/goals\.json is missing"):
        read_pack(sealed(files, parts=sums | {"goals": "0" * 64}), PARTS, KEYS)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = packed(files_of(DATA) | {"parts/kpis.json": bytes(MOST_BYTES + 1)}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 200_000
    with pytest.raises(UserError, match=r"larger than 64 MB"):
        read_pack(bomb, PARTS, KEYS)
    with pytest.raises(UserError, match=r"larger than 64 MB"):
        read_pack(packed({"manifest.json": bytes(2**21)}, zipfile.ZIP_DEFLATED), PARTS, KEYS)
    with pytest.raises(UserError, match=r"cannot be in a configuration pack"):
        read_pack(packed({"a": b"x"}, zipfile.ZIP_BZIP2), PARTS, KEYS)


def test_a_newer_program_or_format_is_asked_for() -> None:
    with pytest.raises(UserError, match=r"needs version 99\.1 of the program"):
        read_pack(sealed(files_of(DATA), program="99.1"), PARTS, KEYS)
    with pytest.raises(UserError, match=r"format 2; this program reads 1"):
        read_pack(sealed(files_of(DATA), format=2), PARTS, KEYS)
    with pytest.raises(UserError, match=r"there is no field “magic”"):
        read_pack(sealed(files_of(DATA), magic=1), PARTS, KEYS)
    with pytest.raises(UserError, match=r"“policies” cannot be locked"):
        read_pack(sealed(files_of(DATA), locks=["policies"]), PARTS, KEYS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[\n {\n", r"parts/kpis\.json, line 3: this is no JSON"),
        ("{}", r"parts/kpis\.json: a list of items is wanted"),
        ("[1]", r"parts/kpis\.json, item 1: a table of fields is wanted"),
        ('[{"a": 1.5}]', r"“1\.5” is no whole number"),
        ('[{"a": 1, "a": 2}]', r"“a” stands there twice"),
        ("9" * 5_000, r"parts/kpis\.json"),
        ("[" * 100_000, r"parts/kpis\.json"),
        (json.dumps([KPI, KPI]), r"item 2: “own_order_value” stands there twice"),
        (json.dumps([KPI | {"formula": "net_amount +"}]), r"parts/kpis\.json, item 1: "),
        (json.dumps([KPI | {"name": 5}]), r"item 1: “name” needs a text that is not empty"),
        (json.dumps([KPI | {"colour": "red"}]), r"item 1: there is no field “colour”"),
    ],
)
def test_a_wrong_part_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_pack(with_part(text), PARTS, KEYS)


@pytest.mark.parametrize(
    ("part", "item", "said"),
    [
        ("profiles", {"profile": "a", "toml": "id = \n"}, r"not valid TOML: .*line 1"),
        ("profiles", {"profile": "a", "toml": 'id = "b"\nsource = "e"\n[[feed]]\nfeed = "area_row"'}, r"itself “b”"),
        ("goals", {"kpi": "otif_rate", "level": "dealer"}, r"“place” is missing"),
        ("holidays", {"name": "x", "free": ["2026-02-30"], "worked": []}, r"“free” needs a day such as"),
        ("health", {"name": "x"}, r"“version” is 0"),
        ("calendars", {"kind": "calendar", "name": "x", "counts": "moon", "first": 1, "rows": []}, r"not “moon”"),
        ("agendas", {"kind": "monthly", "sections": [{"key": "tea", "minutes": 5, "most": 1}]}, r"no section “tea”"),
        ("plans", {"name": "x", "kind": "comic", "lang": "en", "schedule": "", "workbook": True, "signed": False,
                   "to_contacts": False}, r"“kind” is one of .*, not “comic”"),
        ("policies", {"key": "stepped", "title": "x", "text": "", "policy": {}}, r"is a template of the program"),
        ("products", {"kind": "unit", "source": "e", "code": "1", "unit": "箱", "holds": "0", "from": None}, r"above"),
        ("products", {"kind": "thing"}, r"“kind” is one of group, product, unit"),
    ],
)  # fmt: skip
def test_each_part_checks_its_things(part: str, item: dict[str, Any], said: str) -> None:
    from hashlib import sha256

    text = json.dumps([item], ensure_ascii=False)
    sums = {part: sha256(text.encode()).hexdigest()}
    files = {"manifest.json": files_of(DATA)["manifest.json"], f"parts/{part}.json": text.encode()}
    with pytest.raises(UserError, match=said):
        read_pack(sealed(files, parts=sums), PARTS, KEYS)
