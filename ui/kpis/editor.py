"""The editor of one own KPI: its formula with completion, the unit that follows, what it would give, keep, take out."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.kpi.definitions import DIRECTION_TITLES, GRAIN_TITLES, UNIT_TITLES
from app.kpi.kpi import OWNERS
from app.kpi.measure_titles import measure_title
from app.kpi.own.deriving import derive, measure_names
from app.kpi.own.preview import Preview, read_preview
from app.kpi.own.service import DIRECTIONS, Draft, add_own_kpi, change_own_kpi, fitted, remove_own_kpi
from ui.core.card import row
from ui.core.controls import Button, Choice
from ui.core.form import Field, Form
from ui.core.formula_field import FormulaField
from ui.core.words import Label, Live
from ui.kpis.newest import NewestView

if TYPE_CHECKING:
    from ui.core.page import Context


class KpiEditor(Live, QScrollArea):
    """One own KPI."""

    saved = Signal(str)
    """Its id; empty where it was taken out."""

    def __init__(self, context: "Context", draft: Draft, key: str = "") -> None:
        """``key`` is empty for a new one."""
        super().__init__()
        self.context, self.look, self.key = context, context.look, key
        inside = QWidget()
        inside.setObjectName("clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 8, 0)
        outer.setSpacing(8)
        self._make_form(draft)
        outer.addWidget(self.form)
        self.wrong = Label(self.look, "", "dim", wrap=True)
        self.wrong.set_tone("bad")
        self.wrong.hide()
        outer.addWidget(self.wrong)
        self.save_button = Button(self.look, Text(N_("Save")), self.save, icon="check", kind="primary")
        self.out_button = Button(
            self.look, Text(N_("Take out")), self.take_out, icon="trash-2",
            tip=Text(N_("It is offered no more; boards and models that name it go on")),
        )  # fmt: skip
        outer.addLayout(row(self.out_button, None, self.save_button))
        self.out_button.setVisible(bool(key))
        self.newest = NewestView(self.look)
        outer.addWidget(self.newest)
        outer.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusProxy(self.name)
        if draft.formula:
            self._try(draft.formula)

    def _make_form(self, draft: Draft) -> None:
        look = self.look
        self.name, self.sentence = Field(look, draft.name), Field(look, draft.sentence)
        self.formula = FormulaField(
            look, measure_names(), judge=derive, hint="net_amount / order_count", insert=Text(N_("Insert a measure")),
            titled=measure_title, plain=True,
        )  # fmt: skip
        self.formula.show_formula(draft.formula)
        self.formula.changed.connect(self._try)
        self.formula.refused.connect(lambda: self.newest.hide())  # noqa: PLW0108 - made after the form
        self.unit, self.grain = Choice(look), Choice(look)
        self.direction = Choice(look, [(one, Text(DIRECTION_TITLES[one])) for one in DIRECTIONS])
        self.owner = Choice(look, [(one, Text(words)) for one, words in OWNERS.items()])
        self.direction.choose(draft.direction)
        self.owner.choose(draft.owner)
        self.form: Form = Form(look)
        self.form.add(Text(N_("Name")), self.name)
        self.form.add(Text(N_("What it means")), self.sentence)
        self.form.add(Text(N_("Formula")), self.formula)
        self.form.add(Text(N_("Unit")), self.unit, wide=False)
        self._grain_label = self.form.add(Text(N_("Counted by")), self.grain, wide=False)
        self.form.add(Text(N_("Direction")), self.direction, wide=False)
        self.form.add(Text(N_("Owner department")), self.owner, wide=False)
        self.unit.picked.connect(lambda _key: self._preview())
        self.grain.picked.connect(lambda _key: self._preview())
        self._offer(draft)

    def _offer(self, draft: Draft) -> None:
        """What the formula leaves to choose; nothing before it is right."""
        units: tuple[str, ...] = ()
        grains: tuple[str, ...] = ()
        with suppress(UserError):
            found = derive(draft.formula)
            units, grains = found.units, found.grains
        self.unit.set_options([(one, Text(UNIT_TITLES[one])) for one in units])
        self.grain.set_options([(one, Text(GRAIN_TITLES[one])) for one in grains])
        self.unit.choose(draft.unit or (units[0] if units else ""))
        self.grain.choose(draft.grain or (grains[0] if grains else ""))
        self.unit.setEnabled(len(units) > 1)
        for part in (self.grain, self._grain_label):
            part.setVisible(len(grains) > 1)

    # -- what is done -------------------------------------------------------------------------------------------------

    def draft(self) -> Draft:
        """What stands in the form."""
        return Draft(
            self.name.text().strip(), self.formula.line.text().strip(), self.sentence.text().strip(),
            str(self.unit.key() or ""), str(self.direction.key()), str(self.owner.key()), str(self.grain.key() or ""),
        )  # fmt: skip

    def _try(self, formula: str) -> None:
        """A formula that is right: what it leaves to choose, and what it would give."""
        if not formula:
            self.newest.hide()
            return
        self._offer(fitted(self.draft(), formula))
        self._preview()

    def _preview(self) -> None:
        desk, draft = self.context.desk, self.draft()

        def work(_progress: Progress) -> Preview:
            with desk.db.read() as session:
                return read_preview(session, draft, today=desk.clock.today())

        self._run(Text(N_("Trying the formula")), work, self._show)

    def _show(self, found: Preview) -> None:
        self._complain("")
        self.newest.show_figures(found)

    def save(self) -> None:
        """Keep the KPI."""
        desk, draft, key = self.context.desk, self.draft(), self.key
        action = Action(N_("Changed the KPI {name}") if key else N_("Added the KPI {name}"), {"name": draft.name})

        def work(_progress: Progress) -> str:
            if not key:
                return desk.db.write(action, lambda session: add_own_kpi(session, draft=draft)).value
            desk.db.write(action, lambda session: change_own_kpi(session, key=key, draft=draft))
            return key

        self._run(Text(N_("Saving")), work, self.saved.emit)

    def take_out(self) -> None:
        """Offer it no more."""
        desk, key = self.context.desk, self.key
        action = Action(N_("Took out the KPI {name}"), {"name": self.name.text().strip()})

        def work(_progress: Progress) -> None:
            desk.db.write(action, lambda session: remove_own_kpi(session, key=key))

        self._run(Text(N_("Saving")), work, lambda _done: self.saved.emit(""))

    def _run(self, title: Text, work: Any, done: Any) -> None:
        self.context.tasks.run(
            title, work, done, owner=self, key="kpi", failed=lambda error: self._complain(error.text)
        )

    def _complain(self, words: Text | str) -> None:
        self.wrong.say(words)
        self.wrong.setVisible(bool(words))
