import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtGui import QColor, QFontMetrics

from app.core.settings import MachineSettings
from ui.core import fonts, icons
from ui.core.look import Look
from ui.core.memory import Memory

ROOT = Path(__file__).parents[3]


def test_memory_survives_a_restart(tmp_path: Path) -> None:
    Memory(tmp_path / "window.json").put("table.x", {"widths": {"名称": 120}})
    assert Memory(tmp_path / "window.json").get("table.x") == {"widths": {"名称": 120}}


def test_a_ruined_memory_counts_as_empty_and_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "window.json").write_text("{", encoding="utf-8")
    memory = Memory(tmp_path / "window.json")
    assert memory.get("page", "board") == "board"
    memory.put("page", "dealers")
    assert Memory(tmp_path / "window.json").get("page") == "dealers"


def test_language_and_theme_are_shared_with_the_command_line(tmp_path: Path) -> None:
    machine = MachineSettings(tmp_path)
    memory = Memory(tmp_path / "window.json", machine)
    memory.put("language", "en")
    memory.put("window.page", "board")
    assert machine.language == "en"
    assert "window.page" not in machine.read()


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_the_font_has_every_character_of_the_two_lists_and_outlines_for_the_pdf(style: str) -> None:
    font = TTFont(fonts.FOLDER / f"ChannelDeskSans-{style}.ttf")
    have = set(font.getBestCmap())
    assert "glyf" in font
    assert {ord(char) for char in "镕喆堃翀赟燊啊齄ÄéσΔ▲▼●■◆○→“”—…１％①²"} <= have
    assert len(have) > 9_400
    assert font["name"].getDebugName(1) == "ChannelDesk Sans"
    widths = {font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}
    assert len(widths) == 1, "figures must stand below each other"


def test_qt_uses_our_font(look: Look) -> None:
    assert fonts.load_fonts() == "ChannelDesk Sans"
    metrics = QFontMetrics(fonts.font(bold=True))
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")
    assert metrics.inFont("堃")


def test_an_icon_has_exactly_the_asked_colour_and_sharpness(look: Look) -> None:
    drawn = icons.pixmap("store", "#2456D6", 18, 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (36, 2.0)
    image = drawn.toImage()
    solid = {
        image.pixelColor(x, y).name() for x in range(36) for y in range(36) if image.pixelColor(x, y).alpha() == 255
    }
    assert solid == {QColor("#2456D6").name()}


def test_every_icon_named_in_the_window_is_there_with_the_licences() -> None:
    named: set[str] = set()
    for source in (ROOT / "ui").rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        named |= set(re.findall(r'icon="([a-z0-9-]+)"', text)) | set(re.findall(r'set_icon\("([a-z0-9-]+)"', text))
    assert named
    assert named <= {path.stem for path in icons.FOLDER.glob("*.svg")}
    assert (icons.FOLDER / "LICENSE.txt").exists()
    assert (fonts.FOLDER / "OFL.txt").exists()
