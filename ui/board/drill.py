"""What a number is made of: its parts by region, dealer, product group, product, order or month, and its rows."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.calendars import calendar_of
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.kpi.board import Choice, Dimension, read_cards
from app.kpi.counting import left_aside
from app.kpi.drill import Facts
from app.kpi.drivers.products import read_product_ids
from app.kpi.drivers.queries import Line, Split
from app.kpi.inside import EVERYTHING, Inner, Within, levels, read_inner
from app.kpi.kpi import LOGISTICS
from app.kpi.organisation import TITLES
from app.kpi.parts import Part, read_parts
from app.kpi.posted import NOTHING
from app.kpi.wording import asked_words, listed
from ui.board.definition import DefinitionView
from ui.board.drivers import DriversView
from ui.board.facts import LATE, read_ids, sources_of
from ui.board.parts import PartsView
from ui.board.referring import copy_reference
from ui.board.structure import counted
from ui.core.card import EmptyState, row
from ui.core.controls import Button, IconButton, Segments
from ui.core.controls import Choice as Dropdown
from ui.core.facts import columns_of
from ui.core.kpi_words import value_text
from ui.core.structure import name_of
from ui.core.traced import TracedRows
from ui.core.words import Label

if TYPE_CHECKING:
    from app.core.errors import UserError
    from app.kpi.batches import SourceBatch
    from app.kpi.board import Figure
    from app.kpi.inside import Level
    from app.kpi.kpi import Kpi
    from ui.board.reading import BoardView
    from ui.core.context import Context
    from ui.core.look import Look
    from ui.core.origin import OriginPanel
    from ui.core.table import Table

PARTS: Final = (
    ("parts", N_("Made of")), ("drivers", N_("Why it changed")), ("rows", N_("Detail rows")),
    ("definition", N_("Definition")),
)  # fmt: skip
_NEXT: Final[dict[str, str]] = {
    "region": "dealer", "dealer": "product-group", "month": "region", **dict.fromkeys(TITLES, "dealer"),
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One level of the way down: the choice, what it is called, and by what it is split."""

    choice: Choice
    name: str
    by: str
    come: str = "parts"
    """What was in sight when it was opened, and is again on the way up."""
    of: "tuple[Split, int] | None" = None
    """Of a change the product whose rows of both periods are in sight."""
    within: Within = EVERYTHING
    """Of which product and which order it is."""


class DrillView(QWidget):
    """Goes down from all to a region, a dealer, a product group, a product, an order and its rows; the way up stays."""

    titled = Signal(object)
    """The value of the level in sight, in words."""
    widened = Signal(bool)
    """Whether rows, or the parts of a change, are in sight, which need all the room."""

    def __init__(self, context: "Context", view: "BoardView", kpi: str, choice: Choice, part: str = "parts") -> None:
        """Begins at ``choice``, split by region or what lies below it; ``part`` may be ``late`` too."""
        super().__init__()
        self.context, self.view, self.kpi = context, view, kpi
        look = context.look
        self.known = context.desk.kpis[kpi]
        self.steps = [Step(choice, _whose(look, view, choice), first_split(choice, self.known))]
        self.figure: Figure | None = None
        self.tabs = Segments(look, [(key, Text(words)) for key, words in PARTS])
        self.tabs.picked.connect(lambda key: self.show_part(str(key)))
        self.up = Button(look, Text(N_("Up")), self.go_up, icon="chevron-left", kind="quiet")
        self.path = Label(look, "", "dim", elide=True)
        self.parts = PartsView(context, kpi, view.currency)
        self.parts.opened.connect(self.go_down)
        self.parts.split_picked.connect(self.split_by)
        self.drivers = DriversView(context, kpi, view.currency)
        self.drivers.opened.connect(self._open_driver)
        self.drivers.told.connect(self.titled)
        self.definition = DefinitionView(context, kpi)
        self.rows: QWidget | None = None
        """The table of rows with the cells of the current one below it."""
        self.table: Table | None = None
        self.origin: OriginPanel | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.parts)
        self.stack.addWidget(self.drivers)
        self.stack.addWidget(self.definition)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        head = row(self.tabs, 4, self.up, gap=6)
        head.addWidget(self.path, 1)
        self.source = Dropdown(look, name=Text(N_("Which rows")))
        self._posted, self._heads = part == LATE, False
        self._offer()
        self.source.choose(part)
        self.source.picked.connect(lambda _key: self.read())
        head.addWidget(self.source)
        self.reference = IconButton(look, "copy", Text(N_("Copy the figure's reference")), self._copy_reference)
        head.addWidget(self.reference)
        self.card = Button(look, Text(N_("Dealer's card")), self._open_card, icon="store", kind="quiet")
        head.addWidget(self.card)
        outer.addLayout(head)
        outer.addWidget(self.stack, 1)
        QShortcut(QKeySequence("Backspace"), self, self.go_up)
        self.tabs.choose("rows" if part == LATE else part)

    def _offer(self) -> None:
        feeds = self.context.desk.feeds
        self.source.set_options(sources_of(self.known, feeds, posted=self._posted, heads=self._heads))
        self.source.setVisible(self.tabs.key() == "rows" and self.source.count() > 1)

    def again(self, view: "BoardView") -> "DrillView":
        """The same level and part, in the language of now."""
        first = self.steps[0]
        found = DrillView(self.context, view, self.kpi, first.choice, str(self.tabs.key()))
        found.steps = [replace(first, name=found.steps[0].name), *self.steps[1:]]
        found._posted, found._heads = self._posted, self._heads
        found._offer()
        found.source.choose(self.source.key())
        return found

    @property
    def step(self) -> Step:
        """Where it stands."""
        return self.steps[-1]

    # -- levels -------------------------------------------------------------------------------------------------------

    def go_down(self, part: Part | Inner) -> None:
        """Into one part; from the last level to its rows."""
        now, by = self.step.choice, self.step.by
        below = next_split(by, self.known, now.counting.tax)
        if isinstance(part, Inner):
            self._enter(Step(now, part.name, below or by, within=part.within), rows=not below)
            return
        if by == "month":
            deeper = replace(now, period=calendar_of(now.period).parse(part.key))
        elif by == "region":
            deeper = replace(now, region=part.key)
        elif by == "dealer":
            deeper = replace(now, dealer=part.key)
        elif by in TITLES:
            deeper = replace(now, structure=now.structure.narrowed(by, part.key))
        else:
            deeper = replace(now, group=part.key)
        name = name_of(self.context.look, by, part.key) if by in TITLES else part.name
        step = Step(deeper, name or self.context.look.t("Without a group"), below or "month")
        self._enter(step, rows=not below)

    def _enter(self, step: Step, *, rows: bool) -> None:
        """One level further down, at once to its ``rows`` where nothing lies between."""
        self.steps.append(step)
        if rows:
            self.tabs.choose("rows")
        self.read()

    def go_up(self) -> None:
        """One level back."""
        if len(self.steps) > 1:
            left = self.steps.pop()
            if self.tabs.key() == "rows":
                self.tabs.choose(left.come)
            self.read()

    def _open_driver(self, line: Line) -> None:
        """The rows of one part of a change: of a product those of both periods, else where it had any."""
        split = self.drivers.split
        if split is None:
            return
        choice = line.choice or split.choice
        if line.driver.state in {"gone", "silent"}:
            choice = replace(choice, period=split.then)
        name = line.name or self.context.look.t("Without a name")
        self.steps.append(Step(choice, name, "month", "drivers", (split, line.product) if line.product else None))
        self.tabs.choose("rows")
        self.read()

    def _dealer_id(self) -> str:
        """The id of the dealer whose level is in sight; empty where there is none or his name is not his alone."""
        wanted = self.step.choice.dealer
        names = {wanted, self.step.name} if wanted else set()
        found = [one.key for one in self.view.dealer_names if one.key in names or one.name in names]
        return found[0] if len(found) == 1 else ""

    def _open_card(self) -> None:
        self.context.go("dealers", {"dealer": self._dealer_id()})

    def _copy_reference(self) -> None:
        copy_reference(self.context, self, self.kpi, self.step.choice, self.view.today)

    def split_by(self, by: str) -> None:
        """The same level, split otherwise."""
        self.steps[-1] = replace(self.step, by=by)
        self.read()

    def show_part(self, part: str) -> None:
        """Parts, rows or definition."""
        self.tabs.choose(part)
        self.read()

    # -- reading ------------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read what is in sight of the level; what was there stays until it is read."""
        self.path.say(" › ".join(one.name for one in self.steps))
        self.up.setEnabled(len(self.steps) > 1)
        self.card.setVisible(bool(self._dealer_id()))
        self.widened.emit(self.tabs.key() in {"rows", "drivers"})
        for part in ("drivers", "definition"):
            self.tabs.offer(part, not self.step.within)
        self.tabs.offer("parts", not self.step.within.order)
        self.reference.setVisible(not self.step.within)
        self.source.setVisible(self.tabs.key() == "rows" and self.source.count() > 1)
        if self.tabs.key() == "rows":
            self._read_rows()
            return
        if self.tabs.key() == "drivers":
            self.stack.setCurrentWidget(self.drivers)
            self.drivers.ask(self.step.choice)
            return
        desk, step, kpi, today = self.context.desk, self.step, self.kpi, self.view.today

        def work(_progress: Progress) -> "tuple[Figure, tuple[Part | Inner, ...]]":
            with desk.db.read() as session:
                figure = read_cards(session, step.choice, today, [kpi])[0]
                if step.by in {"product", "order"}:
                    level: Level = step.by  # type: ignore[assignment] # it is one of these
                    inner, whole = read_inner(session, step.choice, today, kpi, level, step.within)
                    return _of_product(figure, whole) if step.within else figure, inner
                by: Dimension = step.by  # type: ignore[assignment] # month is one more
                return figure, read_parts(session, step.choice, today, kpi, by)

        title = Text(N_("Reading: {page}"), {"page": Text(self.known.name)})
        self.context.tasks.run(title, work, self._show, owner=self, key="read", failed=self._refused)

    def _show(self, found: "tuple[Figure, tuple[Part | Inner, ...]]") -> None:
        self.figure, parts = found
        self._posted = self.figure.row is not None and self.figure.row.posted != NOTHING
        self._offer()
        self._say_value()
        self.parts.show_parts(parts, self.step.by, self.step.choice, self.figure.row, inside=bool(self.step.within))
        self.definition.show_figure(self.figure, self.view.currency)
        self.stack.setCurrentWidget(self.definition if self.tabs.key() == "definition" else self.parts)
        if self.tabs.key() == "definition":
            self._read_batches()

    def _read_batches(self) -> None:
        """Behind the definition, which does not wait for it."""
        desk, choice, kpi, today = self.context.desk, self.step.choice, self.kpi, self.view.today

        def work(_progress: Progress) -> "tuple[SourceBatch, ...]":
            from app.kpi.batches import batches_of

            with desk.db.read() as session:
                return batches_of(session, kpi, choice, today)

        def refused(_error: "UserError") -> None:
            """What is counted or looked up otherwise has no rows; the definition stands alone."""

        title = Text(N_("Looking for the source batches"))
        self.context.tasks.run(title, work, self.definition.show_batches, owner=self, key="read", failed=refused)

    def _say_value(self) -> None:
        figure = self.figure
        value = value_text(self.context.look, self.known.unit, figure.value if figure else None, self.view.currency)
        said = {"value": value, "period": self._period}
        self.titled.emit(self._counted(Text(N_("{value} · {period}"), said)))

    def _counted(self, words: Text) -> Text:
        """With what is counted other than usual."""
        counting = self.step.choice.counting
        aside = left_aside(self.known, counting)
        asked = [one for one in asked_words(counting) if one not in asked_words(aside)]
        return Text(N_("{figure} · {counted}"), {"figure": words, "counted": listed(asked)}) if asked else words

    @property
    def _period(self) -> str:
        """The step's period in words."""
        return self.context.look.formats.period(self.step.choice.period, self.view.today)

    def _refused(self, error: "UserError") -> None:
        self._only(EmptyState(self.context.look, error.text, icon="triangle-alert"))

    def _only(self, widget: QWidget) -> None:
        """Something that replaces the table of rows."""
        if self.rows is not None:
            self.stack.removeWidget(self.rows)
            self.rows.deleteLater()
            self.rows = self.table = self.origin = None
        self.stack.addWidget(widget)
        self.stack.setCurrentWidget(widget)

    def _read_rows(self) -> None:
        desk, step, kpi, today = self.context.desk, self.step, self.kpi, self.view.today
        source = str(self.source.key() or "")
        title = Text(N_("Looking for the rows"))

        def work(_progress: Progress) -> Facts:
            if step.of is None:
                return read_ids(desk.db, kpi, step.choice, today, source, step.within)
            split, product = step.of
            with desk.db.read() as session:
                periods = split.then, split.choice.period
                return read_product_ids(session, kpi, split.choice, periods, today, product)

        self.context.tasks.run(title, work, self._show_rows, owner=self, key="read", failed=self._refused)

    def _show_rows(self, facts: Facts) -> None:
        desk, look = self.context.desk, self.context.look
        self._heads = len(facts.heads) > 0
        self._offer()
        if not facts.feed:
            self._only(EmptyState(look, Text(N_("No row is behind this number.")), icon="inbox"))
            return
        late = self.source.key() == LATE
        served = facts.feed == "order_line" and self.known.owner == LOGISTICS
        columns = columns_of(desk.feeds[facts.feed], look.lang, facts.gone if late else None, served=served)
        kind = "".join(mark for mark, there in ((".served", served), (".late", late)) if there)
        rows = TracedRows(
            self.context, facts.feed, facts.ids, name=f"board.rows.{facts.feed}{kind}", kpi=self.kpi,
            title=Text(self.known.name), columns=columns, empty=Text(N_("No row is behind this number.")),
        )  # fmt: skip
        said = {"n": look.formats.number(len(facts.ids)), "period": self._period}
        self.titled.emit(self._counted(Text(N_("Rows: {n} · {period}"), said)))
        rows.table.note = counted(self.view, self.step.choice)
        self._only(rows)
        self.rows, self.table, self.origin = rows, rows.table, rows.origin
        rows.refresh()


def _whose(look: "Look", view: "BoardView", choice: Choice) -> str:
    """Of whom the first level is: the names of what is chosen."""
    asked = ((view.regions, choice.region), (view.dealer_names, choice.dealer), (view.groups, choice.group))
    names = [
        next((one.name for one in options if key in {one.key, one.code, one.name}), key)
        for options, key in asked if key
    ]  # fmt: skip
    return " · ".join(names) or look.t("Everything chosen")


def first_split(choice: Choice, kpi: "Kpi") -> str:
    """Below everything come regions, below a region dealers, below a dealer product groups where they are kept."""
    if choice.dealer is not None:
        if kpi.by_group and choice.group is not None:
            return next_split("product-group", kpi, choice.counting.tax) or "month"
        return "product-group" if kpi.by_group else "month"
    return "dealer" if choice.region is not None else "region"


def next_split(by: str, kpi: "Kpi", tax: str = "") -> str:
    """What lies below; empty where that is the rows."""
    found = _NEXT.get(by, "")
    if by in {"product-group", "product"}:
        return next((one for one in levels(kpi, tax) if one != by), "")
    return "month" if found == "product-group" and not kpi.by_group else found


def _of_product(figure: "Figure", whole: Inner) -> "Figure":
    """The figure of a group as that of one product of it."""
    value, top, bottom = whole.parts
    row = figure.row and figure.row._replace(amount=value, top=top, bottom=bottom, n=whole.n, posted=NOTHING)
    return replace(figure, row=row)
