"""The life cycle of a dealer on its card: the path, the list of its state, the steps so far, and the next one."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.core.period import day_number
from app.core.texts import N_, Text
from app.dealers.life.queries import Life, life_of
from app.dealers.life.rules import PATH, TITLES, WAY_TITLES, allowed_from, needs_reason, next_of, skipped, way_between
from app.dealers.life.service import ask_for, enter_state
from app.people.queries import PersonRow, people
from ui.core import fonts
from ui.core.actions import ActionList
from ui.core.ask import Ask, AskDialog
from ui.core.card import Card, clear
from ui.core.controls import Button, Choice
from ui.core.words import Label, Live, Pill, Words
from ui.dealers.card_panel import CardData, Panel
from ui.dealers.lifecycle_terms import TermsDialog

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.look import Look

_ASIDE: Final = ("watch", "frozen", "left")
_RADIUS: Final = 7.0


class PathBar(Live, QWidget):
    """The path from 潜在 to 正式 as dots on a line, and the states beside it; the present one is filled."""

    def __init__(self, look: "Look") -> None:
        """Nothing is marked until ``show_state``."""
        super().__init__()
        self.look = look
        self.state = ""
        self.been: frozenset[str] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two lines of words below the dots."""
        return QSize(640, 58)

    def show_state(self, state: str, been: frozenset[str]) -> None:
        """Mark the present state; ``been`` are those that the dealer went through."""
        self.state, self.been = state, been
        self.setAccessibleName(self.look.t(TITLES.get(state, state)))
        self.update()

    def retranslate(self) -> None:
        """Other words."""
        self.update()

    def restyle(self) -> None:
        """Other colours."""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dots at equal distances; states aside stand after a gap."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        states = (*PATH, *_ASIDE)
        step = self.width() / len(states)
        reached = PATH.index(self.state) if self.state in PATH else len(PATH) - 1 if self.state in _ASIDE else -1
        middle = 16.0
        for place in range(len(PATH) - 1):
            painter.setPen(QPen(self.look.color("brand" if place < reached else "strong"), 2))
            left, right = (place + 0.5) * step + _RADIUS + 3, (place + 1.5) * step - _RADIUS - 3
            painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        for place, state in enumerate(states):
            self._dot(painter, QPointF((place + 0.5) * step, middle), state, done=place < reached and state in PATH)
            self._word(painter, QRectF(place * step + 2, 30, step - 4, 26), state)
        painter.end()

    def _dot(self, painter: QPainter, at: QPointF, state: str, *, done: bool) -> None:
        tone = "brand" if state in PATH else {"watch": "warn", "frozen": "bad"}.get(state, "dim")
        now = state == self.state
        painter.setPen(QPen(self.look.color(tone if now or done or state in self.been else "strong"), 2))
        filled = tone if now else "brand_soft" if done else ""
        painter.setBrush(self.look.color(filled) if filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, _RADIUS, _RADIUS)

    def _word(self, painter: QPainter, box: QRectF, state: str) -> None:
        font = fonts.font(bold=state == self.state)
        painter.setFont(font)
        painter.setPen(self.look.color("text" if state == self.state else "dim"))
        words = QFontMetrics(font).elidedText(self.look.t(TITLES[state]), Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)


class LifePanel(Panel):
    """Where the dealer stands and what that asks for."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context)
        self.life: Life | None = None
        self._people: Sequence[PersonRow] = ()
        look = self.look
        self.head = Card(look, Text(N_("Life cycle")), subtitle=" ")
        self.pill = Pill(look)
        asked = Text(N_("What states ask for…"))
        self.terms_button = Button(look, asked, self.show_terms, icon="list-checks", kind="quiet")
        self.other_button = Button(look, Text(N_("Another step…")), lambda: self.step(""), icon="arrow-right")
        self.next_button = Button(look, "", lambda: self.step("next"), icon="arrow-right", kind="primary")
        for button in (self.pill, self.terms_button, self.other_button, self.next_button):
            self.head.buttons.addWidget(button)
        self.path = PathBar(look)
        self.head.body.addWidget(self.path)
        self.list = Card(look, Text(N_("List of this state")), subtitle=" ")
        self.ask_button = Button(look, Text(N_("Make the list")), self.make_list, icon="plus", kind="quiet")
        self.list.buttons.addWidget(self.ask_button)
        self.owed = ActionList(context, empty=Text(N_("This state has no open list.")))
        self.list.body.addWidget(self.owed)
        self.steps = Card(look, Text(N_("Steps so far")))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(3, 1)
        self.steps.body.addLayout(self._grid)
        for card in (self.head, self.list, self.steps):
            self.body.addWidget(card)
        self.body.addStretch(1)

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show a dealer."""
        super().show_card(data, again=again)
        party_id = data.card.row.id

        def work(session: Any) -> tuple[Life, list[PersonRow]]:
            return life_of(session, party_id, data.day), people(session)

        self.read(work, self._show)

    def retranslate(self) -> None:
        """Days and states are written by language."""
        if self.life is not None:
            self._show((self.life, self._people))

    def _show(self, found: tuple[Life, Sequence[PersonRow]]) -> None:
        life, self._people = found
        self.life = life
        day = self.data.day if self.data is not None else self.today
        here = day == self.today
        been = {one.from_state for one in life.passages} | {one.to_state for one in life.passages}
        self.path.show_state(life.state, frozenset(been))
        self.head.say_subtitle(self._where(life))
        over = 0 if life.until_on is None else day - life.until_on
        self.pill.setVisible(over > 0)
        self.pill.show_state(Text(N_("{n} days late"), {"n": over}), "bad")
        following = next_of(life.state)
        self.other_button.setVisible(here)
        self.next_button.setVisible(here and following is not None)
        if following is not None:
            self.next_button.say(Text(N_("Next step: {state}"), {"state": Text(TITLES[following])}))
        rows = [one.action for one in life.items]
        must = frozenset(one.action.id for one in life.items if one.obligatory)
        self.owed.show_actions(rows, self._people, obligatory=must)
        self.owed.setEnabled(here)
        self.ask_button.setVisible(here and not rows)
        done = sum(one.state != "open" for one in rows)
        self.list.say_subtitle(Text(N_("done: {done} of {n}"), {"done": done, "n": len(rows)}) if rows else "")
        self._show_steps(life)

    def _where(self, life: Life) -> Words:
        formats = self.look.formats
        if life.since_on is None:
            return Text(N_("No step is recorded yet: it has been so ever since."))
        said = {"since": formats.day(life.since_on), "owner": life.owner or "—"}
        if life.until_on is None:
            return Text(N_("since {since} · owner {owner} · no time limit"), said)
        return Text(N_("since {since} · owner {owner} · until {until}"), said | {"until": formats.day(life.until_on)})

    def _show_steps(self, life: Life) -> None:
        clear(self._grid)
        self.steps.setVisible(bool(life.passages))
        for line, one in enumerate(reversed(life.passages)):
            arrow = Text(N_("{before} → {after}"), {
                "before": Text(TITLES.get(one.from_state, one.from_state)),
                "after": Text(TITLES.get(one.to_state, one.to_state)),
            })  # fmt: skip
            reason = Label(self.look, one.reason, elide=True)
            reason.set_tip(one.reason)
            day, who = Label(self.look, self.look.formats.day(one.at_on)), Label(self.look, one.person, "dim")
            parts = [day, Label(self.look, arrow), who, reason]
            for number, label in enumerate(parts):
                self._grid.addWidget(label, line, number)

    # -- doing --------------------------------------------------------------------------------------------------------

    def step_dialog(self, to: str) -> "StepDialog | None":
        """The dialog of a step: ``next`` the ordinary one, empty any."""
        if self.life is None:
            return None
        wanted = next_of(self.life.state) if to == "next" else None
        return StepDialog(self.look, self, self.life, wanted, day_number(self.desk.clock.today()))

    def step(self, to: str) -> None:
        """Ask for a step and take it; the ordinary next one with nothing open is taken at once."""
        life = self.life
        if life is None:
            return
        following = next_of(life.state)
        if to == "next" and following is not None and not needs_reason(life.state, following, unfinished=life.owed):
            self.take({"to": following, "on": day_number(self.desk.clock.today()), "reason": ""})
            return
        dialog = self.step_dialog(to)
        if dialog is not None:
            if dialog.run():
                self.take(dialog.values)
            dialog.deleteLater()

    def take(self, values: Mapping[str, Any]) -> None:
        """Take a step as the dialog gave it."""
        today, party_id = day_number(self.desk.clock.today()), self.party.id
        self.write(
            lambda session: enter_state(session, party_id=party_id, to=values["to"], on=values["on"], today=today,
                                        reason=values["reason"]),
            action=N_("{dealer}: step of the life cycle"),
        )  # fmt: skip

    def make_list(self) -> None:
        """Ask for what the present state asks for, counted from today."""
        today, party_id = day_number(self.desk.clock.today()), self.party.id
        action = N_("{dealer}: list of its state")
        self.write(lambda session: ask_for(session, party_id=party_id, since=today), action=action)

    def show_terms(self) -> None:
        """What each state asks for, for all dealers."""
        dialog = TermsDialog(self.context, self, self._people)
        dialog.run()
        dialog.deleteLater()


class StepDialog(AskDialog):
    """Asks for the state, the day and the reason of a step, and says what kind of step it is."""

    def __init__(self, look: "Look", parent: QWidget, life: Life, wanted: str | None, today: int) -> None:
        """``wanted`` is chosen first."""
        self._life = life
        allowed = allowed_from(life.state)
        options: list[tuple[str, Words]] = [(one, Text(TITLES[one])) for one in allowed]
        ahead = [one for one in allowed if way_between(life.state, one) != "back"]
        first = wanted or next(iter((*ahead, *allowed)), None)
        super().__init__(
            look, parent, Text(N_("Step of the life cycle")),
            [
                Ask("to", Text(N_("State")), "choice", first, options),
                Ask("on", Text(N_("Day")), "day", today, needed=True, since=life.since_on, until=today),
                Ask("reason", Text(N_("Reason")), "long"),
            ],
            accept=Text(N_("Take this step")),
        )  # fmt: skip
        self.kind = Label(look, "", "dim", wrap=True)
        self.body.insertWidget(0, self.kind)
        choice = self.fields["to"]
        if isinstance(choice, Choice):
            choice.picked.connect(lambda _key: self._tell())
        self._tell()

    @property
    def _to(self) -> str:
        choice = self.fields["to"]
        return str(choice.key()) if isinstance(choice, Choice) else ""

    def missing(self, values: Mapping[str, Any]) -> Mapping[str, Words]:
        """A reason, where the step needs one."""
        lacks = not values["reason"] and needs_reason(self._life.state, self._to, unfinished=self._life.owed)
        return {"reason": Text(N_("This step needs a reason."))} if lacks else {}

    def _tell(self) -> None:
        to = self._to
        way = way_between(self._life.state, to)
        parts: list[Words] = [Text(WAY_TITLES[way])] if way is not None else []
        left_out = skipped(self._life.state, to)
        if left_out:
            names = self.look.t("; ").join(self.look.t(TITLES[one]) for one in left_out)
            parts.append(Text(N_("left out: {states}"), {"states": names}))
        if self._life.owed:
            parts.append(Text(N_("obligatory and open: {n}"), {"n": self._life.owed}))
        if needs_reason(self._life.state, to, unfinished=self._life.owed):
            parts.append(Text(N_("a reason is needed")))
        self.kind.say(" · ".join(self.look.say(one) if isinstance(one, Text) else one for one in parts))
