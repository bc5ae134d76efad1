"""The dialog of whoever makes a configuration pack out of this workspace: parts, locks, name, version, key, file."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit

from app.core.errors import UserError
from app.core.locks import LOCKABLE, PART_TITLES
from app.core.progress import Progress
from app.core.signing import fingerprint, make_key
from app.core.texts import N_, Text
from app.packs.archive import SUFFIX
from app.packs.making import Order, next_version
from app.packs.model import numbers_of
from ui.core.card import row
from ui.core.controls import Button, Check
from ui.core.dialogs import Dialog, tell
from ui.core.form import Field, Form
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.page import Context

_LINES: Final = (len(PART_TITLES) + 1) // 2


class MakePackDialog(Dialog):
    """What the pack is called and holds, who signs it and where it goes."""

    def __init__(self, context: "Context") -> None:
        """Every part is ticked, nothing locked; the version is the one behind the last of this name."""
        look = context.look
        super().__init__(look, None, Text(N_("Make a configuration pack")), accept=Text(N_("Make")))
        self.setMinimumWidth(720)
        self._context = context
        words = Text(N_("It takes what stands in this workspace now; dealers, figures and people are never in it."))
        self.body.addWidget(Label(look, words, "dim", wrap=True))
        memory = context.memory
        self.form = Form(look, label_px=130)
        self.name = Field(look, memory.get("pack.name", ""))
        kept = memory.get("pack.version", "")
        self.number = Field(look, next_version([kept] if kept else []))
        self.by = Field(look, memory.get("pack.by", ""))
        self.note = Field(look)
        self.key = Field(look, memory.get("pack.key", ""))
        self.passphrase = Field(look)
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.file = Field(look, memory.get("pack.file", ""))
        for title, field in (
            (N_("Name"), self.name), (N_("Version"), self.number), (N_("Who makes it"), self.by),
            (N_("What is new"), self.note), (N_("Private key"), self.key), (N_("Passphrase"), self.passphrase),
            (N_("File"), self.file),
        ):  # fmt: skip
            self.form.add(Text(title), field)
        self.body.addWidget(self.form)
        choose = Button(look, Text(N_("Choose the key…")), self.ask_key, icon="folder-open", kind="quiet")
        fresh = Button(look, Text(N_("New pair of keys…")), self.ask_new_key, icon="shield-check", kind="quiet")
        where = Button(look, Text(N_("Where to…")), self.ask_file, icon="download", kind="quiet")
        for button in (choose, fresh, where):
            button.setAutoDefault(False)
        self.body.addLayout(row(choose, fresh, where, None))
        self._add_parts()

    def _add_parts(self) -> None:
        look = self.look
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        self.body.addWidget(Label(look, Text(N_("Parts; regions do not change by hand what is locked")), "strong"))
        self.parts: dict[str, Check] = {}
        self.locks: dict[str, Check] = {}
        for n, (key, title) in enumerate(PART_TITLES.items()):
            line, place = n % _LINES, 2 * (n // _LINES)
            part = self.parts[key] = Check(look, Text(title))
            part.setChecked(True)
            grid.addWidget(part, line, place)
            if key in LOCKABLE:
                lock = self.locks[key] = Check(look, Text(N_("locked")))
                lock.setAccessibleName(f"{look.t(title)}: {look.t('locked')}")
                part.toggled.connect(lock.setEnabled)
                grid.addWidget(lock, line, place + 1)
        grid.setColumnStretch(4, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)

    def order(self) -> Order:
        """What was asked for."""
        parts = tuple(key for key, one in self.parts.items() if one.isChecked())
        locks = tuple(key for key, one in self.locks.items() if one.isChecked() and key in parts)
        return Order(self.name.text(), self.number.text().strip(), self.by.text(), parts, locks, note=self.note.text())

    def accept(self) -> None:
        """Only with a name, a version, a key and a file."""
        wrong = False
        for field, lacking in (
            (self.name, not self.name.text().strip()), (self.key, not Path(self.key.text()).is_file()),
            (self.file, not self.file.text().strip()),
        ):  # fmt: skip
            self.form.complain(field, Text(N_("This is needed.")) if lacking else "")
            wrong = wrong or lacking
        try:
            numbers_of(self.number.text().strip())
            self.form.complain(self.number, "")
        except UserError as error:
            self.form.complain(self.number, error.text)
            wrong = True
        if wrong:
            return
        memory = self._context.memory
        for name, field in (("name", self.name), ("version", self.number), ("by", self.by), ("key", self.key),
                            ("file", self.file)):  # fmt: skip
            memory.put(f"pack.{name}", field.text().strip())
        super().accept()

    def ask_key(self) -> None:
        """Ask for the file of the private key."""
        path, _ = QFileDialog.getOpenFileName(self, self.look.t("Private key"), "", "*")
        if path:
            self.key.setText(path)

    def ask_file(self) -> None:
        """Ask where the pack goes."""
        words = self.look.t("Configuration pack")
        path, _ = QFileDialog.getSaveFileName(self, words, f"{self.name.text() or 'pack'}{SUFFIX}",
                                              f"{words} (*{SUFFIX})")  # fmt: skip
        if path:
            self.file.setText(str(Path(path).with_suffix(SUFFIX)))

    def ask_new_key(self) -> None:
        """Ask where a new private key goes, and write it."""
        path, _ = QFileDialog.getSaveFileName(self, self.look.t("Private key"), "channeldesk.key", "*")
        if path:
            self.new_key(Path(path))

    def new_key(self, path: Path) -> None:
        """Write a new private key, sealed with the passphrase where one is typed, and show the public one."""
        passphrase = self.passphrase.text()

        def work(_progress: Progress) -> str:
            from app.cli.pack import write_key

            private, public = make_key(passphrase)
            write_key(path, private)
            return public

        def done(public: str) -> None:
            self.key.setText(str(path))
            said = {"key": public, "fingerprint": fingerprint(public)}
            words = Text(N_("The private key stays with you, and nobody else has it. Public key, for the policy file "
                            "of the regions: {key} Fingerprint, to be read out: {fingerprint}"), said)  # fmt: skip
            tell(self.look, self, Text(N_("New pair of keys")), words)

        self._context.tasks.run(Text(N_("Saving")), work, done, owner=self, failed=self._refused)

    def _refused(self, error: UserError) -> None:
        self.form.complain(self.key, error.text)
