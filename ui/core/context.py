"""What the shell hands to a page, and what a page hands to the shell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.core.progress import Progress
    from app.core.texts import Text
    from ui.core.card import BannerKind
    from ui.core.look import Look
    from ui.core.memory import Memory
    from ui.core.tasks import Tasks
    from ui.core.words import Words


@dataclass(frozen=True)
class Found:
    """A hit of Ctrl+K: what it is called, and the page and target that it opens."""

    title: str
    detail: str
    page: str
    target: Mapping[str, object] = field(default_factory=dict)
    icon: str = "store"


@dataclass(frozen=True)
class Command:
    """Something that a page can do, for Ctrl+K."""

    words: "Words"
    run: Callable[[], object]
    icon: str = "play"
    shortcut: str = ""


Place = tuple[str, Mapping[str, object]]
"""A page and a target in it."""


@dataclass(frozen=True)
class Acts:
    """What only the program as a whole can do to the open workspace."""

    switch: Callable[[], None] = lambda: None
    """Close it and choose another."""
    restore: Callable[[Path], None] = lambda _backup: None
    """Close it, bring a backup back, open it again."""
    sign_in: Callable[[str], None] = lambda _person: None
    """Work in the name of a person (an id) from now on."""
    open_known: Callable[[str, Place | None], None] = lambda _when, _then: None
    """Show what was known at a transaction, a day or a reference, and there a page at a target."""
    to_present: Callable[[], None] = lambda: None
    """From what was known back to the workspace as it is."""
    rework: "Callable[[Text, Callable[[Path, Progress], object], Text], None]" = lambda _title, _work, _said: None
    """Close it, do something with its files, open it again and say that it is done."""
    leave: Callable[[Callable[[], object]], None] = lambda _then: None
    """Close the program, then do this: nothing of it runs any more."""
    say_name: Callable[[str], None] = lambda _name: None
    """The same by name; a new name becomes a person."""


@dataclass(frozen=True)
class Context:
    """What the shell hands to a page."""

    look: "Look"
    tasks: "Tasks"
    memory: "Memory"
    desk: "Desk"
    """The open workspace with its services and queries."""
    go: Callable[[str, Mapping[str, object]], None]
    """``go("dealers", {"dealer": id})`` opens another page there; pages do not know each other."""
    notify: Callable[["BannerKind", "Words"], None]
    """A short notice in the corner of the window."""
    acts: Acts = field(default_factory=Acts)
