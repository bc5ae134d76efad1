"""The Visits page: who visits whom on which day of a month, and whom to visit next and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout

from app.actions.queries import ActionRow, actions_about
from app.core.attachments import AttachmentRow, attachments_of
from app.core.db import Action
from app.core.period import Period, day_number, month_of, shift
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.people.queries import PersonRow, people
from app.people.service import find_or_add_person
from app.visits.queries import Proposal, VisitRow, propose, read_visit, visits_in
from app.visits.service import change_visit, copy_month, plan_visit
from ui.core.card import Card
from ui.core.controls import Button, Choice, IconButton
from ui.core.drawer import Drawer
from ui.core.page import Command, Context, Page
from ui.core.saving import save
from ui.core.words import Label, Words
from ui.visits.card import VisitView
from ui.visits.month import MonthGrid
from ui.visits.proposals import ProposalsCard

SIDE_PX = 300
Opened = tuple[VisitRow | None, list[PersonRow], list[AttachmentRow], list[ActionRow]]
"""A visit with the people there are, its photos, and what was promised during it."""


@dataclass(frozen=True)
class View:
    """What the month shows, read in a worker."""

    month: Period
    visits: tuple[VisitRow, ...]
    people: Sequence[PersonRow]
    today: int


class VisitsPage(Page):
    """The monthly plan of visits."""

    title: ClassVar[str] = N_("Visits")
    watches: ClassVar[frozenset[str]] = frozenset({"visit", "action_item", "attachment", "person", "party", "cell"})

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.view: View | None = None
        self.month = month_of(context.desk.clock.today())
        self._wanted = ""
        self.before = self._turner("chevron-left", N_("Month before"), -1, "Alt+Left")
        self.after = self._turner("chevron-right", N_("Next month"), 1, "Alt+Right")
        self.named = Label(self.look, "", "strong")
        self.person = Choice(self.look, name=Text(N_("Who goes")))
        self.copy_button = Button(self.look, Text(N_("Copy to the next month")), self.copy_forward, icon="copy")
        self.grid = MonthGrid(self.look)
        self.proposals = ProposalsCard(self.look)
        self.proposals.setFixedWidth(SIDE_PX)
        self.drawer = Drawer(self.look, self, share=0.56)
        self.card: VisitView | None = None
        self._arrange()

    def _turner(self, icon: str, words: str, count: int, shortcut: str) -> IconButton:
        return IconButton(self.look, icon, Text(words), lambda: self._turn(count), shortcut=shortcut)

    def _arrange(self) -> None:
        for part in (self.before, self.named, self.after, self.person):
            self.filters.addWidget(part)
        self.filters.addStretch(1)
        self.buttons.addWidget(self.copy_button)
        line = QHBoxLayout()
        line.setSpacing(16)
        card = Card(self.look)
        card.body.addWidget(self.grid)
        line.addWidget(card, 1)
        line.addWidget(self.proposals)
        self.body.addLayout(line, 1)
        self.person.picked.connect(lambda _key: self._show_month())
        self.grid.opened.connect(lambda one: self.show_visit(one.id))
        self.grid.moved.connect(self.move_visit)
        self.proposals.planned.connect(self.plan)
        self.proposals.opened.connect(lambda party: self.context.go("dealers", {"dealer": party}))
        self.drawer.closed.connect(self._closed)
        self.look.language_changed.connect(self._relanguage)

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the month and its proposals, and the visit that is open."""
        desk, month = self.context.desk, self.month
        today = desk.clock.today()

        def work(_progress: Progress) -> View:
            with desk.db.read() as session:
                return View(month, tuple(visits_in(session, month)), people(session), day_number(today))

        self.load(work, self._show)
        self._advise(signs=self.proposals.shown is not None)
        if self._wanted:
            self._read_visit()

    def _advise(self, *, signs: bool) -> None:
        """At first without the signs of twelve months, then with them."""
        desk, month = self.context.desk, self.month
        today = desk.clock.today()

        def work(_progress: Progress) -> list[Proposal]:
            with desk.db.read() as session:
                return propose(session, month, today=today, signs=signs)

        def done(found: list[Proposal]) -> None:
            self.proposals.show_proposals(found, whole=signs)
            if not signs:
                self._advise(signs=True)

        self.load(work, done, key="proposals")

    def _show(self, view: View) -> None:
        self.view = view
        every: tuple[str, Words] = ("", Text(N_("Everybody")))
        self.person.set_options([every, *((one.id, one.name) for one in view.people)])
        self._show_month()

    def _show_month(self) -> None:
        view = self.view
        if view is None:
            return
        who = self.person.key()
        shown = [one for one in view.visits if not who or one.owner_id == who]
        self.grid.show_month(view.month, shown, view.today)
        self._show_named()
        done = sum(one.state == "done" for one in shown)
        planned = sum(one.state == "planned" for one in shown)
        number = self.look.formats.number
        said = {"planned": number(planned), "done": number(done)}
        self.say_subtitle(Text(N_("Planned: {planned} · done: {done}"), said))
        self.copy_button.setEnabled(bool(planned + done))

    def _show_named(self) -> None:
        self.named.say(self.look.formats.period(self.month))

    def _relanguage(self) -> None:
        """Reasons are written by language."""
        self._show_named()
        self.proposals.show_proposals(self.proposals.shown)
        if self._wanted:
            self._read_visit()

    def _turn(self, count: int) -> None:
        self.month = shift(self.month, count)
        self._show_named()
        self.reload()

    # -- one visit ----------------------------------------------------------------------------------------------------

    def show_visit(self, visit_id: str) -> None:
        """Open a visit beside the month."""
        self._wanted = visit_id
        self._read_visit()

    def _read_visit(self) -> None:
        desk, wanted = self.context.desk, self._wanted

        def work(_progress: Progress) -> Opened:
            with desk.db.read() as session:
                visit = read_visit(session, wanted)
                made = set() if visit is None else set(visit.promises)
                about = [] if visit is None or not made else actions_about(session, "party", visit.party_id)
                photos = attachments_of(session, "visit", wanted)[wanted]
                return visit, people(session), photos, [one for one in about if one.id in made]

        self.load(work, self._show_visit, key="visit")

    def _show_visit(self, found: Opened) -> None:
        visit, persons, photos, promises = found
        if visit is None:
            self.drawer.shut()
            return
        if visit.id != self._wanted:
            return
        self.card = VisitView(self.context, visit, persons, photos, promises)
        self.drawer.show_widget(visit.dealer, self.card, visit.ref)

    def _closed(self) -> None:
        self._wanted, self.card = "", None

    # -- doing --------------------------------------------------------------------------------------------------------

    def move_visit(self, visit_id: str, day: int) -> None:
        """Move a visit to another day."""
        save(self.context, self, Action(N_("Moved a visit")),
             lambda session: change_visit(session, visit_id=visit_id, changes={"planned_on": day}))  # fmt: skip

    def plan(self, wanted: Sequence[Proposal]) -> None:
        """Plan proposals on their days, all as one step."""

        def command(session: Any) -> None:
            for one in wanted:
                if one.on is not None:
                    why = [{"code": reason.code, "params": dict(reason.params)} for reason in one.reasons]
                    owner = one.owner_id or (find_or_add_person(session, name=one.owner) if one.owner else None)
                    plan_visit(session, party_id=one.party_id, on=one.on, owner_id=owner, reasons=why)

        action = Action(N_("Planned visits: {n}"), {"n": len(wanted)})
        save(self.context, self, action, command)

    def _plan_all(self) -> None:
        self.plan(self.proposals.shown or ())

    def copy_forward(self) -> None:
        """Plan the dealers of this month for the next one too."""
        source, target = self.month, shift(self.month, 1)

        def told(found: list[str]) -> None:
            self.context.notify("good", Text(N_("Visits copied: {n}"), {"n": self.look.formats.number(len(found))}))
            self._turn(1)

        action = Action(N_("Copied the visits of {month}"), {"month": source.name})
        save(self.context, self, action, lambda session: copy_month(session, source=source, target=target), done=told)

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``visit`` (an id: opens it)."""
        if "visit" in target:
            self.show_visit(str(target["visit"]))

    def commands(self) -> list[Command]:
        """The next month, and planning what is proposed."""
        return [
            Command(Text(N_("Copy the visits to the next month")), self.copy_forward, "copy"),
            Command(
                Text(N_("Plan all visits that are proposed")), lambda: self.plan(self.proposals.shown or ()), "plus"
            ),
        ]
