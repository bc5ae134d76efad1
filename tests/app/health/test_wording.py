"""Reasons in words: what a reader needs to check a limit of the grade."""

import pytest

from app.core.texts import EN, texts
from app.health.rules import Cap
from app.health.wording import cap_sentence


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "2,430k used of 2,000k, by"),
        ({"limit_today": "1"}, "of 2,000k (today's limit), by"),
        ({"limit_today": "1", "limit_since": "2026-04-02"}, "of 2,000k (today's limit, on record since 2026-04-02)"),
    ],
)
def test_a_limit_that_was_not_on_record_on_its_day_says_since_when_it_is(more: dict[str, str], said: str) -> None:
    params = {"used": "24300000000", "limit": "20000000000", "old": "0", "on": "2026-03-31", **more}
    assert said in texts(EN).render(cap_sentence(Cap("credit_over", "C", params)))
