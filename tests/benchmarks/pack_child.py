"""One region pack in a process of its own: what it took, as JSON."""

import io
import json
import resource
import sys
import time
from pathlib import Path

from pypdf import PdfReader

from app.core.progress import Progress
from app.core.texts import ZH
from app.core.workspace import Workspace
from app.health.kpis import kpi_infos
from app.reports.kinds import make_report
from tests.benchmarks.measuring import say


def _mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(path: str) -> None:
    """Make the pack and say what it took."""
    steps: list[int] = []
    with Workspace.open(Path(path)) as opened:
        before, start, used = _mb(), time.perf_counter(), time.process_time()
        made = make_report(
            opened.db, opened.files, kpi_infos(), "region", period="2026-Q1", lang=ZH,
            progress=Progress(lambda done, _total, _text: steps.append(done)),
        )  # fmt: skip
        took, spent, most = time.perf_counter() - start, time.process_time() - used, _mb()
    pages = len(PdfReader(io.BytesIO(made.data)).pages)
    found = {"seconds": took, "used": spent, "mb": most, "before": before, "pages": pages, "bytes": len(made.data)}
    say(json.dumps({**found, "steps": len(steps)}))


if __name__ == "__main__":
    main(sys.argv[1])
