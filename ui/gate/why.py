"""Why a dealer may or may not receive goods: every document in a sentence, the deciding one first."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.compliance.gate.region import Told
from app.compliance.gate.rules import Reason
from app.compliance.gate.words import STATES, TEMPERATURES, reason_text
from app.core.texts import N_, Text
from app.kpi.reference import References
from app.lineage.gate import gate_reference
from ui.core.card import Card, row
from ui.core.controls import Button, IconButton
from ui.core.referring import copy_written
from ui.core.words import Label, Pill, Tone, Words
from ui.gate.reading import Why

if TYPE_CHECKING:
    from ui.core.context import Context

_TONES: Final[dict[str, Tone]] = {"yes": "good", "no": "bad", "not_required": "dim"}
_TABS: Final = {"licence": "licences", "contract": "agreed", "territory": "agreed", "credit": "terms", "status": "life"}
"""Where on the dealer's card a document stands, or what says that there is none; by how the reason's code begins."""


class WhyView(QScrollArea):
    """A card for each kind of goods that are told apart."""

    rules_opened = Signal()
    letter_wanted = Signal()

    def __init__(self, context: "Context", why: Why) -> None:
        """``why`` is of one product group, or of all."""
        super().__init__()
        self.context, self.look, self.why = context, context.look, why
        inside = QWidget()
        inside.setObjectName("clear")
        self._body = QVBoxLayout(inside)
        self._body.setContentsMargins(0, 0, 8, 0)
        self._body.setSpacing(12)
        self._body.addLayout(
            row(
                Button(self.look, Text(N_("Dealer's card")), self._open_card, icon="store"),
                Button(self.look, Text(N_("Renewal letter…")), self.letter_wanted.emit, icon="file-text"),
                None,
            )
        )
        for group, told in why.groups:
            for one in told:
                self._body.addWidget(self._card(group.name, one))
        self._body.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def _card(self, group: str, told: Told) -> Card:
        look, answer = self.look, told.answer
        warmth = TEMPERATURES.get(told.goods.temperature)
        said: Words = told.goods.goods_class or Text(N_("class of goods unknown"))
        if warmth is not None:
            said = Text("{first} · {second}", {"first": said, "second": Text(warmth)})
        card = Card(look, group or Text(N_("No product group")), subtitle=said)
        card.buttons.addWidget(Pill(look, Text(STATES[answer.state]), _TONES[answer.state]))
        card.buttons.addWidget(
            IconButton(look, "copy", Text(N_("Copy the reference")), partial(self._copy_reference, told))
        )
        for number, reason in enumerate(answer.reasons):
            card.body.addLayout(self._line(reason, decides=number == 0))
        change: Words = Text(N_("By the papers at hand this does not change any more."))
        if answer.next_on is not None and answer.next_state is not None and answer.next_reason is not None:
            change = Text(
                N_("Changes on {day}: {state}. {why}"),
                {"day": look.formats.day(answer.next_on), "state": Text(STATES[answer.next_state]),
                 "why": self._sentence(answer.next_reason)},
            )  # fmt: skip
        card.body.addWidget(Label(look, change, "dim", wrap=True))
        return card

    def _line(self, reason: Reason, *, decides: bool) -> QHBoxLayout:
        look = self.look
        label = Label(look, self._sentence(reason), "strong" if decides else "body", wrap=True)
        if reason.blocks:
            label.set_tone("bad")
        mark = Label(look, "■" if reason.blocks else "●")
        mark.set_tone("bad" if reason.blocks else "good")
        line = row(mark, label, gap=8)
        line.setStretch(1, 1)
        tab = _TABS.get(reason.code.partition("_")[0])
        if tab is not None:
            line.addWidget(Button(look, Text(N_("Show it")), partial(self._open_card, tab), kind="link"))
        elif reason.entity == "licence_need":
            line.addWidget(Button(look, Text(N_("Show it")), self.rules_opened.emit, kind="link"))
        return line

    def _sentence(self, reason: Reason) -> Text:
        formats = self.look.formats
        return reason_text(reason, day=formats.day, money=formats.exact_money)

    def _copy_reference(self, told: Told) -> None:
        dealer, today = self.why.dealer.id, self.context.desk.clock.today()
        copy_written(self.context, self, lambda session: gate_reference(References(session, today), dealer, told))

    def _open_card(self, tab: str = "") -> None:
        target = {"dealer": self.why.dealer.id}
        self.context.go("dealers", target | {"tab": tab} if tab else target)
