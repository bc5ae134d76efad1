"""Many dealers at once: one value for those that are selected, a new dealer, and the register as a file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.entering import enter_party
from app.dealers.queries import DealerRow
from app.dealers.records import FIELD_TITLES
from app.dealers.register.plan import Plan
from app.dealers.register.said import Line, said_lines
from app.dealers.service import TIER_TITLES
from app.jobs.register import carry_out_plan, plan_of_file, plan_of_values, write_register
from ui.core.card import row
from ui.core.controls import Choice, IconButton
from ui.core.dialogs import Dialog
from ui.core.menus import drop_down
from ui.core.page import Command
from ui.core.table_export import ask_where
from ui.core.words import Label, Words
from ui.dealers.changes import PlanDialog
from ui.dealers.fields import TITLE_PX, EditLine, FieldKind
from ui.dealers.known import offer_areas
from ui.dealers.near import ask_new_name

if TYPE_CHECKING:
    from ui.core.context import Context

_FIELDS: Final[tuple[tuple[str, FieldKind], ...]] = (
    ("manager", "text"), ("office", "text"), ("tier", "choice"), ("owner_group", "text"), ("payment_days", "days"),
    ("credit_limit_e4", "money"), ("area_code", "code"), ("segment", "text"), ("sell_out_from_on", "day"),
    ("stock_from_on", "day"), ("note", "text"),
)  # fmt: skip
"""What is changed for many dealers at once."""


class RegisterTools:
    """Buttons beside the list's own, and the same as commands."""

    def __init__(
        self, context: "Context", page: QWidget, chosen: Callable[[], Sequence[DealerRow]],
        opened: Callable[[str], object],
    ) -> None:  # fmt: skip
        """``chosen`` are the dealers that are selected in the list; ``opened`` shows a new one."""
        self._context, self._page, self._chosen, self._opened = context, page, chosen, opened
        self.look = context.look
        self.new_button = IconButton(self.look, "plus", Text(N_("New dealer")), self.enter, shortcut="Ctrl+N")
        self.change_button = IconButton(
            self.look, "pencil", Text(N_("Change the selected dealers")), self.change, shortcut="Ctrl+E"
        )
        self.more_button = IconButton(self.look, "ellipsis", Text(N_("The register as a file")), self._show_menu)

    @property
    def buttons(self) -> tuple[IconButton, ...]:
        """In the order in which they stand."""
        return self.new_button, self.change_button, self.more_button

    def commands(self) -> list[Command]:
        """For Ctrl+K."""
        return [
            Command(Text(N_("New dealer")), self.enter, "plus", "Ctrl+N"),
            Command(Text(N_("Change the selected dealers")), self.change, "pencil", "Ctrl+E"),
            Command(Text(N_("Export the whole register")), self.export, "file-spreadsheet"),
            Command(Text(N_("Export the register with personal data in full")), self.export_whole, "eye"),
            Command(Text(N_("Take in a changed register")), self.take_in, "upload"),
        ]

    def _show_menu(self) -> None:
        drop_down(self.look, self.more_button, self.commands()[2:])

    # -- one, or many -------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ask for the name of a new dealer and open its card."""
        words = Text(N_("It begins as a prospect; its other fields are filled in on its card."))
        name = ask_new_name(self._context, self._page, Text(N_("New dealer")), words, accept=Text(N_("Enter")))
        if name is not None:
            self.enter_called(name)

    def enter_called(self, name: str) -> None:
        """Enter a dealer of that name."""
        desk = self._context.desk

        def work(_progress: Progress) -> str:
            action = Action(N_("Entered {dealer}"), {"dealer": name})
            return desk.db.write(action, lambda session: enter_party(session, name=name)).value

        self._context.tasks.run(Text(N_("Entering {dealer}"), {"dealer": name}), work, self._opened, owner=self._page)

    def change(self) -> None:
        """Ask for one value for all that are selected, show what would change, and change it."""
        rows = self._chosen()
        if not rows:
            self._context.notify("info", Text(N_("Select the dealers in the list first.")))
            return
        dialog = BulkDialog(self._context, self._page, len(rows))
        if dialog.run():
            self.set_values([one.id for one in rows], {dialog.name: dialog.value})
        dialog.deleteLater()

    def set_values(self, party_ids: Sequence[str], values: dict[str, Any]) -> None:
        """Show what setting values would change, then do it."""
        desk = self._context.desk
        self._plan(lambda progress: plan_of_values(desk.db, party_ids, values, progress=progress))

    # -- the register -------------------------------------------------------------------------------------------------

    def export_whole(self) -> None:
        """The same with telephones, addresses of mail and accounts in full."""
        self.export(reveal=True)

    def export(self, *, reveal: bool = False) -> None:
        """Ask for a file and write every dealer with everything that hangs on it, of personal data the ends."""
        path = ask_where(self._page, self.look.t("Export the whole register"), self.look.t("Register of dealers"))
        if path is not None:
            self.export_to(path.with_suffix(".xlsx"), reveal=reveal)

    def export_to(self, path: Path, *, reveal: bool = False) -> None:
        """Write the register in a worker."""
        desk, lang = self._context.desk, self.look.lang

        def tell(count: int) -> None:
            said = {"n": self.look.formats.number(count), "file": path.name}
            self._context.notify("good", Text(N_("Written to {file}. Rows: {n}"), said))

        self._context.tasks.run(
            Text(N_("Writing {file}"), {"file": path.name}),
            lambda progress: write_register(desk.db, path, lang=lang, progress=progress, reveal=reveal),
            tell, owner=self._page,
        )  # fmt: skip

    def take_in(self) -> None:
        """Ask for a changed register, show what would change, and change it."""
        title = self.look.t("Take in a changed register")
        chosen, _kind = QFileDialog.getOpenFileName(self._page, title, "", "Excel (*.xlsx);;CSV (*.csv)")
        if chosen:
            self.take_in_file(Path(chosen))

    def take_in_file(self, path: Path) -> None:
        """The same for a file that is known."""
        desk = self._context.desk
        self._plan(lambda progress: plan_of_file(desk.db, path, progress=progress))

    def _plan(self, make: Callable[[Progress], Plan]) -> None:
        lang = self.look.lang

        def work(progress: Progress) -> tuple[Plan, list[Line]]:
            plan = make(progress)
            return plan, said_lines(plan, lang)

        title = Text(N_("Looking at what would change"))
        self._context.tasks.run(title, work, lambda found: self._show(*found), owner=self._page)

    def _show(self, plan: Plan, lines: list[Line]) -> None:
        if not plan.changes and not plan.refused:
            self._context.notify("info", Text(N_("Nothing would change.")))
            return
        dialog = PlanDialog(self._context, self._page, plan, lines)
        if dialog.run():
            self._carry_out(plan)
        dialog.deleteLater()

    def _carry_out(self, plan: Plan) -> None:
        desk = self._context.desk

        def tell(done: Plan) -> None:
            kind: Words = Text(N_("Values changed: {n}"), {"n": self.look.formats.number(done.size)})
            self._context.notify("good", kind)

        self._context.tasks.run(
            Text(N_("Changing dealers")), lambda progress: carry_out_plan(desk.db, plan, progress=progress), tell,
            owner=self._page,
        )  # fmt: skip


class BulkDialog(Dialog):
    """Which field of the selected dealers, and its value."""

    writes = True

    def __init__(self, context: "Context", parent: QWidget | None, count: int) -> None:
        """``count`` dealers are selected."""
        look = context.look
        title = Text(N_("Change the selected dealers: {n}"), {"n": look.formats.number(count)})
        super().__init__(look, parent, title, accept=Text(N_("See what would change")))
        self._context = context
        self.name, self.value = _FIELDS[0][0], None
        self.field = Choice(look, [(name, Text(FIELD_TITLES[name])) for name, _ in _FIELDS], name=Text(N_("Field")))
        title_label = Label(look, Text(N_("Field")), "dim")
        title_label.setFixedWidth(TITLE_PX)
        self.body.addLayout(row(title_label, self.field, None, gap=8))
        self.line: EditLine | None = None
        self.field.picked.connect(lambda _key: self._edit())
        self._edit()

    def _edit(self) -> None:
        """An editor for the chosen field."""
        if self.line is not None:
            self.body.removeWidget(self.line)
            self.line.deleteLater()
        name = str(self.field.key())
        tiers: list[tuple[str, Words]] = [("", Text(N_("Unknown"))), *((k, Text(v)) for k, v in TIER_TITLES.items())]
        hint = Text(N_("Empty takes the value away"))
        self.line = EditLine(self.look, name, Text(N_("New value")), dict(_FIELDS)[name], options=tiers, hint=hint)
        self.body.addWidget(self.line)
        if name == "area_code":
            offer_areas(self._context, self.line, self.line)
        self.line.edit()
        for button in (self.line.save_button, self.line.stop_button):
            button.hide()

    def accept(self) -> None:
        """Only with a value that the field can hold."""
        if self.line is None:
            return
        try:
            self.name, self.value = self.line.name, self.line.read()
        except UserError as error:
            self.line.complain(error.text)
            self.adjustSize()
            return
        super().accept()
