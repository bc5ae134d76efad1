"""What a profile says of the rows: which count, what they stand for, what tells them apart, columns as rows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.imports.conditions import read_back
from app.imports.feeds import Feed
from app.imports.profile import Profile
from ui.core.card import column, row
from ui.core.controls import Button, Check, Choice
from ui.core.words import Label, Words
from ui.imports.columns_menu import ColumnsButton
from ui.imports.said import MODES, SCOPES

if TYPE_CHECKING:
    from app.imports.trial import Trial
    from ui.core.look import Look


class MappingRows(QScrollArea):
    """``changed`` carries the profile with one thing changed; the other signals ask for an editor."""

    changed = Signal(object)
    filter_wanted = Signal(bool)
    """True for the filter of one part only."""
    unpivot_wanted = Signal()

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_rows``."""
        super().__init__()
        self.look = look
        self._profile: Profile | None = None
        self._place = 0
        self.mode = Choice(look, name=Text(N_("What the rows are")))
        self.scope = Choice(look, name=Text(N_("Scope")))
        self.by_party = Check(look, Text(N_("Only the dealers in the file")))
        self.filter = Button(look, "", lambda: self.filter_wanted.emit(False), icon="filter")
        self.filter_said = Label(look, "", "dim", wrap=True)
        self.part_filter = Button(look, "", lambda: self.filter_wanted.emit(True), icon="filter")
        self.unpivot = Button(look, "", self.unpivot_wanted.emit, icon="table-2")
        self.unpivot_said = Label(look, "", "dim", wrap=True)
        self.fill_down = ColumnsButton(look, Text(N_("no column")))
        self.key = ColumnsButton(
            look, Text(N_("the usual fields")),
            tip=Text(N_("Columns that together name a row, where the usual fields do not")),
        )  # fmt: skip
        self.last = Check(look, Text(N_("Repeated rows: the last counts")))
        self.create_unknown = Check(look, Text(N_("Make records for unknown codes")))
        self.head = Check(look, Text(N_("Dealer and dates from order headers")))
        self._boxes: dict[QWidget, QWidget] = {}
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 6, 0)
        outer.setSpacing(10)
        complete = Text(N_("Rows of the scope that a complete list no longer has stop counting, as paid invoices do."))
        repeated = Text(N_("For a list of products or dealers that every line of the file repeats."))
        unknown = Text(N_("Else such rows wait until the list of dealers or products names the code."))
        joined = Text(N_("The order number finds the header; lines wait until it has been taken in."))
        blanks = Text(N_("For printed lists that write a customer once above many rows."))
        parts: tuple[tuple[Words, QWidget, Words | QWidget], ...] = (
            (Text(N_("The rows are")), self.mode, complete),
            ("", self.scope, ""),
            ("", self.by_party, ""),
            (Text(N_("Rows that count")), self.filter, self.filter_said),
            (Text(N_("Rows that count for this part")), self.part_filter, ""),
            (Text(N_("Columns read as rows")), self.unpivot, self.unpivot_said),
            (Text(N_("Blanks repeat the value above")), self.fill_down, blanks),
            (Text(N_("Rows are told apart by")), self.key, ""),
            ("", self.last, repeated),
            ("", self.create_unknown, unknown),
            ("", self.head, joined),
        )
        for title, part, hint in parts:
            outer.addWidget(self._box(title, part, hint))
        outer.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _box(self, title: Words, part: QWidget, hint: "Words | QWidget") -> QWidget:
        found = QWidget()
        found.setObjectName("clear")
        lines = column(gap=3)
        if title:
            lines.addWidget(Label(self.look, title, "dim"))
        if isinstance(part, Button):
            lines.addLayout(row(part, None))
        else:
            lines.addWidget(part)
        if hint:
            lines.addWidget(hint if isinstance(hint, QWidget) else Label(self.look, hint, "dim", wrap=True))
        found.setLayout(lines)
        self._boxes[part] = found
        return found

    def _connect(self) -> None:
        self.mode.picked.connect(lambda key: self._entry(mode=key, scope="date" if key == "complete" else ""))
        self.scope.picked.connect(lambda key: self._entry(scope=key))
        self.by_party.clicked.connect(lambda on: self._entry(by="party" if on else ""))
        self.create_unknown.clicked.connect(lambda on: self._entry(unknown="create" if on else "wait"))
        self.head.clicked.connect(lambda on: self._entry(head=bool(on)))
        self.last.clicked.connect(lambda on: self._entry(repeat="last" if on else ""))
        self.key.changed.connect(lambda chosen: self._entry(key=tuple(chosen)))
        self.fill_down.changed.connect(self._filled)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_rows(
        self, profile: Profile, place: int, feed: Feed, own_headers: Sequence[str], headers: Sequence[str]
    ) -> None:
        """Show what a profile says; ``own_headers`` are the file's columns, ``headers`` those that they are read as."""
        self._profile, self._place = profile, place
        entry, several = profile.entries[place], len(profile.entries) > 1
        self.mode.set_options([(key, Text(words)) for key, words in MODES.items()], entry.mode)
        self.mode.choose(entry.mode)
        self.scope.set_options([(key, Text(words)) for key, words in SCOPES.items()], entry.scope)
        self.scope.choose(entry.scope or "date")
        complete = entry.mode == "complete"
        self._boxes[self.mode].setVisible(bool(feed.scope_on))
        self._boxes[self.scope].setVisible(complete)
        self._boxes[self.by_party].setVisible(complete and bool(feed.scope_party))
        self._boxes[self.head].setVisible(bool(feed.head))
        self._boxes[self.create_unknown].setVisible(any(one.ref for one in feed.fields) or bool(feed.master))
        self._boxes[self.part_filter].setVisible(several or bool(entry.where))
        self.by_party.setChecked(entry.by == "party")
        self.create_unknown.setChecked(entry.unknown == "create")
        self.head.setChecked(entry.head)
        self.last.setChecked(entry.repeat == "last")
        self.key.show_columns(headers, entry.key)
        self.fill_down.show_columns(own_headers, profile.file.fill_down)
        all_rows = Text(N_("All rows"))
        self.filter.say(_condition(profile.file.where) or all_rows, tip=profile.file.where)
        self.part_filter.say(_condition(entry.where) or all_rows, tip=entry.where)
        unpivot = profile.file.unpivot
        self.unpivot.say(Text(N_("None: one row each")) if unpivot is None else f"{unpivot.name} · {unpivot.value}")

    def show_trial(self, trial: "Trial | None") -> None:
        """How many of the first rows go, and how many there are."""
        if trial is None or self._profile is None or self._place >= len(trial.entries):
            return
        numbers, entry = self.look.formats.number, trial.entries[self._place]
        problem = entry.problems.get("where")
        gone = len(trial.rows) - len(entry.kept)
        said: Words = problem or ""
        if gone and problem is None:
            words = {"all": numbers(len(trial.rows)), "gone": numbers(gone)}
            said = Text(N_("Of the first {all} rows {gone} go."), words)
        self.filter_said.say(said)
        self.filter_said.set_tone("bad" if problem is not None else None)
        self.filter_said.setVisible(bool(said))
        self.unpivot_said.setVisible(trial.problem is not None)
        self.unpivot_said.say(trial.problem or "")
        self.unpivot_said.set_tone("bad")

    # -- changing -----------------------------------------------------------------------------------------------------

    def _tell(self, profile: Profile) -> None:
        if profile != self._profile:
            self._profile = profile
            self.changed.emit(profile)

    def _entry(self, **values: object) -> None:
        profile = self._profile
        if profile is None:
            return
        entry = replace(profile.entries[self._place], **values)  # type: ignore[arg-type]
        entries = tuple(entry if n == self._place else one for n, one in enumerate(profile.entries))
        self._tell(replace(profile, entries=entries))

    def _filled(self, chosen: object) -> None:
        if self._profile is not None:
            shape = replace(self._profile.file, fill_down=tuple(chosen))  # type: ignore[arg-type]
            self._tell(replace(self._profile, file=shape))

    def key_menu(self, headers: Sequence[str]) -> QMenu:
        """The menu of the key over other columns."""
        if self._profile is not None:
            self.key.show_columns(headers, self._profile.entries[self._place].key)
        return self.key.menu_of()


def _condition(where: str) -> Words:
    """A filter in a few words; empty for none."""
    found = read_back(where)
    if found is None:
        return where if len(where) <= 30 else f"{where[:29]}…"
    words = ", ".join(found.values)
    words = words if len(words) <= 18 else f"{words[:17]}…"
    title = N_("{column} is {words}") if found.keep else N_("{column} is not {words}")
    return Text(title, {"column": found.header, "words": words})
