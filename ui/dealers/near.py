"""While a dealer's name is typed: who of that name, or nearly, is there already."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.dialogs import Dialog
from ui.core.form import Field
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from app.governance.duplicates.nearest import Near, NearNames
    from ui.core.look import Look
    from ui.core.page import Context


class NearName(QObject):
    """Listens to a line in which a name is typed and tells what it found; the register is read once, in a worker."""

    def __init__(self, context: "Context", tell: Callable[[Words], None], parent: QObject) -> None:
        """``tell`` gets the sentence, empty where nobody is near."""
        super().__init__(parent)
        self._context, self._tell = context, tell
        self._names: NearNames | None = None
        self._field: QLineEdit | None = None
        self._but = ""

    def follow(self, field: QLineEdit, *, but: str = "") -> None:
        """Listen to a line from now on; ``but`` is the dealer that is being renamed."""
        desk, self._field, self._but, self._names = self._context.desk, field, but, None
        field.textChanged.connect(self._typed)

        def work(progress: Progress) -> "NearNames":
            from app.governance.duplicates.queries import near_names

            with desk.db.read(progress) as session:
                return near_names(session)

        self._context.tasks.run(Text(N_("Reading names")), work, self._ready, owner=self, key="names")

    def _ready(self, names: "NearNames") -> None:
        self._names = names
        if self._field is not None and isValid(self._field) and self._field.isModified():
            self._typed(self._field.text())

    def _typed(self, name: str) -> None:
        if self._names is not None:
            self._tell(near_words(self._names.ask(name, but=self._but, most=3), self._context.look))


def near_words(found: "list[Near]", look: "Look") -> Words:
    """Who is near, in a sentence."""
    between = look.t("; ")
    same = [one.name for one in found if one.same]
    if same:
        return Text(N_("There is a dealer of this name already: {names}"), {"names": between.join(same)})
    names = between.join(one.name for one in found)
    return Text(N_("Maybe it is there already: {names}"), {"names": names}) if found else ""


class NewNameDialog(Dialog):
    """Asks for the name of a new dealer and says while one types who is near."""

    writes = True

    def __init__(self, context: "Context", parent: QWidget | None, title: Words, text: Words, *, accept: Words) -> None:
        """``text`` says what follows."""
        super().__init__(context.look, parent, title, accept=accept)
        self.body.addWidget(Label(self.look, text, "dim", wrap=True))
        self.field = Field(self.look)
        self.body.addWidget(self.field)
        self.note = Label(self.look, "", wrap=True)
        self.note.set_tone("warn")
        self.note.setMinimumHeight(40)
        self.body.addWidget(self.note)
        self.near = NearName(context, self.note.say, self)
        self.near.follow(self.field)
        self.field.setFocus()


def ask_new_name(context: "Context", parent: QWidget | None, title: Words, text: Words, *, accept: Words) -> str | None:
    """The name that was typed, stripped; None where it was cancelled or left empty."""
    dialog = NewNameDialog(context, parent, title, text, accept=accept)
    agreed, found = dialog.run(), dialog.field.text().strip()
    dialog.deleteLater()
    return found if agreed and found else None
