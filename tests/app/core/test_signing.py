from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.settings import MachineSettings
from app.core.signing import (
    accept_key,
    checked_key,
    fingerprint,
    forget_key,
    make_key,
    public_of,
    sign,
    signer,
    trusted_keys,
    verify,
)

PRIVATE, PUBLIC = make_key()
OTHER_PRIVATE, OTHER = make_key()


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_signature_is_of_one_key_and_one_text(data: bytes, other: bytes) -> None:
    signature = sign(PRIVATE, data)
    assert verify(PUBLIC, signature, data)
    assert not verify(OTHER, signature, data)
    assert verify(PUBLIC, signature, other) == (data == other)


@pytest.mark.parametrize("signature", ["", "no signature", "AAAA", "签名"])
def test_what_is_no_signature_proves_nothing(signature: str) -> None:
    assert not verify(PUBLIC, signature, b"")
    assert not verify("no key", sign(PRIVATE, b""), b"")


def test_a_public_key_is_one_line_in_which_a_wrong_character_is_noticed() -> None:
    assert "\n" not in PUBLIC
    assert checked_key(f"  {PUBLIC[:20]}\n{PUBLIC[20:]} ") == PUBLIC
    for at in range(len("cdkey1."), len(PUBLIC) - 2):
        wrong = PUBLIC[:at] + ("A" if PUBLIC[at] != "A" else "B") + PUBLIC[at + 1 :]
        with pytest.raises(UserError, match=r"incomplete or a character of it is wrong"):
            checked_key(wrong)
    with pytest.raises(UserError, match=r"incomplete"):
        checked_key(PUBLIC[:-4])
    with pytest.raises(UserError, match=r"no public key of ChannelDesk"):
        checked_key(PRIVATE)


def test_a_fingerprint_can_be_read_out() -> None:
    groups = fingerprint(PUBLIC).split(" ")
    assert len(groups) == 6
    assert all(len(one) == 5 and one.isdigit() for one in groups)
    assert fingerprint(PUBLIC) == fingerprint(public_of(PRIVATE)) != fingerprint(OTHER)


def test_a_sealed_key_signs_with_its_passphrase_alone() -> None:
    private, public = make_key("open sesame")
    assert "ENCRYPTED" in private
    assert verify(public, sign(private, b"text", "open sesame"), b"text")
    with pytest.raises(UserError, match=r"passphrase is missing"):
        sign(private, b"text")
    with pytest.raises(UserError, match=r"does not open"):
        sign(private, b"text", "another")
    with pytest.raises(UserError, match=r"no private key"):
        sign("no key", b"text")
    assert public_of(PRIVATE, "not needed") == PUBLIC


def test_trust_comes_from_the_policy_or_by_hand(tmp_path: Path) -> None:
    machine = MachineSettings(tmp_path)
    assert trusted_keys(machine) == ()
    accept_key(machine, OTHER, "Head office")
    by_hand, policy = trusted_keys(machine), trusted_keys(machine, [PUBLIC])
    assert [(one.public, one.name, one.by_policy) for one in by_hand] == [(OTHER, "Head office", False)]
    assert [one.public for one in policy] == [PUBLIC, OTHER]
    assert [one.public for one in trusted_keys(machine, [PUBLIC], only_policy=True)] == [PUBLIC]
    assert signer(policy, sign(OTHER_PRIVATE, b"x"), b"x") == by_hand[0]
    assert signer(by_hand, sign(PRIVATE, b"x"), b"x") is None
    forget_key(machine, OTHER)
    assert trusted_keys(machine) == ()
