"""Templates of briefs that are kept in the workspace: seen, written, changed and taken out."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QWidget

from app.boards.brief_templates import TemplateRow, keep_template, list_templates, remove_template
from app.boards.briefs import DEFAULTS, FIELDS, check_template
from app.core.db import Action
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.ask import Ask, AskDialog
from ui.core.controls import Button
from ui.core.dialogs import Dialog
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.context import Context

TITLE: Final = N_("Templates of briefs")
_BODY_PX: Final = 190


class TemplatesDialog(Dialog):
    """The list of templates, with the way to a new one."""

    def __init__(self, context: "Context", parent: QWidget | None) -> None:
        """Reads them at once."""
        look = context.look
        super().__init__(look, parent, Text(TITLE), accept=Text(N_("Close")))
        self.resize(760, 440)
        self.cancel_button.hide()
        self._context = context
        words = N_("Everybody in this workspace finds them under Share, behind the daily, weekly and monthly brief.")
        self.body.addWidget(Label(look, Text(words), "dim", wrap=True))
        columns = (
            Column("name", Text(N_("Name")), width=180),
            Column("body", Text(N_("Words")), stretch=True, width=420, get=lambda one: " ".join(one.body.split())),
        )
        self.table = Table(context, columns, name="core.brief_templates", title=Text(TITLE),
                           empty=Text(N_("No template yet.")), tools=False)  # fmt: skip
        self.table.opened.connect(self.change)
        self.body.addWidget(self.table, 1)
        self.add_button = Button(look, Text(N_("New template")), self.add, icon="plus")
        self.change_button = Button(look, Text(N_("Change the template")), self._change_chosen, icon="pencil")
        self.remove_button = Button(look, Text(N_("Take out")), self.remove, icon="trash-2")
        for place, button in enumerate((self.add_button, self.change_button, self.remove_button)):
            button.setAutoDefault(False)
            self.foot.insertWidget(place, button)
        self.read()

    def read(self) -> None:
        """Read the templates in a worker."""
        desk = self._context.desk

        def work(_progress: Progress) -> tuple[TemplateRow, ...]:
            with desk.db.read() as session:
                return list_templates(session)

        self._context.tasks.run(Text(N_("Reading templates")), work, self._show, owner=self)

    def _show(self, rows: Sequence[TemplateRow]) -> None:
        self.table.set_rows(rows)
        for button in (self.change_button, self.remove_button):
            button.setEnabled(bool(rows))

    def _chosen(self) -> TemplateRow | None:
        rows = self.table.view.chosen_rows()
        return self.table.grid.row_at(rows[0]) if rows else None

    def add(self) -> None:
        """Ask for a template, beginning with the weekly one, and keep it."""
        self._ask(None)

    def change(self, one: TemplateRow) -> None:
        """Ask for other words of one."""
        self._ask(one)

    def _change_chosen(self) -> None:
        one = self._chosen()
        if one is not None:
            self.change(one)

    def _ask(self, one: TemplateRow | None) -> None:
        dialog = self.dialog(one)
        if dialog.run():
            self.keep(dialog.values, one)
        dialog.deleteLater()

    def dialog(self, one: TemplateRow | None) -> AskDialog:
        """What a template is asked by."""
        kpis, look = self._context.desk.kpis, self.look
        known = " · ".join(f"{{{word}}} {look.t(said)}" for word, said in FIELDS.items())
        ids = "{net_amount}, {net_amount_yoy}, {net_amount_prev}"
        note = Text(N_("{known} · the id of any KPI: {ids}"), {"known": known, "ids": ids})
        body = look.t(DEFAULTS["weekly"]) if one is None else one.body
        asked = [
            Ask("name", Text(N_("Name")), value="" if one is None else one.name, needed=True),
            Ask("body", Text(N_("Words")), "long", body, needed=True, read=lambda said: check_template(said, kpis)),
        ]
        title = Text(N_("New template")) if one is None else Text(N_("Change the template"))
        found = AskDialog(look, self, title, asked, accept=Text(N_("Save")), note=note)
        found.setMinimumSize(680, 480)
        found.fields["body"].setFixedHeight(_BODY_PX)
        return found

    def keep(self, values: Mapping[str, Any], one: TemplateRow | None) -> None:
        """Keep what was asked for."""
        action = Action(N_("Kept the template of a brief {name}"), {"name": values["name"]})
        save(
            self._context, self, action,
            lambda session: keep_template(session, **values, template_id=None if one is None else one.id),
            done=lambda _id: self.read(),
        )  # fmt: skip

    def remove(self) -> None:
        """Take the chosen one out."""
        one = self._chosen()
        if one is not None:
            action = Action(N_("Took out the template of a brief {name}"), {"name": one.name})
            save(self._context, self, action, lambda session: remove_template(session, template_id=one.id),
                 done=lambda _none: self.read())  # fmt: skip
