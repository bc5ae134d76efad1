"""References can be read out over the telephone; ids of the same thing are the same on two laptops."""

import uuid

import pytest

from app.core.errors import UserError
from app.core.ids import check_character, natural_id, new_id, parse_ref, short_ref

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_an_id_is_a_uuid_of_version_7_and_sorts_by_time() -> None:
    first = new_id()
    assert uuid.UUID(first).version == 7
    assert uuid.UUID(first).variant == uuid.RFC_4122
    assert int(first.replace("-", "")[:12], 16) <= int(new_id().replace("-", "")[:12], 16)


def test_a_natural_id_is_the_same_however_the_text_is_composed() -> None:
    assert natural_id("party", "Caf\u00e9") == natural_id("party", "Cafe\u0301")
    assert natural_id("party", "A") != natural_id("product", "A")


def test_the_check_character_catches_every_wrong_character() -> None:
    for body in ("7F3K2", "00000", "ZZZZZ", "A1B2C"):
        right = check_character(body)
        for place in range(len(body)):
            for wrong in ALPHABET.replace(body[place], ""):
                assert check_character(body[:place] + wrong + body[place + 1 :]) != right


def test_the_check_character_catches_nearly_every_exchange_of_neighbours() -> None:
    exchanges = [(a, b) for a in ALPHABET for b in ALPHABET if a < b]
    missed = [
        pair
        for pair in exchanges
        if check_character("7" + pair[0] + pair[1]) == check_character("7" + pair[1] + pair[0])
    ]
    assert len(missed) <= len(exchanges) * 0.05


def test_a_reference_is_read_as_people_write_it() -> None:
    ref = short_ref("D", natural_id("party", "C-1"), lambda _: False)
    prefix, body, check = ref.split("-")
    assert (prefix, len(body)) == ("D", 5)
    assert parse_ref(f" d {body.lower()} {check.lower()}") == ref
    assert parse_ref(ref.replace("0", "o").replace("1", "l")) == ref


def test_a_mistyped_reference_is_refused() -> None:
    with pytest.raises(UserError, match="not a reference"):
        parse_ref("D-7F3K2-" + ALPHABET[(ALPHABET.index(check_character("7F3K2")) + 1) % 32])
    with pytest.raises(UserError, match="not a reference"):
        parse_ref("nonsense")


def test_a_taken_reference_grows_by_a_character() -> None:
    record = natural_id("party", "C-1")
    short = short_ref("D", record, lambda _: False)
    longer = short_ref("D", record, lambda ref: ref == short)
    assert len(longer) == len(short) + 1
    assert longer.split("-")[1].startswith(short.split("-")[1])
