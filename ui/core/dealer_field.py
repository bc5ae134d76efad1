"""A line in which a dealer is typed, with suggestions by any part of its name or code."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.naming import label_of, meant
from app.dealers.queries import DealerRow, list_parties
from ui.core.form import Field
from ui.core.words import Words

if TYPE_CHECKING:
    from ui.core.context import Context


class DealerField(Field):
    """Reads who there is in a worker once it is asked to; ``wanted`` says whom was meant."""

    def __init__(self, context: "Context", owner: QObject, text: str = "", *, hint: Words) -> None:
        """``owner`` lives at least as long as the field."""
        super().__init__(context.look, text, hint=hint)
        self._context, self._owner = context, owner
        self._dealers: Sequence[DealerRow] = ()

    def read(self) -> None:
        """Read the names again."""
        desk = self._context.desk

        def work(progress: Progress) -> list[DealerRow]:
            with desk.db.read(progress) as session:
                return list_parties(session, role="")

        title = Text(N_("Reading names"))
        self._context.tasks.run(title, work, self._ready, owner=self._owner, key="dealer-names")

    def _ready(self, dealers: Sequence[DealerRow]) -> None:
        if isValid(self):
            self._dealers = dealers
            self.offer([label_of(one.name, one.code) for one in dealers])

    def wanted(self) -> str:
        """The dealer's id, empty for nobody; raises UserError for words that mean nobody, or more than one.

        Before the names are read it is what was typed, for ``find_party`` to judge.
        """
        words = self.text().strip()
        return meant(words, self._dealers).id if words and self._dealers else words
