"""PDF pages as pictures of the screen."""

from PySide6.QtGui import QImage

from app.reports.kit.pixels import document_of


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page in points."""
    with document_of(pdf) as document:
        return tuple(document.get_page_size(number) for number in range(len(document)))


def draw_page(pdf: bytes, number: int, width_px: int) -> QImage:
    """One page, ``width_px`` device pixels wide."""
    with document_of(pdf) as document:
        page = document[number]
        bitmap = page.render(scale=width_px / page.get_width(), rev_byteorder=True)
        form = QImage.Format.Format_RGBX8888 if bitmap.n_channels == 4 else QImage.Format.Format_RGB888
        found = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, form).copy()
        bitmap.close()
        page.close()
        return found
