"""The theme and the language that the window has now, handed to every widget; both change while running."""

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, Qt, QTranslator, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from app.core import fleet
from app.core.texts import LANGUAGES, ZH, Text, Texts, drawn_texts, language_of
from ui.core import fonts, icons, theme
from ui.core.memory import Memory
from ui.core.qss import style_sheet

if TYPE_CHECKING:
    from ui.core.formats import Formats

Mode = Literal["system", "light", "dark"]
MODES: Final[tuple[Mode, ...]] = ("system", "light", "dark")


_STYLED: Final = "channeldeskStyled"


def make_application() -> QApplication:
    """The application in its style: named as an argument, for ``setStyle`` builds 10 ms of Python for its answer."""
    found = QApplication(["channeldesk", "-style", "fusion"])
    found.setProperty(_STYLED, True)
    return found


class Look(QObject):
    """Tokens, texts and formats of the moment.

    A change of language reaches every widget as ``QEvent.LanguageChange``, a change of theme as
    ``QEvent.PaletteChange``; what is no widget listens to ``language_changed`` and ``theme_changed``.
    """

    language_changed = Signal()
    theme_changed = Signal()

    def __init__(self, app: QApplication, memory: Memory) -> None:
        """Take theme and language from the memory of this machine, else from the system."""
        super().__init__(app)
        self._app = app
        self.memory = memory
        self._translator = QTranslator(self)
        self.t: Texts = drawn_texts(ZH)
        self._formats: Formats | None = None
        self.fixed: Text | None = None
        """Why nothing of what is shown can be changed; a dialog that writes says so instead of opening."""
        self.tokens = theme.LIGHT
        self._worn: theme.Tokens | None = None
        self._mode: Mode = "system"
        fonts.load_fonts()
        if not app.property(_STYLED):
            app.setStyle("Fusion")
        app.setFont(fonts.font())
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.set_language(memory.get("language") or language_of(QLocale.system().name()))
        kept = memory.get("theme")
        self.set_mode(kept if kept in MODES else "system")

    @property
    def lang(self) -> str:
        """``zh_CN`` or ``en``."""
        return self.t.lang

    @property
    def formats(self) -> "Formats":
        """How this language writes values; loaded with the first value."""
        if self._formats is None:
            from ui.core.formats import Formats

            self._formats = Formats(self.lang)
        return self._formats

    @property
    def mode(self) -> Mode:
        """What the user chose: like the system, light or dark."""
        return self._mode

    def set_language(self, lang: str) -> None:
        """Speak another language from now on, Qt's own dialogs included; a locked one stays."""
        lang = self._allowed("language", lang)
        lang = lang if lang in LANGUAGES else ZH
        self.t = drawn_texts(lang)
        self._formats = None
        QLocale.setDefault(QLocale(lang))
        self.memory.put("language", lang)
        self._app.removeTranslator(self._translator)
        where = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        self._translator = QTranslator(self)
        if self._translator.load(f"qtbase_{lang}", where):
            self._app.installTranslator(self._translator)
        for widget in self._app.topLevelWidgets():
            QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))
        self.language_changed.emit()

    def set_mode(self, mode: Mode) -> None:
        """Be light, dark, or as the system is; a locked mode stays."""
        allowed = self._allowed("theme", mode)
        mode = next((one for one in MODES if one == allowed), "system")
        self._mode = mode
        self.memory.put("theme", mode)
        hints = self._app.styleHints()
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark, "system": Qt.ColorScheme.Unknown}
        hints.setColorScheme(schemes[mode])  # native title bars follow; the palette is ours
        dark = hints.colorScheme() == Qt.ColorScheme.Dark if mode == "system" else mode == "dark"
        self._wear(theme.DARK if dark else theme.LIGHT)

    def _allowed(self, key: str, wanted: str) -> str:
        """What a policy file leaves of a wish: what it locks stays as it says, else as it was."""
        if fleet.reason(key) is None:
            return wanted
        return str(fleet.policy().get(key) or self.memory.get(key) or wanted)

    def _system_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._mode == "system":
            self._wear(theme.DARK if scheme == Qt.ColorScheme.Dark else theme.LIGHT)

    def _wear(self, tokens: theme.Tokens) -> None:
        if tokens is self._worn:
            return
        self.tokens = self._worn = tokens
        sheet = style_sheet(tokens)
        if self._app.styleSheet() != sheet:  # to put on the same again would dress every widget anew
            self._app.setPalette(theme.palette(tokens))
            self._app.setStyleSheet(sheet)
        self.theme_changed.emit()

    def say(self, text: Text) -> str:
        """A sentence of the program's inside in the language of the moment."""
        return self.t.render(text)

    def color(self, token: str) -> QColor:
        """The colour of a token now."""
        return self.tokens.color(token)

    def icon(self, name: str, color: str = "dim", size: int = 18, *, fades: bool = True) -> QIcon:
        """A tinted icon; ask again after a change of theme. ``fades``: it has another tint where it is disabled."""
        return icons.icon(name, getattr(self.tokens, color), size, self.tokens.strong if fades else "")

    def pixmap(self, name: str, color: str, size: int, ratio: float) -> QPixmap:
        """A tinted drawing for a label or a painter."""
        return icons.pixmap(name, getattr(self.tokens, color), size, ratio)
