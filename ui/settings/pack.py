"""The configuration pack of head office: what is in force, a new one looked at and installed, one made."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app.core.errors import UserError
from app.core.locks import PART_TITLES
from app.core.progress import Progress
from app.core.signing import fingerprint
from app.core.texts import N_, Text, Texts
from app.packs.archive import SUFFIX, UnknownKeyError
from app.packs.differences import Differences
from app.packs.making import Made, Order
from app.packs.model import Pack
from app.packs.service import Installed
from app.packs.shelf import PackStanding
from ui.core.ask import Ask, ask
from ui.core.card import Card, row
from ui.core.controls import Button
from ui.core.dialogs import Dialog, confirm
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label
from ui.settings.pack_differences import DifferencesDialog
from ui.settings.pack_making import MakePackDialog

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.core.page import Context
    from ui.settings.reading import SettingsSheet

_READING = Text(N_("Reading the configuration pack"))
_INSTALLING = Text(N_("Putting the configuration pack in force"))


def part_names(keys: tuple[str, ...], t: Texts) -> str:
    """Parts in words, in their order."""
    return t(", ").join(t(PART_TITLES[one]) for one in PART_TITLES if one in keys)


class PackCard(Card):
    """What head office configured here, and what it locks."""

    def __init__(self, context: "Context") -> None:
        """Filled by ``show_sheet``."""
        look = context.look
        super().__init__(look, Text(N_("Configuration pack")))
        self._context = context
        self._sheet: PackStanding | None = None
        self.said = Label(look, "", wrap=True)
        self.locked = Label(look, "", wrap=True)
        self.note = Label(look, "", "dim", wrap=True)
        self.check_button = Button(look, Text(N_("Look for a pack")), self.look_for, icon="refresh-cw")
        self.install_button = Button(look, Text(N_("Install a pack…")), self.ask_file, icon="package")
        self.make_button = Button(look, Text(N_("Make…")), self.make, icon="plus", kind="quiet")
        self.past_button = Button(look, Text(N_("Installed before…")), self.show_past, icon="history", kind="quiet")
        self.remove_button = Button(look, Text(N_("Take out…")), self.remove, icon="x", kind="quiet")
        for part in (self.said, self.locked, self.note):
            self.body.addWidget(part)
        self.body.addLayout(row(self.check_button, self.install_button, None))
        self.body.addLayout(row(self.make_button, self.past_button, self.remove_button, None))

    @property
    def _desk(self) -> "Desk":
        return self._context.desk

    def show_sheet(self, sheet: "SettingsSheet") -> None:
        """Show what was read."""
        found = self._sheet = sheet.pack
        now, t = found.in_force, self.look.t
        if now is None:
            self.said.say(Text(N_("None is in force: this workspace is configured by hand.")))
            self.locked.say("")
        else:
            at = self.look.formats.moment(found.installed_at) if found.installed_at is not None else ""
            said = {"name": now.name, "version": now.version, "by": now.by or now.signer, "at": at}
            self.said.say(Text(N_("{name}, version {version}, from {by}, installed {at}."), said))
            names = part_names(now.locks, t)
            self.locked.say(Text(N_("Locked: {parts}."), {"parts": names}) if names else Text(N_("Nothing is locked.")))
        self.locked.setVisible(now is not None)
        self._show_note(found)
        self.check_button.setVisible(bool(found.place))
        self.install_button.setEnabled(found.hand_locked is None)
        self.install_button.explain(found.hand_locked)
        self.past_button.setEnabled(bool(found.past))
        self.remove_button.setEnabled(now is not None and not found.place)

    def _show_note(self, found: PackStanding) -> None:
        if found.drifted:
            part, key = found.drifted[0]
            said = {"n": len(found.drifted), "part": Text(PART_TITLES[part]), "key": key}
            self.note.say(Text(N_("Changed here since the pack gave it: {n}, such as {part}, {key}."), said))
        elif found.place:
            self.note.say(Text(N_("By the policy packs come from {place}."), {"place": found.place}))
        else:
            self.note.say(Text(N_("What head office gives all regions, signed: profiles, products, KPIs, goals, the "
                                  "health model, calendars and templates.")))  # fmt: skip

    # --------------------------------------------------------------------------------------------- installing

    def look_for(self) -> None:
        """Look where the policy says whether another pack waits."""
        if self._sheet is not None and self._sheet.place:
            self.take(self._sheet.place)

    def ask_file(self) -> None:
        """Ask for the file, then show what it would change."""
        words = self.look.t("Configuration pack")
        path, _ = QFileDialog.getOpenFileName(self, words, "", f"{words} (*{SUFFIX})")
        if path:
            self.take(path)

    def take(self, where: str) -> None:
        """Read the pack at a place and show what it would change; an unknown key is asked about first."""
        packs = self._desk.packs

        def work(progress: Progress) -> tuple[Pack, Differences]:
            pack = packs.read(where, progress)
            return pack, packs.differences(pack, where=where)

        self._context.tasks.run(
            _READING, work, lambda found: self._show_differences(where, *found), owner=self, key="pack",
            failed=partial(self._refused, where),
        )  # fmt: skip

    def _refused(self, where: str, error: UserError) -> None:
        if not isinstance(error, UnknownKeyError):
            self._context.notify("bad", error.text)
            return
        title = Text(N_("Accept the key of {name}?"), {"name": error.name or "?"})
        said = {"fingerprint": fingerprint(error.public)}
        words = Text(N_("Nobody has accepted the key that signed this pack. Call head office and have the fingerprint "
                        "read out: {fingerprint}. Accept it only if every figure is the same; packs and updates that "
                        "it signed count on this computer from then on."), said)  # fmt: skip
        if not confirm(self.look, self, title, words, accept=Text(N_("It is the same: accept"))):
            return
        packs, public, name = self._desk.packs, error.public, error.name
        self._context.tasks.run(
            Text(N_("Saving")), lambda _p: packs.accept(public, name), lambda _key: self.take(where), owner=self
        )

    def _show_differences(self, where: str, pack: Pack, found: Differences) -> None:
        dialog = DifferencesDialog(self._context, pack, found)
        agreed = dialog.run()
        dialog.deleteLater()
        if agreed:
            self.install(where, pack, found)

    def install(self, where: str, pack: Pack, seen: Differences) -> None:
        """Put in force what was looked at."""
        packs = self._desk.packs

        def done(_installed: Installed) -> None:
            said = {"name": pack.manifest.name, "version": pack.manifest.version}
            self._context.notify("good", Text(N_("{name} {version} is in force."), said))

        self._context.tasks.run(
            _INSTALLING, lambda progress: packs.install(pack, where=where, seen=seen.seal, progress=progress), done,
            owner=self, key="pack",
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------------- the rest

    def remove(self) -> None:
        """Take the locks out, with a reason that is kept."""
        title = Text(N_("Take out the configuration pack?"))
        hint = Text(N_("What it gave stays as the region's own; nothing is locked any more. Kept with the history."))
        values = ask(self.look, self, title, [Ask("reason", Text(N_("Reason")), needed=True, hint=hint)],
                     accept=Text(N_("Take out")))  # fmt: skip
        if values is not None:
            packs, reason = self._desk.packs, str(values["reason"])
            self._context.tasks.run(Text(N_("Saving")), lambda _p: packs.remove(reason), owner=self)

    def show_past(self) -> None:
        """Every time that a pack was installed or taken out."""
        if self._sheet is None:
            return
        dialog = Dialog(self.look, self, Text(N_("Configuration packs installed before")), accept=Text(N_("Close")))
        dialog.cancel_button.hide()
        dialog.setMinimumSize(760, 360)
        moment = self.look.formats.moment
        columns = [
            Column("at", Text(N_("At")), width=150, get=lambda one: moment(one.at)),
            Column("pack", Text(N_("Configuration pack")), width=180, stretch=True),
            Column("version", Text(N_("Version")), width=110,
                   get=lambda one: one.version or Text(N_("taken out"))),
            Column("who", Text(N_("Who")), width=110),
            Column("reason", Text(N_("Reason")), width=160),
        ]  # fmt: skip
        table = Table(self._context, columns, name="settings.packs", title=Text(N_("Configuration pack")), empty="")
        table.set_rows(self._sheet.past)
        dialog.body.addWidget(table, 1)
        dialog.run()
        dialog.deleteLater()

    def make(self) -> None:
        """Ask what a new pack holds, and write it."""
        dialog = MakePackDialog(self._context)
        if dialog.run():
            self.write(dialog.order(), Path(dialog.key.text()), dialog.passphrase.text(), Path(dialog.file.text()))
        dialog.deleteLater()

    def write(self, order: Order, key: Path, passphrase: str, out: Path) -> None:
        """Make a pack out of this workspace and write it to a file."""
        packs = self._desk.packs

        def work(_progress: Progress) -> Made:
            from app.cli.pack import read_private, write_file

            made = packs.make(order, private_pem=read_private(key), passphrase=passphrase)
            write_file(out, made.data)
            return made

        def done(made: Made) -> None:
            said = {"path": str(out), "n": sum(map(len, made.pack.parts.values()))}
            self._context.notify("good", Text(N_("Written: {path}, things in it: {n}"), said))

        self._context.tasks.run(Text(N_("Making the configuration pack")), work, done, owner=self, key="pack")
