"""One visit in the drawer: the sheet before the door, what came of it, its photos."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.actions.queries import ActionRow
from app.core.attachments import AttachmentRow, detach
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number, day_of
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.people.queries import PersonRow
from app.reports.visit_sheet import reason_text, visit_report
from app.visits.queries import VisitRow
from app.visits.records import STATE_TITLES
from app.visits.service import Promise, change_visit, do_visit, drop_visit
from app.visits.sheet import visit_sheet
from ui.core.actions import person_options, state_of
from ui.core.ask import Ask, ask
from ui.core.attached import Attached
from ui.core.card import Card, row
from ui.core.controls import Button
from ui.core.files import ask_files, attach_files
from ui.core.form import typed_day
from ui.core.report import ReportView
from ui.core.saving import save
from ui.core.words import Label, Pill
from ui.visits.month import tone_of

if TYPE_CHECKING:
    from ui.core.context import Context

PROMISES = 3
"""So many promises can be written down with the visit; more are added on the Actions page."""


class VisitView(QWidget):
    """A visit; the page builds it anew after every change."""

    def __init__(
        self, context: "Context", visit: VisitRow, people: Sequence[PersonRow], photos: Sequence[AttachmentRow],
        promises: Sequence[ActionRow],
    ) -> None:  # fmt: skip
        """Shows the visit."""
        super().__init__()
        self.context, self.look, self.visit, self._people = context, context.look, visit, people
        self._today = day_number(context.desk.clock.today())
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(10)
        self._show_head(photos, promises)
        self.report: ReportView | None = None
        if visit.state == "planned":
            self.report = ReportView(context, self._make, self._name)
            self._body.addWidget(self.report, 1)
        else:
            self._body.addStretch(1)

    def _show_head(self, photos: Sequence[AttachmentRow], promises: Sequence[ActionRow]) -> None:
        look, one = self.look, self.visit
        late = self._today - one.planned_on if one.state == "planned" else 0
        words = Text(N_("{n} days late"), {"n": late}) if late > 0 else Text(STATE_TITLES[one.state])
        state = Pill(look, words, tone_of(one, self._today))
        who = Label(look, " · ".join(part for part in (self._when(), one.owner) if part))
        go = Button(look, Text(N_("Dealer's card")), self._open_dealer, icon="store", kind="quiet")
        self._body.addLayout(row(state, who, None, go))
        if one.purpose:
            self._body.addWidget(Label(look, one.purpose, wrap=True))
        if one.reasons:
            why = look.t("; ").join(reason_text(look.t, reason) for reason in one.reasons)
            self._body.addWidget(Label(look, Text(N_("Why: {reasons}"), {"reasons": why}), "dim", wrap=True))
        if one.state == "planned":
            self.done_button = Button(look, Text(N_("After the visit…")), self.finish, icon="check", kind="primary")
            self.edit_button = Button(look, Text(N_("Change…")), self.edit, icon="pencil")
            self.drop_button = Button(look, Text(N_("Drop…")), self.drop, icon="x")
            self._body.addLayout(row(self.done_button, self.edit_button, self.drop_button, None))
            return
        card = Card(look, Text(N_("What came of it")))
        card.body.addWidget(Label(look, one.notes, wrap=True))
        if promises:
            said = {"n": look.formats.number(len(promises))}
            card.body.addWidget(Label(look, Text(N_("Promises made: {n}"), said), "dim"))
        for promise in promises:
            card.body.addLayout(self._promise(promise))
        self.photos = Attached(self.context, photos, self.take_off)
        card.body.addWidget(self.photos)
        add = Button(look, Text(N_("Add photos…")), self._ask_photos, icon="plus", kind="quiet")
        card.body.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        self._body.addWidget(card)

    def _when(self) -> str:
        """The day on which it took place, else the planned one."""
        one = self.visit
        return self.look.formats.day(one.planned_on if one.done_on is None else one.done_on)

    def _promise(self, one: ActionRow) -> QHBoxLayout:
        look, state = self.look, state_of(one, self._today)
        due = look.formats.day(one.due_on) if one.due_on is not None else ""
        who = " · ".join(part for part in (one.owner, due) if part)
        what = Label(look, one.title, wrap=True)
        line = row(Pill(look, state.words, state.tone), what, Label(look, who, "dim"), gap=8)
        line.setStretch(1, 1)
        return line

    # -- the sheet ----------------------------------------------------------------------------------------------------

    def _make(self, lang: str, _progress: Progress) -> bytes:
        desk, one = self.context.desk, self.visit
        with desk.db.read() as session:
            sheet = visit_sheet(session, party_id=one.party_id, today=desk.clock.today(), visit_id=one.id)
        return visit_report(sheet, lang)

    def _name(self, lang: str) -> str:
        words = "拜访单" if lang.startswith("zh") else "visit"
        return f"{words}_{self.visit.dealer}_{day_of(self.visit.planned_on).isoformat()}"

    # -- doing --------------------------------------------------------------------------------------------------------

    def _open_dealer(self) -> None:
        self.context.go("dealers", {"dealer": self.visit.party_id})

    def asked_after(self) -> list[Ask]:
        """What is asked after the visit: notes, and promises with who and until when."""
        found = [
            Ask("on", Text(N_("Day")), "day", min(self.visit.planned_on, self._today), needed=True, until=self._today),
            Ask("notes", Text(N_("What came of it")), "long", needed=True),
        ]
        for number in range(1, PROMISES + 1):
            title = Text(N_("Promise {n}"), {"n": number})
            found += [
                Ask(f"promise{number}", title),
                Ask(f"owner{number}", Text(N_("Owner")), "choice", self.visit.owner_id, person_options(self._people)),
                Ask(f"due{number}", Text(N_("Due on")), "day", read=self._due),
            ]
        return found

    def _due(self, typed: str) -> int | None:
        """The day until which something is promised: not before the visit."""
        day = typed_day(typed)
        if day is not None and day < min(self.visit.planned_on, self._today):
            raise UserError("This day lies before the visit.")
        return day

    def finish(self) -> None:
        """Ask what came of it."""
        values = ask(self.look, self, Text(N_("After the visit")), self.asked_after(), accept=Text(N_("Save")),
                     note=self.visit.dealer)  # fmt: skip
        if values is not None:
            self.keep_done(values)

    def keep_done(self, values: dict[str, Any]) -> None:
        """Keep what came of it; each promise becomes an action."""
        one, today = self.visit, self._today
        promises = [
            Promise(values[f"promise{n}"], values[f"owner{n}"] or None, values[f"due{n}"])
            for n in range(1, PROMISES + 1) if values[f"promise{n}"]
        ]  # fmt: skip
        action = Action(N_("Visited {dealer}"), {"dealer": one.dealer})
        save(
            self.context, self, action,
            lambda session: do_visit(session, visit_id=one.id, on=values["on"], today=today, notes=values["notes"],
                                     promises=promises),
        )  # fmt: skip

    def edit(self) -> None:
        """Another day, person or purpose."""
        one = self.visit
        asked = [
            Ask("planned_on", Text(N_("Planned on")), "day", one.planned_on, needed=True),
            Ask("owner_id", Text(N_("Who goes")), "choice", one.owner_id, person_options(self._people)),
            Ask("purpose", Text(N_("Purpose")), value=one.purpose),
        ]
        values = ask(self.look, self, one.dealer, asked, accept=Text(N_("Save")))
        if values is not None:
            changes = values | {"owner_id": values["owner_id"] or None, "purpose": values["purpose"] or None}
            save(self.context, self, Action(N_("Changed a visit")),
                 lambda session: change_visit(session, visit_id=one.id, changes=changes))  # fmt: skip

    def drop(self) -> None:
        """Say why it does not take place."""
        one = self.visit
        reason = Ask("reason", Text(N_("Reason")), "long", needed=True)
        title = Text(N_("Why is it dropped?"))
        values = ask(self.look, self, title, [reason], accept=Text(N_("Drop")), note=one.dealer)
        if values is not None:
            save(self.context, self, Action(N_("Dropped a visit")),
                 lambda session: drop_visit(session, visit_id=one.id, reason=values["reason"]))  # fmt: skip

    def _ask_photos(self) -> None:
        self.add_photos(ask_files(self.context, self, Text(N_("Add photos…"))))

    def add_photos(self, paths: Sequence[Path]) -> None:
        """Keep photos with the visit."""
        attach_files(self.context, self, ("visit", self.visit.id), paths, kind="photo")

    def take_off(self, photo: AttachmentRow) -> None:
        """Take a photo off the visit; undo brings it back."""
        action = Action(N_("{dealer}: took a file off"), {"dealer": self.visit.dealer})
        save(self.context, self, action, lambda session: detach(session, attachment_id=photo.id))
