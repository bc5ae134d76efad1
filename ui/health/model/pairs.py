"""Comparisons in pairs (AHP): how many times as important each is as the other, and how far the answers agree."""

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.health.assembly import info_of
from app.health.weighing.pairs import Pair, pairs_of
from app.health.weighing.proposal import answers_of, by_pairs, things_of
from app.health.weighing.wording import agreement_text, contradiction_text
from ui.core.card import clear, row, scrolled
from ui.core.controls import Button, Choice
from ui.core.words import Label

if TYPE_CHECKING:
    from collections.abc import Hashable

    from ui.core.context import Context
    from ui.core.words import Words
    from ui.health.model.draft import Draft

_MARKS = {1: N_("alike"), 3: N_("somewhat more"), 5: N_("strongly more"), 7: N_("very strongly more"),
          9: N_("extremely more")}  # fmt: skip
"""Saaty's scale in words; the even numbers lie between."""


def _options() -> "list[tuple[Hashable, Words]]":
    left = [(Fraction(times), _said(f"{times} : 1", times)) for times in range(9, 0, -1)]
    right = [(Fraction(1, times), _said(f"1 : {times}", times)) for times in range(2, 10)]
    return [(None, "—"), *left, *right]


def _said(ratio: str, times: int) -> "Words":
    mark = _MARKS.get(times)
    return Text(N_("{ratio} {mark}"), {"ratio": ratio, "mark": Text(mark)}) if mark else ratio


class PairsGrid(QWidget):
    """One line a pair; ``judged`` tells the proposal (None while an answer is missing) and what is said of it."""

    judged = Signal(object, object)

    def __init__(self, context: "Context", draft: "Draft") -> None:
        """Follows what the weights' view tells it."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.draft = context, draft
        look = context.look
        self.among = Choice(look, name=Text(N_("Compared")))
        self.among.picked.connect(lambda _key: self.refresh(anew=True))
        self.find_button = Button(look, Text(N_("To the least consistent")), self.to_least, icon="search", kind="link")
        self.choices: dict[Pair, Choice] = {}
        self._answers: dict[Pair, Fraction] = {}
        self._titles: list[str] = []
        self._least: Pair | None = None
        inside = QWidget()
        inside.setObjectName("clear")
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(2, 1)
        self._area = scrolled(inside, sideways=False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(row(self.among, None, self.find_button))
        outer.addWidget(self._area, 1)

    def _title(self, thing: str) -> Text:
        side = next((each.title for each in self.draft.scheme.dimensions if each.id == thing), None)
        return Text(info_of(self.draft.infos, thing).title if side is None else side)

    def refresh(self, *, anew: bool = False) -> None:
        """Show the draft's answers; what was answered since stays unless another group is compared."""
        scheme = self.draft.scheme
        counts = {each.id: sum(one.dimension == each.id for one in scheme.indicators) for each in scheme.dimensions}
        sides = [(each.id, Text(N_("Inside {title}"), {"title": Text(each.title)}))
                 for each in scheme.dimensions if counts[each.id] > 1]  # fmt: skip
        self.among.set_options([("", Text(N_("The dimensions"))), *sides])
        pairs = pairs_of(things_of(scheme, str(self.among.key() or "")))
        kept = answers_of(scheme, str(self.among.key() or ""))
        titles = [self._title(thing).msgid for pair in pairs for thing in pair]
        if anew or [*self.choices] != [*pairs] or titles != self._titles:
            self._titles = titles
            self._answers = {}
            self._lay_out(pairs)
        self._answers = {**kept, **self._answers}
        for pair, choice in self.choices.items():
            choice.choose(self._answers.get(pair))
        if anew:
            self.judge()

    def _lay_out(self, pairs: tuple[Pair, ...]) -> None:
        clear(self._grid)
        self.choices = {}
        look, options = self.context.look, _options()
        for at, pair in enumerate(pairs):
            one, other = (Label(look, self._title(thing), wrap=True) for thing in pair)
            one.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            said = Text(N_("{one} to {other}"), {"one": self._title(pair[0]), "other": self._title(pair[1])})
            choice = Choice(look, options, name=said)
            choice.picked.connect(lambda key, pair=pair: self.answer(pair, key))
            for place, part in enumerate((one, choice, other)):
                self._grid.addWidget(part, at, place)
            self.choices[pair] = choice
        self._grid.setRowStretch(len(pairs), 1)

    def answer(self, pair: Pair, times: Fraction | None) -> None:
        """Take an answer, or take it back."""
        if times is None:
            self._answers.pop(pair, None)
        else:
            self._answers[pair] = times
        self.judge()

    def judge(self) -> None:
        """Say what the answers give."""
        left = sum(pair not in self._answers for pair in self.choices)
        self._least = None
        if left:
            self.judged.emit(None, Text(N_("How many times as important is the left one? Open: {n}"), {"n": left}))
        else:
            self._propose()
        self.find_button.setVisible(self._least is not None)

    def _propose(self) -> None:
        answers = {pair: self._answers[pair] for pair in self.choices}
        try:
            found = by_pairs(self.draft.scheme, str(self.among.key() or ""), answers)
        except UserError as error:
            self.judged.emit(None, error.text)
            return
        if found.judged is None:
            return
        said = agreement_text(found.judged)
        if found.judged.least is not None:
            self._least = found.judged.least.pair
            titles = {thing: self._title(thing) for thing in found.judged.weights}
            said = Text(N_("{first} {second}"), {"first": said,
                                                 "second": contradiction_text(found.judged.least, titles)})  # fmt: skip
        self.judged.emit(found, said)

    def to_least(self) -> None:
        """Bring the least consistent answer into sight."""
        if self._least is not None:
            choice = self.choices[self._least]
            self._area.ensureWidgetVisible(choice)
            choice.setFocus()
