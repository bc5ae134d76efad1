"""The Inbox page: what is off, late or about to run out, by cause; and what one does with it."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from app.actions.service import create_action
from app.core.db import Action
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.inbox.service import (
    KIND_TITLES,
    SEVERITIES,
    STATES,
    mark_acting,
    mark_done,
    mark_not_useful,
    mark_seen,
    reopen_notice,
    snooze_cause,
)
from app.jobs.telling import Told, run_telling
from ui.core.actions import asked_fields
from ui.core.ask import Ask, ask
from ui.core.card import Card
from ui.core.controls import Button, Choice, Segments
from ui.core.page import Command, Context, Page
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Words, spoken
from ui.inbox.cause import CauseCard
from ui.inbox.reading import ALL, MINE, STANDS, TONES, Line, View, fits, read_view

_DONE: Final = N_("Dealt with notices: {n}")
_SNOOZED: Final = N_("Snoozed notices: {n}")
_WOKEN: Final = N_("Woke notices: {n}")
_USELESS: Final = N_("Said that notices are of no use: {n}")
_AGAIN: Final = N_("Took notices up again: {n}")


class InboxPage(Page):
    """Notices by cause: mine or everybody's, open, snoozed, put away or over."""

    title: ClassVar[str] = N_("Inbox")
    watches: ClassVar[frozenset[str]] = frozenset({"notice", "person", "party"})

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.view: View | None = None
        look = self.look
        self.whose = Segments(look, ((MINE, Text(N_("Mine"))), (ALL, Text(N_("Everybody's")))))
        self.stands = Choice(look, [(key, Text(words)) for key, words in STANDS], name=Text(N_("State")))
        kinds: list[tuple[str, Words]] = [(key, Text(words)) for key, words in KIND_TITLES.items()]
        self.kind = Choice(look, [("", Text(N_("All kinds"))), *kinds], name=Text(N_("Kind")))
        weights: list[tuple[str, Words]] = [(key, Text(words)) for key, words in SEVERITIES.items()]
        self.severity = Choice(look, [("", Text(N_("All severities"))), *weights], name=Text(N_("Severity")))
        self.table = self._make_table()
        self.cause = CauseCard(look)
        self.open_button = Button(look, Text(N_("Open")), self.go_there, icon="external-link", shortcut="Ctrl+Return")
        self.task_button = Button(look, Text(N_("Task…")), self.make_task, icon="plus", shortcut="Ctrl+N")
        self.done_button = Button(look, Text(N_("Dealt with")), self.finish, icon="check", shortcut="Ctrl+D")
        self.snooze_button = Button(
            look, Text(N_("Snooze until it changes")), self.snooze, icon="clock", shortcut="Ctrl+J"
        )
        self.useless_button = Button(look, Text(N_("Not useful…")), self.judge, icon="ban", shortcut="Ctrl+U")
        self.look_button = Button(look, Text(N_("Look now")), self.look_again, icon="refresh-cw", kind="primary")
        self._arrange()

    def _make_table(self) -> Table:
        def of(name: str) -> Callable[[Line], object]:
            return lambda one: getattr(one.notice, name) or None

        order = list(SEVERITIES)
        columns = (
            Column("severity", Text(N_("Severity")), "pill", 116, get=_weight,
                   order=lambda state: -order.index(_KEYS[state.tone])),
            Column("subject", Text(N_("What it says")), stretch=True, width=300, get=of("subject")),
            Column("dealer", Text(N_("Dealer")), width=150, hidden=True, get=lambda one: one.dealer or None),
            Column("kind", Text(N_("Kind")), width=84, get=lambda one: Text(KIND_TITLES[one.notice.kind])),
            Column("state", Text(N_("State")), "pill", 104, get=_standing, order=lambda state: state.tone),
            Column("posted_on", Text(N_("Since")), "date", get=of("posted_on")),
            Column("due_on", Text(N_("Due on")), "date", get=of("due_on")),
            Column("owner", Text(N_("For whom")), width=96, get=lambda one: one.owner or None),
            Column("told", Text(N_("Told before")), "number", 80, hidden=True,
                   get=lambda one: len(one.group.notices) - 1),
            Column("closed_on", Text(N_("Put away on")), "date", hidden=True, get=of("closed_on")),
            Column("ref", Text(N_("Reference")), width=110, hidden=True, get=of("ref")),
        )  # fmt: skip
        return Table(self.context, columns, name="inbox.list", title=Text(N_("Inbox")))

    def _arrange(self) -> None:
        for part in (self.whose, self.stands, self.kind, self.severity):
            self.filters.addWidget(part)
            part.picked.connect(lambda _key: self._narrow())
        self.filters.addStretch(1)
        for button in (self.useless_button, self.snooze_button, self.done_button, self.task_button, self.open_button,
                       self.look_button):  # fmt: skip
            self.buttons.addWidget(button)
        card = Card(self.look)
        card.body.addWidget(self.table)
        self.body.addWidget(card, 1)
        self.body.addWidget(self.cause)
        self.table.opened.connect(lambda _one: self.go_there())
        self.table.picked.connect(self._picked)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.table.search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.table.view.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self._enable()

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again."""
        desk = self.context.desk
        self.load(lambda _progress: read_view(desk), self._show)

    def _show(self, view: View) -> None:
        self.view = view
        self._narrow()

    def _narrow(self) -> None:
        view = self.view
        if view is None:
            return
        asked = {name: str(choice.key() or "") for name, choice in self._choices().items()}
        shown = [one for one in view.lines if fits(one, view.me, **asked)]
        self.table.say_empty(*self._nothing(view))
        self.table.set_rows(shown)
        number, worst = self.look.formats.number, sum(one.notice.severity == "bad" for one in shown)
        self.say_subtitle(Text(N_("Shown: {n} · serious: {bad}"), {"n": number(len(shown)), "bad": number(worst)}))
        self._picked(self.table.current)

    def _nothing(self, view: View) -> tuple[Words, Words]:
        if any(one.stands == "open" for one in view.lines):
            return Text(N_("No notice fits these filters.")), ""
        return (
            Text(N_("Nothing is off, late or about to run out.")),
            Text(N_("Licences, contracts, tasks, late orders and alerts are told here once a day, or when you look.")),
        )

    def _choices(self) -> "dict[str, Choice | Segments]":
        return {"whose": self.whose, "stands": self.stands, "kind": self.kind, "severity": self.severity}

    def _picked(self, line: Line | None) -> None:
        self.cause.show_line(line)
        self._enable()

    def _enable(self) -> None:
        one, chosen = self.table.current, self._chosen()
        fixed = self.context.desk.db.read_only
        is_open = any(line.notice.is_open for line in chosen) and not fixed
        away = bool(chosen) and all(line.stands == "away" for line in chosen) and not fixed
        asleep = bool(chosen) and all(line.stands == "snoozed" for line in chosen)
        self.open_button.setEnabled(one is not None and bool(one.notice.page))
        for button in (self.snooze_button, self.useless_button):
            button.setEnabled(is_open)
        self.task_button.setEnabled(is_open and one is not None and one.notice.is_open)
        self.done_button.setEnabled(is_open or away)
        self.done_button.say(Text(N_("Take up again")) if away else Text(N_("Dealt with")))
        self.snooze_button.say(Text(N_("Wake")) if asleep else Text(N_("Snooze until it changes")))
        self.look_button.setEnabled(not fixed)

    def _chosen(self) -> list[Line]:
        current = self.table.current
        return self.table.chosen() or ([] if current is None else [current])

    # -- doing --------------------------------------------------------------------------------------------------------

    def go_there(self) -> None:
        """Open what the notice is about; that it was looked at is no step that undo would stop at."""
        line = self.table.current
        if line is None or not line.notice.page:
            return
        one, desk = line.notice, self.context.desk
        if one.state == "new" and not desk.db.read_only:
            action = Action(N_("Looked at a notice"))
            self.tasks.run(
                Text(action.code),
                lambda _p: desk.db.write(action, lambda s: mark_seen(s, notice_ids=[one.id]), origin="system"),
                owner=self,
            )
        self.context.go(one.page, one.target)

    def finish(self) -> None:
        """The chosen ones are dealt with; what was put away is taken up again."""
        today = self._today()
        away = [one for one in self._chosen() if one.stands == "away"]
        if away:
            self._each(_AGAIN, away, lambda session, one: reopen_notice(session, notice_id=one.notice.id))
        else:
            self._each(_DONE, self._open(), lambda session, one: mark_done(session, notice_id=one.notice.id, on=today))

    def snooze(self) -> None:
        """Say nothing more of the chosen ones until something else is to be said; or wake them."""
        chosen = self._open()
        asleep = not all(one.stands == "snoozed" for one in chosen)
        self._each(
            _SNOOZED if asleep else _WOKEN, chosen,
            lambda session, one: snooze_cause(session, cause=one.group.cause, asleep=asleep),
        )  # fmt: skip

    def judge(self) -> None:
        """Ask why the chosen ones are of no use, and put them away."""
        chosen, today = self._open(), self._today()
        if not chosen:
            return
        field = Ask("reason", Text(N_("Reason")), "long", needed=True)
        note = Text(
            N_("What posts such notices learns from the reason. They come again only if they say something else.")
        )
        values = ask(
            self.look, self, Text(N_("Why is it of no use?")), [field], accept=Text(N_("Not useful")), note=note
        )
        if values is not None:
            reason = str(values["reason"])
            self._each(
                _USELESS, chosen,
                lambda session, one: mark_not_useful(session, notice_id=one.notice.id, reason=reason, on=today),
            )  # fmt: skip

    def make_task(self) -> None:
        """Ask for a task out of the notice, and keep both: the task, and that something is being done."""
        line, view = self.table.current, self.view
        if line is None or view is None or not line.notice.is_open:
            return
        one = line.notice
        fields = asked_fields(
            view.people, None, owner_id=one.owner_id or view.me, due_on=one.due_on, said=spoken(self.look, one.subject)
        )
        values = ask(self.look, self, Text(N_("New action")), fields, accept=Text(N_("Add")))
        if values is None:
            return
        named = values | {"owner_id": values["owner_id"] or None}
        about = ("party", one.dealer_id) if one.dealer_id else None

        def command(session: object) -> None:
            create_action(session, about=about, **named)  # type: ignore[arg-type]
            mark_acting(session, notice_id=one.id)  # type: ignore[arg-type]

        save(self.context, self, Action(N_("Made a task of a notice")), command)

    def look_again(self) -> None:
        """Look now what is overdue or runs out."""
        db = self.context.desk.db

        def work(progress: Progress) -> Told:
            return run_telling(db, progress)

        def done(told: Told) -> None:
            said = {"came": told.came, "over": told.over}
            self.context.notify("good", Text(N_("New: {came} · over: {over}"), said))

        self.tasks.run(Text(N_("Looking what is overdue or runs out")), work, done, owner=self, key="look")

    def _open(self) -> list[Line]:
        return [one for one in self._chosen() if one.notice.is_open]

    def _today(self) -> int:
        return self.view.today if self.view else 0

    def _each(self, code: str, chosen: Sequence[Line], act: Callable[..., object]) -> None:
        """One step for all of them, so that one undo takes it back."""
        if chosen:
            save(
                self.context, self, Action(code, {"n": len(chosen)}),
                lambda session: [act(session, one) for one in chosen],
            )  # fmt: skip

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``whose`` (mine, all), ``stands``, ``kind`` and ``severity``."""
        for name, choice in self._choices().items():
            if name in target:
                choice.choose(str(target[name]))
        self._narrow()

    def commands(self) -> list[Command]:
        """Look now, and the export."""
        return [
            Command(Text(N_("Look what is overdue or runs out")), self.look_again, "refresh-cw"),
            Command(Text(N_("Export the inbox")), self.table.export, "file-spreadsheet"),
        ]


_KEYS: Final = {tone: key for key, tone in TONES.items()}


def _weight(one: Line) -> State:
    return State(Text(SEVERITIES[one.notice.severity]), TONES[one.notice.severity])


def _standing(one: Line) -> State:
    if one.stands == "snoozed":
        return State(Text(N_("Snoozed")), "dim")
    state = one.notice.state
    return State(Text(STATES[state]), {"new": "brand", "acting": "warn", "done": "good"}.get(state, "dim"))  # type: ignore[arg-type]
