"""Who is invited to a meeting, who came, who spoke for whom, and whether it can decide."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.meetings.rows import AttendanceRow, MeetingView
from app.meetings.rules import QuorumView
from app.meetings.words import ATTENDANCE, ROLES
from ui.core.card import row
from ui.core.controls import Button
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label, Tone

if TYPE_CHECKING:
    from ui.core.context import Context

_TONES: Final[Mapping[str, Tone]] = {"invited": "dim", "present": "good", "excused": "warn", "absent": "bad"}


def quorum_words(view: QuorumView) -> tuple[Text, Tone]:
    """The quorum in words, and how it stands."""
    said = {"present": view.present, "invited": view.invited, "needed": view.needed}
    if view.is_met:
        return Text(N_("Quorum: {present} of {invited} are there, {needed} are needed"), said), "good"
    if view.missing:
        missing = {"n": len(view.missing)}
        return Text(N_("Quorum: {present} of {invited}; departments that must be there are missing: {n}"),
                    said | missing), "bad"  # fmt: skip
    return Text(N_("Quorum: {present} of {invited} are there, {needed} are needed"), said), "bad"


class AttendanceView(QWidget):
    """A table of people with the acts above it."""

    wanted = Signal(str)
    """An act: present, excused, absent, proxy, invite, uninvite, all (everybody else came)."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_view``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look = context, context.look
        self._writes = False
        self.table = self._make_table()
        self.quorum = Label(self.look, "", "strong", wrap=True)
        acts: tuple[tuple[str, str, str], ...] = (
            ("all", N_("Everybody came"), "check"), ("present", N_("Came"), "circle-check"),
            ("excused", N_("Excused"), "clock"), ("absent", N_("Absent"), "circle-x"),
            ("proxy", N_("Represented by…"), "users"), ("invite", N_("Invite…"), "plus"),
            ("uninvite", N_("Take off the list"), "trash-2"),
        )  # fmt: skip
        self.buttons = {
            key: Button(self.look, Text(title), partial(self.wanted.emit, key), icon=icon, kind="quiet")
            for key, title, icon in acts
        }
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addLayout(row(*self.buttons.values(), None, gap=2))
        outer.addWidget(self.table, 1)
        outer.addWidget(self.quorum)
        self.table.picked.connect(lambda _one: self._enable())
        self.table.view.selectionModel().selectionChanged.connect(lambda *_both: self._enable())

    def _make_table(self) -> Table:
        columns = (
            Column("state", Text(N_("State")), "pill", 104,
                   get=lambda one: State(Text(ATTENDANCE[one.state]), _TONES[one.state])),
            Column("person", Text(N_("Full name")), width=130),
            Column("role", Text(N_("Role in it")), width=100, get=lambda one: Text(ROLES[one.role])),
            Column("department", Text(N_("Department")), stretch=True, width=140,
                   get=lambda one: Text(one.department) if one.department else None),
            Column("proxy", Text(N_("Represented by")), width=120, get=lambda one: one.proxy or None),
            Column("email", Text(N_("E-mail")), width=170, get=lambda one: one.email or None),
            Column("note", Text(N_("Note")), width=140, hidden=True, get=lambda one: one.note or None),
        )  # fmt: skip
        return Table(
            self.context, columns, name="meetings.attendance", title=Text(N_("Attendance")),
            empty=Text(N_("Nobody is invited yet")),
            empty_text=Text(N_("Give the series its members, or invite people to this meeting alone.")),
        )  # fmt: skip

    def show_view(self, view: MeetingView, *, writes: bool) -> None:
        """The people of a meeting."""
        self._writes = writes
        chosen = self.current
        self.table.set_rows(view.attendance)
        rows = [self.table.grid.row_at(n).id for n in range(self.table.grid.rowCount())]
        if chosen is not None and chosen.id in rows:  # who is asked next is beside him
            self.table.view.select(rows.index(chosen.id))
        words, tone = quorum_words(view.quorum)
        self.quorum.say(words)
        self.quorum.set_tone(tone)
        self._enable()

    @property
    def current(self) -> AttendanceRow | None:
        """The chosen person."""
        one: AttendanceRow | None = self.table.current
        return one

    @property
    def chosen(self) -> list[AttendanceRow]:
        """Everybody that is marked."""
        return list(self.table.chosen())

    def _enable(self) -> None:
        for key, button in self.buttons.items():
            button.setEnabled(self._writes and (key in {"all", "invite", "proxy"} or bool(self.marked)))

    @property
    def marked(self) -> list[AttendanceRow]:
        """Those that an act is done to: everybody that is marked, else the one under the cursor."""
        return self.chosen or ([self.current] if self.current is not None else [])
