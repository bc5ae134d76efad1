"""The fields of each kind of source, and what was entered in them as settings."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.imports.sources.settings import Settings, kind_of, parse_settings, write_settings
from ui.core.card import row
from ui.core.controls import Button, Choice
from ui.core.form import Field, Form
from ui.core.words import Words

if TYPE_CHECKING:
    from ui.core.look import Look

_LINES_PX: Final = 76
_PAGINGS: Final = (
    ("none", Text(N_("One answer holds everything"))), ("link", Text(N_("Link to the next page"))),
    ("page", Text(N_("Page number"))), ("offset", Text(N_("Offset"))), ("token", Text(N_("Token of the next page"))),
)  # fmt: skip
_AUTHS: Final = (
    ("none", Text(N_("None"))), ("bearer", Text(N_("Bearer token"))), ("header", Text(N_("Token in a header"))),
    ("parameter", Text(N_("Token in a parameter"))), ("basic", Text(N_("User and password"))),
)  # fmt: skip
Entered = Field | Choice | QPlainTextEdit


class KindForm(Form):
    """The fields of one kind; every one is called like its setting."""

    kind = ""

    def __init__(self, look: "Look", settings: Settings | None) -> None:
        """Filled with the settings of a source, if they are of this kind."""
        super().__init__(look, label_px=118)
        self.fields: dict[str, Entered] = {}
        kept = json.loads(write_settings(settings)) if settings is not None and kind_of(settings) == self.kind else {}
        self.fill(kept)

    def fill(self, kept: dict[str, Any]) -> None:
        """Make the fields."""
        raise NotImplementedError

    def line(self, name: str, title: Words, kept: Mapping[str, Any], hint: Words = "") -> Field:
        """A field of one line."""
        found = Field(self.look, str(kept.get(name, "")), hint=hint)
        self.fields[name] = found
        self.add(title, found)
        return found

    def lines(self, name: str, title: Words, text: str, hint: Words = "") -> None:
        """A field of several lines."""
        found = QPlainTextEdit(text)
        found.setFixedHeight(_LINES_PX)
        found.setTabChangesFocus(True)
        self.fields[name] = found
        self.add(title, found, hint)

    def choice(self, name: str, title: Words, options: Any, kept: Mapping[str, Any]) -> None:
        """One of several."""
        found = Choice(self.look, options, name=title)
        found.choose(kept.get(name, options[0][0]))
        self.fields[name] = found
        found.picked.connect(lambda _key: self.settle())
        self.add(title, found, wide=False)

    def settle(self) -> None:
        """Show the rows that what is chosen asks for."""

    def entered(self) -> dict[str, Any]:
        """What stands in the fields; an empty one is left out."""
        found = {}
        for name, field in self.fields.items():
            value = (
                field.key() if isinstance(field, Choice)
                else (field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()).strip()
            )  # fmt: skip
            if value:
                found[name] = value
        return found

    def settings(self) -> Settings:
        """The settings; raises UserError where they cannot work."""
        return parse_settings(self.kind, self.entered())


class DatabaseForm(KindForm):
    """Address, query, and what tells new rows."""

    kind = "database"

    def fill(self, kept: dict[str, Any]) -> None:
        """Make the fields."""
        self.line("url", Text(N_("Address")), kept, "postgresql+psycopg://reader@erp.example/sales")
        self.lines(
            "query", Text(N_("Query")), str(kept.get("query", "")),
            Text(N_("One SELECT. For new rows only: … WHERE id > :cursor ORDER BY id")),
        )  # fmt: skip
        self.line(
            "cursor", Text(N_("New rows by")), kept, Text(N_("column that only grows; empty: all rows each time"))
        )
        self.line("start", Text(N_("Beginning at")), kept, "0")


class WebForm(KindForm):
    """Address, parameters, pages, who asks, and what tells new rows; the rest as JSON."""

    kind = "web"

    def fill(self, kept: dict[str, Any]) -> None:
        """Make the fields."""
        self.line("url", Text(N_("Address")), kept, "https://erp.example/odata/Orders")
        query = "\n".join(f"{name} = {value}" for name, value in kept.pop("query", {}).items())
        self.lines(
            "query", Text(N_("Parameters")), query,
            Text(N_("One a line: $filter = modified ge {place}"), {"place": "{cursor}"}),
        )  # fmt: skip
        self.line("rows", Text(N_("Rows are in")), kept, Text(N_("value; empty: the answer is the list")))
        self.choice("paging", Text(N_("Pages")), _PAGINGS, kept)
        self.line("next", Text(N_("Next page is in")), kept, "@odata.nextLink")
        self.choice("auth", Text(N_("Signing in")), _AUTHS, kept)
        self.line("user", Text(N_("User")), kept)
        self.line("cursor", Text(N_("New rows by")), kept, Text(N_("field that only grows; empty: all rows each time")))
        self.line("start", Text(N_("Beginning at")), kept)
        further = {name: value for name, value in kept.items() if name not in self.fields}
        self.lines(
            "further", Text(N_("Further settings")), json.dumps(further, ensure_ascii=False) if further else "",
            Text(N_("JSON, such as {example}"), {"example": '{"method": "POST", "size": 500, "key": "id"}'}),
        )  # fmt: skip
        self.settle()

    def settle(self) -> None:
        """Only a link or a token stands in an answer, and only a password goes with a user."""
        paging, auth = (cast("Choice", self.fields[name]).key() for name in ("paging", "auth"))
        self.show_row(self.fields["next"], shown=paging in {"link", "token"})
        self.show_row(self.fields["user"], shown=auth == "basic")

    def entered(self) -> dict[str, Any]:
        """Parameters by line, the further settings as they are."""
        found = super().entered()
        further = found.pop("further", "")
        if "query" in found:
            pairs = (line.partition("=") for line in found["query"].splitlines() if line.strip())
            found["query"] = {name.strip(): value.strip() for name, _, value in pairs}
        if further:
            try:
                found |= json.loads(further)
            except (ValueError, TypeError) as error:
                raise UserError("The further settings are no JSON object.") from error
        return found


class FolderForm(KindForm):
    """Which folder, which files, and when one is whole."""

    kind = "folder"

    def fill(self, kept: dict[str, Any]) -> None:
        """Make the fields."""
        self.folder = Field(self.look, str(kept.get("folder", "")))
        self.fields["folder"] = self.folder
        both = QWidget()
        both.setObjectName("clear")
        button = Button(self.look, Text(N_("Choose…")), self._browse, icon="folder-open")
        button.setAutoDefault(False)
        both.setLayout(row(self.folder, button))
        self.add(Text(N_("Folder")), both)
        self.line("pattern", Text(N_("File names")), {"pattern": kept.get("pattern", "*.xlsx")})
        self.line("settle", Text(N_("Seconds to settle")), {"settle": kept.get("settle", 5)})

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.look.t("Folder"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def entered(self) -> dict[str, Any]:
        """The seconds as a number."""
        found = super().entered()
        if str(found.get("settle", "")).isdecimal():
            found["settle"] = int(found["settle"])
        return found


FORMS: Final = (DatabaseForm, WebForm, FolderForm)
