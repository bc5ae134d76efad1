"""The profiles that the workspace keeps: to look at, correct, copy, compare, hand on as TOML, take in from others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core.ids import natural_id
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports import draft
from app.imports.profile import Profile
from app.imports.queries import BatchRow
from app.imports.shelf import Version
from app.people.queries import names
from ui.core.card import Card, row
from ui.core.controls import Button
from ui.core.dialogs import ask_text
from ui.core.drawer import Drawer
from ui.core.pack_lock import hold, pack_lock
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.imports.batches import write_whole
from ui.imports.said import feed_title
from ui.imports.versions import VersionList

if TYPE_CHECKING:
    from ui.core.page import Context


@dataclass(frozen=True)
class Kept:
    """A profile with the newest file that was read with it."""

    profile: Profile
    last: BatchRow | None = None
    by: str = ""
    """Who took that file in."""


class ProfilesTab(QWidget):
    """A table of profiles; ``edited`` asks for the wizard."""

    edited = Signal(object)

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_profiles``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look, self._desk = context, context.look, context.desk
        self._ids: list[str] = []
        self.table = self._make_table()
        self.edit_button = Button(self.look, Text(N_("Edit")), self.edit, icon="pencil")
        self.save_button = Button(self.look, Text(N_("Save as TOML")), self.ask_where, icon="file-down")
        self.drop_button = Button(self.look, Text(N_("Delete")), self.drop, icon="trash-2")
        self.past_button = Button(self.look, Text(N_("History")), self.show_history, icon="history")
        self.take_button = Button(self.look, Text(N_("Take in profiles")), self.ask_files, icon="upload")
        self.copy_button = Button(self.look, Text(N_("Duplicate")), self.ask_copy, icon="copy")
        self.rename_button = Button(self.look, Text(N_("Rename")), self.ask_name, icon="tag")
        self.versions_button = Button(self.look, Text(N_("Versions")), self.show_versions, icon="history")
        self.table.tools.addWidget(self.take_button)
        self._own = (
            self.edit_button, self.copy_button, self.rename_button, self.versions_button, self.save_button,
            self.drop_button, self.past_button,
        )  # fmt: skip
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        card = Card(self.look)
        card.body.addWidget(self.table, 1)
        card.body.addLayout(row(*self._own, None, gap=6))
        outer.addWidget(card)
        self.drawer = Drawer(self.look, self)
        self.table.opened.connect(lambda _row: self.edit())
        self.table.picked.connect(lambda _row: self._show_buttons())
        self._show_buttons()

    def _make_table(self) -> Table:
        desk, look = self._desk, self.look

        def feeds(one: Kept) -> str:
            return look.t("; ").join(look.say(feed_title(desk, entry.feed)) for entry in one.profile.entries)

        def loaded(one: Kept) -> object:
            return datetime.fromisoformat(one.last.loaded_at).astimezone().date() if one.last is not None else None

        columns = (
            Column("title", Text(N_("Profile")), stretch=True, width=180, get=lambda one: one.profile.title),
            Column("feeds", Text(N_("Contents")), width=130, get=feeds),
            Column("source", Text(N_("Source")), width=92, get=lambda one: one.profile.source),
            Column("version", Text(N_("Version")), "number", width=76, get=lambda one: one.profile.version),
            Column("file", Text(N_("Newest file")), width=196, get=lambda one: one.last.file_name if one.last else ""),
            Column("loaded", Text(N_("Taken in on")), "date", width=104, get=loaded),
            Column("by", Text(N_("By")), width=90, get=lambda one: one.by),
            Column("match", Text(N_("File names")), width=220, hidden=True,
                   get=lambda one: " ; ".join(one.profile.file.match)),
            Column("id", Text(N_("Id")), width=160, hidden=True, get=lambda one: one.profile.id),
        )  # fmt: skip
        return Table(
            self.context, columns, name="imports.profiles", title=Text(N_("Import profiles")),
            empty=Text(N_("No profile is kept yet")),
            empty_text=Text(N_("The first file that you set up leaves one here; a colleague's can be taken in too.")),
        )  # fmt: skip

    def show_profiles(
        self, profiles: Sequence[Profile], batches: Sequence[BatchRow] = (), people: Mapping[str, str] | None = None
    ) -> None:
        """Other profiles; ``batches`` newest first, ``people`` who took each in by its id."""
        newest: dict[str, BatchRow] = {}
        for batch in batches:
            newest.setdefault(batch.profile_id, batch)
        found = [(one, newest.get(one.id)) for one in profiles]
        self._ids = [one.id for one in profiles]
        self.table.set_rows([Kept(one, last, (people or {}).get(last.id, "") if last else "") for one, last in found])
        self._show_buttons()

    def _show_buttons(self) -> None:
        chosen = self.chosen is not None
        for button in self._own:
            button.setEnabled(chosen)
        self.take_button.setEnabled(True)
        hold(pack_lock(self.context.desk, "profiles"), self.edit_button, self.copy_button, self.rename_button,
             self.drop_button, self.take_button)  # fmt: skip

    @property
    def chosen(self) -> Profile | None:
        """The profile under the cursor."""
        kept: Kept | None = self.table.current
        return kept.profile if kept is not None else None

    def edit(self) -> None:
        """Open the chosen profile in the wizard."""
        if self.chosen is not None:
            self.edited.emit(self.chosen)

    # -- copies and names ---------------------------------------------------------------------------------------------

    def ask_copy(self) -> None:
        """Ask for the name of a copy and keep it; it recognises no file until it is told which."""
        profile = self.chosen
        if profile is None:
            return
        usual = self.look.t("{title} (copy)", title=profile.title)
        hint = Text(N_("It begins without file names: say under Edit which files it is for."))
        title = ask_text(
            self.look, self, Text(N_("Duplicate the profile")), hint, accept=Text(N_("Duplicate")), value=usual
        )
        if title:
            made = draft.copy_of(profile, title=title, taken=self._ids, feeds=self._desk.feeds)
            self._keep(made, Text(N_("Profile “{title}” was made."), {"title": title}))

    def ask_name(self) -> None:
        """Ask for another name and keep the profile under it, as its next version."""
        profile = self.chosen
        if profile is None:
            return
        title = ask_text(
            self.look, self, Text(N_("Rename the profile")), "", accept=Text(N_("Rename")), value=profile.title
        )
        if title and title != profile.title:
            self._keep(
                draft.renamed(profile, title, self._desk.feeds),
                Text(N_("The profile is called “{title}” now."), {"title": title}),
            )

    def _keep(self, profile: Profile, said: Text) -> None:
        shelf = self._desk.shelf

        def work(_progress: Progress) -> None:
            shelf.keep([profile])

        def done(_nothing: None) -> None:
            self.context.notify("good", said)

        self.context.tasks.run(Text(N_("Saving the profile")), work, done, owner=self)

    # -- versions -----------------------------------------------------------------------------------------------------

    def show_versions(self) -> None:
        """What was changed from version to version, when and by whom."""
        profile = self.chosen
        if profile is None:
            return
        desk = self._desk

        def work(_progress: Progress) -> tuple[list[Version], dict[str, str]]:
            with desk.db.read() as session:
                people = names(session)
            return desk.shelf.versions(profile.id), people

        def done(found: tuple[list[Version], dict[str, str]]) -> None:
            versions, people = found
            shown = VersionList(self.look, versions, people, desk.feeds)
            self.drawer.show_widget(profile.title, shown, Text(N_("Versions of the profile")))

        self.context.tasks.run(Text(N_("Reading the versions")), work, done, owner=self, key="versions")

    def show_history(self) -> None:
        """What happened to the chosen profile, every version of it."""
        profile = self.chosen
        if profile is not None:
            self.context.go("history", {"entity": "import_profile", "record": natural_id("import_profile", profile.id)})

    def drop(self) -> None:
        """Forget the chosen profile; undo brings it back."""
        profile = self.chosen
        if profile is None:
            return
        shelf = self._desk.shelf

        def work(_progress: Progress) -> None:
            shelf.drop(profile.id)

        def done(_nothing: None) -> None:
            words = Text(N_("Profile “{title}” was deleted. Undo brings it back."), {"title": profile.title})
            self.context.notify("info", words)

        self.context.tasks.run(Text(N_("Deleting the profile")), work, done, owner=self)

    # -- files --------------------------------------------------------------------------------------------------------

    def ask_where(self) -> None:
        """Ask for a file and write the chosen profile."""
        profile = self.chosen
        if profile is not None:
            chosen, _ = QFileDialog.getSaveFileName(self, self.look.t("Save as TOML"), f"{profile.id}.toml")
            if chosen:
                self.export_to(profile, Path(chosen))

    def export_to(self, profile: Profile, path: Path) -> None:
        """Write a profile as TOML."""

        def work(_progress: Progress) -> None:
            write_whole(path, profile.text.encode())

        def done(_nothing: None) -> None:
            self.context.notify("good", Text(N_("{file} was saved."), {"file": path.name}))

        self.context.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), work, done, owner=self)

    def ask_files(self) -> None:
        """Ask for TOML files and keep their profiles."""
        chosen, _ = QFileDialog.getOpenFileNames(self, self.look.t("Take in profiles"), "", "TOML (*.toml)")
        if chosen:
            self.take_in([Path(one) for one in chosen])

    def take_in(self, paths: list[Path]) -> None:
        """Keep the profiles of TOML files: all of them, or none where one is wrong."""
        shelf = self._desk.shelf

        def work(_progress: Progress) -> int:
            found = [shelf.read(path) for path in paths]
            shelf.keep(found)
            return len(found)

        def done(count: int) -> None:
            self.context.notify("good", Text(N_("Profiles taken in: {n}"), {"n": count}))

        self.context.tasks.run(Text(N_("Reading profiles")), work, done, owner=self)
