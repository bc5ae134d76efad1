"""Filters under a name: kept on this machine for the next time."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu

from app.core.texts import N_, Text
from ui.core.controls import Button
from ui.core.dialogs import ask_text
from ui.core.words import spoken

if TYPE_CHECKING:
    from ui.core.context import Context


class SavedFilters(Button):
    """A button with the kept filters below it, and what keeps or forgets one."""

    def __init__(
        self,
        context: "Context",
        name: str,
        now: Callable[[], Mapping[str, Any]],
        apply: Callable[[Mapping[str, Any]], object],
    ) -> None:
        """``name`` is what they are kept under; ``now`` tells the filters of the moment, ``apply`` sets them."""
        super().__init__(context.look, Text(N_("Saved filters")), self.ask, icon="filter", kind="quiet")
        self._memory, self._key, self._now, self._apply = context.memory, f"filters.{name}", now, apply

    @property
    def kept(self) -> dict[str, dict[str, Any]]:
        """The filters by their names."""
        return dict(self._memory.get(self._key, {}))

    def menu_of(self) -> QMenu:
        """What can be chosen now."""
        menu = QMenu(self)
        kept = self.kept
        for name in sorted(kept):
            menu.addAction(name).triggered.connect(lambda _on, one=name: self.use(one))
        if kept:
            menu.addSeparator()
        menu.addAction(spoken(self.look, Text(N_("Keep these filters as…")))).triggered.connect(self._ask_name)
        for name in sorted(kept):
            words = Text(N_("Forget “{name}”"), {"name": name})
            menu.addAction(spoken(self.look, words)).triggered.connect(lambda _on, one=name: self.forget(one))
        return menu

    def ask(self) -> None:
        """Open the menu."""
        menu = self.menu_of()
        menu.exec(self.mapToGlobal(self.rect().bottomLeft()))
        menu.deleteLater()

    def use(self, name: str) -> None:
        """Set the filters that are kept under a name."""
        self._apply(self.kept[name])

    def keep(self, name: str) -> None:
        """Keep the filters of the moment; the same name again replaces them."""
        self._memory.put(self._key, self.kept | {name: dict(self._now())})

    def forget(self, name: str) -> None:
        """Keep them no longer."""
        self._memory.put(self._key, {one: what for one, what in self.kept.items() if one != name})

    def _ask_name(self) -> None:
        name = ask_text(
            self.look,
            self,
            Text(N_("Keep these filters")),
            Text(N_("Under which name?")),
            accept=Text(N_("Keep")),
            writes=False,
        )
        if name is not None:
            self.keep(name)
