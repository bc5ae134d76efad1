"""The region board: dealers in columns by their state, what is overdue first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.life.queries import Standing, standings
from app.dealers.life.rules import STATES, TITLES
from app.dealers.queries import DealerRow
from ui.core.card import Card, clear, row, scrolled
from ui.core.controls import Button
from ui.core.page import Context, HasTables
from ui.core.pressable import Pressable
from ui.core.words import Label, Pill
from ui.dealers.views import DealersView

LEAST_PX: Final = 102
"""Ten columns of this width stand side by side in the smallest window."""
COLUMN_PX: Final = 260
EMPTY_PX: Final = 84
MOST: Final = 40
"""So many cards of a state are drawn at first, and as many more each time somebody asks."""


class BoardView(DealersView):
    """One column for each state."""

    def __init__(self, context: Context) -> None:
        """Empty until ``show_dealers``."""
        super().__init__()
        self.context, self.look = context, context.look
        self._rows: Sequence[DealerRow] = ()
        self._found: Mapping[str, Standing] = {}
        self.cards: dict[str, Pressable] = {}
        self.columns: dict[str, list[str]] = {}
        self.mores: dict[str, Button] = {}
        """The button for more cards, by state."""
        inside = QWidget()
        inside.setObjectName("pageBody")
        self._columns = QHBoxLayout(inside)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inside))
        self.look.language_changed.connect(self._show)

    def show_dealers(self, rows: Sequence[DealerRow]) -> None:
        """What the page's filters leave now."""
        self._rows = rows
        self._read()

    def changed(self, changes: HasTables) -> None:
        """Steps and actions move the cards."""
        if {"party_passage", "action_item", "lifecycle_state"} & changes.tables:
            self._read()

    def _read(self) -> None:
        desk = self.context.desk

        def work(_progress: Progress) -> Mapping[str, Standing]:
            with desk.db.read() as session:
                return standings(session)

        def done(found: Mapping[str, Standing]) -> None:
            self._found = found
            self._show()

        title = Text(N_("Reading: {page}"), {"page": Text(N_("Board of states"))})
        self.context.tasks.run(title, work, done, owner=self, key="board")

    def _show(self) -> None:
        clear(self._columns)
        self.cards, self.columns, self.mores = {}, {}, {}
        today = day_number(self.context.desk.clock.today())
        by_state: dict[str, list[tuple[DealerRow, Standing]]] = defaultdict(list)
        for one in self._rows:
            standing = self._found.get(one.id)
            if standing is not None:
                by_state[standing.state].append((one, standing))
        for state in STATES:
            own = sorted(by_state[state], key=lambda pair: (-pair[1].late_days(today), pair[0].name))
            self.columns[state] = [one.id for one, _ in own]
            self._columns.addWidget(self._column(state, own, today), 1 if own else 0)
        self._columns.addStretch()

    def _column(self, state: str, own: Sequence[tuple[DealerRow, Standing]], today: int) -> QWidget:
        look = self.look
        if not own:
            return self._empty(state)
        late = sum(standing.late_days(today) > 0 for _, standing in own)
        card = Card(look, Text(TITLES[state]), subtitle=" ", pad=10)
        said = {"n": look.formats.number(len(own)), "late": look.formats.number(late)}
        card.say_subtitle(Text(N_("{n} · late {late}"), said) if late else look.formats.number(len(own)))
        card.setMinimumWidth(LEAST_PX)
        card.setMaximumWidth(COLUMN_PX)
        lines = QVBoxLayout()
        lines.setSpacing(4)
        self._draw(state, lines, own, today)
        lines.addStretch(1)
        inside = QWidget()
        inside.setObjectName("clear")
        inside.setLayout(lines)
        lines.setContentsMargins(0, 0, 4, 0)
        area = scrolled(inside, sideways=False)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        card.body.addWidget(area, 1)
        return card

    def _empty(self, state: str) -> QWidget:
        """A state in which nobody is takes no more room than its name."""
        card = Card(self.look, pad=8)
        card.setFixedWidth(EMPTY_PX)
        for label in (Label(self.look, Text(TITLES[state]), "card", wrap=True), Label(self.look, "0", "dim")):
            card.body.addWidget(label)
        card.body.addStretch(1)
        return card

    def _draw(self, state: str, lines: QVBoxLayout, own: Sequence[tuple[DealerRow, Standing]], today: int) -> None:
        """The first cards, in the place of the button that asked for them, and a button for the rest."""
        button = self.mores.pop(state, None)
        at = lines.count() if button is None else lines.indexOf(button)
        if button is not None:
            lines.removeWidget(button)
            button.deleteLater()
        for place, (one, standing) in enumerate(own[:MOST]):
            lines.insertWidget(at + place, self._dealer(one, standing, today))
        rest = own[MOST:]
        if rest:
            words = Text(N_("and more: {n}"), {"n": self.look.formats.number(len(rest))})
            more = Button(self.look, words, partial(self._draw, state, lines, rest, today), kind="link")
            self.mores[state] = more
            lines.insertWidget(at + MOST, more)

    def _dealer(self, one: DealerRow, standing: Standing, today: int) -> Pressable:
        look = self.look
        card = Pressable("concern", partial(self.opened.emit, one.id))
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        lines = QVBoxLayout(card)
        lines.setContentsMargins(4, 4, 4, 4)
        lines.setSpacing(1)
        name = Label(look, one.name, elide=True)
        name.set_tip(one.name)
        lines.addWidget(name)
        late = standing.late_days(today)
        facts = [one.region]
        if standing.since_on is not None:
            facts.append(look.t("{n} days", n=today - standing.since_on))
        if standing.open:
            facts.append(look.t("open {n}", n=standing.open))
        below = Label(look, " · ".join(part for part in facts if part), "dim", elide=True)
        below.set_tip(below.full_text())
        lines.addWidget(below)
        if late:
            lines.addLayout(row(Pill(look, Text(N_("{n} days late"), {"n": late}), "bad"), None))
        card.setAccessibleName(one.name)
        self.cards[one.id] = card
        return card
