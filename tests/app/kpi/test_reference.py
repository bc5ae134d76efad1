"""References: written short, read back whole, and refused in words where a character is wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.period import month, parse_period
from app.kpi.board import Choice
from app.kpi.counting import counting_of
from app.kpi.organisation import PRESENT, Structure
from app.kpi.queries import read_rows
from app.kpi.reference import FigureRef, References, choice_of, confirm_state, is_reference, parse_reference
from tests.app.kpi.facts import Store, fresh_store, line

TODAY = date(2026, 4, 10)
PLAIN = FigureRef("otif_rate", "2026-Q1", 122, TODAY, "D-7F3K2-X")
WORDS = st.text(min_size=1, max_size=8).filter(lambda text: text == text.strip() and text.isprintable())


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        found.dealer("D1")
        found.product("P1", group="G1")
        found.load(order_line=[line("A", shipped="2026-03-01", amount=1)])
        found._run("UPDATE party SET ref = 'D-7F3K2-X'")
        found._run("UPDATE product_group SET ref = 'G-1DKBK-B'")
        yield found


def test_it_is_short_and_says_what_it_names() -> None:
    assert str(PLAIN).startswith("otif_rate/2026-Q1/D-7F3K2-X@122.260410-")
    assert len(str(PLAIN)) == len("otif_rate/2026-Q1/D-7F3K2-X@122.260410-XX")


@given(st.dictionaries(st.sampled_from(["r", "m", "o"]), WORDS))
def test_whatever_was_asked_for_is_read_back(said: dict[str, str]) -> None:
    one = FigureRef("net_amount", "2026-01..2026-03", 7, TODAY, "", "", tuple(sorted(said.items())))
    assert parse_reference(f"  {one}\n") == one


@given(st.data())
def test_one_wrong_character_is_always_found(data: st.DataObject) -> None:
    right = str(PLAIN)
    place = data.draw(st.integers(0, len(right) - 1))
    wrong = data.draw(st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ_-./@"))
    typed = right[:place] + wrong + right[place + 1 :]
    if typed.upper() == right.upper():
        assert parse_reference(typed) == PLAIN, "capitals or not"
        return
    with pytest.raises(UserError, match="look for a typing error"):
        parse_reference(typed)


def test_two_characters_that_changed_places_are_found() -> None:
    right = str(PLAIN)
    for place in range(len(right) - 1):
        typed = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
        if typed != right:
            with pytest.raises(UserError):
                parse_reference(typed)


def test_it_is_told_from_other_words() -> None:
    assert is_reference(str(PLAIN))
    assert not is_reference("D-7F3K2-X")
    assert not is_reference("board/orders")


CHOICES = (
    Choice(parse_period("2026-Q1")),
    Choice(month(2026, 3), dealer="party-D1", structure=PRESENT),
    Choice(parse_period("2026"), region="330100", group="G1", structure=Structure(historical=True, successors="own")),
    Choice(month(2026, 3), structure=Structure(successors="follow", only=(("tier", "city"), ("manager", "李 雷/2")))),
    Choice(month(2026, 3), counting=counting_of(tax="gross", types="sale,gift", sellers="all", basis="ordered")),
)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_choice_is_found_again_by_its_reference(store: Store, choice: Choice) -> None:
    written = str(References(store.session, TODAY).of("net_amount", choice))
    assert choice_of(store.session, parse_reference(written)) == choice


def test_a_row_of_figures_has_the_reference_of_its_keys_alone(store: Store) -> None:
    march = month(2026, 3)
    (row,) = read_rows(
        store.session, only=["net_amount"], by="dealer,product-group", first=march, last=march, today=TODAY
    )  # fmt: skip
    ref = References(store.session, TODAY).of_row(row, Choice(month(2026, 3)))
    assert ref is not None
    assert (ref.dealer, ref.group) == ("D-7F3K2-X", "G-1DKBK-B")


def test_what_is_not_there_is_refused_in_words(store: Store) -> None:
    with pytest.raises(UserError, match="no dealer"):
        References(store.session, TODAY).of("net_amount", Choice(month(2026, 3), dealer="D9"))
    gone = FigureRef("net_amount", "2026-03", 1, TODAY, "D-00000-0")
    with pytest.raises(UserError, match="knows no record"):
        choice_of(store.session, gone)
    with pytest.raises(UserError, match="no KPI"):
        choice_of(store.session, FigureRef("nothing", "2026-03", 1, TODAY))


def test_a_reference_of_another_workspace_or_of_a_later_state_is_refused(store: Store) -> None:
    own = References(store.session, TODAY).of("net_amount", Choice(month(2026, 3)))
    confirm_state(store.session, own)
    with pytest.raises(UserError, match="another workspace, or in a copy"):
        confirm_state(store.session, replace(own, seal="ZZZ"))
    with pytest.raises(UserError, match="has come to"):
        confirm_state(store.session, replace(own, tx=own.tx + 1))
