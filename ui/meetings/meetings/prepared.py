"""What departments prepared for a meeting, and what waits in the backlog of its series."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.meetings.rows import MeetingView, ReportRow, TopicRow
from app.meetings.words import REPORT_STATES, SECTIONS
from ui.core.card import row
from ui.core.controls import Button
from ui.core.table import Table
from ui.core.table_columns import Column, State

if TYPE_CHECKING:
    from ui.core.context import Context


class ReportsView(QWidget):
    """A line for each department that prepared something."""

    wanted = Signal(object)
    """A report is to be written or changed; None is a new one."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_view``."""
        super().__init__()
        self.setObjectName("clear")
        look = context.look
        columns = (
            Column("state", Text(N_("State")), "pill", 110,
                   get=lambda one: State(Text(REPORT_STATES[one.state]), "good" if one.state == "ready" else "dim")),
            Column("department", Text(N_("Department")), width=110, get=lambda one: Text(one.department)),
            Column("done", Text(N_("Done since the last meeting")), stretch=True, width=200),
            Column("next", Text(N_("What comes next")), width=180),
            Column("asks", Text(N_("Asked of others")), width=160),
            Column("by", Text(N_("Prepared by")), width=90, get=lambda one: one.by or None),
        )  # fmt: skip
        self.table = Table(
            context, columns, name="meetings.reports", title=Text(N_("Department reports")),
            empty=Text(N_("No department has written anything yet")),
            empty_text=Text(N_("Each writes beforehand what was done, what comes next, what it needs of others.")),
        )  # fmt: skip
        self.write_button = Button(look, Text(N_("Write a report…")), lambda: self.wanted.emit(None), icon="plus",
                                   kind="quiet")  # fmt: skip
        self.change_button = Button(look, Text(N_("Change…")), self._change, icon="pencil", kind="quiet")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addLayout(row(self.write_button, self.change_button, None, gap=2))
        outer.addWidget(self.table, 1)
        self._writes = False
        self.table.picked.connect(lambda _one: self._enable())
        self.table.opened.connect(lambda _one: self._change())

    def show_view(self, view: MeetingView, *, writes: bool) -> None:
        """The reports of a meeting."""
        self._writes = writes
        self.table.set_rows(view.reports)
        self._enable()

    def _change(self) -> None:
        one: ReportRow | None = self.table.current
        if one is not None and self._writes:
            self.wanted.emit(one)

    def _enable(self) -> None:
        self.write_button.setEnabled(self._writes)
        self.change_button.setEnabled(self._writes and self.table.current is not None)


class TopicsView(QWidget):
    """A line for each topic that waits."""

    wanted = Signal(str)
    """An act: add, take (onto the agenda), drop."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_view``."""
        super().__init__()
        self.setObjectName("clear")
        look = context.look
        columns = (
            Column("title", Text(N_("Topic")), stretch=True, width=240),
            Column("section", Text(N_("Section")), width=120, get=lambda one: Text(SECTIONS[one.section])),
            Column("department", Text(N_("Department")), width=100,
                   get=lambda one: Text(one.department) if one.department else None),
            Column("proposed_by", Text(N_("Proposed by")), width=90, get=lambda one: one.proposed_by or None),
            Column("proposed_on", Text(N_("Proposed on")), "date", 104),
            Column("minutes", Text(N_("Min.")), "number", 52),
            Column("parked", Text(N_("Parked")), width=80,
                   get=lambda one: Text(N_("Put off before")) if one.is_parked else None),
            Column("note", Text(N_("Note")), width=160, hidden=True, get=lambda one: one.note or None),
        )  # fmt: skip
        self.table = Table(
            context, columns, name="meetings.topics", title=Text(N_("Backlog")), empty=Text(N_("Nothing waits")),
            empty_text=Text(N_("Topics wait here for a meeting that has time; what is parked comes here too.")),
        )  # fmt: skip
        acts = (
            ("take", N_("Put on the agenda"), "plus"),
            ("add", N_("New topic…"), "pencil"),
            ("drop", N_("Drop…"), "x"),
        )
        self.buttons = {
            key: Button(look, Text(title), partial(self.wanted.emit, key), icon=icon, kind="quiet")
            for key, title, icon in acts
        }
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addLayout(row(*self.buttons.values(), None, gap=2))
        outer.addWidget(self.table, 1)
        self._writes = False
        self.table.picked.connect(lambda _one: self._enable())
        self.table.opened.connect(lambda _one: self.wanted.emit("take") if self._writes else None)

    def show_view(self, view: MeetingView, *, writes: bool) -> None:
        """The backlog of the meeting's series."""
        self._writes = writes
        self.table.set_rows(view.topics)
        self._enable()

    @property
    def current(self) -> TopicRow | None:
        """The chosen topic."""
        one: TopicRow | None = self.table.current
        return one

    def _enable(self) -> None:
        for key, button in self.buttons.items():
            button.setEnabled(self._writes and (key == "add" or self.current is not None))
