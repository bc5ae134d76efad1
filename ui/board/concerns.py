"""What wants attention: each line says how much and who first of all, and opens what it is about."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from app.core.money import AMOUNT_SCALE
from app.core.texts import N_, Text
from ui.core.card import Card, Icon, clear, column
from ui.core.pressable import Pressable
from ui.core.words import Label, Pill, Tone, Words

if TYPE_CHECKING:
    from ui.board.reading import BoardView, Concern
    from ui.core.look import Look

_ICONS: Final = {
    "late": "truck", "receivable": "wallet", "silent": "bell", "stuffed": "package", "quarantine": "inbox",
    "findings": "search",
}  # fmt: skip
_TITLES: Final = {
    "late": N_("Overdue order lines"),
    "receivable": N_("Receivables past due"),
    "silent": N_("Reports missing for {period}"),
    "stuffed": N_("More than {limit} days of supply"),
    "quarantine": N_("Rows put aside by imports"),
    "findings": N_("Signs in the data"),
}


class Line(Pressable):
    """One concern; click, Enter and Space open it."""

    def __init__(
        self, look: "Look", icon: str, title: Words, detail: Words, pill: Pill, on: Callable[[], object]
    ) -> None:
        """``on`` opens what it is about."""
        super().__init__("concern", on)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 7, 6, 7)
        line.setSpacing(10)
        line.addWidget(Icon(look, icon, "dim", 18))
        self.title = Label(look, title, elide=True)
        self.detail = Label(look, detail, "dim", elide=True)
        line.addLayout(column(self.title, self.detail, gap=1), 1)
        self.detail.setVisible(bool(detail))
        line.addWidget(pill)
        line.addWidget(Icon(look, "chevron-right", "dim", 14))
        self.setAccessibleName(f"{self.title.full_text()} {pill.full_text()}")


class ConcernsCard(Card):
    """The list; what is in order is not listed."""

    opened = Signal(object)
    """The Concern that was clicked."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_view``."""
        super().__init__(look, Text(N_("Needs attention")), subtitle=" ")
        self.body.setSpacing(2)

    def show_view(self, view: "BoardView") -> None:
        """List what there is, or say that all is well."""
        clear(self.body)
        found = [one for one in view.concerns if one.count]
        self.say_subtitle(Text(N_("at the end of the period, for the dealers chosen")))
        for one in found:
            self.body.addWidget(self._line(view, one))
        if not found:
            self.body.addWidget(Label(self.look, Text(N_("Nothing is overdue, late or missing.")), "dim", wrap=True))
        self.body.addStretch(1)

    def _line(self, view: "BoardView", one: "Concern") -> Line:
        look, formats = self.look, self.look.formats
        params: dict[str, object] = {}
        if one.period is not None:
            params["period"] = formats.period(one.period)
        if one.limit is not None:
            params["limit"] = formats.number(one.limit)
        title = Text(_TITLES[one.kind], params)
        pill = Pill(look, "", "warn", shape=False)
        words: Words = Text(N_("Dealers: {n}"), {"n": formats.number(one.count)})
        if one.kind == "receivable" and one.amount is not None:
            words = formats.money(one.amount * AMOUNT_SCALE, view.currency or "CNY")
        elif one.kind == "late":
            words = Text(N_("Order lines: {n}"), {"n": formats.number(one.count)})
        elif one.kind == "quarantine":
            words = Text(N_("Rows: {n}"), {"n": formats.number(one.count)})
        elif one.kind == "findings":
            words = Text(N_("Signs: {n}"), {"n": formats.number(one.count)})
        tone: Tone = "bad" if one.kind in {"late", "receivable"} else "warn"
        pill.show_state(words, tone)
        return Line(look, _ICONS[one.kind], title, names_of(look, one), pill, lambda: self.opened.emit(one))


def names_of(look: "Look", one: "Concern") -> str:
    """The first of them by name."""
    if one.kind == "quarantine":
        return look.t("look at the reasons, mend and take them in")
    names = ("、" if look.lang.startswith("zh") else ", ").join(one.names)
    more = one.count > len(one.names) and one.kind not in {"late", "findings"}
    return look.t("{names} and others", names=names) if names and more else names
