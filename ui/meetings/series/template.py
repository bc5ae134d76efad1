"""The template of a series: which sections its agenda has, in what order, each with its minutes and most items."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.meetings.templates import Section
from app.meetings.words import SECTIONS
from ui.core.card import Icon, Scroller, column, row
from ui.core.controls import Button, Check, IconButton
from ui.core.form import Field
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.look import Look
    from ui.meetings.fields import Known

_LIST_PX: Final = 380
_FIGURE_PX: Final = 72
_NO_FIGURE: Final = N_("“{text}” is no whole number.")


class _Line:
    """The widgets of one section."""

    def __init__(self, look: "Look", one: Section, *, on: bool) -> None:
        self.key = one.key
        self.check = Check(look, Text(SECTIONS[one.key]))
        self.check.setChecked(on)
        self.minutes, self.most = Field(look, str(one.minutes)), Field(look, str(one.most))
        for field in (self.minutes, self.most):
            field.setFixedWidth(_FIGURE_PX)

    def section(self) -> Section:
        """What is typed; raises UserError where it is no number."""
        return Section(self.key, _whole(self.minutes), _whole(self.most))


class TemplateEditor(QWidget):
    """Every section that there is; those with a tick are on the agenda, from top to bottom."""

    def __init__(self, look: "Look", sections: Sequence[Section], kind: str, known: "Known") -> None:
        """``sections`` are those of the series, ``kind`` says which ones it would have by itself."""
        super().__init__()
        self.setObjectName("clear")
        self.look, self.kind, self._known = look, kind, known
        self._lines: list[_Line] = []
        self.sum = Label(look, "", "strong", wrap=True)
        self.own_button = Button(look, Text(N_("As is usual for the kind")), self.reset, icon="undo-2")
        self.own_button.setAutoDefault(False)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        scroller = Scroller()
        scroller.body.addLayout(self._grid)
        scroller.finish()
        scroller.setMinimumHeight(_LIST_PX)
        lines = column()
        lines.addLayout(row(self.sum, self.own_button))
        if known.agenda_lock is not None:
            lines.addLayout(row(Icon(look, "lock", "dim", 14), Label(look, known.agenda_lock, "dim", wrap=True)))
            scroller.setEnabled(False)
        lines.addWidget(scroller, 1)
        self.setLayout(lines)
        self.show_sections(sections)

    @property
    def is_own(self) -> bool:
        """Whether it is what the kind has by itself."""
        try:
            return tuple(self.sections()) == tuple(self._known.templates[self.kind])
        except UserError:
            return False

    def use_kind(self, kind: str) -> None:
        """The series is of another kind: what was not changed by hand is as usual for it."""
        own = self.is_own
        self.kind = kind
        if own:
            self.reset()

    def reset(self) -> None:
        """As is usual for the kind."""
        self.show_sections(self._known.templates[self.kind])

    def show_sections(self, sections: Sequence[Section]) -> None:
        """These in their order, then those that are not on the agenda."""
        there = {one.key for one in sections}
        left = [Section(key, 10, 4) for key in SECTIONS if key not in there]
        self._lines = [_Line(self.look, one, on=one.key in there) for one in (*sections, *left)]
        for line in self._lines:
            line.check.toggled.connect(self._tell)
            line.minutes.textChanged.connect(self._tell)
        self._place()

    def shift(self, key: str, by: int) -> None:
        """A section goes up or down."""
        at = next(n for n, one in enumerate(self._lines) if one.key == key)
        to = max(0, min(len(self._lines) - 1, at + by))
        self._lines.insert(to, self._lines.pop(at))
        self._place()

    def put(self, key: str, *, on: bool = True, minutes: int | None = None, most: int | None = None) -> None:
        """Fill a line as somebody would."""
        line = next(one for one in self._lines if one.key == key)
        line.check.setChecked(on)
        if minutes is not None:
            line.minutes.setText(str(minutes))
        if most is not None:
            line.most.setText(str(most))

    def sections(self) -> list[Section]:
        """Those with a tick, from top to bottom; raises UserError for a figure that is none."""
        found = [one.section() for one in self._lines if one.check.isChecked()]
        if not found:
            raise UserError(N_("An agenda has at least one section."))
        return found

    def _place(self) -> None:
        kept = {widget for one in self._lines for widget in (one.check, one.minutes, one.most)}
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in kept:
                widget.hide()
                widget.deleteLater()
        for at, title in enumerate((N_("Section"), N_("Minutes of it"), N_("Most items"))):
            self._grid.addWidget(Label(self.look, Text(title), "dim"), 0, at)
        for n, line in enumerate(self._lines, 1):
            up = IconButton(self.look, "chevron-up", Text(N_("Move up")), partial(self.shift, line.key, -1), size=16)
            down = IconButton(
                self.look, "chevron-down", Text(N_("Move down")), partial(self.shift, line.key, 1), size=16
            )
            up.setEnabled(n > 1)
            down.setEnabled(n < len(self._lines))
            for at, part in enumerate((line.check, line.minutes, line.most, up, down)):
                self._grid.addWidget(part, n, at)
        self._tell()

    def _tell(self) -> None:
        for one in self._lines:
            for field in (one.minutes, one.most):
                field.setEnabled(one.check.isChecked())
        chosen = [one for one in self._lines if one.check.isChecked()]
        minutes = sum(int(one.minutes.text()) for one in chosen if one.minutes.text().isdecimal())
        self.sum.say(Text(N_("{n} sections, {minutes} minutes"), {"n": len(chosen), "minutes": minutes}))


def _whole(field: Field) -> int:
    text = field.text().strip() or "0"
    field.set_wrong(wrong=not text.isdecimal())
    if not text.isdecimal():
        raise UserError(_NO_FIGURE, text=text)
    return int(text)
