"""Walks over all widgets of a page: no text wider than its box, nothing untranslated, contrast of at least 4.5.

``check(page, look)`` returns sentences about what is wrong; a test asserts that there are none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QTableView,
    QWidget,
)

from app.core.texts import EN, ZH
from ui.core import theme
from ui.core.look import Look, Mode
from ui.core.table_models import Grid
from ui.core.table_paint import CellPainter
from ui.core.table_view import Head
from ui.core.theme import PAIRS, contrast
from ui.core.words import SHAPES, Label

ROOT = Path(__file__).parents[2]
PO = ROOT / "resources" / "locale" / "zh_CN" / "LC_MESSAGES" / "channeldesk.po"
MIN_CONTRAST = 4.5
SLACK = 1
"""Pixels: widths are rounded."""


@cache
def msgids() -> dict[str, str]:
    """Every msgid without braces that has a different Chinese text."""
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    found = {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
    return {key: value for key, value in found.items() if key != value and "{" not in key}


@cache
def chinese() -> frozenset[str]:
    """The Chinese texts of the catalogue but the name of the language itself."""
    return frozenset(value for key, value in msgids().items() if key != "中文")


def seen(page: QWidget) -> Iterator[QWidget]:
    """The page and everything in it that can be seen."""
    for widget in (page, *page.findChildren(QWidget)):
        if widget.isVisibleTo(page) and widget.width() > 0 and widget.height() > 0:
            yield widget


def check_every_face(
    page: QWidget,
    look: Look,
    *,
    data: Sequence[str] = (),
    views: Mapping[str, Callable[[], object]] = MappingProxyType({"": lambda: None}),
) -> list[str]:
    """What is wrong in either language and theme; ``data`` are words of a file that stand as they are.

    ``views`` open one view of the page after another: the whole page is dressed once for each face, not for each view.
    """
    found = []
    light: tuple[tuple[str, Mode], ...] = ((ZH, "light"), (EN, "light"))
    dark: tuple[tuple[str, Mode], ...] = ((EN, "dark"), (ZH, "dark"))
    for lang, mode in (*dark, *light) if look.tokens is theme.DARK else (*light, *dark):  # the worn one first
        look.set_language(lang)
        look.set_mode(mode)
        for name, shown in views.items():
            shown()
            settle(page)
            wrong = [one for one in check(page, look) if not any(one.endswith(f": {word!r}") for word in data)]
            found += [f"{lang} {mode} {name}: {one}" for one in wrong]
    return found


def check(page: QWidget, look: Look) -> list[str]:
    """Everything that is wrong with how a page looks in the present language and theme."""
    known = msgids()
    found: list[str] = []
    for widget in seen(page):
        found += _too_wide(widget)
        for text in _texts(widget):
            found += _untranslated(text, look, known)
        found += _pale(widget, look)
    return found


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {next(iter(_texts(widget)), '')[:40]!r}"


def _texts(widget: QWidget) -> list[str]:
    """What a widget says, tooltips included."""
    said = [widget.toolTip()]
    if isinstance(widget, Label):
        said.insert(0, widget.full_text())
    elif isinstance(widget, (QLabel, QAbstractButton)):
        said.insert(0, widget.text().replace("&&", "&").strip())
    elif isinstance(widget, QComboBox):
        said = [*(widget.itemText(n) for n in range(widget.count())), *said]
    elif isinstance(widget, QLineEdit):
        said.insert(0, widget.placeholderText())
    elif isinstance(widget, QTabBar):
        said = [widget.tabText(n) for n in range(widget.count())]
    elif isinstance(widget, QTableView) and isinstance(widget.model(), Grid):
        grid = widget.model()
        said = [str(grid.headerData(n, Qt.Orientation.Horizontal)) for n in range(grid.columnCount())]
    return [text for text in said if text]


def _too_wide(widget: QWidget) -> list[str]:
    found: list[str] = []
    if isinstance(widget, Label) and widget._elide:
        short = widget.text() != widget.full_text()
        found = [f"{_name(widget)} is cut without a tooltip"] if short and not widget.toolTip() else []
    elif isinstance(widget, QLabel):
        found = _label_too_wide(widget)
    elif isinstance(widget, (QPushButton, QCheckBox)):
        needed, room = widget.sizeHint().width(), widget.width()
        found = [f"{_name(widget)} needs {needed} px and has {room}"] if widget.text() and needed > room + SLACK else []
    elif isinstance(widget, QComboBox):
        found = _combo_too_wide(widget)
    elif isinstance(widget, QHeaderView):
        found = _head_too_wide(widget)
    elif isinstance(widget, QLineEdit) and not widget.text():
        needed = QFontMetrics(widget.font()).horizontalAdvance(widget.placeholderText())
        found = [f"{_name(widget)} needs {needed} px"] if needed > widget.width() - 12 else []
    return found


def _label_too_wide(label: QLabel) -> list[str]:
    if not label.text():
        return []
    room = label.contentsRect()
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        return (
            [f"{_name(label)} needs {needed} px of height and has {label.height()}"]
            if needed > label.height() + SLACK
            else []
        )
    needed = label.sizeHint().width() - (label.width() - room.width())
    return [f"{_name(label)} needs {needed} px and has {room.width()}"] if needed > room.width() + SLACK else []


def _combo_too_wide(combo: QComboBox) -> list[str]:
    needed = QFontMetrics(combo.font()).horizontalAdvance(combo.currentText())
    room = combo.width() - 9 - 26
    return [f"{_name(combo)} needs {needed} px and has {room}"] if needed > room + SLACK else []


def _head_too_wide(head: QHeaderView) -> list[str]:
    if not isinstance(head, Head) or head.model() is None:
        return []
    found = []
    for section in range(head.count()):
        if not head.isSectionHidden(section) and head.needed(section) > head.sectionSize(section) + SLACK:
            title = head.model().headerData(section, Qt.Orientation.Horizontal)
            found.append(f"the column title {title!r} needs {head.needed(section)} px, has {head.sectionSize(section)}")
    view = head.parent()
    if (
        isinstance(view, QTableView)
        and isinstance(view.model(), Grid)
        and not isinstance(view.itemDelegate(), CellPainter)
    ):
        found.append("cells are drawn without the tooltip of what is cut")
    return found


def _untranslated(text: str, look: Look, known: dict[str, str]) -> list[str]:
    """In Chinese no msgid may be left; in English no Chinese of the catalogue."""
    bare = text
    for shape in SHAPES.values():
        bare = bare.removeprefix(f"{shape} ")
    bare = bare.split(" (")[0] if bare.endswith(")") and bare.split(" (")[0] in known else bare
    if look.lang == ZH:
        return [f"not translated: {bare!r}"] if bare in known else []
    return [f"Chinese in English: {bare!r}"] if bare in chinese() and bare not in known else []


def _pale(widget: QWidget, look: Look) -> list[str]:
    """The text colour that the style sheet gives a widget, against the background that it stands on."""
    if not isinstance(widget, (QLabel, QAbstractButton, QLineEdit, QComboBox)) or not _texts(widget):
        return []
    if not widget.isEnabled() or (isinstance(widget, QLabel) and widget.pixmap() and not widget.pixmap().isNull()):
        return []
    if isinstance(widget, QAbstractButton) and not widget.text():
        return []
    tokens = {value.upper(): name for name, value in look.tokens.colors().items()}
    color = widget.palette().color(widget.foregroundRole())
    name = tokens.get(color.name().upper())
    if name is None:
        return [f"{_name(widget)}: the text colour {color.name()} is no token"]
    ground = _ground(widget, look)
    ratio = contrast(color, ground)
    return [f"{_name(widget)}: contrast {ratio:.2f} of {name} on {ground.name()}"] if ratio < MIN_CONTRAST else []


def _ground(widget: QWidget, look: Look) -> QColor:
    """The background token of the nearest ancestor that paints one."""
    pills = {"good": "good_soft", "warn": "warn_soft", "bad": "bad_soft", "brand": "brand_soft", "dim": "hover"}
    banners = {"info": "brand_soft", "good": "good_soft", "warn": "warn_soft", "bad": "bad_soft"}
    names = {"card": "panel", "popup": "panel", "drawer": "panel", "side": "side", "header": "side", "strip": "side"}
    names |= {"page": "bg", "pageBody": "bg", "window": "bg"}
    at: QWidget | None = widget
    while at is not None:
        name = _own_ground(at, pills, banners, names)
        if name:
            return look.color(name)
        at = at.parentWidget()
    return look.color("bg")


def _own_ground(at: QWidget, pills: dict[str, str], banners: dict[str, str], names: dict[str, str]) -> str:
    """The token that a widget paints its background with, empty for none."""
    kind = str(at.property("kind") or "")
    found = pills.get(str(at.property("pill") or "")) or banners.get(str(at.property("banner") or ""))
    if kind == "primary":
        found = "brand"
    elif kind in {"nav", "segment"} and isinstance(at, QAbstractButton) and at.isChecked():
        found = "brand_soft"
    elif isinstance(at, (QLineEdit, QComboBox)) or kind in {"plain", "search"}:
        found = "panel"
    return found or names.get(at.objectName(), "")


def token_faults(look: Look) -> list[str]:
    """Pairs of tokens that are used together and contrast too little."""
    return [
        f"{text} on {ground}: {contrast(look.color(text), look.color(ground)):.2f}"
        for text, ground in PAIRS
        if contrast(look.color(text), look.color(ground)) < MIN_CONTRAST
    ]


def settle(page: QWidget, rounds: int = 5) -> None:
    """Let layouts come to rest."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what was let go is gone, as in a running loop
    for _ in range(rounds):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()
    page.repaint()
