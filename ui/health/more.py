"""What the health page opens beside sheets and the model: like dealers, and scores by hand."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.texts import N_, Text
from ui.core.context import Command
from ui.core.controls import Button
from ui.core.formats import period_words
from ui.health.peers import PeersView
from ui.health.scores.view import TABLES, ScoresView

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.drawer import Drawer
    from ui.health.reading import HealthView

_SHARE = 0.6
_WIDE = 0.9


class More(QObject):
    """Two buttons, and what they open in the page's drawer."""

    def __init__(self, context: "Context", drawer: "Drawer", taken: Callable[[], object]) -> None:
        """``taken`` is called when the drawer is taken from whatever was in it."""
        super().__init__(drawer)
        self._context, self._drawer, self._taken = context, drawer, taken
        self._view: HealthView | None = None
        look = context.look
        self.peers_button = Button(look, Text(N_("Like dealers")), self.open_peers, icon="users", kind="quiet",
                                   tip=Text(N_("How scores are spread by tier, region and type")))  # fmt: skip
        self.scores_button = Button(look, Text(N_("Scores by hand")), self.open_scores, icon="pencil", kind="quiet",
                                    tip=Text(N_("What people judge, with a note and evidence, as indicators of the "
                                                "model")))  # fmt: skip
        self.buttons = (self.peers_button, self.scores_button)

    def show(self, view: "HealthView") -> None:
        """What a quarter offers; what is open follows it."""
        self._view = view
        self.peers_button.setVisible(view.peers is not None)
        self.scores_button.setVisible(view.data_until is not None)
        if not self._drawer.isVisible():
            return
        if (scores := self._drawer.findChild(ScoresView)) is not None:
            scores.look_at(view.quarter.name)
        elif self._drawer.findChild(PeersView) is not None:
            self.open_peers() if view.peers is not None else self._drawer.shut()

    def changed(self, tables: Collection[str]) -> None:
        """Scores are read again where they are shown."""
        if TABLES.intersection(tables) and (scores := self._drawer.findChild(ScoresView)) is not None:
            scores.reload()

    def commands(self) -> list[Command]:
        """For Ctrl+K."""
        return [
            Command(Text(N_("Like dealers")), self.open_peers, "users"),
            Command(Text(N_("Scores by hand")), self.open_scores, "pencil"),
        ]

    def open_peers(self) -> None:
        """How scores are spread among like dealers."""
        view = self._view
        if view is None or view.peers is None:
            return
        self._taken()
        self._drawer.widen(_SHARE)
        said = {"period": period_words(view.quarter)}
        self._drawer.show_widget(Text(N_("Like dealers, {period}"), said), PeersView(self._context, view.peers))

    def open_scores(self) -> None:
        """The scores of the quarter that is chosen, assessed or not."""
        if self._view is None or self._view.data_until is None:
            return
        self._taken()
        self._drawer.widen(_WIDE)
        self._drawer.show_widget(Text(N_("Scores by hand")), ScoresView(self._context, self._view.quarter.name))
