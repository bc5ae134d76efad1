"""The composer of a rule: its conditions, and beside them at once when it would have fired."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.alerts.conditions import Absolute, Baseline, Level, Relative, Sample
from app.alerts.queries import RuleRow
from app.alerts.service import add_rule, change_rule
from app.alerts.spec import Watch, watch_of
from app.alerts.templates import TEMPLATES
from app.alerts.testing import BackTest
from app.alerts.words import AGAINST_TITLES, DEPARTMENTS, OVER_TITLES, SIDE_TITLES
from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.alerts.reading import View, month_chart, read_test
from ui.alerts.words import said, shown, typed
from ui.core.card import row
from ui.core.chart import ChartView
from ui.core.controls import Button, Choice
from ui.core.form import Field, Form
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.page import Context

_LATER_MS: Final = 350
_BAR_PX: Final = 24
"""What the form's scroll bar and its distance take."""
_SIDES: Final[list[tuple[str, Words]]] = [(key, Text(words)) for key, words in SIDE_TITLES.items()]
_NUMBERS: Final = ("relative", "absolute", "level")


@dataclass(frozen=True)
class Composed:
    """What stands in the form."""

    name: str
    watch: Watch
    department: str | None
    owner_id: str | None


class Composer(QWidget):
    """One rule, new or kept: its conditions at the left, what they would have found at the right."""

    saved = Signal()

    def __init__(self, context: "Context", view: View, kept: RuleRow | None = None) -> None:
        """Without a kept rule it begins with the first template."""
        super().__init__()
        self.context, self.look, self.view, self.kept = context, context.look, view, kept
        self.found: BackTest | None = None
        self.line = ""
        self._later = QTimer(self, interval=_LATER_MS, singleShot=True)
        self._later.timeout.connect(self.test)
        self._make_form()
        # words that wrap beside a table that fits its columns to its width have no height to settle on: they are cut
        self.told = Label(self.look, "", "card", elide=True)
        self.unknown = Label(self.look, "", "dim", elide=True)
        self.whose = Label(self.look, "", "dim", elide=True)
        self.chart = ChartView(self.look, height=200)
        self.table = self._make_table()
        self.save_button = Button(
            self.look, Text(N_("Save")), self.save, icon="check", kind="primary", shortcut="Ctrl+S"
        )
        self._arrange()
        self.look.language_changed.connect(self._relanguage)
        if kept is None:
            self.take_template(str(self.template.key()))
        else:
            self.fill(kept.watch, kept.name, kept.department, kept.owner_id)

    def _arrange(self) -> None:
        asked = QScrollArea()
        asked.setWidget(self.form)
        asked.setWidgetResizable(True)
        asked.setFrameShape(QFrame.Shape.NoFrame)
        asked.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form.setContentsMargins(0, 0, 12, 0)
        found = QVBoxLayout()
        found.setSpacing(8)
        for part, share in ((self.told, 0), (self.unknown, 0), (self.whose, 0), (self.chart, 2), (self.table, 3)):
            found.addWidget(part, share)
        found.addStretch(0)  # where neither is in sight
        found.addLayout(row(None, self.save_button))
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(20)
        asked.setMinimumWidth(self.form.minimumSizeHint().width() + _BAR_PX)
        outer.addWidget(asked)
        outer.addLayout(found, 1)

    def _make_form(self) -> None:
        look, view = self.look, self.view
        self.template = Choice(look, [(one.id, Text(one.name)) for one in TEMPLATES.values()])
        self.name = Field(look)
        kpis = [(key, Text(one.name)) for key, one in view.kpis.items() if one.listed]
        self.kpi = Choice(look, kpis)
        self.over = Choice(look, [(key, Text(words)) for key, words in OVER_TITLES.items()])
        nothing: tuple[str, Words] = ("", Text(N_("not asked")))
        self.baseline = Choice(look, [nothing, *_SIDES])
        self.sides = {name: Choice(look, _SIDES[:2] if name == "level" else _SIDES) for name in _NUMBERS}
        self.numbers = {name: Field(look, hint=Text(N_("not asked"))) for name in (*_NUMBERS, "sample")}
        self.months, self.budget = Field(look, "1"), Field(look, "100")
        self.against = Choice(look, [(key, Text(words)) for key, words in AGAINST_TITLES.items()])
        self.department = Choice(look, [("", Text(N_("as the KPI"))), *((one, Text(one)) for one in DEPARTMENTS)])
        self.owner = Choice(look, [("", Text(N_("Everybody"))), *((one.id, one.name) for one in view.people)])
        self.form = form = Form(look)
        if self.kept is None:
            form.add(Text(N_("Begin with")), self.template, wide=False)
        form.add(Text(N_("Name")), self.name)
        self.setFocusProxy(self.name)
        form.add(Text(N_("KPI")), self.kpi, wide=False)
        form.add(Text(N_("For each")), self.over, wide=False)
        form.add(Text(N_("Own past")), self.baseline, wide=False)
        titles = {
            "level": N_("The figure itself"),
            "relative": N_("Change in per cent"),
            "absolute": N_("Change in units"),
        }
        for name, words in titles.items():
            form.add(Text(words), _beside(self.numbers[name], self.sides[name]))
        form.add(Text(N_("Least number of facts")), self.numbers["sample"], wide=False)
        form.add(Text(N_("Compared with")), self.against, wide=False)
        form.add(Text(N_("Months in a row")), self.months, wide=False)
        form.add(Text(N_("False alarms in 10,000 months")), self.budget, wide=False)
        form.add(Text(N_("Department")), self.department, wide=False)
        form.add(Text(N_("For whom")), self.owner, wide=False)
        self.template.picked.connect(lambda key: self.take_template(str(key)))
        for choice in (self.kpi, self.over, self.baseline, self.against, *self.sides.values()):
            choice.picked.connect(lambda _key: self._later.start())
        for field in (self.months, self.budget, *self.numbers.values()):
            field.textChanged.connect(lambda _text: self._later.start())

    def _make_table(self) -> Table:
        columns = (
            Column("month", Text(N_("Month")), width=96, get=lambda one: one.month.name),
            Column("name", Text(N_("About")), width=190,
                   get=lambda one: one.line.name or Text(N_("all together"))),
            Column("said", Text(N_("What it says")), stretch=True, width=260, get=self._said),
        )  # fmt: skip
        table = Table(self.context, columns, name="alerts.test", title=Text(N_("Back-test")), tools=False,
                      empty=Text(N_("Would not have fired.")))  # fmt: skip
        table.picked.connect(lambda one: self._show_line("" if one is None else one.line.key))
        return table

    def _said(self, one: Any) -> Text:
        return said(self.look, dict(one.figures), self.view.kpis[self.found.watch.kpi].unit if self.found else "")

    # -- the form -----------------------------------------------------------------------------------------------------

    def take_template(self, key: str) -> None:
        """Fill the form with a ready-made rule."""
        one = TEMPLATES[key]
        self.fill(one.watch, self.look.t(one.name), "", "")

    def fill(self, watch: Watch, name: str, department: str, owner_id: str) -> None:
        """Show a rule."""
        unit = self.view.kpis[watch.kpi].unit
        self.name.setText(name)
        self.narrowed = watch.narrowed
        for choice, key in ((self.kpi, watch.kpi), (self.over, watch.over), (self.against, watch.against),
                            (self.department, department), (self.owner, owner_id), (self.baseline, "")):  # fmt: skip
            choice.choose(key)
        for field in self.numbers.values():
            field.clear()
        for part in watch.rule.parts:
            if isinstance(part, Baseline):
                self.baseline.choose(part.side)
            elif isinstance(part, Sample):
                self.numbers["sample"].setText(str(part.least))
            else:
                self._fill_number(part, unit)
        self.months.setText(str(watch.rule.months))
        self.budget.setText(str(watch.budget_e4))
        self._later.start()

    def _fill_number(self, part: Relative | Absolute | Level, unit: str) -> None:
        name = "level" if isinstance(part, Level) else "relative" if isinstance(part, Relative) else "absolute"
        value = part.limit if isinstance(part, Level) else part.least
        self.sides[name].choose(part.side)
        self.numbers[name].setText(shown(value, "ratio" if name == "relative" else unit))

    def composed(self) -> Composed:
        """What stands in the form; raises UserError for what cannot be watched."""
        parts: list[dict[str, Any]] = []
        if self.baseline.key():
            parts.append({"part": "baseline", "side": self.baseline.key()})
        numbers = {name: typed(self.numbers[name].text()) for name in _NUMBERS}
        parts += [
            {"part": name, "side": self.sides[name].key(), "least": number, "limit": number}
            for name, number in numbers.items() if number
        ]  # fmt: skip
        if sample := typed(self.numbers["sample"].text()):
            parts.append({"part": "sample", "least": sample})
        watch = watch_of(
            str(self.kpi.key()), parts, months=_whole(self.months), kpis=self.view.kpis, over=str(self.over.key()),
            against=str(self.against.key()), budget_e4=_whole(self.budget), **self.narrowed,
        )  # fmt: skip
        return Composed(
            self.name.text(), watch, str(self.department.key()) or None, str(self.owner.key()) or None
        )  # fmt: skip

    # -- what is done -------------------------------------------------------------------------------------------------

    def test(self) -> None:
        """Say when the rule would have fired as it stands here."""
        desk, rule_id = self.context.desk, self.kept.id if self.kept else ""
        try:
            watch = self.composed().watch
        except UserError as error:
            self._refuse(error)
            return

        def work(_progress: Progress) -> BackTest:
            return read_test(desk, watch, rule_id)

        self.context.tasks.run(
            Text(N_("Testing the rule")), work, self._show, owner=self, key="test", failed=self._refuse
        )

    def _refuse(self, error: UserError) -> None:
        self.found = None
        self.told.say(error.text)
        self.told.set_tone("bad")
        self.unknown.hide()
        for part in (self.whose, self.chart, self.table):
            part.hide()
        self.save_button.setEnabled(False)

    def _show(self, found: BackTest) -> None:
        self.found = found
        self.save_button.setEnabled(not self.context.desk.db.read_only)
        count = {"n": len(found.fired), "months": len(found.months)}
        self.told.say(Text(N_("Would have fired {n} times in {months} months."), count))
        self.told.set_tone(None)
        months = [f"{month.name} ({n})" for month, n in zip(found.months, found.unknown, strict=True) if n]
        self.unknown.say(Text(N_("Unknown, so neither a breach nor fine: {months}"), {"months": ", ".join(months)}))
        self.unknown.setVisible(bool(months))
        self.table.show()
        self.table.set_rows(list(found.fired))
        keys = [one.line.key for one in found.fired] or [one.key for one in found.table.lines]
        self._show_line(keys[0] if keys else "")

    def _show_line(self, key: str) -> None:
        found = self.found
        chart = None if found is None else month_chart(self.look, found, self.view.kpis[found.watch.kpi], key)
        self.line = key
        self.whose.setVisible(chart is not None)
        self.chart.setVisible(chart is not None)
        if found is not None and chart is not None:
            kpi = self.view.kpis[found.watch.kpi]
            name = next(one.name for one in found.table.lines if one.key == key) or Text(N_("all together"))
            what: Words = Text(kpi.name)
            if kpi.unit == "money":
                what = self.look.formats.money_title(Text(kpi.name))
            self.whose.say(Text(N_("{kpi}, {who}"), {"kpi": what, "who": name}))
            self.chart.show_chart(chart)

    def _relanguage(self) -> None:
        """Months are written by language."""
        if self.found is not None:
            self._show_line(self.line)

    def save(self) -> None:
        """Keep the rule."""
        try:
            one = self.composed()
        except UserError as error:
            self._refuse(error)
            return
        kept, today = self.kept, self.context.desk.clock.today()
        asked: dict[str, Any] = {
            "name": one.name, "watch": one.watch, "department": one.department, "owner_id": one.owner_id
        }  # fmt: skip

        def command(session: Any) -> str:
            if kept is None:
                return add_rule(session, today=today, **asked)
            return change_rule(session, rule_id=kept.id, **asked)

        code = N_("Added the rule of alerts {name}") if kept is None else N_("Changed the rule of alerts {name}")
        save(self.context, self, Action(code, {"name": one.name}), command, done=lambda _id: self.saved.emit())


def _beside(*parts: QWidget) -> QWidget:
    found = QWidget()
    found.setObjectName("clear")
    line = row(*parts, None)
    line.setContentsMargins(0, 0, 0, 0)
    found.setLayout(line)
    return found


def _whole(field: Field) -> int:
    words = field.text().strip()
    if not words.isdecimal():
        raise UserError("“{word}” is no number.", word=words)
    return int(words)
