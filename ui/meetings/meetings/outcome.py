"""The dialog of what came of an item: it asks of each kind only what that kind keeps."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ui.core.ask import AskDialog
from ui.core.controls import Choice
from ui.meetings.fields import Known, outcome_fields

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.core.look import Look
    from ui.core.words import Words

_OF_ACTION: Final = ("owner_id", "due_on", "department_id", "dealer_id", "kpi")


class OutcomeDialog(AskDialog):
    """Kind and words; of an action also who does it until when, and whom it concerns."""

    def __init__(
        self, look: "Look", parent: "QWidget | None", title: "Words", known: Known, *, accept: "Words",
        due_on: int | None, department: str,
    ) -> None:  # fmt: skip
        """Begins with a decision."""
        fields = outcome_fields(known, None, due_on=due_on, department=department)
        super().__init__(look, parent, title, fields, accept=accept)
        self._kind = self.fields["kind"]
        if isinstance(self._kind, Choice):
            self._kind.currentIndexChanged.connect(lambda _index: self._use_kind())
        self._use_kind()

    def _use_kind(self) -> None:
        shown = isinstance(self._kind, Choice) and self._kind.key() == "action"
        for name in _OF_ACTION:
            self.form.show_row(self.fields[name], shown=shown)
        self.adjustSize()


def ask_outcome(
    look: "Look", parent: "QWidget | None", title: "Words", known: Known, *, accept: "Words", due_on: int | None,
    department: str,
) -> Mapping[str, Any] | None:  # fmt: skip
    """Show the dialog and wait; None where it was cancelled."""
    dialog = OutcomeDialog(look, parent, title, known, accept=accept, due_on=due_on, department=department)
    agreed, found = dialog.run(), dialog.values
    dialog.deleteLater()
    return found if agreed else None
