"""Every kind of health report as a reader, a checker and an archive find it; a new kind is held to it by itself."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.core.texts import LANGUAGES, ZH
from app.core.workspace import Workspace
from app.reports.kinds import KINDS, PDF, Made, make_report
from tests.app.health import samples
from tests.app.health.rounds import keep_quarter


@pytest.fixture(scope="module")
def region(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str]]:
    """A workspace with a frozen quarter, and the id of a dealer of it."""
    path = tmp_path_factory.mktemp("kinds") / "region.cdesk"
    shutil.copy(template, path)
    with Workspace.open(path) as opened:
        yield opened, keep_quarter(opened)[0]


def _made(region: tuple[Workspace, str], kind: str, lang: str) -> Made:
    workspace, dealer = region
    return make_report(
        workspace.db, workspace.files, samples.INFOS, kind, period="2026-Q1", lang=lang, reader="总经理",
        dealer_id=dealer if KINDS[kind].about == "dealer" else None,
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_named_repeated_byte_for_byte_and_whole(
    region: tuple[Workspace, str], kind: str, lang: str, tmp_path: Path
) -> None:
    made = _made(region, kind, lang)
    assert made == _made(region, kind, lang)
    assert "2026Q1_20260410." in made.name
    if made.media_type != PDF:
        return
    reader = PdfReader(io.BytesIO(made.data))
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            found = font.get_object()
            assert "+ChannelDeskSans" in found["/BaseFont"]
            assert "/FontFile2" in found["/FontDescriptor"]
    assert reader.metadata is not None
    assert "2026" in str(reader.metadata.title)
    assert reader.trailer["/Root"]["/Lang"] == ("zh-CN" if lang == ZH else "en")
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.outline
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    path = tmp_path / "made.pdf"
    path.write_bytes(made.data)
    found = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
