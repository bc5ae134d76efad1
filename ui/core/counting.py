"""What figures count (口径): by which date, with or without tax, which lines, whose sales; kept by workspace."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.kpi.counting import ALL_TYPES, SELLERS, TAXES, USUAL, USUAL_TYPES, Counting, counting_of
from app.kpi.definitions import BASIS_TITLES, FIXED_BASIS
from app.kpi.kpi import EACH_BASIS
from app.kpi.model import LINE_KINDS
from app.kpi.wording import types_text
from ui.core.controls import Button

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.look import Look

_FREE: Final = tuple(one for one in LINE_KINDS if one in {*USUAL_TYPES, "gift", "goods_rebate"})
_WITH_FREE: Final = N_("less discounts on the invoice, with free goods and rebates in goods")
OFFERED: Final[tuple[tuple[str, str, tuple[tuple[Any, Text], ...]], ...]] = (
    ("tax", N_("Amounts"), (("", Text(TAXES["net"])), ("gross", Text(TAXES["gross"])))),
    (
        "basis",
        N_("Month of a line"),
        tuple(("" if one == FIXED_BASIS else one, Text(BASIS_TITLES[one])) for one in EACH_BASIS),
    ),
    (
        "types",
        N_("Lines"),
        ((USUAL_TYPES, types_text(USUAL_TYPES)), (_FREE, Text(_WITH_FREE)), (LINE_KINDS, types_text(LINE_KINDS))),
    ),
    ("sellers", N_("Sales of"), (("own", Text(SELLERS["own"])), ("all", Text(SELLERS["all"])))),
)
"""What the menu offers: a part of what is counted, what it is called, and its choices, the usual one first."""


class CountingBar(QWidget):
    """A quiet menu; where something else than usual is chosen, one click brings the usual back."""

    changed = Signal(object)
    """The Counting that is asked for."""

    def __init__(self, look: "Look") -> None:
        """As usual until ``choose``."""
        super().__init__()
        self.setObjectName("clear")
        self.look = look
        self.counting = USUAL
        tip = Text(N_("By which date, with or without tax, which lines and whose sales are counted"))
        self.button = Button(
            look, Text(N_("What counts")), self._offer, icon="sliders-horizontal", kind="quiet", tip=tip
        )
        self.usual = Button(look, Text(N_("As usual")), self._reset, icon="x", kind="quiet",
                            tip=Text(N_("Count as finance does again")))  # fmt: skip
        self.usual.hide()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.button)
        line.addWidget(self.usual)

    def choose(self, counting: Counting) -> None:
        """What is counted now, without telling."""
        self.counting = counting
        self.usual.setVisible(counting != USUAL)

    def menu(self) -> QMenu:
        """Every choice with a tick at those of now."""
        menu = QMenu(self)
        for name, title, choices in OFFERED:
            self._head(menu, title)
            group = QActionGroup(menu)
            for value, words in choices:
                action = QAction(self.look.say(words), menu, checkable=True)
                action.setChecked(getattr(self.counting, name) == value)
                action.triggered.connect(lambda _on=False, part=name, key=value: self._pick({part: key}))
                group.addAction(action)
                menu.addAction(action)
        return menu

    def _head(self, menu: QMenu, title: str) -> None:
        if not menu.isEmpty():
            menu.addSeparator()
        menu.addAction(self.look.t(title)).setEnabled(False)

    def _offer(self) -> None:
        menu = self.menu()
        menu.exec(self.button.mapToGlobal(self.button.rect().bottomLeft()))
        menu.deleteLater()

    def _pick(self, part: dict[str, Any]) -> None:
        wanted = replace(self.counting, **part)
        if wanted != self.counting:
            self.changed.emit(wanted)

    def _reset(self) -> None:
        self.changed.emit(USUAL)


def kept_counting(context: "Context") -> Counting:
    """What was chosen last in this workspace on this machine."""
    found = context.memory.get(_key(context))
    try:
        return USUAL if found is None else counting_of(**found)
    except (UserError, TypeError):  # written by another version
        return USUAL


def keep_counting(context: "Context", counting: Counting) -> None:
    """Keep the choice for the next time."""
    words = asdict(counting) | {"types": ALL_TYPES if counting.types == LINE_KINDS else ",".join(counting.types)}
    context.memory.put(_key(context), None if counting == USUAL else words)


def _key(context: "Context") -> str:
    return f"board.counting.{context.desk.workspace.id}"
