"""What each step of the wizard is: fields that a policy fills, and that make another policy of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.texts import Text
from ui.core.controls import Check, Choice
from ui.core.form import Field, Form
from ui.core.pick import PickField
from ui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from app.incentives.policy import Policy
    from ui.core.look import Look
    from ui.incentives.policies.facts import Facts

T = TypeVar("T")


class Step(QWidget):
    """One step; what is wrong stands under its field."""

    title: ClassVar[str] = ""
    """A msgid."""
    changed = Signal()
    """Something was typed or chosen."""

    def __init__(self, look: "Look", facts: "Facts") -> None:
        """Empty until ``fill``."""
        super().__init__()
        self.setObjectName("clear")
        self.look, self.facts = look, facts
        self.form = Form(look, label_px=124)
        self._wrong: UserError | None = None
        self.inner = QVBoxLayout(self)
        self.inner.setContentsMargins(0, 0, 12, 0)
        self.inner.setSpacing(8)
        self.inner.addWidget(self.form)

    def fill(self, policy: "Policy") -> None:
        """Show a policy."""
        raise NotImplementedError

    def build(self, policy: "Policy") -> "Policy":
        """The policy with what stands in the fields; what cannot be goes through ``value``."""
        raise NotImplementedError

    def taken(self, policy: "Policy") -> "Policy":
        """The same; raises the UserError of the first field that cannot be."""
        self._wrong = None
        found = self.build(policy)
        if self._wrong is not None:
            raise self._wrong
        return found

    def value(self, field: QWidget, read: Callable[[], T], instead: T) -> T:
        """What a field says; where it cannot be that is said under it."""
        try:
            found = read()
        except UserError as error:
            self.form.complain(field, error.text)
            self._wrong = self._wrong or error
            return instead
        self.form.complain(field, "")
        return found

    # -- making fields ------------------------------------------------------------------------------------------------

    def line(self, title: Words, hint: Words = "", *, inside: Words = "") -> Field:
        """A row with a line to type in."""
        field = Field(self.look, hint=inside)
        field.textChanged.connect(lambda _text: self.changed.emit())
        self.form.add(title, field, hint)
        return field

    def picks(
        self, title: str, options: "Sequence[tuple[str, str]]", read: Callable[[str], str], hint: Words = ""
    ) -> PickField:
        """A row with a line that takes several things of a list, typed or ticked."""
        field = PickField(self.look, Text(title), options, read)
        field.textChanged.connect(lambda _text: self.changed.emit())
        self.form.add(Text(title), field, hint)
        return field

    def choice(self, title: str, options: "Mapping[str, str]", hint: Words = "") -> Choice:
        """A row with a choice of (key, msgid)."""
        pairs: list[tuple[Hashable, Words]] = [(key, Text(words)) for key, words in options.items()]
        field = Choice(self.look, pairs, name=Text(title))
        field.picked.connect(lambda _key: self.changed.emit())
        self.form.add(Text(title), field, hint, wide=False)
        return field

    def check(self, words: str, hint: Words = "") -> Check:
        """A row with a tick box."""
        field = Check(self.look, Text(words), lambda _on: self.changed.emit())
        self.form.add("", field, hint, wide=False)
        return field
