"""The draft that the editor works on; it outlives the drawer until it is saved or thrown away."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.health.scheme import Scheme, default_scheme
from app.health.sheets import KpiInfo


class Draft(QObject):
    """A model on top of the newest version."""

    changed = Signal()

    def __init__(self) -> None:
        """The program's own model until the versions were read."""
        super().__init__()
        self.base: Scheme = default_scheme()
        self.scheme: Scheme = self.base
        self.infos: Mapping[str, KpiInfo] = {}
        self.offered: Collection[str] = ()

    @property
    def touched(self) -> bool:
        """Whether it differs from the version that it is on top of."""
        return replace(self.scheme, version=self.base.version) != self.base

    def settle(self, newest: Scheme, infos: Mapping[str, KpiInfo], offered: Collection[str]) -> None:
        """What is kept now: a draft without changes follows it, another keeps its changes and its base.

        ``offered`` are the KPIs that may become indicators.
        """
        self.infos, self.offered = infos, offered
        if not self.touched:
            self.base = self.scheme = newest
        self.changed.emit()

    def put(self, scheme: Scheme) -> None:
        """Another draft."""
        if scheme != self.scheme:
            self.scheme = replace(scheme, version=self.base.version)
            self.changed.emit()

    def saved(self, newest: Scheme) -> None:
        """It is kept: the next draft begins with it."""
        self.base = self.scheme = newest
        self.changed.emit()

    def throw_away(self) -> None:
        """Back to the version it is on top of."""
        self.put(self.base)
