"""The History page: every transaction, newest first; one opens with its changes; the journal can be verified."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from app.core.history import ORIGINS, ChainReport, TxRow, verify_chain
from app.core.progress import Progress
from app.core.records import find_ref, named_like, names_of, title_of
from app.core.tables import write_table
from app.core.texts import N_, Text, texts
from app.core.undo import redo, undo
from ui.core.card import Card
from ui.core.controls import Button
from ui.core.drawer import Drawer
from ui.core.page import Command, Context, Found, HasTables, Page
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.table_export import ask_where
from ui.core.table_models import WindowGrid
from ui.history.chain import ChainView
from ui.history.details import TxView
from ui.history.narrowing import Narrowing
from ui.history.reading import CHANGES, Choices, Opened, TxSource, change_rows, read_choices, read_opened

if TYPE_CHECKING:
    from app.bootstrap import Desk

_OPENS: Final = {"party": ("dealers", "dealer"), "import_batch": ("imports", "batch")}
"""Records with a page of their own: its key and the name of its target."""
_FOUND: Final = ("product", "product_group", "area", "person", "import_profile", "health_model", "department")
"""The kinds whose history Ctrl+K finds by name: dealers have their card."""
_MOST_HITS: Final = 10


class HistoryPage(Page):
    """Who changed what, when, where and why."""

    title: ClassVar[str] = N_("History")

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.source = TxSource(context.desk, self.look)
        self.known: Choices | None = None
        self._open_tx: int | None = None
        self._most = CHANGES
        self.narrowing = Narrowing(self.look, context.desk.book)
        self.filters.addWidget(self.narrowing)
        self.table = self._make_table()
        card = Card(self.look)
        card.body.addWidget(self.table)
        self.body.addWidget(card, 1)
        self.verify_button = Button(self.look, Text(N_("Verify the chain")), self.verify, icon="shield-check")
        self.export_button = Button(
            self.look, Text(N_("Export every change")), self.ask_export, icon="file-spreadsheet"
        )
        for button in (self.export_button, self.verify_button):
            self.buttons.addWidget(button)
        self.drawer = Drawer(self.look, self, share=0.46)
        self.drawer.closed.connect(self._closed)
        self.table.opened.connect(lambda one: self.open_tx(one.tx))
        self.narrowing.changed.connect(self._narrow)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.table.search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.look.language_changed.connect(self._show_head)
        self._place: int | None = None
        self.table.grid.modelReset.connect(self._keep_place)

    def _make_table(self) -> Table:
        look = self.look
        columns = (
            Column("at", Text(N_("When")), width=128, get=lambda one: look.formats.moment(one.at)),
            Column("actor", Text(N_("Who")), width=84, get=lambda one: self.source.people.get(one.actor, "—")),
            Column("action", Text(N_("What")), width=220, stretch=True, sortable=False),
            Column("state", Text(N_("State")), "pill", width=88, sortable=False, get=self._state_of),
            Column("tables", Text(N_("Touched data")), width=220, sortable=False, get=self._kinds_of),
            Column("records", Text(N_("Changed records")), "number", width=90, sortable=False),
            Column("reason", Text(N_("Reason")), width=110, sortable=False),
            Column("device", Text(N_("Device")), width=80, sortable=False),
            Column("origin", Text(N_("Through")), width=84, hidden=True,
                   get=lambda one: Text(ORIGINS[one.origin]) if one.origin in ORIGINS else one.origin),
            Column("tx", Text(N_("Transaction")), "number", width=90, hidden=True, sortable=False),
        )  # fmt: skip
        return Table(
            self.context, columns, name="history.list", title=Text(N_("History")), source=self.source,
            empty=Text(N_("Nothing has happened yet.")),
        )  # fmt: skip

    def _state_of(self, one: TxRow) -> State | None:
        return State(Text(N_("Undone")), "dim") if one.tx in self.source.undone else None

    def _kinds_of(self, one: TxRow) -> str:
        """The kinds of records and facts that a transaction touched; what the program derives is left out."""
        desk, look = self.context.desk, self.look
        feeds = {feed.table: feed.title for feed in desk.feeds.values()}
        kinds = [title_of(desk.book, name) for name in one.tables if name in desk.book]
        kinds += [Text(feeds[name]) for name in one.tables if name in feeds]
        return look.t("; ").join(dict.fromkeys(look.say(kind) for kind in kinds))

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read what can be chosen, the list, and the transaction that is open."""
        desk, wanted = self.context.desk, self.narrowing.wanted
        self.source.wanted = wanted
        self.load(lambda _progress: read_choices(desk, wanted), self._show)
        self.table.refresh()
        if self._open_tx is not None:
            self._read_open()

    def changed(self, changes: HasTables) -> None:
        """Every commit is a new line; who reads further down stays there."""
        self._place = self.table.view.verticalScrollBar().value()
        super().changed(changes)

    def _keep_place(self) -> None:
        if self._place is not None:
            self.table.view.verticalScrollBar().setValue(self._place)
            self._place = None

    def _show(self, known: Choices) -> None:
        self.known = known
        self.narrowing.show_choices(known)
        narrow = self.narrowing.clear_button.isVisibleTo(self.narrowing)
        nothing = Text(N_("Nothing fits these filters.")) if narrow else Text(N_("Nothing has happened yet."))
        self.table.say_empty(nothing)
        self._show_head()

    def _show_head(self) -> None:
        known, wanted = self.known, self.narrowing.wanted
        if known is None:
            return
        if wanted.record:
            kind = title_of(self.context.desk.book, wanted.entity)
            self.say_subtitle(Text(N_("Only: {kind} {name}"), {"kind": kind, "name": known.record}))
            return
        rows = sum(head.rows for head in known.heads)
        head = next((one.hash for one in known.heads if one.current), "")
        said = {"n": self.look.formats.number(rows), "head": head[:16]}
        self.say_subtitle(Text(N_("Rows of the journal: {n} · head {head}…"), said) if head else "")

    def _narrow(self) -> None:
        self.drawer.shut()
        self.reload()

    # -- one transaction ----------------------------------------------------------------------------------------------

    def open_tx(self, tx: int) -> None:
        """Show what a transaction changed."""
        self._open_tx, self._most = tx, CHANGES
        self._read_open()

    def _read_open(self) -> None:
        desk, tx, most = self.context.desk, self._open_tx, self._most
        if tx is not None:
            self.load(lambda _progress: read_opened(desk, tx, most=most), self._show_open, key="open")

    def _show_open(self, opened: Opened) -> None:
        if opened.row.tx != self._open_tx:
            return
        shown = self.drawer.findChild(TxView)
        if shown is not None and shown.opened is not None and shown.opened.row.tx == opened.row.tx:
            shown.show_opened(opened, again=True)
            return
        view = TxView(self.context)
        view.taken_back.connect(self.take_back)
        view.record_opened.connect(self.open_record)
        view.more_asked.connect(self._read_more)
        view.exported.connect(lambda: self.ask_export([opened.row.tx]))
        view.show_opened(opened)
        self.drawer.show_widget(opened.row.action, view)

    def _read_more(self) -> None:
        self._most += 5 * CHANGES
        self._read_open()

    def _closed(self) -> None:
        self._open_tx = None

    def take_back(self, step: str) -> None:
        """Undo or redo the transaction that is open."""
        desk, tx = self.context.desk, self._open_tx
        if tx is None:
            return

        def work(_progress: Progress) -> Text:
            if step == "undo":
                return undo(desk.db, desk.undo_handlers, tx=tx, book=desk.book).value.action
            return redo(desk.db, desk.undo_handlers, book=desk.book).value.action

        def done(action: Text) -> None:
            words = N_("Undone: {action}") if step == "undo" else N_("Redone: {action}")
            self.context.notify("good", Text(words, {"action": action}))

        self.tasks.run(Text(N_("Undo")) if step == "undo" else Text(N_("Redo")), work, done, owner=self, key="undo")

    def open_record(self, entity: str, record: str) -> None:
        """The page of a record, or its history where it has none."""
        if entity in _OPENS:
            page, name = _OPENS[entity]
            self.context.go(page, {name: record})
        else:
            self.open({"entity": entity, "record": record})

    # -- the journal --------------------------------------------------------------------------------------------------

    def verify(self) -> None:
        """Follow the chain of every device."""
        desk = self.context.desk

        def work(progress: Progress) -> ChainReport:
            with desk.db.read(progress) as session:
                return verify_chain(session)

        title = Text(N_("Verifying the chain"))
        self.tasks.run(title, work, self._show_chain, owner=self, key="verify")

    def _show_chain(self, report: ChainReport) -> None:
        self._open_tx = None
        people = dict(self.known.people) if self.known is not None else {}
        view = ChainView(self.context, report, people, datetime.now(tz=UTC))
        self.drawer.show_widget(Text(N_("The journal")), view)

    # -- out ----------------------------------------------------------------------------------------------------------

    def ask_export(self, txs: list[int] | None = None, *, reveal: bool = False) -> None:
        """Ask for a file and write every change of these transactions, or of all that match."""
        path = ask_where(self, self.look.t("Export every change"), self.look.t("History"))
        if path is not None:
            self.export_to(path, txs, reveal=reveal)

    def export_to(self, path: Path, txs: list[int] | None = None, *, reveal: bool = False) -> None:
        """Write every change field by field, in a worker; CSV where the name ends so, else XLSX."""
        desk, look, grid = self.context.desk, self.look, self.table.grid
        ids = txs if txs is not None else list(grid.all_ids) if isinstance(grid, WindowGrid) else []
        titles = [look.t(one) for one in (
            N_("Transaction"), N_("When"), N_("Who"), N_("Device"), N_("What"), N_("Reason"), N_("Kind of record"),
            N_("Record"), N_("Reference"), N_("Field"), N_("Before"), N_("After"),
        )]  # fmt: skip
        sheet = look.t("History")

        def write(progress: Progress) -> int:
            return write_table(path, sheet, titles, change_rows(desk, look, ids, reveal=reveal), progress=progress)

        def tell(count: int) -> None:
            said = {"n": look.formats.number(count), "file": path.name}
            self.context.notify("good", Text(N_("Written to {file}. Rows: {n}"), said))

        self.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), write, tell, owner=self)

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``entity`` and ``record`` (the history of one record), ``entity`` alone (of one kind), ``tx``."""
        entity, record = str(target.get("entity") or ""), str(target.get("record") or "")
        if entity and record:
            self.narrowing.show_record((entity, record))
        elif entity:
            self.narrowing.show_kind(entity)
        if entity:
            self.drawer.shut()
            self.table.search.clear()
            self.reload()
        if "tx" in target:
            self.open_tx(int(str(target["tx"])))

    def commands(self) -> list[Command]:
        """For Ctrl+K."""
        return [
            Command(Text(N_("Verify the chain")), self.verify, "shield-check"),
            Command(Text(N_("Export every change")), self.ask_export, "file-spreadsheet"),
            Command(
                Text(N_("Export every change with personal data in full")), lambda: self.ask_export(reveal=True), "eye"
            ),
        ]

    @classmethod
    def hits(cls, desk: "Desk", lang: str, text: str) -> list[Found]:
        """The history of a record by its reference, or by its name where it has no page of its own."""
        words, t = text.strip(), texts(lang)
        if not words:
            return []
        own = {kind: desk.book[kind] for kind in _FOUND}
        with desk.db.read() as session:
            exact = find_ref(session, desk.book, words.upper())
            keys = [exact] if exact is not None else []
            for kind in _FOUND:
                keys += [(kind, one) for one in named_like(session, {kind: own[kind]}, words, limit=_MOST_HITS)]
            names = names_of(session, desk.book, keys)
        found = []
        for key in dict.fromkeys(keys[:_MOST_HITS]):
            name = names.get(key, words)
            said = t("History of {name}", name=name)
            found.append(
                Found(said, t.render(title_of(desk.book, key[0])), "history",
                      {"entity": key[0], "record": key[1]}, "history")
            )  # fmt: skip
        return found
