"""The card of one unmatched name or code in the drawer: what it may be, from when, or that it is none of ours."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.catalog.queries import search_products
from app.core.errors import UserError
from app.core.texts import N_, Text
from app.dealers.queries import search_parties
from app.flows.queue import Open
from app.flows.service import NOBODY
from app.jobs.flows import Decision
from ui.core.card import clear, row
from ui.core.controls import Button, SearchBox
from ui.core.form import Field, typed_day
from ui.core.words import Label, Live
from ui.flows.words import feeds_text, reason_text

if TYPE_CHECKING:
    from app.core.progress import Progress
    from ui.core.context import Context

Choices = list[tuple[str, str, str]]
"""Id, name and what is said of each."""


class LikelyCard(Live, QScrollArea):
    """Suggestions with their reasons, a search for another one, and the days for which the answer holds."""

    decided = Signal(object)
    """A Decision."""

    def __init__(self, context: "Context", one: Open) -> None:
        """Shows what was read."""
        super().__init__()
        self.context, self.look, self.one = context, context.look, one
        inside = QWidget()
        inside.setObjectName("clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 8, 0)
        outer.setSpacing(10)
        self.said = Label(self.look, "", wrap=True)
        outer.addWidget(self.said)
        if one.dealers:
            named = Text(N_("Named by {dealers}"), {"dealers": "、".join(one.dealers)})
            outer.addWidget(Label(self.look, named, "dim", wrap=True))
        outer.addWidget(Label(self.look, Text(N_("May be")), "card"))
        self.suggested = QVBoxLayout()
        self.suggested.setSpacing(6)
        outer.addLayout(self.suggested)
        self.retranslate()
        self.search = SearchBox(self.look, Text(N_("Find another one by name or code")))
        self.search.searched.connect(self._find)
        self.hits = QVBoxLayout()
        self.hits.setSpacing(6)
        outer.addWidget(self.search)
        outer.addLayout(self.hits)
        outer.addWidget(Label(self.look, Text(N_("For which days")), "card"))
        self.since = Field(self.look, hint=Text(N_("First day; empty is ever since")))
        self.until = Field(self.look, hint=Text(N_("Last day; empty is for ever")))
        outer.addLayout(row(self.since, self.until))
        self.note = Label(self.look, "", "dim", wrap=True)
        self.note.hide()
        outer.addWidget(self.note)
        tip = Text(N_("Its rows count nowhere from then on; it can be taken back"))
        self.none_button = Button(self.look, Text(N_("None of ours")), lambda: self.choose(NOBODY), icon="ban", tip=tip)
        outer.addLayout(row(None, self.none_button))
        outer.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def retranslate(self) -> None:
        """What is said of it and why holds figures and words of the language."""
        if not hasattr(self, "suggested"):
            return
        one, formats = self.one, self.look.formats
        said = {
            "rows": formats.number(one.rows), "amount": formats.money(one.amount_e4), "first": formats.day(one.first),
            "last": formats.day(one.last), "feeds": feeds_text(one.feeds, self.look),
        }  # fmt: skip
        self.said.say(Text(N_("{feeds}: rows {rows}, {amount}, {first} to {last}"), said))
        self._show(self.suggested, [(each.id, each.name, reason_text(each, self.look)) for each in one.suggestions])

    def _show(self, place: QVBoxLayout, choices: Choices) -> None:
        clear(place)
        for number, (id_, name, said) in enumerate(choices):
            words = Label(self.look, name if not said else f"{name} · {said}", wrap=True)
            kind = "primary" if number == 0 and place is self.suggested else "plain"
            button = Button(self.look, Text(N_("This one")), partial(self.choose, id_), icon="check", kind=kind)  # type: ignore[arg-type]
            line = row(words, button)
            line.setStretch(0, 1)
            place.addLayout(line)
        if not choices and place is self.suggested:
            place.addWidget(Label(self.look, Text(N_("Nothing is spelled like it.")), "dim"))

    def _find(self, text: str) -> None:
        db, side = self.context.desk.db, self.one.side

        def work(_progress: "Progress") -> Choices:
            with db.read() as session:
                if side == "product":
                    return [(each.id, each.name, each.code) for each in search_products(session, text)]
                return [(each.id, each.name, each.code) for each in search_parties(session, text)]

        self.context.tasks.run(
            Text(N_("Searching")), work, lambda found: self._show(self.hits, found), owner=self, key="find"
        )

    def choose(self, target: str) -> None:
        """Decide for a party or product (an id), or for none."""
        try:
            since, until = (typed_day(field.text().strip()) for field in (self.since, self.until))
        except UserError as error:
            self.note.say(error.text)
            self.note.set_tone("bad")
            self.note.show()
            return
        after = None if until is None else until + 1
        self.decided.emit(Decision(self.one.side, self.one.source_n, self.one.word, target, since, after))
