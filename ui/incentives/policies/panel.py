"""The part of the incentives page about policies."""

from typing import ClassVar

from app.core.texts import N_
from ui.incentives.panel import Panel


class PoliciesPanel(Panel):
    """The policies with their versions and text."""

    title: ClassVar[str] = N_("Policies")
    watches: ClassVar[frozenset[str]] = frozenset({"incentive_policy", "policy_version", "approval"})

    def reload(self) -> None:
        """Nothing yet."""
        self.settled.emit()
