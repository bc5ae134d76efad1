"""What a start loads: every table before a file is opened, and nothing of what the first figures do without."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODELS = [one.relative_to(ROOT) for one in (ROOT / "app").rglob("model.py")]
TABLES = """
import importlib, sys
import app.bootstrap
from app.core.model import RECORD_CLASSES, Base

records, tables = set(RECORD_CLASSES), set(Base.metadata.tables)
for name in sys.argv[1:]:
    importlib.import_module(name)
print(sorted({*RECORD_CLASSES} - records), sorted({*Base.metadata.tables} - tables))
"""
UNASKED = {
    "from app.bootstrap import open_desk": (
        "app.jobs.pipeline", "app.jobs.sources", "app.jobs.cockpit", "app.jobs.known_at", "app.imports.staging",
        "app.health.sheets", "app.health.frozen", "app.core.restore", "app.practice", "urllib3", "reportlab", "alembic",
        "keyring",
    ),
    "import app.bootstrap, ui.board.page": (
        "ui.board.drill", "ui.board.referring", "ui.board.signs", "app.lineage.trace", "app.health.service",
        "app.health.caps", "app.health.frozen", "app.compliance.gate.documents", "app.kpi.findings.reading",
        "app.imports.batches",
    ),
    "import app.bootstrap, app.health.kpis": ("app.health.subjects", "app.health.inputs", "app.health.region"),
    "import ui.app": ("app.bootstrap", "sqlalchemy", "numpy", "babel", "pyqtgraph", "ui.core.table", "ui.core.page"),
}  # fmt: skip
"""By what a start imports: modules that wait until somebody asks for what they do."""


def said(code: str, *words: str) -> str:
    """What a fresh process prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_every_table_is_known_once_the_services_can_be_built() -> None:
    """Replay, undo, restore, the sweep of files: each goes by the classes that are loaded when it begins."""
    modules = [".".join(one.with_suffix("").parts) for one in MODELS]
    assert len(modules) > 15
    assert said(TABLES, *modules, "app.core.attachments") == "[] []"


@pytest.mark.parametrize("start", UNASKED)
def test_a_start_does_without_what_nobody_has_asked_for(start: str) -> None:
    loaded = set(said(f"{start}\nimport sys\nprint(*sys.modules)").split())
    assert loaded & set(UNASKED[start]) == set()
