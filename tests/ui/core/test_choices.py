"""What is said of stored words."""

from app.bootstrap import FEEDS
from ui.core.choices import CHOICES


def test_every_word_of_a_choice_has_a_title_that_can_be_translated() -> None:
    words = {value for feed in FEEDS.values() for one in feed.fields for value, _ in one.choices}
    assert words - set(CHOICES) == set()
