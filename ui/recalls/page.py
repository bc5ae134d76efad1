"""The Recalls page: lots that come back, the dealers that they reached, and what these have answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from app.catalog.queries import list_products
from app.compliance.recalls.queries import RecallCard, RecallRow, list_recalls, recall_card
from app.compliance.recalls.rules import LEVEL_TITLES, STATE_TITLES
from app.compliance.recalls.service import put_recall
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.ask import Ask, AskDialog
from ui.core.card import Card
from ui.core.controls import Button
from ui.core.drawer import Drawer
from ui.core.page import Command, Context, Page
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Tone, Words
from ui.recalls.card import RecallView

TONES: Final[Mapping[str, Tone]] = {"draft": "dim", "open": "bad", "closed": "good"}


@dataclass(frozen=True)
class View:
    """What the page shows, read in a worker."""

    recalls: tuple[RecallRow, ...]
    products: Mapping[str, str]
    """Id by code, name and reference."""
    today: int


class RecallsPage(Page):
    """What is called back."""

    title: ClassVar[str] = N_("Recalls")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"recall", "recall_answer", "party", "party_code", "shipment", "stock", "sellout"}
    )

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.view: View | None = None
        self.recall: RecallView | None = None
        self._wanted = ""
        columns = (
            Column("state", Text(N_("State")), "pill", 100, get=_pill),
            Column("number", Text(N_("Number")), width=130),
            Column("product", Text(N_("Product")), stretch=True, width=180),
            Column("lots", Text(N_("Lots")), width=150, get=lambda one: ", ".join(one.lots) or Text(N_("all lots"))),
            Column("level", Text(N_("Level")), width=84, get=lambda one: Text(LEVEL_TITLES[one.level])),
            Column("started_on", Text(N_("Started on")), "date"),
            Column("due_on", Text(N_("Answers due")), "date"),
            Column("touched", Text(N_("Dealers")), "number", 80),
            Column("owed", Text(N_("Owed")), "number", 80, tone=lambda one: "bad" if one.owed else None),
            Column("reason", Text(N_("Reason")), width=180, hidden=True),
            Column("closed_on", Text(N_("Closed on")), "date", hidden=True),
            Column("outcome", Text(N_("Outcome")), width=160, hidden=True),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )
        self.table = Table(
            context, columns, name="recalls.list", title=Text(N_("Recalls")), empty=Text(N_("No recall is known.")),
            empty_text=Text(N_("Enter one with its lots: the dealers that they reached are found in the rows.")),
        )  # fmt: skip
        self.drawer = Drawer(self.look, self, share=0.78)
        self.add_button = Button(
            self.look, Text(N_("New recall")), self.add, icon="plus", kind="primary", shortcut="Ctrl+N"
        )
        self._arrange()

    def _arrange(self) -> None:
        self.buttons.addWidget(self.add_button)
        card = Card(self.look)
        card.body.addWidget(self.table)
        self.body.addWidget(card, 1)
        self.table.opened.connect(lambda one: self.show_recall(one.id))
        self.drawer.closed.connect(self._closed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.table.search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again, and the recall that is open."""
        desk = self.context.desk

        def work(_progress: Progress) -> View:
            today = day_number(desk.clock.today())
            with desk.db.read() as session:
                products = {
                    key: one.id for one in list_products(session) for key in (one.name, one.ref, *one.code.split(", "))
                }
                return View(tuple(list_recalls(session, on=today)), products, today)

        self.load(work, self._show)
        if self._wanted:
            self._read_recall()

    def _show(self, view: View) -> None:
        self.view = view
        self.table.set_rows(view.recalls)
        number = self.look.formats.number
        still = sum(one.state == "open" for one in view.recalls)
        owed = sum(one.owed for one in view.recalls)
        self.say_subtitle(Text(N_("Open: {n} · answers owed: {owed}"), {"n": number(still), "owed": number(owed)}))

    # -- one recall ---------------------------------------------------------------------------------------------------

    def show_recall(self, recall_id: str) -> None:
        """Open a recall beside the list."""
        self._wanted = recall_id
        self._read_recall()

    def _read_recall(self) -> None:
        desk, wanted = self.context.desk, self._wanted

        def work(_progress: Progress) -> RecallCard:
            with desk.db.read() as session:
                return recall_card(session, wanted, on=day_number(desk.clock.today()))

        self.load(work, self._show_recall, key="recall")

    def _show_recall(self, card: RecallCard) -> None:
        if card.row.id != self._wanted:
            return
        self.recall = RecallView(self.context, card)
        self.recall.change.connect(self.edit)
        said = Text(
            N_("{product} · {level} · {ref}"),
            {"product": card.row.product, "level": Text(LEVEL_TITLES[card.row.level]), "ref": card.row.ref},
        )
        self.drawer.show_widget(card.row.number, self.recall, said)

    def _closed(self) -> None:
        self._wanted, self.recall = "", None

    # -- doing --------------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for a new recall."""
        self._ask(None)

    def edit(self) -> None:
        """Ask for changes of the recall that is open."""
        if self.recall is not None:
            self._ask(self.recall.card.row)

    def _ask(self, one: RecallRow | None) -> None:
        dialog = self.dialog(one)
        if dialog is not None and dialog.run():
            self.keep(dialog.values, one.id if one else "")

    def dialog(self, one: RecallRow | None) -> AskDialog | None:
        """The dialog of a new or changed recall."""
        if self.view is None:
            return None
        levels: list[tuple[str, Words]] = [(key, Text(words)) for key, words in LEVEL_TITLES.items()]
        asked = [
            Ask("number", Text(N_("Number")), value=one.number if one else "", needed=True),
            Ask("product_id", Text(N_("Product")), value=one.product if one else "", needed=True,
                hint=Text(N_("Its name or code")), read=_product(self.view.products),
                offered=tuple(self.view.products)),
            Ask("lots", Text(N_("Lots")), value=", ".join(one.lots) if one else "",
                hint=Text(N_("With commas between them; empty: every lot"))),
            Ask("level", Text(N_("Level")), "choice", one.level if one else "2", levels),
            Ask("reason", Text(N_("Reason")), value=one.reason if one else "", needed=True),
            Ask("started_on", Text(N_("Started on")), "day", one.started_on if one else self.view.today,
                hint=Text(N_("Empty: still a draft"))),
            Ask("due_on", Text(N_("Answers due")), "day", one.due_on if one else None,
                hint=Text(N_("Empty: at once"))),
        ]  # fmt: skip
        title = Text(N_("Change the recall")) if one else Text(N_("New recall"))
        return AskDialog(self.look, self, title, asked, accept=Text(N_("Save")))

    def keep(self, values: Mapping[str, Any], recall_id: str = "") -> None:
        """Write a recall down."""
        save(
            self.context, self, Action(N_("Recall {number}"), {"number": values["number"]}),
            lambda session: put_recall(session, values=values, recall_id=recall_id), done=self.show_recall,
        )  # fmt: skip

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``recall`` (an id) beside the list."""
        if "recall" in target or "id" in target:
            self.show_recall(str(target.get("recall") or target["id"]))

    def commands(self) -> list[Command]:
        """A new one, and the export."""
        return [
            Command(Text(N_("New recall")), self.add, "plus", "Ctrl+N"),
            Command(Text(N_("Export the list of recalls")), self.table.export, "file-spreadsheet"),
        ]


def _pill(one: RecallRow) -> State:
    return State(Text(STATE_TITLES[one.state]), TONES[one.state])


def _product(products: Mapping[str, str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        words: Sequence[str] = [text.strip()]
        found = products.get(words[0])
        if found is None:
            raise UserError("There is no product “{product}”.", product=text)
        return found

    return read
