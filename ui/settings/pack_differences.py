"""What a configuration pack would change here, one value a line, looked at before it is installed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.calendars import CALENDARS
from app.core.locks import PART_TITLES
from app.core.signing import fingerprint
from app.core.texts import N_, Text
from app.packs.differences import WHAT_TITLES, Difference, Differences, What, field_title
from app.packs.model import Pack
from ui.core.card import row
from ui.core.dialogs import Dialog
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label, Tone

if TYPE_CHECKING:
    from ui.core.page import Context

_TONES: Final[dict[What, Tone]] = {
    "added": "good", "changed": "brand", "replaced": "warn", "ended": "warn", "own": "dim", "refused": "dim",
}  # fmt: skip
_MOST_FIELDS: Final = 40
"""Of one thing: a profile that is written anew has hundreds of values."""


@dataclass(frozen=True)
class Line:
    """One row of the table: a thing, or one of its values."""

    part: str
    name: str
    what: What
    field: str = ""
    old: str = ""
    new: str = ""
    why: Text | None = None


class DifferencesDialog(Dialog):
    """Every difference; accepted it is installed."""

    writes = True

    def __init__(self, context: "Context", pack: Pack, found: Differences) -> None:
        """Shows what was worked out already."""
        look, manifest = context.look, pack.manifest
        said = {"name": manifest.name, "version": manifest.version}
        super().__init__(look, None, Text(N_("{name}, version {version}: what it changes here"), said),
                         accept=Text(N_("Install")))  # fmt: skip
        self.setMinimumSize(1120, 620)
        self._context = context
        whence = {"by": manifest.by or "?", "fingerprint": fingerprint(pack.signer)}
        self.body.addWidget(Label(look, Text(N_("From {by}, signed with {fingerprint}."), whence), "dim", wrap=True))
        if manifest.note:
            self.body.addWidget(Label(look, manifest.note, wrap=True))
        self.summary = Label(look, self._sum(found), "strong", wrap=True)
        self.body.addLayout(row(self.summary))
        locks = look.t(", ").join(look.t(PART_TITLES[one]) for one in PART_TITLES if one in manifest.locks)
        if locks:
            words = Text(N_("From then on locked: {parts}. Undo does not take that back."), {"parts": locks})
        else:
            words = Text(N_("One undo takes the whole installation back."))
        self.body.addWidget(Label(look, words, "dim", wrap=True))
        columns = [
            Column("part", Text(N_("Part")), width=150, get=lambda one: Text(PART_TITLES[one.part])),
            Column("name", Text(N_("What")), width=200),
            Column("what", Text(N_("Difference")), "pill", width=170,
                   get=lambda one: State(Text(WHAT_TITLES[one.what]), _TONES[one.what])),
            Column("field", Text(N_("Field")), width=170, get=lambda one: field_title(one.field)),
            Column("old", Text(N_("As it is here")), width=160),
            Column("new", Text(N_("By the pack")), width=200, stretch=True, get=lambda one: one.why or one.new),
        ]  # fmt: skip
        empty = Text(N_("Everything is as the pack says already."))
        text = Text(N_("Installing it says from then on which pack is in force, and locks what it locks."))
        self.table = Table(context, columns, name="settings.pack", title=Text(N_("Differences")), empty=empty,
                           empty_text=text)  # fmt: skip
        self.table.set_rows([line for one in found.rows for line in self._lines(one)])
        self.body.addWidget(self.table, 1)

    def _lines(self, one: Difference) -> Iterator[Line]:
        part = self._context.desk.packs.parts[one.part]
        name = part.name_of(one.new or one.now or {}, self.look.t)
        fields = one.fields if one.why is None else ()
        for each in fields[:_MOST_FIELDS]:
            old, new = (self._said(one.part, value) for value in (each.old, each.new))
            yield Line(one.part, name, one.what, each.path, old, new)
        if len(fields) > _MOST_FIELDS:
            yield Line(one.part, name, one.what, "…", "", self.look.t("{n} more", n=len(fields) - _MOST_FIELDS))
        if not fields:
            yield Line(one.part, name, one.what, why=one.why)

    def _said(self, part: str, value: str) -> str:
        """A value in words where it is a word of the program."""
        return self.look.t(CALENDARS[value].name) if part == "calendars" and value in CALENDARS else value

    @staticmethod
    def _sum(found: Differences) -> Text:
        counts: dict[str, int] = {one: found.count(one) for one in WHAT_TITLES}
        return Text(N_("Added: {added} · changed: {changed} · of the region's own replaced: {replaced} · taken out: "
                       "{ended} · left as it is: {left}"),
                    {**counts, "left": counts["own"] + counts["refused"]})  # fmt: skip
