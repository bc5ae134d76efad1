"""The points of the draft: typed by hand, or proposed by rule and taken over."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.health.assembly import info_of
from app.health.comparing import WAY_TITLES, short
from app.health.editing import shown_bound, typed_number
from app.health.scheme import Way, with_points
from app.health.trial import try_model
from app.health.weighing.proposal import Proposal, by_figures
from app.health.wording import listed
from ui.core.card import clear, row, scrolled
from ui.core.controls import Button, Choice
from ui.core.form import Field, Form
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label
from ui.health.model.pairs import PairsGrid

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.health.model.draft import Draft

_ADVICE = N_(
    "Weights out of figures follow what tells dealers apart, not what matters: take them as advice, and not every "
    "quarter anew."
)


class WeightsView(QWidget):
    """One of five ways; a proposal stands beside the points of now until it is taken over."""

    def __init__(self, context: "Context", draft: "Draft") -> None:
        """Follows the draft."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.draft = context, draft
        look = context.look
        self.proposal: Proposal | None = None
        self.way = Choice(look, [(key, Text(words)) for key, words in WAY_TITLES.items()], name=Text(N_("Way")))
        self.way.choose(draft.scheme.way)
        self.way.picked.connect(lambda _key: self._show())
        self.share = Field(look, "50")
        self.share.setMaximumWidth(64)
        self.share_label = Label(look, Text(N_("Share of the points of now, %")), "dim")
        self.go_button = Button(look, Text(N_("Propose")), self.propose, icon="play")
        self.take_button = Button(look, Text(N_("Take over")), self.take, icon="check", kind="primary")
        self.total = Label(look, "", "dim")
        self.said = Label(look, "", "dim", wrap=True)
        self._hand = QWidget()
        self._hand.setObjectName("clear")
        self._lines = QVBoxLayout(self._hand)
        self.fields: dict[str, Field] = {}
        self._titles: list[str] = []
        self.pairs = PairsGrid(context, draft)
        self.pairs.judged.connect(self._judged)
        self.table = Table(context, self._columns(), name="model.proposal", title=Text(N_("Points proposed")),
                           empty=Text(N_("No proposal yet.")), tools=False)  # fmt: skip
        self._left = QStackedWidget()
        self._left.addWidget(scrolled(self._hand, sideways=False))
        self._left.addWidget(self.pairs)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(row(self.way, self.share_label, self.share, self.go_button, None, self.total, self.take_button))
        outer.addWidget(self.said)
        middle = row(self._left, self.table, gap=12)
        middle.setStretch(0, 1)
        middle.setStretch(1, 1)
        outer.addLayout(middle, 1)
        draft.changed.connect(self.refresh)
        self.refresh()

    def _columns(self) -> Sequence[Column]:
        return (
            Column("kpi", Text(N_("Indicator")), stretch=True, width=150, get=lambda one: one[0]),
            Column("old", Text(N_("Points before")), "number", 84, places=1, get=lambda one: one[1]),
            Column("new", Text(N_("Points proposed")), "number", 92, places=1, get=lambda one: one[2]),
        )  # fmt: skip

    def refresh(self) -> None:
        """Show the draft."""
        scheme = self.draft.scheme
        titles = [info_of(self.draft.infos, each.kpi).title for each in scheme.indicators]
        if [*self.fields] != [each.kpi for each in scheme.indicators] or titles != self._titles:
            self._titles = titles
            self._lay_out()
        for each in scheme.indicators:
            self.fields[each.kpi].setText(shown_bound("number", each.points))
        self._say_total()
        self.proposal = None
        self.pairs.refresh()
        self._show()

    def _lay_out(self) -> None:
        clear(self._lines)
        self.fields = {}
        form = Form(self.context.look, label_px=300)
        for each in self.draft.scheme.indicators:
            field = Field(self.context.look)
            field.setFixedWidth(84)
            field.editingFinished.connect(self._typed)
            self.fields[each.kpi] = field
            form.add(Text(info_of(self.draft.infos, each.kpi).title), field, wide=False)
        self._lines.addWidget(form)
        self._lines.addStretch(1)

    def _say_total(self) -> None:
        whole = sum((each.points for each in self.draft.scheme.indicators), Fraction(0))
        self.total.say(Text(N_("Points in all: {n}"), {"n": short(whole)}))

    def _typed(self) -> None:
        """What was typed by hand goes into the draft; a field that is wrong says so by its border."""
        points: dict[str, Fraction] = {}
        for kpi, field in self.fields.items():
            try:
                value = typed_number(field.text())
            except UserError:
                value = Fraction(-1)
            field.set_wrong(wrong=value < 0)
            if value < 0:
                return
            points[kpi] = value
        if any(each.points != points[each.kpi] for each in self.draft.scheme.indicators):
            self.draft.put(replace(with_points(self.draft.scheme, points), way="hand"))

    # -- proposals ----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        way = self.way.key()
        self.share.setVisible(way == "blend")
        self.share_label.setVisible(way == "blend")
        self.go_button.setVisible(way in {"entropy", "critic", "blend"})
        self._left.setVisible(way in {"hand", "pairs"})
        self._left.setCurrentIndex(1 if way == "pairs" else 0)
        self.table.setVisible(way != "hand")
        self.take_button.setVisible(way != "hand")
        self._show_proposal(None)
        self.said.set_tone(None)
        self.said.say("" if way in {"hand", "pairs"} else Text(_ADVICE))
        self.said.setVisible(way != "hand")
        if way == "pairs":
            self.pairs.judge()

    def propose(self) -> None:
        """Read weights out of the last assessed quarter, by the draft's floors and targets."""
        desk, scheme, way = self.context.desk, self.draft.scheme, cast("Way", self.way.key())
        try:
            share = typed_number(self.share.text()) / 100
        except UserError as error:
            self._refuse(error)
            return

        def work(_progress: Progress) -> Proposal:
            found = try_model(desk.db, desk.workspace.files, desk.figures, scheme)
            return by_figures(scheme, [one.result for one in found.lines], way, share)

        title = Text(N_("Reading weights out of figures"))
        self.context.tasks.run(title, work, self._show_proposal, owner=self, key="weigh", failed=self._refuse)

    def _judged(self, proposal: Proposal | None, said: Any) -> None:
        if self.way.key() == "pairs":
            self._show_proposal(proposal)
            self.said.say(said)
            wrong = proposal is not None and proposal.judged is not None and not proposal.judged.consistent
            self.said.set_tone("bad" if wrong else None)

    def _refuse(self, error: UserError) -> None:
        self.said.say(error.text)

    def _show_proposal(self, proposal: Proposal | None) -> None:
        self.proposal = proposal
        self.take_button.setEnabled(proposal is not None)
        if proposal is not None and proposal.kept:
            names = listed([Text(info_of(self.draft.infos, kpi).title) for kpi in proposal.kept])
            kept = Text(N_("Too few figures, their points stay: {names}."), {"names": names})
            self.said.say(Text(N_("{first} {second}"), {"first": Text(_ADVICE), "second": kept}))
        self.table.set_rows([] if proposal is None else [
            (Text(info_of(self.draft.infos, new.kpi).title), old.points, new.points)
            for old, new in zip(self.draft.scheme.indicators, proposal.scheme.indicators, strict=True)
        ])  # fmt: skip

    def take(self) -> None:
        """The proposal becomes the draft."""
        if self.proposal is not None:
            self.draft.put(self.proposal.scheme)
