"""A payout opened: how it comes about, every row with why it counts or not, its statement to save."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.core.whole import write_whole
from ui.core.card import row
from ui.core.controls import Button, Segments
from ui.core.report import ReportView
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label
from ui.incentives.explain.lines import TreeLines

if TYPE_CHECKING:
    from app.core.errors import UserError
    from app.incentives.explain.statement import Statement, StatementRow
    from app.incentives.ledger.rules import Row
    from ui.core.context import Context

Read = Callable[["Context", Progress], "Statement"]
"""Reads a statement; runs in a worker."""
_PARTS: Final = (
    ("tree", N_("How it comes about")), ("rows", N_("Rows, and why")), ("paper", N_("Statement of the payout")),
)  # fmt: skip
_COUNTS: Final = State(Text(N_("Counts")), "good")
_LEFT_OUT: Final = State(Text(N_("Left out")), "dim")


class PayoutView(QWidget):
    """Reads one payout when it is made; stands in a drawer or a part of the page."""

    def __init__(self, context: "Context", read: Read) -> None:
        """``read`` is one of ``posted`` and ``tried``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self._read = context, read
        self.statement: Statement | None = None
        look = context.look
        self.parts = Segments(look, [(key, Text(title)) for key, title in _PARTS])
        self.parts.picked.connect(lambda key: self.show_part(str(key)))
        tip = Text(N_("Only the rows of this dealer, every step a formula over them"))
        words = Text(N_("Save the workbook…"))
        self.book_button = Button(look, words, self.ask_and_save_book, icon="file-down", tip=tip)
        self.book_button.setEnabled(False)
        self.lines = TreeLines(look)
        self.refused = Label(look, "", "dim", wrap=True)
        self.table = Table(
            context, _columns(), name="incentives.payout.rows", title=Text(N_("Rows of the payout")), row_px=30,
            empty=Text(N_("The dealer has no such rows in the period.")),
        )  # fmt: skip
        self.paper = QVBoxLayout()
        self.stack = QStackedWidget()
        self._lay_out()
        self.reload()

    def _lay_out(self) -> None:
        paper = QWidget()
        paper.setObjectName("clear")
        paper.setLayout(self.paper)
        self.paper.setContentsMargins(0, 0, 0, 0)
        for each in (self.lines, self.table, paper, self.refused):
            self.stack.addWidget(each)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(row(self.parts, None, self.book_button))
        outer.addWidget(self.stack, 1)
        self.setFocusProxy(self.parts)

    def reload(self) -> None:
        """Read the payout again."""
        context, read = self.context, self._read
        context.tasks.run(
            Text(N_("Reading the payout")), lambda progress: read(context, progress), self._show, owner=self,
            key="payout", failed=self._refuse,
        )  # fmt: skip

    def show_part(self, part: str) -> None:
        """The tree, the rows, or the statement as it will be printed."""
        self.parts.choose(part)
        if self.statement is None:
            return
        if part == "paper" and not self.paper.count():
            self._make_paper(self.statement)
        self.stack.setCurrentIndex([key for key, _ in _PARTS].index(part))

    def ask_why(self, document: str) -> None:
        """Why not this document? The rows, searched for it."""
        self.show_part("rows")
        self.table.search.setText(document)

    def _show(self, statement: "Statement") -> None:
        self.statement = statement
        self.lines.show_tree(statement.tree)
        self.table.set_rows([*statement.excluded, *statement.counted])
        self.book_button.setEnabled(not statement.tree.is_accrual)
        self.parts.offer("paper", not statement.tree.is_accrual)
        self.stack.setCurrentIndex(0)

    def _refuse(self, error: "UserError") -> None:
        self.refused.say(error.text)
        self.stack.setCurrentWidget(self.refused)

    # -- out ----------------------------------------------------------------------------------------------------------

    def _make_paper(self, statement: "Statement") -> None:
        def make(lang: str, _progress: Progress) -> bytes:
            from app.reports.incentives.statement import statement_report

            return statement_report(statement, lang)

        self.paper.addWidget(ReportView(self.context, make, lambda lang: f"{_file_name(statement, lang)}.pdf"))

    def ask_and_save_book(self) -> None:
        """Ask for a place and write the workbook there."""
        if self.statement is None:
            return
        start = f"{_file_name(self.statement, self.context.look.lang)}.xlsx"
        words = self.context.look.t("Save the workbook…")
        chosen, _ = QFileDialog.getSaveFileName(self, words, start, "Excel (*.xlsx)")
        if chosen:
            self.save_book(Path(chosen if chosen.lower().endswith(".xlsx") else f"{chosen}.xlsx"))

    def save_book(self, path: Path) -> None:
        """Write the workbook; whole, or not at all."""
        statement, lang, context = self.statement, self.context.look.lang, self.context
        if statement is None:
            return

        def work(_progress: Progress) -> Path:
            from app.reports.incentives.statement_book import statement_book

            write_whole(path, statement_book(statement, lang))
            return path

        context.tasks.run(
            Text(N_("Writing {file}"), {"file": path.name}), work,
            lambda done: context.notify("good", Text(N_("{file} is saved."), {"file": done.name})), owner=self,
        )  # fmt: skip


def posted(posting_id: str, n: int) -> Read:
    """Reads one row of a posting."""

    def read(context: "Context", progress: Progress) -> "Statement":
        from app.incentives.explain.reading import posted_statement

        desk = context.desk
        with desk.db.read(progress) as session:
            return posted_statement(session, desk.workspace.files, posting_id=posting_id, n=n)

    return read


def tried(version_id: str, figures_text: str, through: int | None = None, posts: "Sequence[Row]" = ()) -> Read:
    """Reads what figures (``figures_json``) would come to that nobody has posted; ``posts`` are a run's rows of it."""

    def read(context: "Context", progress: Progress) -> "Statement":
        from app.incentives.engine import figures_from_json
        from app.incentives.explain.reading import trial_statement

        desk = context.desk
        with desk.db.read(progress) as session:
            return trial_statement(
                session, desk.workspace.files, version_id=version_id, figures=figures_from_json(figures_text),
                through=through, posts=posts,
            )  # fmt: skip

    return read


def _file_name(statement: "Statement", lang: str) -> str:
    head = statement.head
    name = (head.dealer_en if lang == "en" else "") or head.dealer
    plain = f"{name} {statement.policy.code} {head.period}"
    return "".join(char for char in plain if char not in '\\/:*?"<>|').strip()


def _why(one: "StatementRow") -> Text | str:
    return one.why or one.reason


def _columns() -> tuple[Column, ...]:
    return (
        Column("state", Text(N_("Counts or not")), "pill", 86, get=lambda one: _LEFT_OUT if one.reason else _COUNTS,
               order=lambda state: state is _COUNTS),
        Column("document", Text(N_("Document")), width=112),
        Column("line", Text(N_("Row")), width=50, hidden=True),
        Column("day_on", Text(N_("Day")), "date", 86),
        Column("why", Text(N_("Why it does not count")), width=136, stretch=True, get=_why),
        Column("product", Text(N_("Product")), width=82, stretch=True),
        Column("product_code", Text(N_("Product code")), width=90, hidden=True),
        Column("quantity_e3", Text(N_("Quantity")), "quantity", 64),
        Column("amount_e4", Text(N_("Amount")), "number", 90, places=2, get=lambda one: _amount(one.amount_e4)),
    )  # fmt: skip


def _amount(value: int) -> object:
    from fractions import Fraction

    return Fraction(value, 10_000)
