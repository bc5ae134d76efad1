"""What the workspace says about its gate: which licences goods need, when papers are warned of, when credit stops."""

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QWidget

from app.compliance.gate import service
from app.compliance.gate.model import CREDIT_STOPS
from app.compliance.gate.rulebook import LadderLine, NeedLine, Rulebook
from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.card import GAP, Card, column, row
from ui.core.controls import Button, Choice, Segments
from ui.core.dialogs import Dialog, ask_text
from ui.core.form import Field, Form, typed_day
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.core.context import Context
    from ui.core.look import Look

_OWN: Final = Text(N_("set here"))
_PROGRAM: Final = Text(N_("built in"))


class RulesView(QWidget):
    """Two tables and a choice; every change is journaled and can be undone."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_rules``."""
        super().__init__()
        self.context, self.look = context, context.look
        self.rules: Rulebook | None = None
        self.credit = Choice(
            self.look, [(key, Text(words)) for key, words in CREDIT_STOPS.items()],
            name=Text(N_("When credit stops deliveries")),
        )  # fmt: skip
        self.credit.picked.connect(lambda key: self._write(
            N_("Chose when credit stops deliveries"), service.choose_credit_rule, rule=str(key)))  # fmt: skip
        self.remove = Button(self.look, Text(N_("Remove")), self._remove_need, icon="trash-2", kind="quiet")
        self.change = Button(self.look, Text(N_("Change…")), self._change, icon="pencil", kind="quiet")
        self.reset = Button(self.look, Text(N_("Back to the built-in one")), self._drop, icon="undo-2", kind="quiet")
        self.needs, self.ladders = self._make_needs(), self._make_ladders()
        special = Text(N_("The row that says more goes first"))
        needs = Card(self.look, Text(N_("Which licence goods need")), subtitle=special)
        needs.buttons.addWidget(self.remove)
        needs.buttons.addWidget(Button(self.look, Text(N_("Add a rule…")), self.ask_need, icon="plus", kind="quiet"))
        needs.body.addWidget(self.needs, 1)
        ladders = Card(self.look, Text(N_("Expiry ladders")), subtitle=Text(N_("Days before the last day")))
        ladders.buttons.addWidget(self.reset)
        ladders.buttons.addWidget(self.change)
        ladders.body.addWidget(self.ladders, 1)
        credit = Card(self.look, Text(N_("When credit stops deliveries")))
        credit.body.addLayout(row(self.credit, None))
        outer = row(gap=GAP)
        outer.addWidget(needs, 3)
        side = column(ladders, credit, gap=GAP)
        side.setStretch(0, 1)
        outer.addLayout(side, 2)
        self.setLayout(outer)
        self._settle()

    def _make_needs(self) -> Table:
        look = self.look
        columns = (
            Column("goods_class", Text(N_("Class of goods")), width=110,
                   get=lambda one: one.goods_class or Text(N_("every class"))),
            Column("party_type", Text(N_("Type of dealer")), width=96,
                   get=lambda one: one.party_type or Text(N_("every dealer"))),
            Column("kinds", Text(N_("Any of these licences")), stretch=True, width=170,
                   get=lambda one: one.kinds.replace("/", " / ") or None),
            Column("required", Text(N_("Needed")), "pill", 104, get=_needed, order=lambda state: state.tone),
            Column("days", Text(N_("From – until")), width=130, hidden=True, get=lambda one: _days(one, look)),
            Column("note", Text(N_("Note")), width=120, hidden=True, get=lambda one: one.note or None),
            Column("own", Text(N_("Origin")), width=76, get=lambda one: _OWN if one.id else _PROGRAM),
        )  # fmt: skip
        empty = Text(N_("No class of goods is known yet."))
        found = Table(self.context, columns, name="gate.needs", title=Text(N_("Which licence goods need")), empty=empty)
        found.picked.connect(lambda _one: self._settle())
        return found

    def _make_ladders(self) -> Table:
        columns = (
            Column("kind", Text(N_("Type of licence")), stretch=True, width=130),
            Column("days", Text(N_("Days")), width=120, get=lambda one: "/".join(str(day) for day in one.days)),
            Column("papers", Text(N_("Licences")), "number", 70),
            Column("own", Text(N_("Origin")), width=76, get=lambda one: _OWN if one.id else _PROGRAM),
        )
        found = Table(self.context, columns, name="gate.ladders", title=Text(N_("Expiry ladders")), tools=False)
        found.picked.connect(lambda _one: self._settle())
        found.opened.connect(self.ask_ladder)
        return found

    def show_rules(self, rules: Rulebook) -> None:
        """Show them anew."""
        self.rules = rules
        self.credit.choose(rules.credit)
        self.needs.set_rows(rules.needs)
        self.ladders.set_rows(rules.ladders)
        self._settle()

    def _settle(self) -> None:
        need: NeedLine | None = self.needs.current
        ladder: LadderLine | None = self.ladders.current
        self.remove.setEnabled(need is not None and bool(need.id))
        self.change.setEnabled(ladder is not None)
        self.reset.setEnabled(ladder is not None and bool(ladder.id))

    # -- writing ------------------------------------------------------------------------------------------------------

    def _write(self, words: str, command: "Callable[..., object]", **values: Any) -> None:
        db = self.context.desk.db

        def work(progress: Progress) -> None:
            db.write(Action(words), lambda session: command(session, **values), progress=progress)

        self.context.tasks.run(Text(words), work, owner=self)

    def _remove_need(self) -> None:
        one = self.needs.current
        if one is not None and one.id:
            self._write(N_("Removed a rule on which licence goods need"), service.remove_need, need_id=one.id)

    def _drop(self) -> None:
        one = self.ladders.current
        if one is not None and one.id:
            self._write(N_("Took the built-in expiry ladder again"), service.drop_ladder, ladder_id=one.id)

    def _change(self) -> None:
        if self.ladders.current is not None:
            self.ask_ladder(self.ladders.current)

    def ask_ladder(self, one: LadderLine) -> None:
        """Ask for another ladder of a type."""
        typed = ask_text(
            self.look, self, one.kind, Text(N_("Days before the last day, between slashes")), accept=Text(N_("Save")),
            value="/".join(str(day) for day in one.days),
        )  # fmt: skip
        if typed is not None:
            self.set_ladder(one.kind, typed)

    def set_ladder(self, kind: str, days: str) -> None:
        """Save a ladder; what is none is said in a notice."""
        self._write(N_("Changed an expiry ladder"), service.set_ladder, licence_type=kind, days=days)

    def ask_need(self) -> None:
        """Ask for a rule."""
        if self.rules is None:
            return
        dialog = NeedDialog(self.look, self.rules)
        if dialog.run():
            self.add_need(dialog)
        dialog.deleteLater()

    def add_need(self, dialog: "NeedDialog") -> None:
        """Save the rule of a dialog."""
        self._write(N_("Added a rule on which licence goods need"), service.add_need, **dialog.values())


class NeedDialog(Dialog):
    """A rule: for which goods and dealers, which licences, needed or not, from when to when."""

    writes = True

    def __init__(self, look: "Look", rules: Rulebook) -> None:
        """Offers what the workspace knows; types of licences may be typed."""
        super().__init__(look, None, Text(N_("Which licence goods need")), accept=Text(N_("Add")))
        self.setMinimumWidth(560)
        form = Form(look)
        self.goods = Choice(look, [("", Text(N_("every class"))), *((one, one) for one in rules.classes)])
        self.party = Choice(look, [("", Text(N_("every dealer"))), *((one, one) for one in rules.party_types)])
        self.kinds = Choice(look, [(one, one) for one in rules.kinds])
        self.kinds.setEditable(True)
        self.required = Segments(look, (("yes", Text(N_("Required"))), ("no", Text(N_("Not required")))))
        self.first, self.last = Field(look, hint="2026-01-01"), Field(look, hint="2026-12-31")
        self.note = Field(look)
        form.add(Text(N_("Class of goods")), self.goods)
        form.add(Text(N_("Type of dealer")), self.party)
        form.add(Text(N_("Type of licence")), self.kinds, Text(N_("Several between slashes: any of them is enough")))
        form.add(Text(N_("Needed")), self.required, wide=False)
        form.add(Text(N_("Valid from")), self.first, Text(N_("Empty: ever since")))
        form.add(Text(N_("Valid until")), self.last, Text(N_("Empty: for good")))
        form.add(Text(N_("Note")), self.note)
        self.form = form
        self.wrong = Label(look, "", wrap=True)
        self.wrong.set_tone("bad")
        self.wrong.hide()
        self.body.addWidget(form)
        self.body.addWidget(self.wrong)

    def values(self) -> dict[str, Any]:
        """What the command takes; raises UserError for a day that is none."""
        return {
            "licence_type": self.kinds.currentText(), "required": self.required.key() == "yes",
            "goods_class": str(self.goods.key() or ""), "party_type": str(self.party.key() or ""),
            "from_on": typed_day(self.first.text().strip()), "to_on": typed_day(self.last.text().strip()),
            "note": self.note.text(),
        }  # fmt: skip

    def accept(self) -> None:
        """Only with days that are days, and a type."""
        try:
            values = self.values()
        except UserError as error:
            self.wrong.say(error.text)
            self.wrong.show()
            return
        if not str(values["licence_type"]).strip():
            self.form.complain(self.kinds, Text(N_("Name the type of licence.")))
            return
        super().accept()


def _needed(one: NeedLine) -> State:
    return State(Text(N_("Required")), "brand") if one.required else State(Text(N_("Not required")), "dim")


def _days(one: NeedLine, look: "Look") -> str | None:
    if one.from_on is None and one.to_on is None:
        return None
    return f"{look.formats.day(one.from_on)} – {look.formats.day(one.to_on)}"
