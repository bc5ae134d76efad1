"""The trend book as a reader finds it."""

import pypdfium2
import pytest

from app.core.texts import EN, ZH
from app.reports.trend_book import trend_book
from tests.app.health.test_trend import book


def _text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


@pytest.mark.parametrize(("lang", "said"), [
    (ZH, ("浙江省区渠道健康度各季走势", "等级怎样迁移", "25Q2→25Q3", "各季关键指标", "800.0", "进步最大", "各家各季")),
    (EN, ("Trendbook·Q22025–Q12026", "Howgradesmoved", "8,000", "Rosemost", "Fellmost")),
])  # fmt: skip
def test_the_book_shows_how_grades_moved_key_figures_and_every_dealer(lang: str, said: tuple[str, ...]) -> None:
    sheet = book()
    data = trend_book(sheet, lang)
    assert data == trend_book(sheet, lang), "the same sheet gives the same bytes"
    text = _text(data)
    for words in (*said, *(one.dealer.name for one in sheet.lines)):
        assert words in text, words
    moves = sheet.moves[-1]
    fell = sum(n for (old, new), n in moves.items() if old and new and new > old)
    assert (f"降{fell}、" if lang == ZH else f"fell:{fell},") in text


def test_one_quarter_has_no_moves_and_says_so() -> None:
    text = _text(trend_book(book(1), ZH))
    assert "目前只评定过1个季度" in text
    assert "等级怎样迁移" not in text
    assert "进步最大" not in text
