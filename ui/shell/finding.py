"""What Ctrl+K offers: pages, commands of the window and of the page in sight, and what pages find in the data."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core import fleet
from app.core.progress import Progress
from app.core.texts import EN, N_, ZH, Text, texts
from ui.core.context import Command, Found
from ui.core.words import Words, spoken
from ui.shell.entries import Entry
from ui.shell.pages import PAGES

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

MOST_HITS = 12


class Finding(QObject):
    """Collects the lines of the palette."""

    def __init__(self, window: "MainWindow") -> None:
        """``window`` is asked when the palette opens."""
        super().__init__(window)
        self._window = window

    def entries(self) -> list[Entry]:
        """Pages and commands, in the language of the moment."""
        window, look = self._window, self._window.look
        page_word = look.t("Page")
        strange = texts(EN if look.lang == ZH else ZH)

        def other(words: Words) -> str:
            return strange.render(words) if isinstance(words, Text) else ""

        found = []
        for number, spec in enumerate(PAGES, start=1):
            keys = f"Ctrl+{number}" if number < 10 else ""
            opened = self._opens(spec.key)
            found.append(Entry(look.t(spec.title), page_word, spec.icon, opened, keys, other(Text(spec.title))))
        commands = [*(window.book.page.commands() if window.book.page else []), *self._own()]
        word = look.t("Command")
        found += [
            Entry(spoken(look, one.words), word, one.icon, one.run, one.shortcut, other(one.words)) for one in commands
        ]
        return [*found, *self._guide()]

    def _opens(self, key: str) -> Callable[[], None]:
        return lambda: self._window.book.open(key)

    def _guide(self) -> list[Entry]:
        """The topics of the guide."""
        from ui.help.guide import TOPICS, title

        look, window, word = self._window.look, self._window, self._window.look.t("Help")
        return [
            Entry(title(look.lang, topic), word, "circle-help", partial(window.help, topic), late=True)
            for topic in TOPICS
        ]

    def _own(self) -> list[Command]:
        window = self._window
        past = window.desk is not None and window.desk.workspace.known is not None
        back = [Command(Text(N_("Back to the present")), window.acts.to_present, "undo-2")] if past else []
        return [
            *back,
            Command(Text(N_("Open as known at…")), window.ask_known, "history"),
            Command(Text(N_("Read the page again")), window.reload, "refresh-cw", "F5"),
            Command(Text(N_("Help on this page")), window.help, "circle-help", "F1"),
            Command(Text(N_("Back to the page before")), window.book.back, "chevron-left", "Alt+Left"),
            *self._faces(),
        ]

    def _faces(self) -> list[Command]:
        """Language and colours, where no policy file locks them."""
        look, found = self._window.look, []
        if fleet.reason("language") is None:
            words = Text(N_("Switch between Chinese and English"))
            found.append(Command(words, self._window.header.language.click, "languages"))
        if fleet.reason("theme") is None:
            found += [
                Command(Text(N_("Light colours")), lambda: look.set_mode("light"), "sun"),
                Command(Text(N_("Dark colours")), lambda: look.set_mode("dark"), "moon"),
                Command(Text(N_("Colours like the system")), lambda: look.set_mode("system"), "monitor"),
            ]
        return found

    def search(self, text: str, show: Callable[[list[Entry]], None]) -> None:
        """Ask every page that was opened once for hits, in a worker."""
        desk, lang = self._window.desk, self._window.look.lang
        if desk is None:
            return
        specs = list(PAGES)

        def work(progress: Progress) -> list[Found]:
            hits: list[Found] = []
            for number, spec in enumerate(specs):
                progress.step(number, len(specs))
                hits += spec.load().hits(desk, lang, text)[:MOST_HITS]
            return hits

        def done(hits: list[Found]) -> None:
            show([Entry(hit.title, hit.detail, hit.icon, self._goes(hit)) for hit in hits])

        self._window.tasks.run(Text(N_("Searching")), work, done, owner=self, key="search")

    def _goes(self, hit: Found) -> Callable[[], None]:
        return lambda: self._window.go(hit.page, hit.target)
