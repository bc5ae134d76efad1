"""Sentences in a language: the Chinese font's quotation marks stand in Chinese only."""

from app.core.texts import EN, ZH, Text, drawn_texts, texts

SAID = Text("“{value}” is not a number", {"value": "“many”"})


def test_drawn_english_has_straight_quotes_around_values_that_stay_as_they_are() -> None:
    assert texts(EN).render(SAID) == "““many”” is not a number"
    assert drawn_texts(EN).render(SAID) == '"“many”" is not a number'


def test_chinese_keeps_its_own_quotation_marks() -> None:
    assert drawn_texts(ZH).render(SAID) == texts(ZH).render(SAID) == "““many””不是数字"
