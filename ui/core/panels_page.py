"""A page of parts: each stands under one bar, is made once and reads by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QStackedWidget

from app.core.texts import Text
from ui.core.controls import Segments
from ui.core.page import Command, Context, Page

if TYPE_CHECKING:
    from ui.core.page import HasTables
    from ui.core.panel import Panel


@dataclass(frozen=True)
class PanelSpec:
    """One part of a page."""

    id: str
    title: str
    """A msgid."""
    icon: str
    made: "Callable[[Context], Panel]"
    """Makes it; imports it only then."""


class PanelsPage(Page):
    """A bar of parts; the chosen one below it reads by itself."""

    panels: ClassVar[Sequence[PanelSpec]] = ()
    """The parts in the order of the bar."""
    kept: ClassVar[str] = ""
    """Under what the chosen part is remembered."""

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self._specs = {one.id: one for one in self.panels}
        self.made: dict[str, Panel] = {}
        """The parts that were shown so far."""
        kept = str(context.memory.get(self.kept, ""))
        self.current = kept if kept in self._specs else self.panels[0].id
        self.bar = Segments(self.look, [(one.id, Text(one.title)) for one in self.panels])
        self.bar.choose(self.current)
        self.bar.picked.connect(lambda key: self.choose(str(key)))
        self.filters.addWidget(self.bar)
        self.filters.addStretch(1)
        self._parts = QStackedWidget()
        self.body.setContentsMargins(24, 10, 24, 20)
        self.body.addWidget(self._parts)

    def panel(self, panel: str) -> "Panel":
        """A part by its id, made when it is first asked for."""
        if panel not in self.made:
            found = self._specs[panel].made(self.context)
            self.made[panel] = found
            self._parts.addWidget(found)
            for button in found.actions_shown:
                self.buttons.addWidget(button)
                button.hide()
            found.settled.connect(partial(self._read, panel))
            found.moved.connect(self._go)
        return self.made[panel]

    def choose(self, panel: str) -> None:
        """Show a part."""
        self.context.memory.put(self.kept, panel)
        self.current = panel
        self.bar.choose(panel)
        self.reload()

    def reload(self) -> None:
        """The chosen part, read again where something changed since."""
        chosen = self.panel(self.current)
        self._parts.setCurrentWidget(chosen)
        self.topic = chosen.topic
        for name, part in self.made.items():
            for button in part.actions_shown:
                button.setVisible(name == self.current)
        chosen.shown()

    def changed(self, changes: "HasTables") -> None:
        """Each part decides for itself."""
        for name, part in self.made.items():
            part.changed(changes, in_sight=name == self.current and self.isVisible())

    def shown(self) -> None:
        """The chosen part comes in sight with the page."""
        super().shown()
        self.reload()

    def open(self, target: Mapping[str, object]) -> None:
        """``{"panel": id, ...}``: that part at that target; without one the part that is shown."""
        self._go(str(target.get("panel") or self.current), target)

    def _go(self, panel: str, target: object) -> None:
        if panel not in self._specs or not isinstance(target, Mapping):
            return
        chosen = self.panel(panel)
        chosen.open(target)
        chosen.stale = True
        self.choose(panel)

    def _read(self, panel: str) -> None:
        if panel == self.current:
            self.settled.emit()

    def commands(self) -> list[Command]:
        """Every part by its name, and what the parts that were made can do."""
        found = [Command(Text(one.title), partial(self.choose, one.id), one.icon) for one in self.panels]
        return [*found, *(command for part in self.made.values() for command in part.commands())]
