"""Who speaks for whom in a meeting: a line for each member with his department, in one dialog."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QWidget

from app.core.texts import N_, Text
from app.meetings.commands import set_attendance
from app.meetings.rows import AttendanceRow
from ui.core.ask import Ask, AskDialog
from ui.core.card import scrolled
from ui.meetings.fields import Known

if TYPE_CHECKING:
    from ui.core.look import Look
    from ui.core.words import Words

_ROW_PX: Final = 44
_MOST_PX: Final = 440
_SHOWN: Final = 10
"""So many lines stand in the dialog without scrolling."""


class ProxyDialog(AskDialog):
    """Asks of each member who speaks for him; nobody is who comes himself or is not there."""

    def __init__(self, look: "Look", parent: QWidget | None, known: Known, people: Sequence[AttendanceRow]) -> None:
        """``people`` are the members, as they stand in the list."""
        fields = [_line(known, one) for one in people]
        note = Text(N_("Who is represented counts as excused and is there for the quorum."))
        super().__init__(look, parent, Text(N_("Who speaks for whom")), fields, accept=Text(N_("Save")), note=note)
        if len(people) > _SHOWN:
            self.body.removeWidget(self.form)
            area = scrolled(self.form, sideways=False)
            area.setMinimumHeight(min(_ROW_PX * len(people), _MOST_PX))
            self.body.addWidget(area, 1)


def _line(known: Known, one: AttendanceRow) -> Ask:
    """A member: the name, the department below it, and everybody else to choose from."""
    others = [pair for pair in known.persons if pair[0] != one.person_id]
    hint: Words = Text(one.department) if one.department else ""
    return Ask(one.person_id, one.person, "choice", one.proxy_id, others, hint)


def represent(session: Any, *, meeting_id: str, people: Sequence[AttendanceRow], proxies: Mapping[str, Any]) -> None:
    """Write what changed: with a proxy somebody is excused, without the one that he had he is invited again."""
    for one in people:
        proxy = proxies.get(one.person_id) or None
        if proxy != (one.proxy_id or None):
            set_attendance(session, meeting_id=meeting_id, person_id=one.person_id, proxy_id=proxy, note=one.note,
                           state="excused" if proxy else "invited")  # fmt: skip
