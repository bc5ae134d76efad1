"""Dealers' PDFs against reportlab drawing the same pages, and as many pages of plain text.

    python -m tests.benchmarks pdf

Medians of 5 rounds in one process, both sides warm. *The same pages* are what our reports draw, recorded call by call
(texts, lines, boxes, places) and drawn again on a canvas of reportlab; the bytes are compared, so that they are the
same pages. What only says again what holds already (a font, a colour) is left out there, as who draws by hand would.
"""

import io
from collections.abc import Sequence

from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.core.texts import ZH
from app.health.sheets import HealthSheet
from app.reports.dealer_health import dealer_report
from app.reports.kit.fonts import REGULAR
from tests.app.health import samples
from tests.benchmarks.measuring import Ratio, in_turn, say
from tests.benchmarks.replaying import Recorder, drawn_again, recorded, thrifty

DEALERS = 100
LINES = 50
GOAL = 6.0
SAME_GOAL = 2.0
_PLAIN = "库存可销天数从 44.0 天升到 82.0 天（目标 25–45 天），退货率从 2.1% 升到 6.0%，本季健康度 72.9 分。"


def plain(pages: int) -> bytes:
    """One PDF of text lines in the same font, as bare reportlab draws it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1, initialFontName=REGULAR)
    for page in range(pages):
        canvas.setFont(REGULAR, 10)
        for line in range(LINES):
            canvas.drawString(50, 790 - line * 15, f"{page + 1}.{line + 1} {_PLAIN}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def reports(sheets: list[HealthSheet]) -> list[bytes]:
    """Every dealer's report."""
    return [dealer_report(sheet, ZH) for sheet in sheets]


def recordings(sheets: list[HealthSheet]) -> list[Recorder]:
    """What the reports draw; raises ValueError where drawing it again gives other bytes."""
    with recorded() as made:
        found = reports(sheets)
    if [drawn_again(one.calls, one) for one in made] != found:
        raise ValueError("what was recorded draws other pages")
    return made


def main(_arguments: Sequence[str] = ()) -> list[Ratio]:
    """Measure and say."""
    _, sheets = samples.region(DEALERS)
    pages = [len(PdfReader(io.BytesIO(data)).pages) for data in reports(sheets)]
    made = recordings(sheets)
    few = [(thrifty(one.calls), one) for one in made]
    ours, same, theirs = in_turn(
        [
            lambda: reports(sheets),
            lambda: [drawn_again(calls, one) for calls, one in few],
            lambda: [plain(count) for count in pages],
        ]
    )
    calls, left = sum(len(one.calls) for one in made), sum(len(calls) for calls, _ in few)
    say(
        f"{len(pages)} reports, {sum(pages)} pages: {ours:.2f} s; the same pages: {same:.2f} s ({left:,} of {calls:,} "
        f"calls); as many plain pages: {theirs:.2f} s"
    )
    return [
        Ratio(f"{len(pages)} dealers' PDFs against the same pages by bare reportlab", ours / same, SAME_GOAL),
        Ratio(f"{len(pages)} dealers' PDFs against as many pages of plain text", ours / theirs, GOAL),
    ]
