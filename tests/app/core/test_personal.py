"""Of personal data only the ends are shown where they leave the program."""

import pytest

from app.core.personal import masked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("13800010001", "138****0001"), ("0571-80000020", "057****0020"), ("wang.fang@example.cn", "w****@example.cn"),
        ("8001", "8****"), ("", ""), (" wx ", "w****"),
    ],
)  # fmt: skip
def test_the_ends_are_left(text: str, said: str) -> None:
    assert masked(text) == said
