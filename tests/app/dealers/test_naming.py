"""Whom people mean, and who is near where nobody is called so."""

import pytest

from app.dealers.naming import MOST, label_of, near, no_dealer

LABELS = [label_of(name, code) for name, code in (
    ("温州二号医药有限公司", "D2"), ("温州仁和医药有限公司", "D7"), ("杭州一号", "D1"), ("DV", "DV"),
)]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("温州", ["温州二号医药有限公司 (D2)", "温州仁和医药有限公司 (D7)"]), ("d1", ["杭州一号 (D1)"]),
        ("杭州壹号", ["杭州一号 (D1)"]), ("温洲仁和医药", ["温州仁和医药有限公司 (D7)"]), ("DV", ["DV"]), ("Q", []),
        ("", []),
    ],
)  # fmt: skip
def test_who_holds_the_words_is_near_and_else_who_is_spelled_like_them(words: str, found: list[str]) -> None:
    assert near(words, LABELS)[: len(found) or MOST] == found


def test_the_refusal_names_who_is_near_and_no_more_than_five() -> None:
    error = no_dealer("温州", [f"温州{n}号 (D{n})" for n in range(9)])
    assert str(error).count("(D") == MOST
    assert "Near it" not in str(no_dealer("X", LABELS))
