"""Pages as pictures; pdfium knows no threads, so that one page is drawn at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing

from app.reports.kit.fonts import REGULAR

_ONE = Lock()


@contextmanager
def document_of(pdf: bytes) -> Iterator[Any]:
    """An open document, of this thread alone."""
    import pypdfium2

    with _ONE:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def pdf_of(drawing: Drawing) -> bytes:
    """A document of one page that is the drawing."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    size = (drawing.width, drawing.height)
    canvas = Canvas(out, pagesize=size, invariant=1, pageCompression=1, initialFontName=REGULAR)
    renderPDF.draw(drawing, canvas, 0, 0)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def png_of(drawing: Drawing, width: int) -> bytes:
    """The drawing as a picture so many pixels wide."""
    out = BytesIO()
    with document_of(pdf_of(drawing)) as document:
        page = document[0]
        bitmap = page.render(scale=width / drawing.width)
        picture = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
    if picture.width != width:  # pdfium rounds up
        picture = picture.crop((0, 0, width, picture.height))
    picture.save(out, "PNG")
    return out.getvalue()
