"""The profiles that the workspace keeps: to look at, correct, hand on as TOML, and take in from others."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core.ids import natural_id
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.profile import Profile
from ui.core.card import Card
from ui.core.controls import Button
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.imports.batches import write_whole
from ui.imports.said import feed_title

if TYPE_CHECKING:
    from ui.core.page import Context


class ProfilesTab(QWidget):
    """A table of profiles; ``edited`` asks for the wizard."""

    edited = Signal(object)

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_profiles``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look, self._desk = context, context.look, context.desk
        self.table = self._make_table()
        self.edit_button = Button(self.look, Text(N_("Edit")), self.edit, icon="pencil")
        self.save_button = Button(self.look, Text(N_("Save as TOML")), self.ask_where, icon="file-down")
        self.drop_button = Button(self.look, Text(N_("Delete")), self.drop, icon="trash-2")
        self.past_button = Button(self.look, Text(N_("History")), self.show_history, icon="history")
        self.take_button = Button(self.look, Text(N_("Take in profiles")), self.ask_files, icon="upload")
        for button in (self.edit_button, self.save_button, self.drop_button, self.past_button, self.take_button):
            self.table.tools.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        card = Card(self.look)
        card.body.addWidget(self.table)
        outer.addWidget(card)
        self.table.opened.connect(lambda _row: self.edit())
        self.table.picked.connect(lambda _row: self._show_buttons())
        self._show_buttons()

    def _make_table(self) -> Table:
        desk, look = self._desk, self.look

        def feeds(one: Profile) -> str:
            return look.t("; ").join(look.say(feed_title(desk, entry.feed)) for entry in one.entries)

        columns = (
            Column("title", Text(N_("Profile")), stretch=True, width=220),
            Column("feeds", Text(N_("Contents")), width=220, get=feeds),
            Column("source", Text(N_("Source")), width=120),
            Column("match", Text(N_("File names")), width=220, get=lambda one: " ; ".join(one.file.match)),
            Column("version", Text(N_("Version")), "number", width=84),
            Column("id", Text(N_("Id")), width=160, hidden=True),
        )
        return Table(
            self.context, columns, name="imports.profiles", title=Text(N_("Import profiles")),
            empty=Text(N_("No profile is kept yet")),
            empty_text=Text(N_("The first file that you set up leaves one here; a colleague's can be taken in too.")),
        )  # fmt: skip

    def show_profiles(self, profiles: list[Profile]) -> None:
        """Other profiles."""
        self.table.set_rows(profiles)
        self._show_buttons()

    def _show_buttons(self) -> None:
        chosen = self.table.current is not None
        for button in (self.edit_button, self.save_button, self.drop_button, self.past_button):
            button.setEnabled(chosen)

    def edit(self) -> None:
        """Open the chosen profile in the wizard."""
        if self.table.current is not None:
            self.edited.emit(self.table.current)

    def show_history(self) -> None:
        """What happened to the chosen profile, every version of it."""
        profile: Profile | None = self.table.current
        if profile is not None:
            self.context.go("history", {"entity": "import_profile", "record": natural_id("import_profile", profile.id)})

    def drop(self) -> None:
        """Forget the chosen profile; undo brings it back."""
        profile: Profile | None = self.table.current
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
        profile: Profile | None = self.table.current
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
