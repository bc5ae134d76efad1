"""The closed months: close the next one, open one again with a reason, see what came later."""

from typing import TYPE_CHECKING

from app.core.db import Action
from app.core.money import AMOUNT_SCALE
from app.core.texts import N_, Text
from app.kpi.closings import ClosedMonth, close_months, reopen_months
from app.kpi.later import LaterBatch, later_batches
from ui.core.card import Card, row
from ui.core.controls import Button
from ui.core.dialogs import Dialog, ask_text, confirm
from ui.core.table import Table
from ui.core.table_columns import Column

if TYPE_CHECKING:
    from app.core.period import Period
    from ui.core.page import Context
    from ui.settings.reading import SettingsSheet

_STATES = {"closed": Text(N_("closed")), "open": Text(N_("opened again"))}
_CAME = {"live": Text(N_("came")), "withdrawn": Text(N_("withdrawn")), "replaced": Text(N_("replaced"))}
_WORKING = Text(N_("Closing months"))


class LaterDialog(Dialog):
    """The batches that came or went after a month was closed."""

    def __init__(self, context: "Context", month: "Period", batches: tuple[LaterBatch, ...]) -> None:
        """A list to look at."""
        title = Text(N_("What came after {period} was closed"), {"period": context.look.formats.period(month)})
        super().__init__(context.look, None, title, accept=Text(N_("Close window")))
        self.cancel_button.hide()
        columns = [
            Column("file_name", Text(N_("File")), stretch=True, width=220),
            Column("ref", Text(N_("Import batch")), width=120),
            Column("state", Text(N_("State")), width=90, get=lambda one: _CAME.get(one.state, one.state)),
        ]
        empty = Text(N_("Nothing came later."))
        self.table = Table(context, columns, name="settings.later", title=title, empty=empty, tools=False)
        self.table.setMinimumHeight(200)
        self.body.addWidget(self.table)
        self.table.set_rows(batches)


class ClosingsCard(Card):
    """Printed figures of closed months never change; what comes later is posted to the first open month."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_sheet``."""
        look = context.look
        hint = Text(N_("Figures of a closed month never change; what comes later is posted to the first open month."))
        super().__init__(look, Text(N_("Closed months")), subtitle=hint)
        self._context = context
        self._next: Period | None = None
        self.close_button = Button(look, Text(N_("Close a month…")), self.close_next, icon="lock")
        self.buttons.addWidget(self.close_button)
        columns = [
            Column("period", Text(N_("Month")), stretch=True, width=110,
                   get=lambda one: look.formats.period(one.period)),
            Column("state", Text(N_("State")), width=96, get=lambda one: _STATES[one.state]),
            Column("late", Text(N_("Cross-period adjustment")), "money", 120,
                   get=lambda one: int(one.late * AMOUNT_SCALE)),
            Column("reason", Text(N_("Reason")), width=120),
        ]  # fmt: skip
        empty = Text(N_("No month is closed yet."))
        self.table = Table(context, columns, name="settings.closings", title=Text(N_("Closed months")), empty=empty,
                           tools=False)  # fmt: skip
        self.table.setMinimumHeight(150)
        self.table.opened.connect(self.show_later)
        self.table.picked.connect(self._able)
        self.body.addWidget(self.table, 1)
        self.later_button = Button(look, Text(N_("What came later…")), lambda: self.show_later(self.table.current))
        self.reopen_button = Button(look, Text(N_("Open again…")), self.reopen)
        self.body.addLayout(row(self.later_button, self.reopen_button, None))
        self._able(None)

    def show_sheet(self, sheet: "SettingsSheet") -> None:
        """Show the closings of now."""
        self._next = sheet.closable
        self.close_button.setEnabled(self._next is not None)
        self.table.set_rows(sheet.closings)
        self._able(self.table.current)

    def _able(self, one: ClosedMonth | None) -> None:
        self.later_button.setEnabled(one is not None)
        self.reopen_button.setEnabled(one is not None and one.state == "closed")

    def close_next(self) -> None:
        """Ask, for closing is final; then close the month and those before it."""
        if self._next is None:
            return
        title = Text(N_("Close {period}?"), {"period": self._context.look.formats.period(self._next)})
        text = Text(
            N_(
                "This month and every open month before it are closed. Their figures stay as they are printed now; "
                "opening them again needs a reason."
            )
        )
        if confirm(self._context.look, self, title, text, accept=Text(N_("Close the month"))):
            self.close_month(self._next)

    def close_month(self, month: "Period") -> None:
        """Close without asking."""
        desk = self._context.desk
        today, files = desk.clock.today(), desk.workspace.files
        action = Action(N_("Closed {period}"), {"period": month.name})
        self._context.tasks.run(
            _WORKING,
            lambda _p: desk.db.write(
                action, lambda session: close_months(session, files, until=month, today=today, reason="")
            ),
            owner=self,
        )

    def reopen(self) -> None:
        """Ask for the reason; then the month and those after it are open again."""
        one = self.table.current
        if one is None:
            return
        title = Text(N_("Open {period} again?"), {"period": self._context.look.formats.period(one.period)})
        text = Text(N_("The month and every closed month after it show what the facts say now. Give the reason."))
        reason = ask_text(self._context.look, self, title, text, accept=Text(N_("Open again")))
        if reason:
            self.reopen_month(one.period, reason)

    def reopen_month(self, month: "Period", reason: str) -> None:
        """Open again for a reason."""
        db, action = self._context.desk.db, Action(N_("Opened {period} again"), {"period": month.name})
        self._context.tasks.run(
            _WORKING,
            lambda _p: db.write(action, lambda session: reopen_months(session, first=month, reason=reason)),
            owner=self,
        )

    def show_later(self, one: ClosedMonth | None) -> None:
        """The batches that came after a month was closed."""
        if one is None:
            return
        with self._context.desk.db.read() as session:
            batches = later_batches(session, one.period)
        dialog = LaterDialog(self._context, one.period, batches)
        dialog.run()
        dialog.deleteLater()
