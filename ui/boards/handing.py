"""What the page of own boards hands out: the board in sight, as it is narrowed."""

from typing import TYPE_CHECKING

from ui.core.share import ShareButton, Shared

if TYPE_CHECKING:
    from ui.boards.page import BoardsPage


def share_button(page: "BoardsPage") -> ShareButton:
    """For the page's head, hidden until there is a board with tiles."""

    def shared() -> Shared | None:
        view = page.view
        if view is None or not view.shown.tiles:
            return None
        return Shared(view.shown.name, view.shown.tiles, view.choice)

    found = ShareButton(page.context, shared)
    found.hide()
    return found
