"""Adding and changing a plan of reports: what, when, to whom, with what beside."""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.errors import UserError
from app.core.texts import EN, N_, ZH, Text
from app.dealers.naming import meant
from app.people.rules import mail_address
from app.reports.plans.records import KIND_TITLES
from app.reports.plans.service import OF_DEALERS, OWN, SHEET, WITH_BOOK, PlanDraft
from ui.core.controls import Check, Choice
from ui.core.dialogs import Dialog
from ui.core.form import Field, Form, typed_list
from ui.core.schedule_fields import ScheduleFields

if TYPE_CHECKING:
    from ui.core.page import Context
    from ui.core.words import Words
    from ui.reports.reading import PlanLine, ReportsSheet


class PlanDialog(Dialog):
    """One plan; ``accept`` only closes where every field can be."""

    writes = True

    def __init__(self, context: "Context", sheet: "ReportsSheet", line: "PlanLine | None" = None) -> None:
        """``line`` None adds one."""
        title = Text(N_("Add a plan of reports")) if line is None else Text(N_("Change a plan of reports"))
        super().__init__(context.look, None, title, accept=Text(N_("Save")))
        self._sheet, self.draft = sheet, PlanDraft("", "executive", context.look.lang)
        if line is not None:
            self.draft = line.plan.draft
        look, old = context.look, self.draft
        self.resize(640, 480)
        self.name = Field(look, old.name)
        kinds: list[tuple[Hashable, Words]] = [(key, Text(words)) for key, words in KIND_TITLES.items()]
        self.kind = Choice(look, kinds, name=Text(N_("Kind")))
        self.kind.choose(old.kind)
        self.lang = Choice(look, [(ZH, "中文"), (EN, "English")], name=Text(N_("Language")))
        self.lang.choose(old.lang)
        self.dealers = Field(look, sheet.dealer_names(old.dealers), hint=Text(N_("All that were assessed")))
        self.reader = Field(look, old.reader)
        self.to = Field(look, sheet.recipients(line.plan) if line is not None else "")
        self.schedule = ScheduleFields(look, old.schedule, minutes=False)
        self.to_contacts = Check(look, Text(N_("each dealer's own contact gets his, alone")))
        self.workbook = Check(look, Text(N_("with the figures as XLSX")))
        self.signed = Check(look, Text(N_("signed with the certificate of this computer's user")))
        self.active = Check(look, Text(N_("goes out by itself")))
        told = old.to_contacts or old.kind != OWN
        for check, on in ((self.workbook, old.workbook), (self.signed, old.signed), (self.active, old.active),
                          (self.to_contacts, told)):  # fmt: skip
            check.setChecked(on)
        self.form = Form(look, label_px=118)
        self._lay_out()
        self.kind.picked.connect(lambda _key: self._settle())
        self._settle()
        self.name.setFocus()

    def _lay_out(self) -> None:
        sheet = self._sheet
        self.form.add(Text(N_("Name")), self.name)
        self.form.add(Text(N_("Kind")), self.kind, wide=False)
        self.form.add(Text(N_("Language")), self.lang, wide=False)
        self.form.add(Text(N_("Dealers")), self.dealers, Text(N_("Names or codes with commas between; empty is all.")))
        self.form.add(Text(N_("Reader")), self.reader, Text(N_("Who it is for, as printed on the report.")))
        named = N_("Names of people here, or addresses, with commas between; may be empty.")
        lacking = N_("Mail is not set up; enter the mail server in the settings.")
        self.form.add(Text(N_("Recipients")), self.to, Text(named if sheet.mail else lacking))
        rule = N_("To a dealer's main contacts, else to all with an address; recipients are told who was sent his, "
                  "without the reports.")  # fmt: skip
        self.form.add("", self.to_contacts, Text(rule), wide=False)
        self.form.add(Text(N_("When it goes out")), self.schedule, wide=False)
        self.form.add("", self.active, wide=False)
        self.form.add("", self.workbook, wide=False)
        holder = Text(N_("Certificate: {holder}. The PDF bears no timestamp."), {"holder": sheet.holder})
        self.form.add("", self.signed, sheet.fault or holder, wide=False)
        self.body.addWidget(self.form, 1)

    def _settle(self) -> None:
        """Only the rows that the kind asks for."""
        kind = str(self.kind.key())
        self.form.show_row(self.dealers, shown=kind in OF_DEALERS)
        self.form.show_row(self.to_contacts, shown=kind == OWN)
        self.form.show_row(self.workbook, shown=kind in WITH_BOOK)
        self.form.show_row(self.signed, shown=kind != SHEET)

    def accept(self) -> None:
        """Only where every field can be; what is wrong stands under its field."""
        checks = ((self.name, self._typed_name), (self.dealers, self._typed_dealers), (self.to, self._typed_to),
                  (self.schedule, self.schedule.text))  # fmt: skip
        right = [self._is_right(field, check) for field, check in checks]
        if not all(right):
            return
        kind, (people, addresses) = str(self.kind.key()), self._typed_to()
        self.draft = PlanDraft(
            self.name.text(), kind, str(self.lang.key()), self.reader.text(), self._typed_dealers(), people, addresses,
            self.schedule.text(), self.workbook.isChecked() and kind in WITH_BOOK,
            self.signed.isChecked() and kind != SHEET, self.active.isChecked(),
            self.to_contacts.isChecked() and kind == OWN,
        )  # fmt: skip
        super().accept()

    def _is_right(self, field: QWidget, check: Callable[[], object]) -> bool:
        try:
            check()
        except UserError as error:
            self.form.complain(field, error.text)
            return False
        self.form.complain(field, "")
        return True

    def _typed_name(self) -> str:
        if not self.name.text().strip():
            raise UserError("A plan of reports needs a name.")
        return self.name.text()

    def _typed_dealers(self) -> tuple[str, ...]:
        if self.kind.key() not in OF_DEALERS:
            return ()
        return tuple(meant(one, self._sheet.dealers).id for one in typed_list(self.dealers.text()))

    def _typed_to(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Ids of people, and addresses."""
        known = {one.name: one for one in self._sheet.people}
        people, addresses = list[str](), list[str]()
        for one in typed_list(self.to.text()):
            if "@" in one:
                addresses.append(mail_address(one))
            elif one not in known:
                raise UserError("Nobody in this workspace is called “{name}”.", name=one)
            elif not known[one].email:
                raise UserError("{name} has no e-mail address.", name=one)
            else:
                people.append(known[one].id)
        return tuple(people), tuple(addresses)
