"""A card says how far the data under its figure can be trusted, and what is missing."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.core.texts import EN
from app.governance.score.rules import Counts, Score
from app.kpi.trust import Late, Trust
from ui.core.kpi_card import Kpi, KpiCard
from ui.core.look import Look
from ui.core.trust import quality_words


def trust(*late: Late, **counts: tuple[int, int]) -> Trust:
    return Trust("", "", 0, Score({name: Counts(*one) for name, one in counts.items()}), late)


def test_a_card_says_score_and_missing_lists(look: Look, shown: Callable[..., QWidget]) -> None:
    look.set_language(EN)
    words, tip = quality_words(look, trust(Late("", "d", "stock", 202603), accuracy=(200, 3), timeliness=(4, 1)))
    card = KpiCard(look, Kpi("net_amount", "Net sales", "1", quality=words, quality_tip=tip))
    shown(card)
    assert card._quality.full_text() == "data 86.8 · 1 lists missing"
    assert "Accuracy 98.5%" in card._quality.toolTip()
    assert "Timeliness 75.0%" in card._quality.toolTip()


def test_files_that_nobody_checked_yet_are_no_good_score(look: Look) -> None:
    look.set_language(EN)
    words, tip = quality_words(look, replace(trust(timeliness=(4, 0)), unchecked=7))
    assert look.say(words) == "data not checked yet"
    assert "7" in look.say(tip)


def test_where_nothing_was_checked_nothing_is_said(look: Look) -> None:
    assert quality_words(look, None) == ("", "")
    assert quality_words(look, trust()) == ("", "")
