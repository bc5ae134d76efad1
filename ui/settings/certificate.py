"""The certificate that signs PDFs on this computer: whose it is, until when, chosen or forgotten."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from app.core.clock import SystemClock
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.reports.signing import Certificate
from ui.core.ask import Ask, ask
from ui.core.card import Card, row
from ui.core.controls import Button
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.page import Context
    from ui.settings.reading import SettingsSheet


class CertificateCard(Card):
    """What signs, and what that says of a report."""

    changed = Signal()

    def __init__(self, context: "Context") -> None:
        """Filled by ``show_sheet``."""
        super().__init__(context.look, Text(N_("Certificate for signing PDFs")))
        self.context = context
        self.said = Label(context.look, "", wrap=True)
        self.note = Label(context.look, Text(N_(
            "A PKCS#12 file (.p12, .pfx) with your key. Path and passphrase stay on this computer. The signature "
            "covers the whole PDF and bears no timestamp."
        )), "dim", wrap=True)  # fmt: skip
        self.choose_button = Button(context.look, Text(N_("Choose a certificate…")), self.ask_file, icon="shield-check")
        self.forget_button = Button(context.look, Text(N_("Forget")), self.forget, icon="x", kind="quiet")
        self.body.addWidget(self.said)
        self.body.addWidget(self.note)
        self.body.addLayout(row(self.choose_button, self.forget_button, None))

    def show_sheet(self, sheet: "SettingsSheet") -> None:
        """Show what was read."""
        one = sheet.certificate
        if isinstance(one, Certificate):
            day = self.look.formats.day(one.until)
            said = {"holder": one.holder, "issuer": one.issuer, "day": day, "path": str(one.path)}
            self.said.say(Text(N_("{holder}, issued by {issuer}, until {day}: {path}"), said))
        else:
            self.said.say(one if sheet.certificate_chosen else Text(N_("None is chosen: PDFs are not signed.")))
        self.said.set_tone("bad" if sheet.certificate_chosen and not isinstance(one, Certificate) else None)
        self.forget_button.setEnabled(sheet.certificate_chosen)

    def ask_file(self) -> None:
        """Ask for the file and its passphrase."""
        words = self.look.t("Choose a certificate…")
        path, _ = QFileDialog.getOpenFileName(self, words, str(Path.home()), "PKCS#12 (*.p12 *.pfx)")
        if path:
            self.ask_passphrase(Path(path))

    def ask_passphrase(self, path: Path) -> None:
        """Ask for the passphrase and sign with this file from now on."""
        field = Ask("passphrase", Text(N_("Passphrase")), "secret", "", hint=Text(N_("Stays on this machine.")))
        values = ask(self.look, self, path.name, [field], accept=Text(N_("Save")))
        if values is not None:
            self.choose(path, str(values["passphrase"]))

    def choose(self, path: Path, passphrase: str) -> None:
        """Sign with this file from now on, if it can."""
        signing = self.context.desk.signing

        def work(_progress: Progress) -> Certificate:
            return signing.choose(path, passphrase, SystemClock().now())

        def done(found: Certificate) -> None:
            said = Text(N_("PDFs are signed as {holder}, until {day}."),
                        {"holder": found.holder, "day": self.look.formats.day(found.until)})  # fmt: skip
            self.context.notify("good", said)
            self.changed.emit()

        self.context.tasks.run(Text(N_("Opening {file}"), {"file": path.name}), work, done, owner=self)

    def forget(self) -> None:
        """Sign with nothing any more; the file stays where it is."""
        signing = self.context.desk.signing
        self.context.tasks.run(
            Text(N_("Saving")), lambda _p: signing.forget(), lambda _none: self.changed.emit(), owner=self
        )
