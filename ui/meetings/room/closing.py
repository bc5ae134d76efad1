"""The end of a meeting in the room: the sum of it, then its minutes as they are printed."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.meetings.minutes import MinutesContent
from app.meetings.rows import MeetingView
from ui.core.card import Card
from ui.core.report import ReportView
from ui.core.words import Label
from ui.meetings.meetings.attendance import quorum_words

if TYPE_CHECKING:
    from ui.core.context import Context


class ClosingBoard(QWidget):
    """What was done and what is missing before the meeting can be closed."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_view``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look = context, context.look
        self.report: ReportView | None = None
        self.title = Label(self.look, Text(N_("The end of the meeting")), "stage")
        self.items, self.outcomes = Label(self.look, "", "card", wrap=True), Label(self.look, "", "card", wrap=True)
        self.carried, self.quorum = Label(self.look, "", "card", wrap=True), Label(self.look, "", "card", wrap=True)
        self.error = Label(self.look, "", "card", wrap=True)
        self.error.set_tone("bad")
        card = Card(self.look)
        for label in (self.title, self.items, self.outcomes, self.carried, self.quorum, self.error):
            card.body.addWidget(label)
        card.body.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(card)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def show_view(self, view: MeetingView) -> None:
        """The sum of a meeting as it stands."""
        states = [one.state for one in view.items]
        self.items.say(Text(
            N_("Items: discussed {done}, not discussed {left}, put off {parked}, struck off {rejected}"),
            {"done": states.count("done"), "left": states.count("planned") + states.count("current"),
             "parked": states.count("parked"), "rejected": states.count("rejected")},
        ))  # fmt: skip
        kinds = [each.kind for one in view.items for each in one.outcomes]
        self.outcomes.say(Text(
            N_("Decisions {decisions}, actions {actions}, informations {informations}, risks {risks}"),
            {"decisions": kinds.count("decision"), "actions": kinds.count("action"),
             "informations": kinds.count("information"), "risks": kinds.count("risk")},
        ))  # fmt: skip
        unseen = view.tally.unseen
        self.carried.say(Text(N_("Actions that nobody looked at yet: {n}"), {"n": unseen}))
        self.carried.set_tone("bad" if unseen else "good")
        words, tone = quorum_words(view.quorum)
        self.quorum.say(words)
        self.quorum.set_tone(tone)

    def refuse(self, words: Text) -> None:
        """Why it could not be closed."""
        self.error.say(words)

    def show_minutes(self, content: MinutesContent) -> None:
        """The closed minutes, page by page, with the way out."""

        def make(lang: str, _progress: Progress) -> bytes:
            from app.reports.meetings.minutes import minutes_pdf

            return minutes_pdf(content, lang)

        self.report = ReportView(self.context, make, lambda _lang: f"{content.head.ref}-v{content.version}.pdf")
        self._stack.addWidget(self.report)
        self._stack.setCurrentWidget(self.report)
