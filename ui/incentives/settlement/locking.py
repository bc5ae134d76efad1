"""Keeping a dealer's payout back by hand: chosen before the run is approved, with its reason."""

from typing import TYPE_CHECKING

from app.core.texts import N_, Text
from app.incentives.ledger.reading import RunLine, RunView
from ui.core.ask import Ask, ask
from ui.core.card import Banner

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.core.look import Look


class Locks:
    """Who is kept back in the run that is shown, and why; None where nobody chose yet."""

    def __init__(self) -> None:
        """Nothing chosen."""
        self._chosen: dict[tuple[str, str], dict[str, str]] = {}

    def of(self, version: str, period: str) -> frozenset[str] | None:
        """The dealers that were chosen for a run."""
        found = self._chosen.get((version, period))
        return None if found is None else frozenset(found)

    def reason(self, version: str, period: str) -> str:
        """Why they are kept back, one after another."""
        said = self._chosen.get((version, period), {})
        return "\n".join(dict.fromkeys(filter(None, said.values())))

    def forget(self, version: str, period: str) -> None:
        """What was chosen is posted."""
        self._chosen.pop((version, period), None)

    def toggle(self, look: "Look", parent: "QWidget", found: RunView, one: RunLine) -> bool:
        """Keep a dealer back, once it was said why, or no more; whether anything changed."""
        if found.run is None:
            return False
        asked = found.run.asked
        key = asked.version_id, asked.period
        chosen = dict(self._chosen.get(key) or dict.fromkeys(asked.locked, ""))
        if one.line.party_id in chosen:
            del chosen[one.line.party_id]
        else:
            note = Text(N_("His payout is settled with the others but kept back until somebody releases it, which "
                           "somebody else approves."))  # fmt: skip
            fields = [Ask("reason", Text(N_("Reason")), "long", needed=True)]
            title = Text(N_("Lock the payout of {dealer}"), {"dealer": one.dealer.label})
            said = ask(look, parent, title, fields, accept=Text(N_("Lock")), note=note)
            if said is None:
                return False
            chosen[one.line.party_id] = str(said["reason"])
        self._chosen[key] = chosen
        return True


def hand_banner(look: "Look", found: RunView) -> Banner | None:
    """Who is kept back by hand."""
    if found.run is None or not found.run.asked.locked:
        return None
    names = [one.dealer.label for one in found.lines if one.line.party_id in found.run.asked.locked]
    said = Text(N_("Kept back by hand until released: {dealers}"), {"dealers": look.t(", ").join(names)})
    return Banner(look, "warn", said)
