"""The recovery code: typed as people type, a wrong letter named by its group."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.encryption.code import GROUP, GROUPS, new_code, read_code
from app.core.errors import UserError

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_code_is_taken_in_small_letters_without_hyphens_and_with_look_alikes() -> None:
    code = new_code()
    assert re.fullmatch(r"([0-9A-Z]{5}-){6}[0-9A-Z]{5}", code)
    assert read_code(code) == code
    assert read_code(f"  {code.lower().replace('-', ' ')}\n") == code
    assert read_code(code.replace("0", "o").replace("1", "l")) == code
    assert read_code(code.replace("-", "－")) == code, "full width, as Chinese keyboards type"


@given(st.integers(0, GROUPS * GROUP - 1), st.sampled_from(LETTERS))
def test_every_wrong_letter_is_found_and_its_group_named(at: int, letter: str) -> None:
    plain = new_code().replace("-", "")
    wrong = plain[:at] + letter + plain[at + 1 :]
    if wrong != plain:
        with pytest.raises(UserError, match=rf"Group {at // GROUP + 1} of the recovery code"):
            read_code(wrong)


def test_groups_in_another_order_are_found() -> None:
    groups = new_code().split("-")
    with pytest.raises(UserError, match=r"Group 1 "):
        read_code("-".join([groups[1], groups[0], *groups[2:]]))


def test_a_code_that_is_too_short_is_said_so() -> None:
    with pytest.raises(UserError, match=r"35 letters and digits; these are 4\."):
        read_code("ABCD")


def test_no_two_codes_are_the_same() -> None:
    assert len({new_code() for _ in range(200)}) == 200
