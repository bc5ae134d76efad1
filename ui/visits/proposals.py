"""Whom to visit and why, the weightiest first; one click plans a visit."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.reports.visit_sheet import reason_text
from app.visits.queries import Proposal
from ui.core.card import Card, EmptyState, clear, row, scrolled
from ui.core.controls import Button, IconButton
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.look import Look

MOST: Final = 30


class ProposalsCard(Card):
    """The list beside the month."""

    planned = Signal(object)
    """Proposals that somebody wants to plan."""
    opened = Signal(str)
    """A dealer by its id."""

    def __init__(self, look: "Look") -> None:
        """Says that it reads until ``show_proposals``."""
        super().__init__(look, Text(N_("Whom to visit")), subtitle=Text(N_("reading…")))
        self.all_button = Button(look, Text(N_("Plan all")), self._plan_all, icon="plus", kind="quiet")
        self.all_button.hide()
        self.buttons.addWidget(self.all_button)
        inside = QWidget()
        inside.setObjectName("clear")
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 6, 0)
        self._lines.setSpacing(10)
        area = scrolled(inside, sideways=False)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.body.addWidget(area, 1)
        self.shown: Sequence[Proposal] | None = None
        self.adders: dict[str, IconButton] = {}

    def show_proposals(self, found: Sequence[Proposal] | None, *, whole: bool = True) -> None:
        """List them; None says that they are still read, and without ``whole`` that signs are still looked for."""
        if found is None:
            return
        clear(self._lines)
        self.shown, self.adders = found, {}
        self.all_button.setVisible(any(one.on is not None for one in found))
        said = {"n": self.look.formats.number(len(found))}
        self.say_subtitle(Text(N_("Dealers: {n}") if whole else N_("Dealers: {n} · looking for signs…"), said))
        if not found:
            words = Text(N_("Nothing speaks for a visit this month, or all are planned."))
            self._lines.addWidget(EmptyState(self.look, words, icon="circle-check"))
        for one in found[:MOST]:
            self._lines.addWidget(self._line(one))
        if len(found) > MOST:
            said = {"n": self.look.formats.number(len(found) - MOST)}
            self._lines.addWidget(Label(self.look, Text(N_("and more: {n}"), said), "dim"))
        self._lines.addStretch(1)

    def _line(self, one: Proposal) -> QWidget:
        look = self.look
        widget = QWidget()
        widget.setObjectName("clear")
        lines = QVBoxLayout(widget)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(1)
        shown = one.dealer if len(one.dealer) <= 22 else f"{one.dealer[:21]}…"
        name = Button(look, shown, partial(self.opened.emit, one.party_id), kind="link", tip=one.dealer)
        plan = IconButton(look, "plus", Text(N_("Plan this visit")), partial(self.planned.emit, [one]), size=16)
        plan.setEnabled(one.on is not None)
        self.adders[one.party_id] = plan
        lines.addLayout(row(name, None, plan))
        day = Text(N_("no free day")) if one.on is None else look.formats.day(one.on)
        who = one.owner or Text(N_("nobody yet"))
        lines.addWidget(Label(look, Text(N_("{day} · {who}"), {"day": day, "who": who}), "dim", elide=True))
        why = look.t("; ").join(reason_text(look.t, {"code": r.code, "params": r.params}) for r in one.reasons)
        lines.addWidget(Label(look, why, "dim", wrap=True))
        return widget

    def _plan_all(self) -> None:
        self.planned.emit([one for one in self.shown or () if one.on is not None])
