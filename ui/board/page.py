"""The board: cards, trend, what wants attention, ranking, order progress and stock, for one choice of filters."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea

from app.core.calendars import Calendar, calendar_of
from app.core.period import parse_period
from app.core.texts import N_, Text
from app.kpi.board import CARDS, Choice
from app.kpi.counting import USUAL, Counting
from app.kpi.organisation import TITLES
from ui.board.concerns import ConcernsCard
from ui.board.faces import face_of
from ui.board.ranking import RankingCard
from ui.board.reading import (
    Asked,
    BoardView,
    Concern,
    calendar_at,
    read_board,
    read_signs,
    read_trust,
    recounted,
    rolling_year,
    sign_concern,
    spans_of,
)
from ui.board.sharing import add_to_card, add_to_ranking, share_button
from ui.board.stock import ProgressCard, StockCard
from ui.board.structure import counted, scope
from ui.board.trend import TrendCard
from ui.core.card import GAP
from ui.core.context import Command, Context, Found
from ui.core.controls import Choice as Dropdown
from ui.core.counting import CountingBar, keep_counting, kept_counting
from ui.core.drawer import Drawer
from ui.core.filters import FilterBar, Filters
from ui.core.kpi_card import KpiCard
from ui.core.page import Page
from ui.core.structure import ALIGNED, StructureBar
from ui.core.words import Label

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.kpi.board import Rank, Stocked
    from app.kpi.findings.model import Finding
    from app.kpi.trust import Trust

SPRING, COLUMNS, SHARE = 3, 4, 0.62  # cards in a row; the drawer's share of the page's width


class BoardPage(Page):
    """Old figures stay until the new ones are there; every number opens what it is made of."""

    title: ClassVar[str] = N_("Board")

    def __init__(self, context: Context) -> None:
        """Empty until the first ``reload``."""
        super().__init__(context)
        self.asked = Asked(counting=kept_counting(context))
        self.view: BoardView | None = None
        self.signs: tuple[Finding, ...] = ()
        self._first: Asked | None = None
        self._then: tuple[str, Choice, str] | None = None
        self.bar = FilterBar(self.look, context.desk.clock.today())
        self.bar.changed.connect(self._filtered)
        self.bar.hide()
        self.align = Dropdown(self.look, name=Text(N_("Compare years")))
        self.align.set_options([(key, Text(words)) for key, words in ALIGNED])
        self.align.hide()
        self.structure = StructureBar(self.look)
        self.counting = CountingBar(self.look)
        self.counting.hide()
        self.counted = Label(self.look, "", "dim", wrap=True)
        self.filters.addWidget(self.counting)
        self.filters.addWidget(self.counted, 1)
        self.filters.addWidget(self.structure)
        self.filters.addWidget(self.align)
        self.buttons.addWidget(self.bar)
        self.share = share_button(self)
        self.buttons.addWidget(self.share)
        self.cards = {kpi: KpiCard(self.look) for kpi in CARDS}
        self.trend = TrendCard(self.look)
        self.concerns = ConcernsCard(self.look)
        self.progress = ProgressCard(self.look)
        self.stock = StockCard(context)
        self.ranking: RankingCard | None = None
        self.drawer = Drawer(self.look, self, share=SHARE, least=640)
        self.again: Callable[[], object] | None = None
        """Shows anew what is in the drawer, in another language."""
        self._lay_out_board()
        self._connect()

    def _lay_out_board(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(12)
        for number, card in enumerate(self.cards.values()):
            grid.addWidget(card, number // COLUMNS, number % COLUMNS)
        for number in range(COLUMNS):
            grid.setColumnStretch(number, 1)
        self.body.addLayout(grid)
        middle = QHBoxLayout()
        middle.setSpacing(GAP)
        middle.addWidget(self.trend, 64)
        middle.addWidget(self.concerns, 36)
        self.body.addLayout(middle)
        self._place = QHBoxLayout()
        self.body.addLayout(self._place)
        last = QHBoxLayout()
        last.setSpacing(GAP)
        last.addWidget(self.progress, 42)
        last.addWidget(self.stock, 58)
        self.body.addLayout(last)
        self.body.addStretch(1)

    def _connect(self) -> None:
        for card in self.cards.values():
            card.opened.connect(self.open_kpi)
            card.asked.connect(lambda kpi: self.open_kpi(kpi, part="definition"))
            card.late_asked.connect(lambda kpi: self.open_kpi(kpi, part="late"))
            card.reference_asked.connect(self.copy_reference)
            add_to_card(self, card)
        self.trend.month_picked.connect(self._pick_month)
        self.trend.why_asked.connect(lambda: self.open_kpi("net_amount", part="drivers"))
        self.trend.split_picked.connect(lambda by: self.ask(replace(self.asked, trend=by)))
        self.concerns.opened.connect(self._open_concern)
        self.progress.opened.connect(self._open_progress)
        self.stock.opened.connect(self._open_stock)
        self.counting.changed.connect(self._count)
        self.structure.changed.connect(lambda structure: self.choose(structure=structure))
        self.align.picked.connect(lambda _key: self.choose(align=str(self.align.key())))
        QShortcut(QKeySequence.StandardKey.Find, self, self.bar.dealer.setFocus)
        self.look.language_changed.connect(self._rewrite)

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the board for what is asked."""
        desk, asked = self.context.desk, self.asked
        self.load(lambda _progress: read_board(desk, asked), self._show)

    def ask(self, asked: Asked) -> None:
        """Another question."""
        self.asked = asked
        self.reload()

    def choose(self, **changes: object) -> None:
        """Another filter: ``period``, ``region``, ``dealer`` or ``group``."""
        if self.asked.choice is not None:
            self.ask(replace(self.asked, choice=replace(self.asked.choice, **changes)))  # type: ignore[arg-type]

    def open(self, target: Mapping[str, object]) -> None:
        """``dealer``, ``region``, ``group``, ``period`` narrow the board; ``kpi`` or ``ref`` opens a figure."""
        if target.get("ref"):
            self._open_ref(str(target["ref"]), str(target.get("part", "parts")))
        if not target or "ref" in target:
            return
        names = {name: str(target[name]) for name in ("dealer", "region", "group") if target.get(name)}
        period = parse_period(str(target["period"])) if target.get("period") else None
        if target.get("kpi") and period is None:
            period = rolling_year(self.context.desk.clock.today(), self._calendar)
        if period is None:
            today = self.context.desk.clock.today()
            period = self.asked.choice.period if self.asked.choice else self._calendar.quarter_of(today)
        counting = USUAL if target.get("kpi") else self._counting  # a figure of another page is counted as usual
        choice = Choice(period, names.get("region"), names.get("dealer"), names.get("group"), counting=counting)
        by = "product-group" if choice.dealer else "dealer"
        self.asked = replace(self.asked, choice=choice, ranking=by)  # type: ignore[arg-type]
        if target.get("kpi") in self.context.desk.kpis:
            self._then = (str(target["kpi"]), choice, str(target.get("part", "parts")))
        self._stale = True

    @property
    def _counting(self) -> Counting:
        """What the board counts now."""
        return self.asked.choice.counting if self.asked.choice else self.asked.counting

    def _count(self, counting: Counting) -> None:
        keep_counting(self.context, counting)
        self.choose(counting=counting)

    @property
    def _calendar(self) -> Calendar:
        """By whose months periods are offered."""
        return calendar_at(self.context.desk) if self.view is None else self.view.calendar

    def _pick_month(self, name: str) -> None:
        if self.view is not None:
            self.choose(period=calendar_of(self.view.choice.period).parse(name))

    def left_at(self) -> int | None:
        """The transaction of the figures while the board is as it opens."""
        area = self._stack.currentWidget()
        changed = self.asked != self._first or self._stale or self.drawer.isVisible()
        if self.view is None or changed or not isinstance(area, QScrollArea) or area.verticalScrollBar().value():
            return None
        return self.view.known_at

    def commands(self) -> list[Command]:
        """For Ctrl+K."""
        spans = spans_of(self.context.desk.clock.today(), self._calendar)
        found = [Command(Text(words), partial(self.choose, period=one), "calendar") for words, one in spans]
        return [*found, Command(Text(N_("Clear filters")), self.bar.reset, "x")]

    def _filtered(self, filters: Filters) -> None:
        kept = self.asked.choice or Choice(filters.period, counting=self._counting)
        choice = replace(kept, period=filters.period, region=filters.region, dealer=filters.dealer, group=filters.group)
        by = self.asked.ranking
        if filters.dealer is not None and by != "product-group":
            by = "product-group"
        elif filters.dealer is None and by == "product-group" and self.asked.choice and self.asked.choice.dealer:
            by = "dealer"
        self.ask(replace(self.asked, choice=choice, ranking=by))

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show(self, view: BoardView | None) -> None:
        if view is None:
            self._show_nothing()
            return
        if self.asked.choice is None:
            self._first = view.asked
        if self.view is not None and self.view.calendar != view.calendar:  # months are counted by another one now
            self.view = view
            self.choose(period=recounted(view.choice.period, view.calendar))
            return
        self.view, self.asked = view, view.asked
        first = self.ranking is None
        self._write_filters(view)
        self._write(view)
        self.show_body()
        desk, choice = self.context.desk, view.choice
        self.load(lambda _progress: read_trust(desk, choice), self._show_trust, key="trust")
        self.load(lambda _progress: read_signs(desk, choice), self._show_signs, key="signs")
        content = self._stack.currentWidget()
        if first and content is not None:
            content.setFocus()  # the arrow keys scroll, and nothing is scrolled to
        if self._then is not None:
            (kpi, choice, part), self._then = self._then, None
            self.open_kpi(kpi, part=part, choice=choice)

    def _show_trust(self, trust: "Mapping[str, Trust]") -> None:
        if self.view is not None:
            self.view = replace(self.view, trust=trust)
            self._write_cards(self.view)

    def _write_cards(self, view: BoardView) -> None:
        for figure in view.cards:
            self.cards[figure.kpi].show_kpi(face_of(self.look, view, figure))

    def _show_signs(self, signs: "tuple[Finding, ...]") -> None:
        if self.view is not None:
            self.signs = signs
            self.view = replace(self.view, concerns=(*self.view.concerns, sign_concern(signs)))
            self.concerns.show_view(self.view)

    def _show_nothing(self) -> None:
        self.bar.hide()
        self.share.hide()
        self.counting.hide()
        self.say_subtitle("")
        self.counted.say("")
        self.drawer.shut()
        self.show_empty(
            Text(N_("No data yet")),
            Text(N_("Import orders as your ERP exports them; figures appear as soon as the first file is in.")),
            icon="layout-dashboard", action=Text(N_("Import files")), on=lambda: self.context.go("imports", {}),
        )  # fmt: skip

    def _write_filters(self, view: BoardView) -> None:
        self.bar.set_regions([(one.key, one.name) for one in view.regions])
        self.bar.set_dealers([(one.key, one.name) for one in view.dealer_names])
        self.bar.set_groups([(one.key, one.name) for one in view.groups])
        self.bar.period.set_calendar(view.calendar)
        self.bar.period.set_bounds(view.first, max(view.last, view.choice.period.first))
        now = view.choice
        self.bar.choose(Filters(now.period, now.region, now.dealer, now.group))
        self.counting.choose(now.counting)
        self.counting.show()
        self.align.choose(now.align)
        self.align.setVisible(now.period.first.month <= SPRING and len(now.period.months) <= SPRING)
        self.bar.show()
        self.share.show()

    def _write(self, view: BoardView) -> None:
        self._say_scope(view)
        self.structure.show_structure(view.choice.structure, organised=view.organised)
        self._write_cards(view)
        self.trend.show_view(view)
        self.concerns.show_view(view)
        if self.ranking is None:
            self.ranking = RankingCard(self.context, view.currency)
            add_to_ranking(self, self.ranking)
            self.ranking.opened.connect(self._open_rank)
            self.ranking.split_picked.connect(lambda by: self.ask(replace(self.asked, ranking=by)))
            self._place.addWidget(self.ranking)
        self.ranking.show_view(view)
        self.progress.show_view(view)
        self.stock.show_view(view)

    def _say_scope(self, view: BoardView) -> None:
        self.say_subtitle(scope(self.look, view))
        self.counted.say(counted(view))

    def _rewrite(self) -> None:
        if self.view is not None:
            self._write(self.view)
            if self.drawer.isVisible() and self.again is not None:
                self.again()

    # -- going deeper -------------------------------------------------------------------------------------------------

    def open_kpi(self, kpi: str, *, part: str = "parts", choice: Choice | None = None) -> None:
        """What a number is made of, in the drawer."""
        if self.view is None:
            return
        from ui.board.deeper import show_figure

        show_figure(self, self.view, kpi, choice or self.view.choice, part)

    def copy_reference(self, kpi: str) -> None:
        """To the clipboard."""
        if self.view is not None:
            from ui.board.referring import copy_reference

            copy_reference(self.context, self, kpi, self.view.choice, self.view.today)

    def _open_ref(self, words: str, part: str = "parts") -> None:
        from ui.board.deeper import show_reference

        show_reference(self, words, self._open_ref, partial(self._open_referred, part))

    def _open_referred(self, part: str, kpi: str, choice: Choice) -> None:
        self._then = (kpi, choice, part)
        self.ask(replace(self.asked, choice=choice))

    @classmethod
    def hits(cls, desk: "Desk", lang: str, text: str) -> list[Found]:
        """The figure of a reference."""
        from ui.board.referring import hits_of

        return hits_of(desk, lang, text)

    def _open_concern(self, concern: Concern) -> None:
        if self.view is None:
            return
        from ui.board.deeper import show_concern, show_signs

        if concern.kind == "quarantine":
            self.context.go("imports", {"tab": "quarantine"})
        elif concern.kind == "findings":
            show_signs(self)
        else:
            show_concern(self, self.view, concern)

    def _open_rank(self, rank: "Rank") -> None:
        by = self.asked.ranking
        if self.asked.choice is None:
            return
        if by == "region":
            self.ask(replace(self.asked, choice=replace(self.asked.choice, region=rank.key), ranking="dealer"))
        elif by in TITLES:
            structure = self.asked.choice.structure.narrowed(by, rank.key)
            self.ask(replace(self.asked, choice=replace(self.asked.choice, structure=structure), ranking="dealer"))
        elif by == "dealer":
            dealer = self._id_of(rank)
            self.ask(replace(self.asked, choice=replace(self.asked.choice, dealer=dealer), ranking="product-group"))
        else:
            part = "parts" if self.asked.choice.dealer else "rows"
            self.open_kpi("net_amount", part=part, choice=replace(self.asked.choice, group=rank.key))

    def _id_of(self, rank: "Rank") -> str:
        """The dealer's id where his name tells him, else his code."""
        names = [one.key for one in self.view.dealer_names if one.name == rank.name] if self.view else []
        return names[0] if len(names) == 1 else rank.key

    def _open_progress(self, kpi: str) -> None:
        if self.view is not None:  # its figures are counted as usual
            self.open_kpi(kpi, part="rows", choice=replace(self.view.choice, counting=USUAL))

    def _open_stock(self, row: "Stocked") -> None:
        if self.view is not None:
            self.open_kpi("stock_quantity", part="parts", choice=replace(self.view.choice, group=row.key or None))
