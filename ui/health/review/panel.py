"""The review of a quarter in a wide drawer: its steps, the dealers side by side, what is said and decided."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.health.review.charts import calibration_chart
from app.health.review.reading import ReviewLine, ReviewView, read_review
from app.health.review.rules import allowed
from app.health.review.service import comment, keep_line
from app.health.scheme import GRADES
from ui.core.card import Card, clear, row
from ui.core.chart import ChartView
from ui.core.controls import Button, Segments
from ui.core.words import Label
from ui.health.review.acts import Acts
from ui.health.review.fields import Fields
from ui.health.review.older import OlderReviews
from ui.health.review.steps import Steps
from ui.health.review.table import review_table

if TYPE_CHECKING:
    from app.core.errors import UserError
    from app.health.sheets import RegionSheet
    from ui.core.context import Context

_HEAD_PX = 214


class ReviewPanel(QWidget):
    """Reads the review of a region's quarter when it is made, and again after each step."""

    dealer_asked = Signal(str)
    """A dealer's sheet, by id."""

    def __init__(self, context: "Context", region: "RegionSheet") -> None:
        """``region`` is the sheet of the quarter's newest assessment."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.region = context, region
        self.view: ReviewView | None = None
        look = context.look
        self.steps = Steps(look)
        self.acts = Acts(context, self)
        self.acts.done.connect(self.reload)
        self.parts = Segments(look, [("now", Text(N_("Review"))), ("older", Text(N_("What was signed")))])
        self.parts.picked.connect(lambda key: self.show_part(str(key)))
        self.banners = QVBoxLayout()
        self.chart = ChartView(look, height=132)
        self.moved = Label(look, "", "dim")
        self.counts = Label(look, "", "dim", wrap=True)
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words_button = Button(look, Text(N_("Keep the comment")), self.keep_words, icon="check")
        self.table = review_table(context)
        self.fields = Fields(look)
        self.older = OlderReviews(context)
        self._stack = QStackedWidget()
        self._lay_out()
        self.table.picked.connect(self._pick)
        self.table.opened.connect(self._enter)
        self.fields.kept.connect(self.keep)
        self.words.textChanged.connect(self._touched)
        look.language_changed.connect(self._speak)
        self.setFocusProxy(self.table.view)
        self.reload()

    def _lay_out(self) -> None:
        look = self.context.look
        grades, said = Card(look, Text(N_("Grades before and after"))), Card(look, Text(N_("Comment on the region")))
        grades.body.addWidget(self.chart, 1)
        grades.buttons.addWidget(self.moved)
        said.buttons.addWidget(self.words_button)
        said.body.addWidget(self.words, 1)
        said.body.addWidget(self.counts)
        head = row(grades, said, gap=12)
        head.setStretch(0, 1)
        head.setStretch(1, 1)
        top = QWidget()
        top.setObjectName("clear")
        top.setLayout(head)
        top.setFixedHeight(_HEAD_PX)
        now = QWidget()
        now.setObjectName("clear")
        inner = QVBoxLayout(now)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(10)
        inner.addWidget(top)
        inner.addWidget(self.table, 1)
        inner.addWidget(self.fields)
        for part in (now, self.older):
            self._stack.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        line = row(self.steps, self.parts, *self.acts.buttons)
        line.setStretch(0, 1)
        outer.addLayout(line)
        outer.addLayout(self.banners)
        outer.addWidget(self._stack, 1)

    def show_part(self, part: str) -> None:
        """The review of now, or what was signed."""
        self.parts.choose(part)
        self._stack.setCurrentIndex(1 if part == "older" else 0)

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the review again; what is being typed stays."""
        desk, region = self.context.desk, self.region

        def work(_progress: object) -> ReviewView:
            with desk.db.read() as session:
                return read_review(session, region)

        self.context.tasks.run(Text(N_("Reading the review")), work, self._show, owner=self, key="read")

    def look_at(self, region: "RegionSheet") -> None:
        """The sheet of the newest assessment, or of another quarter."""
        self.region = region
        self.reload()

    def _speak(self) -> None:
        """Names and words inside charts follow the language."""
        if self.view is not None:
            self._show(self.view)

    def _show(self, view: ReviewView) -> None:
        hint = self.context.look.t("What the manager says of the region; its readers see it first")
        self.words.setPlaceholderText(hint)
        typing = self.view is not None and self.words.toPlainText().strip() != self.view.comment
        self.view = view
        self.steps.show_view(view)
        self.acts.show_view(view)
        self._say_banner(view)
        writes = self._can("comment")
        if not typing:
            self.words.setPlainText(view.comment)
        self.words.setReadOnly(not writes)
        self._touched()
        self.words_button.setVisible(writes)
        said = {"n": len(view.lines), "comments": view.commented, "decided": view.decisions}
        self.counts.say(Text(N_("Dealers: {n} · with a comment: {comments} · decided otherwise: {decided}"), said))
        self.moved.say(" · ".join(self._moves(view)))
        self.chart.show_chart(calibration_chart(self.context.look.t, view))
        current = self.table.current
        self.table.set_rows(view.lines)
        self._point_at(current.dealer.id if isinstance(current, ReviewLine) else "")
        faces = view.older if view.face is None else (view.face, *view.older)
        self.older.show_faces(faces)

    def _moves(self, view: ReviewView) -> list[str]:
        """How many dealers stand in each grade as computed, and as decided where that is another number."""
        computed, decided = view.counts()
        found = []
        for grade in (*GRADES, None):
            then, now = computed.get(grade, 0), decided.get(grade, 0)
            name = grade or self.context.look.t("not graded")
            if then or now:
                found.append(f"{name} {then}" if then == now else f"{name} {then} → {now}")
        return found

    def _say_banner(self, view: ReviewView) -> None:
        clear(self.banners)
        if (found := self.acts.banner(view)) is not None:
            self.banners.addWidget(found)

    def _can(self, act: str) -> bool:
        view = self.view
        if view is None or view.state is None or self.context.desk.db.read_only:
            return False
        return allowed("calibrate" if act == "calibrate" else "comment", view.state)

    def _touched(self) -> None:
        view = self.view
        self.words_button.setEnabled(view is not None and self.words.toPlainText().strip() != view.comment)

    # -- dealers ------------------------------------------------------------------------------------------------------

    def _point_at(self, dealer: str) -> None:
        """The dealer who was current is so again, else the first."""
        grid = self.table.grid
        at = next((n for n in range(grid.rowCount()) if grid.row_at(n).dealer.id == dealer), 0)
        if grid.rowCount():
            self.table.view.selectRow(at)
        self._pick(self.table.current)

    def _pick(self, line: object) -> None:
        found = line if isinstance(line, ReviewLine) else None
        self.fields.show_line(found, grades=self._can("calibrate"), writes=self._can("comment"))

    def _enter(self, line: object) -> None:
        """Enter goes on to the fields, or to the sheet where nothing may be written."""
        if self.fields.isVisibleTo(self):
            self.fields.first().setFocus()
        elif isinstance(line, ReviewLine):
            self.dealer_asked.emit(line.dealer.id)

    def keep(self) -> None:
        """Keep the line of the dealer and go to the next."""
        view, line, desk = self.view, self.fields.line, self.context.desk
        if view is None or view.face is None or line is None:
            return
        review, dealer, grades = view.face.id, line.dealer.id, self._can("calibrate")
        text, grade, reason = self.fields.values

        def work(_progress: object) -> None:
            keep_line(desk.db, review_id=review, party_id=dealer, text=text, grade=grade, reason=reason, grades=grades)

        self.context.tasks.run(Text(N_("Saving")), work, self._kept, owner=self, key="keep", failed=self._refused)

    def _refused(self, error: "UserError") -> None:
        self.fields.complain(error.text)

    def _kept(self, _nothing: object) -> None:
        self.fields.line = None  # what was typed is kept
        at = self.table.view.currentIndex().row() + 1
        if at < self.table.grid.rowCount():
            self.table.view.selectRow(at)
        self.table.view.setFocus()
        self.reload()

    def keep_words(self) -> None:
        """Keep what is said of the region."""
        view, desk, text = self.view, self.context.desk, self.words.toPlainText()
        if view is None or view.face is None:
            return
        review = view.face.id

        def work(_progress: object) -> None:
            comment(desk.db, review_id=review, party_id=None, text=text)

        self.context.tasks.run(Text(N_("Saving")), work, lambda _none: self.reload(), owner=self, key="words")
