from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.looks import token_faults
from ui.core import theme
from ui.core.chart_heat import FULL
from ui.core.look import Look
from ui.core.words import Label


def test_black_on_white_has_the_contrast_of_the_guideline() -> None:
    assert theme.contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21.0)
    assert theme.contrast(QColor("#777777"), QColor("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


def test_a_figure_on_the_deepest_field_of_a_heat_map_can_be_read() -> None:
    for tokens in (theme.LIGHT, theme.DARK):
        field = theme.mixed(QColor(tokens.series1), QColor(tokens.panel), FULL)
        assert theme.contrast(QColor(tokens.text), field) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_pair_of_tokens_that_is_used_can_be_read(look: Look, mode: str) -> None:
    look.set_mode(mode)
    assert token_faults(look) == []


def test_the_pair_check_notices_a_pale_token(look: Look) -> None:
    look.tokens = theme.Tokens(**{**look.tokens.__dict__, "dim": "#B0B6C0"})
    assert any(fault.startswith("dim on bg") for fault in token_faults(look))


def test_the_theme_changes_while_a_window_is_open(look: Look, shown: Callable[..., QWidget]) -> None:
    label = shown(Label(look, "宁波"), 200, 40)
    assert label.palette().color(label.foregroundRole()) == QColor(theme.LIGHT.text)
    look.set_mode("dark")
    QApplication.processEvents()
    assert label.palette().color(label.foregroundRole()) == QColor(theme.DARK.text)
    assert look.memory.get("theme") == "dark"


def test_status_colours_come_with_a_shape_of_their_own() -> None:
    from ui.core.words import SHAPES

    assert len(set(SHAPES.values())) == len(SHAPES)
