"""PDF pages as pictures; pdfium knows no threads, so that one page is drawn at a time."""

from threading import Lock

import pypdfium2
from PySide6.QtGui import QImage

_ONE = Lock()


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page in points."""
    with _ONE:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return tuple(document.get_page_size(number) for number in range(len(document)))
        finally:
            document.close()


def draw_page(pdf: bytes, number: int, width_px: int) -> QImage:
    """One page, ``width_px`` device pixels wide."""
    with _ONE:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[number]
            bitmap = page.render(scale=width_px / page.get_width(), rev_byteorder=True)
            form = QImage.Format.Format_RGBX8888 if bitmap.n_channels == 4 else QImage.Format.Format_RGB888
            found = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, form).copy()
            bitmap.close()
            page.close()
            return found
        finally:
            document.close()
