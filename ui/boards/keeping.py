"""What a person does to a board as a whole; every step can be undone."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from app.boards.service import (
    arrange_board,
    copy_board,
    create_board,
    keep_filters,
    remove_board,
    rename_board,
    share_board,
)
from app.boards.sharing import SUFFIX, read_board_file, write_board
from app.boards.tile import BoardSpec, TileSpec
from app.core.db import Action
from app.core.texts import N_, Text
from ui.core.dialogs import ask_text
from ui.core.saving import save
from ui.core.words import spoken

if TYPE_CHECKING:
    from ui.boards.page import BoardsPage
    from ui.boards.reading import BoardsView
    from ui.core.words import Words


class Keeper:
    """Writes what the page asks for; a board that is not one's own is copied first."""

    def __init__(self, page: "BoardsPage") -> None:
        """``page`` says which board is meant."""
        self._page = page

    @property
    def _view(self) -> "BoardsView":
        view = self._page.view
        if view is None:
            raise RuntimeError("no board is shown")
        return view

    def acts(self) -> "list[tuple[Words, Callable[[], object], bool]]":
        """The menu of a board: words, what is done, and whether it can be done."""
        row, own = self._view.shown.row, self._view.shown.own
        mine = row is not None and own
        share = Text(N_("Share no longer")) if row is not None and row.shared else Text(N_("Share with everybody here"))
        return [
            (Text(N_("New board…")), self.create, True),
            (Text(N_("Copy…")), self.copy, True),
            (Text(N_("Rename…")), self.rename, mine),
            (share, self.share, mine),
            (Text(N_("Send as a file…")), self.send, True),
            (Text(N_("Bring in a board from a file…")), self.bring_in, True),
            (Text(N_("Remove")), self.remove, mine),
        ]

    def _save(self, action: str, command: Callable[[Any], Any], done: Callable[[Any], object] | None = None) -> None:
        save(self._page.context, self._page, Action(action), command, done=done)

    def _name(self, title: str, value: str = "") -> str | None:
        page = self._page
        return ask_text(
            page.look, page, Text(title), Text(N_("What is it called?")), accept=Text(N_("Save")), value=value
        )

    def _called(self) -> str:
        return spoken(self._page.look, self._view.shown.name)

    def create(self) -> None:
        """An empty board."""
        name = self._name(N_("New board"))
        if name is not None:
            self._page.arranging = True
            self._save(N_("Made a board"), lambda session: create_board(session, name=name), self._page.show_board)

    def copy(self) -> None:
        """The same under another name, as one's own."""
        view = self._view
        name = self._name(N_("Copy the board"), self._called())
        if name is None:
            return
        row = view.shown.row
        if row is None:
            self._take_over(name, view.shown.tiles)
        else:
            self._save(N_("Copied a board"), lambda session: copy_board(session, board_id=row.id, name=name),
                       self._page.show_board)  # fmt: skip

    def rename(self) -> None:
        """Another name."""
        row = self._view.shown.row
        name = None if row is None else self._name(N_("Rename the board"), row.name)
        if row is not None and name is not None and name != row.name:
            self._save(N_("Renamed a board"), lambda session: rename_board(session, board_id=row.id, name=name))

    def share(self) -> None:
        """For everybody, or for oneself."""
        row = self._view.shown.row
        if row is not None:
            self._save(N_("Shared a board") if not row.shared else N_("Shared a board no longer"),
                       lambda session: share_board(session, board_id=row.id, shared=not row.shared))  # fmt: skip

    def remove(self) -> None:
        """Away with it; undo brings it back."""
        row = self._view.shown.row
        if row is not None:
            self._save(N_("Removed a board"), lambda session: remove_board(session, board_id=row.id))

    def keep_filters(self) -> None:
        """The board opens with what is chosen now."""
        view = self._view
        row, filters = view.shown.row, view.filters
        if row is None or not view.shown.own:
            self._take_over(self._called(), view.shown.tiles)
        else:
            self._save(N_("Kept a board's filters"),
                       lambda session: keep_filters(session, board_id=row.id, filters=filters))  # fmt: skip

    def arrange(self, tiles: tuple[TileSpec, ...]) -> None:
        """Other tiles, another order, other sizes."""
        view = self._view
        row = view.shown.row
        if row is None or not view.shown.own:
            self._take_over(self._called(), tiles)
        else:
            self._save(N_("Arranged a board"), lambda session: arrange_board(session, board_id=row.id, tiles=tiles))

    def _take_over(self, name: str, tiles: tuple[TileSpec, ...]) -> None:
        """Make a board of one's own of one that is not."""
        free = self._free(name)
        filters = self._view.filters
        self._save(N_("Made a board"), lambda session: create_board(session, name=free, tiles=tiles, filters=filters),
                   self._page.show_board)  # fmt: skip

    def _free(self, name: str) -> str:
        """The name, with a number where there is a board of that name already."""
        view = self._page.view
        taken = {one.name.casefold() for one in view.boards} if view is not None else set()
        free, number = name, 2
        while free.casefold() in taken:
            free, number = f"{name} {number}", number + 1
        return free

    def send(self) -> None:
        """What the board asks for as a file, without a figure."""
        view, page = self._view, self._page
        name = self._called()
        title = spoken(page.look, Text(N_("Send as a file…")))
        chosen, _ = QFileDialog.getSaveFileName(page, title, f"{name}{SUFFIX}", f"JSON (*{SUFFIX})")
        if chosen:
            write_board(Path(chosen), BoardSpec(name, view.shown.tiles, view.filters))
            page.context.notify("good", Text(N_("Wrote {path}"), {"path": chosen}))

    def bring_in(self) -> None:
        """A board that somebody sent."""
        page = self._page
        title = spoken(page.look, Text(N_("Bring in a board from a file…")))
        chosen, _ = QFileDialog.getOpenFileName(page, title, "", "JSON (*.json)")
        if chosen:
            self.bring_in_file(Path(chosen))

    def bring_in_file(self, path: Path) -> None:
        """The same of one file; a name that is taken gets a number."""
        page = self._page

        def work(_progress: object) -> BoardSpec:
            return read_board_file(path)

        def read(found: BoardSpec) -> None:
            name = self._free(found.name)
            self._save(
                N_("Brought in a board"),
                lambda session: create_board(session, name=name, tiles=found.tiles, filters=found.filters),
                page.show_board,
            )

        page.tasks.run(Text(N_("Reading the board")), work, read, owner=page)
