"""What would change, before it does: a list of values before and after, and rows that cannot be taken."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from app.core.texts import N_, Text
from app.dealers.register.plan import Plan
from app.dealers.register.said import Line
from ui.core.card import Banner
from ui.core.dialogs import Dialog
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.context import Context

WIDTH: Final = 920
HEIGHT: Final = 560
_REFUSED_SHOWN: Final = 5


class PlanDialog(Dialog):
    """A plan to look at; accepting it is carrying it out."""

    writes = True

    def __init__(self, context: "Context", parent: QWidget | None, plan: Plan, lines: Sequence[Line]) -> None:
        """``plan`` was tried already: what it lists can be done; ``lines`` say it in words."""
        look = context.look
        number = look.formats.number
        title = Text(N_("Values that would change: {n}"), {"n": number(plan.size)})
        super().__init__(look, parent, title, accept=Text(N_("Change them")))
        self.resize(WIDTH, HEIGHT)
        words = Text(N_("All of it is one step: one undo takes it back. Imports leave alone what is changed here."))
        self.body.addWidget(Label(look, words, "dim", wrap=True))
        if plan.refused:
            self.body.addWidget(Banner(look, "warn", _refusals(context, plan)))
        columns = (
            Column("dealer", Text(N_("Dealer")), stretch=True, width=200),
            Column("sheet", Text(N_("Kind")), width=120),
            Column("field", Text(N_("Field")), width=150),
            Column("before", Text(N_("Before")), width=180),
            Column("after", Text(N_("After")), width=180),
        )
        nothing = Text(N_("Nothing would change."))
        self.table = Table(context, columns, name="dealers.plan", title=Text(N_("Changes")), empty=nothing)
        self.table.set_rows(lines)
        self.body.addWidget(self.table, 1)
        self.accept_button.setEnabled(bool(plan.changes))


def _refusals(context: "Context", plan: Plan) -> str:
    """The first rows that cannot be taken, and how many more there are."""
    look = context.look
    head = look.t("Rows that cannot be taken: {n}", n=look.formats.number(len(plan.refused)))
    lines = [
        look.t("{place}: {why}", place=look.say(one.where), why=look.say(one.why))
        for one in plan.refused[:_REFUSED_SHOWN]
    ]
    return "\n".join([head, *lines, *(["…"] if len(plan.refused) > _REFUSED_SHOWN else [])])
