"""The health page: the ranking of a quarter, a dealer's sheet, the reports."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QKeySequence, QShortcut

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.health.backtest.reading import BackTest, back_test
from app.health.review.rules import kept_from_assessing
from app.health.service import Assessed, assess
from ui.core.context import Command, Context
from ui.core.controls import Button
from ui.core.dialogs import confirm
from ui.core.drawer import Drawer
from ui.core.formats import period_words
from ui.core.page import Page
from ui.core.words import Label
from ui.health.backtest import BackTestView
from ui.health.dealer import DealerView
from ui.health.model.draft import Draft
from ui.health.model.view import ModelView
from ui.health.more import More
from ui.health.quarter import QuarterPicker
from ui.health.ranking import RankingCard
from ui.health.reading import HealthView, Ranked, read_health
from ui.health.reports import REGION, Reports
from ui.health.review.panel import ReviewPanel
from ui.health.summary import Summary

if TYPE_CHECKING:
    from ui.core.page import HasTables
    from ui.core.words import Words


SHARE = 0.6
MODEL_SHARE = 0.84
"""Of the page's width: the model's tables are wider than a sheet."""
REVIEW_SHARE = 0.94
_WHATEVER = frozenset({"model", "health"})
"""Topics of drawers that hang on no quarter: the model and its back-test."""


class HealthPage(Page):
    """Ranking and summary of one quarter; a dealer's sheet and every report open in a drawer over them."""

    title: ClassVar[str] = N_("Channel health")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"assessment", "health_round", "party", "import_batch", "setting", "health_model", "health_review"}
    )
    _said: ClassVar[frozenset[str]] = frozenset({"review_comment", "calibration"})
    """What is on the page only once its review is signed, and in the review at once."""

    def __init__(self, context: Context) -> None:
        """Empty until the first ``reload``."""
        super().__init__(context, scroll=False)
        self.view: HealthView | None = None
        self._wanted = str(context.memory.get("health.quarter", ""))
        self._dealer = ""
        self._reviewing = self._assessing = False
        self._settled: Text | None = None
        """Why the quarter is not assessed again; None where it may be."""
        self.ranking: RankingCard | None = None
        self.quarter = QuarterPicker(self.look)
        self.quarter.picked.connect(self.choose)
        self.pack_button = Button(self.look, Text(N_("Region pack")), self.open_pack, icon="file-text",
                                  shortcut="Ctrl+P", tip=Text(
                                      N_("The region's report as a PDF: look at it, then save it")))  # fmt: skip
        self.assess_button = Button(self.look, Text(N_("Assess")), self.ask_and_assess, icon="shield-check",
                                    shortcut="Ctrl+Return")  # fmt: skip
        tip = Text(N_("Comments, grades side by side, signature and publishing of the quarter's assessment"))
        self.review_button = Button(self.look, Text(N_("Review")), self.open_review, icon="list-checks", tip=tip)
        tip = Text(N_("Indicators, points, grades and versions of the health model"))
        self.model_button = Button(self.look, Text(N_("Model")), self.open_model, icon="sliders-horizontal", tip=tip)
        self.draft = Draft()
        self._tested: BackTest | None = None
        for part in (self.quarter, self.model_button, self.review_button, self.pack_button,
                     self.assess_button):  # fmt: skip
            self.buttons.addWidget(part)
        self.counted = Label(self.look, "", "dim", wrap=True)
        self.counted.hide()
        self.filters.addWidget(self.counted, 1)
        self.summary = Summary(self.look)
        self.body.addWidget(self.summary)
        self.body.setContentsMargins(24, 6, 24, 20)
        self.drawer = Drawer(self.look, self, share=SHARE, least=600)
        self.drawer.closed.connect(self._closed)
        self.more = More(self.context, self.drawer, self._taken)
        for part in self.more.buttons:
            self.filters.addWidget(part)
        for keys, step in (("Ctrl+Down", 1), ("Ctrl+Up", -1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self.step(step))
        self.look.theme_changed.connect(self._reopen)
        self.look.language_changed.connect(self._speak)

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the chosen quarter."""
        desk, wanted = self.context.desk, self._wanted
        if (editor := self.drawer.findChild(ModelView)) is not None and self.drawer.isVisible():
            editor.reload()
        self.load(lambda _progress: read_health(desk, wanted), self._show)

    def changed(self, changes: "HasTables") -> None:
        """What is said in a review is read again where it is shown."""
        super().changed(changes)
        self.more.changed(changes.tables)
        if self._said & changes.tables and (panel := self.drawer.findChild(ReviewPanel)) is not None:
            panel.reload()

    def open(self, target: Mapping[str, object]) -> None:
        """``{"period": "2026-Q1", "dealer": id}``: that quarter, that dealer's sheet; ``review``: its review."""
        if target.get("review"):
            self._reviewing = self._stale = True
        if target.get("period"):
            self._wanted = str(target["period"])
        if target.get("dealer"):
            self._dealer = str(target["dealer"])
        if target.get("period") or target.get("dealer"):
            self._stale = True

    def commands(self) -> list[Command]:
        """For Ctrl+K."""
        return [
            Command(Text(N_("Assess the quarter")), self.ask_and_assess, "shield-check"),
            Command(Text(N_("Region pack")), self.open_pack, "file-text"),
            Command(Text(N_("Review of the quarter")), self.open_review, "list-checks"),
            Command(Text(N_("Health model")), self.open_model, "sliders-horizontal"),
            Command(Text(N_("Back-test")), self.back_test, "history"),
            *self.more.commands(),
        ]

    def choose(self, quarter: str) -> None:
        """Another quarter."""
        self._wanted = quarter
        self.context.memory.put("health.quarter", quarter)
        self.reload()

    def _show(self, view: HealthView) -> None:
        self.view = view
        self.more.show(view)
        self.quarter.set_quarters(view.quarters, view.quarter, frozenset(view.assessed))
        self.quarter.setVisible(view.data_until is not None)
        there = view.region is not None
        self.pack_button.setVisible(there)
        self.review_button.setVisible(there)
        self.assess_button.setVisible(view.data_until is not None and (there or view.dealers > 0))
        self._say_assess()
        self._say_subtitle()
        if view.data_until is None or not (there or view.dealers):
            self._show_nothing()
        elif view.region is None:
            self._show_open(view)
        else:
            self._show_assessed(view)

    def _say_assess(self) -> None:
        """Why a quarter is not assessed again is said before anybody asks."""
        region = None if self.view is None else self.view.region
        self._settled = None if region is None else kept_from_assessing(region.review)
        words = Text(N_("Assess")) if region is None else Text(N_("Assess again"))
        self.assess_button.say(words, tip=self._settled or "")
        self.assess_button.setEnabled(self._settled is None and not self._assessing)

    def _show_nothing(self) -> None:
        self.drawer.shut()
        self.show_empty(
            Text(N_("There is nothing to assess yet")),
            Text(N_("Import dealers and their orders first; everything else adds to the picture.")),
            icon="heart-pulse", action=Text(N_("Import files")), on=lambda: self.context.go("imports", {}),
        )  # fmt: skip

    def _show_open(self, view: HealthView) -> None:
        if self.topic not in _WHATEVER:
            self.drawer.shut()
        period = {"period": period_words(view.quarter)}
        self.show_empty(
            Text(N_("{period} has not been assessed yet"), period), self._what_is_frozen(view),
            icon="heart-pulse", action=Text(N_("Assess {period}"), period), on=self.assess,
        )  # fmt: skip

    def _what_is_frozen(self, view: HealthView) -> Text:
        params = {"dealers": view.dealers, "indicators": view.indicators}
        if view.running:
            return Text(
                N_("The quarter is not over: figures up to today are taken. Dealers: {dealers}, indicators: "
                   "{indicators}, frozen with the figures used; files imported later change nothing in it."),
                params,
            )  # fmt: skip
        return Text(
            N_("Dealers: {dealers}, indicators: {indicators}, frozen with the figures used; files imported later "
               "change nothing in it. Assessing again keeps this version and adds a new one."),
            params,
        )  # fmt: skip

    def _show_assessed(self, view: HealthView) -> None:
        assert view.region is not None  # noqa: S101 - the caller looked
        if self.ranking is None:
            self.ranking = RankingCard(self.context, view.region.currency)
            self.ranking.table.opened.connect(self._opened)
            self.ranking.table.picked.connect(self._picked)
            self.body.addWidget(self.ranking, 1)
            self.ranking.table.view.setFocus()
        self.summary.show_region(view.region)
        self.ranking.show_rows(view.ranking)
        self.show_body()
        if self._reviewing:
            self.open_review()
        elif self.topic == "review" and (panel := self.drawer.findChild(ReviewPanel)) is not None:
            panel.look_at(view.region)
        elif self._dealer:
            self.open_dealer(self._dealer)

    def _say_subtitle(self) -> None:
        view = self.view
        basis = None if view is None or view.region is None else view.region.basis
        self.counted.say(basis or "")
        self.counted.setVisible(bool(basis))
        if view is None or view.region is None:
            self.say_subtitle("")
            return
        origin, day = view.region.provenance, self.look.formats.day
        params = {
            "region": view.region.region, "n": view.region.dealers, "until": day(origin.data_until),
            "day": day(origin.assessed_on), "version": origin.model_version,
        }  # fmt: skip
        self.say_subtitle(
            Text(
                N_("{region} · dealers: {n} · data until {until} · assessed on {day}, model {version}"),
                params,
            )
        )  # fmt: skip

    # -- assessing ----------------------------------------------------------------------------------------------------

    def ask_and_assess(self) -> None:
        """Say what will be frozen, then assess."""
        view = self.view
        if view is None or not self.assess_button.isVisibleTo(self):
            return
        if self._settled is not None:
            self.context.notify("info", self._settled)
            return
        period = {"period": period_words(view.quarter)}
        title = Text(N_("Assess {period}"), period)
        if confirm(self.look, self, title, self._what_is_frozen(view), accept=Text(N_("Assess and freeze"))):
            self.assess()

    def assess(self) -> None:
        """Assess the quarter in a worker; the strip shows the progress and stops it."""
        view, desk = self.view, self.context.desk
        if view is None:
            return
        name = view.quarter.name
        self._assessing = True
        self._say_assess()

        def work(progress: Progress) -> Assessed:
            return assess(desk.db, desk.workspace.files, desk.figures, period=name, progress=progress)

        title = Text(N_("Assessing {period}"), {"period": period_words(view.quarter)})
        job = self.tasks.run(title, work, self._assessed, owner=self, key="assess")
        job.destroyed.connect(self._assessable)

    def _assessable(self) -> None:
        self._assessing = False
        self._say_assess()

    def _assessed(self, done: Assessed) -> None:
        params = {"n": done.dealers, "graded": done.graded}
        said: Words = Text(N_("Dealers assessed: {n}, with a grade: {graded}."), params)
        if not done.written:
            said = Text(N_("Nothing has changed since the last assessment; it stays as it is."))
        self.context.notify("good", said)
        self._wanted = done.period
        self.reload()

    # -- dealers and reports ------------------------------------------------------------------------------------------

    def _opened(self, row: object) -> None:
        if isinstance(row, Ranked):
            self.open_dealer(row.line.dealer.id)

    def _picked(self, row: object) -> None:
        """While a sheet is open it follows the current row."""
        if isinstance(row, Ranked) and self.drawer.isVisible() and self._dealer not in {"", row.line.dealer.id}:
            self.open_dealer(row.line.dealer.id)

    def open_dealer(self, dealer: str) -> None:
        """The sheet of a dealer in the drawer."""
        row = next((one for one in self.view.ranking if one.line.dealer.id == dealer), None) if self.view else None
        if row is None:
            self._dealer = ""
            return
        before = self.drawer.findChild(DealerView)
        part = before.part if before is not None else "sheet"
        self._dealer, self.topic = dealer, ""
        self.drawer.widen(SHARE)
        shown = DealerView(self.context, row.sheet, part, row.among)
        shown.stepped.connect(self.step)
        self.drawer.show_widget(row.sheet.dealer.label(self.look.lang), shown, shown.subtitle())
        if self.ranking is not None:
            self._point_at(dealer)
            self.ranking.table.view.setFocus()

    def _point_at(self, dealer: str) -> None:
        """The dealer's row is the current one, so that the arrow keys go on from there."""
        at = self._row_of(dealer)
        if self.ranking is not None and at >= 0 and self.ranking.table.view.currentIndex().row() != at:
            self.ranking.table.view.selectRow(at)

    def _row_of(self, dealer: str) -> int:
        """Where the dealer stands in the table as it is sorted and filtered, -1 if he does not."""
        if self.ranking is None:
            return -1
        grid = self.ranking.table.grid
        return next((n for n in range(grid.rowCount()) if grid.row_at(n).line.dealer.id == dealer), -1)

    def step(self, count: int) -> None:
        """The next or the previous dealer in the order of the table."""
        if self.ranking is None or not self._dealer:
            return
        grid, at = self.ranking.table.grid, self._row_of(self._dealer) + count
        if 0 <= at < grid.rowCount():
            self.open_dealer(grid.row_at(at).line.dealer.id)

    def open_pack(self) -> None:
        """The region's report in the drawer."""
        view = self.view
        if view is None or view.region is None:
            return
        self._dealer, self.topic = "", "reports"
        self.drawer.widen(SHARE)
        shown = Reports(self.context, REGION, view.quarter.name)
        said = {"region": view.region.region, "period": period_words(view.quarter)}
        self.drawer.show_widget(Text(N_("Reports: {region}, {period}"), said), shown)

    def open_review(self) -> None:
        """The review of the quarter in the drawer."""
        view, self._reviewing = self.view, False
        if view is None or view.region is None:
            return
        self._dealer, self.topic = "", "review"
        self.drawer.widen(REVIEW_SHARE)
        shown = ReviewPanel(self.context, view.region)
        shown.dealer_asked.connect(self.open_dealer)
        said = {"period": period_words(view.quarter), "region": view.region.region}
        self.drawer.show_widget(Text(N_("Review of {period}: {region}"), said), shown)

    def open_model(self) -> None:
        """The editor of the model in the drawer, with the draft as it was left."""
        view = self.view
        self._dealer, self.topic = "", "model"
        self.drawer.widen(MODEL_SHARE)
        period = "" if view is None or view.region is None else view.quarter.name
        shown = ModelView(self.context, self.draft, period)
        shown.test_asked.connect(self.back_test)
        self.drawer.show_widget(Text(N_("Health model")), shown)

    def back_test(self) -> None:
        """Hold past quarters against what came after them, in a worker; the answer opens in the drawer."""
        desk = self.context.desk
        title = Text(N_("Back-test of the health model"))
        self.tasks.run(
            title, lambda progress: back_test(desk.db, desk.figures, progress), self._show_test, owner=self, key="test"
        )

    def _show_test(self, found: "BackTest") -> None:
        self._dealer, self.topic, self._tested = "", "health", found
        self.drawer.widen(SHARE)
        self.drawer.show_widget(Text(N_("Does the score predict?")), BackTestView(self.context, found))

    def _taken(self) -> None:
        self._dealer, self.topic = "", "health"

    def _closed(self) -> None:
        self._dealer = self.topic = ""
        self.drawer.widen(SHARE)

    def _reopen(self) -> None:
        if self._dealer and self.drawer.isVisible():
            self.open_dealer(self._dealer)
        elif self._tested is not None and self.drawer.isVisible() and self.drawer.findChild(BackTestView) is not None:
            self._show_test(self._tested)

    def _speak(self) -> None:
        """Words inside charts, names and choices follow the language."""
        if self.view is not None:
            self._show(self.view)
        if not self._dealer:
            self._reopen()
