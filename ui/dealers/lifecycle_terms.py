"""What each state of the life cycle asks for: its time limit, its owner, its list."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.db import Action
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.life.checklists import Item, Terms
from app.dealers.life.queries import read_terms
from app.dealers.life.rules import STATES, TITLES
from app.dealers.life.service import drop_item, put_item, set_terms
from app.people.queries import PersonRow
from ui.core.actions import person_options
from ui.core.ask import Ask, ask
from ui.core.card import clear, row
from ui.core.controls import Button, Choice, IconButton
from ui.core.dialogs import Dialog
from ui.core.saving import save
from ui.core.words import Label, Pill, Words

if TYPE_CHECKING:
    from ui.core.context import Context

_CHANGED: Final = N_("Changed what a state asks for")


class TermsDialog(Dialog):
    """One state at a time; every change is kept at once and can be undone."""

    def __init__(self, context: "Context", parent: QWidget, people: Sequence[PersonRow]) -> None:
        """Reads what holds now."""
        super().__init__(context.look, parent, Text(N_("What states ask for")), accept=Text(N_("Close")))
        self.setMinimumSize(640, 420)
        self.cancel_button.hide()
        self.context, self._people = context, people
        self.terms: Mapping[str, Terms] = {}
        note = Text(N_("It holds for dealers who come into a state from now on; who is in it keeps the list there is."))
        self.body.addWidget(Label(self.look, note, "dim", wrap=True))
        self.state = Choice(self.look, [(one, Text(TITLES[one])) for one in STATES], name=Text(N_("State")))
        self.state.picked.connect(lambda _key: self._show())
        self.limit = Label(self.look, "", "dim")
        change = Button(self.look, Text(N_("Time limit and owner…")), self.ask_terms, icon="clock", kind="quiet")
        self.body.addLayout(row(self.state, self.limit, None, change))
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)
        self.body.addWidget(inside)
        self.body.addStretch(1)
        add = Button(self.look, Text(N_("New item")), partial(self.ask_item, None), icon="plus", kind="quiet")
        self.foot.insertWidget(0, add)
        self.read()

    def read(self) -> None:
        """Read again."""
        desk = self.context.desk

        def work(_progress: Progress) -> Mapping[str, Terms]:
            with desk.db.read() as session:
                return read_terms(session)

        def done(found: Mapping[str, Terms]) -> None:
            self.terms = found
            self._show()

        self.context.tasks.run(Text(N_("What states ask for")), work, done, owner=self)

    @property
    def chosen(self) -> Terms:
        """The state in sight."""
        return self.terms[str(self.state.key())]

    def _show(self) -> None:
        clear(self._lines)
        terms, names = self.chosen, {one.id: one.name for one in self._people}
        limit = Text(N_("no time limit")) if terms.limit_days is None else Text(N_("{n} days"), {"n": terms.limit_days})
        said = {"limit": limit, "owner": names.get(terms.owner_id or "", "—")}
        self.limit.say(Text(N_("{limit} · owner {owner}"), said))
        for one in terms.items:
            self._lines.addLayout(row(*self._line(one, names)))
        if not terms.items:
            self._lines.addWidget(Label(self.look, Text(N_("This state asks for nothing.")), "dim"))

    def _line(self, one: Item, names: Mapping[str, str]) -> list[QWidget | None]:
        look = self.look
        title = Label(look, one.title if one.own else Text(one.title), wrap=True)
        title.setMinimumWidth(300)
        parts: list[QWidget | None] = [title]
        if one.obligatory:
            parts.append(Pill(look, Text(N_("obligatory")), "brand", shape=False))
        if one.due_days is not None:
            parts.append(Label(look, Text(N_("{n} days"), {"n": one.due_days}), "dim"))
        if one.owner_id:
            parts.append(Label(look, names.get(one.owner_id, ""), "dim"))
        parts.append(IconButton(look, "pencil", Text(N_("Change…")), partial(self.ask_item, one), size=14))
        parts.append(IconButton(look, "trash-2", Text(N_("Take off the list")), partial(self.drop, one), size=14))
        return parts

    # -- doing --------------------------------------------------------------------------------------------------------

    def _save(self, command: Any) -> None:
        save(self.context, self, Action(_CHANGED), command, done=lambda _none: self.read())

    def ask_terms(self) -> None:
        """Another time limit or owner."""
        terms, none = self.chosen, Text(N_("Empty is no limit"))
        asked = [
            Ask("limit_days", Text(N_("Time limit in days")), "number", terms.limit_days, hint=none),
            Ask("owner_id", Text(N_("Owner")), "choice", terms.owner_id or "", person_options(self._people)),
        ]
        values = ask(self.look, self, Text(TITLES[terms.state]), asked, accept=Text(N_("Save")))
        if values is not None:
            self.keep_terms(values)

    def keep_terms(self, values: Mapping[str, Any]) -> None:
        """Keep limit and owner as the dialog gave them."""
        state, owner = self.chosen.state, values["owner_id"] or None
        self._save(lambda session: set_terms(session, state=state, limit_days=values["limit_days"], owner_id=owner))

    def ask_item(self, one: Item | None) -> None:
        """A new item, or other words, limit or owner of one."""
        owner = one.owner_id or "" if one is not None else ""
        words: Words = "" if one is None else one.title if one.own else self.look.t(one.title)
        asked = [
            Ask("title", Text(N_("What is to be done")), value=words, needed=True),
            Ask("obligatory", Text(N_("Obligatory")), "check", one.obligatory if one else True),
            Ask("due_days", Text(N_("Due after (days)")), "number", one.due_days if one else None,
                hint=Text(N_("Empty is the limit of the state"))),
            Ask("owner_id", Text(N_("Owner")), "choice", owner, person_options(self._people)),
        ]  # fmt: skip
        values = ask(self.look, self, Text(N_("Item of a checklist")), asked, accept=Text(N_("Save")))
        if values is not None:
            self.keep_item(one, values)

    def keep_item(self, one: Item | None, values: Mapping[str, Any]) -> None:
        """Keep an item; words of the program that nobody changed stay in both languages."""
        named = dict(values) | {"owner_id": values["owner_id"] or None}
        if one is not None and not one.own and values["title"] == self.look.t(one.title):
            named["title"] = one.title
        state, code = self.chosen.state, one.code if one is not None else ""
        self._save(lambda session: put_item(session, state=state, code=code, **named))

    def drop(self, one: Item) -> None:
        """Take an item off the list."""
        self._save(lambda session: drop_item(session, state=one.state, code=one.code))
