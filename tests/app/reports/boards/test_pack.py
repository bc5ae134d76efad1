"""A board on paper: pages turn between rows and between charts, and each page says what is counted and until when."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from app.core.progress import Progress
from app.core.texts import EN, LANGUAGES, ZH
from app.reports.boards.pack import board_pack
from app.reports.kit.flow import Flow
from tests.app.boards.handmade import HOSTILE, handout, heatmap, ranking, refused, trend

NAMES = tuple(f"经销商第{n}号" for n in range(50))


def pages(made: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(made)).pages]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_bytes_and_what_is_counted_on_each_page(lang: str) -> None:
    board = handout(trend(), ranking(NAMES), heatmap(20), refused(), trend())
    made = board_pack(board, lang, Progress())
    assert made == board_pack(board, lang, Progress())
    found = pages(made)
    assert len(found) >= 4
    for page in found:
        assert "发货口径" in page
        assert ("截至2026年3月31日" if lang == ZH else "as of 31 Mar 2026") in page
    whole = "\n".join(found)
    assert ("该指标不按产品组统计" if lang == ZH else "This KPI is not kept by product group.") in whole
    assert "net_amount/2026-Q1@9.260410.K7F-4M" in whole, "references of the cards are printed"


def test_a_table_goes_on_under_its_head_and_loses_no_row() -> None:
    found = pages(board_pack(handout(ranking(NAMES)), EN, Progress()))
    with_rows = [page for page in found if "D-000" in page]
    assert len(with_rows) > 1
    assert all("Reference" in page and "Growth" in page for page in with_rows)
    whole = "\n".join(found)
    assert all(f"D-{n:05}-X" in whole for n in range(50))


def test_nothing_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands above the charts, each of them ends above the foot of its page."""
    ends: list[float] = []
    block = Flow.block

    def watched(self: Flow, height: float, draw: object, *, after: float = 0.0) -> None:
        block(self, height, draw, after=after)  # type: ignore[arg-type]
        ends.append(self.y + after - self.bottom)

    monkeypatch.setattr(Flow, "block", watched)
    for rows in range(1, 30, 4):
        board_pack(handout(ranking(NAMES[:rows]), trend(), heatmap(rows), ranking(NAMES[:rows])), ZH, Progress())
    assert len(ends) > 40
    assert min(ends) >= 0


def test_names_are_words_on_paper() -> None:
    whole = "\n".join(pages(board_pack(handout(ranking()), EN, Progress())))
    assert HOSTILE[4] in whole
    reader = PdfReader(BytesIO(board_pack(handout(ranking()), EN, Progress())))
    assert not [one for page in reader.pages for one in page.get("/Annots", [])]
    assert reader.outline[0].title == "浙江 board"  # type: ignore[union-attr]
