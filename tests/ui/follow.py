"""What the shell does for a page: tell it of every commit, in the window's thread."""

from PySide6.QtCore import QObject, Signal

from app.bootstrap import Desk
from ui.core.page import Page


class Follower(QObject):
    """Brings commits to a page until the page goes."""

    heard = Signal(object)

    def __init__(self, page: Page, desk: Desk) -> None:
        super().__init__(page)
        self.heard.connect(page.changed)
        self.destroyed.connect(desk.db.subscribe(self.heard.emit))
