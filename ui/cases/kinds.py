"""The kinds of cases: which of them limit the grade of a dealer, to what, and for how long."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from app.compliance.cases.rules import GRADES, KINDS, Kind
from app.compliance.cases.service import put_kind
from app.core.db import Action
from app.core.texts import N_, Text
from ui.core.ask import Ask, ask
from ui.core.context import Context
from ui.core.controls import Button, IconButton
from ui.core.dialogs import Dialog
from ui.core.saving import save
from ui.core.words import Label, Words, spoken


class KindsDialog(Dialog):
    """One line for each kind; a change is kept at once."""

    def __init__(self, context: Context, parent: QWidget, kinds: Mapping[str, Kind]) -> None:
        """``kinds`` as they are."""
        super().__init__(context.look, parent, Text(N_("Kinds of cases")), accept=Text(N_("Close")))
        self.setMinimumWidth(560)
        self.cancel_button.hide()
        self.context, self.kinds = context, kinds
        self.body.addWidget(Label(self.look, Text(N_(
            "A closed, founded case limits the grade of the dealer's health, if its kind says so. Selling against the "
            "price order (乱价) does not unless you switch it on: fixing resale prices may break the 反垄断法.")),
            "dim", wrap=True))  # fmt: skip
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(0, 1)
        for line, one in enumerate(kinds.values()):
            grid.addWidget(Label(self.look, Text(one.title), elide=True), line, 0)
            grid.addWidget(Label(self.look, self._effect(one), "dim"), line, 1)
            change = IconButton(self.look, "pencil", Text(N_("Change…")), partial(self.ask, one), size=14)
            grid.addWidget(change, line, 2)
        self.body.addLayout(grid)
        add = Button(self.look, Text(N_("New kind")), partial(self.ask, None), icon="plus", kind="quiet")
        self.foot.insertWidget(0, add)

    def _effect(self, one: Kind) -> Words:
        if not one.caps:
            return Text(N_("limits no grade"))
        return Text(N_("grade at most {grade}, quarters: {n}"), {"grade": one.at_most, "n": one.quarters})

    def asked(self, one: Kind | None) -> list[Ask]:
        """What is asked of a kind; the program's own names stay in both languages."""
        grades: list[tuple[str, Words]] = [(grade, grade) for grade in GRADES]
        found = [
            Ask("caps", Text(N_("Limits the grade")), "check", one.caps if one else True),
            Ask("at_most", Text(N_("Grade at most")), "choice", one.at_most if one else "C", grades),
            Ask("quarters", Text(N_("Quarters")), "number", one.quarters if one else 1, needed=True),
        ]
        if one is None or one.code not in {own.code for own in KINDS}:
            found.insert(0, Ask("title", Text(N_("Name")), value=one.title if one else "", needed=True))
        return found

    def ask(self, one: Kind | None) -> None:
        """Ask for a kind, keep it and close."""
        title = Text(one.title) if one is not None else Text(N_("New kind"))
        values = ask(self.look, self, title, self.asked(one), accept=Text(N_("Save")))
        if values is not None:
            self.keep(one, values)

    def keep(self, one: Kind | None, values: Mapping[str, Any]) -> None:
        """Keep a kind as the dialog gave it."""
        named = {"title": one.title if one else "", "code": one.code if one else "", **values}
        action = Action(N_("Kind of case: {kind}"), {"kind": spoken(self.look, Text(named["title"]))})
        save(self.context, self.context.tasks, action, lambda session: put_kind(session, **named))
        self.accept()
