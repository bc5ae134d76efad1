"""The Alerts page: what rules found, by cause; the rules; and what each department has of both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Final

from PySide6.QtWidgets import QStackedWidget

from app.alerts.queries import AlertRow, Mirror, RuleRow
from app.alerts.service import Ran, remove_rule, switch_rule
from app.alerts.spec import STEP
from app.alerts.words import KIND_TITLES, OVER_TITLES
from app.core.charts import Chart, Series
from app.core.db import Action
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.inbox.service import STATES, mark_acting, mark_not_useful, reopen_notice
from app.jobs.alerts import run_alerts
from app.kpi.kpi import Kpi
from app.kpi.wording import listed
from ui.alerts.cause import CauseCard
from ui.alerts.composer import Composer
from ui.alerts.reading import View, read_view
from ui.alerts.words import conditions, said
from ui.core.ask import Ask, ask
from ui.core.card import Card
from ui.core.chart import ChartView
from ui.core.controls import Button, Choice, Segments
from ui.core.drawer import Drawer
from ui.core.page import Command, Context, Page
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Tone, Words

ALERTS, RULES, MIRROR = "alerts", "rules", "mirror"
_TONES: Final[dict[str, Tone]] = {"new": "bad", "seen": "warn", "acting": "brand", "done": "good"}


@dataclass(frozen=True)
class Cause:
    """One KPI of one dealer, region or group with its alerts, the newest first."""

    alerts: tuple[AlertRow, ...]

    @property
    def newest(self) -> AlertRow:
        """What is said now."""
        return self.alerts[0]


class AlertsPage(Page):
    """Alerts, rules and departments."""

    title: ClassVar[str] = N_("Alerts")
    watches: ClassVar[frozenset[str]] = frozenset({"alert", "alert_rule", "notice", "own_kpi", "person"})

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        look = self.look
        self.view: View | None = None
        self._wanted = ""
        self.what = Segments(
            look, ((ALERTS, Text(N_("Alerts"))), (RULES, Text(N_("Rules"))), (MIRROR, Text(N_("Departments"))))
        )
        self.stands = Choice(look, [("open", Text(N_("Still open"))), ("", Text(N_("All")))], name=Text(N_("State")))
        self.alerts, self.rules, self.mirror = self._alerts_table(), self._rules_table(), self._mirror_table()
        self.weeks = ChartView(look, height=170)
        self.cause = CauseCard(look)
        self.drawer = Drawer(look, self, share=1.0)
        self.composer: Composer | None = None
        self.board_button = Button(look, Text(N_("On the board")), self.go_board, icon="external-link",
                                   shortcut="Ctrl+Return")  # fmt: skip
        self.why_button = Button(look, Text(N_("Why it changed")), lambda: self.go_board("drivers"),
                                 icon="chart-column")  # fmt: skip
        self.act_button = Button(look, Text(N_("Under way")), self.act, icon="check", shortcut="Ctrl+D")
        self.useless_button = Button(look, Text(N_("Not useful…")), self.judge, icon="ban", shortcut="Ctrl+U")
        self.switch_button = Button(look, Text(N_("Switch off")), self.switch, icon="ban")
        self.remove_button = Button(look, Text(N_("Remove")), self.remove, icon="trash-2")
        self.run_button = Button(look, Text(N_("Run now")), self.run_now, icon="refresh-cw", shortcut="Ctrl+R")
        self.new_button = Button(look, Text(N_("New rule…")), self.compose, icon="plus", kind="primary",
                                 shortcut="Ctrl+N")  # fmt: skip
        self._arrange()

    def _alerts_table(self) -> Table:
        def newest(get: Callable[[AlertRow], object]) -> Callable[[Cause], object]:
            return lambda one: get(one.newest)

        columns = (
            Column("state", Text(N_("State")), "pill", 116, get=newest(_state)),
            Column("kpi", Text(N_("KPI")), width=150, get=newest(lambda one: Text(self._kpi(one.kpi).name))),
            Column("name", Text(N_("About")), width=200, get=newest(lambda one: one.name or Text(N_("all together")))),
            Column("month", Text(N_("Month")), width=84, get=newest(lambda one: one.month)),
            Column("said", Text(N_("What it says")), stretch=True, width=250,
                   get=newest(lambda one: said(self.look, dict(one.figures), self._kpi(one.kpi).unit))),
            Column("kind", Text(N_("Kind")), width=100, get=newest(lambda one: Text(KIND_TITLES[one.kind]))),
            Column("count", Text(N_("Told")), "number", 64, get=lambda one: len(one.alerts)),
            Column("department", Text(N_("Department")), width=100, hidden=True,
                   get=newest(lambda one: Text(one.department))),
            Column("rule", Text(N_("Rule")), width=170, hidden=True, get=newest(lambda one: one.rule)),
            Column("ref", Text(N_("Reference")), width=110, hidden=True, get=newest(lambda one: one.ref)),
        )  # fmt: skip
        return Table(self.context, columns, name="alerts.list", title=Text(N_("Alerts")))

    def _rules_table(self) -> Table:
        columns = (
            Column("name", Text(N_("Name")), width=220),
            Column("active", Text(N_("State")), "pill", 96, get=lambda one: State(
                Text(N_("In force") if one.active else N_("Off")), "good" if one.active else "dim")),
            Column("kpi", Text(N_("KPI")), width=130, get=lambda one: Text(self._kpi(one.watch.kpi).name)),
            Column("over", Text(N_("For each")), width=90, get=lambda one: Text(OVER_TITLES[one.watch.over])),
            Column("asks", Text(N_("Conditions")), stretch=True, width=260,
                   get=lambda one: conditions(self.look, one.watch, self._kpi(one.watch.kpi))),
            Column("alerts", Text(N_("Alerts")), "number", 70),
            Column("open", Text(N_("Still open")), "number", 84),
            Column("not_useful", Text(N_("Not useful")), "number", 80),
            Column("department", Text(N_("Department")), width=100, hidden=True,
                   get=lambda one: Text(one.department)),
            Column("owner", Text(N_("For whom")), width=100, hidden=True, get=lambda one: one.owner or None),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name="alerts.rules", title=Text(N_("Rules")),
            empty=Text(N_("No rule yet")),
            empty_text=Text(N_("Begin with a ready-made one: New rule shows at once how often it would have fired.")),
        )  # fmt: skip

    def _mirror_table(self) -> Table:
        columns = (
            Column("department", Text(N_("Department")), width=130, get=lambda one: Text(one.department)),
            Column("kpis", Text(N_("KPIs")), stretch=True, width=300,
                   get=lambda one: listed([Text(self._kpi(kpi).name) for kpi in one.kpis]) if one.kpis else None),
            Column("rules", Text(N_("Rules")), "number", 70),
            Column("alerts", Text(N_("Alerts")), "number", 70),
            Column("share", Text(N_("Share of the breaches")), "percent", 130, bar=_share),
            Column("open", Text(N_("Still open")), "number", 84),
            Column("not_useful", Text(N_("Not useful")), "number", 80),
        )  # fmt: skip
        return Table(self.context, columns, name="alerts.mirror", title=Text(N_("Departments")),
                     empty=Text(N_("No rule yet")))  # fmt: skip

    def _arrange(self) -> None:
        self.filters.addWidget(self.what)
        self.filters.addWidget(self.stands)
        self.filters.addStretch(1)
        self._by_what: dict[str, tuple[Button, ...]] = {
            ALERTS: (self.useless_button, self.act_button, self.why_button, self.board_button),
            RULES: (self.remove_button, self.switch_button),
            MIRROR: (),
        }
        for button in (*self._by_what[ALERTS], *self._by_what[RULES], self.run_button, self.new_button):
            self.buttons.addWidget(button)
        self.tables = QStackedWidget()
        for table in (self.alerts, self.rules, self.mirror):
            self.tables.addWidget(table)
        card = Card(self.look)
        card.body.addWidget(self.tables)
        self.body.addWidget(card, 1)
        self.body.addWidget(self.cause)
        self._weeks_card = Card(self.look, Text(N_("Alerts a week")))
        self._weeks_card.body.addWidget(self.weeks)
        self.body.addWidget(self._weeks_card)
        self.what.picked.connect(lambda _key: self._narrow())
        self.stands.picked.connect(lambda _key: self._narrow())
        self.alerts.picked.connect(lambda _one: self._picked())
        self.alerts.opened.connect(lambda _one: self.go_board())
        self.rules.picked.connect(lambda _one: self._picked())
        self.rules.opened.connect(self.compose)
        self.drawer.closed.connect(self._closed)
        self.look.language_changed.connect(lambda *_: self._relanguage())
        self._narrow()

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again."""
        desk = self.context.desk
        self.load(lambda _progress: read_view(desk), self._show)

    def _show(self, view: View) -> None:
        self.view = view
        self._narrow()

    def _kpi(self, kpi: str) -> Kpi:
        assert self.view is not None  # noqa: S101 - rows come from it
        return self.view.kpis[kpi]

    def _narrow(self) -> None:
        view, what = self.view, str(self.what.key())
        self.tables.setCurrentIndex((ALERTS, RULES, MIRROR).index(what))
        self.stands.setVisible(what == ALERTS)
        self._weeks_card.setVisible(what == MIRROR)
        for key, buttons in self._by_what.items():
            for button in buttons:
                button.setVisible(key == what)
        if view is None:
            return
        causes: dict[str, list[AlertRow]] = {}
        for one in view.alerts:
            causes.setdefault(one.cause, []).append(one)
        groups = [Cause(tuple(found)) for found in causes.values()]
        shown = [one for one in groups if one.newest.is_open or not self.stands.key()]
        self.alerts.say_empty(*self._nothing(view))
        self.alerts.set_rows(shown)
        self.rules.set_rows(list(view.rules))
        self.mirror.set_rows(list(view.mirror))
        self._say(view)
        place = next((at for at, one in enumerate(shown) if any(row.id == self._wanted for row in one.alerts)), None)
        if place is not None:
            self._wanted = ""
            self.alerts.view.select(place)
        self._picked()

    def _say(self, view: View) -> None:
        self._show_weeks(view)
        number, fresh = self.look.formats.number, sum(one.is_open for one in view.alerts)
        week = Fraction(sum(view.weeks), len(view.weeks))
        self.say_subtitle(Text(N_("Open: {n} · alerts a week: {week}"), {"n": number(fresh), "week": number(week, 1)}))

    def _relanguage(self) -> None:
        """Figures in sentences and days of the chart are written by language."""
        if self.view is not None:
            self._say(self.view)
            self._picked()

    def _nothing(self, view: View) -> tuple[Words, Words]:
        if view.rules:
            return Text(N_("No alert is open.")), Text(N_("Rules are run once a day, or when you run them."))
        return (
            Text(N_("No rule yet")),
            Text(N_("Begin with a ready-made one: New rule shows at once how often it would have fired.")),
        )

    def _show_weeks(self, view: View) -> None:
        first = view.today - 7 * len(view.weeks) + 1
        names = tuple(self.look.formats.day(first + 7 * at) for at in range(len(view.weeks)))
        title = self.look.t("Alerts a week")
        values = tuple(float(one) for one in view.weeks)
        self.weeks.show_chart(Chart(title, names, (Series(title, values),)))

    def _picked(self) -> None:
        one = self.alerts.current if self.what.key() == ALERTS else None
        rule, fixed = self.rules.current, self.context.desk.db.read_only
        self.cause.show_cause(() if one is None else one.alerts, None if one is None else self._kpi(one.newest.kpi))
        told = one is not None and bool(one.newest.notice_id) and not fixed
        away = told and one is not None and one.newest.state in {"not_useful", "done"}
        for button in (self.board_button, self.why_button):
            button.setEnabled(one is not None)
        self.act_button.setEnabled(told and one is not None and one.newest.state in {"new", "seen"})
        self.useless_button.setEnabled(told and one is not None and (away or one.newest.is_open))
        self.useless_button.say(Text(N_("Take up again")) if away else Text(N_("Not useful…")))
        for button in (self.switch_button, self.remove_button):
            button.setEnabled(rule is not None and not fixed)
        active = rule is None or rule.active
        self.switch_button.say(Text(N_("Switch off")) if active else Text(N_("Switch on")))
        for button in (self.run_button, self.new_button):
            button.setEnabled(not fixed)

    # -- doing --------------------------------------------------------------------------------------------------------

    def go_board(self, part: str = "parts") -> None:
        """Open the figure on the board: what it is made of, or why it changed."""
        one = self.alerts.current
        if one is not None:
            row: AlertRow = one.newest
            place = {"product-group": "group"}.get(row.over, row.over)
            narrowed = {place: row.key} if row.key else {}
            self.context.go("board", {"kpi": row.kpi, "period": row.month, "part": part, **narrowed})

    def act(self) -> None:
        """Say that something is being done about it."""
        one = self.alerts.current
        if one is not None and one.newest.notice_id:
            action = Action(N_("Acts on the alert {ref}"), {"ref": one.newest.ref})
            save(self.context, self, action, lambda session: mark_acting(session, notice_id=one.newest.notice_id))

    def judge(self) -> None:
        """Put an alert away as of no use, which raises the threshold there; or take that back."""
        if self.alerts.current is None or self.view is None:
            return
        row, today = self.alerts.current.newest, self.view.today
        if not row.is_open:
            action = Action(N_("Took up the alert {ref} again"), {"ref": row.ref})
            save(self.context, self, action, lambda session: reopen_notice(session, notice_id=row.notice_id))
            return
        field = Ask("reason", Text(N_("Reason")), "long", needed=True)
        note = Text(
            N_("The thresholds of the rule rise by {step} for {who}, and fall again when this is taken back."),
            {"step": self.look.formats.percent(STEP, 0), "who": row.name or Text(N_("all together"))},
        )
        values = ask(
            self.look, self, Text(N_("Why is it of no use?")), [field], accept=Text(N_("Not useful")), note=note
        )
        if values is not None:
            reason = str(values["reason"])
            action = Action(N_("Said that the alert {ref} is of no use"), {"ref": row.ref})
            save(
                self.context, self, action,
                lambda session: mark_not_useful(session, notice_id=row.notice_id, reason=reason, on=today),
            )  # fmt: skip

    def run_now(self) -> None:
        """Run all rules in force."""
        db = self.context.desk.db

        def work(progress: Progress) -> Ran:
            return run_alerts(db, progress)

        def done(ran: Ran) -> None:
            words = {"rules": ran.rules, "made": ran.told, "over": ran.over}
            self.context.notify("good", Text(N_("Rules: {rules} · new: {made} · over: {over}"), words))

        self.tasks.run(Text(N_("Looking what the rules of alerts find")), work, done, owner=self, key="run")

    def compose(self, kept: RuleRow | None = None) -> None:
        """Open the composer on a new rule or a kept one."""
        if self.view is None:
            return
        rule = kept if isinstance(kept, RuleRow) else None
        self.composer = Composer(self.context, self.view, rule)
        self.composer.saved.connect(self.drawer.shut)
        self.drawer.show_widget(rule.name if rule else Text(N_("New rule")), self.composer, rule.ref if rule else "")

    def _closed(self) -> None:
        self.composer = None

    def switch(self) -> None:
        """Put the chosen rule in force or out of it."""
        rule = self.rules.current
        if rule is not None and self.view is not None:
            on, action = self.view.today, Action(N_("Switched the rule of alerts {name}"), {"name": rule.name})
            save(self.context, self, action,
                 lambda session: switch_rule(session, rule_id=rule.id, active=not rule.active, on=on))  # fmt: skip

    def remove(self) -> None:
        """Take the chosen rule out."""
        rule = self.rules.current
        if rule is not None and self.view is not None:
            on, action = self.view.today, Action(N_("Took out the rule of alerts {name}"), {"name": rule.name})
            save(self.context, self, action, lambda session: remove_rule(session, rule_id=rule.id, on=on))

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``what`` (alerts, rules, mirror), ``alert`` (an id: chosen)."""
        if target.get("what") in {ALERTS, RULES, MIRROR}:
            self.what.choose(str(target["what"]))
        self._wanted = str(target.get("alert", ""))
        if self._wanted:
            self.what.choose(ALERTS)
            self.stands.choose("")
        self._narrow()

    def commands(self) -> list[Command]:
        """A new rule, and a run."""
        return [
            Command(Text(N_("New rule of alerts")), self.compose, "plus"),
            Command(Text(N_("Run the rules of alerts")), self.run_now, "refresh-cw"),
        ]


def _state(one: AlertRow) -> State:
    return State(Text(STATES[one.state]), _TONES.get(one.state, "dim"))


def _share(one: Mirror) -> float:
    return float(one.share or 0)
