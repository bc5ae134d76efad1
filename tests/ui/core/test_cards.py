from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core.charts import Spark
from app.core.period import month, quarter
from app.core.texts import EN, ZH, Text
from tests.ui.looks import check, settle
from ui.core.card import Banner, Card, EmptyState
from ui.core.controls import Button, Choice, SearchBox, Segments
from ui.core.drawer import Drawer
from ui.core.filters import FilterBar, Filters
from ui.core.form import Field, Form
from ui.core.kpi_card import Kpi, KpiCard
from ui.core.look import Look
from ui.core.words import Label, Pill

KPI = Kpi(
    "otif", Text("Backups"), "93.6", "%", exact="1,186 / 10,324", delta="+1.2 个百分点", direction="up",
    delta_tone="good", against=Text("Regular"), spark=Spark((1.0, None, 3.0)), state=Text("Light"), state_tone="warn",
    definition=Text("What it means"),
)  # fmt: skip


def said(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget) and label.text()]


def test_a_kpi_says_value_change_and_state_with_a_shape_each(look: Look, shown: Callable[..., QWidget]) -> None:
    card = shown(KpiCard(look, KPI), 270, 120)
    assert said(card) == ["备份", "▲ 浅色", "93.6", "%", "▲ +1.2 个百分点", "定期"]
    assert "93.6" in card.accessibleName()


def test_a_kpi_opens_by_click_enter_and_space(qtbot: QtBot, look: Look, shown: Callable[..., QWidget]) -> None:
    card = shown(KpiCard(look, KPI), 270, 120)
    opened: list[str] = []
    card.opened.connect(opened.append)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.keyClick(card, Qt.Key.Key_Return)
    qtbot.keyClick(card, Qt.Key.Key_Space)
    assert opened == ["otif"] * 3


def test_the_info_button_asks_and_does_not_open(qtbot: QtBot, look: Look, shown: Callable[..., QWidget]) -> None:
    card = shown(KpiCard(look, KPI), 270, 120)
    opened: list[str] = []
    asked: list[str] = []
    card.opened.connect(opened.append)
    card.asked.connect(asked.append)
    qtbot.mouseClick(card._info, Qt.MouseButton.LeftButton)
    assert (opened, asked) == ([], ["otif"])


def test_an_unknown_kpi_has_no_change(look: Look, shown: Callable[..., QWidget]) -> None:
    card = shown(KpiCard(look, replace(KPI, value="—", unit="", delta="", against="", state="")), 270, 120)
    assert said(card) == ["备份", "—"]


@pytest.mark.parametrize("lang", [ZH, EN])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_block_fits_and_reads(look: Look, shown: Callable[..., QWidget], lang: str, mode: str) -> None:
    look.set_language(lang)
    look.set_mode(mode)
    page = QWidget()
    page.setObjectName("page")
    column = QVBoxLayout(page)
    card = Card(look, Text("People"), subtitle=Text("Regular"))
    card.buttons.addWidget(Button(look, Text("Back up now"), icon="archive"))
    card.body.addWidget(Segments(look, [("a", Text("Light")), ("b", Text("Dark"))]))
    card.body.addWidget(Choice(look, [("a", Text("Like the system"))]))
    card.body.addWidget(SearchBox(look, Text("Filter rows")))
    form = Form(look)
    form.add(Text("Name"), Field(look, hint=Text("Name")), Text("A person needs a name."))
    card.body.addWidget(form)
    for tone in ("good", "warn", "bad", "brand", "dim"):
        card.body.addWidget(Pill(look, Text("Regular"), tone))
    column.addWidget(card)
    column.addWidget(KpiCard(look, KPI))
    column.addWidget(EmptyState(look, Text("No backup yet."), Text("Nothing here yet."), action=Text("Back up now")))
    for kind in ("info", "good", "warn", "bad"):
        column.addWidget(Banner(look, kind, Text("Nothing found."), action=Text("Stop"), closable=True))
    shown(page, 500, 1100)
    settle(page)
    assert check(page, look) == []


def test_the_walk_notices_cut_pale_and_untranslated_text(look: Look, shown: Callable[..., QWidget]) -> None:
    page = QWidget()
    page.setObjectName("page")
    cut = QLabel("这一行文字比它的框宽得多", page)
    cut.setGeometry(0, 0, 40, 20)
    pale = QLabel("很淡", page)
    pale.setStyleSheet("color: #C0C0C0;")
    pale.move(0, 30)
    foreign = Label(look, "Backups", parent=page)
    foreign.move(0, 60)
    shown(page, 300, 100)
    found = "\n".join(check(page, look))
    assert "needs" in found
    assert "no token" in found
    assert "not translated: 'Backups'" in found


def test_the_filter_bar_tells_what_the_user_chose(qtbot: QtBot, look: Look, shown: Callable[..., QWidget]) -> None:
    bar = FilterBar(look, date(2026, 4, 10))
    bar.set_regions([("33", "浙江"), ("3301", "杭州")])
    bar.set_dealers([("d1", "温州瑞康"), ("d2", "温州同济"), ("d3", "台州恒信")])
    bar.set_groups([("g", "OTC感冒")])
    shown(bar, 1100, 40)
    heard: list[Filters] = []
    bar.changed.connect(heard.append)
    bar.dealer.setText("恒信")
    qtbot.keyClick(bar.dealer, Qt.Key.Key_Return)
    assert heard[-1] == Filters(month(2026, 4), None, "d3", None)
    assert bar.dealer.text() == "台州恒信"
    bar.region.setCurrentIndex(2)
    bar.region.activated.emit(2)
    assert heard[-1] == Filters(month(2026, 4), "3301", "d3", None)
    qtbot.mouseClick(bar.reset_button, Qt.MouseButton.LeftButton)
    assert heard[-1] == Filters(month(2026, 4))
    assert check(bar, look) == []


def test_an_ambiguous_name_chooses_nobody(qtbot: QtBot, look: Look, shown: Callable[..., QWidget]) -> None:
    bar = FilterBar(look, date(2026, 4, 10))
    bar.set_dealers([("d1", "温州瑞康"), ("d2", "温州同济")])
    shown(bar, 1100, 40)
    bar.dealer.setText("温州")
    qtbot.keyClick(bar.dealer, Qt.Key.Key_Return)
    assert bar.filters.dealer is None


def test_the_period_moves_by_arrows_and_stays_in_the_data(
    qtbot: QtBot, look: Look, shown: Callable[..., QWidget]
) -> None:
    bar = FilterBar(look, date(2026, 4, 10))
    bar.period.set_bounds(date(2024, 1, 1), date(2026, 4, 10))
    shown(bar, 1100, 40)
    picked: list[object] = []
    bar.period.picked.connect(picked.append)
    assert not bar.period._later.isEnabled()
    qtbot.mouseClick(bar.period._earlier, Qt.MouseButton.LeftButton)
    assert picked == [month(2026, 3)]
    assert bar.period._button.text().strip() == "2026年3月"
    bar.period.pick(quarter(2027, 1))
    assert picked == [month(2026, 3)]


def test_the_period_panel_offers_months_quarters_and_the_year(
    qtbot: QtBot, look: Look, shown: Callable[..., QWidget]
) -> None:
    bar = FilterBar(look, date(2026, 4, 10))
    shown(bar, 1100, 40)
    bar.period.open_panel()
    panel = bar.period._panel
    assert panel is not None
    words = [button.text() for button in panel.findChildren(Button)]
    assert words == [*(f"{n}月" for n in range(1, 13)), "1季度", "2季度", "3季度", "4季度", "全年", "近 12 个月"]
    first = next(button for button in panel.findChildren(Button) if button.text() == "1季度")
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert bar.filters.period == quarter(2026, 1)


def test_a_drawer_covers_the_right_side_and_goes_with_esc(
    qtbot: QtBot, look: Look, shown: Callable[..., QWidget]
) -> None:
    host = QWidget()
    drawer = Drawer(look, host)
    shown(host, 1100, 600)
    drawer.show_widget(Text("Backups"), Label(look, "312.0"), Text("Regular"))
    assert drawer.isVisible()
    assert drawer.geometry().right() == host.rect().right()
    qtbot.keyClick(drawer, Qt.Key.Key_Escape)
    assert not drawer.isVisible()


def test_a_shortened_label_keeps_the_whole_text_in_its_tooltip(look: Look, shown: Callable[..., QWidget]) -> None:
    label = Label(look, "浙江省温州市瑞康医药有限公司", elide=True)
    shown(label, 90, 24)
    assert label.text().endswith("…")
    assert label.toolTip() == "浙江省温州市瑞康医药有限公司"
    label.resize(400, 24)
    QApplication.processEvents()
    assert label.toolTip() == ""


def test_a_wrong_field_says_what_is_wrong(look: Look, shown: Callable[..., QWidget]) -> None:
    form = Form(look)
    field = Field(look)
    form.add(Text("Name"), field)
    shown(form, 400, 120)
    form.complain(field, Text("A person needs a name."))
    assert "请填写姓名。" in said(form)
    form.complain(field, "")
    assert said(form) == ["名称"]


def test_a_drop_down_is_as_wide_as_the_words_of_its_language(look: Look, shown: Callable[..., QWidget]) -> None:
    choice = Choice(look, [("a", Text("Like the system"))])
    shown(choice, 300, 40)
    widths = {}
    for lang in (ZH, EN, ZH):
        look.set_language(lang)
        widths.setdefault(lang, choice.minimumSizeHint().width())
        assert choice.minimumSizeHint().width() == widths[lang]
    assert widths[ZH] < widths[EN]
