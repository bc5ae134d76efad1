"""Who is invited to every meeting of a series, what each is in it and for whom he speaks, and the quorum."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.meetings.commands import Member
from app.meetings.rows import MemberRow, SeriesRow
from app.meetings.words import ROLES
from ui.core.card import Scroller, column, row
from ui.core.controls import Button, Check, Choice, IconButton
from ui.core.form import Field, Form
from ui.core.pick import PickDialog, PickField
from ui.core.words import Label, spoken
from ui.meetings.fields import Known

if TYPE_CHECKING:
    from ui.core.look import Look

_LIST_PX: Final = 228
_PERCENT: Final = 50
_MOST: Final = 100
_NO_PERCENT: Final = N_("A quorum is a whole number from 0 to 100.")
_NO_DEPARTMENT: Final = N_("There is no department “{name}”.")


class MembersEditor(QWidget):
    """A line for each member; below it who must be there for the meeting to decide."""

    def __init__(self, look: "Look", known: Known, one: SeriesRow | None, members: Sequence[MemberRow]) -> None:
        """``one`` is None for a new series."""
        super().__init__()
        self.setObjectName("clear")
        self.look, self._known = look, known
        self.roles: dict[str, Choice] = {}
        self.speaks: dict[str, Choice] = {}
        self.chosen = {each.person_id: (each.role, self._said(each)) for each in members}
        self.count = Label(look, "", "strong")
        self.pick_button = Button(look, Text(N_("Choose people…")), self.pick, icon="users")
        self.pick_button.setAutoDefault(False)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        scroller = Scroller()
        scroller.body.addLayout(self._grid)
        scroller.finish()
        scroller.setMinimumHeight(_LIST_PX)
        self.planned = Check(look, Text(N_("Invite new members to the meetings that are planned already, too")))
        self.planned.setChecked(True)
        self.planned.setVisible(one is not None)
        self.form = Form(look, label_px=112)
        self._add_quorum(one)
        lines = column(margins=(0, 0, 0, 0))
        lines.addLayout(row(self.count, None, self.pick_button))
        lines.addWidget(scroller, 1)
        lines.addWidget(self.planned)
        lines.addWidget(self.form)
        self.setLayout(lines)
        self._fill()

    def _add_quorum(self, one: SeriesRow | None) -> None:
        named = {key: spoken(self.look, words) for key, words in self._known.departments}
        self._ids = {name.casefold(): key for key, name in named.items()}
        self._names = {name.casefold(): name for name in named.values()}
        self.percent = Field(self.look, str(one.percent if one is not None else _PERCENT))
        options = [(name, name) for name in named.values()]
        self.must = PickField(self.look, Text(N_("Departments that must be there")), options, self._department)
        self.must.setText(", ".join(named[key] for key in (one.must if one is not None else ()) if key in named))
        self.must.setCursorPosition(0)
        self.form.add(Text(N_("Quorum in per cent")), self.percent)
        self.form.add(Text(N_("Must departments")), self.must,
                      Text(N_("Without each of them the meeting decides nothing")))  # fmt: skip

    def _said(self, one: MemberRow) -> str:
        """The department that was said of a member; empty where it is his own."""
        own = next((each.department_id for each in self._known.people if each.id == one.person_id), None)
        return "" if one.department_id == (own or "") else one.department_id

    def _department(self, words: str) -> str:
        try:
            return self._names[words.casefold()]
        except KeyError as error:
            raise UserError(_NO_DEPARTMENT, name=words) from error

    # -- the list -----------------------------------------------------------------------------------------------------

    def pick(self) -> None:
        """Tick people in a searched list."""
        options = [(one.id, f"{one.name}  {one.title or ''}".strip()) for one in self._known.people]
        dialog = PickDialog(self.look, self.window(), Text(N_("Members")), options, list(self.chosen))
        if dialog.run():
            self.take(dialog.chosen())
        dialog.deleteLater()

    def take(self, people: Sequence[str]) -> None:
        """These are the members; who was one before keeps his role."""
        self._keep()
        self.chosen = {one: self.chosen.get(one, ("member", "")) for one in people}
        self._fill()

    def leave_out(self, person: str) -> None:
        """One of them is no member any more."""
        self.take([one for one in self.chosen if one != person])

    def _keep(self) -> None:
        for person, choice in self.roles.items():
            if person in self.chosen:
                self.chosen[person] = (str(choice.key()), str(self.speaks[person].key() or ""))

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.roles, self.speaks = {}, {}
        known = {one.id: one for one in self._known.people}
        order = [one for one in known if one in self.chosen]
        for n, person in enumerate(sorted(order, key=self._rank)):
            self._add(n, person, known[person].name)
        self.count.say(Text(N_("{n} members"), {"n": len(order)}) if order else Text(N_("Nobody is a member yet")))
        self.count.set_tone(None if order else "warn")

    def _rank(self, person: str) -> int:
        return list(ROLES).index(self.chosen[person][0])

    def _add(self, n: int, person: str, name: str) -> None:
        role, department = self.chosen[person]
        roles = Choice(self.look, [(key, Text(title)) for key, title in ROLES.items()], name=Text(N_("Role in it")))
        roles.choose(role)
        speaks = Choice(self.look, [("", Text(N_("For the own department"))), *self._known.departments],
                        name=Text(N_("Speaks for")))  # fmt: skip
        speaks.choose(department)
        self.roles[person], self.speaks[person] = roles, speaks
        parts: tuple[Any, ...] = (
            Label(self.look, name, elide=True), roles, speaks,
            IconButton(self.look, "x", Text(N_("Leave out")), lambda: self.leave_out(person), size=16),
        )  # fmt: skip
        for at, part in enumerate(parts):
            self._grid.addWidget(part, n, at)

    # -- what it says -------------------------------------------------------------------------------------------------

    @property
    def members(self) -> list[Member]:
        """The members as they stand in the list."""
        self._keep()
        return [Member(person, role, department or None) for person, (role, department) in self.chosen.items()]

    def quorum(self) -> dict[str, Any]:
        """Who must be there; raises UserError for what cannot be."""
        text = self.percent.text().strip() or "0"
        if not text.isdecimal() or int(text) > _MOST:
            self.form.complain(self.percent, Text(_NO_PERCENT))
            raise UserError(_NO_PERCENT)
        self.form.complain(self.percent, "")
        found = []
        for name in filter(None, (one.strip() for one in self.must.text().replace("，", ",").split(","))):
            try:
                found.append(self._ids[self._department(name).casefold()])
            except UserError as error:
                self.form.complain(self.must, error.text)
                raise
        self.form.complain(self.must, "")
        return {"departments": found, "percent": int(text)}
