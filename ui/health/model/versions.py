"""The versions of the model, and what one of them says otherwise than the draft."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.health.canonical import scheme_file, scheme_from_file
from app.health.comparing import differences
from app.health.versions import Version
from ui.core.card import row
from ui.core.controls import Button
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.core.context import Context
    from ui.health.model.draft import Draft

_FILTER = "JSON (*.json)"


class VersionsView(QWidget):
    """Versions above, differences below."""

    def __init__(self, context: "Context", draft: "Draft") -> None:
        """Empty until ``show_versions``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.draft = context, draft
        look = context.look
        columns = (
            Column("number", Text(N_("Version")), "number", 64),
            Column("name", Text(N_("Name")), width=140, get=lambda one: Text(one.scheme.name)),
            Column("saved_at", Text(N_("Saved")), "date", 104, get=lambda one: one.saved_at and one.saved_at.date()),
            Column("reason", Text(N_("Reason")), width=200, stretch=True),
            Column("quarters", Text(N_("Assessed quarters")), width=180, get=lambda one: " ".join(one.quarters)),
        )
        self.table = Table(context, columns, name="model.versions", title=Text(N_("Versions")), tools=False)
        self.table.picked.connect(self._compare)
        self.title = Label(look, "", "section")
        self.changes = Table(context, (
            Column("what", Text(N_("What")), width=180, stretch=True),
            Column("field", Text(N_("Field")), width=150),
            Column("old", Text(N_("Version")), width=180),
            Column("new", Text(N_("Draft")), width=180),
        ), name="model.differences", title=Text(N_("Differences")), tools=False,
            empty=Text(N_("No difference.")))  # fmt: skip
        self.take_button = Button(look, Text(N_("Take as draft")), self.take, icon="copy")
        self.out_button = Button(look, Text(N_("Write the draft to a file…")), self.write, icon="upload")
        self.in_button = Button(look, Text(N_("Read a file as draft…")), self.read, icon="download")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(row(self.take_button, None, self.in_button, self.out_button))
        outer.addWidget(self.table, 2)
        outer.addWidget(self.title)
        outer.addWidget(self.changes, 3)
        draft.changed.connect(self._again)

    def show_versions(self, versions: "Sequence[Version]") -> None:
        """The newest first; it is compared at first."""
        self.table.set_rows(versions)
        if versions:
            self.table.view.selectRow(0)
        self._again()

    def current(self) -> Version | None:
        """The chosen one."""
        index = self.table.view.currentIndex()
        return self.table.grid.row_at(index.row()) if index.isValid() else None

    def _again(self) -> None:
        self._compare(self.current())

    def _compare(self, one: object) -> None:
        if isinstance(one, Version):
            self.title.say(Text(N_("Version {n} and the draft"), {"n": one.number}))
            self.changes.set_rows(differences(one.scheme, self.draft.scheme, self.draft.infos))

    def take(self) -> None:
        """The chosen version is the draft, to be saved as a new one."""
        if (one := self.current()) is not None:
            self.draft.put(one.scheme)

    def write(self) -> None:
        """The draft as a file."""
        title = spoken(self.context.look, Text(N_("Write the draft to a file…")))
        chosen, _ = QFileDialog.getSaveFileName(self, title, "model.json", _FILTER)
        if chosen:
            Path(chosen).write_text(scheme_file(self.draft.scheme), encoding="utf-8")
            self.context.notify("good", Text(N_("Wrote {path}"), {"path": chosen}))

    def read(self) -> None:
        """A file as draft; what is none is refused in a sentence."""
        title = spoken(self.context.look, Text(N_("Read a file as draft…")))
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", _FILTER)
        if not chosen:
            return
        try:
            self.draft.put(scheme_from_file(Path(chosen).read_text(encoding="utf-8-sig")))
        except UserError as error:
            self.context.notify("bad", error.text)
        except (OSError, UnicodeDecodeError) as error:
            self.context.notify("bad", Text(N_("“{path}” cannot be read: {error}"), {"path": chosen, "error": error}))
