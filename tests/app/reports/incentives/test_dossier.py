"""One dealer's adjustment on paper: every step of its way, in both languages, byte for byte."""

import pypdfium2
import pytest

from app.core.texts import EN, ZH
from app.core.workspace import Workspace
from app.incentives.dossier import service
from app.incentives.dossier.record import read_dossier
from app.reports.incentives.dossier import dossier_report
from tests.app.incentives.dossier.batches import Batches


@pytest.fixture
def at(workspace: Workspace) -> Batches:
    """Everything up to the proposals."""
    return Batches(workspace)


def _words(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def _paper(at: Batches, lang: str) -> bytes:
    with at.db.read() as session:
        return dossier_report(read_dossier(session, at.lines()[0].id), lang)


def test_a_dossier_tells_what_is_known_so_far(at: Batches) -> None:
    at.propose()
    words = _words(_paper(at, EN))
    assert at.lines()[0].dealer in words
    for said in ("Not simulated yet.", "Not submitted yet.", "Nothing was settled under it yet."):
        assert said in words


def test_a_dossier_in_effect_names_approval_version_and_hashes(at: Batches) -> None:
    at.propose()
    at.simulate()
    asked = at.submit()
    at.approve(asked)
    service.put_into_effect(at.db, approval_id=asked)
    line, version = at.lines()[0], at.versions()[0]
    for lang in (EN, ZH):
        paper = _paper(at, lang)
        words = "".join(_words(paper).split())
        for said in (line.ref, line.approval_ref, version.ref, version.content_sha256, line.simulation_sha256,
                     line.evidence["figures_sha256"], "李审核", "王经办"):  # fmt: skip
            assert said in words
        assert paper == _paper(at, lang)
