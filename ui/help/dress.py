"""Gives a page of Markdown the window's look: sizes, distances, links, keys and tables in the colours of the theme."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from ui.core import fonts

if TYPE_CHECKING:
    from ui.core.look import Look

BODY_PX: Final = 14
_HEADS: Final = {1: (fonts.PAGE_PX, 0, 10), 2: (16, 20, 6), 3: (BODY_PX, 12, 4)}
"""Of each level: size, distance above, distance below."""
_FEATURES: Final = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


def fill(document: QTextDocument, text: str, look: "Look") -> None:
    """Show Markdown in a document, dressed."""
    document.setDocumentMargin(0)
    document.setIndentWidth(22)
    document.setDefaultFont(fonts.font(BODY_PX))
    document.setMarkdown(text, _FEATURES)
    for block in blocks(document):
        _dress_block(block, look)
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame, look)


def blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    """Every block of a document."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def heading(document: QTextDocument, number: int) -> QTextBlock | None:
    """The ``number``-th heading of the second level, counted from 1."""
    found = [block for block in blocks(document) if block.blockFormat().headingLevel() == 2]
    return found[number - 1] if 0 < number <= len(found) else None


def _dress_block(block: QTextBlock, look: "Look") -> None:
    level = block.blockFormat().headingLevel()
    shape = QTextBlockFormat()
    shape.setLineHeight(115, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    shape.setTopMargin(0)
    goes_on = block.textList() is not None and block.next().textList() is not None
    shape.setBottomMargin(4 if goes_on else 10)
    cursor = QTextCursor(block)
    if level in _HEADS:
        size, above, below = _HEADS[level]
        shape.setTopMargin(above)
        shape.setBottomMargin(below)
        shape.setLineHeight(100, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        face = QTextCharFormat()
        face.setFont(fonts.font(size, bold=True))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(face)
    cursor.mergeBlockFormat(shape)
    _dress_runs(block, look)


def _dress_runs(block: QTextBlock, look: "Look") -> None:
    """Links in the brand's colour, keys and commands on a soft ground."""
    for start, length, kind in list(_runs(block)):
        face = QTextCharFormat()
        if kind == "link":
            face.setForeground(QBrush(look.color("brand")))
            face.setFontUnderline(False)
        else:
            face.setFontFamilies([fonts.FAMILY])
            face.setFontFixedPitch(False)
            face.setBackground(QBrush(look.color("line")))
        cursor = QTextCursor(block)
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(face)


def _runs(block: QTextBlock) -> Iterator[tuple[int, int, str]]:
    part = block.begin()
    while not part.atEnd():
        run = part.fragment()
        face = run.charFormat()
        if face.isAnchor():
            yield run.position(), run.length(), "link"
        elif face.fontFixedPitch():
            yield run.position(), run.length(), "key"
        part += 1


def _dress_table(table: QTextTable, look: "Look") -> None:
    shape = table.format()
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    shape.setCellPadding(6)
    shape.setCellSpacing(0)
    shape.setBorder(1)
    shape.setBorderCollapse(True)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(QBrush(look.color("line")))
    shape.setTopMargin(4)
    shape.setBottomMargin(12)
    table.setFormat(shape)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            if row == 0:
                ground = cell.format()
                ground.setBackground(QBrush(look.color("hover")))
                cell.setFormat(ground)
            flat = QTextBlockFormat()
            flat.setBottomMargin(0)
            flat.setAlignment(Qt.AlignmentFlag.AlignLeft)
            cursor = cell.firstCursorPosition()
            cursor.mergeBlockFormat(flat)
