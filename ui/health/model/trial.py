"""What last quarter would have been by the draft: whose grade moves, from which score to which."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.period import parse_period
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.health.assembly import info_of
from app.health.rules import shown_tenths
from app.health.scheme import GRADE_WORDS
from app.health.trial import Trial, TrialLine, try_model
from app.health.wording import listed, signed_tenths
from ui.core.card import clear
from ui.core.formats import period_words
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label, Pill
from ui.health.words import GRADE_TONES, change_tone, grade_order, grade_state

if TYPE_CHECKING:
    from fractions import Fraction

    from ui.core.context import Context
    from ui.health.model.draft import Draft


def _tenths(score: "Fraction | None") -> float | None:
    return None if score is None else shown_tenths(score) / 10


def _change(one: TrialLine) -> int | None:
    old, new = one.old_score, one.result.score
    return None if old is None or new is None else shown_tenths(new) - shown_tenths(old)


class TrialView(QWidget):
    """Computed when it comes into sight."""

    def __init__(self, context: "Context", draft: "Draft") -> None:
        """Empty until ``look_at``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.draft = context, draft
        self.found: Trial | None = None
        look = context.look
        self.said = Label(look, "", wrap=True)
        self.counts = QHBoxLayout()
        self.counts.setSpacing(6)
        columns = (
            Column("dealer", Text(N_("Dealer")), width=200, stretch=True, get=lambda one: one.dealer.label(look.lang)),
            Column("old", Text(N_("Score before")), "score", 84, places=1, get=lambda one: _tenths(one.old_score)),
            Column("new", Text(N_("Score after")), "score", 84, places=1, get=lambda one: _tenths(one.result.score)),
            Column("change", Text(N_("Change")), width=72, figures=True, order=lambda text: float(text or 0),
                   get=lambda one: "" if not _change(one) else signed_tenths(_change(one) or 0).replace("\u2212", "-"),
                   tone=lambda one: change_tone(_change(one))),
            Column("before", Text(N_("Grade before")), "pill", 122, get=lambda one: grade_state(one.old.grade),
                   order=grade_order),
            Column("after", Text(N_("Grade after")), "pill", 122, get=lambda one: grade_state(one.new.grade),
                   order=grade_order),
            Column("place", Text(N_("By score")), "number", 72),
            Column("balanced", Text(N_("By closeness")), "number", 96, tip=Text(
                N_("Place by closeness to the ideal (TOPSIS): who has no weak dimension stands better than by the "
                   "score. An order of these dealers only, never a score."))),
        )  # fmt: skip
        self.table = Table(context, columns, name="model.trial", title=Text(N_("Last quarter by the draft")))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.said)
        outer.addLayout(self.counts)
        outer.addWidget(self.table, 1)

    def look_at(self, period: str) -> None:
        """Score the frozen figures of a quarter by the draft."""
        desk, scheme = self.context.desk, self.draft.scheme

        def work(_progress: Progress) -> Trial:
            return try_model(desk.db, desk.workspace.files, desk.figures, scheme, period=period)

        self.said.say(Text(N_("Scoring the quarter by the draft…")))
        self.context.tasks.run(Text(N_("Scoring the quarter by the draft")), work, self._show, owner=self, key="try",
                               failed=self._refuse)  # fmt: skip

    def _refuse(self, error: UserError) -> None:
        self.said.say(error.text)
        self.table.set_rows([])
        clear(self.counts)

    def _show(self, found: Trial) -> None:
        self.found = found
        look = self.context.look
        moved = sum(one.moved for one in found.lines)
        about = {"period": period_words(parse_period(found.period)), "moved": moved, "n": len(found.lines)}
        words = Text(N_("{period} by the draft: {moved} of {n} grades would be others. Nothing old changes."), about)
        if found.fresh:
            names = listed([Text(info_of(self.draft.infos, kpi).title) for kpi in found.fresh])
            fresh = Text(N_("Not frozen then, read from today's data: {names}."), {"names": names})
            words = Text(N_("{first} {second}"), {"first": words, "second": fresh})
        self.said.say(words)
        clear(self.counts)
        for grade, (old, new) in found.counts().items():
            word = Text(GRADE_WORDS[grade]) if grade else Text(N_("not graded"))
            said = Text(N_("{grade} {old} → {new}"), {"grade": word, "old": old, "new": new})
            self.counts.addWidget(Pill(look, said, GRADE_TONES[grade]))
        self.counts.addStretch(1)
        self.table.set_rows(found.lines)
