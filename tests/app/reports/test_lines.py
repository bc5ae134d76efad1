"""Lines of text on paper: what may not be torn apart, what a hostile name becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.kit.fonts import GETA, clean, width_of
from app.reports.kit.lines import Run, line_width, runs_of, wrap

words = st.text(st.sampled_from("库存可销天数从升到（目标）：，。 6,430.0%−+abcXYZ-/"), max_size=60)


def _texts(lines: tuple[tuple[object, ...], ...]) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines]  # type: ignore[attr-defined]


def test_a_number_is_never_torn_and_no_line_begins_with_a_closing_mark() -> None:
    lines = _texts(wrap("一季度销售 6,430.0 万元，完成 93.2%，欠 470.0 万元。", 10, 66))
    assert "".join(lines).replace(" ", "") == "一季度销售6,430.0万元，完成93.2%，欠470.0万元。"
    assert any("6,430.0" in line for line in lines)
    assert any("93.2%" in line for line in lines)
    assert not any(line[0] in "，。%）" for line in lines)


def test_english_breaks_at_spaces_and_a_word_too_long_is_cut() -> None:
    assert _texts(wrap("Days of supply rose", 10, 60)) == ["Days of", "supply rose"]
    cut = _texts(wrap("A" * 100, 10, 60))
    assert "".join(cut) == "A" * 100
    assert all(width_of(line, 10) <= 60 for line in cut)


def test_what_does_not_fit_ends_in_a_visible_ellipsis() -> None:
    lines = _texts(wrap("有限公司" * 40, 10, 80, most=2))
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert width_of(lines[1], 10) <= 80


@pytest.mark.parametrize(
    ("given_name", "printed"),
    [
        ("<b>甲&乙</b>", "<b>甲&乙</b>"),
        ("a\x00b\x07c\u202ed\u200be", "abcde"),
        ("tab\tline\nend", "tab line end"),
        ("笑\U0001f600脸", f"笑{GETA}脸"),
        ("שלום", GETA * 4),
        ("e\u0301", "é"),
    ],
)
def test_hostile_names_become_harmless_visible_text(given_name: str, printed: str) -> None:
    assert clean(given_name) == printed


@given(words, st.floats(30, 200))
def test_wrapping_loses_no_character_and_stays_in_its_width(text: str, width: float) -> None:
    lines = wrap(text, 9, width)
    assert "".join(_texts(lines)).replace(" ", "") == clean(text).replace(" ", "")
    assert all(line_width(line) <= width + 9 * 0.3 for line in lines)


def test_runs_keep_their_weight_across_lines() -> None:
    lines = wrap((Run("重要：", bold=True), Run("其余的字是常规的")), 10, 60)
    assert lines[0][0].bold
    assert not lines[-1][-1].bold
    assert runs_of(Run("x", color="#112233"))[0].color == "#112233"
