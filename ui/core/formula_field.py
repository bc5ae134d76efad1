"""A line for a formula or a condition: names complete themselves, what is wrong is said under it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QWidget

from app.core.errors import UserError
from app.core.formula.tree import FUNCTIONS
from app.core.texts import N_, Text
from app.imports import conditions
from ui.core.card import column, row
from ui.core.controls import Button
from ui.core.form import Field
from ui.core.words import Label, Words, spoken

if TYPE_CHECKING:
    from ui.core.look import Look

REST_MS: Final = 250
_SHOWN: Final = 12


class FormulaField(QWidget):
    """``changed`` carries a formula that is right, when the typing rests or at once on Enter; empty for none."""

    changed = Signal(str)
    refused = Signal()
    """What stands there is wrong, so that nothing of another formula stays in sight."""

    def __init__(
        self, look: "Look", names: Sequence[str], *, judge: Callable[[str], object], hint: Words = "",
        insert: Words = "", titled: Callable[[str], Words] | None = None, plain: bool = False,
    ) -> None:  # fmt: skip
        """``names`` may be named, ``plain`` ones without brackets; ``judge`` raises UserError for what is wrong.

        ``titled`` says what a name means; it is offered beside the name, and found by it.
        """
        super().__init__()
        self.setObjectName("clear")
        self.look, self._judging, self._plain = look, judge, plain
        self.names = [one for one in names if conditions.can_be_named(one)]
        self._titled = titled
        self._offered: dict[str, str] = {}
        self._spoken = ""
        self.line = Field(look, hint=hint)
        self.error = Label(look, "", "dim", wrap=True)
        self.error.set_tone("bad")
        self.error.hide()
        self.insert = Button(look, insert or Text(N_("Insert a column")), self._choose, icon="plus", kind="link")
        self._told = ""
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self.tell)
        self.line.textChanged.connect(lambda _text: self._rest.start())
        self.line.editingFinished.connect(self.tell)
        self.line.textEdited.connect(lambda _text: self._offer())
        self.offers = QStringListModel(self)
        self.completer = QCompleter(self.offers, self)
        self.completer.setMaxVisibleItems(_SHOWN)
        self.completer.setWidget(self.line)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.activated[str].connect(lambda shown: self.put(self._offered[shown]))  # type: ignore[index]
        known = Text(N_("Functions: {names}"), {"names": ", ".join(FUNCTIONS)})
        lines = column(self.line, self.error, Label(look, known, "dim", wrap=True), gap=3)
        lines.addLayout(row(self.insert, None))
        self.setLayout(lines)
        self.setFocusProxy(self.line)

    def show_formula(self, text: str) -> None:
        """Show another formula without telling."""
        self._told = text
        if text != self.line.text():
            self.line.setText(text)
            self.line.setCursorPosition(0)
        self._rest.stop()
        self._judge()

    def put(self, header: str) -> None:
        """Write a name where the cursor is, in place of what was begun."""
        text, cursor = conditions.inserted(self.line.text(), self.line.cursorPosition(), header, plain=self._plain)
        self.line.setText(text)
        self.line.setCursorPosition(cursor)
        self.line.setFocus()

    def _choose(self) -> None:
        """Every name, narrowed by what is typed next."""
        self.line.setFocus()
        self._complete("")

    def _offer(self) -> None:
        """Names that fit what is being typed."""
        found = conditions.word_at(self.line.text(), self.line.cursorPosition())
        if found is not None:
            self._complete(found[1])
        elif (popup := self.completer.popup()) is not None:
            popup.hide()

    def _complete(self, begun: str) -> None:
        if self._spoken != self.look.lang:
            self._spoken = self.look.lang
            self._offered = {self._shown(one): one for one in self.names}
            self.offers.setStringList(list(self._offered))
        popup = self.completer.popup()
        assert popup is not None  # noqa: S101 - a completer over a model has one
        self.completer.setCompletionPrefix(begun)
        if self.completer.completionCount():
            self.completer.complete()
            popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
        else:
            popup.hide()

    def _shown(self, name: str) -> str:
        title = name if self._titled is None else spoken(self.look, self._titled(name))
        return name if title == name else f"{name} · {title}"

    def tell(self) -> None:
        """Say a formula that is right, once."""
        self._rest.stop()
        text = self.line.text().strip()
        if not self._judge():
            self._told = ""
            self.refused.emit()
        elif text != self._told:
            self._told = text
            self.changed.emit(text)

    def _judge(self) -> bool:
        """Whether it is right; what is wrong is said under it."""
        text = self.line.text().strip()
        wrong: Words = ""
        try:
            if text:
                self._judging(text)
        except UserError as error:
            wrong = error.text
        self.error.say(wrong)
        self.error.setVisible(bool(wrong))
        self.line.set_wrong(wrong=bool(wrong))
        return not wrong
