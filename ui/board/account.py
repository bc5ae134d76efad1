"""What a reference to a score, a sign, a balance or an answer of the gate names: its parts, then its rows."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.kpi.measure_titles import measure_title
from app.kpi.reference import is_reference
from ui.core.card import row
from ui.core.controls import Button, Choice
from ui.core.referring import copy_ready
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.traced import TracedRows
from ui.core.words import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.lineage.account import Account, Item
    from ui.core.context import Context
    from ui.core.drawer import Drawer


def show_account(context: "Context", drawer: "Drawer", follow: "Callable[[str], object]", account: "Account") -> None:
    """An account in a drawer; ``follow`` opens the reference of a part."""
    shown = AccountView(context, account)
    shown.followed.connect(follow)
    drawer.widen(1.0)
    drawer.show_widget(account.title, shown, " · ".join([account.ref.period, *account.names]))


class AccountView(QWidget):
    """The value, its parts, and the rows of each kind; a part with a reference opens it."""

    followed = Signal(str)
    """The reference of a part that was opened."""

    def __init__(self, context: "Context", account: "Account") -> None:
        """Shows the first kind of rows at once."""
        super().__init__()
        self.context, self.account = context, account
        look = context.look
        self.copy = Button(look, Text(N_("Copy the reference")), self._copy, icon="copy", kind="quiet")
        head = row(Label(look, account.value, "strong", elide=True), gap=8)
        head.setStretch(0, 1)
        self.source = Choice(look, name=Text(N_("Which rows")))
        self.source.set_options([(f"{n}", self._named(n)) for n in range(len(account.sources))])
        self.source.picked.connect(lambda _key: self._show_rows())
        self.source.setVisible(len(account.sources) > 1)
        head.addWidget(self.source)
        head.addWidget(self.copy)
        columns = (
            Column("name", Text(N_("What")), width=210),
            Column("value", Text(N_("Value")), stretch=True, width=320),
            Column("ref", Text(N_("Reference")), width=330),
        )
        self.items = Table(context, columns, name="account.items", title=account.title, tools=False, row_px=28)
        self.items.opened.connect(self._follow)
        self.rows: TracedRows | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addLayout(head)
        self._outer.addWidget(self.items, 2)
        self.items.set_rows(list(account.items))
        if account.sources:
            self.source.choose("0")
            self._show_rows()

    def _named(self, place: int) -> Text:
        source = self.account.sources[place]
        feed = Text(self.context.desk.feeds[source.feed].title)
        said = {"measure": measure_title(source.measure), "feed": feed}
        return Text(N_("{measure}: {feed}"), said) if source.measure else feed

    def _show_rows(self) -> None:
        source = self.account.sources[int(str(self.source.key() or 0))]
        if self.rows is not None:
            self._outer.removeWidget(self.rows)
            self.rows.deleteLater()
        self.rows = TracedRows(
            self.context, source.feed, source.ids, name=f"board.rows.{source.feed}", title=self.account.title
        )
        self._outer.addWidget(self.rows, 3)
        self.rows.refresh()

    def _follow(self, item: "Item") -> None:
        if is_reference(item.ref):
            self.followed.emit(item.ref)
        elif item.ref:
            copy_ready(self.context, item.ref)

    def _copy(self) -> None:
        copy_ready(self.context, str(self.account.ref))
