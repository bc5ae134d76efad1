"""The page of data quality: scores by source, dealer or month, and the rules that files are held against."""

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.governance.rules.service import blank_rule
from app.governance.rules.starter import Kept
from app.imports.ruling import INDICATORS, LEVELS, REACHES
from ui.core.card import Card
from ui.core.controls import Button, Segments
from ui.core.drawer import Drawer
from ui.core.page import Command, Context, Page
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.quality.card import ScoreCard
from ui.quality.editor import RuleEditor
from ui.quality.reading import Detail, Line, QualityView, read_detail, read_quality

_SCORES, _RULES = 0, 1
_SAVED = N_(
    "Saved. The next file is held against it, earlier ones when they are checked again; a rule that is off counts no "
    "more."
)
_LEVELS: Mapping[str, State] = {
    "warn": State(Text(LEVELS["warn"]), "dim"), "quarantine": State(Text(LEVELS["quarantine"]), "warn"),
    "stop": State(Text(LEVELS["stop"]), "bad"),
}  # fmt: skip


class QualityPage(Page):
    """Scores and rules."""

    title: ClassVar[str] = N_("Data quality")
    watches: ClassVar[frozenset[str]] = frozenset({"import_batch", "rule_result", "data_rule", "party"})

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.view: QualityView | None = None
        self.tabs = Segments(
            self.look,
            (
                ("dealer", Text(N_("By dealer"))), ("source", Text(N_("By source"))),
                ("month", Text(N_("By month"))), ("rules", Text(N_("Rules"))),
            ),
        )  # fmt: skip
        self.add_button = Button(self.look, Text(N_("New rule")), self.new_rule, icon="plus")
        self.recheck_button = Button(
            self.look, Text(N_("Check all files again")), self.recheck, icon="refresh-cw",
            tip=Text(N_("Hold every kept file against the rules of today; rows stay where they are")),
        )  # fmt: skip
        self.table, self.rules = self._make_scores(), self._make_rules()
        self.stack = QStackedWidget()
        self.drawer = Drawer(self.look, self, share=0.5)
        self._banner: Any = None
        self._arrange()

    def _make_scores(self) -> Table:
        def share(name: str) -> Any:
            return lambda one: one.trust.score.share(name)

        columns = (
            Column("name", Text(N_("Name")), stretch=True, width=150),
            Column("code", Text(N_("Code")), width=64, get=lambda one: one.code or None),
            Column("score", Text(N_("Quality score")), "number", 96, places=1, get=_points, tone=_tone,
                   tip=Text(N_("The mean of the indicators that are known, of 100"))),
            *(Column(name, Text(title), "percent", 92, places=1, get=share(name))
              for name, title in INDICATORS.items()),
            Column("late", Text(N_("Lists missing")), "number", 90, tone=lambda one: "warn" if one.trust.late else None,
                   get=lambda one: len(one.trust.late) or None),
        )  # fmt: skip
        return Table(
            self.context, columns, name="quality.scores", title=Text(N_("Data quality")),
            empty=Text(N_("No scores yet")), empty_text=Text(N_("Scores come with the first file that is taken in.")),
        )  # fmt: skip

    def _make_rules(self) -> Table:
        feeds, look = self.context.desk.feeds, self.look
        columns = (
            Column("title", Text(N_("Rule")), stretch=True, width=220, get=lambda one: look.say(one.title)),
            Column("feed", Text(N_("Kind of data")), width=130, get=lambda one: Text(feeds[one.rule.feed].title)),
            Column("reach", Text(N_("Looks at")), width=110, get=lambda one: Text(REACHES[one.rule.reach])),
            Column("level", Text(N_("Level")), "pill", 110, get=lambda one: _LEVELS[one.rule.level]),
            Column("indicator", Text(N_("Quality indicator")), width=110,
                   get=lambda one: Text(INDICATORS[one.rule.indicator])),
            Column("must", Text(N_("What must hold")), width=230, get=lambda one: one.rule.must),
            Column("active", Text(N_("In force")), "pill", 100, get=_in_force),
            Column("failed", Text(N_("Rows hit")), "number", 90, get=self._failed),
        )  # fmt: skip
        return Table(self.context, columns, name="quality.rules", title=Text(N_("Data rules")))

    def _failed(self, one: Kept) -> int | None:
        return self.view.failed.get(one.rule.code) if self.view is not None else None

    def _arrange(self) -> None:
        self.filters.addWidget(self.tabs)
        self.filters.addStretch(1)
        self.filters.addWidget(self.add_button)
        self.filters.addWidget(self.recheck_button)
        for table in (self.table, self.rules):
            card = Card(self.look)
            card.body.addWidget(table)
            self.stack.addWidget(card)
        self.body.addWidget(self.stack, 1)
        self.tabs.picked.connect(lambda _key: self._show_tab())
        self.table.opened.connect(self.show_line)
        self.rules.opened.connect(self.show_rule)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._find)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.add_button.setVisible(False)

    def _find(self) -> None:
        (self.rules if self.stack.currentIndex() == _RULES else self.table).search.setFocus()

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read scores and rules again."""
        desk, by = self.context.desk, self._by

        def work(_progress: Progress) -> QualityView:
            return read_quality(desk, by)

        self.load(work, self._show)

    @property
    def _by(self) -> str:
        key = str(self.tabs.key())
        return "source" if key == "rules" else key

    def _show(self, view: QualityView) -> None:
        self.view = view
        self.table.set_rows(view.lines)
        self.rules.set_rows(view.rules)
        if self._banner is not None:
            self._banner.hide()
            self._banner = None
        if view.lacking:
            self._banner = self._say_lacking(view.lacking)
        if view.empty and self.tabs.key() != "rules":
            self.show_empty(
                Text(N_("No scores yet")), Text(N_("Scores come with the first file that is taken in.")),
                icon="list-checks", action=Text(N_("Import files")), on=lambda: self.context.go("imports", {}),
            )  # fmt: skip
        else:
            self.show_body()

    def _say_lacking(self, files: int) -> Any:
        """Scores without the files of an earlier version are said to be so; the timetable checks them meanwhile."""
        words = Text(
            N_("The scores leave out {n} files that an earlier version took in. They are checked in the background."),
            {"n": self.look.formats.number(files)},
        )
        if self.context.desk.db.read_only:
            return self.show_banner("warn", words)
        return self.show_banner("warn", words, action=Text(N_("Check them now")), on=self.recheck)

    def _show_tab(self) -> None:
        rules = self.tabs.key() == "rules"
        self.drawer.shut()
        self.stack.setCurrentIndex(_RULES if rules else _SCORES)
        self.add_button.setVisible(rules)
        self.reload()

    # -- one line, one rule -------------------------------------------------------------------------------------------

    def show_line(self, line: Line) -> None:
        """Open what stands behind a score."""
        desk = self.context.desk

        def work(_progress: Progress) -> Detail:
            return read_detail(desk, line.trust)

        self.load(work, lambda detail: self._show_detail(line, detail), key="detail")

    def _show_detail(self, line: Line, detail: Detail) -> None:
        points = _points(line)
        said = Text(N_("Quality score {n}"), {"n": self.look.formats.number(points, 1)}) if points is not None else ""
        self.card = ScoreCard(self.context, line, detail)
        self.drawer.show_widget(line.name, self.card, said)

    def show_rule(self, kept: Kept) -> None:
        """Open a rule to change it."""
        self.editor = RuleEditor(self.context, kept)
        self.editor.saved.connect(self._saved)
        self.drawer.show_widget(kept.title if kept.key else Text(N_("New rule")), self.editor)

    def new_rule(self) -> None:
        """Begin a rule."""
        self.tabs.choose("rules")
        self.stack.setCurrentIndex(_RULES)
        self.add_button.setVisible(True)
        self.show_rule(blank_rule("sellout"))

    def _saved(self) -> None:
        self.drawer.shut()
        self.context.notify("good", Text(_SAVED))

    def recheck(self) -> None:
        """Hold kept files against the rules of today; those without results alone, where there are any."""
        rechecker = self.context.desk.pipeline.rechecker

        def work(progress: Progress) -> int:
            return rechecker.recheck(progress=progress, lacking=bool(rechecker.lacking()))

        def done(count: int) -> None:
            number = self.look.formats.number(count)
            self.context.notify("good", Text(N_("Files that were checked again: {n}"), {"n": number}))

        self.tasks.run(Text(N_("Checking files again")), work, done, owner=self, key="recheck")

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``tab`` (source, dealer, month or rules), ``dealer`` (an id: its score and reminder)."""
        if "tab" in target:
            self.tabs.choose(str(target["tab"]))
            self._show_tab()
        if "dealer" in target:
            wanted, desk = str(target["dealer"]), self.context.desk
            self.tabs.choose("dealer")

            def work(_progress: Progress) -> tuple[Line, Detail] | None:
                line = next((one for one in read_quality(desk, "dealer").lines if one.trust.dealer == wanted), None)
                return None if line is None else (line, read_detail(desk, line.trust))

            self.reload()
            self.load(work, lambda found: self._show_detail(*found) if found else None, key="detail")

    def commands(self) -> list[Command]:
        """For Ctrl+K."""
        return [
            Command(Text(N_("New data rule")), self.new_rule, "plus"),
            Command(Text(N_("Check all files again")), self.recheck, "refresh-cw"),
            Command(Text(N_("Export the quality scores")), self.table.export, "file-spreadsheet"),
        ]


def _points(one: Line) -> Any:
    value = one.trust.score.value
    return None if value is None else value * 100


def _tone(one: Line) -> Any:
    value = one.trust.score.value
    return None if value is None or value >= 0.98 else "bad" if value < 0.9 else "warn"


def _in_force(one: Kept) -> State:
    return State(Text(N_("On")), "good") if one.active else State(Text(N_("Off")), "dim")
