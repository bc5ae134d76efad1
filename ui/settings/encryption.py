"""Encryption of the workspace on the disk: its state, turned on with the code shown once, another key, off again."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.core.fleet import policy
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.card import Card, row
from ui.core.controls import Button
from ui.core.dialogs import confirm
from ui.core.recovery import CodeDialog
from ui.core.words import Label

if TYPE_CHECKING:
    from app.core.encryption.service import NewKey, Status
    from ui.core.page import Context
    from ui.settings.reading import SettingsSheet


class EncryptionCard(Card):
    """Whether who takes the laptop can read the workspace."""

    def __init__(self, context: "Context") -> None:
        """Filled by ``show_sheet``."""
        look = context.look
        super().__init__(look, Text(N_("Encryption on the disk")))
        self.context = context
        self.status: Status | None = None
        self.said = Label(look, "", wrap=True)
        self.note = Label(look, Text(N_(
            "Encrypted are the workspace, its kept files, its backups and what is written while files are read. What "
            "you save or send yourself is not."
        )), "dim", wrap=True)  # fmt: skip
        self.on_button = Button(look, Text(N_("Encrypt…")), self.turn_on, icon="lock")
        self.finish_button = Button(look, Text(N_("Finish")), self.finish, icon="lock")
        self.code_button = Button(look, Text(N_("New recovery code…")), self.new_code, icon="shield-check")
        self.key_button = Button(look, Text(N_("Change the key…")), self.change_key, icon="refresh-cw", kind="quiet")
        self.off_button = Button(look, Text(N_("Turn off…")), self.turn_off, icon="x", kind="quiet")
        self.body.addWidget(self.said)
        self.body.addWidget(self.note)
        self.body.addLayout(
            row(self.on_button, self.finish_button, self.code_button, self.key_button, self.off_button, None)
        )

    def show_sheet(self, sheet: "SettingsSheet") -> None:
        """Show what was read."""
        found = self.status = sheet.encryption
        if found is None:
            return
        left = len(found.others)
        if not found.encrypted:
            self.said.say(Text(N_("Not encrypted: who has the laptop's disk can read the workspace.")))
        elif left:
            self.said.say(Text(N_("Encrypted, but for files: {n}. Finish encrypts them too."), {"n": left}))
        elif not found.code_here:
            self.said.say(Text(N_("Encrypted, but the file for the recovery code is missing. Make a new code.")))
        else:
            self.said.say(Text(N_("Encrypted with its files and backups; this machine keeps the key.")))
        self.said.set_tone("bad" if found.encrypted and (left or not found.code_here) else None)
        self.on_button.setVisible(not found.encrypted)
        self.finish_button.setVisible(found.encrypted and left > 0)
        for button in (self.code_button, self.key_button, self.off_button):
            button.setVisible(found.encrypted)
        self.off_button.setEnabled(policy().encrypt != "required")

    def turn_on(self) -> None:
        """Show the code, and encrypt when it was typed back."""
        from app.core.encryption import service

        new = service.make_key()
        backups = self._shown(new, Text(N_("Encrypt")), backups=True)
        if backups is not None:
            self.encrypt(new, backups)

    def encrypt(self, new: "NewKey", backups: str) -> None:
        """Close the workspace, encrypt it, open it again."""
        from app.core.encryption import service

        def work(path: Path, progress: Progress) -> object:
            return service.turn_on(path, new, backups=backups, progress=progress)

        self.context.acts.rework(Text(N_("Encrypting")), work, Text(N_("The workspace is encrypted.")))

    def change_key(self) -> None:
        """Another key with another code: when the code was seen by others, or a laptop was lost."""
        from app.core.encryption import service

        new = service.make_key()
        if self._shown(new, Text(N_("Change the key"))) is not None:

            def work(path: Path, progress: Progress) -> object:
                return service.change_key(path, new, progress=progress)

            words = Text(N_("The workspace and its backups have another key; the old code opens nothing more."))
            self.context.acts.rework(Text(N_("Changing the key")), work, words)

    def new_code(self) -> None:
        """Another code for the same key, for who lost the paper."""
        from app.core.encryption import service

        path, code = self.context.desk.db.path, service.make_key().code
        dialog = CodeDialog(self.look, self, path.name, code, accept=Text(N_("Use this code")))
        if dialog.run():
            self.context.tasks.run(
                Text(N_("Saving")),
                lambda _p: service.use_code(path, code),
                lambda _n: self.context.notify("good", Text(N_("The new recovery code counts; the old one no more."))),
                owner=self,
            )
        dialog.deleteLater()

    def finish(self) -> None:
        """What was interrupted, and backups that lie in plain."""
        from app.core.encryption import service

        def work(path: Path, progress: Progress) -> object:
            return service.finish(path, progress=progress)

        self.context.acts.rework(Text(N_("Encrypting")), work, Text(N_("Every file is encrypted.")))

    def turn_off(self) -> None:
        """Ask, for then everybody with the disk can read it."""
        from app.core.encryption import service

        def work(path: Path, progress: Progress) -> object:
            return service.turn_off(path, progress=progress)

        title, text = Text(N_("Turn encryption off?")), Text(N_("Who has the laptop's disk can read everything then."))
        if confirm(self.look, self, title, text, accept=Text(N_("Turn off")), danger=True):
            words = Text(N_("The workspace is not encrypted any more."))
            self.context.acts.rework(Text(N_("Decrypting")), work, words)

    def _shown(self, new: "NewKey", accept: Text, *, backups: bool = False) -> str | None:
        """What is to become of the backups; None where the code was not typed back."""
        name = self.context.desk.db.path.name
        dialog = CodeDialog(self.look, self, name, new.code, accept=accept, backups=backups)
        found = str(dialog.choice.key()) if dialog.run() else None
        dialog.deleteLater()
        return found
