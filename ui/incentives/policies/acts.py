"""What can be done with a version: a button for each step that its state allows."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.core.db import Action
from app.core.texts import N_, Text
from app.incentives.policies import service
from ui.core.ask import Ask, ask
from ui.core.controls import Button
from ui.core.dialogs import confirm
from ui.core.saving import save
from ui.incentives.policies.counting import ask_and_save

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from ui.core.context import Context
    from ui.incentives.policies.reading import Chosen


class Acts(QObject):
    """The buttons over a version; ``show_chosen`` says which of them are there."""

    change_wanted = Signal()
    """The draft in the wizard."""
    renew_wanted = Signal()
    """A new version in the wizard."""
    simulate_wanted = Signal(str)
    """The lab with this version."""

    def __init__(self, context: "Context", host: "QWidget") -> None:
        """``host`` is where dialogs stand."""
        super().__init__(host)
        self.context, self.host = context, host
        self.chosen: Chosen | None = None
        look = context.look

        def button(words: str, on: "Callable[[], object]", icon: str, *, primary: bool = False) -> Button:
            return Button(look, Text(words), on, icon=icon, kind="primary" if primary else "plain")

        self.simulate = button(N_("Simulate…"), self._simulate, "play", primary=True)
        self.submit = button(N_("To approval"), self._submit, "shield-check", primary=True)
        self.look_up = button(N_("Approval"), self._look_up, "eye")
        self.sign = button(N_("Sign…"), self._sign, "check", primary=True)
        self.back = button(N_("Take back"), self._back, "undo-2")
        self.activate = button(N_("Take effect"), self._activate, "play", primary=True)
        self.close = button(N_("Close…"), self._close, "lock")
        self.settle = button(N_("All settled…"), self._settle, "check")
        self.archive = button(N_("Archive"), self._archive, "archive")
        self.change = button(N_("Change…"), self.change_wanted.emit, "pencil")
        self.renew = button(N_("New version…"), self.renew_wanted.emit, "plus")
        self.count = button(N_("Count sheet…"), self._count, "download")
        self.remove = button(N_("Remove"), self._remove, "trash-2")
        self.buttons = (self.remove, self.change, self.renew, self.close, self.back, self.look_up,
                        self.archive, self.settle, self.activate, self.simulate, self.submit, self.sign)  # fmt: skip
        self.show_chosen(None)

    def show_chosen(self, chosen: "Chosen | None") -> None:
        """Another version, or none."""
        self.chosen = chosen
        state = chosen.version.state if chosen is not None else ""
        writes = chosen is not None and not self.context.desk.db.read_only
        making = chosen is not None and any(one.state in {"draft", "simulated", "approving"}
                                            for one in chosen.policy.versions)  # fmt: skip
        there = {
            self.simulate: state == "draft", self.submit: state == "simulated",
            self.sign: chosen is not None and chosen.approved, self.back: state == "approving",
            self.activate: chosen is not None and chosen.due, self.close: state == "active",
            self.settle: state == "closing", self.archive: state == "settled",
            self.change: state in {"draft", "simulated"}, self.remove: state in {"draft", "simulated"},
            self.renew: bool(state) and not making,
        }  # fmt: skip
        for one, shown in there.items():
            one.setVisible(writes and shown)
        self.count.setVisible(writes and chosen is not None and chosen.version.policy.protection is not None)
        self.look_up.setVisible(chosen is not None and chosen.approval is not None)

    def _write(self, words: str, command: "Callable[[Any], Any]") -> None:
        if self.chosen is not None:
            action = Action(words, {"name": self.chosen.version.policy.name})
            save(self.context, self, action, command)

    def _simulate(self) -> None:
        if self.chosen is not None:
            self.simulate_wanted.emit(self.chosen.version.id)

    def _submit(self) -> None:
        if self.chosen is None:
            return
        chosen, desk = self.chosen, self.context.desk
        note = Text(N_("Its text in both languages is kept and sent to whoever approves by the rules; from then on "
                       "nothing of it changes."))  # fmt: skip
        if chosen.settled:
            note = Text(N_("{changed} The text tells it dealer by dealer, and so does what is approved. Its text in "
                           "both languages is kept and sent to whoever approves by the rules; from then on nothing "
                           "of it changes."), {"changed": chosen.settled[0]})  # fmt: skip
        amount = Ask(
            "region", Text(N_("Region")), hint=Text(N_("Whose rules of approval count; empty is every region."))
        )
        values = ask(self.context.look, self.host, Text(N_("To approval")), [amount],
                     accept=Text(N_("Send")), note=note)  # fmt: skip
        if values is None:
            return
        version, region = chosen.version.id, values["region"] or None

        def work(_progress: object) -> str:
            return service.submit(desk.db, desk.workspace.files, version_id=version, region=region)

        def done(_approval: str) -> None:
            self.context.notify("good", Text(N_("Sent to approval.")))

        self.context.tasks.run(Text(N_("Sending to approval")), work, done, owner=self)

    def _look_up(self) -> None:
        if self.chosen is not None and self.chosen.approval is not None:
            self.context.go("approvals", {"approval": self.chosen.approval.id})

    def _sign(self) -> None:
        chosen = self.chosen
        if chosen is None or chosen.approval is None:
            return
        text = Text(N_("Exactly the text that was approved is signed (SHA-256 {hash}). This cannot be undone."),
                    {"hash": (chosen.version.text_sha256 or "")[:12]})  # fmt: skip
        if confirm(self.context.look, self.host, Text(N_("Sign the policy")), text, accept=Text(N_("Sign it"))):
            self._write(N_("Signed the policy {name}"), partial(
                service.sign_version, version_id=chosen.version.id, approval_id=chosen.approval.id,
                today=chosen.today))  # fmt: skip

    def _back(self) -> None:
        if self.chosen is not None:
            self._write(N_("Took the policy {name} back from approval"), partial(
                service.return_version, version_id=self.chosen.version.id, today=self.chosen.today))  # fmt: skip

    def _activate(self) -> None:
        if self.chosen is not None:
            self._write(N_("Let signed policies take effect"), partial(service.activate_due, today=self.chosen.today))

    def _count(self) -> None:
        if self.chosen is not None:
            ask_and_save(self.context, self.host, self.chosen.version.policy)

    def _close(self) -> None:
        text = Text(N_("Nothing is collected under it any more; what is left is its settlement."))
        if self.chosen is not None and confirm(self.context.look, self.host, Text(N_("Close the policy")), text,
                                               accept=Text(N_("Close it"))):  # fmt: skip
            self._write(N_("Closed the policy {name}"), partial(
                service.begin_closing, version_id=self.chosen.version.id))  # fmt: skip

    def _settle(self) -> None:
        text = Text(N_("Every period of it was settled finally. This cannot be undone."))
        if self.chosen is not None and confirm(self.context.look, self.host, Text(N_("The policy is settled")), text,
                                               accept=Text(N_("All settled"))):  # fmt: skip
            self._write(N_("The policy {name} is settled"), partial(
                service.mark_settled, version_id=self.chosen.version.id))  # fmt: skip

    def _archive(self) -> None:
        if self.chosen is not None:
            self._write(N_("Put the policy {name} into the archive"), partial(
                service.archive, version_id=self.chosen.version.id))  # fmt: skip

    def _remove(self) -> None:
        if self.chosen is not None:
            self._write(N_("Took out a draft of the policy {name}"), partial(
                service.remove_draft, version_id=self.chosen.version.id))  # fmt: skip
