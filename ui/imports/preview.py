"""What will become of one file: what it changes, its first bad rows, a question about dates, a refusal, the result."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.imports import reasons
from ui.core.card import Banner, Card, EmptyState, clear, column, row
from ui.core.controls import Button
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label, Live, Words
from ui.imports.said import (
    COUNT_TIPS,
    OTHER_COUNTS,
    READINGS,
    SHOWN_COUNTS,
    counted_reasons,
    feed_title,
    fields_in,
    reason_of,
    titles_of_rules,
    total,
    values_in,
)

if TYPE_CHECKING:
    from app.imports.counts import Counts
    from ui.core.page import Context
    from ui.imports.run import FileRun


class FileDetail(Live, QScrollArea):
    """Shows one FileRun in whatever state it is."""

    wanted_mapping = Signal(object)
    answered = Signal(object, str)
    again = Signal(object)
    no_value = Signal(object, object)
    """A word that means in this file that there is no value."""
    quarantine = Signal(str)
    """The id of a batch whose rows that were put aside are to be seen."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_file``."""
        super().__init__()
        self.context, self.look, self._desk = context, context.look, context.desk
        self.file: FileRun | None = None
        self.bar: QProgressBar | None = None
        self.step: Label | None = None
        inside = QWidget()
        inside.setObjectName("clear")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(12)
        self.setWidget(inside)
        self.setWidgetResizable(True)

    def show_file(self, file: "FileRun | None") -> None:
        """Another file, or the same in another state."""
        self.file, self.bar, self.step = file, None, None
        clear(self.body)
        if file is None:
            return
        if file.busy:
            self._show_busy(file)
        elif file.state == "unknown":
            self._show_unknown(file)
        elif file.state == "question":
            self._show_question(file)
        elif file.state == "refused":
            self._show_refusal(file)
        else:
            self._show_outcome(file)

    def retranslate(self) -> None:
        """Numbers and reasons are written by language: show again, once the change has reached every widget."""
        QTimer.singleShot(0, self, lambda: self.show_file(self.file))

    # -- states -------------------------------------------------------------------------------------------------------

    def _show_busy(self, file: "FileRun") -> None:
        words = {
            "waiting": N_("Waiting for its turn"),
            "reading": N_("Reading the file"),
            "loading": N_("Taking it in"),
        }
        card = Card(self.look, file.path.name)
        self.step = Label(self.look, Text(words[file.state]), "dim", elide=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0 if file.state != "waiting" else 1)
        card.body.addWidget(self.step)
        card.body.addWidget(self.bar)
        self.body.addWidget(card)
        self.body.addStretch(1)
        if file.job is not None:
            file.job.progressed.connect(self._progressed)
            self._progressed(file.job.done, file.job.total, file.job.text)

    def _progressed(self, done: int, whole: int, text: object) -> None:
        if self.bar is None or self.file is None or not self.file.busy:
            return
        if whole:
            self.bar.setRange(0, whole)
            self.bar.setValue(min(done, whole))
        if isinstance(text, Text) and self.step is not None:
            numbers = self.look.formats
            counted = Text(N_("{step}: {done} of about {total}"), {
                "step": text, "done": numbers.number(done), "total": numbers.number(whole),
            })  # fmt: skip
            self.step.say(counted if whole > 3 else text)

    def _show_unknown(self, file: "FileRun") -> None:
        several = len(file.fitting) > 1
        best = file.proposals[0] if file.proposals else None
        says = Text(N_("Say once what its columns mean; the next file of this kind goes in without a click."))
        if several:
            says = Text(N_("More than one profile recognises it. Choose which one it is."))
        elif best is not None and not best.missing:
            says = Text(
                N_("It looks like: {feed}. Look at the proposed columns, then go on."),
                {"feed": feed_title(self._desk, best.feed)},
            )
        title = Text(N_("{file} is not known yet"), {"file": file.path.name})
        self.body.addWidget(
            EmptyState(
                self.look, title, says, icon="list-checks", action=Text(N_("Set up the columns")),
                on=lambda: self.wanted_mapping.emit(file),
            ),
            1,
        )  # fmt: skip

    def _show_question(self, file: "FileRun") -> None:
        question = file.question
        if question is None:
            return
        title = Text(N_("Which day is “{text}”?"), {"text": question.example})
        about = Text(N_("The dates in “{column}” can be read in two ways."), {"column": question.column})
        card = Card(self.look, title, subtitle=about)
        line = QHBoxLayout()
        line.setSpacing(12)
        for reading, day in question.readings:
            said = Text(
                N_("{day} ({reading})"),
                {"day": self.look.formats.long_date(_date(day)), "reading": Text(READINGS[reading])},
            )
            button = Button(self.look, said, partial(self.answered.emit, file, reading), icon="calendar")
            button.setObjectName(reading)
            line.addWidget(button)
        line.addStretch(1)
        card.body.addLayout(line)
        kept = N_("The answer is kept in the profile and holds for every column of this file that leaves it open.")
        card.body.addWidget(Label(self.look, Text(kept), "dim", wrap=True))
        self.body.addWidget(card)
        self.body.addStretch(1)

    def _show_refusal(self, file: "FileRun") -> None:
        title = Text(N_("{file} was not taken in"), {"file": file.path.name})
        state = EmptyState(self.look, title, file.error or "", icon="circle-x")
        buttons = [Button(self.look, Text(N_("Try again")), lambda: self.again.emit(file), icon="refresh-cw")]
        if file.profile is not None:
            mend = Text(N_("Correct the columns"))
            buttons.append(Button(self.look, mend, lambda: self.wanted_mapping.emit(file), icon="pencil"))
        self.body.addStretch(1)
        self.body.addWidget(state)
        self.body.addLayout(row(None, *buttons, None))
        self.body.addStretch(1)

    def _show_outcome(self, file: "FileRun") -> None:
        feeds: Sequence[Counts] = ()
        if file.staging is not None:
            feeds = file.staging.preview.feeds
        elif file.loaded is not None:
            feeds = file.loaded.feeds
        aside = total(tuple(feeds), "quarantined")
        if file.state in {"done", "same"}:
            self._say_result(file, aside)
        self.body.addWidget(self._head(file, feeds))
        if file.staging is not None and file.staging.faults:
            self._ask_no_value(file)
            self.body.addWidget(self._faults(file, aside), 1)
            self._warn(feeds)
        else:
            self._warn(feeds)
            self.body.addStretch(1)

    def _say_result(self, file: "FileRun", aside: int) -> None:
        loaded = file.loaded
        if loaded is None:
            return
        if file.state == "same":
            words = Text(
                N_("The same file was taken in before as {batch}; nothing was changed."), {"batch": loaded.batch_ref}
            )
            self.body.addWidget(Banner(self.look, "info", words))
            return
        rows = self.look.formats.number(total(loaded.feeds, "loaded"))
        words = Text(N_("Taken in as {batch}. Rows: {rows}"), {"batch": loaded.batch_ref, "rows": rows})
        self.body.addWidget(Banner(self.look, "good", words))
        if aside:
            words = Text(
                N_("Rows put aside: {n}. They wait with their reasons."), {"n": self.look.formats.number(aside)}
            )
            link = Text(N_("Show them"))
            on = loaded.batch_id
            self.body.addWidget(
                Banner(self.look, "warn", words, action=link, on=lambda: self.quarantine.emit(on))
            )  # fmt: skip

    # -- parts --------------------------------------------------------------------------------------------------------

    def _head(self, file: "FileRun", feeds: "Sequence[Counts]") -> Card:
        profile = file.profile
        subtitle: Words = ""
        if profile is not None:
            subtitle = Text(
                N_("Profile: {profile} · source: {source}"), {"profile": profile.title, "source": profile.source}
            )
        card = Card(self.look, file.path.name, subtitle=subtitle)
        if file.state == "ready":
            mend = Button(
                self.look, Text(N_("Correct the columns")), lambda: self.wanted_mapping.emit(file), icon="pencil"
            )
            card.buttons.addWidget(mend)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        shown = [*SHOWN_COUNTS, *(one for one in OTHER_COUNTS if total(tuple(feeds), one[0]))]
        for place, counts in enumerate(feeds):
            self._figures(grid, place * 2, counts, shown, with_title=True)
        for number in range(len(shown) + 1):
            grid.setColumnStretch(number, 1)
        card.body.addLayout(grid)
        return card

    def _figures(
        self, grid: QGridLayout, line: int, counts: "Counts", shown: Sequence[tuple[str, str]], *, with_title: bool
    ) -> None:
        numbers = self.look.formats
        if with_title:
            rows = Label(self.look, Text(N_("Rows: {n}"), {"n": numbers.number(counts.rows)}), "dim")
            title = Label(self.look, feed_title(self._desk, counts.feed), "strong", elide=True)
            grid.addLayout(column(title, rows, gap=2), line, 0)
        for place, (name, words) in enumerate(shown, start=1):
            count = int(getattr(counts, name))
            value = Label(self.look, numbers.number(count), "value")
            value.set_tone("dim" if not count else "warn" if name == "quarantined" else None)
            label = Label(self.look, Text(words), "dim")
            for one in (value, label):
                one.set_tip(Text(COUNT_TIPS[name]))
            cell = column(value, label, gap=0)
            cell.setSpacing(0)
            grid.addLayout(cell, line, place)

    def _warn(self, feeds: "Sequence[Counts]") -> None:
        rules = titles_of_rules(self._desk)
        for counts in feeds:
            feed = self._desk.feeds[counts.feed]
            for code, count in counts.warnings.items():
                words = Text(
                    N_("{warning}. Rows: {n}; they are taken in."),
                    {"warning": reasons.warning(code, feed, rules), "n": self.look.formats.number(count)},
                )
                self.body.addWidget(Banner(self.look, "warn", words))

    def _ask_no_value(self, file: "FileRun") -> None:
        """Words that stand in several cells where a number or a date belongs usually say that there is none."""
        found = file.staging.words if file.staging is not None else ()
        if found:
            words = Text(N_("Does “{word}” mean in this file that there is no value?"), {"word": found[0]})
            if len(found) > 1:
                words = Text(N_("Do these words mean in this file that there is no value? {words}"),
                             {"words": "; ".join(f"“{one}”" for one in found)})  # fmt: skip
            yes = Text(N_("Yes, no value"))
            on = partial(self.no_value.emit, file, found)
            self.body.addWidget(Banner(self.look, "info", words, action=yes, on=on))

    def _faults(self, file: "FileRun", aside: int) -> Card:
        assert file.staging is not None  # noqa: S101 - asked for only with a staged file
        found = file.staging.faults
        why: dict[str, int] = {}
        for counts in file.staging.preview.feeds:
            for code, count in counts.reasons.items():
                why[code] = why.get(code, 0) + count
        title = Text(N_("Rows that will be put aside: {n}"), {"n": self.look.formats.number(aside)})
        card = Card(self.look, title, subtitle=counted_reasons(why, self.look, titles_of_rules(self._desk)))
        desk, look = self._desk, self.look
        columns = (
            Column("row_no", Text(N_("Row")), "number", width=80),
            Column("field", Text(N_("Field")), width=150, get=lambda one: fields_in(desk, one, look)),
            Column("value", Text(N_("What stands there")), width=170, get=values_in),
            Column("reason", Text(N_("Why")), stretch=True, width=260, get=lambda one: reason_of(desk, one, look)),
        )
        table = Table(self.context, columns, name="imports.faults", tools=False)
        table.set_rows(found)
        table.setMinimumHeight(34 + 36 * min(len(found), 4))
        card.body.addWidget(table, 1)
        return card


def _date(text: str) -> date:
    return date.fromisoformat(text)
