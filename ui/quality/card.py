"""One source, dealer or month in the drawer: its indicators, what it broke, and the reminder to a dealer."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from app.core.texts import EN, N_, ZH, Text, texts
from app.imports.ruling import INDICATORS, PREFIX
from app.jobs.reminder import reminder_text
from ui.core.card import row
from ui.core.controls import Button, Segments
from ui.core.words import Label, Live
from ui.quality.reading import Detail, Line, check_title, month_name

if TYPE_CHECKING:
    from ui.core.page import Context

_MONTHS = 12


class ScoreCard(Live, QScrollArea):
    """Indicators, findings, months and the reminder of one line."""

    def __init__(self, context: "Context", line: Line, detail: Detail) -> None:
        """Shows what was read."""
        super().__init__()
        self.context, self.look, self.detail = context, context.look, detail
        inside = QWidget()
        inside.setObjectName("clear")
        self._outer = QVBoxLayout(inside)
        self._outer.setContentsMargins(0, 0, 8, 0)
        self._outer.setSpacing(10)
        if detail.reminder is not None:
            self._make_reminder()
        self._make_indicators(line)
        self._make_failed()
        self._make_months()
        self._outer.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def _make_reminder(self) -> None:
        look = self.look
        self.language = Segments(look, ((ZH, "中文"), (EN, "English")))
        self.language.choose(look.lang)
        self.language.picked.connect(lambda _key: self._show_reminder())
        self.copy_button = Button(look, Text(N_("Copy")), self.copy, icon="copy", kind="primary")
        self._outer.addLayout(row(Label(look, Text(N_("Reminder to the dealer")), "card"), None, self.language,
                                  self.copy_button))  # fmt: skip
        self.message = QPlainTextEdit()
        self.message.setReadOnly(True)
        self.message.setMinimumHeight(190)
        self.message.setAccessibleName(look.t("Reminder to the dealer"))
        self._outer.addWidget(self.message)
        self._show_reminder()

    def _show_reminder(self) -> None:
        assert self.detail.reminder is not None  # noqa: S101 - made only where there is one
        words = texts(str(self.language.key()))
        self.message.setPlainText(reminder_text(self.detail.reminder, self.context.desk.feeds, words))

    def copy(self) -> None:
        """The message to the clipboard."""
        QGuiApplication.clipboard().setText(self.message.toPlainText())
        self.context.notify("good", Text(N_("Copied. Paste it into a message or a mail.")))

    def _make_indicators(self, line: Line) -> None:
        look = self.look
        self._outer.addWidget(Label(look, Text(N_("Six indicators of GB/T 36344")), "card"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        for place, (name, title) in enumerate(INDICATORS.items()):
            counts = line.trust.score.counts.get(name)
            share = line.trust.score.share(name)
            grid.addWidget(Label(look, Text(title), "dim"), place, 0)
            grid.addWidget(Label(look, "—" if share is None else look.formats.percent(share, 2)), place, 1)
            said = Text(
                N_("failed {failed} of {checked}"),
                {"failed": look.formats.number(max(counts.failed, 0)), "checked": look.formats.number(counts.checked)},
            ) if counts else Text(N_("nothing checked"))  # fmt: skip
            grid.addWidget(Label(look, said, "dim"), place, 2)
        grid.setColumnStretch(2, 1)
        self._outer.addLayout(grid)

    def _make_failed(self) -> None:
        if not self.detail.failed:
            return
        look = self.look
        self._outer.addWidget(Label(look, Text(N_("What was found")), "card"))
        for code, rows in list(self.detail.failed.items())[:_MONTHS]:
            title = check_title(code, self.detail.titles, self.context.desk.feeds)
            words = N_("against “{rule}”: {n}") if code.startswith(PREFIX) else N_("{rule}: {n}")
            said = Text(words, {"rule": title, "n": look.formats.number(rows)})
            self._outer.addWidget(Label(look, said, wrap=True))

    def _make_months(self) -> None:
        if len(self.detail.months) < 2:
            return
        look = self.look
        self._outer.addWidget(Label(look, Text(N_("By month")), "card"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        for place, one in enumerate(self.detail.months[:_MONTHS]):
            grid.addWidget(Label(look, month_name(one.month), "dim"), place, 0)
            value = one.score.value
            grid.addWidget(Label(look, "—" if value is None else look.formats.number(value * 100, 1)), place, 1)
            late = Text(N_("lists missing: {n}"), {"n": look.formats.number(len(one.late))}) if one.late else ""
            grid.addWidget(Label(look, late, "dim"), place, 2)
        grid.setColumnStretch(2, 1)
        self._outer.addLayout(grid)
