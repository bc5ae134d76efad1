"""The doctor in the settings: its rows, the worst first, and a support bundle with none of the region's data."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.logs import drop_log, keep_log, log
from app.core.progress import Progress
from app.core.texts import Text
from app.core.workspace import Workspace
from tests.ui.looks import check
from tests.ui.small_region import NAMES
from ui.core.page import Context
from ui.core.tasks import Tasks
from ui.settings.installation import InstallationDialog
from ui.settings.page import SettingsPage

Rest = Callable[[], None]


@pytest.fixture
def workspace(small_workspace: Workspace) -> Workspace:
    """The region instead of the empty workspace."""
    return small_workspace


@pytest.fixture
def logged() -> Iterator[None]:
    """The log of this test's account."""
    keep_log()
    yield
    drop_log()


def test_the_doctor_is_opened_from_the_settings_and_says_what_to_do(
    visit: Callable[[type[SettingsPage]], SettingsPage], context: Context, at_rest: Rest
) -> None:
    page = visit(SettingsPage)
    assert any(one.words == Text("Installation…") for one in page.commands())
    dialog = InstallationDialog(context)
    dialog.show()
    at_rest()
    assert "最近的备份" in dialog.table.as_text()
    assert dialog.summary.text().startswith(("值得留意", "需要处理"))
    assert check(dialog, context.look) == []
    dialog.deleteLater()


@pytest.mark.usefixtures("logged")
def test_a_support_bundle_of_the_region_holds_none_of_its_names_and_amounts(
    context: Context, desk: Desk, tasks: Tasks, at_rest: Rest, tmp_path: Path
) -> None:
    tasks.faults_meant = True  # type: ignore[attr-defined]

    def fall(_progress: Progress) -> None:
        raise ValueError(NAMES["D1"])

    tasks.run(Text("Importing {file}", {"file": f"{NAMES['D2']}.csv"}), fall, owner=tasks)
    at_rest()
    log().info("tx 7")
    dialog = InstallationDialog(context)
    at_rest()
    dialog.write(tmp_path / "support.zip")
    at_rest()
    assert "支持包已写好" in dialog.summary.text()
    with zipfile.ZipFile(tmp_path / "support.zip") as bundle:
        held = {name: bundle.read(name).decode() for name in bundle.namelist()}
    words = "\n".join(held.values())
    assert [name for name in (*NAMES.values(), "杭州", "温州", "宁波", "small.cdesk") if name in words] == []
    assert any(name.startswith("crashes/crash-") for name in held)
    assert "Importing {file}" in held["logs/channeldesk.log"]
    assert json.loads(held["rows.json"])["party"] >= 3
    dialog.deleteLater()


def test_a_bundle_that_cannot_be_written_is_refused(context: Context, at_rest: Rest, tmp_path: Path) -> None:
    dialog = InstallationDialog(context)
    at_rest()
    dialog.write(tmp_path / "none" / "support.zip")
    at_rest()
    assert "support.zip" in dialog.summary.text()
    dialog.deleteLater()
