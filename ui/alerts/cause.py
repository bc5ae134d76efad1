"""What is said of one cause: its alerts, and whose parts make up most of the newest."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.alerts.queries import AlertRow
from app.alerts.words import KIND_TITLES
from app.core.texts import N_, Text
from app.inbox.service import STATES
from app.kpi.kpi import Kpi
from app.kpi.wording import listed
from ui.alerts.words import figure, said
from ui.core.card import Card, clear
from ui.core.words import Label, Role, Words

if TYPE_CHECKING:
    from ui.core.look import Look

_MOST = 4


class CauseCard(Card):
    """Under the list."""

    def __init__(self, look: "Look") -> None:
        """Empty, and so not shown."""
        super().__init__(look)
        self.setVisible(False)

    def show_cause(self, alerts: Sequence[AlertRow], kpi: Kpi | None) -> None:
        """The newest alert with its parts, and what was told of the cause before."""
        clear(self.body)
        self.setVisible(bool(alerts))
        if not alerts or kpi is None:
            return
        newest = alerts[0]
        about: Words = newest.name or Text(N_("all together"))
        self._add(Text(N_("{kpi}, {who}"), {"kpi": Text(kpi.name), "who": about}), "card")
        for one in alerts[:_MOST]:
            words = {
                "month": one.month, "said": said(self.look, dict(one.figures), kpi.unit), "rule": one.rule,
                "kind": Text(KIND_TITLES[one.kind]), "state": Text(STATES[one.state]),
            }  # fmt: skip
            self._add(Text(N_("{month}: {said} – {kind}, {state}; rule: {rule}"), words))
            if one.reason:
                self._add(Text(N_("Not useful: {reason}"), {"reason": one.reason}), "dim")
        if newest.contributors:
            parts = [
                Text(N_("{name} {value}"), {"name": name, "value": figure(self.look, value, kpi.unit)})
                for name, value in newest.contributors
            ]
            self._add(Text(N_("Largest parts of the change: {parts}"), {"parts": listed(parts)}), "dim")

    def _add(self, words: Words, kind: Role = "body") -> None:
        self.body.addWidget(Label(self.look, words, kind, wrap=True))
