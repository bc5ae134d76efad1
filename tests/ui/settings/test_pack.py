"""The configuration pack of the settings: an unknown key is asked about, differences are looked at, one is made."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.locks import pack_in_force
from app.core.signing import make_key
from app.core.texts import EN, ZH
from app.packs.archive import write_pack
from tests.app.packs.samples import PRIVATE, manifest
from tests.desks import sign
from tests.ui import looks
from tests.ui.conftest import Heard
from ui.core.dialogs import Dialog
from ui.core.look import Look
from ui.core.page import Context
from ui.settings import pack as pack_card
from ui.settings.pack_differences import DifferencesDialog
from ui.settings.pack_making import MakePackDialog
from ui.settings.page import SettingsPage

Rest = Callable[[], None]
Visit = Callable[[type[SettingsPage]], SettingsPage]
KPI = {
    "kpi": "own_order_value", "name": "订单均值", "formula": "net_amount / order_count", "sentence": "",
    "unit": "money", "direction": "higher", "owner": "sales", "grain": "",
}  # fmt: skip


def a_pack(folder: Path, *, version: str = "1", locks: tuple[str, ...] = ("kpis",)) -> Path:
    parts = {"kpis": {"own_order_value": KPI}}
    path = folder / f"group-{version}.cdpack"
    path.write_bytes(write_pack(manifest(parts, version, locks=locks), parts, PRIVATE))
    return path


@pytest.fixture
def agrees(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whoever sits there says yes to all that is asked; what was asked is kept."""
    asked: list[str] = []

    def accept(self: Dialog) -> bool:
        asked.append(self.windowTitle())
        return True

    def confirm(look: Look, _parent: object, title: object, text: object, **_more: object) -> bool:
        asked.append(look.say(title) + look.say(text))  # type: ignore[arg-type]
        return True

    monkeypatch.setattr(Dialog, "run", accept)
    monkeypatch.setattr(pack_card, "confirm", confirm)
    return asked


def test_a_pack_is_looked_at_and_installed(
    desk: Desk, visit: Visit, at_rest: Rest, heard: Heard, tmp_path: Path, agrees: list[str], look: Look
) -> None:
    sign(desk)
    page = visit(SettingsPage)
    assert "没有生效的配置包" in page.pack.said.text()
    page.pack.take(str(a_pack(tmp_path)))
    at_rest()
    assert [one[:3] for one in agrees] == ["信任 ", "集团配"]
    assert agrees[0].count(" ") >= 5  # the fingerprint is shown
    assert heard.said[-1][0] == "good"
    with desk.db.read() as session:
        assert pack_in_force(session) is not None
    assert "集团配置，版本 1" in page.pack.said.text()
    assert page.pack.locked.text() == "已锁定：指标口径。"
    assert page.pack.remove_button.isEnabled()
    look.set_language(EN)
    page.pack.show_past()
    looks.settle(page)
    assert not looks.check(page, look)


def test_the_list_of_differences_is_read_in_both_languages(
    desk: Desk, context: Context, tmp_path: Path, look: Look, shown: Callable[..., object]
) -> None:
    from tests.app.packs.samples import PARTS, add_kpi, pack_of

    add_kpi(desk, name="省里的")
    pack = pack_of({"kpis": [KPI], "goals": []}, locks=("kpis",), note="第一版")
    dialog = DifferencesDialog(context, pack, desk.packs.differences(pack))
    assert PARTS.keys() == desk.packs.parts.keys()
    shown(dialog, 1120, 620)
    for lang in (ZH, EN):
        look.set_language(lang)
        looks.settle(dialog)
        assert not looks.check(dialog, look)
    rows = list(dialog.table.grid.rows)
    assert rows[0].what == "replaced"
    assert [(one.old, one.new) for one in rows if one.field == "name"] == [("省里的", "订单均值")]


def test_a_pack_is_made_out_of_this_workspace(
    desk: Desk, visit: Visit, at_rest: Rest, heard: Heard, tmp_path: Path, context: Context, look: Look,
    shown: Callable[..., object],
) -> None:  # fmt: skip
    page = visit(SettingsPage)
    dialog = MakePackDialog(context)
    shown(dialog, 760, 760)
    for lang in (ZH, EN):
        look.set_language(lang)
        looks.settle(dialog)
        assert not looks.check(dialog, look)
    dialog.accept()
    assert not dialog.result()
    key = tmp_path / "head.key"
    key.write_text(make_key()[0], encoding="utf-8")
    dialog.name.setText("集团配置")
    dialog.key.setText(str(key))
    dialog.file.setText(str(tmp_path / "made.cdpack"))
    dialog.locks["health"].setChecked(True)
    dialog.accept()
    assert dialog.result()
    page.pack.write(dialog.order(), key, "", tmp_path / "made.cdpack")
    at_rest()
    assert heard.said[-1][0] == "good"
    desk.packs.accept(desk.packs.read_untrusted(tmp_path / "made.cdpack").signer)
    assert desk.packs.read(str(tmp_path / "made.cdpack")).manifest.locks == ("health",)
