"""The part of the search: everything that was said in meetings, found while one types."""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from app.core.progress import Progress
from app.core.texts import N_, Text, either
from app.meetings.queries import all_series
from app.meetings.search.index import MANY, refresh_index
from app.meetings.search.queries import NOTHING, Found, Hit, search, years
from app.meetings.search.words import KINDS, place_text, target_of
from app.people.queries import departments
from ui.core.card import Card, row
from ui.core.controls import Choice, SearchBox
from ui.core.panel import Panel
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label, Tone, Words

if TYPE_CHECKING:
    from ui.core.context import Context

TONES: Final[Mapping[str, Tone]] = {"decision": "good", "action": "brand", "risk": "warn"}
_BOX_PX: Final = 320


class _Read(NamedTuple):
    """What the part shows."""

    asked: str
    found: Found
    series: list[tuple[str, Words]]
    departments: list[tuple[str, Words]]
    years: list[int]


class SearchPanel(Panel):
    """A field, what it is narrowed to, and the hits; a hit opens its meeting at its item."""

    title: ClassVar[str] = N_("Search")
    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "meeting_series", "meeting", "agenda_item", "meeting_outcome", "action_item", "action_carry",
            "backlog_topic", "department_report", "squad", "milestone", "department",
        }
    )  # fmt: skip

    def __init__(self, context: "Context") -> None:
        """Empty until it is shown."""
        super().__init__(context)
        look = self.look
        self.found: _Read | None = None
        self.box = SearchBox(look, Text(N_("Words said in meetings")), shortcut="Ctrl+F")
        self.box.setMinimumWidth(_BOX_PX)
        self.series = Choice(look, name=Text(N_("Series of meetings")))
        self.years = Choice(look, name=Text(N_("Year")))
        self.kinds = Choice(look, name=Text(N_("Kind")))
        self.departments = Choice(look, name=Text(N_("Department")))
        self.count = Label(look, "", "dim")
        self.table = self._make_table()
        card = Card(look, pad=12)
        choices = (self.series, self.years, self.kinds, self.departments)
        card.body.addLayout(row(self.box, *choices, None, self.count))
        card.body.addWidget(self.table, 1)
        self.body.addWidget(card, 1)
        self.kinds.set_options([("", Text(N_("All kinds"))), *((key, Text(name)) for key, name in KINDS.items())])
        self._offer([], [], [])
        self.box.searched.connect(lambda _text: self.reload())
        for choice in choices:
            choice.picked.connect(lambda _key: self.reload())
        self.table.opened.connect(self.follow)

    def _make_table(self) -> Table:
        columns = (
            Column("held_on", Text(N_("Day")), "date", 100),
            Column("kind", Text(N_("Kind")), "pill", 120,
                   get=lambda one: State(Text(KINDS[one.kind]), TONES.get(one.kind, "dim"))),
            Column("text", Text(N_("What was said")), stretch=True, width=300, marks=_marks),
            Column("place", Text(N_("Meeting")), width=230, get=place_text),
            Column("department", Text(N_("Department")), width=130, get=lambda one: Text(one.department)),
            Column("period", Text(N_("Of the period")), width=90, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name="meetings.search", title=Text(N_("Search")), tools=False,
            empty=Text(N_("Type what you look for")),
            empty_text=Text(N_("Agendas, notes, decisions, actions and their results, reports and squads are read.")),
        )  # fmt: skip

    # -- reading ------------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``text`` is what is looked for."""
        if "text" in target:
            self.box.setText(str(target["text"]))

    def shown(self) -> None:
        """Ready to be typed into."""
        super().shown()
        self.box.setFocus()

    def reload(self) -> None:
        """Search again; what was written since is taken into the index where it is much."""
        desk, text = self.context.desk, self.box.text().strip()
        wanted = _Wanted(self.series.key(), self.years.key(), self.kinds.key(), self.departments.key())

        def work(progress: Progress) -> _Read:
            refresh_index(desk.db, least=MANY)
            with desk.db.read(progress) as session:
                return _Read(
                    text, search(session, text, **wanted.filters()) if text else NOTHING,
                    [(one.id, Text(one.title)) for one in all_series(session)],
                    [(one.id, Text(either(one.name, one.name_en or ""))) for one in departments(session)],
                    years(session),
                )  # fmt: skip

        self.load(work, self._show)

    def _show(self, read: _Read) -> None:
        self.found = read
        self._offer(read.series, read.departments, read.years)
        if read.asked:
            self.table.say_empty(
                Text(N_("Nothing found")), Text(N_("All words have to be there; fewer words or filters find more."))
            )
        else:
            self.table.say_empty(
                Text(N_("Type what you look for")),
                Text(N_("Agendas, notes, decisions, actions and their results, reports and squads are read.")),
            )
        self.table.set_rows(read.found.hits)
        hits = {"n": len(read.found.hits)}
        many = Text(N_("More than {n} hits: the newest ones"), hits)
        self.count.say("" if not read.asked else many if read.found.more else Text(N_("Hits: {n}"), hits))

    def _offer(self, series: list[Any], departments: list[Any], years: list[int]) -> None:
        self.series.set_options([("", Text(N_("All series"))), *series])
        self.departments.set_options([("", Text(N_("All departments"))), *departments])
        self.years.set_options([("", Text(N_("All years"))), *((one, str(one)) for one in years)])

    # -- doing --------------------------------------------------------------------------------------------------------

    def follow(self, hit: Hit) -> None:
        """Open what was found."""
        target = target_of(hit)
        self.go_to(str(target["panel"]), target)


class _Wanted(NamedTuple):
    """What the hits are narrowed to; empty is everything."""

    series: Hashable
    year: Hashable
    kind: Hashable
    department: Hashable

    def filters(self) -> dict[str, Any]:
        """As the search takes them."""
        return {
            "series_id": self.series or None, "year": self.year or None, "kind": self.kind or None,
            "department_id": self.department or None,
        }  # fmt: skip


def _marks(hit: Hit) -> list[tuple[int, int]]:
    found, at = [], 0
    for bit in hit.snippet:
        if bit.marked:
            found.append((at, at + len(bit.text)))
        at += len(bit.text)
    return found
