"""The filter bar of a page: region, dealer, product group, period. It does not know where the options come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from app.core.period import Period
from app.core.texts import N_, Text
from ui.core.controls import Button, Choice
from ui.core.period_picker import PeriodPicker
from ui.core.words import Live, Words, spoken

if TYPE_CHECKING:
    from ui.core.look import Look


@dataclass(frozen=True)
class Filters:
    """What a page is asked to show; None is everything."""

    period: Period
    region: str | None = None
    dealer: str | None = None
    group: str | None = None


class Finder(Live, QLineEdit):
    """A field that finds one of many names by any part of it; ``picked`` carries its key, None for everything."""

    picked = Signal(object)

    def __init__(self, look: "Look", hint: Words) -> None:
        """``hint`` is what it says when nothing is chosen."""
        super().__init__()
        self.look = look
        self._hint = hint
        self._keys: dict[str, str] = {}
        self._key: str | None = None
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(170)
        self.setMaximumWidth(230)
        self._names = QStringListModel(self)
        finder = QCompleter(self._names, self)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setMaxVisibleItems(12)
        finder.activated.connect(self._take)
        self.setCompleter(finder)
        self.returnPressed.connect(lambda: self._take(self.text()))
        self.textEdited.connect(self._typed)
        self.textChanged.connect(lambda text: self._take("") if not text and self._key is not None else None)
        self.retranslate()

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """(key, name) pairs; equal names are told apart by their keys."""
        self._keys = {}
        for key, name in options:
            self._keys[f"{name} ({key})" if name in self._keys else name] = key
        self._names.setStringList(list(self._keys))
        self.choose(self._key)

    def key(self) -> str | None:
        """The chosen key."""
        return self._key

    def choose(self, key: str | None) -> None:
        """Choose without telling."""
        names = {found: name for name, found in self._keys.items()}
        self._key = key if key in names else None
        with QSignalBlocker(self):
            self.setText(names.get(self._key or "", ""))
        self.setCursorPosition(0)

    def retranslate(self) -> None:
        """The hint again."""
        self.setPlaceholderText(spoken(self.look, self._hint))
        self.setAccessibleName(spoken(self.look, self._hint))

    def _typed(self, text: str) -> None:
        if not text:
            self._take("")

    def _take(self, name: str) -> None:
        if name and name not in self._keys:
            hits = [found for found in self._keys if name.casefold() in found.casefold()]
            if len(hits) != 1:
                return
            name = hits[0]
        found = self._keys.get(name)
        if found == self._key:
            return
        self.choose(found)
        self.picked.emit(found)


class FilterBar(QWidget):
    """One row of filters; ``changed`` carries Filters when the user changes one."""

    changed = Signal(object)

    def __init__(
        self,
        look: "Look",
        today: date,
        *,
        region: bool = True,
        dealer: bool = True,
        group: bool = True,
        period: bool = True,
    ) -> None:
        """Which filters there are."""
        super().__init__()
        self.setObjectName("clear")
        self.look = look
        self.region = Choice(look, name=Text(N_("Region")))
        self.dealer = Finder(look, Text(N_("All dealers")))
        self.group = Choice(look, name=Text(N_("Product group")))
        self.region.set_options([(None, Text(N_("All regions")))])
        self.group.set_options([(None, Text(N_("All products")))])
        self.period = PeriodPicker(look, today)
        self.reset_button = Button(look, Text(N_("Clear filters")), self.reset, icon="x", kind="quiet")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        wanted = ((self.period, period), (self.region, region), (self.dealer, dealer), (self.group, group))
        for part, there in wanted:
            line.addWidget(part)
            part.setVisible(there)
            part.picked.connect(self._tell)
        line.addWidget(self.reset_button)
        line.addStretch(1)
        self._show_reset()

    def set_regions(self, options: Sequence[tuple[str, str]]) -> None:
        """(code, name) of the regions."""
        self.region.set_options([(None, Text(N_("All regions"))), *options])

    def set_dealers(self, options: Sequence[tuple[str, str]]) -> None:
        """(id, name) of the dealers."""
        self.dealer.set_options(options)

    def set_groups(self, options: Sequence[tuple[str, str]]) -> None:
        """(id, name) of the product groups."""
        self.group.set_options([(None, Text(N_("All products"))), *options])

    @property
    def filters(self) -> Filters:
        """What is chosen now."""
        region, group = self.region.key(), self.group.key()
        return Filters(
            self.period.period,
            str(region) if region is not None else None,
            self.dealer.key(),
            str(group) if group is not None else None,
        )

    def choose(self, filters: Filters) -> None:
        """Choose without telling."""
        self.period.choose(filters.period)
        self.region.choose(filters.region)
        self.dealer.choose(filters.dealer)
        self.group.choose(filters.group)
        self._show_reset()

    def reset(self) -> None:
        """Everything of the chosen period."""
        self.choose(Filters(self.period.period))
        self._tell()

    def _tell(self, _value: object = None) -> None:
        self._show_reset()
        self.changed.emit(self.filters)

    def _show_reset(self) -> None:
        now = self.filters
        self.reset_button.setVisible(any((now.region, now.dealer, now.group)))
