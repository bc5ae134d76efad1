"""What the administrator set for this machine: each value with a lock where it cannot be changed, and the file."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QGridLayout

from app.core import fleet
from app.core.fleet_view import WHENCE, Held, held, value_words
from app.core.texts import N_, Text
from ui.core.card import Banner, Card, Icon, clear
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.page import Context

_LABEL_PX = 150


class FleetCard(Card):
    """Not to be seen on a machine without a policy file."""

    def __init__(self, context: "Context") -> None:
        """Shows what holds now."""
        super().__init__(context.look, Text(N_("Set by your administrator")))
        self._context = context
        self.rows: list[Held] = []
        self.banner: Banner | None = None
        self.file = Label(context.look, "", "dim", elide=True)
        self._holder = QFrame()
        self._holder.setObjectName("clear")
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(1, _LABEL_PX)
        self._grid.setColumnStretch(2, 1)
        self.body.addWidget(self.file)
        self.body.addWidget(self._holder)
        self.show_held()

    def show_held(self) -> None:
        """Show the policy file of now; the card goes where there is none."""
        found = fleet.policy()
        if found.path is None or self.parentWidget() is not None:  # shown without a parent it would be a window
            self.setVisible(found.path is not None)
        clear(self._grid)
        if self.banner is not None:
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None
        if found.path is None:
            self.rows = []
            return
        self.file.say(Text(N_("Policy file: {path}"), {"path": str(found.path)}))
        notice = fleet.notice()
        if notice is not None:
            self.banner = Banner(self.look, "bad", notice)
            self.body.insertWidget(0, self.banner)
        rows = held(found, self._context.desk.workspace.machine)
        self.rows = [one for one in rows if found.get(one.key) is not None]
        for number, one in enumerate(self.rows):
            self._add(number, one)

    def _add(self, number: int, one: Held) -> None:
        if one.whence in ("locked", "broken"):
            icon = Icon(self.look, "lock", "dim", 14)
            icon.set_tip(fleet.reason(one.key) or "")
            self._grid.addWidget(icon, number, 0)
        self._grid.addWidget(Label(self.look, one.title, "dim"), number, 1)
        value = Label(self.look, value_words(one, self.look.t), elide=True)
        self._grid.addWidget(value, number, 2)
        self._grid.addWidget(Label(self.look, Text(WHENCE[one.whence]), "dim"), number, 3)
