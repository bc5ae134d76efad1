"""A line typed while people talk becomes words, a person and a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.period import day_number, day_of
from app.meetings.capture import Captured, capture, typed_day_ahead

TODAY = day_number(date(2026, 4, 10))
PEOPLE = (("p1", "林晓"), ("p2", "林立"), ("p3", "Zhou Min"))


def test_words_person_and_day_stand_anywhere_in_the_line() -> None:
    due = day_number(date(2026, 4, 30))
    said = Captured("与捷运核对迟交清单", "p1", due)
    assert capture("与捷运核对迟交清单 @林晓 !2026-04-30", PEOPLE, TODAY) == said
    assert capture("@林晓 与捷运核对迟交清单 ！4-30", PEOPLE, TODAY) == said
    assert capture("引入第二承运商", PEOPLE, TODAY) == Captured("引入第二承运商")
    assert capture("call @zhou !+2w", PEOPLE, TODAY) == Captured("call", "p3", TODAY + 14)


def test_a_name_may_be_begun_as_long_as_it_means_one_person() -> None:
    with pytest.raises(UserError, match="several people"):
        capture("x @林 !+7", PEOPLE, TODAY)
    with pytest.raises(UserError, match="Nobody here"):
        capture("x @王 !+7", PEOPLE, TODAY)


def test_a_short_day_is_the_next_one_that_comes() -> None:
    assert day_of(typed_day_ahead("4-10", TODAY)) == date(2026, 4, 10)
    assert day_of(typed_day_ahead("4/9", TODAY)) == date(2027, 4, 9)
    for wrong in ("soon", "13-40", "2026-02-30", "+", "+9999"):
        with pytest.raises(UserError, match="is no day"):
            typed_day_ahead(wrong, TODAY)


@given(st.text(alphabet=st.characters(exclude_characters="@＠!！", exclude_categories=["Cs"]), max_size=60))
def test_words_without_marks_are_kept_as_they_are(words: str) -> None:
    assert capture(words, PEOPLE, TODAY) == Captured(" ".join(words.split()))
