"""What a tab of a dealer's card is: it shows one dealer, and reads what it needs beyond the card in a worker."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.db import Action
from app.core.period import day_number
from app.core.progress import Progress
from app.core.records import Told
from app.core.texts import N_, Text
from app.dealers.queries import DealerRow, PartyCard
from ui.core.card import GAP
from ui.core.saving import save
from ui.core.words import Live, Words

if TYPE_CHECKING:
    from ui.core.page import Context
    from ui.dealers.figures import Figures

T = TypeVar("T")


@dataclass(frozen=True)
class CardData:
    """What the card shows, read in a worker."""

    card: PartyCard
    history: Told
    figures: "Figures | None"
    day: int
    """The day of which it speaks."""


class Panel(Live, QWidget):
    """One tab of a card; fill ``body`` once, show a dealer in ``show_card``."""

    opened = Signal(str)
    """Another dealer is asked for, by its id."""
    figure_opened = Signal(str)
    handed_back = Signal(str)
    """A field that imports shall set again."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look, self.desk = context, context.look, context.desk
        self.data: CardData | None = None
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 8, 0)
        self.body.setSpacing(GAP)

    @property
    def party(self) -> DealerRow:
        """The dealer that is shown."""
        if self.data is None:
            raise RuntimeError("no dealer is shown yet")
        return self.data.card.row

    @property
    def today(self) -> int:
        """The business day, on which changes are made whatever day is looked at."""
        return day_number(self.desk.clock.today())

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show a dealer; ``again`` says that it is the one that was shown before, so that open editors stay."""
        del again
        self.data = data

    def retranslate(self) -> None:
        """Amounts and states are written by language: told again, once the change has reached every widget."""
        QTimer.singleShot(0, self, self._show_again)

    def _show_again(self) -> None:
        if self.data is not None:
            self.show_card(self.data, again=True)

    def read(self, work: Callable[[Any], T], done: Callable[[T], object], *, key: str = "read") -> None:
        """Read in a worker and show; what comes too late for another dealer is dropped."""
        desk = self.desk

        def run(_progress: Progress) -> T:
            with desk.db.read() as session:
                return work(session)

        title = Text(N_("Reading: {page}"), {"page": self.party.name})
        self.context.tasks.run(title, run, done, owner=self, key=key)

    def write(
        self,
        command: Callable[[Any], Any],
        *,
        action: str = N_("Changed {dealer}"),
        done: Callable[[Any], object] | None = None,
        said: Words | None = None,
    ) -> None:
        """Write one change of the dealer as one step that undo takes back; what waited for a paper closes with it."""
        on = self.today

        def whole(session: Any) -> Any:
            from app.compliance.gate.renewal import settle_renewals

            found = command(session)
            settle_renewals(session, on=on)
            return found

        save(self.context, self, Action(action, {"dealer": self.party.name}), whole, done=done, said=said)


@dataclass(frozen=True)
class Tab:
    """One tab: its key, its title, and what makes its panel once somebody looks at it."""

    key: str
    title: str
    make: Callable[["Context"], Panel]
