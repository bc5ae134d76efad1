"""The dialog of a series: what it is, who belongs to it, and the template of its agendas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.meetings.commands import Member
from app.meetings.rows import MemberRow, SeriesRow
from ui.core.ask import AskDialog
from ui.core.card import row, scrolled
from ui.core.controls import Choice, Segments
from ui.core.words import Label
from ui.meetings.fields import Known, series_fields, series_values
from ui.meetings.series.members import MembersEditor
from ui.meetings.series.template import TemplateEditor

if TYPE_CHECKING:
    from ui.core.look import Look

_TABS: Final = (("series", N_("Series")), ("members", N_("Members and quorum")), ("template", N_("Agenda template")))
_WIDE_PX: Final = 620
_TALL_PX: Final = 620


@dataclass(frozen=True)
class SeriesAnswer:
    """What the dialog says: the fields as the commands take them, and the members."""

    fields: dict[str, Any]
    members: tuple[Member, ...]
    invites: bool
    """Whether new members are invited to meetings that are planned already."""


class SeriesDialog(AskDialog):
    """Three parts behind one another; ``answer`` holds what they say once it was accepted."""

    def __init__(
        self, look: "Look", parent: QWidget | None, known: Known, one: SeriesRow | None,
        members: Sequence[MemberRow] = (), part: str = "series",
    ) -> None:  # fmt: skip
        """``one`` is None for a new series; ``part`` is a key of the parts."""
        title = Text(N_("New series of meetings")) if one is None else Text(one.title)
        accept = Text(N_("Add")) if one is None else Text(N_("Save"))
        super().__init__(look, parent, title, series_fields(known, one), accept=accept)
        kind = one.kind if one is not None else "monthly"
        self.answer: SeriesAnswer | None = None
        self.members = MembersEditor(look, known, one, members)
        self.template = TemplateEditor(look, one.template if one is not None else known.templates[kind], kind, known)
        self.parts = Segments(look, [(key, Text(words)) for key, words in _TABS])
        self.error = Label(look, "", wrap=True)
        self.error.set_tone("bad")
        self.error.hide()
        self._stack = QStackedWidget()
        self.body.removeWidget(self.form)
        for page in (scrolled(self.form, sideways=False), self.members, self.template):
            self._stack.addWidget(page)
        self.body.addLayout(row(self.parts, None))
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self.error)
        self.resize(_WIDE_PX, _TALL_PX)
        self.parts.picked.connect(lambda key: self.show_part(str(key)))
        self._kind = self.fields["kind"]
        if isinstance(self._kind, Choice):
            self._kind.currentIndexChanged.connect(lambda _index: self._use_kind())
        self._use_kind()
        self.show_part(part)

    def show_part(self, part: str) -> None:
        """One of the parts."""
        keys = [key for key, _ in _TABS]
        if part in keys:
            self.parts.choose(part)
            self._stack.setCurrentIndex(keys.index(part))

    def _use_kind(self) -> None:
        kind = str(self._kind.key()) if isinstance(self._kind, Choice) else "monthly"
        self.template.use_kind(kind)
        self.form.show_row(self.fields["squad_id"], shown=kind == "squad")

    def accept(self) -> None:
        """Close only once all three parts can be; else show the one that cannot."""
        self.error.hide()
        part = "members"
        try:
            quorum = self.members.quorum()
            part = "template"
            sections = self.template.sections()
        except UserError as error:
            self.show_part(part)
            self.error.say(error.text if part == "template" else "")
            self.error.setVisible(part == "template")
            return
        self.show_part("series")
        super().accept()
        if self.values:
            fields = series_values(self.values) | {"quorum": quorum, "template": sections}
            self.answer = SeriesAnswer(fields, tuple(self.members.members), self.members.planned.isChecked())


def ask_series(
    look: "Look", parent: QWidget | None, known: Known, one: SeriesRow | None, members: Sequence[MemberRow] = (),
    part: str = "series",
) -> SeriesAnswer | None:  # fmt: skip
    """Show the dialog and wait; None where it was cancelled."""
    dialog = SeriesDialog(look, parent, known, one, members, part)
    agreed = dialog.run()
    found = dialog.answer
    dialog.deleteLater()
    return found if agreed else None
