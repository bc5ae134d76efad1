"""What the shell knows of a page before it is built."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.core.page import Page


@dataclass(frozen=True)
class PageSpec:
    """One line of the list of pages; ``load`` imports the page's module only when it is wanted."""

    key: str
    title: str
    icon: str
    load: Callable[[], type["Page"]]
    begins: bool = False
    """A group of pages begins with it."""
