"""The certificate of the settings page: chosen with its passphrase it signs what is saved, until it is forgotten."""

from collections.abc import Callable
from pathlib import Path

from app.bootstrap import Desk
from app.reports.kit.flow import Flow
from tests.app.reports.certificates import PASSPHRASE, certificate
from tests.ui.conftest import Heard
from ui.core.page import Context
from ui.core.report import ReportView
from ui.settings.page import SettingsPage

Rest = Callable[[], None]


def a_pdf(lang: str) -> bytes:
    flow = Flow(lang, title="区域报告", subject="区域报告", running="区域报告", footer="1")
    flow.text("甲")
    return flow.finish()


def test_a_certificate_is_chosen_signs_a_report_and_is_forgotten(
    desk: Desk, visit: Callable[[type[SettingsPage]], SettingsPage], at_rest: Rest, heard: Heard, tmp_path: Path,
    context: Context,
) -> None:  # fmt: skip
    card, file = visit(SettingsPage).certificate, certificate(tmp_path / "me.p12")
    card.choose(file, PASSPHRASE)
    at_rest()
    assert heard.said[-1][0] == "good"
    assert "王芳" in card.said.text()
    view = ReportView(context, lambda lang, _progress: a_pdf(lang), lambda _lang: "a.pdf")
    at_rest()
    assert view.sign_button.isEnabled()
    view.save(tmp_path / "signed.pdf", signed=True)
    at_rest()
    assert b"/ETSI.CAdES.detached" in (tmp_path / "signed.pdf").read_bytes()
    card.forget()
    at_rest()
    assert (desk.signing.path, card.forget_button.isEnabled(), "王芳" in card.said.text()) == (None, False, False)
    view.deleteLater()
