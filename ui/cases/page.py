"""The Cases page: the compliance register as a list, and one case with its steps beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from app.compliance.cases.queries import CaseCard, CaseRow, case_card, list_cases, read_kinds
from app.compliance.cases.rules import RESULT_TITLES, Kind
from app.compliance.cases.service import open_case
from app.core.db import Action
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.queries import DealerRow, list_parties
from app.people.queries import PersonRow, people
from ui.cases.card import CaseView, stage_pill
from ui.cases.kinds import KindsDialog
from ui.core.actions import person_options
from ui.core.ask import Ask, AskDialog, ask_dealer
from ui.core.card import Card
from ui.core.controls import Button, Choice
from ui.core.drawer import Drawer
from ui.core.page import Command, Context, Page
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Words

OPEN, CLOSED, EVERY = "open", "closed", ""
_SHOWN: Final[tuple[tuple[str, str], ...]] = ((OPEN, N_("Not closed")), (CLOSED, N_("Closed")), (EVERY, N_("All")))


@dataclass(frozen=True)
class View:
    """What the page shows, read in a worker."""

    cases: tuple[CaseRow, ...]
    kinds: Mapping[str, Kind]
    people: Sequence[PersonRow]
    dealers: tuple[DealerRow, ...]
    today: int


class CasesPage(Page):
    """Violations from their report to their closing."""

    title: ClassVar[str] = N_("Compliance register")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"compliance_case", "case_step", "case_kind", "attachment", "person", "party"}
    )

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.view: View | None = None
        self._wanted = ""
        self.shown_ones = Choice(self.look, [(key, Text(words)) for key, words in _SHOWN], name=Text(N_("State")))
        self.kind = Choice(self.look, name=Text(N_("Kind")))
        self.table = self._make_table()
        self.drawer = Drawer(self.look, self, share=0.5)
        self.case: CaseView | None = None
        self.add_button = Button(
            self.look, Text(N_("New case")), self.add, icon="plus", kind="primary", shortcut="Ctrl+N"
        )
        self.kinds_button = Button(self.look, Text(N_("Kinds…")), self.show_kinds, icon="sliders-horizontal")
        self._arrange()

    def _make_table(self) -> Table:
        columns = (
            Column("stage", Text(N_("State")), "pill", 138, get=stage_pill, order=lambda state: state.tone),
            Column("kind", Text(N_("Kind")), width=170, get=self._kind),
            Column("dealer", Text(N_("Dealer")), width=190),
            Column("title", Text(N_("What it is about")), stretch=True, width=220),
            Column("opened_on", Text(N_("Reported on")), "date"),
            Column("stepped_on", Text(N_("Last step")), "date"),
            Column("result", Text(N_("Result")), "pill", 116, get=_result),
            Column("owner", Text(N_("Owner")), width=90, get=lambda one: one.owner or None),
            Column("sanction", Text(N_("Sanction")), width=160, hidden=True, get=lambda one: one.sanction or None),
            Column("penalty_e4", Text(N_("Penalty")), "money", hidden=True),
            Column("closed_on", Text(N_("Closed on")), "date", hidden=True),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )  # fmt: skip
        return Table(self.context, columns, name="cases.list", title=Text(N_("Compliance register")))

    def _kind(self, one: CaseRow) -> Words:
        kinds = self.view.kinds if self.view else {}
        return Text(kinds[one.kind].title) if one.kind in kinds else one.kind

    def _arrange(self) -> None:
        for part in (self.shown_ones, self.kind):
            self.filters.addWidget(part)
            part.picked.connect(lambda _key: self._narrow())
        self.filters.addStretch(1)
        for button in (self.kinds_button, self.add_button):
            self.buttons.addWidget(button)
        card = Card(self.look)
        card.body.addWidget(self.table)
        self.body.addWidget(card, 1)
        self.table.opened.connect(lambda one: self.show_case(one.id))
        self.drawer.closed.connect(self._closed)
        self.look.language_changed.connect(lambda: self._read_case() if self._wanted else None)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.table.search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again, and the case that is open."""
        desk = self.context.desk

        def work(_progress: Progress) -> View:
            with desk.db.read() as session:
                dealers = tuple(list_parties(session))
                return View(
                    tuple(list_cases(session)), read_kinds(session), people(session), dealers,
                    day_number(desk.clock.today()),
                )  # fmt: skip

        self.load(work, self._show)
        if self._wanted:
            self._read_case()

    def _show(self, view: View) -> None:
        self.view = view
        every: tuple[str, Words] = ("", Text(N_("All kinds")))
        self.kind.set_options([every, *((code, Text(one.title)) for code, one in view.kinds.items())])
        self._narrow()

    def _narrow(self) -> None:
        view = self.view
        if view is None:
            return
        state, kind = self.shown_ones.key(), self.kind.key()
        shown = [
            one for one in view.cases
            if (not state or (one.stage == "closed") == (state == CLOSED)) and (not kind or one.kind == kind)
        ]  # fmt: skip
        self.table.say_empty(
            Text(N_("No case fits these filters.")) if view.cases else Text(N_("No case is known.")),
            "" if view.cases else Text(N_("Report one here, or open a sign on the board and make a case of it.")),
        )
        self.table.set_rows(shown)
        self.say_subtitle(Text(N_("Cases: {n}"), {"n": self.look.formats.number(len(shown))}))

    # -- one case -----------------------------------------------------------------------------------------------------

    def show_case(self, case_id: str) -> None:
        """Open a case beside the list."""
        self._wanted = case_id
        self._read_case()

    def _read_case(self) -> None:
        desk, wanted = self.context.desk, self._wanted

        def work(_progress: Progress) -> tuple[CaseCard, Mapping[str, Kind], list[PersonRow]]:
            with desk.db.read() as session:
                return case_card(session, wanted), read_kinds(session), people(session)

        self.load(work, self._show_case, key="case")

    def _show_case(self, found: tuple[CaseCard, Mapping[str, Kind], list[PersonRow]]) -> None:
        card, kinds, persons = found
        if card.row.id != self._wanted:
            return
        self.case = CaseView(self.context, card, kinds, persons)
        kind = kinds[card.row.kind].title if card.row.kind in kinds else card.row.kind
        said = Text(
            N_("{dealer} · {kind} · {ref}"), {"dealer": card.row.dealer, "kind": Text(kind), "ref": card.row.ref}
        )
        self.drawer.show_widget(card.row.title, self.case, said)

    def _closed(self) -> None:
        self._wanted, self.case = "", None

    # -- doing --------------------------------------------------------------------------------------------------------

    def new_dialog(self) -> AskDialog | None:
        """The dialog of a new case."""
        view = self.view
        if view is None:
            return None
        kinds: list[tuple[str, Words]] = [(code, Text(one.title)) for code, one in view.kinds.items()]
        return AskDialog(
            self.look, self, Text(N_("New case")),
            [
                ask_dealer("party_id", view.dealers, needed=True),
                Ask("kind", Text(N_("Kind")), "choice", None, kinds),
                Ask("title", Text(N_("What it is about")), needed=True),
                Ask("on", Text(N_("Reported on")), "day", view.today, needed=True, until=view.today),
                Ask("owner_id", Text(N_("Owner")), "choice", self.context.desk.workspace.person or "",
                    person_options(view.people)),
                Ask("body", Text(N_("What was reported")), "long"),
            ],
            accept=Text(N_("Report")),
        )  # fmt: skip

    def add(self) -> None:
        """Ask for a new case and keep it."""
        dialog = self.new_dialog()
        if dialog is None:
            return
        if dialog.run():
            self.keep(dialog.values)
        dialog.deleteLater()

    def keep(self, values: Mapping[str, Any]) -> None:
        """Keep a case as the dialog gave it, and open it."""
        today = self.view.today if self.view else 0
        named = dict(values) | {"owner_id": values["owner_id"] or None}
        save(self.context, self, Action(N_("New case")), lambda session: open_case(session, today=today, **named),
             done=self.show_case)  # fmt: skip

    def show_kinds(self) -> None:
        """The kinds of cases, and which of them limit a grade."""
        if self.view is not None:
            dialog = KindsDialog(self.context, self, self.view.kinds)
            dialog.run()
            dialog.deleteLater()

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``case`` or ``id`` (opens it)."""
        if "case" in target or "id" in target:
            self.shown_ones.choose(EVERY)
            self._narrow()
            self.show_case(str(target.get("case") or target["id"]))

    def commands(self) -> list[Command]:
        """A new one, the kinds, and the export."""
        return [
            Command(Text(N_("New case")), self.add, "plus", "Ctrl+N"),
            Command(Text(N_("Kinds of cases")), self.show_kinds, "sliders-horizontal"),
            Command(Text(N_("Export the compliance register")), self.table.export, "file-spreadsheet"),
        ]


def _result(one: CaseRow) -> State | None:
    if not one.result:
        return None
    return State(Text(RESULT_TITLES[one.result]), "bad" if one.result == "founded" else "good")
