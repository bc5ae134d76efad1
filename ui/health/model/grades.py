"""What makes a grade of a score: bounds, margin, coverage; guard rails; and what follows from each grade."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.health.assembly import info_of
from app.health.checks import check_draft
from app.health.comparing import rail_text, short
from app.health.editing import typed_number
from app.health.scheme import GRADES, Consequence, Rail, Scheme
from app.health.wording import KIND_TITLES, grade_text
from ui.core.ask import Ask, ask
from ui.core.card import row
from ui.core.controls import Button
from ui.core.form import Field, Form
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label, Live

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.health.model.draft import Draft

_HUNDRED = Fraction(100)


class GradesView(Live, QWidget):
    """Bounds at the left, rails and consequences at the right."""

    def __init__(self, context: "Context", draft: "Draft") -> None:
        """Follows the draft."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look, self.draft = context, context.look, draft
        look = context.look
        self.fields: dict[str, Field] = {}
        self.form = Form(look, label_px=150)
        for key, title in self._titles():
            field = Field(look)
            field.setFixedWidth(84)
            field.editingFinished.connect(self._typed)
            self.fields[key] = field
            self.form.add(title, field, wide=False)
        self.wrong = Label(look, "", "dim", wrap=True)
        self.wrong.set_tone("bad")
        left = QVBoxLayout()
        left.addWidget(self.form)
        left.addWidget(self.wrong)
        left.addStretch(1)
        self.rails = Table(context, self._rail_columns(), name="model.rails", title=Text(N_("Guard rails")),
                           empty=Text(N_("No guard rail.")), tools=False)  # fmt: skip
        self.consequences = Table(context, self._consequence_columns(), name="model.consequences",
                                  title=Text(N_("Consequences")), tools=False,
                                  empty=Text(N_("Nothing follows yet.")))  # fmt: skip
        self.rail_button = Button(look, Text(N_("Add a guard rail…")), self.add_rail, icon="plus")
        self.consequence_button = Button(look, Text(N_("Add a consequence…")), self.add_consequence, icon="plus")
        right = QVBoxLayout()
        right.addLayout(self._head(N_("Guard rails"), self.rail_button, lambda: self._drop(self.rails)))
        right.addWidget(self.rails, 2)
        right.addLayout(self._head(N_("Consequences"), self.consequence_button, lambda: self._drop(self.consequences)))
        right.addWidget(self.consequences, 3)
        outer = row(gap=20)
        outer.addLayout(left, 2)
        outer.addLayout(right, 3)
        self.setLayout(outer)
        draft.changed.connect(self.refresh)
        self.refresh()

    def _titles(self) -> list[tuple[str, Text]]:
        bounds = [(grade, Text(N_("{grade} from"), {"grade": grade_text(grade)})) for grade in GRADES[:-1]]
        rest = [("margin", Text(N_("Margin of a change"))), ("coverage", Text(N_("Least share of figures, %")))]
        return [("name", Text(N_("Name"))), *bounds, *rest]

    def _head(self, title: str, button: Button, drop: Callable[[], None]) -> Any:
        look = self.context.look
        out = Button(look, Text(N_("Take out")), drop, icon="trash-2")
        return row(Label(look, Text(title), "section"), None, button, out)

    def _rail_columns(self) -> tuple[Column, ...]:
        return (
            Column("kpi", Text(N_("Indicator")), width=150, stretch=True,
                   get=lambda one: Text(info_of(self.draft.infos, one.kpi).title)),
            Column("rule", Text(N_("Rule")), width=240, get=rail_text, sortable=False),
        )  # fmt: skip

    def _consequence_columns(self) -> tuple[Column, ...]:
        return (
            Column("grade", Text(N_("Grade")), width=100, get=lambda one: grade_text(one.grade),
                   order=lambda text: str(text.params.get("letter", ""))),
            Column("kind", Text(N_("Kind")), width=96, get=lambda one: Text(KIND_TITLES[one.kind])),
            Column("text", Text(N_("What follows")), width=180, stretch=True),
        )  # fmt: skip

    def retranslate(self) -> None:
        """The name in the other language."""
        self.refresh()

    def refresh(self) -> None:
        """Show the draft."""
        scheme = self.draft.scheme
        self.fields["name"].setFixedWidth(150)
        shown: dict[str, str] = {grade: short(bound) for grade, bound in scheme.bounds}
        shown |= {"margin": short(scheme.margin), "coverage": short(scheme.coverage_floor * 100)}
        shown["name"] = self.context.look.t(scheme.name)
        for key, text in shown.items():
            self.fields[key].setText(text)
        self.rails.set_rows(scheme.rails)
        self.consequences.set_rows(scheme.consequences)
        self._complain("")

    def _complain(self, words: Any) -> None:
        self.wrong.say(words)
        self.wrong.setVisible(bool(words))

    def _typed(self) -> None:
        """What was typed goes into the draft where the whole model can be scored with it."""
        scheme = self.draft.scheme
        try:
            bounds = tuple((grade, typed_number(self.fields[grade].text())) for grade in GRADES[:-1])
            name = self.fields["name"].text().strip()
            self._try(replace(
                scheme, bounds=bounds, margin=typed_number(self.fields["margin"].text()),
                name=scheme.name if name == self.context.look.t(scheme.name) else name,
                coverage_floor=typed_number(self.fields["coverage"].text().removesuffix("%")) / _HUNDRED,
            ))  # fmt: skip
        except UserError as error:
            self._complain(error.text)

    def _try(self, scheme: Scheme) -> None:
        check_draft(scheme)
        self._complain("")
        self.draft.put(scheme)

    def _drop(self, table: Table) -> None:
        index = table.view.currentIndex()
        if not index.isValid():
            return
        one, scheme = table.grid.row_at(index.row()), self.draft.scheme
        rails = tuple(each for each in scheme.rails if each is not one)
        consequences = tuple(each for each in scheme.consequences if each is not one)
        self.draft.put(replace(scheme, rails=rails, consequences=consequences))

    def add_rail(self) -> None:
        """Ask for a guard rail."""
        kpis = [(each.kpi, Text(info_of(self.draft.infos, each.kpi).title)) for each in self.draft.scheme.indicators]
        asked = [
            Ask("kpi", Text(N_("Indicator")), "choice", None, kpis),
            Ask("below", Text(N_("Under how many points of 100")), value="30", needed=True, read=typed_number),
            Ask("grade", Text(N_("Grade at most")), "choice", "C", [(one, grade_text(one)) for one in GRADES[1:]]),
        ]
        note = Text(N_("Whoever scores less in the indicator has no better grade than this, whatever the whole score."))
        found = ask(self.context.look, self, Text(N_("Add a guard rail")), asked, accept=Text(N_("Take over")),
                    note=note)  # fmt: skip
        if found:
            self._add(rails=(*self.draft.scheme.rails, Rail(found["kpi"], found["below"], found["grade"])))

    def add_consequence(self) -> None:
        """Ask for a consequence."""
        asked = [
            Ask("grade", Text(N_("Grade")), "choice", "A", [(one, grade_text(one)) for one in GRADES]),
            Ask("kind", Text(N_("Kind")), "choice", None, [(key, Text(words)) for key, words in KIND_TITLES.items()]),
            Ask("text", Text(N_("What follows")), needed=True),
        ]
        found = ask(self.context.look, self, Text(N_("Add a consequence")), asked, accept=Text(N_("Take over")))
        if found:
            one = Consequence(found["grade"], found["kind"], found["text"])
            rows = sorted((*self.draft.scheme.consequences, one), key=lambda each: GRADES.index(each.grade))
            self._add(consequences=tuple(rows))

    def _add(self, **changes: Any) -> None:
        try:
            self._try(replace(self.draft.scheme, **changes))
        except UserError as error:
            self._complain(error.text)
