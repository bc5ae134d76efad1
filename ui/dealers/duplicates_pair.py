"""Two parties side by side: what speaks for their being one, which fields the one that stays takes, what to do."""

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.dealers.records import FIELD_TITLES
from app.governance.duplicates.queries import Candidate, Side
from ui.core.card import Banner, Card, clear, row, scrolled
from ui.core.controls import Button, Check
from ui.core.words import Label, Live, Words
from ui.dealers.said import roles_of, terms_of, tier_of

if TYPE_CHECKING:
    from ui.core.look import Look
    from ui.core.page import Context

_TITLE_PX: Final = 124


class PairPanel(Live, Card):
    """One pair; decisions are signals, the view carries them out."""

    opened = Signal(str)
    merged = Signal(str, str, list)
    """The party that stays, the other one, the fields that it takes."""
    kept_apart = Signal(str, str)

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_pair``."""
        super().__init__(context.look, Text(N_("Side by side")))
        self.pair: Candidate | None = None
        self._swapped = False
        self.checks: dict[str, Check] = {}
        self.swap_button = Button(self.look, Text(N_("The other one stays")), self.swap, icon="refresh-cw")
        self.apart_button = Button(
            self.look, Text(N_("Not the same")), self._keep_apart, icon="x", shortcut="Ctrl+Shift+N"
        )
        self.merge_button = Button(
            self.look, Text(N_("Merge")), self._merge, icon="check", kind="primary", shortcut="Ctrl+Shift+M"
        )
        self._notes = QVBoxLayout()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        for column, stretch in ((1, 1), (2, 1)):
            self._grid.setColumnStretch(column, stretch)
        self._grid.setColumnMinimumWidth(0, _TITLE_PX)
        self._reasons = QVBoxLayout()
        self._reasons.setSpacing(4)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("clear")
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, 8, 0)
        inner.setSpacing(10)
        inner.addLayout(self._notes)
        inner.addWidget(Label(self.look, Text(N_("What speaks for it, and what against")), "section"))
        inner.addLayout(self._reasons)
        inner.addLayout(self._grid)
        inner.addStretch(1)
        self.body.addWidget(scrolled(inside, sideways=False), 1)
        self.body.addLayout(row(self.swap_button, None, self.apart_button, self.merge_button))

    @property
    def survivor(self) -> Side:
        """The one that stays."""
        assert self.pair is not None  # noqa: S101 - the buttons are there for a pair
        return self.pair.other if self._swapped else self.pair.one

    @property
    def other(self) -> Side:
        """The one that becomes it."""
        assert self.pair is not None  # noqa: S101 - the same
        return self.pair.one if self._swapped else self.pair.other

    def show_pair(self, pair: Candidate) -> None:
        """Another pair; the one with more on record is proposed to stay."""
        if self.pair is not None and pair == self.pair:
            return
        self.pair, self._swapped = pair, False
        self._show()

    def swap(self) -> None:
        """Let the other one stay."""
        if self.pair is not None:
            self._swapped = not self._swapped
            self._show()

    def complain(self, error: UserError) -> None:
        """Say why a decision was refused."""
        clear(self._notes)
        self._notes.addWidget(Banner(self.look, "bad", error.text))

    def retranslate(self) -> None:
        """Values are written by language, once the change has reached every widget."""
        QTimer.singleShot(0, self, self._show)

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        pair = self.pair
        if pair is None:
            return
        for layout in (self._notes, self._grid, self._reasons):
            clear(layout)
        if pair.two_names:
            words = N_(
                "One credit code under two names can be right: a former name, or a dealer who supplies us too. Merged,"
                " one dealer plays both roles; kept apart, both stay as they are."
            )
            self._notes.addWidget(Banner(self.look, "warn", Text(words)))
        self.checks = {}
        self._show_heads()
        self._show_fields(pair.give if self._swapped else pair.take)
        for sentence in pair.sentences:
            self._reasons.addWidget(Label(self.look, sentence, wrap=True))
        bits = Text(N_("Together {bits} bits"), {"bits": f"{pair.bits:.1f}"})
        self._reasons.addWidget(Label(self.look, bits, "strong"))

    def _show_heads(self) -> None:
        for column, (words, side) in enumerate(((N_("Stays"), self.survivor), (N_("Becomes it"), self.other)), 1):
            self._grid.addWidget(Label(self.look, Text(words), "dim"), 0, column)
            link = Button(self.look, side.name, partial(self.opened.emit, side.id), kind="link", tip=side.name)
            self._grid.addWidget(link, 1, column, Qt.AlignmentFlag.AlignLeft)
        told: tuple[tuple[Words, str, str], ...] = (
            (Text(N_("Codes")), self.survivor.codes, self.other.codes),
            (Text(N_("Role")), roles_of(self.look, self.survivor.role), roles_of(self.look, self.other.role)),
        )
        for line, (title, left, right) in enumerate(told, 2):
            self._line(line, title, left, right)

    def _show_fields(self, take: tuple[str, ...]) -> None:
        line = 4
        for name, title in FIELD_TITLES.items():
            left, right = self.survivor.fields.get(name), self.other.fields.get(name)
            if left in {None, ""} and right in {None, ""}:
                continue
            self._line(line, Text(title), said_value(self.look, name, left), said_value(self.look, name, right))
            if left != right and right not in {None, ""}:
                check = Check(self.look, Text(N_("Take")))
                check.setChecked(name in take)
                check.setAccessibleName(f"{self.look.t('Take')} {self.look.t(title)}")
                self.checks[name] = check
                self._grid.addWidget(check, line, 3)
            line += 1

    def _line(self, line: int, title: Words, left: Words, right: Words) -> None:
        self._grid.addWidget(Label(self.look, title, "dim", elide=True), line, 0)
        for column, words in ((1, left), (2, right)):
            self._grid.addWidget(Label(self.look, words or "—", "body" if words else "dim", wrap=True), line, column)

    # -- deciding -----------------------------------------------------------------------------------------------------

    def _merge(self) -> None:
        if self.pair is not None:
            take = [name for name, check in self.checks.items() if check.isChecked()]
            self.merged.emit(self.survivor.id, self.other.id, take)

    def _keep_apart(self) -> None:
        if self.pair is not None:
            self.kept_apart.emit(self.survivor.id, self.other.id)


def said_value(look: "Look", name: str, value: Any) -> Words:
    """A stored field of a party in words."""
    if value in {None, ""}:
        return ""
    if name == "tier":
        return tier_of(value)
    if name == "payment_days":
        return terms_of(value)
    if name == "credit_limit_e4":
        return look.formats.exact_money(value)
    return look.formats.day(value) if name.endswith("_on") else str(value)
