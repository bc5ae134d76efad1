"""The dialog of one row of a dealer: a field for each value, what is wrong stands under it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.dealers.holdings import Holding
from app.dealers.typed import stored, written
from app.imports.feeds import Field as FeedField
from ui.core.controls import Choice
from ui.core.dialogs import Dialog
from ui.core.form import Field, Form
from ui.dealers.known import Known, complete, key_of, labelled

if TYPE_CHECKING:
    from ui.core.look import Look
    from ui.core.words import Words

_HINTS: Final = {"day": "2026-01-01", "amount": N_("For example 500,000 or 50万")}
_OPEN, _CLASSES = N_("2026-01-01; empty is open"), N_("One or more, 、 between them; empty is all")
_OWN: Final = {
    "from": _OPEN, "to": _OPEN, "area_code": N_("Code or name"), "group_code": N_("Empty is all"),
    "group_codes": _CLASSES, "temperature_scope": _CLASSES, "goods_scope": _CLASSES,
}  # fmt: skip
_FLAGS: Final = (("", N_("not said")), ("1", N_("yes")), ("0", N_("no")))


class RowDialog(Dialog):
    """Asks for the values of one row; ``values`` holds them once it was accepted."""

    writes = True

    def __init__(
        self, look: "Look", parent: QWidget, held: Holding, *, values: Mapping[str, Any] | None = None,
        known: Known | None = None, left_out: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Without ``values`` a new row; fields that are ``left_out`` keep what ``values`` says."""
        accept = Text(N_("Add")) if values is None else Text(N_("Save"))
        super().__init__(look, parent, Text(held.title), accept=accept)
        self.setMinimumWidth(520)
        self._held, self._known = held, known or {}
        self._before = dict(values or {})
        self.values: dict[str, Any] = {}
        self.form = Form(look)
        self.fields: dict[str, Field | Choice] = {}
        for one in held.fields:
            if one.name in left_out:
                continue
            editor = self._editor(one)
            self.fields[one.name] = editor
            title: Words = Text(N_("{field} *"), {"field": Text(one.title)}) if one.required else Text(one.title)
            self.form.add(title, editor)
        self.body.addWidget(self.form)
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus()

    def _editor(self, one: FeedField) -> Field | Choice:
        value = self._before.get(one.columns[0])
        titles = self._held.choices.get(one.name)
        options: list[tuple[str, Words]] = []
        if titles:
            options = [*([] if one.required else [("", "—")]), *((key, Text(words)) for key, words in titles.items())]
        elif one.kind == "flag":
            options = [(key, Text(words)) for key, words in _FLAGS if key or not one.required]
        if options:
            choice = Choice(self.look, options, name=Text(one.title))
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)  # as wide as what is typed
            choice.choose(written(one, value))
            return choice
        usual = _HINTS.get(one.kind, "")
        hint = usual if one.required and one.kind == "day" else _OWN.get(one.name, usual)
        field = Field(self.look, self._said(one, value), hint=Text(hint) if hint else "")
        if one.name in self._known:
            complete(field, self._known[one.name])
        return field

    def _said(self, one: FeedField, value: Any) -> str:
        text = written(one, value)
        name = dict(self._known.get(one.name, ())).get(text)
        return text if name is None else labelled(text, name)

    def read(self) -> dict[str, Any] | None:
        """The values by stored column; None where one is wrong, which then is said under its field."""
        found: dict[str, Any] = {}
        right = True
        for one in self._held.fields:
            editor = self.fields.get(one.name)
            if editor is None:
                continue
            try:
                found[one.columns[0]] = self._value(one, editor)
                if self._held.lacks(one, found):
                    raise UserError("“{field}” is empty.", field=Text(one.title))  # noqa: TRY301 - said under the field
            except UserError as error:
                self.form.complain(editor, error.text)
                right = False
                continue
            self.form.complain(editor, "")
        return found if right else None

    def _value(self, one: FeedField, editor: Field | Choice) -> Any:
        if isinstance(editor, Choice):
            key = str(editor.key() or "")
            return stored(self._held, one, key)
        text = editor.text().strip()
        known = key_of(text, self._known.get(one.name, ()))
        return stored(self._held, one, text) if known is None else known

    def accept(self) -> None:
        """Close only with values that can be."""
        found = self.read()
        if found is not None:
            self.values = found
            super().accept()
